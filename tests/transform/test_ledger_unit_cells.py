"""Cells of units as offices fill them, in a ledger: persons, brackets, marks, references, lines of their own."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.tables import ledger_of, table, units_of

CELLS = [
    ("责任单位", "县教体局（方远）", ["responsible:县教体局"]),
    ("责任单位", "县教体局（副局长方远）、县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位及责任人", "方远\n县教体局", ["responsible:县教体局"]),
    ("责任领导和责任单位", "副县长许川\n县教体局、县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "（县教体局、县财政局按职责分工负责）", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "●县教体局\n○县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "1.县教体局\n2.县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "县教体局/县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    (
        "责任单位",
        "江北、县教体局",
        ["responsible:江北", "responsible:县教体局"],
    ),  # a place, as short as a person's name
]


@pytest.mark.parametrize(("header", "cell", "units"), CELLS, ids=[f"{header} {cell}" for header, cell, _ in CELLS])
def test_a_cell_of_units(header: str, cell: str, units: list[str]) -> None:
    [task] = ledger_of(table(("序号", "工作任务", header), ("1", "修缮校舍。", cell))).tasks
    assert units_of(task) == units


def test_same_as_above_with_nothing_above_is_a_doubt() -> None:
    [task] = ledger_of(table(("序号", "工作任务", "责任单位"), ("1", "修缮校舍。", "同上"))).tasks
    assert (task.units, task.doubts) == ([], [Doubt.UNRESOLVED_REFERENCE])


def test_a_line_above_the_table_names_units_for_rows_that_name_none() -> None:
    head, rows = ("序号", "工作任务", "责任单位"), [("1", "修缮校舍。", ""), ("2", "补种行道树。", "县园林局")]
    ledger = ledger_of("责任单位：县教体局", table(head, *rows))
    assert [units_of(task) for task in ledger.tasks] == [["responsible:县教体局"], ["responsible:县园林局"]]
