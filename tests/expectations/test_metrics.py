"""Figures of a portal over its year: a holiday or a weekend worked for it is no fault, a portal that stops is one."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
import rows as make
from test_gates import portal

from expectations.gates import Gate, Result, gates_of, judge_gates
from expectations.metrics import Figures, measure_build
from taizhang.archive import Capture, Purpose
from taizhang.tables import TABLES
from taizhang.tables.terms import Health, Outcome
from taizhang.workdays import is_workday

START = date(2025, 7, 1)
DAY = timedelta(days=1)
Day = tuple[date, int]
ONE = make.tables({"documents": [make.document()]})["documents"]


def days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


def published(a_day: float, last: date, first: date = date(2025, 1, 1)) -> list[Day]:
    """How many documents a portal published on each working day: `a_day` on average, as chance has it."""
    chance = random.Random(7)
    return [
        (day, sum(chance.random() < a_day / 40 for _ in range(40)))
        for day in days(first, last)
        if is_workday(day)
    ]


def listed(day: date, outcome: Outcome = Outcome.CONTENT, run: str = "nightly") -> Capture:
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    row: dict[str, Any] = dict.fromkeys(Capture.__dataclass_fields__)
    name = f"{at:%Y%m%dT%H%M%SZ}-{run}"
    return Capture(
        **row | {"run_id": name, "purpose": Purpose.LIST, "captured_at": at, "outcome": outcome}
    )


def night(found: list[Day], as_of: date, looked: date | None = None, seen: date = START) -> Figures:
    """The figures of a night: documents are seen on the day after their publication, those of before on the first."""
    dates = [day for day, n in found if day < as_of for _ in range(n)]
    tables = {name: TABLES[name].schema.empty_table() for name in ("documents", "tasks")}
    tables["documents"] = (
        ONE.select(["document_id", "kind", "title", "doc_number"])
        .take([0] * len(dates))
        .append_column("published_on", pa.array(dates, pa.date32()))
        .append_column("first_seen", pa.array([max(seen, day + DAY) for day in dates], pa.date32()))
    )
    return measure_build(tables, [listed(looked or as_of)], as_of, {}, set())


def nights(found: list[Day], first: date, last: date) -> dict[str, Result]:
    """Every night of a stretch, judged against the nights before."""
    history: list[Figures] = []
    gates: dict[str, list[Gate]] = {}
    for day in days(first, last):
        figures = night(found, day)
        gates[day.isoformat()] = gates_of(portal(), figures, history[-60:])
        history.append(figures)
    return judge_gates(gates)


@pytest.fixture(scope="module")
def year() -> list[Day]:
    """A portal of a city: twelve documents a working day, three quarters of a year."""
    return published(12, date(2026, 3, 31))


def test_no_night_of_an_ordinary_year_is_held_back(year: list[Day]):
    results = nights(year, START, date(2026, 3, 31))
    assert {
        day: result.reason for day, result in results.items() if result.health is not Health.FRESH
    } == {}
    # National Day 2025 with the Sunday worked for it, Spring Festival 2026: as many as in any other week.
    for holiday in ("2025-10-08", "2026-02-23"):
        rate = next(row for row in results[holiday].rows if row["metric"] == "published_a_workday")
        assert rate["value"] > 8


def test_a_portal_of_few_documents_is_never_held_back_for_a_holiday():
    results = nights(published(0.4, date(2026, 3, 31)), date(2025, 12, 1), date(2026, 3, 31))
    assert all(result.has_passed for result in results.values())
    assert {result.health for result in results.values()} == {Health.FRESH, Health.QUIET}


def spoilt(year: list[Day], since: date, factor: float) -> list[Day]:
    return [(day, n if day < since else round(n * factor)) for day, n in year]


@pytest.mark.parametrize(("factor", "within"), [(3.0, 4), (0.0, 5), (0.3, 6)])
def test_a_portal_that_gives_three_times_a_third_or_nothing_is_held_back_within_days(
    year: list[Day], factor: float, within: int
):
    since = date(2025, 11, 10)
    found = spoilt(year, since, factor)
    last = since + 6 * DAY
    results = nights(found, since - 70 * DAY, last)
    held = [day for day, result in results.items() if not result.has_passed]
    assert held
    assert (date.fromisoformat(held[0]) - since).days <= within
    assert held[-1] == last.isoformat()
    assert "documents newly published a working day, in the last 5" in results[held[0]].reason


def test_the_same_old_list_for_60_days_is_quiet_at_first_and_then_a_fault():
    found = published(0.5, date(2025, 9, 1))
    results = nights(found, date(2025, 7, 20), date(2025, 10, 31))
    states = [results[day.isoformat()].health for day in days(date(2025, 9, 2), date(2025, 10, 31))]
    assert states == sorted(states, key=[Health.FRESH, Health.QUIET, Health.STALE].index)
    assert set(states) == {Health.FRESH, Health.QUIET, Health.STALE}
    # 1 to 8 October: no day of the holiday counts.
    before, after = (
        next(row["value"] for row in results[day].rows if row["metric"] == "workdays_without_new")
        for day in ("2025-09-30", "2025-10-08")
    )
    assert before == after


def test_a_week_over_a_holiday_is_as_long_as_any_other():
    found = [(day, 4) for day in days(date(2025, 9, 1), date(2025, 10, 31)) if is_workday(day)]
    rates = {
        night(found, day)["published_a_workday"]
        for day in days(date(2025, 9, 15), date(2025, 10, 31))
    }
    assert rates == {4.0}


def test_what_was_published_since_the_last_look_is_not_missed(year: list[Day]):
    then = night(year, date(2025, 12, 19))
    known = [(day, n) for day, n in year if day < date(2025, 12, 19)]
    later = night(known, date(2026, 1, 20), looked=date(2025, 12, 19))
    assert later == then


def test_a_passing_look_is_not_the_nights_crawl():
    tables = {name: TABLES[name].schema.empty_table() for name in ("documents", "tasks")}
    failing = [
        listed(START),
        listed(START + DAY, Outcome.ERROR, "inspect"),
        listed(START + DAY, Outcome.BLOCKED, "single"),
    ]
    assert measure_build(tables, failing, START + DAY, {}, set())["lists_answered"] == 1.0
    failing.append(listed(START + 2 * DAY, Outcome.ERROR))
    assert measure_build(tables, failing, START + 2 * DAY, {}, set())["lists_answered"] == 0.0


def test_what_a_backfill_brought_is_measured_apart():
    rows = make.good(4)
    for number in (0, 1):
        rows["documents"][number] |= {"title": None, "published_on": None}
    rows["tasks"] = [row for row in rows["tasks"] if row["document_id"] != make.identifier(1)]
    rows["tasks"][-1] |= {"lead_units": [], "responsible_units": []}
    old = {make.identifier(1), make.identifier(2)}
    found = measure_build(make.tables(rows), [], date(2026, 11, 22), {}, old)
    assert (found["documents"], found["documents_found"], found["documents_backfilled"]) == (
        4,
        2,
        2,
    )
    assert (found["without_title"], found["backfilled_without_title"]) == (0.0, 1.0)
    assert (found["tasks_a_document"], found["without_units"]) == (2.0, 0.25)
    assert found["tasks"] == 6
