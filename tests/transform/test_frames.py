"""Tables drawn with frames: by display width, several lines a cell, cells over columns and rows."""

import pytest

from tests.transform.test_office_tables import printed
from tests.transform.texts import DIGEST
from transform.grid import SourceCell
from transform.model import Context, Payload
from transform.reading import read_source
from transform.tables.frames import measure_frame, read_frame

GRID = """
+----+------------------+------------+
|序号|攻关课题          |扛旗单位    |
+----+------------------+------------+
|1   |疏浚内河9公里，   |县水利局、  |
|    |加固闸门。        |县财政局    |
+----+------------------+------------+
|2   |栽植行道树800株。 |县园林局    |
+----+------------------+------------+
"""
BOX = """
┌──┬─────────┬──────┬──────┐
│序号│工作任务          │责任单位    │完成时限    │
├──┼─────────┼──────┼──────┤
│1   │疏浚内河9公里。   │县水利局    │6月底前     │
├──┼─────────┼──────┼──────┤
│2   │栽植行道树800株。 │县园林局    │3月底前     │
└──┴─────────┴──────┴──────┘
"""
ONE_RULE = """
+----+-----------+----------+
| 号 | 任务      | 责任单位 |
+----+-----------+----------+
| 1  | 疏浚内河  | 县水利局 |
| 2  | 栽植行道树| 县园林局 |
+----+-----------+----------+
"""
SECTION = """
+----+------------------+------------+
|序号|工作任务          |责任单位    |
+----+------------------+------------+
|一、水利                            |
+----+------------------+------------+
|1   |疏浚内河9公里。   |县水利局    |
+----+------------------+------------+
"""


def read(text: str) -> list[str]:
    text = f"某县2025年重点任务分工表\n{text}"
    return [
        printed(task)
        for task in read_source(Payload(text.encode(), DIGEST, name="a.txt"), Context()).tasks
    ]


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        (
            GRID,
            [
                "1 | 疏浚内河9公里，/加固闸门。 | responsible:县水利局 responsible:县财政局 | -",
                "2 | 栽植行道树800株。 | responsible:县园林局 | -",
            ],
        ),
        (
            BOX,
            [
                "1 | 疏浚内河9公里。 | responsible:县水利局 | 2025-06-30",
                "2 | 栽植行道树800株。 | responsible:县园林局 | 2025-03-31",
            ],
        ),
        (
            ONE_RULE,
            [
                "1 | 疏浚内河 | responsible:县水利局 | -",
                "2 | 栽植行道树 | responsible:县园林局 | -",
            ],
        ),
        (SECTION, ["1 | 一、水利 > 疏浚内河9公里。 | responsible:县水利局 | -"]),
    ],
    ids=[
        "a rule below every row",
        "box drawings",
        "rules around header and body",
        "a cell over all columns",
    ],
)
def test_a_framed_ledger_is_a_ledger(text: str, tasks: list[str]) -> None:
    assert read(text) == tasks


def test_a_rule_below_some_cells_leaves_the_others_merged() -> None:
    lines = [
        "+----+--------+--------+",
        "|类别|任务    |单位    |",
        "+----+--------+--------+",
        "|水利|清淤    |水利局  |",
        "|    +--------+--------+",
        "|    |加固    |水利局  |",
        "+----+--------+--------+",
    ]
    rows = read_frame(lines)
    assert [[(cell.text, cell.rowspan) for cell in row] for row in rows[1:]] == [
        [("水利", 2), ("清淤", 1), ("水利局", 1)],
        [("加固", 1), ("水利局", 1)],
    ]


def test_a_cell_spans_the_columns_below_which_it_ends() -> None:
    lines = ["+--+--+--+", "|甲|乙|丙|", "+--+--+--+", "|丁   |戊|", "+--+--+--+"]
    assert read_frame(lines)[1] == [SourceCell("丁", 1, 2), SourceCell("戊")]


def test_lines_with_bars_and_no_rule_are_no_frame() -> None:
    assert measure_frame(["首页 | 政务 | 服务", "地址 | 电话 | 邮编"]) == 0


BARS_BETWEEN = "某县2025年任务分工表\n" + "\n|\n".join(
    ["序号", "任务", "责任单位", "1", "清淤东渠", "县水利局", "2", "加固水库", "县水利局、县林业局"]
)


def test_bars_alone_between_lines_of_cells() -> None:
    assert read(BARS_BETWEEN) == [
        "1 | 清淤东渠 | responsible:县水利局 | -",
        "2 | 加固水库 | responsible:县水利局 responsible:县林业局 | -",
    ]


def test_traditional_script_is_read_by_the_same_header_words() -> None:
    text = "| 序號 | 工作任務 | 責任單位 |\n| --- | --- | --- |\n| 1 | 清淤東渠 | 縣水利局 |\n| 2 | 加固水庫 | 縣財政局 |"
    assert read(text) == [
        "1 | 清淤东渠 | responsible:县水利局 | -",
        "2 | 加固水库 | responsible:县财政局 | -",
    ]
