"""A document teaches its own labels and sentences: what stands around organs again and again says who does what."""

import pytest

from taizhang.issues import Code
from taizhang.tables.terms import Doubt
from tests.transform.texts import DIGEST, read
from transform.model import Payload
from transform.reading import read_source

HEAD = "云泽县防汛十件实事"
NUMBER = "发文：云泽县人民政府办公室｜字号：云汛办〔2026〕四号"
WORK = ("清淤排水管网42公里", "加固病险水库6座", "新建雨量站15处")
UNITS = (
    ("县住建局", "县水利局、云溪镇"),
    ("县水利局", "县财政局"),
    ("县气象局", "县应急管理局、各镇"),
)
LETTERS = {"lead": "L", "responsible": "R", "cooperate": "C", "supervise": "S"}


def clauses(clause: str) -> list[str]:
    """The lines of a list of items, each with a clause of its units."""
    lines = []
    for number, (work, (first, second)) in enumerate(zip(WORK, UNITS, strict=True), 1):
        lines += [f"{number}. {work}。", clause.format(first, second)]
    return lines


def page(lines: list[str]) -> bytes:
    """A page without any frame: no title of its own, no date, no links."""
    return f"<html><body><div>{'<br>'.join(lines)}</div></body></html>".encode()


def said(task) -> list[str]:
    return [LETTERS[unit.role] + unit.name for unit in task.units]


@pytest.mark.parametrize(
    "clause",
    [
        "包干部门：{}；协力部门：{}",
        "包干：{}；协力：{}",
        "扛旗局：{}，帮衬局：{}",
        "操办机构：{}　搭手机构：{}",
        "谁来干：{}；谁帮忙：{}",
    ],
)
def test_labels_that_items_repeat_before_organs_are_labels_of_units(clause):
    reading = read_source(Payload(page([HEAD, NUMBER, *clauses(clause)]), DIGEST, name="p.html"))
    assert reading.is_document
    assert reading.metadata.title == HEAD
    assert reading.metadata.doc_number == "云汛办〔2026〕4号"
    assert [said(task) for task in reading.tasks] == [
        ["R县住建局", "C县水利局", "C云溪镇"],
        ["R县水利局", "C县财政局"],
        ["R县气象局", "C县应急管理局", "C各镇"],
    ]
    assert all({Doubt.LEARNED_FORM, Doubt.UNKNOWN_LABEL} & {*task.doubts} for task in reading.tasks)


@pytest.mark.parametrize(
    "clause", ["归口{}抓，县政府办搭把手。", "交{}操持，县政府办督战。", "{}扛着干。"]
)
def test_a_sentence_that_three_items_share_around_other_organs_is_a_clause(clause):
    lines = [
        f"{n}、{w}。{w}。{clause.format(u[0])}"
        for n, w, u in zip("一二三", WORK, UNITS, strict=True)
    ]
    reading = read("云泽县2026年防汛工作方案\n\n" + "\n\n".join(lines))
    assert [said(task)[0] for task in reading.tasks] == ["R县住建局", "R县水利局", "R县气象局"]
    assert all(Doubt.LEARNED_FORM in task.doubts for task in reading.tasks)
    assert [i.code for i in reading.issues if i.code is Code.LEARNED_FORM]


def test_a_sentence_of_organs_that_stands_but_twice_is_doubted():
    text = (
        "云泽县2026年防汛工作方案\n\n一、修渠。清淤修渠。归口县水利局抓，县财政局搭把手。\n\n"
        "二、护林。巡山护林。归口县林业局抓，县财政局搭把手。"
    )
    reading = read(text)
    places = [
        reading.parts[0].text[slice(*span)]
        for task in reading.tasks
        for e in task.evidence
        if e.rule == Doubt.UNREAD_DUTY
        for span in e.spans
    ]
    assert places == ["归口县水利局抓，县财政局搭把手。", "归口县林业局抓，县财政局搭把手。"]


def test_the_place_before_a_level_is_part_of_the_name_and_no_frame():
    lines = [
        f"{n}、{w}。{w}。云泽{u[0]}兜底。" for n, w, u in zip("一二三", WORK, UNITS, strict=True)
    ]
    reading = read("云泽县2026年防汛工作方案\n\n" + "\n\n".join(lines))
    names = [unit.name for task in reading.tasks for unit in task.units]
    assert all(name.startswith("云泽县") for name in names)


@pytest.mark.parametrize("sentence", ["报{}备案。", "向{}咨询。"])
def test_where_a_paper_goes_is_no_frame_of_duties(sentence):
    lines = [
        f"{n}、{w}。{w}。{sentence.format(u[0])}"
        for n, w, u in zip("一二三", WORK, UNITS, strict=True)
    ]
    assert not [
        u for t in read("云泽县2026年防汛工作方案\n\n" + "\n\n".join(lines)).tasks for u in t.units
    ]


def test_labels_before_organs_in_what_gives_no_task_are_an_issue():
    lines = [
        "云泽县举行防汛演练",
        "近日，演练举行。",
        "观摩方阵：县水利局、县财政局",
        "观摩方阵：县林业局",
        "观摩方阵：县住建局、县气象局",
    ]
    reading = read("\n\n".join(lines))
    assert reading.tasks or Code.DUTIES_UNREAD in [issue.code for issue in reading.issues]


def test_the_size_of_letters_is_no_number():
    reading = read(
        "云泽县2026年防汛工作方案\n字号：大 中 小\n\n一、修渠。清淤修渠。\n\n二、护林。巡山护林。"
    )
    assert reading.metadata.doc_number is None


def test_the_offices_of_persons_in_brackets_are_no_frame():
    names = (
        "陈良（县人社局副局长）",
        "邱先（县社保局局长）",
        "韩琴（县就业局局长）",
        "高光（县林业局副主任）",
    )
    text = (
        "云泽县2026年学习方案\n\n一、成员\n\n成员：\n"
        + "\n".join(names)
        + "\n\n二、学习\n\n（一）集体学习。\n\n（二）自学。"
    )
    assert not [unit for task in read(text).tasks for unit in task.units]
