"""A document teaches the forms of its labels: what counts on at line starts, or right behind clauses, labels items."""

import pytest

from taizhang.issues import Code
from taizhang.tables.terms import Doubt
from tests.transform.texts import read
from transform import lexicon
from transform.lexicon.pattern import Pattern

PLAN = """青山县2024年水利工作方案

为做好今年水利工作，制定本方案。

一、重点任务
{body}
"""
UNIT = "（责任单位：县水利局）"


def tasks(body):
    return [(task.label, task.headings, task.text) for task in read(PLAN.format(body=body)).tasks]


@pytest.mark.parametrize(
    "labels",
    [
        ("01", "02"),
        ("1.1", "1.2"),
        ("1）", "2）"),
        ("任务一：", "任务二："),
        ("举措1、", "举措2、"),
        ("第一，", "第二，"),
        ("其一，", "其二，"),
        ("A.", "B."),
        ("Ⅰ", "Ⅱ"),
        ("I.", "II."),
        ("iii）", "iv）"),
        ("壹、", "贰、"),
        ("甲、", "乙、"),
        ("【1】", "【2】"),
        ("★", "★"),
        ("1 ", "2 "),
    ],
)
def test_two_that_count_on_are_labels(labels):
    first, second = labels
    body = f"{first}加固圩堤。加强巡查。{UNIT}\n{second}疏浚河道。及时清淤。{UNIT}"
    assert tasks(body) == [
        (first.strip(), ["一、重点任务"], "加固圩堤。加强巡查。"),
        (second.strip(), ["一、重点任务"], "疏浚河道。及时清淤。"),
    ]


def test_a_heading_of_its_own_line_is_one():
    body = f"任务一：加固圩堤\n加强巡查。{UNIT}\n任务二：疏浚河道\n及时清淤。{UNIT}"
    assert [headings[-1] for _, headings, _ in tasks(body)] == [
        "任务一：加固圩堤",
        "任务二：疏浚河道",
    ]


def test_a_run_goes_on_in_the_next_section():
    body = f"01加固圩堤。{UNIT}\n02疏浚河道。{UNIT}\n二、其他任务\n03修复涵闸。{UNIT}"
    assert [label for label, _, _ in tasks(body)] == ["01", "02", "03"]


def test_labels_stand_right_behind_clauses_too_and_the_first_may_be_lost():
    body = (
        f"加固圩堤。\n加强巡查。{UNIT}02疏浚河道。\n及时清淤。{UNIT}03修复涵闸。\n更换闸门。{UNIT}"
    )
    assert tasks(body) == [
        (None, ["一、重点任务", "加固圩堤。"], "加强巡查。"),
        ("02", ["一、重点任务", "02疏浚河道。"], "及时清淤。"),
        ("03", ["一、重点任务", "03修复涵闸。"], "更换闸门。"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"★加固圩堤。\n★加强巡查。{UNIT}",  # marks of which not each assigns
        f"2.5万亩灌区续建。\n2.6万亩灌区改造。{UNIT}",  # amounts
        f"任务一：加固圩堤。{UNIT}",  # one alone teaches nothing
        f"附件1：名单\n附件2：台账\n加固圩堤。{UNIT}",
    ],
)
def test_what_does_not_count_on_teaches_nothing(body):
    assert Code.LEARNED_FORM not in {issue.code for issue in read(PLAN.format(body=body)).issues}


def test_sub_items_that_a_clause_closes_together_stay_one_task_as_those_of_the_standard_do():
    body = f"1.加固圩堤。\n1）清理坡面。\n2）铺设石料。{UNIT}\n2.疏浚河道。{UNIT}"
    standard = body.replace("1）", "（1）").replace("2）", "（2）")
    assert [text for *_, text in tasks(body)] == ["1）清理坡面。\n2）铺设石料。", "疏浚河道。"]
    assert tasks(body)[0][:2] == tasks(standard)[0][:2] == ("1.", ["一、重点任务", "1.加固圩堤。"])


def test_articles_of_a_section_stand_below_it():
    body = f"第一条 加固圩堤。{UNIT}\n第二条 疏浚河道。{UNIT}"
    assert [(label, headings) for label, headings, _ in tasks(body)] == [
        ("第一条", ["一、重点任务"]),
        ("第二条", ["一、重点任务"]),
    ]


def test_what_was_learned_is_shown():
    reading = read(PLAN.format(body=f"01加固圩堤。{UNIT}\n02疏浚河道。{UNIT}"))
    assert reading.doubts == [Doubt.LEARNED_FORM]
    (issue,) = [issue for issue in reading.issues if issue.code is Code.LEARNED_FORM]
    assert (issue.count, "01, 02" in issue.message) == (2, True)
    assert all(
        e.rule == "learned_label"
        for task in reading.tasks
        for e in task.evidence
        if e.field == "label"
    )


@pytest.mark.parametrize(
    ("labels", "doubts"),
    [("1. 2. 4.", [Doubt.GAP_IN_LABELS]), ("1. 2. 3.", []), ("1. 2. 1.", [])],
)
def test_a_gap_in_labels_is_a_doubt(labels, doubts):
    body = "\n".join(
        f"{label}加固圩堤第{number}段。{UNIT}" for number, label in enumerate(labels.split(), 1)
    )
    assert read(PLAN.format(body=body)).doubts == doubts


@pytest.mark.parametrize("form", lexicon.table("labels", "form"), ids=lambda form: form["name"])
def test_each_form_of_the_table_has_examples(form):
    assert all(Pattern(form["pattern"]).match(example) for example in form["examples"])


@pytest.mark.parametrize(
    "labels",
    ["ABCDEFGHIJKL", ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]],
)
def test_a_sign_that_is_a_letter_and_a_numeral_counts_with_its_neighbours(labels):
    """Also where all items are as long as one another: that is no page's width."""
    body = "\n".join(f"{label}.整修渠道，做好管护工作。（县水利局负责）" for label in labels)
    assert [task[0] for task in tasks(body)] == [f"{label}." for label in labels]
