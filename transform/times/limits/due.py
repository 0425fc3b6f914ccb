"""Last days that bind: 2017年底前完成, 力争6月底建成."""

import re
from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon import words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import TimeLimit
from transform.times.last_days import DUE, LastDay, read_last_day
from transform.times.limits.governing import binds_somebody
from transform.times.limits.place import TimePlace
from transform.times.limits.verbs import is_insisted
from transform.times.plan_year import PlanYear

_NOT_BEFORE = table_pattern("limits", "due_not_before", suffix="$")
_TAKES_OBJECT = table_pattern("limits", "takes_object", suffix="$")
_NOT_BEHIND = table_pattern("limits", "due_not_behind")
_OCCASION = table_pattern("limits", "occasion_behind")
_DONE = Pattern(
    table_expression("limits", "due_done").replace(
        "{order}",
        table_expression("limits", "order"),
    )
)
_AMOUNT = table_pattern("limits", "amount")
_UNTIL_ACT = table_pattern("limits", "due_until_act")
_SINCE = table_pattern("limits", "since", suffix="$")
_HOLDS_UNTIL = tuple(words("limits", "holds_until"))
_NEXT_DATE = Pattern(r"[和、](?:\d{4}年)?\d{1,2}月\d{1,2}日之?前")
_ALREADY = Pattern(r"[^，,。；;\n]{0,14}已[^，,。；;\n]{0,20}的")
_RANGE = r"\s*(?:至|—|－|-|~|～|到)\s*"
RANGE_BEHIND = Pattern(rf"{_RANGE}(?:\d{{4}}年)?\d{{1,2}}")
_RANGE_BEFORE = Pattern(rf"[日月年\d]{_RANGE}$")
_ENDS = ("前", "底", "末", "内")
# A bare half year with an amount in so many characters behind it tells a target: 上半年下达60%.
_REACH_OF_AMOUNT = 24
# A span's first day with 起至 behind it: 自2024年1月1日起至.
_REACH_OF_SPAN = 32


def read_due(text: str, year: PlanYear) -> Iterator[TimeLimit]:
    """Last days in a text; what has no year of its own is of the plan's.

    >>> plan = PlanYear(2024, "title")
    >>> [(limit.text, limit.due_on.isoformat()) for limit in read_due("6月底前完成摸底。", plan)]
    [('6月底前', '2024-06-30')]
    >>> [limit.text for limit in read_due("第一季度全部开工，力争年底建成", plan)]
    ['第一季度', '年底']

    An occasion, a span and who is meant are none:

    >>> list(read_due("做好年底考核；截至6月底已建成；2024年1月至6月试行", plan))
    []
    """
    for match in DUE.scan(text):
        printed = match.group()
        # The pattern lets a blank stand before a form that has no year.
        start = match.start() + len(printed) - len(printed.lstrip())
        place = TimePlace(text, start, match.end())
        if start == match.end() or not _is_limit(place, match, printed.strip()):
            continue
        day = read_last_day(match, year.year)
        if _is_of_the_past(match, day, year) or _is_no_day(match, day, year):
            continue
        origin = "text" if day.own_year else year.origin
        yield TimeLimit(
            printed.strip(),
            LimitKind.DUE,
            (start, match.end()),
            day.day,
            year_origin=origin if day.day else None,
        )


def _is_limit(place: TimePlace, match: re.Match[str], phrase: str) -> bool:
    """Whether an expression is one: first what stands right beside it, then what governs it."""
    if _is_bare(match) and not _is_goal(place, match):
        return False
    if (
        _is_dated_so(place, match, phrase)
        or _is_range(place, phrase)
        or _is_attribute(place, phrase)
        or _ALREADY.match(place.text, place.end)
    ):
        return False
    return binds_somebody(place)


def _is_dated_so(place: TimePlace, match: re.Match[str], phrase: str) -> bool:
    """Whether what stands right before says since when or until when: 截至9月底, 自2024年起."""
    before = place.near_before
    if _NOT_BEFORE.search(before):
        # 于 dates what was done (于6月印发) but for a day to come: 于6月底前完成, 确保于年内.
        is_due_at = match["day"] or phrase.endswith(_ENDS) or is_insisted(place.before)
        return not (before.endswith("于") and is_due_at)
    if match["year"] == "次年" and "每" in before:
        return True
    if not match["until"]:
        return False
    return before.endswith(_HOLDS_UNTIL)


def _is_range(place: TimePlace, phrase: str) -> bool:
    """Whether it begins or ends a span of time; 至6月底前 that opens its part is a last day."""
    if RANGE_BEHIND.match(place.near_behind) or _RANGE_BEFORE.search(place.near_before):
        return True
    if not place.near_before.endswith("至"):
        return False
    if _SINCE.search(place.text[max(place.start - _REACH_OF_SPAN, 0) : place.start]):
        return True
    return not (phrase.endswith("前") or _is_end_to_reach(place, phrase))


def _is_end_to_reach(place: TimePlace, phrase: str) -> bool:
    """Whether 至2024年底 opens its sentence part, with an act or a value to reach behind it."""
    opens = place.before == "至"
    if not opens:
        return False
    if not phrase.endswith(("底", "末")):
        return False
    return bool(_UNTIL_ACT.match(place.text, place.end))


def _is_attribute(place: TimePlace, phrase: str) -> bool:
    """Whether it belongs to a noun: 年底考核, 加快上半年签约项目落地, 对年内新增贷款."""
    behind = place.near_behind
    if not phrase.endswith("前") and _OCCASION.match(behind):
        return True
    if _TAKES_OBJECT.search(place.near_before) and not _DONE.match(behind):
        return True
    return bool(_NOT_BEHIND.match(behind.lstrip("，,")))


def _is_bare(match: re.Match[str]) -> bool:
    """Whether the expression names a period without 前, 底, 内."""
    if match["month"]:
        return not (match["month_end"] or match["before"] or match["tenth"])
    if match["quarter"]:
        return not match["quarter_end"]
    if match["half"]:
        return not match["half_end"]
    return False


def _is_goal(place: TimePlace, match: re.Match[str]) -> bool:
    """Whether something is to be done in a bare period: 第一季度全部开工, unlike 上半年下达60%."""
    rest = place.behind
    is_done = _DONE.match(rest) is not None
    # A day without 前 mostly tells of something (6月5日世界环境日): more is asked of it.
    if match["day"]:
        if _NEXT_DATE.match(rest) or place.before.endswith("最迟"):
            return True
        if not is_done:
            return False
        return place.before.endswith("于") or "的" not in rest
    if not is_done:
        return False
    if bool(match["month"]):
        return True
    return _AMOUNT.search(rest[:_REACH_OF_AMOUNT]) is None


def _is_of_the_past(match: re.Match[str], day: LastDay, year: PlanYear) -> bool:
    """Whether a whole date lies before the plan's year: something is dated so."""
    if not (day.own_year and match["day"] and not match["before"]):
        return False
    if day.day is None:
        return False
    return day.day.year < (year.year or 0)


def _is_no_day(match: re.Match[str], day: LastDay, year: PlanYear) -> bool:
    """Whether the calendar has no such day: 13月."""
    if day.day is not None:
        return False
    if not match["month"]:
        return False
    if match["year"]:
        return False
    return year.year is not None
