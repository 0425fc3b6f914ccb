"""Plans are rewritten into other styles without a change in what they say."""

import pytest

from benchmarks.perturbations import (
    ARABIC,
    REWRITINGS,
    Sameness,
    UnitClause,
    break_lines,
    print_table,
    read_clause,
    read_number,
    read_text,
    renumber,
    write_number,
)

PLAN = """柳溪县2025年农村饮水工作方案

为做好今年工作，制定本方案。

一、主要任务

1.新建水厂两座。保证汛期供水。（牵头单位：县水利局；配合单位：县财政局、各乡（镇）人民政府）

2.检测水质。（责任单位：县卫健局、县生态环境局）

3.公开水价，接受监督。（县发展改革局负责）
"""


@pytest.mark.parametrize(
    ("words", "clause"),
    [
        (
            "牵头单位：县水利局；配合单位：县财政局",
            UnitClause(lead="县水利局", cooperate="县财政局"),
        ),
        (
            "县水利局牵头，县财政局、县审计局配合",
            UnitClause(lead="县水利局", cooperate="县财政局、县审计局"),
        ),
        ("责任部门:各乡（镇）人民政府", UnitClause(responsible="各乡（镇）人民政府")),
        ("县林业局、县公安局按职责分工负责", UnitClause(responsible="县林业局、县公安局")),
    ],
)
def test_a_plain_clause_is_units_with_roles(words, clause):
    assert read_clause(words) == clause


@pytest.mark.parametrize(
    "words",
    [
        "责任单位：县水利局；完成时限：6月底前",
        "牵头单位：县水利局；责任单位：县财政局",
        "县财政局配合",
        "县水利局会同县财政局负责",
        "以下简称中心",
        "责任单位：县水利局，以下均需落实",
    ],
)
def test_a_clause_that_says_more_is_left_alone(words):
    assert read_clause(words) is None


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("brackets 【】", "2.检测水质。【责任单位：县卫健局、县生态环境局】"),
        ("labels 主办单位、协办单位、承办单位", "2.检测水质。（承办单位：县卫健局、县生态环境局）"),
        (
            "verbs in brackets, 按职责分工负责",
            "2.检测水质。（县卫健局、县生态环境局按职责分工负责）",
        ),
        ("names alone", "2.检测水质。【县卫健局、县生态环境局】"),
        ("sentence", "2.检测水质。县卫健局、县生态环境局负责。"),
        ("no brackets", "2.检测水质。责任单位：县卫健局、县生态环境局"),
        ("own line", "2.检测水质。\n（责任单位：县卫健局、县生态环境局）"),
        (
            "a line a role",
            "保证汛期供水。\n牵头单位：县水利局\n配合单位：县财政局、各乡（镇）人民政府\n",
        ),
        ("1. as 任务1：", "任务2：检测水质。"),
        ("1. as 01", "02 检测水质。"),
        ("一、 as 第一，", "第一，主要任务"),
    ],
)
def test_each_style_writes_the_same_units_and_items(style, line):
    rewritten = REWRITINGS[style](PLAN)
    assert line in rewritten
    assert "\n\n".join(PLAN.split("\n\n")[:2]) in rewritten


@pytest.mark.parametrize(
    "style", [style for style in REWRITINGS if style.startswith(("brackets", "labels", "1. as"))]
)
def test_what_is_rewritten_is_read_as_before(style):
    same = Sameness()
    same.add(read_text(PLAN), read_text(REWRITINGS[style](PLAN)))
    assert (same.all_tasks, same.all_units) == (3, 6)
    assert same.shares() == (1, 1)


def test_a_form_that_another_level_has_is_not_given_twice():
    text = "1.改造管网\n（1）更换旧管。\n（2）安装水表。"
    assert renumber(text, ARABIC, "（{}）".format) == text
    assert renumber(text, ARABIC, "{}、".format) == "1、改造管网\n（1）更换旧管。\n（2）安装水表。"


def test_amounts_and_days_at_a_lines_start_are_no_labels():
    text = "3.5万亩以上。\n2025.6.1前"
    assert renumber(text, ARABIC, "任务{}：".format) == text


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")]
)
def test_numbers_are_read_as_they_are_written(number, written):
    assert write_number(number) == written
    assert read_number(written) == number


def test_lines_break_as_on_a_page():
    text = "全县新增灌溉面积1200亩，改造提升。"
    assert break_lines(text, 10) == "　　全县新增灌溉面积\n1200亩，改造提升。"
    assert "".join(break_lines(text, 6).split()) == text
    assert not any(line.startswith(("，", "。")) for line in break_lines(text, 6).splitlines())


def test_what_is_lost_and_what_is_too_much_both_count():
    same = Sameness()
    same.add(read_text(PLAN), read_text(PLAN.replace("（县发展改革局负责）", "")))
    assert same.shares() == (2 / 3, 5 / 6)
    assert print_table({"a style": same}).splitlines()[2:] == [
        "| a style | 1 | 0.667 | 0.833 |",
        "| all | 1 | 0.667 | 0.833 |",
    ]
