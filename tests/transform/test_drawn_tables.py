"""Ledgers that bare text draws with |, tabs or a .csv file's commas."""

import pytest

from tests.transform.texts import DIGEST
from transform.model import Context, Payload, Reading
from transform.reading import read_source

PIPES = (
    "某县修渠任务分工\n序号 | 任务 | 责任单位 | 时限\n一、水利\n1 | 清淤东渠 | 县水利局牵头，县林业局配合"
    " | 2023年底前\n2 | 加固水库 | 县水利局、林业局 | 持续推进\n二、其他\n本表由县水利局负责解释。"
)
TABS = (
    "序号\t任务\t责任单位\t时限\n1\t清淤东渠\t县水利局牵头，县林业局配合\t2023年底前\n"
    "2\t加固水库\t县水利局、林业局\t持续推进"
)
COMMAS = (
    "序号,任务,责任单位,完成时限\r\n1,清淤东渠,县水利局牵头，县林业局配合,2023年底前\r\n"
    '2,加固水库,"县水利局、\r\n林业局",持续推进\r\n'
)
MARKDOWN = (
    "# 某县修渠任务分工\n\n| 序号 | 任务 | 责任单位 | 时限 |\n|---|:--|---|---|\n"
    "| 1 | 清淤东渠 | 县水利局牵头，县林业局配合 | 2023年底前 |\n| 2 | 加固水库 | 县水利局、林业局 | 持续推进 |\n"
)


def read(text: str, name: str = "a.txt") -> Reading:
    return read_source(Payload(text.encode(), DIGEST, name=name), Context())


@pytest.mark.parametrize(
    "text", [PIPES, TABS, COMMAS, MARKDOWN], ids=["pipes", "tabs", "csv", "markdown"]
)
def test_a_drawn_ledger_is_a_ledger(text: str) -> None:
    reading = read(text)
    assert [
        (t.label, t.text, [(u.role, u.name) for u in t.units], t.deadline_kind)
        for t in reading.tasks
    ] == [
        ("1", "清淤东渠", [("lead", "县水利局"), ("cooperate", "县林业局")], "due"),
        ("2", "加固水库", [("responsible", "县水利局"), ("responsible", "县林业局")], "continuing"),
    ]


def test_headings_between_rows_and_lines_behind_the_table() -> None:
    reading = read(PIPES)
    assert [t.headings for t in reading.tasks] == [["一、水利"], ["一、水利"]]
    assert reading.text.endswith("二、其他\n本表由县水利局负责解释。")


def test_cells_missing_at_a_rows_end_are_empty() -> None:
    [first, second] = read(
        "序号\t任务\t责任单位\t时限\n1\t清淤东渠\t县水利局\n2\t加固水库\t县林业局\t年底前"
    ).tasks
    assert (first.deadline_raw, second.deadline_raw) == (None, "年底前")


@pytest.mark.parametrize(
    "text",
    [
        "发文机关: | 某县人民政府 | 成文日期: | 2021年3月9日 |\n标题: | 关于修渠的通知 |\n清淤东渠。",
        "任务,责任单位要落实到人,时限要明确\n清淤东渠。",
        "序号 | 名称 | 数量\n1 | 水渠 | 3",
        "各县人民政府,市直各部门,各镇:\n加固东渠,清淤西渠,县水利局按职责分工负责。\n巡查水库,修补闸门,县应急局按职责分工负责。",
    ],
)
def test_other_lines_with_such_signs_stay_lines(text: str) -> None:
    reading = read(text)
    assert reading.tasks == []
    assert reading.text == text


SHEET = (
    "序号,任务,牵头单位,完成时限\n1,清淤东渠,县水利局,2023年底前\n2,加固水库,县林业局,2023年底前\n"
)


@pytest.mark.parametrize(
    "above",
    [
        "某县2023年修渠任务分工表,,,\n",
        ",某县2023年修渠任务分工表,,\n",
        '"某县2023年\n修渠任务分工表",,,\n',
        "sep=,\n某县2023年修渠任务分工表,,,\n",
    ],
)
def test_a_title_stands_alone_in_its_row(above: str) -> None:
    reading = read(above + SHEET, "a.csv")
    assert reading.metadata.title == "某县2023年修渠任务分工表"
    assert [task.text for task in reading.tasks] == ["清淤东渠", "加固水库"]
