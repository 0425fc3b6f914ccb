"""The last day of a limit that runs from the document's own day: 本通知印发之日起20个工作日内.

Source: docs/reading.md gives the period. Which day a period ends on follows 民法典 第二百零一条 and
第二百零二条: the day of the start does not count; a month or a year ends on the day of the same number,
or on the month's last day where it has none such.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from taizhang.issues import Issue
from taizhang.tables.terms import DayBasis, LimitKind, Stage
from taizhang.workdays import Counted, known_years, unknown_year, workdays_after
from transform.lexicon.table_patterns import table_pattern
from transform.model import Part, Task, TimeLimit

# 本通知印发之日起 right before the limit: the document itself, not 项目批准之日起, whose day nobody knows.
_COUNTS_FROM_DOCUMENT = table_pattern("limits", "counts_from_document", suffix="[，,]?在?$")
# The longest such start has 15 characters; the rest of the task's text need not be looked through.
_LONGEST_START = 20
# Hours (PT24H) are left out: the document gives a day, and no hour to count from.
_PERIOD = re.compile(r"P(?P<number>\d+)(?P<unit>[DMY])")
_MONTHS_OF_A_YEAR = 12


def count_days(tasks: Iterable[Task], parts: Sequence[Part], start: date | None) -> list[Issue]:
    """Gives the limits that run from the document's day `start` their last day, in place.

    Returns an issue for each year whose working days the calendar does not know.
    """
    if start is None:
        return []
    unknown_years: set[int] = set()
    for task in tasks:
        text = parts[task.part_no].text
        for limit in task.time_limits:
            if not _runs_from_document(limit, text):
                continue
            counted = last_day(start, limit.period or "", limit.day_basis)
            if counted is None:
                continue
            limit.due_on = counted.day
            if not counted.known:
                unknown_years |= {start.year, counted.day.year} - {*known_years()}
    # Said once for the whole document: the same year would be missing at every limit.
    first = parts[0]
    return [
        unknown_year(year, Stage.TRANSFORM, first.url, first.digest)
        for year in sorted(unknown_years)
    ]


def _runs_from_document(limit: TimeLimit, text: str) -> bool:
    """Whether a limit is a period that the document's own day begins."""
    if limit.kind is not LimitKind.WITHIN or limit.period is None:
        return False
    at = limit.span[0]
    before = text[max(at - _LONGEST_START, 0) : at]
    return _COUNTS_FROM_DOCUMENT.search(before) is not None


def last_day(start: date, period: str, basis: DayBasis | None) -> Counted | None:
    """The last day of an ISO 8601 period after `start`; `known` is False past the known holidays.

    >>> last_day(date(2024, 1, 31), "P1M", None).day  # 民法典 第二百零二条: the month's last
    datetime.date(2024, 2, 29)
    >>> last_day(date(2024, 4, 30), "P5D", DayBasis.WORKING).day  # 1 to 5 May are a holiday
    datetime.date(2024, 5, 10)

    None for a period of hours, and for one beyond the calendar:

    >>> last_day(date(2024, 1, 31), "PT24H", None) is None
    True
    """
    match = _PERIOD.fullmatch(period)
    if not match:
        return None
    number = int(match["number"])
    try:
        if match["unit"] == "D" and basis is DayBasis.WORKING:
            return workdays_after(start, number)
        if match["unit"] == "D":
            return Counted(start + timedelta(days=number), known=True)
        months = number * _MONTHS_OF_A_YEAR if match["unit"] == "Y" else number
        return Counted(_months_after(start, months), known=True)
    # A typing error such as 99999年内 leaves the calendar: no day is better than a made one.
    except (OverflowError, ValueError):
        return None


def _months_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, _MONTHS_OF_A_YEAR)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
