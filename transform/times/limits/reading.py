"""Time expressions in a task's text that bind somebody (docs/reading.md, Deadlines and time limits).

Each kind finds what looks like one of its own; what stands beside it and the verb that governs it
say whether it binds.
"""

import re

from taizhang.tables.terms import LimitKind
from transform.model import TimeLimit
from transform.times.limits.before import read_at_least, read_before
from transform.times.limits.due import read_due
from transform.times.limits.governing import is_unsure
from transform.times.limits.place import TimePlace
from transform.times.limits.realtime import read_realtime
from transform.times.limits.recurring import read_recurring
from transform.times.limits.within import read_within
from transform.times.plan_year import PlanYear

# Kinds that a verb makes bind.
_GOVERNED = frozenset({LimitKind.DUE, LimitKind.RECURRING, LimitKind.WITHIN})
# Every expression of time holds one of these; few texts without any are worth a second look.
_OF_TIME = re.compile("[年季月日天周旬时前末星分]")


def read_time_limits(text: str, year: PlanYear) -> list[TimeLimit]:
    """The time limits of a task's text in reading order; spans are positions in `text`.

    >>> [limit.text for limit in read_time_limits("6月底前完成摸底，按月通报。", PlanYear(2021, "title"))]
    ['6月底前', '按月']
    >>> read_time_limits("6月底前开工的，给予奖励；建设实时监测平台。", PlanYear(2021, "title"))
    []
    """
    if not _OF_TIME.search(text):
        return []
    # Where two kinds find the same words, the one named first has them: 每年6月底前 recurs, though
    # 6月底前 in it is a last day too; 不少于20日 lasts, though 20日 could be due.
    candidates = [
        *read_recurring(text),
        *read_at_least(text),
        *read_before(text),
        *read_within(text),
        *read_due(text, year),
        *read_realtime(text),
    ]
    limits: list[TimeLimit] = []
    for limit in candidates:
        start, end = limit.span
        if not any(start < other.span[1] and other.span[0] < end for other in limits):
            limits.append(limit)
    limits.sort(key=lambda limit: limit.span)
    # A second look, for those that stay: what makes one unsure is asked of the whole sentence.
    for limit in limits:
        limit.is_unsure = limit.kind in _GOVERNED and is_unsure(TimePlace(text, *limit.span))
    return limits
