"""The last day of a limit whose start the document gives: 本通知印发之日起20个工作日内 counts from the document's day.

Source: docs/reading.md gives the period; which day a period ends on follows 民法典 第二百零一条, 第二百零二条: the
day of the start does not count, a month or a year ends on the day of the same number, or on the
month's last.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from taizhang.issues import Issue
from taizhang.tables.terms import DayBasis, LimitKind, Stage
from taizhang.workdays import Counted, known_years, unknown_year, workdays_after
from transform.model import Part, Task

_START = re.compile(
    r"(?:本|该|此)?(?:通知|方案|意见|办法|计划|要点|文件|规定|细则|清单)(?:正式)?(?:印发|发布|公布|下发)"
    r"(?:(?:之日|当日|日)?起|之?后)(?:的)?[，,]?(?:在)?$"
)
_LONGEST_START = 20
_PERIOD = re.compile(r"P(?P<number>\d+)(?P<unit>[DMY])")


def count_days(tasks: Iterable[Task], parts: Sequence[Part], start: date | None) -> list[Issue]:
    """Gives the limits that run from the document's day `start` their last day, in place.

    Issues: a year whose working days the calendar does not know, once each.
    """
    if start is None:
        return []
    unknown: set[int] = set()
    for task in tasks:
        for limit in task.time_limits:
            if limit.kind is not LimitKind.WITHIN or limit.period is None:
                continue
            at = limit.span[0]
            if not _START.search(parts[task.part_no].text[max(at - _LONGEST_START, 0) : at]):
                continue
            counted = last_day(start, limit.period, limit.day_basis)
            if counted is not None:
                limit.due_on = counted.day
                unknown |= (
                    set() if counted.known else {start.year, counted.day.year} - {*known_years()}
                )
    first = parts[0]
    return [
        unknown_year(year, Stage.TRANSFORM, first.url, first.digest) for year in sorted(unknown)
    ]


def last_day(start: date, period: str, basis: DayBasis | None) -> Counted | None:
    """The last day of an ISO 8601 period after `start`.

    None for one of hours, or beyond the calendar.
    """
    found = _PERIOD.fullmatch(period)
    if not found:
        return None
    number = int(found["number"])
    try:
        if found["unit"] == "D":
            if basis is DayBasis.WORKING:
                return workdays_after(start, number)
            return Counted(start + timedelta(days=number), known=True)
        return Counted(
            _months_after(start, number * (12 if found["unit"] == "Y" else 1)),
            known=True,
        )
    except (OverflowError, ValueError):
        return None


def _months_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
