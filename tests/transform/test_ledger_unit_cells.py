"""Cells of units as offices fill them, in a ledger: persons, brackets, marks, references, lines of their own."""

import pytest

from taizhang.tables.terms import Doubt, Role
from tests.transform.tables import ledger_of, table, units_of

CELLS = [
    ("责任单位", "县教体局（方远）", ["responsible:县教体局"]),
    (
        "责任单位",
        "县教体局（副局长方远）、县财政局",
        ["responsible:县教体局", "responsible:县财政局"],
    ),
    ("责任单位及责任人", "方远\n县教体局", ["responsible:县教体局"]),
    ("责任单位及责任人", "县教体局　高原", ["responsible:县教体局"]),
    (
        "责任领导和责任单位",
        "副县长许川\n县教体局、县财政局",
        ["responsible:县教体局", "responsible:县财政局"],
    ),
    (
        "责任单位",
        "（县教体局、县财政局按职责分工负责）",
        ["responsible:县教体局", "responsible:县财政局"],
    ),
    ("责任单位", "●县教体局\n○县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "1.县教体局\n2.县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    ("责任单位", "县教体局/县财政局", ["responsible:县教体局", "responsible:县财政局"]),
    (
        "责任单位",
        "江北、县教体局",
        ["responsible:江北", "responsible:县教体局"],
    ),  # a place, as short as a person's name
]


@pytest.mark.parametrize(
    ("header", "cell", "units"), CELLS, ids=[f"{header} {cell}" for header, cell, _ in CELLS]
)
def test_a_cell_of_units(header: str, cell: str, units: list[str]) -> None:
    [task] = ledger_of(table(("序号", "工作任务", header), ("1", "修缮校舍。", cell))).tasks
    assert units_of(task) == units


def test_same_as_above_with_nothing_above_is_a_doubt() -> None:
    [task] = ledger_of(table(("序号", "工作任务", "责任单位"), ("1", "修缮校舍。", "同上"))).tasks
    assert (task.units, task.doubts) == ([], [Doubt.UNRESOLVED_REFERENCE])


def test_a_line_above_the_table_names_units_for_rows_that_name_none() -> None:
    head, rows = (
        ("序号", "工作任务", "责任单位"),
        [("1", "修缮校舍。", ""), ("2", "补种行道树。", "县园林局")],
    )
    ledger = ledger_of("责任单位：县教体局", table(head, *rows))
    assert [units_of(task) for task in ledger.tasks] == [
        ["responsible:县教体局"],
        ["responsible:县园林局"],
    ]


def roles_below(lead: str, help_: str, *rows: tuple[str, str]) -> list[list[tuple[Role, str]]]:
    """Who is named in two columns of units under these headers."""
    texts = (
        "疏浚内河九公里，加固闸门。",
        "栽植行道树八百株，补种绿篱。",
        "开办夜校三十个班，免收学费。",
    )
    body = [(text, *units) for text, units in zip(texts, rows, strict=False)]
    tasks = ledger_of(table(("工作任务", lead, help_), *body)).tasks
    return [[(unit.role, unit.name) for unit in task.units] for task in tasks]


MANY = (
    ("县水利局", "县财政局、县林业局"),
    ("县园林局", "县城管局、县住建局"),
    ("县教育局", "县人社局"),
)


@pytest.mark.parametrize(
    ("lead", "help_"),
    [
        ("扛旗单位", "搭手单位"),  # one name in each cell beside several
        ("牵头单位", "搭手单位"),
        ("牵头单位", "搭手方"),
        ("扛旗单位", "配合单位"),
    ],
)
def test_who_leads_is_told_by_the_column_beside_or_by_how_many_names_stand_in_it(
    lead: str, help_: str
) -> None:
    found = roles_below(lead, help_, *MANY)
    assert [[role for role, _ in units] for units in found] == [
        [Role.LEAD, Role.COOPERATE, Role.COOPERATE],
        [Role.LEAD, Role.COOPERATE, Role.COOPERATE],
        [Role.LEAD, Role.COOPERATE],
    ]


@pytest.mark.parametrize(("first", "second"), [("责任单位", "搭手单位"), ("扛旗单位", "责任单位")])
def test_a_header_that_says_who_answers_is_believed(first: str, second: str) -> None:
    roles = {role for units in roles_below(first, second, *MANY) for role, _ in units}
    assert roles == {Role.RESPONSIBLE}


def test_a_single_name_on_each_side_says_nothing_of_who_leads() -> None:
    found = roles_below("扛旗单位", "搭手单位", ("县水利局", "县财政局"), ("县园林局", "县城管局"))
    assert {role for units in found for role, _ in units} == {Role.RESPONSIBLE}


def test_a_role_that_no_header_says_is_a_doubt() -> None:
    rows = [("疏浚内河九公里，加固闸门。", *MANY[0]), ("栽植行道树八百株，补种绿篱。", *MANY[1])]
    tasks = ledger_of(table(("工作任务", "扛旗单位", "搭手单位"), *rows)).tasks
    assert all(Doubt.LEARNED_FORM in task.doubts for task in tasks)


def test_a_column_of_what_is_asked_that_holds_nothing_but_days_says_when() -> None:
    rows = [
        ("制定改革事项清单", "县司法局", "2024年6月30日前完成"),
        ("归集涉企信息", "县大数据局", "持续推进"),
    ]
    tasks = ledger_of(table(("重点任务", "责任单位", "工作要求"), *rows)).tasks
    assert [task.deadline_raw for task in tasks] == ["2024年6月30日前完成", "持续推进"]


def test_a_person_behind_a_blank_where_the_header_says_so_is_no_doubt() -> None:
    rows = [("清淤修渠", "县水利局　刘洋"), ("加强巡查", "县林业局　高原")]
    tasks = ledger_of(table(("工作任务", "责任单位及责任人"), *rows)).tasks
    assert [units_of(task) for task in tasks] == [
        ["responsible:县水利局"],
        ["responsible:县林业局"],
    ]
    assert not any(task.doubts for task in tasks)


def test_of_when_the_work_begins_and_ends_the_end_is_the_deadline() -> None:
    rows = [
        ("清淤修渠", "县水利局", "2024年3月", "2024年10月"),
        ("护林", "县林业局", "2024年4月", "2024年12月"),
    ]
    tasks = ledger_of(table(("建设内容", "责任单位", "开工时间", "完工时间"), *rows)).tasks
    assert [task.deadline_raw for task in tasks] == ["2024年10月", "2024年12月"]
