"""Working days in China: Monday to Friday without holidays, with the weekends worked for them.

The calendar is the State Council's (国务院办公厅关于节假日安排的通知), as the package chinesecalendar holds it; it
knows a year only once its notice is out. In a year that it does not know the rule is Monday to
Friday, and `known` says so.
"""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Stage

_FRIDAY = 4


class Counted(NamedTuple):
    """A day that was counted to, and whether the calendar knew all years on the way."""

    day: date
    known: bool


@cache
def known_years() -> range:
    """The years that the calendar knows."""
    # Late here and below: the package reads its whole calendar when it is imported, and most
    # commands count no day.
    from chinese_calendar.constants import holidays, workdays

    years = {day.year for day in (*holidays, *workdays)}
    return range(min(years), max(years) + 1)


def is_workday(day: date) -> bool:
    """Whether a day is a working day; by its weekday alone in a year that the calendar does not know."""
    if day.year not in known_years():
        return day.weekday() <= _FRIDAY
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def workdays_after(start: date, days: int) -> Counted:
    """The last of `days` working days after `start`, which does not count itself (民法典 第二百零一条)."""
    if days < 1:
        raise ValueError(f"{days} working days: count at least one")
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_workday(day)
    return Counted(day, start.year in known_years() and day.year in known_years())


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to `end`, which counts itself; 0 where `end` is not later."""
    return sum(
        is_workday(start + timedelta(days=number)) for number in range(1, (end - start).days + 1)
    )


def first_of_last(days: int, end: date) -> date:
    """The first of the last `days` working days up to `end`, which counts itself."""
    day = end
    left = days - is_workday(day)
    while left:
        day -= timedelta(days=1)
        left -= is_workday(day)
    return day


def unknown_year(
    year: int,
    stage: Stage,
    url: str | None = None,
    digest: str | None = None,
) -> Issue:
    """The issue that days of `year` were counted without its holidays."""
    message = f"working days of {year} are counted Monday to Friday: update chinesecalendar once its holidays are out"
    return Issue(stage, Code.UNKNOWN_CALENDAR_YEAR, message, url=url, capture_digest=digest)
