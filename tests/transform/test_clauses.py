"""Responsibility clauses: styles, traps, and what the task is that each closes (docs/reading.md, Task, 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transform.texts import part_of, read
from transform.tasks.clauses import find_clauses


def clauses(text: str) -> list[tuple[str, list[str]]]:
    part = part_of(text)
    return [(part.text[c.start : c.end], [u.name for u in c.units]) for c in find_clauses(part)]


@pytest.mark.parametrize(
    "clause",
    [
        "（责任单位：县水利局、县林业局）",
        "(责任部门:县水利局、林业局)",
        "[责任单位：县水利局、县林业局]",
        "【责任单位：县水利局、县林业局】",
        "〔责任单位：县水利局、县林业局〕",
        "（牵头单位：县水利局；配合单位：县林业局）",
        "（县水利局牵头，县林业局配合）",
        "（县水利局、林业局负责）",
        "（县水利局、县林业局按职责分工负责）",
        "（县水利局会同县林业局负责）",
        "(责任单位：县水利局、县林业局",
        "（责任单位：\n县水利局、县林业局）",
        "（牵头单位：县水利局\n配合单位：县林业局）",
    ],
)
def test_brackets(clause):
    [(found, units)] = clauses(f"1.修好水渠。{clause}\n2.种树。")
    assert found == clause
    assert units == ["县水利局", "县林业局"]


@pytest.mark.parametrize(
    "lines",
    [
        "责任单位：县水利局、县林业局",
        "牵头单位：县水利局\n配合单位：县林业局",
        "牵头单位：县水利局\n\n参与单位：县林业局\n完成时限：2021年底",
        "● 责任单位：县水利局、林业局",
        "（牵头单位：县水利局）\n（配合单位：县林业局）",
        "修渠时要护林。责任单位：县水利局、县林业局。",
    ],
)
def test_lines_of_their_own_and_paragraphs_ends(lines):
    [(_, units)] = clauses(f"1.修好水渠。\n{lines}\n2.种树。")
    assert units == ["县水利局", "县林业局"]


@pytest.mark.parametrize(
    "text",
    [
        "水渠（由县水利局负责）应当修好，各镇要配合。",
        "做到责任单位明确、完成时限明确。",
        "水渠（责任人见附件）由各镇修好。",
        "“谁使用、谁负责”（以下简称两谁原则）。",
        "会议要求（要切实负起责任，抓好落实），各镇照办。",
        "文号: 青办发〔2014〕30号\n发布单位: 青山县人民政府办公室\n公布部门：青山县水利局",
    ],
)
def test_traps(text):
    assert clauses(text) == []


def test_names_print_their_prefix_elsewhere():
    text = "1.甲事。（责任单位：省林业局）\n2.乙事。（责任单位：省水利厅、市民政局、林业局）"
    assert clauses(text)[1][1] == ["省水利厅", "市民政局", "省林业局"]


def test_a_rule_on_who_leads_holds_from_where_it_stands():
    reading = read(
        "某县工作要点\n1.甲事。（民政局、教育局负责）\n2.乙事。（水利局、林业局负责。列第一位者为牵头单位，下同）\n"
        "3.丙事。（教育局负责）"
    )
    assert [[u.role.value[0] for u in t.units] for t in reading.tasks] == [
        ["r", "r"],
        ["l", "r"],
        ["l"],
    ]


def test_a_rule_in_the_closing_paragraph_holds_for_every_clause():
    reading = read(
        "某县工作要点\n1.甲事。（责任单位：民政局、教育局）\n2.乙事。（责任单位：水利局）\n"
        "以上任务，列第一位的单位为牵头单位。"
    )
    assert [[u.role.value[0] for u in t.units] for t in reading.tasks] == [["l", "r"], ["l"]]


PLAN = "某县水利工作要点\n"


def tasks(text: str) -> list[tuple[str | None, list[str], str]]:
    return [(t.label, t.headings, t.text) for t in read(PLAN + text).tasks]


def test_several_clauses_in_a_paragraph_are_several_tasks():
    assert tasks("1.修渠。（县水利局负责）护林。（县林业局负责）") == [
        ("1.", [], "修渠。"),
        ("1.", [], "护林。"),
    ]


def test_several_paragraphs_before_one_clause_are_one_task():
    assert tasks("一、修渠\n先清淤。\n再加固。（责任单位：县水利局）") == [
        ("一、", ["一、修渠"], "先清淤。\n再加固。"),
    ]


def test_headings_are_above_and_inline_sentences_stay_in():
    text = "一、水利\n（一）修渠。要修好三条渠。\n1.清淤。年内清完。（责任单位：县水利局）\n2.加固。（责任单位：各镇）"
    assert tasks(text) == [
        ("1.", ["一、水利", "（一）修渠。"], "清淤。年内清完。"),
        ("2.", ["一、水利", "（一）修渠。"], "加固。"),
    ]


def test_a_clause_at_the_very_end_closes_the_whole_item():
    text = "一、水利\n（一）修渠\n要修三条。\n1.清淤。\n2.加固。（责任单位：县水利局）\n（二）护林。（县林业局负责）"
    assert tasks(text) == [
        ("（一）", ["一、水利", "（一）修渠"], "要修三条。\n1.清淤。\n2.加固。"),
        ("（二）", ["一、水利"], "护林。"),
    ]


def test_an_unnumbered_paragraph_may_stand_before_the_closing_clause():
    text = (
        "（一）下列建筑不计入面积：\n1、凉亭；\n2、连廊。\n为便于管理，须先行估算。\n"
        "责任单位：县住建局\n（二）护林。（县林业局负责）"
    )
    [first, _] = tasks(text)
    assert first == (
        "（一）",
        [],
        "下列建筑不计入面积：\n1、凉亭；\n2、连廊。\n为便于管理，须先行估算。",
    )


def test_a_clause_of_a_middle_item_is_its_own():
    text = "（一）修渠\n1.清淤。\n2.加固。（责任单位：县水利局）\n3.验收。"
    assert tasks(text) == [("2.", ["（一）修渠"], "加固。")]


def test_items_of_one_line_keep_their_text():
    text = "64.支持各村修渠\n责任单位：县水利局\n时序进度：2021年6月底前\n65.支持各村护林\n责任单位：县林业局"
    found = read(PLAN + text).tasks
    assert [(t.label, t.text, t.deadline_raw) for t in found] == [
        ("64.", "支持各村修渠", "2021年6月底前"),
        ("65.", "支持各村护林", None),
    ]


@given(
    st.lists(
        st.tuples(
            st.text("修渠护林清淤加固", min_size=2, max_size=12),
            st.lists(
                st.sampled_from(["县水利局", "县林业局", "各镇政府"]),
                min_size=1,
                max_size=3,
                unique=True,
            ),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(
        ["（责任单位：{}）", "【责任部门：{}】", "（{}负责）", "\n责任单位：{}", "（牵头单位：{}）"]
    ),
)
def test_plans_come_back_as_they_were_written(items, style):
    text = "\n".join(
        f"{n}.{what}。" + style.format("、".join(who)) for n, (what, who) in enumerate(items, 1)
    )
    reading = read(PLAN + text)
    part = reading.parts[0]
    assert [(t.label, t.text) for t in reading.tasks] == [
        (f"{n}.", f"{what}。") for n, (what, _) in enumerate(items, 1)
    ]
    for task, (_, who) in zip(reading.tasks, items, strict=True):
        assert [u.name for u in task.units] == who
        for evidence in task.evidence:
            found = "".join(part.text[a:b] for a, b in evidence.spans)
            if evidence.field == "units":
                assert found == task.units[evidence.index or 0].name_raw
            elif evidence.field == "text":
                assert found == task.text


@pytest.mark.parametrize("clause", ["（责任单位：县水利局）", "\n责任单位：县水利局"])
def test_a_clause_of_a_heading_whose_sub_items_have_their_own_is_a_task_of_its_own(clause):
    text = f"某县要点\n一、水利{clause}\n1.修渠。（责任单位：县财政局）\n2.护林。（责任单位：县林业局）"
    shown = [(t.label, t.headings, t.text, [u.name for u in t.units]) for t in read(text).tasks]
    assert shown == [
        ("一、", [], "水利", ["县水利局"]),
        ("1.", ["一、水利"], "修渠。", ["县财政局"]),
        ("2.", ["一、水利"], "护林。", ["县林业局"]),
    ]


def test_the_first_clause_of_a_text_without_labels_is_about_the_line_above():
    text = "某县2024年任务书\n修渠5公里。\n责任单位：县水利局\n护林6万亩。\n责任单位：县林业局\n"
    shown = [(t.text, [u.name for u in t.units]) for t in read(text).tasks]
    assert shown == [("修渠5公里。", ["县水利局"]), ("护林6万亩。", ["县林业局"])]
