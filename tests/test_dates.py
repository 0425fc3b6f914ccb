"""Days as pages, documents and lists print them."""

from datetime import date

import pytest

from taizhang.dates import find_day, find_days, read_day, read_list_day

DAY = date(2021, 4, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2021年4月8日", "2021-04-08", "2021/4/8", "2021.04.08", "2021 年 4 月 8 日", "2021—04—08",
        "发布于2021-04-0810:22",
        "二〇二一年四月八日", "二○二一年四月八日印发", "二零二一年四月八日",
    ],
)  # fmt: skip
def test_a_day_is_found_in_every_form(text):
    assert find_day(text).day == read_day(text) == read_list_day(text) == DAY


@pytest.mark.parametrize(
    "text", ["2021-02-30", "版本1.2021.4.8", "2021-04-088", "二〇二一年十三月一日", "12021-04-08"]
)
def test_what_is_no_day_of_the_calendar_is_none(text):
    assert find_day(text) is None


def test_a_day_that_no_calendar_has_is_passed_over():
    assert [found.day for found in find_days("2021-02-30 至 2021-04-08")] == [DAY]


@pytest.mark.parametrize("value", ["20210408", " 20210408102233 ", "21-04-08"])
def test_figures_alone_are_a_day_only_as_a_whole_value(value):
    assert read_day(value) == DAY
    assert find_day(f"编号{value.strip()}号") is None


@pytest.mark.parametrize("row", ["08 2021-04 某通知", "2021.04 08 某通知", "04-08 2021 某通知"])
def test_a_row_of_a_list_prints_the_day_apart(row):
    assert read_list_day(row) == DAY
    assert find_day(row) is None


def test_numerals_up_to_thirty_one():
    assert find_day("二〇二一年十二月三十一日").day == date(2021, 12, 31)
    assert find_day("一九九九年元月二十日").day == date(1999, 1, 20)
