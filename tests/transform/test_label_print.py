"""Labels of clauses as they are printed: with other colons, dashes, semicolons or blanks behind them."""

import pytest

from tests.transform.texts import read

PLAN = "某县水利工作要点\n"


@pytest.mark.parametrize("mark", ["∶", "﹕", "；", "-", "—", "  ", "　"])
def test_marks_behind_a_label_on_a_line_of_its_own(mark):
    text = f"1.修渠。\n责任单位{mark}县水利局、县林业局\n2.护林。（县林业局负责）"
    first, _ = read(PLAN + text).tasks
    assert first.text == "修渠。"
    assert [u.name for u in first.units] == ["县水利局", "县林业局"]


def test_a_sentence_that_begins_with_a_label_is_none():
    text = "1.修渠。\n责任单位 要认真落实。\n2.护林。（县林业局负责）"
    assert [t.text for t in read(PLAN + text).tasks] == ["护林。"]


def test_a_label_that_lost_its_opening_bracket_counts_on_below_its_section():
    text = "某县水利工作方案\n一、主要任务\n{0}一）修渠\n清淤修渠。（县水利局负责）\n{0}二）修路\n平整道路。（县交通局负责）"
    torn, whole = read(text.format("")).tasks, read(text.format("（")).tasks
    assert [task.text for task in torn] == [task.text for task in whole]
    assert [task.headings[0] for task in torn] == ["一、主要任务"] * 2


@pytest.mark.parametrize("label", ["责 任 单 位", "责任 单位", "责　任　单　位"])
def test_letters_of_a_label_that_were_set_apart_are_one_label(label):
    text = f"1.修渠。（{label}：县水利局、县林业局）\n2.护林。\n{label}：县林业局"
    reading = read(PLAN + text)
    assert [[u.name for u in task.units] for task in reading.tasks] == [
        ["县水利局", "县林业局"],
        ["县林业局"],
    ]
    [part] = reading.parts
    assert {(cut.kind.value, cut.text.strip()) for cut in part.cuts} == {("spacing", "")}


def test_marked_lines_of_a_clause_are_no_items():
    text = "1.修渠。清淤。\n★牵头单位：县水利局\n★配合单位：县财政局\n2.护林。\n★牵头单位：县林业局\n★配合单位：县财政局"
    reading = read(PLAN + text)
    assert [(task.label, len(task.units)) for task in reading.tasks] == [("1.", 2), ("2.", 2)]
    assert reading.doubts == []


@pytest.mark.parametrize("sign", ["、", "．", "﹒", "."])
def test_signs_behind_a_number(sign):
    text = f"一、主要任务\n1{sign}修渠。\n责任单位：县水利局\n2{sign}护林。\n责任单位：县林业局"
    tasks = read(PLAN + text).tasks
    assert [(task.label, task.text) for task in tasks] == [
        (f"1{sign}", "修渠。"),
        (f"2{sign}", "护林。"),
    ]


@pytest.mark.parametrize("bar", "|｜‖∥¦")
def test_a_bar_between_fields_is_no_part_of_a_name(bar):
    text = f"1.修渠。\n牵头单位：县水利局 {bar} 配合单位：县财政局{bar}县林业局\n2.护林。（县林业局负责）"
    assert [u.name for u in read(PLAN + text).tasks[0].units] == [
        "县水利局",
        "县财政局",
        "县林业局",
    ]
