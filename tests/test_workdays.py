"""Working days by the Chinese calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.issues import Code
from taizhang.tables.terms import Stage
from taizhang.workdays import (
    first_of_last,
    is_workday,
    known_years,
    unknown_year,
    workdays_after,
    workdays_between,
)

FIRST, LAST = known_years()[0], known_years()[-1]
DAYS = st.dates(date(FIRST, 1, 1), date(LAST - 1, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 10, 2), False),  # Monday of National Day
        (date(2023, 10, 7), True),  # Saturday worked for it
        (date(2024, 2, 4), True),  # Sunday before Spring Festival, worked
        (date(2024, 2, 12), False),
        (date(2024, 3, 16), False),
        (date(2024, 3, 18), True),
    ],
)
def test_holidays_and_the_weekends_worked_for_them(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_twenty_working_days_over_national_day() -> None:
    # 25 September 2023, Monday: 26 to 28 September, 7 and 8, 9 to 13, 16 to 20, 23 to 27 October are the twenty.
    assert workdays_after(date(2023, 9, 25), 20) == (date(2023, 10, 27), True)


@given(DAYS, st.integers(1, 60))
def test_the_days_counted_are_the_working_days_after_the_start(start: date, days: int) -> None:
    counted = workdays_after(start, days)
    between = [start + timedelta(n) for n in range(1, (counted.day - start).days + 1)]
    assert sum(map(is_workday, between)) == days
    assert is_workday(counted.day)
    assert counted.known


def test_a_year_that_the_calendar_does_not_know_is_monday_to_friday_and_said() -> None:
    friday = next(
        day for n in range(7) if (day := date(LAST + 1, 3, 1) + timedelta(n)).weekday() == 4
    )
    assert workdays_after(friday, 1) == (friday + timedelta(3), False)
    issue = unknown_year(LAST + 1, Stage.TRANSFORM)
    assert issue.code is Code.UNKNOWN_CALENDAR_YEAR
    assert str(LAST + 1) in issue.message


def test_a_count_over_the_last_known_day_is_not_known() -> None:
    assert not workdays_after(date(LAST, 12, 31), 1).known


def test_no_days_are_no_count() -> None:
    with pytest.raises(ValueError, match="at least one"):
        workdays_after(date(2024, 1, 2), 0)


def test_a_holiday_week_has_no_working_days_and_a_sunday_worked_for_it_is_one() -> None:
    assert (
        workdays_between(date(2025, 9, 30), date(2025, 10, 8)) == 0
    )  # National Day and Mid-Autumn
    assert workdays_between(date(2025, 9, 26), date(2025, 9, 28)) == 1
    assert workdays_between(date(2025, 9, 30), date(2025, 9, 29)) == 0


@given(DAYS, st.integers(1, 40))
def test_the_last_working_days_are_counted_back(end: date, days: int) -> None:
    first = first_of_last(days, end)
    assert is_workday(first)
    assert workdays_between(first - timedelta(days=1), end) == days
