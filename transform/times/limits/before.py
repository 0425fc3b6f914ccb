"""How long before an event, and how long at least: 会议召开前15日, 提前5个工作日公告, 不少于20日."""

from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon import words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import Span, TimeLimit
from transform.times.limits.conditions import is_closed_by_de
from transform.times.limits.durations import DURATION, read_duration
from transform.times.limits.place import TimePlace

_BEHIND_BEFORE = Pattern(rf"前 {DURATION} (?!内)    # e.g. 前15日")
_AHEAD = Pattern(
    rf"(?: {table_expression('limits', 'event_before')} ) (?P<limit> {DURATION} 之?前 )    # e.g. 召开5日前"
)
_AT_LEAST = Pattern(
    rf"""
    (?: {table_expression("limits", "at_least")} ) {DURATION} (?:以上)?    # e.g. 不得少于20日, 应间隔15日以上
    """
)
_NOT_BEFORE_EVENT = frozenset(words("limits", "not_before_event"))
# 节假日前7天 is no 日前.
_DAYS_OF_EVENTS = ("假日", "节日", "期日", "满日")
# Behind these 前 has no event: ，前3日.
_PART_ENDS = frozenset("，,。；;")
_ACT_BEHIND = table_pattern("limits", "act_behind_days")
_NOTICE = table_pattern("limits", "notice_behind")
_NOT_BEFORE = table_pattern("limits", "at_least_not_before", suffix="$")
_NOT_BEHIND = table_pattern("limits", "at_least_not_behind")
# 考试前30分钟 is a rule of the event, 前3年 a span of the past.
_TOO_SHORT_OR_LONG = ("年", "小时", "分钟")
# Characters in which the act behind 前15日 begins.
_REACH_OF_ACT = 6


def read_before(text: str) -> Iterator[TimeLimit]:
    """Times before an event by which something is to be done.

    >>> [(limit.text, limit.period) for limit in read_before("会议召开前15日通知代表。")]
    [('前15日', 'P15D')]
    >>> [(limit.text, limit.day_basis.value) for limit in read_before("提前5个工作日公告")]
    [('提前5个工作日', 'working')]

    目前 and 日前 are words of their own:

    >>> list(read_before("目前3日报送一次"))
    []
    """
    if "前" not in text:
        return
    for match in _BEHIND_BEFORE.scan(text):
        span = _act_before(text, match.span())
        value = read_duration(match)
        if span and value and match["unit"] not in _TOO_SHORT_OR_LONG:
            yield TimeLimit(
                text[slice(*span)],
                LimitKind.BEFORE,
                span,
                period=value[0],
                day_basis=value[1],
            )
    for match in _AHEAD.scan(text):
        value = read_duration(match)
        if value and match["unit"] != "年" and _NOTICE.match(text, match.end()):
            yield TimeLimit(
                match["limit"],
                LimitKind.BEFORE,
                match.span("limit"),
                period=value[0],
                day_basis=value[1],
            )


def _act_before(text: str, span: Span) -> Span | None:
    """The span of 前15日 or 提前5日 where an act stands behind it; None where it is something else.

    >>> _act_before("会议召开前15日通知代表", (4, 8)), _act_before("提前5日公告", (1, 4))
    ((4, 8), (0, 4))
    >>> _act_before("目前3日报送", (1, 4)) is None
    True
    """
    start, end = span
    behind = text[end : end + _REACH_OF_ACT]
    if not start:
        return None
    if text[start - 1] == "提":
        if _NOTICE.match(text, end):
            return (start - 1, end)
        return None
    is_word = text[start - 1 : start + 1] in _NOT_BEFORE_EVENT
    has_event = text[start - 1] not in _PART_ENDS and (
        not is_word or text.endswith(_DAYS_OF_EVENTS, 0, start)
    )
    if not has_event or not _ACT_BEHIND.match(behind):
        return None
    return span


def read_at_least(text: str) -> Iterator[TimeLimit]:
    """How long something has to last or to be provided at least.

    >>> [(limit.text, limit.period) for limit in read_at_least("公示时间不少于20日。")]
    [('不少于20日', 'P20D')]
    >>> [(limit.text, limit.period) for limit in read_at_least("公开征求意见不得少于30天")]
    [('不得少于30天', 'P30D')]

    A share of each day is a rate, not a limit:

    >>> list(read_at_least("学生每天体育活动不少于2小时"))
    []
    """
    for match in _AT_LEAST.scan(text):
        place = TimePlace(text, *match.span())
        value = read_duration(match)
        if value is None or _is_condition(place, match.group()):
            continue
        yield TimeLimit(
            match.group(),
            LimitKind.AT_LEAST,
            match.span(),
            period=value[0],
            day_basis=value[1],
        )


def _is_condition(place: TimePlace, phrase: str) -> bool:
    """Whether it is what somebody meets, an amount told in days, or a share of each day: 每天不少于2小时."""
    if _NOT_BEHIND.match(place.text, place.end) or _NOT_BEFORE.search(place.near_before):
        return True
    if phrase.startswith(("间隔", "应间隔")) and not phrase.endswith("以上"):
        return True
    is_rate = phrase.endswith(("小时", "分钟")) and "每" in place.near_before
    if is_rate:
        return True
    if place.is_quoted():
        return True
    return is_closed_by_de(place)
