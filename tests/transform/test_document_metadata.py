"""Metadata from a document's own head, field lines and signature."""

from datetime import date

import pytest

from taizhang.tables.terms import Flag, Script, Validity
from tests.transform.texts import read

HEAD = "某县人民政府办公室\n关于印发《某县修渠\n实施方案》的通知\n某政办发〔2021〕7号\n各镇政府：\n现印发给你们。\n"
BODY = (
    "某县人民政府办公室\n2021年3月9日\n（此件公开发布）\n某县修渠实施方案\n一、清淤。\n二、加固。"
)


def test_head_and_signature():
    about = read(HEAD + BODY).metadata
    assert about.title == "某县人民政府办公室关于印发《某县修渠实施方案》的通知"
    assert about.doc_number == "某政办发〔2021〕7号"
    assert about.issuers == ["某县人民政府办公室"]
    assert about.written_on == date(2021, 3, 9)
    assert about.published_on is None


def test_field_lines():
    text = (
        "索 引 号：012345/2021-00007\n发布机构：某县水利局\n发布日期：2021-03-10 08:30\n文 号：某水发【2021】3号\n"
        "有效性：有效\n标 题：某县水利局关于修渠的通知\n各镇政府：\n请修渠。"
    )
    about = read(text).metadata
    assert about.index_number == "012345/2021-00007"
    assert about.published_on == date(2021, 3, 10)
    assert about.doc_number == "某水发〔2021〕3号"
    assert about.validity is Validity.VALID
    assert about.title == "某县水利局关于修渠的通知"


def test_a_number_behind_the_title_is_not_the_title():
    about = read("某县关于修渠的通知——某政字【2021】1号\n各镇政府：\n请修渠。").metadata
    assert (about.title, about.doc_number) == ("某县关于修渠的通知", "某政字〔2021〕1号")


def test_joint_issuers_in_order():
    about = read(
        "关于修渠的通知\n各镇政府：\n请修渠。\n某县水利局\n某县林业局\n二〇二一年三月九日"
    ).metadata
    assert about.issuers == ["某县水利局", "某县林业局"]
    assert about.written_on == date(2021, 3, 9)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [("2021628", date(2021, 6, 28)), ("20211028", date(2021, 10, 28)), ("2021111", None)],
)
def test_a_date_without_its_characters_where_one_reading_is_left(digits, expected):
    reading = read(f"关于修渠的通知\n各镇政府：\n请修渠。\n{digits}\n附：无")
    assert reading.metadata.written_on == expected
    assert (Flag.MISSING_CHARACTERS in reading.flags) is (expected is not None)


def test_a_document_on_one_line():
    text = (
        "首页 通知公告 关于印发修渠要点的通知 时间：2021-03-10 某政办〔2021〕7号 某县政府办公室关于印发修渠要点的通知 "
        "各镇政府： 现印发给你们。 某县政府办公室 2021年3月9日 修渠要点 "
        + "为修好水渠，制定本要点。" * 60
        + "一、清淤。二、加固。"
    )
    about = read("标题: 关于印发修渠要点的通知\n" + text).metadata
    assert about.doc_number == "某政办〔2021〕7号"
    assert about.written_on == date(2021, 3, 9)
    assert about.title == "某县政府办公室关于印发修渠要点的通知"
    assert about.issuers == ["某县政府办公室"]


def test_what_is_absent_is_not_guessed():
    about = read("请各村修渠。").metadata
    assert (about.title, about.doc_number, about.issuers, about.written_on) == (
        None,
        None,
        [],
        None,
    )


def test_scripts_and_flags():
    reading = read("縣水利局關於修渠的通知\n各鎮政府：\n請於年底前修好巿區水渠。")
    assert reading.script is Script.HANT
    assert reading.flags == [Flag.TRADITIONAL_SCRIPT, Flag.VARIANT_CHARACTERS]
    assert read("修渠的通知\n欢迎光临某某娱乐城。\n请修渠。").flags == [Flag.INJECTED_TEXT]
    assert read("修渠的通知\n请于202110月底前修好。").flags == [Flag.MISSING_CHARACTERS]
    assert read("修渠的通知\n锟斤拷锟斤拷").flags == [Flag.GARBLED_TEXT]


def test_evidence_points_at_what_was_read():
    reading = read(HEAD + BODY)
    text = reading.parts[0].text
    spans = {e.field: text[slice(*e.spans[0])] for e in reading.metadata.evidence if e.spans}
    assert spans["written_on"] == "2021年3月9日"
    assert spans["doc_number"] == "某政办发〔2021〕7号"
    assert spans["title"].replace("\n", "") == reading.metadata.title


@pytest.mark.parametrize(
    "printed",
    ["某县人民政府\n关于印发《修渠要点》的通知", "某县人民政府\n关于印发《修渠要点》\n的  通  知"],
)
def test_the_issuer_in_front_of_a_title_that_the_text_breaks(printed):
    about = read(
        f"标题：关于印发《修渠要点》的通知\n索引号：a-1\n{printed}\n各镇政府：\n请修好水渠。"
    ).metadata
    assert about.title == "某县人民政府关于印发《修渠要点》的通知"
    assert about.issuers == ["某县人民政府"]


def test_a_signature_with_an_address_behind_it():
    text = "关于修渠的实施意见\n各镇政府：\n请修好水渠。\n某县人民政府\n2021年3月9日 | http://www.a.test/1.html"
    reading = read(text)
    assert (reading.metadata.written_on, reading.metadata.issuers) == (
        date(2021, 3, 9),
        ["某县人民政府"],
    )
    [shown] = [e for e in reading.metadata.evidence if e.field == "written_on"]
    assert reading.text[slice(*shown.spans[0])] == "2021年3月9日"


@pytest.mark.parametrize(
    "head",
    [
        "中共某县委办公室\n某县人民政府办公室\n关于修渠的通知",
        "中共某县委办公室\n某县人民政府办公室关于修渠的通知",
        "中共某县委办公室 某县人民政府办公室\n关于修渠的通知",
        "标题：关于修渠的通知\n索引号：a-1\n中共某县委办公室\n某县人民政府办公室\n关于修渠的通知",
    ],
)
def test_joint_issuers_on_lines_of_their_own_have_a_blank_between(head):
    about = read(f"{head}\n某办发〔2021〕7号\n各镇：\n请修好水渠。").metadata
    assert about.title == "中共某县委办公室 某县人民政府办公室关于修渠的通知"
    assert about.issuers == ["中共某县委办公室", "某县人民政府办公室"]


def test_an_issuer_broken_over_two_lines_is_one():
    about = read("某县人民政府\n办公室关于修渠的通知\n各镇：\n请修好水渠。").metadata
    assert (about.title, about.issuers) == (
        "某县人民政府办公室关于修渠的通知",
        ["某县人民政府办公室"],
    )
