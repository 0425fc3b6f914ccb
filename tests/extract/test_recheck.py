"""When a known address is due again."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from extract.recheck import is_due

START = datetime(2026, 1, 1, 18, tzinfo=UTC)


def nights(key: str, count: int) -> list[int]:
    """The nights on which an address first seen in night 0 is asked for, when nothing fails."""
    asked, last = [], START
    for number in range(1, count):
        now = START + timedelta(days=number)
        if is_due(key, START, last, now, "age"):
            asked.append(number)
            last = now
    return asked


def test_nightly_while_young_then_weekly_then_monthly() -> None:
    asked = nights("http://a.gov.cn/t1.html", 400)
    assert asked[:29] == list(range(1, 30))
    gaps = [b - a for a, b in itertools.pairwise(asked)]
    weekly = [gap for night, gap in zip(asked, gaps, strict=False) if 37 < night < 170]
    monthly = [gap for night, gap in zip(asked, gaps, strict=False) if night > 215]
    assert set(weekly) == {7}
    assert set(monthly) == {30}


def test_what_came_in_one_night_is_spread_over_many() -> None:
    load = Counter(
        night
        for n in range(3000)
        for night in nights(f"http://a.gov.cn/t{n}.html", 300)
        if night > 250
    )
    assert max(load.values()) < 2 * 3000 / 30


@pytest.mark.parametrize(("policy", "due"), [("all", True), ("never", False)])
def test_policies(policy: str, due: bool) -> None:
    later = START + timedelta(days=400)
    assert is_due("x", START, START, later, policy) is due  # type: ignore[arg-type]


def test_nobody_is_asked_twice_in_a_day() -> None:
    assert not is_due("x", START, START, START + timedelta(hours=3), "age")
