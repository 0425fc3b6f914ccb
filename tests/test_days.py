"""A day is a day in China."""

from datetime import UTC, date, datetime, timedelta

from taizhang.days import day_of, end_of


def test_the_night_of_one_day_in_london_is_the_next_day_in_china() -> None:
    assert day_of(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert day_of(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_day_ends_where_the_next_begins() -> None:
    end = end_of(date(2026, 11, 21))
    assert day_of(end) == date(2026, 11, 21)
    assert day_of(end + timedelta(microseconds=1)) == date(2026, 11, 22)
