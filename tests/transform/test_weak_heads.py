"""Heads that were read from weak places are doubted, right ones are not; what the rounds of unseen heads taught."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.texts import part_of, read
from transform.model import Metadata
from transform.text.head.values import OwnHead
from transform.text.head.witnesses import find_head_witnesses

LETTER = "各县区水利局：\n请整修山塘，确保汛期安全。\n"
SIGNED = "青石市水利局\n2022年5月21日\n"
OWN = "青石市水利局关于整修山塘的通知"

WEAK = {
    "a title begins with a column's name": (
        f"新闻资讯青石市水利局关于整修山塘的通知\n{LETTER}{SIGNED}",
        Doubt.TITLE_UNSURE,
    ),
    "a title is a headline, and the document has a number": (
        f"青石市发布护塘令 入汛前都要修好\n青水发〔2022〕3号\n{LETTER}{SIGNED}",
        Doubt.TITLE_UNSURE,
    ),
    "a title is that of the plan that its letter issues": (
        f"青石市山塘整修方案\n各县区水利局：\n现将《青石市山塘整修方案》印发给你们。\n{SIGNED}",
        Doubt.TITLE_UNSURE,
    ),
    "the number is an office's, the issuer is none": (
        f"青石市人民政府关于整修山塘的通知\n青政办发〔2022〕3号\n{LETTER}青石市人民政府\n2022年5月21日\n",
        Doubt.ISSUER_UNSURE,
    ),
    "an organ alone ends the text without a day": (
        f"关于整修山塘的通知\n{LETTER}一、先清淤。\n二、后筑坝。\n青石市水利局\n责任编辑：张三\n",
        Doubt.ISSUER_UNSURE,
    ),
    "a signature of a body that no rule knows is run into the text": (
        "关于整修山塘的通知\n各县区：\n请整修山塘。 青石水务发展有限责任企业 2022年5月21日\n",
        Doubt.ISSUER_UNSURE,
    ),
    "the day is years away from the number's": (
        f"{OWN}\n青水发〔2015〕3号\n{LETTER}{SIGNED}",
        Doubt.DAY_UNSURE,
    ),
    "a day above the text has a label that no rule knows": (
        f"{OWN}\n（整期优先）网络首刊：2022-05-24\n{LETTER}青石市水利局\n",
        Doubt.DAY_UNSURE,
    ),
    "a number stands in a line with more": (
        f"{OWN}\n青水发〔2022〕3号 各县区水利局，市直属各单位，各山塘管理处\n请整修山塘。\n",
        Doubt.NUMBER_UNSURE,
    ),
}


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_head_is_doubted(name):
    text, doubt = WEAK[name]
    assert doubt in read(text).doubts


def test_an_issuer_of_the_pages_box_is_doubted_where_the_title_names_another():
    metadata = Metadata(title=OWN, issuers=["河西县人民政府办公室"])
    witnesses = find_head_witnesses(part_of(LETTER), metadata, OwnHead())
    assert Doubt.ISSUER_UNSURE in [doubt for doubt, _ in witnesses]


def test_a_title_run_into_its_text_is_doubted():
    text = (
        "青石市山塘整修通告 来源：青石日报 为确保汛期安全，决定整修全市山塘，现将有关事项通告如下，"
        "请相互转告并予以配合，具体时间以各县区水利局所定为准。\n一、整修前先清淤。\n"
    )
    assert Doubt.TITLE_UNSURE in read(text).doubts


RIGHT = {
    "a plain notice": f"{OWN}\n青水发〔2022〕3号\n{LETTER}{SIGNED}",
    "a title on several lines, printed short elsewhere": (
        f"青石市水利局\n青石市财政局\n关于整修山塘的通知\n青水发〔2022〕3号\n{LETTER}青石市水利局 青石市财政局\n2022年5月21日\n"
    ),
    "an untitled letter whose plan has a title": (
        f"{LETTER}现将《青石市山塘整修方案》印发给你们。\n{SIGNED}青石市山塘整修方案\n为整修山塘，制定本方案。\n"
    ),
    "a number of last year, signed in January": (
        f"{OWN}\n青水发〔2021〕30号\n{LETTER}青石市水利局\n2022年1月4日\n"
    ),
    "a title that leaves its place out": (
        f"市政府关于整修山塘的通知\n青政发〔2022〕3号\n{LETTER}青石市人民政府\n2022年5月21日\n"
    ),
    "an office under a government's number": (
        f"青石市人民政府办公室关于整修山塘的通知\n青政发〔2022〕3号\n{LETTER}青石市人民政府办公室\n2022年5月21日\n"
    ),
    "a plan named in other words by its letter": (
        "青石市水利局关于印发山塘整修应急预案的通知\n各县区水利局：\n现将《山塘整修预案》印发给你们。\n"
        + SIGNED
    ),
    "a document that cites a number in its first line": (
        f"{OWN}\n根据《青石市防汛办法》（青政发〔2020〕9号），请整修山塘。\n{SIGNED}"
    ),
}
HEADS = {Doubt.TITLE_UNSURE, Doubt.NUMBER_UNSURE, Doubt.DAY_UNSURE, Doubt.ISSUER_UNSURE}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_head_is_not_doubted(name):
    assert not HEADS & set(read(RIGHT[name]).doubts)


def test_a_laws_title_does_not_take_the_organ_above_it():
    metadata = read(
        "财政部\n山塘专户管理办法\n第一章 总则\n第一条 为管好专户，制定本办法。\n"
    ).metadata
    assert metadata.title == "山塘专户管理办法"


def test_a_column_above_a_title_is_none_of_it():
    above = "水清岸绿 造福一方\n新闻公告\n当前位置：首页 >> 新闻公告 >> 正文\n"
    text = f"{above}关于整修山塘的通知\n发布时间：2022-05-24 12:05\n{LETTER}"
    assert read(text).metadata.title == "关于整修山塘的通知"


def test_a_label_with_its_value_is_no_line_of_a_title():
    text = f"- 地区：青石\n青石市水利局 青石市财政局\n关于印发《山塘整修方案》的通知\n青水规〔2022〕9号\n{LETTER}"
    assert read(text).metadata.title == "青石市水利局 青石市财政局关于印发《山塘整修方案》的通知"


def test_a_link_below_the_items_of_a_text_is_no_title():
    text = (
        "一、目的\n为整修山塘，参照《山塘办法》制定本文件。\n二、内容\n"
        "《青石市水利局关于整修山塘的通告》从时间、区域等方面作了规定。\n2022年5月21日\n青石市水利局关于整修山塘的通告\n"
    )
    assert read(text).metadata.title is None


def test_the_day_below_a_label_of_writing_is_not_the_day_of_publishing():
    text = f"索引号\nH0011-2022-0009\n发文机构\n青石市水利局\n发文日期\n2022-05-21 19:48:26\n{OWN}\n{LETTER}"
    metadata = read(text).metadata
    assert metadata.written_on is not None
    assert metadata.published_on is None


def test_a_signer_above_a_day_whose_figures_are_masked_signs():
    metadata = read(f"关于整修山塘的公告\n{LETTER}青石市人民政府\n****年*月**日\n").metadata
    assert metadata.issuers == ["青石市人民政府"]


def test_days_with_an_hour_below_the_text_are_those_of_other_articles():
    news = (
        "为加强山塘管理，青石市水利局今天印发《山塘办法》，要求各县区在入汛以前完成清淤和筑坝，"
        "并把进度按月报告市水利局，市水利局将派人查看。"
    )
    text = f"青石市：山塘都要修好\n{news}\n其他新闻：\n- 2026年02月26日 13:41:58\n- 2026年02月26日 11:01:22\n"
    assert read(text).metadata.published_on is None


def test_a_titles_last_word_may_be_set_apart_unevenly():
    text = f"中共青石镇委员会\n青石镇人民政府\n关于做好山塘整修工作的\n实 施意 见\n{LETTER}"
    assert (
        read(text).metadata.title == "中共青石镇委员会 青石镇人民政府关于做好山塘整修工作的实施意见"
    )


def test_what_an_untitled_letter_issues_gives_it_no_title():
    text = (
        "备注/文号：青政办〔2022〕21号\n公文生成日期：2022-05-21\n"
        "经市政府同意，现将《青石市山塘应急预案（修订）》印发给你们，请认真贯彻执行。\n青石市人民政府办公室\n"
        "2022年5月21日\n青石市山塘应急预案\n（2022年修订）\n目 录\n"
    )
    assert read(text).metadata.title is None


def test_a_column_of_a_year_above_a_headline_is_doubted():
    text = "2022年山塘整修\n青石市水利局检查县区整修工作\n连日来，市水利局派人到各县区检查山塘整修，要求入汛前完成。\n"
    assert Doubt.TITLE_UNSURE in read(text).doubts
