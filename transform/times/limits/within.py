"""How soon something is to be done: 20个工作日内办结, 压缩至3个工作日, 1年内缴清."""

import re
from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import TimeLimit
from transform.times.limits.conditions import is_closed_by_de
from transform.times.limits.durations import DURATION, read_duration
from transform.times.limits.governing import binds_somebody
from transform.times.limits.place import TimePlace

_SHORTENED = table_expression("limits", "shortened")
# Without 内 only short periods limit an act: 3个月完成 and 2年建成 say how long a project takes.
_DAYS_ONLY = r"(?<= [日天时钟] )(?! \s? [以之]?内 )"
_INSIDE = Pattern(rf"{DURATION} \s? (?: 以内 | 之内 | 内 )    # e.g. 24小时内, 3个工作日以内")
_DONE = Pattern(
    rf"""
    (?P<limit> {DURATION} {_DAYS_ONLY} ) (?: [（(] [^（）()\n]{{1,20}} [)）] )?
    (?: {table_expression("limits", "done_within")} )    # e.g. 5个工作日办结, 7日（不含公示）出具
    """
)
_BROUGHT_DOWN = Pattern(
    rf"(?: {_SHORTENED} ) (?P<limit> {DURATION} {_DAYS_ONLY} )    # e.g. 压缩至3个工作日"
)
_SHORTENED_BEFORE = Pattern(rf"(?:{_SHORTENED})$")
_NOT_BEFORE = table_pattern("limits", "within_not_before", suffix="$")
_NOT_BEHIND = table_pattern("limits", "within_not_behind")
_MAY = table_pattern("limits", "may_before", suffix="$")
_PAYS = table_pattern("limits", "pays")


def read_within(text: str) -> Iterator[TimeLimit]:
    """Times within which something is to be done, and what a procedure is brought down to.

    >>> [(limit.text, limit.period) for limit in read_within("收到申请后3个工作日内答复。")]
    [('3个工作日内', 'P3D')]
    >>> [(limit.text, limit.period) for limit in read_within("办理时限压缩至5个工作日")]
    [('5个工作日', 'P5D')]

    What somebody may do in a time, and who is meant, bind nobody:

    >>> list(read_within("2年内投产的，给予奖励。"))
    []
    """
    for match in _INSIDE.scan(text):
        yield from _make_limit(text, match, match.span())
    for pattern in (_DONE, _BROUGHT_DOWN):
        for match in pattern.scan(text):
            yield from _make_limit(text, match, match.span("limit"))


def _make_limit(text: str, match: re.Match[str], span: tuple[int, int]) -> Iterator[TimeLimit]:
    place = TimePlace(text, *span)
    value = read_duration(match)
    if value is not None and not _is_other(place, match) and _is_limit(place, match):
        yield TimeLimit(
            text[slice(*span)],
            LimitKind.WITHIN,
            span,
            period=value[0],
            day_basis=value[1],
        )


def _is_other(place: TimePlace, match: re.Match[str]) -> bool:
    """Whether the number is none of its own: 第三日内, 上半年内, 2024年6个月内, （3年内）."""
    before = place.near_before
    if before[-1:].isdigit() or before.rstrip().endswith(("第", "年", "月")):
        return True
    if match["n"] == "半":
        return before.endswith(("上", "下"))
    return match["unit"] == "年" and before.endswith(("(", "（"))


def _is_limit(place: TimePlace, match: re.Match[str]) -> bool:
    before, behind = place.near_before, place.near_behind
    is_shortened = match["unit"] != "年" and _SHORTENED_BEFORE.search(before) is not None
    # 压缩至3个工作日 is itself the order: no verb behind it is asked for.
    if is_shortened:
        return _NOT_BEHIND.match(behind.lstrip("，,")) is None
    if _NOT_BEFORE.search(before) or _NOT_BEHIND.match(behind.lstrip("，,")):
        return False
    # 任期3年内。 at the end of a sentence, 先进单位（3年内） in brackets: a term, not a limit.
    if match["unit"] == "年" and (not behind.strip() or behind[0] in ")）。；;"):
        return False
    # A payment term binds whoever was allowed it; what else somebody may do in a time binds nobody.
    if _PAYS.match(place.text, place.end):
        return not (place.is_quoted() or is_closed_by_de(place))
    if _MAY.search(place.before) is not None:
        return False
    return binds_somebody(place)
