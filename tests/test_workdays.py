"""Working days by the Chinese calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.issues import Code
from taizhang.tables.terms import Stage
from taizhang.workdays import is_workday, known_years, unknown_year, workdays_after

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
    friday = next(day for n in range(7) if (day := date(LAST + 1, 3, 1) + timedelta(n)).weekday() == 4)
    assert workdays_after(friday, 1) == (friday + timedelta(3), False)
    issue = unknown_year(LAST + 1, Stage.TRANSFORM)
    assert issue.code is Code.UNKNOWN_CALENDAR_YEAR
    assert str(LAST + 1) in issue.message


def test_a_count_over_the_last_known_day_is_not_known() -> None:
    assert not workdays_after(date(LAST, 12, 31), 1).known


def test_no_days_are_no_count() -> None:
    with pytest.raises(ValueError, match="at least one"):
        workdays_after(date(2024, 1, 2), 0)
