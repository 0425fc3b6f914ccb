"""Figures over time, by function and role, ahead, and of coverage."""

from datetime import date, timedelta

import pyarrow as pa
import pytest
import rows as make

from reports.figures import (
    TimeStep,
    count_functions,
    count_groups,
    coverage_strips,
    due_ahead,
    latest_overdue,
    make_timeline,
    next_due,
    step_for,
)
from taizhang.tables import TABLES
from taizhang.tables.terms import Coverage, Role


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        (date(2026, 1, 1), date(2026, 11, 1), TimeStep.MONTH),
        (date(2023, 12, 1), date(2026, 11, 1), TimeStep.MONTH),
        (date(2023, 11, 1), date(2026, 11, 1), TimeStep.QUARTER),
        (date(2017, 1, 1), date(2026, 11, 1), TimeStep.YEAR),
        (date(1950, 1, 1), date(2026, 11, 1), TimeStep.YEAR),
    ],
)
def test_the_step_lets_all_days_stand_in_one_chart(first: date, last: date, step: TimeStep):
    assert step_for([first, last]) is step


def test_no_day_is_lost_between_the_columns():
    days = [date(2025, 11, 3) + timedelta(days=17 * number) for number in range(40)]
    for step in TimeStep:
        found = make_timeline(days, step, min(days), max(days))
        assert sum(found.counts) + found.earlier == len(days)
        assert found.counts[0] > 0
        assert found.counts[-1] > 0


def test_what_is_too_old_for_the_chart_is_counted_beside_it():
    found = make_timeline(
        [date(1998, 5, 1), date(2026, 11, 1)], TimeStep.MONTH, date(1998, 5, 1), date(2026, 11, 1)
    )
    assert (len(found.names), found.names[-1], found.earlier) == (36, "2026-11", 1)


def test_columns_are_named_and_marked_where_years_begin():
    quarters = make_timeline([], TimeStep.QUARTER, date(2025, 8, 1), date(2026, 3, 1))
    assert quarters.names == ("2025 Q3", "2025 Q4", "2026 Q1")
    assert quarters.marks == ("", "", "2026")
    assert make_timeline([], TimeStep.MONTH, date(2025, 12, 1), date(2026, 2, 1)).marks == (
        "12",
        "2026",
        "2",
    )
    assert make_timeline([], TimeStep.YEAR, date(2025, 12, 1), date(2026, 2, 1)).marks == (
        "2025",
        "2026",
    )


def test_a_task_counts_once_a_function_and_role():
    units = [
        make.unit(1, position=1, function="发改", role="lead"),
        make.unit(1, position=2, function="发改", role="lead"),
        make.unit(2, position=1, function="发改", role="responsible"),
        make.unit(2, position=2, function="财政", role="cooperate"),
        make.unit(3, position=1, function=None, role="responsible"),
    ]
    counted = count_functions(TABLES["task_units"].to_arrow(units), most=5)
    assert [
        (each.name, {role: count for role, count in each.roles.items() if count})
        for each in counted
    ] == [
        ("发改", {Role.LEAD: 1, Role.RESPONSIBLE: 1}),
        ("财政", {Role.COOPERATE: 1}),
        (None, {Role.RESPONSIBLE: 1}),
    ]
    assert [
        each.name for each in count_functions(TABLES["task_units"].to_arrow(units), most=1)
    ] == ["发改", None]


def test_groups_are_told_from_units_that_are_not_known():
    units = [
        make.unit(1, position=1, name="相关部门", function=None, is_group=True),
        make.unit(2, position=1, name="市两客一危办", function=None, is_group=False),
        make.unit(3, position=1, name="各县区教育局", function="教育", is_group=True),
    ]
    counted = count_functions(TABLES["task_units"].to_arrow(units), most=5)
    assert [(each.name, each.is_group, each.total) for each in counted] == [
        ("教育", False, 1),
        (None, True, 1),
        (None, False, 1),
    ]


def test_the_latest_of_what_is_past_its_day_comes_first():
    tasks = _due(date(2026, 1, 1), None, date(2026, 11, 21), date(2026, 11, 22), date(2026, 3, 1))
    overdue = latest_overdue(tasks, date(2026, 11, 22), most=2)
    assert [row["due_on"] for row in overdue] == [date(2026, 11, 21), date(2026, 3, 1)]


def _due(*days: date | None) -> pa.Table:
    return TABLES["tasks"].to_arrow(
        [make.task(number, due_on=day) for number, day in enumerate(days)]
    )


def test_a_day_is_ahead_until_it_is_over():
    today = date(2026, 11, 22)
    tasks = _due(date(2026, 11, 21), today, date(2026, 12, 31), date(2027, 11, 1), None)
    found = due_ahead(tasks, today, 12)
    assert (found.names[0], found.names[-1]) == ("2026-11", "2027-10")
    assert (found.counts[0], found.counts[1], sum(found.counts), found.earlier) == (1, 1, 2, 1)
    assert [row["due_on"] for row in next_due(tasks, today, 2)] == [today, date(2026, 12, 31)]


def test_a_month_without_a_row_was_never_looked_at():
    rows = [
        {
            "portal": "lanshan",
            "channel": "zcwj",
            "month": "2025-11",
            "state": "complete",
            "documents": 3,
        },
        {
            "portal": "lanshan",
            "channel": "zcwj",
            "month": "2026-01",
            "state": "partial",
            "documents": 1,
        },
        {
            "portal": "lanshan",
            "channel": "tzgg",
            "month": "2026-01",
            "state": "complete",
            "documents": 2,
        },
    ]
    months, [second, first] = coverage_strips(TABLES["coverage"].to_arrow(rows))
    assert months == ("2025-11", "2025-12", "2026-01")
    assert first.states == (Coverage.COMPLETE, Coverage.NEVER, Coverage.PARTIAL)
    assert (first.channel, round(first.complete, 2)) == ("zcwj", 0.33)
    assert second.states == (Coverage.NEVER, Coverage.NEVER, Coverage.COMPLETE)
    assert (second.own, second.complete) == ((Coverage.COMPLETE,), 1.0)
    assert coverage_strips(TABLES["coverage"].to_arrow([])) == ((), [])


def test_groups_stand_in_order_of_size():
    rows = [{"code": "a", "stage": "x"}, {"code": "b", "stage": "x"}, {"code": "b", "stage": None}]
    assert count_groups(rows, "code") == [(("b",), 2), (("a",), 1)]
    assert count_groups(rows, "code", "stage") == [(("a", "x"), 1), (("b", ""), 1), (("b", "x"), 1)]
