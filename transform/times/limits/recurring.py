"""What is to be done again and again: 按月公开, 每季度通报, 每年1月31日前报送."""

import re
from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon import alternatives, word_entries, words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import TimeLimit
from transform.times.dates import chinese_number
from transform.times.limits.due import RANGE_BEHIND
from transform.times.limits.durations import NUMBER
from transform.times.limits.governing import binds_somebody
from transform.times.limits.place import TimePlace

_BEFORE = "(?:之?前|以前)"
_IN_QUARTER = f"(?:{table_expression('limits', 'in_quarter')})"
_ACT = alternatives("limits", "recurring_act")
_RECURRING = Pattern(
    rf"""
    每年 (?:的)? (?P<month>1[0-2]|[1-9]) 月 (?:份)?
      (?: (?:\d{{1,2}}日|底|末) {_BEFORE}? | 前 )?                      # e.g. 每年1月31日前
    | 每年 (?P<year_end> 年[底末] {_BEFORE}?                            # e.g. 每年年底前
      | [底末] (?: {_BEFORE} | (?={_ACT}) ) )                          # e.g. 每年底前, 每年末通报
    | 每 (?:个)? 月 (?:的)? \d{{1,2}}日 (?: [、,，和] \d{{1,2}}日 ){{0,4}}
      {_BEFORE}?                                                       # e.g. 每月5日、15日前
    | 每 (?:个)? 月 (?:的)? [底末] (?: {_BEFORE} | (?={_ACT}) )          # e.g. 每月底前, 每月底上报
    | 每 (?:个)? (?P<quarter_day>季度?) (?:的)? (?: {_IN_QUARTER} (?:的)? (?:\d{{1,2}}日)?
      {_BEFORE} | 末 (?={_ACT}) )                                      # e.g. 每季度末月20日前
    | 每 (?: (?P<half>半年) | (?:隔)? (?P<every>{NUMBER})? (?:个|\s)?
      (?P<unit>年|季度|季|月|旬|周|星期|日|天) )                        # e.g. 每半年, 每5年, 每周
    | 按 (?P<by>季度|季|月|旬|周|日|年|半年)                            # e.g. 按月, 按季度
    | 逐 (?P<each>季度|季|月|旬|周|日|半年)                             # e.g. 逐月
    """
)
_NEXT_MONTH = Pattern(
    r"""
    (?: [、,，和及] | 以及 )
    (?P<limit> (?P<month>1[0-2]|[1-9]) 月 (?:份)? (?: (?:\d{1,2}日|底|末) (?:之?前|以前)? | 前 ) )  # e.g. 、9月底前
    """
)
_NOT_BEFORE = table_pattern("limits", "recurring_not_before", suffix="$")
_RATE_BEFORE = table_pattern("limits", "rate_before", suffix="$")
_NUMBER_BEHIND = Pattern(r"[^，,。；;\n\d]{0,8}\d")
_NOT_BEHIND = table_pattern("limits", "recurring_not_behind")
_POLICY_BEFORE = table_pattern("limits", "policy_before")
_POLICY_BEHIND = Pattern(
    rf"[^，,。；;\n]{{0,24}}?(?:{table_expression('limits', 'policy_behind')})"
)
_NAMED = tuple(words("limits", "named_as"))
_COMPOUND = table_pattern("limits", "rhythm_compound")
_RHYTHMS = dict(word_entries("times", "rhythm"))
# Characters before an expression in which a rate or a name shows itself: 增长率每年.
_REACH_BEFORE = 8


def read_recurring(text: str) -> Iterator[TimeLimit]:
    """Periods in which something is to be done each time, as ISO 8601 periods.

    >>> [(limit.text, limit.period) for limit in read_recurring("按月公开进展，每两年修订一次。")]
    [('按月', 'P1M'), ('每两年', 'P2Y')]
    >>> [(limit.text, limit.by_month) for limit in read_recurring("每年3月底前、9月底前报送总结。")]
    [('每年3月底前', 3), ('9月底前', 9)]

    A rate is none, nor is a day that only has a name:

    >>> list(read_recurring("补助标准每月500元；每月15日为政务公开日。"))
    []
    """
    for match in _RECURRING.scan(text):
        place = TimePlace(text, *match.span())
        if not _is_limit(place, match):
            continue
        limit = TimeLimit(
            match.group(),
            LimitKind.RECURRING,
            match.span(),
            period=_read_period(match),
        )
        if match["month"] or match["year_end"]:
            limit.by_month = int(match["month"] or 12)
        yield limit
        if match["month"]:
            yield from _next_months(text, match.end())


def _is_limit(place: TimePlace, match: re.Match[str]) -> bool:
    before = place.near_before[-_REACH_BEFORE:]
    if _NOT_BEFORE.search(before):
        return False
    if _RATE_BEFORE.search(before) and _NUMBER_BEHIND.match(place.text, place.end):
        return False
    # 每年6月至9月 is a season in which something happens.
    if match["month"] and RANGE_BEHIND.match(place.text, place.end):
        return False
    # What follows 每年 or 按月 may make a noun of it (每年度, 按月度); what follows a day cannot.
    if _has_day(match):
        if place.near_behind.startswith(_NAMED):
            return False
    elif _NOT_BEHIND.match(place.text, _skip_blanks(place)):
        return False
    if _is_policy(place):
        return False
    if _is_compound(place, match):
        return False
    return binds_somebody(place)


def _has_day(match: re.Match[str]) -> bool:
    """Whether a day or month of the period is named: a date to keep, whatever comes."""
    is_by = match["by"] or match["each"]
    if bool(match["month"]):
        return True
    return not (match["unit"] or match["half"] or is_by)


def _skip_blanks(place: TimePlace) -> int:
    at = place.end
    while place.text[at : at + 1].isspace():
        at += 1
    return at


def _is_policy(place: TimePlace) -> bool:
    """Whether it belongs to a policy's name or a way: 落实按月退还…政策, 采取逐月等方式."""
    return bool(_POLICY_BEFORE.search(place.before) and _POLICY_BEHIND.match(place.text, place.end))


def _is_compound(place: TimePlace, match: re.Match[str]) -> bool:
    """Whether it is the beginning of a longer word: 按日历, 按周期, 逐季节."""
    begins_words = (match["by"] or match["each"]) in ("日", "周", "季")
    if not begins_words:
        return False
    return _COMPOUND.match(place.text, place.end) is not None


def _next_months(text: str, at: int) -> Iterator[TimeLimit]:
    """The further months of a list that 每年 opens: 每年3月底前、9月底前."""
    while match := _NEXT_MONTH.match(text, at):
        at = match.end()
        yield TimeLimit(
            match["limit"],
            LimitKind.RECURRING,
            match.span("limit"),
            period="P1Y",
            by_month=int(match["month"]),
        )


def _read_period(match: re.Match[str]) -> str:
    if match["month"] or match["year_end"]:
        return "P1Y"
    # 每月5日 and 每季度末月 name a day inside the period; without any group it is a month's.
    unit = (
        match["half"]
        or match["by"]
        or match["each"]
        or match["quarter_day"]
        or match["unit"]
        or "月"
    )
    if match["every"] == "半":
        if unit == "月":
            return "P15D"
        return "P6M"
    every = (chinese_number(match["every"]) if match["every"] else 1) or 1
    rhythm = _RHYTHMS[unit]
    return f"P{every * rhythm['count']}{rhythm['letter']}"
