"""How long before an event, and how long at least: 会议召开前15日, 提前5个工作日公告, 不少于20日."""

from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import Span, TimeLimit
from transform.times.limits.conditions import is_closed_by_de
from transform.times.limits.durations import DURATION, read_duration
from transform.times.limits.place import Place

_BEHIND_BEFORE = Pattern(rf"前 {DURATION} (?!内)    # e.g. 前15日")
_AHEAD = Pattern(
    rf"(?: {table_expression('limits', 'event_before')} ) (?P<limit> {DURATION} 之?前 )    # e.g. 召开5日前"
)
_AT_LEAST = Pattern(
    rf"""
    (?: 不得? (?: 少于 | 低于 ) | 至少 | 应?间隔 ) {DURATION} (?:以上)?    # e.g. 不得少于20日, 应间隔15日以上
    """
)
_NO_ACT_BEFORE = frozenset("，,。；;日月年以目之")
_ACT_BEHIND = table_pattern("limits", "act_behind_days")
_NOTICE = table_pattern("limits", "notice_behind")
_NOT_BEFORE = table_pattern("limits", "at_least_not_before", suffix="$")
_NOT_BEHIND = table_pattern("limits", "at_least_not_behind")
_TOO_SHORT_OR_LONG = ("年", "小时", "分钟")


def read_before(text: str) -> Iterator[TimeLimit]:
    """Times before an event by which something is to be done."""
    if "前" not in text:
        return
    for found in _BEHIND_BEFORE.scan(text):
        span = _act_before(text, found.span())
        value = read_duration(found)
        if span and value and found["unit"] not in _TOO_SHORT_OR_LONG:
            yield TimeLimit(
                text[slice(*span)],
                LimitKind.BEFORE,
                span,
                period=value[0],
                day_basis=value[1],
            )
    for found in _AHEAD.scan(text):
        value = read_duration(found)
        if value and found["unit"] != "年" and _NOTICE.match(text, found.end()):
            span = found.span("limit")
            yield TimeLimit(
                found["limit"],
                LimitKind.BEFORE,
                span,
                period=value[0],
                day_basis=value[1],
            )


def _act_before(text: str, span: Span) -> Span | None:
    """The span of 前15日 or 提前5日 where an act stands behind it.

    None where it is something else: 目前3日.
    """
    start, end = span
    behind = text[end : end + 6]
    if not start:
        return None
    if text[start - 1] == "提":
        if _NOTICE.match(behind):
            return (start - 1, end)
        return None
    if text[start - 1] in _NO_ACT_BEFORE or not _ACT_BEHIND.match(behind):
        return None
    return span


def read_at_least(text: str) -> Iterator[TimeLimit]:
    """How long something has to last or to be provided at least."""
    for found in _AT_LEAST.scan(text):
        place = Place(text, *found.span())
        value = read_duration(found)
        if value is None or _is_condition(place, found.group()):
            continue
        limit = found.group()
        yield TimeLimit(
            limit,
            LimitKind.AT_LEAST,
            found.span(),
            period=value[0],
            day_basis=value[1],
        )


def _is_condition(place: Place, phrase: str) -> bool:
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
