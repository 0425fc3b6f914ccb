"""Clauses that nothing but their names and verbs show: a bracket of names, a paragraph's last sentence."""

import pytest

from tests.transform.texts import part_of, read
from transform.tasks.clauses import find_clauses

PLAN = "某市水利工作要点\n"


def tasks(text: str) -> list[tuple[str | None, str, list[tuple[str, str]]]]:
    return [
        (t.label, t.text, [(u.role.value[0], u.name) for u in t.units])
        for t in read(PLAN + text).tasks
    ]


def test_a_bracket_of_names_at_an_items_end():
    text = (
        "1.修渠。（市水利局、财政局，各县（市、区）人民政府）\n2.护林（市林业局、市委宣传部）\n"
        "3.供电。（国网甲市供电公司、人民银行甲市分行）"
    )
    assert tasks(text) == [
        ("1.", "修渠。", [("r", "市水利局"), ("r", "市财政局"), ("r", "各县（市、区）人民政府")]),
        ("2.", "护林", [("r", "市林业局"), ("r", "市委宣传部")]),
        ("3.", "供电。", [("r", "国网甲市供电公司"), ("r", "人民银行甲市分行")]),
    ]


def test_a_sentence_of_names_and_verbs_at_a_paragraphs_end():
    text = (
        "1.修渠。每年修三条。市委组织部（市公务员局）、市水利局牵头，市财政局等部门配合。\n"
        "2.护林。市林业局、公安局按职责分工负责。\n3.防汛。市应急局牵头，市气象局参与。"
    )
    assert tasks(text) == [
        (
            "1.",
            "修渠。每年修三条。",
            [("l", "市委组织部（市公务员局）"), ("l", "市水利局"), ("c", "市财政局")],
        ),
        ("2.", "护林。", [("r", "市林业局"), ("r", "市公安局")]),
        ("3.", "防汛。", [("l", "市应急局"), ("c", "市气象局")]),
    ]


def test_guidance_in_brackets():
    text = "1.修渠。（水利部、财政部指导）护林。（林草局指导，市供销社参与）"
    assert tasks(text) == [
        ("1.", "修渠。", [("r", "水利部"), ("r", "财政部")]),
        ("1.", "护林。", [("r", "林草局"), ("c", "市供销社")]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.修好场馆（图书馆、博物馆）\n2.办好学校。（幼儿园、小学）",
        "1.报市防汛办公室（市应急局）。\n2.报市护林办公室（市林业局）。",
        "1.修渠。由市水利局牵头，市财政局配合，年底前修好三条。\n2.护林。各部门要支持配合。",
        "1.专班由有关处室组成（市水利局、市财政局）。\n2.检查各成员单位（市水利局、市林业局）。",
        "1.修渠（在市水利局指导下进行）。\n2.加强培训（业务指导）。",
        "1.修渠。请市水利局、市林业局认真落实。\n2.护林。要求明确，责任落实。",
    ],
)
def test_traps(text):
    assert find_clauses(part_of(text)) == []


def test_one_alone_is_not_enough():
    assert find_clauses(part_of("1.修渠。（市水利局、市林业局）\n2.护林。")) == []


def test_a_sentence_before_a_clause_of_its_item_is_text():
    text = "1.修渠。市水利局牵头，市财政局配合。\n（责任单位：市水利局）\n2.护林。（市林业局负责）"
    assert tasks(text)[0] == ("1.", "修渠。市水利局牵头，市财政局配合。", [("r", "市水利局")])


def test_brackets_before_full_stops_are_clauses_where_items_end_so_again_and_again():
    plan = "某市2024年水利工作要点\n"
    items = [
        "1.修好渠道（市水利局、市财政局）。",
        "2.护好山林（市林业局）。",
        "3.管好水库（市水利局、各县区政府）；",
    ]
    found = read(plan + "\n".join(items)).tasks
    assert [(t.text, [u.name for u in t.units]) for t in found] == [
        ("修好渠道", ["市水利局", "市财政局"]),
        ("护好山林", ["市林业局"]),
        ("管好水库", ["市水利局", "各县区政府"]),
    ]
    assert not any(t.units for t in read(plan + "\n".join(items[:2])).tasks)
    assert [
        t.label for t in read(plan + "\n".join([*items[:2], "3.防汛。（市应急局负责）"])).tasks
    ] == ["3."]


def test_brackets_of_names_that_no_table_knows_go_with_those_of_names_that_are_known():
    text = (
        "1.修渠。（县水利局、县财政局）\n2.护林。（县林业局牵头，县公安局配合）\n"
        "3.清淤。（灌溉股、渠管站）\n4.护堤。（长堤、短堤）"
    )
    assert tasks(text) == [
        ("1.", "修渠。", [("r", "县水利局"), ("r", "县财政局")]),
        ("2.", "护林。", [("l", "县林业局"), ("c", "县公安局")]),
        ("3.", "清淤。", [("r", "灌溉股"), ("r", "渠管站")]),
    ]
    labelled = (
        "1.修渠。（责任单位：县水利局）\n2.护林。（责任单位：县林业局）\n3.清淤。（灌溉股、渠管站）"
    )
    assert [label for label, _, _ in tasks(labelled)] == ["1.", "2."]


def test_three_brackets_of_unknown_names_tell_where_no_clause_is_known():
    text = "一、修渠（灌溉部）\n1.每月巡查。\n二、护林（林管科、护林站）\n1.每月巡山。\n三、清淤（渠管站）\n1.每月清淤。"
    assert tasks(text) == [
        ("一、", "1.每月巡查。", [("r", "灌溉部")]),
        ("二、", "1.每月巡山。", [("r", "林管科"), ("r", "护林站")]),
        ("三、", "1.每月清淤。", [("r", "渠管站")]),
    ]
    assert not any(
        units for _, _, units in tasks("一、修渠（灌溉部）\n1.巡查。\n二、护林（林管科）\n1.巡山。")
    )


def test_sentences_of_unknown_names_go_with_those_of_known_ones():
    text = "1.修渠。县水利局负责。\n2.护林。县林业局牵头，县公安局配合。\n3.清淤。清淤一厂、清淤二厂落实。\n4.护堤。长堤段落实。"
    assert [units for _, _, units in tasks(text)][2:] == [[("r", "清淤一厂"), ("r", "清淤二厂")]]


def test_three_brackets_of_sections_are_clauses_without_a_doubt():
    text = (
        "南溪县民政局2023年工作要点\n一、救助。开展比对。【救助股】\n"
        "二、养老。建设食堂。【养老股、办公室】\n三、治理。完成培训。【基层政权股】\n"
    )
    reading = read(text)
    assert [[unit.name for unit in task.units] for task in reading.tasks] == [
        ["救助股"],
        ["养老股", "办公室"],
        ["基层政权股"],
    ]
    assert not reading.doubts
    assert not any(task.doubts for task in reading.tasks)
