"""Persons who answer for a task belong to its clause: neither unit nor text."""

from taizhang.tables.terms import Doubt
from tests.transform.texts import read

PLAN = "某县2023年水利工作要点\n"


def tasks(text: str) -> list[tuple[str | None, list[str], str, list[tuple[str, str]], str | None]]:
    return [
        (t.label, t.headings, t.text, [(u.role.value[0], u.name) for u in t.units], t.deadline_raw)
        for t in read(PLAN + text).tasks
    ]


def test_lines_of_persons_around_lines_of_units():
    text = (
        "1.修渠。要快。\n责任领导：赵甲\n牵头单位：县水利局\n责任人：钱乙、孙丙\n配合单位：县林业局\n"
        "联系人：李丁\n2.护林。"
    )
    assert tasks(text) == [("1.", [], "修渠。要快。", [("l", "县水利局"), ("c", "县林业局")], None)]


def test_an_item_of_one_line_above_them_keeps_its_text():
    text = (
        "（一）水利\n1.修渠50公里。\n分管领导：赵甲\n责任单位：县水利局\n2.护林。（县林业局负责）"
    )
    assert tasks(text)[0] == ("1.", ["（一）水利"], "修渠50公里。", [("r", "县水利局")], None)


def test_persons_inline():
    text = "1.修渠50公里。包抓领导：赵甲、钱乙；牵头单位：县水利局；责任单位：县林业局；完成时限：2023年12月"
    assert tasks(text) == [
        ("1.", [], "修渠50公里。", [("l", "县水利局"), ("r", "县林业局")], "2023年12月")
    ]


def test_persons_in_brackets():
    text = "1.修渠。（牵头领导：赵甲；责任单位：县水利局；责任人：钱乙）"
    assert tasks(text) == [("1.", [], "修渠。", [("r", "县水利局")], None)]


def test_persons_alone_are_no_clause():
    text = "1.修渠。\n责任人：赵甲\n2.护林。（县林业局负责）"
    assert tasks(text) == [("2.", [], "护林。", [("r", "县林业局")], None)]


def test_a_field_before_the_clause_that_no_table_knows_is_doubted():
    first, second = read(
        PLAN
        + "1.修渠50公里。牵线人物：赵甲；责任单位：县水利局。\n2.护林。县级林长：钱乙；责任单位：县林业局。"
    ).tasks
    assert (first.doubts, first.text) == ([Doubt.UNKNOWN_LABEL], "修渠50公里。牵线人物：赵甲；")
    assert (second.doubts, second.text) == ([], "护林。")


def test_a_bracket_that_its_verb_cuts_off_is_no_part_of_the_name_before_it():
    text = "1.修渠。（责任单位：各镇人民政府（县水利局指导））\n2.护林。（县林业局负责）"
    assert tasks(text)[0][3] == [("r", "各镇人民政府"), ("r", "县水利局")]
