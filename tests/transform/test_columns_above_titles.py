"""What a site prints above a document's own title: columns, menus, headlines, words on the document, bars of a table."""

from datetime import date

import pytest

from tests.transform.texts import read

NOTICE = "关于做好山塘整修工作的通知"
OWN = f"青石市水利局{NOTICE}"
NUMBER = "青水发〔2022〕3号"
LETTER = "各县区水利局：\n山塘事关防汛，请抓紧整修。\n"
SIGNED = "青石市水利局\n2022年5月21日\n"
COLUMNS = {
    "a column": f"通知公告\n{NOTICE}\n",
    "a column below the breadcrumb": f"您所在的位置：首页 - 通知公告\n通知公告\n{NOTICE}\n",
    "a menu": f"学校网站 ENGLISH 旧版回顾\n{NOTICE}\n",
    "a column that ends as documents do": f"规范性文件草案征集意见\n{NOTICE}\n",
    "a place in a collection": f"第一篇：{NOTICE}\n{NOTICE}\n{NUMBER}\n",
    "a kind with a colon": f"公告：{NOTICE}\n",
    "whether it is in force": f"(已废止){NUMBER} {NOTICE} |\n||||||\n|\n",
}


@pytest.mark.parametrize("head", COLUMNS)
def test_what_a_site_prints_above_a_title_is_none_of_it(head):
    reading = read(COLUMNS[head] + LETTER + SIGNED)
    assert reading.metadata.title == NOTICE
    assert reading.metadata.doc_number == (NUMBER if "号" in COLUMNS[head] else None)
    assert "title_unsure" not in reading.doubts


def test_a_column_is_none_of_a_title_that_begins_with_its_place():
    head = "资讯\n云岭省青石市山塘整修方案\n2022年05月24日 10:50:20\n"
    assert (
        read(f"{head}1 总则\n为整修山塘，制定本方案。\n").metadata.title
        == "云岭省青石市山塘整修方案"
    )


@pytest.mark.parametrize(
    "lines",
    [
        "山塘管理\n养护办法\n",
        "青石市\n山塘整修实施方案\n",
        "关于做好山塘\n整修工作的通知\n",
        "市水利局\n关于整修山塘的通知\n",
    ],
)
def test_a_short_first_line_of_a_title_stays(lines):
    assert read(f"{lines}{NUMBER}\n{LETTER}").metadata.title == "".join(lines.split())


def test_words_on_a_document_are_not_its_head():
    reprint = (
        "青石出台山塘整修办法\n来源：青石网\n青石网讯：日前，《青石市山塘整修办法》印发。全文如下：\n"
        f"{OWN}\n{NUMBER}\n{LETTER}{SIGNED}"
    )
    metadata = read(reprint).metadata
    assert (metadata.title, metadata.doc_number) == (OWN, NUMBER)


def test_a_letter_that_has_no_title_takes_none_from_its_plan():
    letter = f"各县区，市属企业：\n《青石市山塘整修方案》已经同意，现印发给你们，具体内容如下：\n{SIGNED}"
    assert read(f"{letter}青石市山塘整修方案\n为整修山塘，制定本方案。\n").metadata.title is None


def test_a_line_that_the_words_above_it_quote_is_the_title():
    draft = "《青石市山塘整修方案（征求意见稿）》"
    words = f"{draft}公开征求意见！\n5月24日，{draft}公开征求意见，请提出建议。\n"
    text = f"{words}青石市山塘整修方案\n一、总则\n为整修山塘，制定本方案。\n"
    assert read(text).metadata.title == "青石市山塘整修方案"


def test_a_letter_on_one_line_signs_in_it():
    plan = "青石市山塘整修方案 为整修山塘，制定本方案。" + "一、整修山塘，加固塘坝。" * 6
    flat = f"各镇： 山塘整修方案已经同意，现印发给你们。 青石市水利局 2022年5月21日 （此件公开发布） {plan}"
    metadata = read(f"{NOTICE}\n{flat}\n").metadata
    assert (metadata.issuers, metadata.written_on) == (["青石市水利局"], date(2022, 5, 21))


def test_a_title_glued_to_its_letter_is_missed_aloud():
    flat = (
        f"青石公文网——好公文，{OWN}各镇：山塘事关防汛。请抓紧整修，加固塘坝，清理塘泥，"
        + "按时报送。" * 20
    )
    reading = read(f"{flat}青石市水利局2022年5月21日")
    assert (reading.metadata.title, "title_unsure" in reading.doubts) == (None, True)
    assert (reading.metadata.issuers, reading.metadata.written_on) == (
        ["青石市水利局"],
        date(2022, 5, 21),
    )


def test_who_is_not_named_before_the_matter_is_doubted():
    head = f"青石市山塘见闻专栏{NOTICE}\n"
    assert "title_unsure" in read(head + LETTER + SIGNED).doubts
    assert "title_unsure" not in read(f"{OWN}\n{LETTER}{SIGNED}").doubts


def test_an_abbreviated_signer_is_the_issuer():
    text = (
        f"青石市安委会办公室关于整修山塘的通知\n{LETTER}青石市安全生产委员会办公室\n2022年5月21日\n"
    )
    assert "issuer_unsure" not in read(text).doubts


def test_a_column_is_none_of_a_headline():
    page = "首页 > 新闻资讯\n新闻资讯\n\n市水利局发布2022年山塘整修情况分析\n2022-05-24 2334人阅读 来源：\n山塘已经整修。\n"
    assert read(page).metadata.title == "市水利局发布2022年山塘整修情况分析"


def test_an_organ_that_shortens_its_place_is_none_of_a_title_that_names_it():
    head = "青石苗族自治县山塘管理办法\n\n青石自治县人民政府\n\n青石苗族自治县山塘管理办法\n"
    text = f"{head}自治县人民政府\n第一章 总则\n第一条 为管好山塘，制定本办法。\n"
    assert read(text).metadata.title == "青石苗族自治县山塘管理办法"


def test_a_number_among_announcements_is_none_of_a_title_and_none_of_documents():
    reading = read(f"青石市水利局{NOTICE}（2022年第24号）\n{LETTER}{SIGNED}")
    assert (reading.metadata.title, reading.metadata.doc_number) == (OWN, None)
    assert reading.citations == []
    assert read("关于整修山塘的决议（2022年24号）已经通过。\n").citations == []


def test_offices_of_a_school_sign():
    letter = "学校各单位：\n请整修校内山塘。\n学校办公室 教务处\n2022年5月21日\n编辑：某某\n"
    assert read(letter).metadata.issuers == ["学校办公室", "教务处"]
    assert (
        read("校内各单位：\n请整修校内山塘，通知到\n各科室\n2022年5月21日\n").metadata.issuers == []
    )


def test_an_organ_glued_to_a_day_in_numerals_signs_inside_a_line():
    flat = (
        "各镇: 现将山塘整修方案印发给你们。青石市水利局二00二年八月十二日山塘整修方案"
        + "一、整修山塘。" * 20
    )
    metadata = read(flat).metadata
    assert (metadata.issuers, metadata.written_on) == (["青石市水利局"], date(2002, 8, 12))


@pytest.mark.parametrize("day", ["年5月21日", "年五月二十一日", "2022年5月 日"])
def test_who_signs_above_a_torn_day_is_the_issuer(day):
    reading = read(f"青石市山塘指挥部6号令\n山塘必须整修。\n青石市山塘指挥部\n{day}\n编辑：某某\n")
    assert (reading.metadata.issuers, reading.metadata.written_on) == (["青石市山塘指挥部"], None)
    assert "day_unsure" in reading.doubts


def test_a_day_that_lost_its_last_character_is_put_right():
    metadata = read(f"{NOTICE}\n{LETTER}青石市水利局\n二〇二二年五月二十一\n").metadata
    assert (metadata.issuers, metadata.written_on) == (["青石市水利局"], date(2022, 5, 21))
    assert read(f"{NOTICE}\n{LETTER}青石市水利局\n二〇二二年五月\n").metadata.written_on is None


def test_who_signs_below_the_last_sentence_needs_no_day():
    letter = f"{NOTICE}\n{LETTER}特此通知。\n青石市水利局\n青石市财政局\n"
    assert read(letter).metadata.issuers == ["青石市水利局", "青石市财政局"]
    assert read(f"{NOTICE}\n{LETTER}特此通知。\n附件：山塘名单\n").metadata.issuers == []


def test_a_signer_on_two_lines_is_one_organ():
    text = f"{NOTICE}\n各镇：\n请向青石市山塘整修和防汛指挥部报送。\n青石市山塘整修和\n防汛指挥部\n2022年5月21日\n"
    assert read(text).metadata.issuers == ["青石市山塘整修和防汛指挥部"]


def test_a_day_of_filing_is_no_day_of_publishing():
    page = f"归档时间：2023-06-15\n当前位置：首页 > 文件\n{OWN}\n"
    assert read(page + LETTER + SIGNED).metadata.published_on is None


def test_a_full_text_follows_its_words():
    words = "山塘报整理，来源：青石网\n5月24日，市水利局发布通知，支持整修山塘。详细内容请看以下通知全文。\n通知全文：\n"
    metadata = read(
        f"{words}青石市水利局关于支持整修山塘\n进一步加固塘坝的通知\n{NUMBER}\n{LETTER}"
    ).metadata
    assert metadata.title == "青石市水利局关于支持整修山塘进一步加固塘坝的通知"
    assert (metadata.doc_number, metadata.issuers) == (NUMBER, ["青石市水利局"])


def test_a_label_without_a_value_ends_no_head():
    page = (
        f"主题：\n{OWN}\n时限：\n截止：2022-06-18\n结果反馈日期：\n{OWN}\n市直部门： 请整修山塘。\n"
    )
    assert read(page).metadata.title == OWN
    assert read("同志们：\n我们要整修山塘。\n青石市山塘整修方案\n").metadata.title is None


def test_an_announcement_is_called_so_with_its_count_behind_it():
    head = "青石市防汛指挥部通告 （第1号）\n青石市防汛指挥部关于封路修塘的通告 （第2号）\n"
    reading = read(
        f"{head}原文地址：青石市防汛指挥部通告（第1号）\n为整修山塘，现通告如下：\n一、封路。\n"
    )
    assert reading.metadata.issuers == ["青石市防汛指挥部"]
    assert reading.metadata.title.startswith("青石市防汛指挥部通告")


def test_a_signature_with_its_letters_apart_is_read():
    letter = "各镇：\n请整修山塘。\n特此通知。\n{}\n2022年5月21日\n"
    assert read(letter.format("教 务 处")).metadata.issuers == ["教务处"]
    assert read(letter.format("教务部（督导室）、青石评估中心")).metadata.issuers == [
        "教务部（督导室）",
        "青石评估中心",
    ]


def test_a_day_in_brackets_below_the_title_is_the_documents():
    head = f"{NUMBER}\n中共青石县委\n青石县人民政府\n关于表彰山塘整修先进单位的通报\n（2022年2月26日）\n"
    metadata = read(f"{head}去年，全县整修山塘九十口。\n").metadata
    assert metadata.written_on == date(2022, 2, 26)
    assert read(f"{OWN}\n（2022-05-24）\n{LETTER}").metadata.written_on is None


def test_a_title_below_a_headline_is_the_documents_own():
    words = "首页 > 新闻\n青石市发布禁火令 这段时间禁止野外用火\n来源：青石网 2022-05-18 18:21\n"
    words += "冬季风干物燥，青石市发布禁火令。\n"
    text = f"{words}青石市人民政府\n关于发布森林禁火令的通告\n全市林区禁止野外用火，现通告如下：\n一、禁火。\n"
    assert read(text).metadata.title == "青石市人民政府关于发布森林禁火令的通告"


def test_a_step_of_a_breadcrumb_between_bars_is_no_title():
    page = "首页 > 资讯 > 全城停水通知 | 将于7月12日开始\n\n全城停水通知 | 将于7月12日开始\n"
    assert read(f"{page}\n尊敬的市民：\n全市停水24小时。\n").metadata.title == "全城停水通知"


def test_buttons_stand_between_a_title_and_its_number():
    head = f"{NOTICE}\n2022-06-18 00:00:00 来源: 本站原创\n【字体：\n- 浏览次数：\n{NUMBER}\n"
    assert read(head + LETTER).metadata.doc_number == NUMBER


def test_a_column_before_a_bar_is_none_of_a_title():
    reading = read(f"政务服务丨{OWN}\n- 发布日期：2022-05-24\n- 浏览次数：\n{NUMBER}\n{LETTER}")
    assert (reading.metadata.title, reading.metadata.issuers) == (OWN, ["青石市水利局"])
    assert reading.metadata.doc_number == NUMBER


def test_a_short_issuer_is_the_one_that_signs():
    box = "索引号 014437529/2022-00693 主题分类 水利\n发布单位 青石市政府办 发文日期 2022-05-25\n"
    box += "文号 青政发〔2022〕3号 时效 有效\n"
    text = f"{box}市政府关于整修山塘的通知\n{LETTER}青石市人民政府\n2022年5月21日\n"
    assert read(text).metadata.issuers == ["青石市人民政府"]


def test_a_title_below_a_glued_first_paragraph_that_names_it_is_read():
    words = "山塘整修资金管理办法第一章总则第一条 为了管好资金，下面是小编整理的【办法】青石市山塘整修资金管理办法，供参考。\n"
    text = f"{words}山塘整修资金管理办法\n第一章 总则\n第一条 为了管好资金，制定本办法。\n"
    assert read(text).metadata.title == "山塘整修资金管理办法"


def test_whose_seal_stands_for_anothers_signs_not():
    body = "各成员单位：\n请整修山塘。\n青石市山塘整修工作联席会议办公室\n（青石市水利局代章）\n2022年5月21日\n"
    assert read(f"{NOTICE}\n{body}").metadata.issuers == ["青石市山塘整修工作联席会议办公室"]


def test_a_site_may_label_its_day_in_english():
    page = f"{NOTICE}\nRelease time: 2022-05-24 Source: 青石网 Views: 31\n{LETTER}"
    assert read(page).metadata.published_on == date(2022, 5, 24)


def test_a_theatre_command_is_an_issuer():
    text = "青石军区关于封路修塘的通告\n为整修山塘，现通告如下：\n一、封路。\n2022年5月21日\n"
    assert read(text).metadata.issuers == ["青石军区"]


def test_a_title_glued_to_its_number_and_its_letter_is_read():
    body = "各市水利主管部门，" + "请整修山塘，加固塘坝，清理塘泥，按时报送。" * 6
    flat = f"{NOTICE}{NUMBER}{body}附件：山塘名单（2022年版）青石市水利局2022年5月21日。\n"
    metadata = read(flat).metadata
    assert (metadata.title, metadata.doc_number) == (NOTICE, NUMBER)
    assert (metadata.issuers, metadata.written_on) == (["青石市水利局"], date(2022, 5, 21))
    assert read(f"{NOTICE}{body}").metadata.title == NOTICE
    assert read(f"根据《{NOTICE}》，{body}").metadata.title is None
