"""Pages whose <title> names a column or the site: what the document is called stands above its own text."""

import pytest

from tests.transform.texts import DIGEST
from transform.model import Payload
from transform.reading import read_source

NOTICE = "关于做好山塘整修工作的通知"
OWN = f"青石市水利局{NOTICE}"
NUMBER = "青水发〔2022〕3号"
LETTER = [
    "各县区水利局：",
    "山塘事关防汛，请各地抓紧整修，加固塘坝，清理塘泥，并把进展按月报送我局。",
    "一、清理塘泥。请各地组织人力，清除山塘淤泥，修补破损塘坝，确保水流通畅。",
    "二、报告进度。请各地按月把整修的口数、用工和费用告诉我局，我局将派人查看。",
]
SIGNED = ["青石市水利局", "2022年5月21日"]


def read(lines, title="通知公告_青石市人民政府门户网站"):
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><div class=top><ul>"
        "<li><a href=/>首页</a></li><li><a href=/a>政务公开</a></li></ul></div>"
        f"<div class=main><div class=article>{body}</div></div></body></html>"
    )
    return read_source(Payload(page.encode(), DIGEST, name="page.html"))


HEADS = {
    "its title": [OWN, NUMBER],
    "a column and its title": ["通知公告", OWN, NUMBER],
    "a column that ends as documents do": ["规范性文件草案征集意见", OWN, NUMBER],
    "a news line in front": [
        "青石出台山塘新规",
        "青石网讯：近日，青石市水利局印发通知，要求整修山塘。全文如下：",
        OWN,
        NUMBER,
    ],
    "a title over two lines": ["青石市水利局", NOTICE, NUMBER],
    "a number in brackets behind it": [f"{OWN}（{NUMBER}）"],
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("title", ["通知公告_青石市人民政府门户网站", "意见征集", "青石市水利局"])
def test_a_column_is_no_title(head, title):
    metadata = read([*HEADS[head], *LETTER, *SIGNED], title).metadata
    assert (metadata.title, metadata.doc_number, metadata.issuers) == (
        OWN,
        NUMBER,
        ["青石市水利局"],
    )


def test_a_title_beside_the_sites_prints_its_number():
    metadata = read([f"{OWN}（{NUMBER}）", *LETTER, *SIGNED], f"{OWN}_青石市人民政府").metadata
    assert (metadata.title, metadata.doc_number) == (OWN, NUMBER)


def test_a_headline_gives_way_to_the_title_of_the_text():
    metadata = read(
        [OWN, NUMBER, *LETTER, *SIGNED], "青石市今年这样整修山塘守护防汛安全_青石网"
    ).metadata
    assert metadata.title == OWN


def test_an_untitled_letter_stays_without_a_title():
    reading = read([*LETTER, *SIGNED])
    assert reading.is_document
    assert (reading.metadata.title, reading.metadata.issuers) == (None, ["青石市水利局"])


@pytest.mark.parametrize(
    "letter",
    [
        ["学校各单位、全体师生员工：", *LETTER[1:], "学校办公室 教务处", "2022年5月21日"],
        ["各部門：", *LETTER[1:], "校長辦公室", "2022年5月21日"],
        [*LETTER[1:], "特此公示。", *SIGNED],
        [*LETTER[1:], "请各地照此办理。特此通告。", "2022年5月21日"],
    ],
)
def test_what_is_signed_is_a_document(letter):
    reading = read(letter)
    assert reading.is_document
    assert reading.metadata.title is None
    assert reading.metadata.written_on.isoformat() == "2022-05-21"


def test_who_issued_it_may_stand_beside_the_day():
    lines = ["发布日期: 2022-05-24 发布机构: 市水利局", "山塘整修标准目录", *LETTER[1:]]
    body = "".join(f"<p>{line}</p>" for line in lines[1:])
    page = (
        "<html><head><meta charset=utf-8><title>山塘整修标准目录</title></head><body>"
        f"<h1>山塘整修标准目录</h1><p>{lines[0]}</p><div id=zoom>{body}</div></body></html>"
    )
    metadata = read_source(Payload(page.encode(), DIGEST, name="page.html")).metadata
    assert metadata.issuers == ["市水利局"]
    assert metadata.published_on.isoformat() == "2022-05-24"


def test_a_headline_that_only_a_page_prints_is_doubted():
    page = (
        "<html><head><meta charset=utf-8><title>部门动态</title></head><body><div>"
        "<p>青石市：整修山塘 守护防汛安全</p><p>青石市人民政府 发布时间: 2022-05-24 17:08</p>"
        "<p>今年以来，青石市整修山塘九十口，受到群众好评，防汛能力明显提高。</p>"
        "<p>市水利局组织人力，清除淤泥，修补塘坝，确保水流通畅，群众用水安全。</p></div></body></html>"
    )
    reading = read_source(Payload(page.encode(), DIGEST, name="page.html"))
    assert reading.metadata.title == "青石市：整修山塘 守护防汛安全"
    assert "title_unsure" in reading.doubts


def test_pinyin_is_cut_from_a_pages_title():
    lines = [f"关（guān）于做好山塘整修工作的通知 {NUMBER}", *LETTER, *SIGNED]
    assert read(lines, "关（guān）于做好山塘整修工作的通知").metadata.title == NOTICE


@pytest.mark.parametrize(
    "title",
    [
        "青石市水利局关于做好山塘_青石市人民政府",
        "青石市今年这样整修山塘",
        "青石市水利局文件",
        "青石山塘网",
    ],
)
def test_what_a_title_tag_repeats_of_the_text_may_be_no_title(title):
    first = title.partition("_")[0]
    above = [] if OWN.startswith(first) else [first]
    lines = ["青石市水利局关于做好山塘", "整修工作的通知", NUMBER]
    metadata = read([*above, *lines, *LETTER, *SIGNED], title).metadata
    assert (metadata.title, metadata.doc_number) == (OWN, NUMBER)


def test_addressees_are_no_title():
    reading = read([*LETTER, *SIGNED], LETTER[0])
    assert (reading.is_document, reading.metadata.title) == (True, None)


def test_a_headline_beside_another_title_is_doubted():
    lines = ["青石市今年这样整修山塘", OWN, *LETTER[1:], *SIGNED]
    reading = read(lines, "青石市今年这样整修山塘")
    assert reading.metadata.title == "青石市今年这样整修山塘"
    assert "title_unsure" in reading.doubts


def test_a_headline_that_quotes_the_title_below_it_gives_way():
    headline = "《青石市山塘整修方案（征求意见稿）》公开征求意见！"
    lines = [headline, "近日，方案公开征求意见。", "青石市山塘整修方案", *LETTER[1:], *SIGNED]
    assert read(lines, headline).metadata.title == "青石市山塘整修方案"


def test_a_column_that_the_page_repeats_is_no_title():
    column = "规范性文件草案征集意见"
    assert read([column, OWN, NUMBER, *LETTER, *SIGNED], column).metadata.title == OWN
