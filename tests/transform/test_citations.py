"""Documents cited: numbers normalised, organs' names and orders left out (docs/reading.md, Document)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.doc_numbers import read_doc_number
from taizhang.tables.terms import Relation
from tests.transform.texts import part_of
from transform.text.citations import read_citations


def cited(text: str, own: str | None = None) -> list[str | None]:
    return [c.doc_number for c in read_citations(part_of(text), own)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《某通知》（某政办发〔2021〕5号）要求，", ["某政办发〔2021〕5号"]),
        ("按照某政发【2021】12号文件办理。", ["某政发〔2021〕12号"]),
        ("（某建房[2021〕176号）", ["某建房〔2021〕176号"]),
        ("（财社(2017)164号）", ["财社〔2017〕164号"]),
        ("（财预〔2018209号）", ["财预〔2018〕209号"]),
        ("（某政公发〔20202号）", ["某政公发〔2020〕2号"]),
        ("（某政办发〔2021〕 05号）", ["某政办发〔2021〕5号"]),
        ("（法〔2022〕12号）", ["法〔2022〕12号"]),
        ("根据某政办发〔2021〕5号、6号文件精神，", ["某政办发〔2021〕5号", "某政办发〔2021〕6号"]),
        ("根据某政办发〔2021〕5、16号和", ["某政办发〔2021〕5号", "某政办发〔2021〕16号"]),
        ("某政办发〔2021〕5号、6号楼", ["某政办发〔2021〕5号"]),
        ("国务院令第526号", []),
        ("财政部公告〔2021〕3号", []),
        ("省政府办公厅〔2016〕32号", []),
        ("2023年第28号", []),
        ("（〔2020〕111号）", []),
        ("某区人民政府常务会议纪要\n〔2024〕第5号", []),
    ],
)
def test_numbers(text, expected):
    assert cited(text) == expected


def test_each_document_counts_once_and_the_own_number_not_at_all():
    text = "某发〔2021〕1号\n落实某发〔2020〕9号，再落实某发〔2020〕9号。"
    assert cited(text, own="某发〔2021〕1号") == ["某发〔2020〕9号"]


def test_title_relation_and_place():
    text = "为贯彻落实《某省政府关于修渠的意见》（某政发〔2020〕3号），制定本方案。《旧办法》（某发〔2010〕1号）同时废止。"
    part = part_of(text)
    [first, second] = read_citations(part)
    assert (first.title, first.relation) == ("某省政府关于修渠的意见", Relation.IMPLEMENTS)
    assert (second.title, second.relation) == ("旧办法", Relation.REPEALS)
    assert part.text[slice(*first.span)] == "某政发〔2020〕3号"


@given(
    st.text("某省市县政办发建财函字", min_size=1, max_size=8),
    st.integers(1990, 2030),
    st.integers(1, 9999),
    st.sampled_from(["〔{}〕", "[{}]", "【{}】", "（{}）", "﹝{}﹞"]),
)
def test_numbers_round_trip(code, year, number, brackets):
    normal = read_doc_number(f"{code}{brackets.format(year)}{number}号", in_sentence=True)
    # What ends like an organ's name is none.
    assert normal in (f"{code}〔{year}〕{number}号", None)
    if code[-1] in "发函字":
        assert normal is not None
