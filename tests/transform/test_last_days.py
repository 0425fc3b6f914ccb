"""Days, last days of periods and deadlines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.dates import read_day
from taizhang.tables.terms import DeadlineKind
from transform.times.dates import chinese_number
from transform.times.deadlines import read_deadline
from transform.times.last_days import DUE, read_last_day

DIGITS = "〇一二三四五六七八九"


def due(text: str, year: int | None = 2020) -> date | None:
    found = DUE.search(text)
    assert found is not None, text
    return read_last_day(found, year).day


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


@given(st.integers(1, 99))
def test_chinese_numbers_round_trip(number):
    assert chinese_number(in_chinese(number)) == number
    assert chinese_number(str(number)) == number


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_days_round_trip_in_every_form(day):
    chinese = (
        "".join(DIGITS[int(c)] for c in str(day.year))
        + f"年{in_chinese(day.month)}月{in_chinese(day.day)}日"
    )
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        day.isoformat(),
    ):
        assert read_day(text) == day
    if 1990 <= day.year < 2090:
        assert read_day(chinese) == day


@pytest.mark.parametrize("text", ["2021年2月30日", "2021年13月1日", "1.5", "第3页"])
def test_what_is_no_day(text):
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年底前", date(2017, 12, 31)),
        ("年底前", date(2020, 12, 31)),
        ("年内", date(2020, 12, 31)),
        ("明年6月底前", date(2021, 6, 30)),
        ("2月底", date(2020, 2, 29)),
        ("10月15日前", date(2020, 10, 15)),
        ("9月中旬", date(2020, 9, 20)),
        ("9月下旬前", date(2020, 9, 30)),
        ("第二季度末", date(2020, 6, 30)),
        ("上半年内", date(2020, 6, 30)),
        ("到2025年", date(2025, 12, 31)),
        ("“十四五”末", date(2025, 12, 31)),
        ("国庆节前", date(2020, 9, 30)),
        ("春节前", date(2020, 1, 24)),
        ("202110月底前", date(2021, 10, 31)),
        ("三月底前", date(2020, 3, 31)),
    ],
)
def test_last_days(text, expected):
    assert due(text) == expected


def test_without_a_year_there_is_no_day():
    assert due("6月底前", None) is None
    assert due("2019年6月底前", None) == date(2019, 6, 30)


@pytest.mark.parametrize(
    ("raw", "kind", "day"),
    [
        ("2021年12月底", DeadlineKind.DUE, date(2021, 12, 31)),
        ("12月底", DeadlineKind.DUE, date(2020, 12, 31)),
        ("2021.6.30", DeadlineKind.DUE, date(2021, 6, 30)),
        ("6月底前\n出方案，\n10月底前完成", DeadlineKind.DUE, date(2020, 10, 31)),
        ("全年持续推进", DeadlineKind.CONTINUING, None),
        ("长期坚持", DeadlineKind.CONTINUING, None),
        ("适时推进", DeadlineKind.UNSCHEDULED, None),
        ("每季度", DeadlineKind.RECURRING, None),
        ("2021-2023年", DeadlineKind.DUE, date(2023, 12, 31)),
        ("2021年至2022年", DeadlineKind.DUE, date(2022, 12, 31)),
        ("动态更新", DeadlineKind.CONTINUING, None),
        ("立行立改", None, None),
        ("2021年6月取得阶段性成果并持续推进", None, None),
        ("2021年7月底前，以后每年持续实施", None, None),
        ("—", None, None),
    ],
)
def test_deadlines(raw, kind, day):
    found = read_deadline(raw, 2020)
    assert (found.kind, found.due_on, found.known) == (kind, day, True)


def test_a_deadline_that_no_rule_knows_says_so():
    assert not read_deadline("见方案", 2020).known


@given(st.integers(2000, 2040), st.integers(1, 12), st.sampled_from(["底", "底前", "末"]))
def test_deadlines_at_the_end_of_a_month_round_trip(year, month, end):
    found = read_deadline(f"{year}年{month}月{end}", None)
    assert found.due_on is not None
    assert (found.due_on.year, found.due_on.month) == (year, month)
    assert found.due_on == read_deadline(f"{month}月{end}", year).due_on


@given(
    st.text(
        "0123456789年月日底前末内第季度半上下旬十一二三四五六七八九到至“”持续每〇/-. ", max_size=24
    )
)
def test_no_text_is_too_strange(text):
    read_day(text)
    read_deadline(text, 2020)


@pytest.mark.parametrize("raw", ["6月底", "年底前", "第三季度", "12月"])
def test_a_deadline_whose_year_nobody_knows_is_due_without_a_day(raw):
    found = read_deadline(raw, None)
    assert (found.kind, found.due_on, found.known) == ("due", None, True)
