"""Which lines of a head are the title, where a site prints other lines around it or prints it twice."""

from datetime import date

import pytest

from tests.transform.texts import read

OWN = "青石市水利局关于印发《青石市山塘整修办法》的通知"
BODY = "各县区水利局：\n现将《青石市山塘整修办法》印发给你们，请遵照执行。\n青石市水利局\n2022年5月21日\n"
HEADS = {
    "the column it stands in": f"工作动态\n{OWN}\n",
    "the letterhead names the province": f"云岭省青石市水利局\n{OWN}\n",
    "a short name above": f"青石市山塘整修办法\n2022-05-24 18:54\n{OWN}\n",
    "another heading of the site": f"青石市水利发展计划\n{OWN}\n青水发〔2022〕3号\n",
    "the same, its title printed twice": "青石市水利发展计划\n青石市水利局\n关于印发《青石市山塘整修办法》的通知\n"
    "关于印发《青石市山塘整修办法》的通知\n青水发〔2022〕3号\n",
    "a number glued in front": f"青水发〔2022〕3号{OWN}\n",
    "a tag in quotes": f"“政务公开” {OWN}\n",
    "a remark above the letterhead": f"简介：本文由会员上传，仅供参考。\n青石市水利局文件\n青水发〔2022〕3号\n{OWN}\n",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_title_is_the_documents_own(head):
    metadata = read(HEADS[head] + BODY).metadata
    assert (metadata.title, metadata.issuers) == (OWN, ["青石市水利局"])
    assert metadata.doc_number == ("青水发〔2022〕3号" if "号" in HEADS[head] else None)


def test_joint_issuers_and_what_is_forwarded_stay_in_the_title():
    joint = "青石市水利局\n青石市财政局关于整修山塘的通知\n"
    forwarded = "青石市人民政府办公室关于转发\n青石市水利局关于整修山塘的意见的通知\n"
    assert read(joint + BODY).metadata.issuers == ["青石市水利局", "青石市财政局"]
    assert read(forwarded + BODY).metadata.title == "".join(forwarded.split())


def test_a_law_is_called_by_its_name_alone():
    head = "中华人民共和国山塘法\n全国人民代表大会常务委员会\n中华人民共和国主席令（九届第9号）\n"
    text = (
        head
        + "《中华人民共和国山塘法》已经通过，现予公布。\n第一章 总则\n第一条 为管好山塘，制定本法。\n"
    )
    assert read(text).metadata.title == "中华人民共和国山塘法"


def test_a_line_that_ends_like_no_document_is_the_title_where_it_stands_alone():
    text = "2022年青石市山塘整修工作\n完成情况一览\n今年以来，全市整修山塘九十口。\n2022年5月21日\n"
    assert read(text).metadata.title == "2022年青石市山塘整修工作完成情况一览"
    assert (
        read("青石水利\n首页要闻\n山塘整修见闻\n今年以来，全市整修山塘九十口。\n").metadata.title
        is None
    )
    assert read("各县区水利局：\n请整修山塘。\n").metadata.title is None


def test_a_headline_stands_above_the_day_of_its_page():
    text = "手机版\n您的位置: 青石新闻网 >> 正文\n注意!青石多处山塘蓄水!\n2022-05-24 14:51:25 来源:青石日报\n山塘已经蓄水。\n"
    assert read(text).metadata.title == "注意!青石多处山塘蓄水!"


def test_a_title_that_names_its_place_takes_no_organ_above_it():
    head = "青石市人民政府\n青石市山塘管理办法\n青石市人民政府令第9号\n"
    assert (
        read(f"{head}《青石市山塘管理办法》已经通过，现予公布。\n").metadata.title
        == "青石市山塘管理办法"
    )


def test_a_number_below_a_remark_is_the_documents():
    head = f"{OWN}\n导读：山塘事关防汛。\n青水发〔2022〕3号\n{OWN}\n"
    assert read(head + BODY).metadata.doc_number == "青水发〔2022〕3号"


def test_a_button_with_a_colon_ends_no_head():
    assert read(f"下载\n页面宽度(px):\n{OWN}\n{BODY}").metadata.title == OWN


def test_a_year_in_chinese_numerals_may_hold_the_figure_nought():
    metadata = read(
        f"{OWN}\n各县区水利局：\n请整修山塘。\n青石市水利局\n二0二二年五月二十一日\n"
    ).metadata
    assert metadata.written_on == date(2022, 5, 21)


PAGE_DAYS = {
    "2022-05-24 18:54\n": date(2022, 5, 24),
    "2022年5月24日 18:54\n": date(2022, 5, 24),
    "2022-05-24\n": date(2022, 5, 24),
    "2022年5月24日\n": None,
    "生成日期：2022-05-24 浏览次数：31\n": None,
}


@pytest.mark.parametrize("line", PAGE_DAYS)
def test_a_day_below_the_title_is_the_pages_by_its_hour_or_its_hyphens(line):
    assert read(f"{OWN}\n{line}{BODY}").metadata.published_on == PAGE_DAYS[line]


def test_labels_of_days_take_no_other_line_for_their_value():
    box = "文号：青水发〔2022〕3号\n成文日期：2022-05-21\n发布日期：2022-05-24\n生效日期：\n失效日期：\n文件状态：\n"
    assert read(f"{box}青石市水利局文件\n青水发〔2022〕3号\n{OWN}\n{BODY}").metadata.title == OWN


def test_the_years_of_a_plan_below_its_title_are_part_of_it():
    text = "青石市山塘整修规划\n（2022—2030年）\n二〇二二年四月\n山塘事关防汛，特编制本规划。\n"
    reading = read(text)
    assert reading.metadata.title == "青石市山塘整修规划（2022—2030年）"
    assert not [doubt for doubt in reading.doubts if doubt.endswith("_unsure")]


def test_the_organ_below_a_title_issues_what_nobody_signs():
    head = "青石市山塘整修办法\n时间:2022-05-24 14:07:17 来源:青石网\n青石市山塘整修办法\n青石市水利局\n"
    rule = f"{head}第一条 为整修山塘，制定本办法。\n"
    assert read(rule).metadata.issuers == ["青石市水利局"]
    assert read(f"关于整修山塘的通知\n{BODY}").metadata.issuers == ["青石市水利局"]


def test_pinyin_without_tones_is_cut_where_a_text_is_full_of_it():
    text = "青(qing)石市水(shui)利(li)局关于整修山(shan)塘的通知\n青水发〔2022〕3号\n各(ge)县(xian)区：\n请整修山塘。\n"
    metadata = read(text).metadata
    assert (metadata.title, metadata.doc_number) == (
        "青石市水利局关于整修山塘的通知",
        "青水发〔2022〕3号",
    )
    assert read("青石市水利局关于整修山塘(tang)的通知\n请整修。\n").metadata.title == (
        "青石市水利局关于整修山塘(tang)的通知"
    )


@pytest.mark.parametrize(
    ("above", "is_doubted"),
    [("当前位置：公示 关于整修山塘的公示", True), ("当前位置：公示", False)],
)
def test_a_title_in_a_breadcrumb_alone_is_doubted(above, is_doubted):
    assert ("title_unsure" in read(f"{above}\n山塘已经整修，现予公示。\n").doubts) is is_doubted


def test_a_flat_document_does_not_begin_with_an_item():
    text = (
        "四、时间安排 (一)动员阶段(5月) 各县区制定方案,完成部署。"
        + "(二)整修阶段 各县区整修山塘。" * 8
    )
    assert read(text).metadata.title is None


def test_a_brigade_signs_beside_a_bureau():
    signed = "青石市水利局 青石市交通管理大队 2022年5月21日 |\n"
    metadata = read(f"关于封路修塘的通告\n因整修山塘，请绕行。\n{signed}").metadata
    assert metadata.issuers == ["青石市水利局", "青石市交通管理大队"]


def test_a_flat_document_begins_below_what_its_site_prints():
    flat = f"{OWN} 各县区水利局: 现将办法印发给你们。" + "一、整修山塘,加固塘坝,清理塘泥。" * 6
    assert read(f"微信登录\n钻石会员\n1657\n{flat}\n").metadata.title == OWN


def test_a_greeting_of_the_site_is_no_part_of_a_headline():
    text = "青石新闻网欢迎您!\n青石市山塘整修工作开始了\n2022-05-24 15:45:36 来源: 青石网\n山塘正在整修。\n"
    assert read(text).metadata.title == "青石市山塘整修工作开始了"
