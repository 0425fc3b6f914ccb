"""Heads as reprints, gazettes and collections print them: what others put around a document's own title and day."""

from datetime import date

import pytest

from transform.model import Payload, Reading
from transform.reading import read_source

LETTER = (
    "各乡镇人民政府，县直有关单位：\n"
    "为做好山塘整修工作，结合我县实际，现就有关事项通知如下。\n"
    "一、摸清底数。对全县山塘逐座登记，建立档案。\n"
    "二、分步整修。完成病险山塘的清淤和坝体加固。\n"
)
TITLE = "云岭县人民政府办公室关于开展山塘整修的通知"


def read_text(text: str) -> Reading:
    return read_source(Payload(text.encode(), "d", name="x.txt"))


HEADS = {
    "the number in front of the title, which is repeated": (
        f"云政办发〔2021〕14号 {TITLE}\n{TITLE}\n",
        TITLE,
    ),
    "the number in front of the title in book marks": (
        f"云政办发〔2021〕14号《{TITLE}》\n云岭县人民政府办公室\n关于开展山塘整修的通知\n",
        TITLE,
    ),
    "a tag of the site in front": (f"【行政规范性文件】{TITLE}\n", TITLE),
    "a tag in front of a title in book marks": (
        "【水利政策】《云岭县山塘管护方案》\n",
        "云岭县山塘管护方案",
    ),
    "a heading of the site that was cut inside its book marks": (
        "《云岭县山塘整修实施方案\n云岭县人民政府办公室关于印发云岭县\n山塘整修实施方案的通知\n",
        "云岭县人民政府办公室关于印发云岭县山塘整修实施方案的通知",
    ),
    "a title that ends with what it forwards": (
        "关于转发《省防汛办关于做好山塘度汛的紧急通知》\n",
        "关于转发《省防汛办关于做好山塘度汛的紧急通知》",
    ),
    "the same with its end on the next line": (
        "关于印发《云岭县山塘整修实施方案》\n的通知\n",
        "关于印发《云岭县山塘整修实施方案》的通知",
    ),
    "a gazette's running head and letters set apart": (
        (
            "3/2021      云岭县人民政府公报            ·云岭县人民政府办公室文件·\n"
            "云 岭 县 人 民 政 府 办 公 室\n关于开展山塘整修的通知\n"
        ),
        TITLE,
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_title_is_the_documents_own(name: str) -> None:
    head, title = HEADS[name]
    assert read_text(head + LETTER).metadata.title == title


def test_a_tag_that_speaks_of_the_document_stays() -> None:
    assert read_text(f"【图解】{TITLE}\n{LETTER}").metadata.title == f"【图解】{TITLE}"


def test_an_issue_of_a_gazette_is_no_number_of_a_document() -> None:
    head = f"云岭县人民政府公报（2022年第2号）\n\n{TITLE}\n\n云政办发〔2022〕3号\n\n"
    reading = read_text(head + LETTER)
    assert reading.metadata.doc_number == "云政办发〔2022〕3号"
    assert [citation.doc_number for citation in reading.citations] == []


def test_a_day_that_shares_its_line_with_the_note_on_openness_signs() -> None:
    reading = read_text(f"{TITLE}\n{LETTER}2021年4月6日 （此件公开发布）\n")
    assert reading.metadata.written_on == date(2021, 4, 6)


def test_a_short_document_on_one_line_has_title_number_and_issuer() -> None:
    text = (
        "云岭县水务局关于加强山塘巡查工作的意见 云水发[2021]9号 各乡镇人民政府，县直有关单位： "
        "根据《省水利厅关于做好山塘管护的通知》（某水发[2020]4号）要求，现提出如下意见，请认真执行。"
        "各乡镇要落实管护人，逐座登记，建立档案，发现险情立即处置并报告，不得延误，确保安全度汛。"
    )
    reading = read_text(text)
    assert reading.metadata.title == "云岭县水务局关于加强山塘巡查工作的意见"
    assert reading.metadata.doc_number == "云水发〔2021〕9号"
    assert reading.metadata.issuers == ["云岭县水务局"]
    assert [citation.doc_number for citation in reading.citations] == ["某水发〔2020〕4号"]


@pytest.mark.parametrize(
    "printed",
    ["某财水发„2020‟4号", "某财 水发〔2020〕4号", "县委 某财水发〔2020〕 4 号"],
)
def test_a_cited_number_survives_its_typing(printed: str) -> None:
    reading = read_text(f"{TITLE}\n根据《山塘管护办法》（{printed}）等规定，开展整修。\n{LETTER}")
    assert [citation.doc_number for citation in reading.citations] == ["某财水发〔2020〕4号"]


def test_the_day_below_a_title_counts_though_an_excerpt_repeats_the_title() -> None:
    body = "".join(f"<p>{line}</p>" for line in LETTER.strip().split("\n"))
    html = (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        "<div>2021-04-08 16:43</div><div>166人看过</div>"
        f"<blockquote>{TITLE}（云政办发[2021]14号）各乡镇人民政府，县直有关单位：为做好山塘整修</blockquote>"
        f"<div class=zhengwen>{body}</div></body></html>"
    )
    page = read_source(
        Payload(html.encode(), "d", url="http://www.somewhere.gov.cn/a/1.html", name="1.html")
    )
    assert page.metadata.published_on == date(2021, 4, 8)


def test_an_elided_issuer_is_the_one_that_signs() -> None:
    reading = read_text(
        f"市人民政府关于开展山塘整修的通知\n云政发〔2021〕3号\n{LETTER}云岭市人民政府\n2021年4月6日\n"
    )
    assert reading.metadata.issuers == ["云岭市人民政府"]
