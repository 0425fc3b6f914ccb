"""Doubts of a head: where another place says otherwise, or nothing was read from what looks like a number, a day, a title."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.texts import read

OWN = "青石市水利局关于整修山塘的通知"
NUMBER = "青水发〔2022〕3号"
LETTER = "各县区水利局：\n请整修山塘。\n"
SIGNED = "青石市水利局\n2022年5月21日\n"
WHOLE = f"{OWN}\n{NUMBER}\n{LETTER}{SIGNED}"
UNSURE = {
    "a number that lost its bracket": (
        f"{OWN}\n青水发〔202218\n{LETTER}{SIGNED}",
        Doubt.NUMBER_UNSURE,
        "青水发〔202218",
    ),
    "two numbers": (
        f"文号：青水发〔2022〕4号\n成文日期：2022-05-21\n发布日期：2022-05-24\n{WHOLE}",
        Doubt.NUMBER_UNSURE,
        NUMBER,
    ),
    "a box with another day": (
        f"文号：{NUMBER}\n成文日期：2022-05-20\n发布日期：2022-05-24\n{WHOLE}",
        Doubt.DAY_UNSURE,
        "2022年5月21日",
    ),
    "a day that lost its marks": (
        f"{OWN}\n{LETTER}青石市水利局\n2022 5 21\n",
        Doubt.DAY_UNSURE,
        "2022 5 21",
    ),
    "a day that lost its year": (
        f"{OWN}\n{LETTER}青石市水利局\n年5月21日\n",
        Doubt.DAY_UNSURE,
        "年5月21日",
    ),
    "published before it was written": (
        f"{OWN}\n2022-05-01 08:00\n{LETTER}{SIGNED}",
        Doubt.DAY_UNSURE,
        "",
    ),
    "signed by another": (
        f"{OWN}\n{LETTER}青石市财政局\n2022年5月21日\n",
        Doubt.ISSUER_UNSURE,
        "青石市财政局",
    ),
    "issued by a body that no rule knows": (
        f"青石市山塘整修联合体关于整修山塘的通知\n{LETTER}2022年5月21日\n",
        Doubt.ISSUER_UNSURE,
        "",
    ),
    "another document is issued": (
        f"{OWN}\n各县区水利局：\n现将《青石市护林实施办法》印发给你们。\n{SIGNED}",
        Doubt.TITLE_UNSURE,
        OWN,
    ),
    "another title above the addressees": (
        f"关于护林的通知\n青护发〔2022〕9号\n{OWN}\n{LETTER}{SIGNED}",
        Doubt.TITLE_UNSURE,
        OWN,
    ),
    "a title without a word of documents": (
        f"2022年山塘整修工作完成情况一览\n今年以来，全市整修山塘九十口。\n{SIGNED}",
        Doubt.TITLE_UNSURE,
        "2022年山塘整修工作完成情况一览",
    ),
    "a cited number with pinyin": (
        f"{OWN}\n各县区水利局：\n根据国(guo)办(ban)发(fa)〔2015〕73号，请整修山塘。\n{SIGNED}",
        Doubt.CITATION_UNSURE,
        "〔2015〕73号",
    ),
}


@pytest.mark.parametrize("name", UNSURE)
def test_what_speaks_against_a_head_is_a_doubt_with_its_place(name):
    text, doubt, place = UNSURE[name]
    reading = read(text)
    found = [e.spans for e in reading.metadata.evidence if e.rule == doubt]
    # What speaks against a value without a place in the text has none.
    printed = [reading.parts[0].text[slice(*spans[0])] if spans else "" for spans in found]
    assert printed == [place]


QUIET = {
    "all places agree": f"文号：{NUMBER}\n成文日期：2022-05-21\n发布日期：2022-05-24\n{WHOLE}",
    "the place is left out": f"市水利局关于整修山塘的通知\n{LETTER}{SIGNED}",
    "a committee by its short name": f"青石市发展改革委关于整修山塘的通知\n{LETTER}青石市发展改革委员会\n2022年5月21日\n",
    "a place speaks": f"青石市关于整修山塘的通告\n{LETTER}2022年5月21日\n",
    "numbers of other papers": f"{OWN}\n各县区水利局：\n根据市政府令〔2020〕3号、水利部公告〔2021〕4号整修山塘。\n{SIGNED}",
    "a number without its letters": f"{OWN}\n各县区水利局：\n根据《青石市护林办法》（〔2020〕11号），请整修山塘。\n{SIGNED}",
    "a person signs": "青石市护林条例\n现予公布，自2022年6月1日起施行。\n市长\u3000\u3000\u3000王 小明\n2022年5月21日\n",
    "a town signs as its government": (
        "河口区柳镇2022年政务公开实施方案\n一、公开预算。\n二、报送进度。\n柳镇人民政府\n2022年5月21日\n"
    ),
    "addressees without a colon": (
        f"各镇人民政府,市人民政府各工作部门,各直属机构,驻市垂直管理单位\n请整修山塘。\n{SIGNED}"
    ),
    "a short name of what is issued": (
        f"关于印发山塘整修办法的通知\n各县区水利局：\n现将《青石市山塘整修办法》印发给你们。\n{SIGNED}"
    ),
}


@pytest.mark.parametrize("name", QUIET)
def test_a_head_whose_places_agree_is_not_doubted(name):
    assert not [doubt for doubt in read(QUIET[name]).doubts if doubt.endswith("_unsure")]


@pytest.mark.parametrize(
    ("above", "is_doubted"),
    [
        ("青石市公务员主管部门", True),
        ("市长 张清渠", False),
        ("青石市水利网", False),
        ("特此公告", False),
    ],
)
def test_a_line_above_the_day_may_be_a_signer_that_no_rule_knows(above, is_doubted):
    text = f"关于整修山塘的通知\n{LETTER}{above}\n2022年5月21日\n"
    assert (Doubt.ISSUER_UNSURE in read(text).doubts) is is_doubted


def test_an_item_that_is_headed_by_an_organ_signs_nothing():
    text = (
        "玉泉区2020年旧小区改造方案\n\n一、职责分工\n\n（一）区住建局\n\n负责组织协调。\n\n（二）各街道办事处\n\n负责征求意见。\n\n"
        "二、工作要求\n\n（一）提高认识，加强领导。\n\n（二）严格标准，确保质量。\n"
    )
    assert Doubt.ISSUER_UNSURE not in read(text).doubts
