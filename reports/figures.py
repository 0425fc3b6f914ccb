"""Figures from the tables of a release: over time, by function and role, due dates ahead, coverage.

Pure: Arrow tables in, counts out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.tables.terms import Coverage, Role


class TimeStep(StrEnum):
    """How long one column of a chart over time is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {TimeStep.MONTH: 1, TimeStep.QUARTER: 3, TimeStep.YEAR: 12}
YEAR_BEGINS = ("-01", " Q1")
MONTHS_NAMED = 14
# That a chart holds and a phone still shows.
COLUMNS = 36


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts in equal stretches of time, named as `2021-03`, `2021 Q1` or `2021`.

    `earlier` is what lies before.
    """

    step: TimeStep
    names: tuple[str, ...]
    counts: tuple[int, ...]
    earlier: int = 0

    @property
    def marks(self) -> tuple[str, ...]:
        """What to write below the columns: the year where one begins, the months where there are few."""
        months = self.step is TimeStep.MONTH and len(self.names) <= MONTHS_NAMED
        return tuple(
            name[:4]
            if name.endswith(YEAR_BEGINS) or self.step is TimeStep.YEAR
            else str(int(name[5:]))
            if months
            else ""
            for name in self.names
        )


def step_for(days: Iterable[date]) -> TimeStep:
    """The shortest step that shows all these days in one chart; a year where none does."""
    found = list(days)
    if not found:
        return TimeStep.MONTH
    span = _month_number(max(found)) - _month_number(min(found)) + 1
    return next((step for step in TimeStep if span <= COLUMNS * MONTHS[step]), TimeStep.YEAR)


def make_timeline(days: Iterable[date], step: TimeStep, first: date, last: date) -> Timeline:
    """How many of `days` lie in each step from that of `first` to that of `last`, the newest `COLUMNS` of them."""
    size = MONTHS[step]
    end = _month_number(last) // size
    # The newest stay: what a chart has no room for is counted as `earlier`.
    begin = max(_month_number(first) // size, end - COLUMNS + 1)
    found = Counter(_month_number(day) // size for day in days)
    counts = tuple(found[number] for number in range(begin, end + 1))
    earlier = sum(count for number, count in found.items() if number < begin)
    return Timeline(
        step,
        tuple(_step_name(number, step) for number in range(begin, end + 1)),
        counts,
        earlier,
    )


def days_by_portal(table: pa.Table, column: str = "published_on") -> dict[str, list[date]]:
    """The days in a column of `documents` or `tasks`, by portal; rows without one are left out."""
    found: dict[str, list[date]] = defaultdict(list)
    for portal, day in zip(table["portal"].to_pylist(), table[column].to_pylist(), strict=True):
        if day is not None:
            found[portal].append(day)
    return found


@dataclass(frozen=True, slots=True)
class FunctionCount:
    """In how many tasks units of one function have each role.

    `name` is None where no function is known: of groups (相关部门, 各县区人民政府), which have none, and of
    units that the table of organs does not know.
    """

    name: str | None
    is_group: bool
    roles: dict[Role, int]

    @property
    def total(self) -> int:
        """All roles together."""
        return sum(self.roles.values())


def count_functions(units: pa.Table, most: int) -> list[FunctionCount]:
    """The most used functions first, at most `most` of them, then groups, then units that are not known.

    `units` are the columns task_id, function, is_group, role of `task_units`; a task counts once a
    function and role.
    """
    of_task = ["function", "nameless_group", "role"]
    # 各有关部门 is no unit that the table of organs lacks: the two are counted apart.
    nameless_group = pc.and_(units["is_group"], pc.is_null(units["function"]))
    pairs = (
        units.append_column("nameless_group", nameless_group)
        .group_by(["task_id", *of_task])
        .aggregate([])
    )
    roles: dict[tuple[str | None, bool], dict[Role, int]] = defaultdict(
        lambda: dict.fromkeys(Role, 0)
    )
    for row in pairs.group_by(of_task).aggregate([("task_id", "count")]).to_pylist():
        roles[row["function"], row["nameless_group"]][Role(row["role"])] += row["task_id_count"]
    counted = [FunctionCount(name, is_group, counts) for (name, is_group), counts in roles.items()]
    with_name = sorted(
        (each for each in counted if each.name),
        key=lambda each: (-each.total, str(each.name)),
    )
    nameless = sorted(
        (each for each in counted if not each.name),
        key=lambda each: not each.is_group,
    )
    return [*with_name[:most], *nameless]


def due_ahead(tasks: pa.Table, today: date, months: int) -> Timeline:
    """Tasks due in each of the months from this one on; `earlier` are those whose day has passed."""
    due = tasks.filter(pc.is_valid(tasks["due_on"]))["due_on"]
    # What is due today is not overdue.
    ahead = [day for day in due.to_pylist() if day >= today]
    last = _first_of(_month_number(today) + months - 1)
    found = make_timeline(
        (day for day in ahead if _month_number(day) <= _month_number(last)),
        TimeStep.MONTH,
        today,
        last,
    )
    return Timeline(TimeStep.MONTH, found.names, found.counts, len(due) - len(ahead))


def latest_overdue(tasks: pa.Table, today: date, most: int) -> list[dict[str, Any]]:
    """The tasks whose day has passed, at most `most`, the latest day first."""
    past = tasks.filter(pc.less(tasks["due_on"], pa.scalar(today, pa.date32())))
    order = [("due_on", "descending"), ("task_id", "ascending")]
    rows: list[dict[str, Any]] = past.sort_by(order)[:most].to_pylist()
    return rows


def next_due(tasks: pa.Table, today: date, most: int) -> list[dict[str, Any]]:
    """The tasks whose day comes next, at most `most`, the nearest first."""
    ahead = tasks.filter(pc.greater_equal(tasks["due_on"], pa.scalar(today, pa.date32())))
    rows: list[dict[str, Any]] = ahead.sort_by([("due_on", "ascending"), ("task_id", "ascending")])[
        :most
    ].to_pylist()
    return rows


@dataclass(frozen=True, slots=True)
class Strip:
    """What was looked at of one channel, a state a month; `begins` is the place of its first month."""

    portal: str
    channel: str
    states: tuple[Coverage, ...]
    begins: int = 0

    @property
    def own(self) -> tuple[Coverage, ...]:
        """The states from its first month on; other portals may reach further back."""
        return self.states[self.begins :]

    @property
    def drawn(self) -> tuple[Coverage | None, ...]:
        """A state a month; None before its first."""
        return (*[None] * self.begins, *self.own)

    @property
    def complete(self) -> float:
        """Share of its months that were looked at completely."""
        return self.own.count(Coverage.COMPLETE) / len(self.own)


def coverage_strips(table: pa.Table) -> tuple[tuple[str, ...], list[Strip]]:
    """The months from the first looked at to the last, and a strip a channel; months without a row: never."""
    rows = table.to_pylist()
    if not rows:
        return (), []
    numbers = [_number(row["month"]) for row in rows]
    span = range(min(numbers), max(numbers) + 1)
    states: dict[tuple[str, str], dict[int, Coverage]] = defaultdict(dict)
    for number, row in zip(numbers, rows, strict=True):
        states[row["portal"], row["channel"]][number] = Coverage(row["state"])
    strips = [
        Strip(
            *channel,
            tuple(found.get(number, Coverage.NEVER) for number in span),
            min(found) - span.start,
        )
        for channel, found in sorted(states.items())
    ]
    return tuple(_step_name(number, TimeStep.MONTH) for number in span), strips


def count_groups(
    rows: Sequence[dict[str, Any]],
    *columns: str,
) -> list[tuple[tuple[str, ...], int]]:
    """How many rows share these columns, the most first."""
    found = Counter(tuple(row[column] or "" for column in columns) for row in rows)
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def _month_number(day: date) -> int:
    """A month as a number."""
    return day.year * 12 + day.month - 1


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _number(month: str) -> int:
    return _month_number(date.fromisoformat(f"{month}-01"))


def _step_name(number: int, step: TimeStep) -> str:
    first = _first_of(number * MONTHS[step])
    if step is TimeStep.YEAR:
        return f"{first.year}"
    if step is TimeStep.MONTH:
        return f"{first:%Y-%m}"
    return f"{first.year} Q{(first.month + 2) // 3}"
