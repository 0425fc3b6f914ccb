"""Numbered items whose lines are fields are items with clauses, no ledger that a text spells out."""

from tests.transform.texts import read

ITEMS = """某县2024年重点工作推进计划
1.修渠工程
年度目标：修渠56公里。
牵头单位：县水利局
分管领导：林某
2.护堤工程
年度目标：护堤80公里。
牵头单位：县住建局
分管领导：周某
"""


def test_the_heading_of_the_next_item_is_no_value_of_the_last_field():
    shown = [(t.label, t.headings, t.text, [u.name for u in t.units]) for t in read(ITEMS).tasks]
    assert shown == [
        ("1.", ["1.修渠工程"], "年度目标：修渠56公里。", ["县水利局"]),
        ("2.", ["2.护堤工程"], "年度目标：护堤80公里。", ["县住建局"]),
    ]
