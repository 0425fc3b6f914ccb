"""发文字号: one grammar for fields and sentences; what its two ways of reading agree and differ on."""

import pytest

from taizhang.doc_numbers import find_doc_numbers, read_doc_number

BOTH = {
    "国务院国发[1988]23号": "国发〔1988〕23号",
    "计办厅(2000)188号": "计办厅〔2000〕188号",
    "国办发〔2019〕5号": "国办发〔2019〕5号",
    "国办发［2019］第 05 号": "国办发〔2019〕5号",
    "国办发〖2019〗5号": "国办发〔2019〕5号",
    "国办发〈2019〉5号": "国办发〔2019〕5号",
    "根据国办发〔2019〕5号": "国办发〔2019〕5号",
    "京ICP备〔2021〕5号": None,
    "某政办发〔2018209号": "某政办发〔2018〕209号",
    "某政办发2018〕209号": "某政办发〔2018〕209号",
    "某政办发2018209号": None,
    "2021年4月6日云政办发〔2021〕14号": "云政办发〔2021〕14号",
    "云岭县人民政府办公室云政办发〔2021〕14号": "云政办发〔2021〕14号",
    "县政府办发〔2021〕14号": "县政府办发〔2021〕14号",
    "法〔2022〕12号": "法〔2022〕12号",
    "自然资厅〔2020〕1号": "自然资厅〔2020〕1号",
    "第12号": None,
    "某政发〔2019〕000号": None,
}
FIELD_ALONE = [
    "市政府令〔2020〕3号",
    "某某局〔2020〕3号",
    "省政府办公厅〔2016〕32号",
    "某市公告〔2020〕3号",
]


@pytest.mark.parametrize("text", BOTH)
@pytest.mark.parametrize("in_sentence", [True, False])
def test_a_number_reads_alike_in_a_field_and_in_a_sentence(text, in_sentence):
    assert read_doc_number(text, in_sentence=in_sentence) == BOTH[text]


@pytest.mark.parametrize("text", FIELD_ALONE)
def test_an_organs_name_is_a_number_in_a_field_and_none_in_a_sentence(text):
    assert read_doc_number(text) == text
    assert read_doc_number(text, in_sentence=True) is None


def test_numbers_stand_where_they_are_found():
    text = "经研究，按照某政发〔2020〕2号、某发\n〔2020〕3 号执行。"
    found = list(find_doc_numbers(text, in_sentence=True))
    assert [text[number.start : number.end] for number in found] == [
        "某政发〔2020〕2号",
        "某发\n〔2020〕3 号",
    ]
