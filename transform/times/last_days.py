"""The last day that an expression names: 2017年底前, 6月底, 第二季度, 到2025年, “十四五”末.

Source: docs/reading.md, Deadlines and time limits. The forms stand in due.toml, occasions in
calendar.toml; the year, where the expression has none, is the plan's.
"""

import re
from datetime import date, timedelta
from itertools import chain

from msgspec import Struct

from transform.lexicon import table
from transform.lexicon.pattern import Pattern
from transform.lexicon.syntax import strip_layout
from transform.times.calendar import end_of_plan, eve_of, occasion_expression
from transform.times.dates import chinese_number, last_of_month, make_day

_TENTHS = {"上旬": 10, "中旬": 20}
_NEXT_YEAR = ("明年", "次年")
_BEFORE = ("前", "之前", "以前")


def _load_fragments() -> dict[str, str]:
    """The named fragments of due.toml without layout, each with those put in that it names."""
    fragments = {"occasion": occasion_expression()}
    # From the last: the file goes from the whole to its pieces, and a piece must be there first.
    for entry in reversed(table("due", "fragment")):
        fragments[entry["name"]] = _fill_in(strip_layout(entry["pattern"]), fragments)
    return fragments


def _fill_in(pattern: str, fragments: dict[str, str]) -> str:
    for name, fragment in fragments.items():
        pattern = pattern.replace(f"{{{name}}}", fragment)
    return pattern


def _load_forms(key: str, fragments: dict[str, str]) -> str:
    """The forms of a table as alternatives, laid out as they stand there."""
    forms = [
        _fill_in(text, fragments)
        for text in chain.from_iterable(entry["patterns"] for entry in table("due", key))
    ]
    return "\n|".join(forms) + "\n"


def _compile_forms() -> Pattern:
    """All forms as one pattern: its groups say which of them a match has (year, month, half …)."""
    fragments = _load_fragments()
    behind_a_year = _load_forms("in_year", fragments)
    return Pattern(
        rf"(?P<year>{fragments['year']})? \s? (?: {behind_a_year} )",
        _load_forms("own_year", fragments),
    )


DUE = _compile_forms()


class LastDay(Struct, frozen=True):
    """A last day, and whether its year stands in the expression itself.

    `day` is None where the calendar has none such, or no year is known; `unknown_year` is a year of
    which the calendar does not know the occasion named.
    """

    day: date | None
    own_year: bool
    unknown_year: int | None = None


def read_last_day(match: re.Match[str], year: int | None) -> LastDay:
    """The last day that a match of `DUE` names; `year` is the plan's.

    >>> read_last_day(DUE.search("6月底前完成"), 2021).day
    datetime.date(2021, 6, 30)
    >>> read_last_day(DUE.search("三季度前完成"), 2021).day
    datetime.date(2021, 6, 30)
    >>> read_last_day(DUE.search("到2025年建成"), 2021).day
    datetime.date(2025, 12, 31)

    Without a year there is no day, and a thirteenth month has none either:

    >>> read_last_day(DUE.search("6月底前完成"), None).day is None
    True
    >>> read_last_day(DUE.search("13月底前完成"), 2021).day is None
    True
    """
    plan = match["plan"]
    if plan:
        # 十四五 is the 14th: the 十 that all of them have is no part of the group.
        return LastDay(end_of_plan(10 + (chinese_number(plan) or 0)), True)
    until = match["until"]
    if until:
        return LastDay(date(chinese_number(until) or 1, 12, 31), True)
    whole = match["whole"]
    if whole:
        own = chinese_number(whole) or 1
        # 2025年前 is over before that year begins; 2025年底, 末 and 内 reach to its end.
        last_year = own if match["whole_end"] in ("底", "末", "内") else own - 1
        return LastDay(date(last_year, 12, 31), True)
    year_word = match["year"] or ""
    written = _written_year(year_word)
    own_year = written is not None
    base = written or year
    if base is None:
        return LastDay(None, False)
    if year_word.startswith(_NEXT_YEAR):
        base += 1
    occasion = match["occasion"]
    if occasion:
        day = eve_of(occasion, base, year_is_named=bool(year_word))
        return LastDay(day, own_year, None if day else base)
    return LastDay(_last_day(match, base), own_year)


def _written_year(text: str) -> int | None:
    """The year that a text begins with, in digits or Chinese numerals."""
    if text[:2] in ("19", "20", "一九") or text[:1] == "二":
        return chinese_number(text[:4])
    return None


def _last_day(match: re.Match[str], year: int) -> date | None:
    month = match["month"]
    if month:
        return _in_month(match, year, chinese_number(month) or 0)
    quarter = match["quarter"]
    if quarter:
        return _in_quarter(match, year, chinese_number(quarter) or 1)
    half = match["half"]
    if half:
        return last_of_month(year, 6 if half == "上半年" else 12)
    return date(year, 12, 31)


def _in_quarter(match: re.Match[str], year: int, quarter: int) -> date:
    """Before a quarter is the day before it begins; at its end or in it is its last day."""
    if match["quarter_end"] in _BEFORE:
        return date(year, 3 * quarter - 2, 1) - timedelta(days=1)
    return last_of_month(year, 3 * quarter)


def _in_month(match: re.Match[str], year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    day = match["day"]
    if day:
        return make_day(year, month, chinese_number(day) or 0)
    tenth = match["tenth"]
    if tenth:
        if tenth in _TENTHS:
            return date(year, month, _TENTHS[tenth])
        # 下旬 has eight to eleven days.
        return last_of_month(year, month)
    # 6月前 is over with May, 6月底前 with June.
    if match["before"] in _BEFORE and not match["month_end"]:
        return date(year, month, 1) - timedelta(days=1)
    return last_of_month(year, month)
