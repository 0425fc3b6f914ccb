"""A limit that runs from the document's own day has a last day."""

from datetime import date

import pytest

from taizhang.issues import Code
from taizhang.tables.terms import DayBasis, LimitKind, PartKind, TaskSource
from taizhang.workdays import known_years
from transform.model import Part, Task, TimeLimit
from transform.times.counted_days import count_days, last_day


def task(text: str, limit: str, period: str, basis: DayBasis | None) -> tuple[Task, Part]:
    at = text.index(limit)
    found = TimeLimit(
        limit, LimitKind.WITHIN, (at, at + len(limit)), period=period, day_basis=basis
    )
    return Task(0, TaskSource.CLAUSE, text, time_limits=[found]), Part(
        0, PartKind.PAGE, "sha256:0", text, text
    )


@pytest.mark.parametrize(
    ("text", "limit", "period", "basis", "due_on"),
    [
        (
            "各单位自本通知印发之日起20个工作日内报送方案",
            "20个工作日内",
            "P20D",
            DayBasis.WORKING,
            date(2023, 10, 27),
        ),
        ("本方案印发后10日内制定细则", "10日内", "P10D", DayBasis.CALENDAR, date(2023, 10, 5)),
        ("文件下发之日起，1个月内完成", "1个月内", "P1M", None, date(2023, 10, 25)),
        ("意见公布之日起一年内建成", "一年内", "P1Y", None, date(2024, 9, 25)),
        ("自受理申请之日起5个工作日内办结", "5个工作日内", "P5D", DayBasis.WORKING, None),
        ("会议通知要求10日内完成", "10日内", "P10D", DayBasis.CALENDAR, None),
        ("本通知印发之日起24小时内报告", "24小时内", "PT24H", None, None),
    ],
)
def test_the_last_day_is_counted_from_the_documents_day(
    text: str, limit: str, period: str, basis: DayBasis | None, due_on: date | None
) -> None:
    one, part = task(text, limit, period, basis)
    assert count_days([one], [part], date(2023, 9, 25)) == []
    assert one.time_limits[0].due_on == due_on


def test_without_a_day_of_the_document_nothing_is_counted() -> None:
    one, part = task("本方案印发后10日内制定细则", "10日内", "P10D", DayBasis.CALENDAR)
    assert count_days([one], [part], None) == []
    assert one.time_limits[0].due_on is None


def test_a_year_that_the_calendar_does_not_know_is_one_issue() -> None:
    one, part = task("本方案印发后10个工作日内制定细则", "10个工作日内", "P10D", DayBasis.WORKING)
    start = date(known_years()[-1] + 1, 3, 1)
    issues = count_days([one, one], [part], start)
    assert [i.code for i in issues] == [Code.UNKNOWN_CALENDAR_YEAR]
    assert one.time_limits[0].due_on is not None


@pytest.mark.parametrize(
    ("start", "period", "day"),
    [
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2024, 11, 30), "P3M", date(2025, 2, 28)),
        (date(2024, 12, 25), "P15D", date(2025, 1, 9)),
        (date(2024, 12, 25), "P9999Y", None),
        (date(2024, 12, 25), "P1Y@02-end", None),
    ],
)
def test_months_and_years_end_on_the_day_of_the_same_number(
    start: date, period: str, day: date | None
) -> None:
    counted = last_day(start, period, None)
    assert (counted.day if counted else None) == day
