"""Days before occasions: a form is added in calendar.toml alone, and past its last year a reading says so."""

import pytest

from taizhang.issues import Code
from taizhang.tables.terms import Doubt
from tests.transform.texts import read
from transform import lexicon
from transform.times import calendar, last_days

PLAN = """{year}某县防汛工作方案

为做好防汛工作，制定本方案。

一、主要任务

1.加固圩堤。{text}（责任单位：县水利局）
"""


def plan(text: str, year: str = "2024年"):
    return read(PLAN.format(year=year, text=text))


@pytest.mark.parametrize("word", lexicon.words("calendar", "occasion"))
def test_each_occasion_of_the_table_is_read_without_any_other_entry(word):
    found = last_days.DUE.fullmatch(f"“{word}”前")
    day = last_days.read_last_day(found, 2024).day
    assert day == calendar.eve_of(word, 2024, year_is_named=False)
    assert day.year == 2024


def test_past_the_calendar_is_an_issue():
    reading = plan("2050年春节前完工。")
    (limit,) = reading.tasks[0].time_limits
    assert (limit.text, limit.due_on) == ("2050年春节前", None)
    (issue,) = [issue for issue in reading.issues if issue.code is Code.UNKNOWN_CALENDAR_YEAR]
    assert "2050" in issue.message


@pytest.mark.parametrize(("year", "doubts"), [("", [Doubt.NO_YEAR]), ("2024年", [])])
def test_a_day_whose_year_nothing_says_is_a_doubt(year, doubts):
    reading = plan("年底前完工。", year)
    assert reading.tasks[0].doubts == doubts
    assert bool(reading.tasks[0].time_limits[0].due_on) is not bool(doubts)


def test_a_clause_says_the_same_occasions_behind_its_verb():
    reading = read(
        PLAN.format(year="2024年", text="").replace(
            "（责任单位：县水利局）", "（县水利局负责，国庆节前完成）"
        )
    )
    (task,) = reading.tasks
    assert (task.deadline_raw, str(task.due_on)) == ("国庆节前完成", "2024-09-30")
