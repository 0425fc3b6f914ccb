"""When a promised amount is due or counted: 全年, 四季度, 每月, 2025年3月末.

Source: docs/reading.md, Targets. Time words hold for the amounts behind them in the sentence, until
others come.
"""

import re
import sys
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from transform.lexicon import word_entries
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.times.dates import chinese_number
from transform.times.last_days import DUE, read_last_day

_EVERY = {
    word: f"P{entry['count']}{entry['letter']}" for word, entry in word_entries("times", "rhythm")
}
_EVERY_YEARS = re.compile(r"每(?P<number>[二两三四五\d])年")
# A year alone says when, but is no last day: 2025年新增就业5万人.
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}年")

WHEN = table_pattern("targets", "when")


# Either kind, to be cut off a thing: 全年(房地产投资), 四季度(发电量).
TIME_WORDS = Pattern(WHEN.source, table_expression("targets", "when_due"))


class When(Struct, frozen=True):
    """Time words at `start` to `end` of a text; `by` is a last day, `period` an ISO 8601 period."""

    start: int
    end: int
    text: str
    by: date | None = None
    period: str | None = None


def find_time_words(
    text: str,
    plan_year: int | None,
    start: int = 0,
    end: int = sys.maxsize,
) -> list[When]:
    """All time words of a stretch of a text in its order, none inside another.

    >>> [(w.text, w.by and w.by.isoformat(), w.period) for w in find_time_words("全年完成投资，每月召开1次", 2024)]
    [('全年', '2024-12-31', None), ('每月', None, 'P1M')]

    >>> [(w.text, w.period) for w in find_time_words("每两年评选1次", 2024)]
    [('每两年', 'P2Y')]

    Compounds hold none:

    >>> find_time_words("年均增速8%，年度投资300万元", 2024)
    []
    """
    within = (start, min(end, len(text)))
    times = sorted(
        [*_find_due(text, plan_year, *within), *_find_periods(text, plan_year, *within)],
        key=_by_place,
    )
    apart: list[When] = []
    for time in times:
        if not apart or time.start >= apart[-1].end:
            apart.append(time)
    return apart


def _by_place(time: When) -> tuple[int, int]:
    # Of two that begin at one place the longer comes first, and the other lies inside it.
    return time.start, -time.end


def _find_due(text: str, plan_year: int | None, start: int, end: int) -> Iterator[When]:
    for match in DUE.scan(text, start, end):
        if _YEAR_ALONE.fullmatch(match[0]):
            continue
        due = read_last_day(match, plan_year)
        if due.day is not None or plan_year is None:
            yield When(match.start(), match.end(), match[0], due.day)


def _find_periods(text: str, plan_year: int | None, start: int, end: int) -> Iterator[When]:
    for match in WHEN.scan(text, start, end):
        printed = match[0]
        if printed[0] in "每逐按":
            yield When(match.start(), match.end(), printed, period=_period_of(printed))
            continue
        year = int(printed[:4]) if printed[0].isdigit() else plan_year
        yield When(match.start(), match.end(), printed, date(year, 12, 31) if year else None)


def _period_of(phrase: str) -> str:
    """The ISO 8601 period of 每, 逐 or 按 with what follows.

    >>> _period_of("每半年"), _period_of("按季度"), _period_of("每3年")
    ('P6M', 'P3M', 'P3Y')
    """
    years = _EVERY_YEARS.fullmatch(phrase)
    if years:
        return f"P{chinese_number(years['number'])}Y"
    return _EVERY[phrase[1:]]
