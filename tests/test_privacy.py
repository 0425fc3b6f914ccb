"""Personal numbers are hidden one character for one; other numbers stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang import privacy
from taizhang.privacy import PERSONAL, mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系人：张三，13812345678。", "联系人：张三，■■■■■■■■■■■。"),
        ("身份证号110101199003074578", "身份证号" + "■" * 18),
        ("证号11010119900307457X，手机19912345678", "证号" + "■" * 18 + "，手机" + "■" * 11),
    ],
)
def test_a_personal_number_is_hidden_in_place(text: str, masked: str):
    assert mask_numbers(text) == masked
    assert len(masked) == len(text)
    assert re.search(PERSONAL, text)
    assert not re.search(PERSONAL, masked)


@pytest.mark.parametrize(
    "text",
    [
        "电话：0777-3251234",
        "索引号：113705020043410000",
        "统一社会信用代码91110108MA01ABCD2X",
        "账号6222138123456780001",
        "2017年12月31日前，安排资金1381234.5678万元",
        "编号t20170511_1256431",
    ],
)
def test_other_numbers_stay(text: str):
    assert mask_numbers(text) == text
    assert not re.search(PERSONAL, text)


@given(
    st.lists(
        st.sampled_from(["1", "13", "20", "19", "0", "350102", "0230", "1231", "X", "年", "a"])
    ).map("".join)
)
def test_no_number_is_overlooked(text):
    assert mask_numbers(text) == privacy._NUMBER.sub(lambda match: "■" * len(match[0]), text)
