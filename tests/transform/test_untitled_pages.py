"""A page that says neither what it is called nor of which day it is: what it assigns is read all the same."""

import pytest

from tests.transform.texts import DIGEST
from transform.model import Payload
from transform.reading import read_source

PAGE = (
    "<html><head><meta charset=utf-8><title>政府信息公开</title></head><body>"
    "<div class=nav><a href=/>首页</a> &gt; <a href=/z>政策文件</a></div><div>{}</div></body></html>"
)
ITEMS = [
    "（一）修好水渠。各镇清淤修渠，完善制度，加强督查。",
    "（二）修好道路。各镇平整路面，补种行道树，加强巡查。",
]


def read(lines: list[str]):
    body = "".join(f"<p>{line}</p>" for line in lines)
    return read_source(Payload(PAGE.format(body).encode(), DIGEST, name="page.html"))


@pytest.mark.parametrize(
    "clauses", [["（责任单位：县水利局）"] * 2, ["（县水利局牵头，县财政局配合）"] * 2]
)
def test_what_assigns_is_a_document(clauses):
    reading = read(["一、主要任务", *map("".join, zip(ITEMS, clauses, strict=True))])
    assert reading.is_document
    assert [task.units[0].name for task in reading.tasks] == ["县水利局"] * 2


def test_what_only_tells_is_none():
    assert not read(["一、主要任务", *ITEMS]).is_document


def test_a_table_of_units_alone_that_nothing_reads_is_said():
    rows = "<tr><td>认领人（单位）<td>县林业局<td>县应急局<tr><td>要干的事<td>巡护林区，清除火源<td>组建扑火队，备足物资"
    page = PAGE.format(f"<table>{rows}</table>")
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert [issue.code.value for issue in reading.issues] == ["duties_unread"]
    assert not reading.tasks


LETTER = [
    "各乡镇人民政府：",
    "为做好今年的灌溉，保障春耕用水，经研究，现将有关事项通知如下。",
    "一、清淤修渠。请各乡镇组织人力，清除渠道淤泥，修补破损渠段，确保水流通畅。",
    "二、报告进度。请各乡镇按月把清淤的长度、用工和费用告诉我局，我局将派人查看。",
    "青山县水利局",
    "2022年5月21日",
]


def test_a_letter_that_an_organ_signs_is_a_document():
    reading = read(LETTER)
    assert reading.is_document
    assert (reading.metadata.title, reading.metadata.issuers) == (None, ["青山县水利局"])


@pytest.mark.parametrize("left_out", [{5}, {0, 4}, {4, 5}, {0, 5}])
def test_without_a_day_and_who_sends_or_receives_it_it_is_none(left_out):
    assert not read([line for at, line in enumerate(LETTER) if at not in left_out]).is_document


@pytest.mark.parametrize("left_out", [0, 4])
def test_a_day_and_who_signs_or_receives_it_are_enough(left_out):
    assert read([line for at, line in enumerate(LETTER) if at != left_out]).is_document


@pytest.mark.parametrize(("word", "is_document"), [("公告", True), ("通告", True), ("通知", False)])
def test_an_announcement_needs_neither_a_day_nor_whom_it_is_sent_to(word, is_document):
    opening = f"为做好今年的灌溉，保障春耕用水，经研究，现将有关事项{word}如下："
    assert read([opening, *LETTER[2:4]]).is_document is is_document


def test_a_day_with_points_below_who_signs_is_enough():
    assert read([*LETTER[1:5], "2022.05.21"]).is_document


@pytest.mark.parametrize("name", ["青山县水利局", "政策库"])
def test_the_name_of_a_site_or_a_column_is_no_title(name):
    page = PAGE.replace("政府信息公开", name).format("".join(f"<p>{line}</p>" for line in LETTER))
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert (reading.is_document, reading.metadata.title) == (True, None)
