"""The look by which texts without amounts are passed over finds nothing less."""

from hypothesis import given
from hypothesis import strategies as st

from transform.targets.amounts import find_amounts
from transform.targets.read import _MAY_HOLD_AN_AMOUNT

PIECES = [
    *(
        "完成",
        "举办",
        "一次",
        "两场",
        "三成",
        "百分之五",
        "不少于",
        "至少",
        "约",
        "12",
        "%",
        "个",
        "以上",
        "、",
        "。",
    ),
    *("十家", "左右", "多", "几", "余", "低于", "最高", "以内", "及以下", "突破"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_text_with_a_bounded_or_plain_amount_is_never_passed_over(text: str) -> None:
    amounts = [
        amount for amount in find_amounts(text) if amount.is_bounded or not amount.is_written
    ]
    assert not amounts or _MAY_HOLD_AN_AMOUNT.search(text)
