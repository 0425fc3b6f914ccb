"""A day in a text, in every form that pages and documents print; one grammar for crawl and reading.

2021年4月8日, 2021-04-08 10:22, 2021/4/8, 2021.04.08, 二〇二一年四月八日. A day that no calendar has is none.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTH, _DAY = r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# It begins with a set, to which the engine leaps, and looks back from there.
_YEAR_APART = r"(?P<year>[12](?<![\d.].)(?:(?<=1)9|(?<=2)0)\d\d)"
# The hour may be glued to the day: 2021-04-0810:22.
NUMERIC = re.compile(rf"{_YEAR_APART}\s*[-/.年—]\s*{_MONTH}\s*[-/.月—]\s*{_DAY}(?!\d(?!\d:))\s*日?")
# The figure and letters for a nought are typed among Chinese numerals as well: 二0二一年.
NOUGHTS = "〇○零ＯOo０0"
_DIGITS = "一二三四五六七八九"
CHINESE = re.compile(
    rf"(?P<year>[二一][{NOUGHTS}{_DIGITS}]{{3}})\s*年\s*(?P<month>[{_DIGITS}十元]{{1,2}})\s*月\s*"
    rf"(?P<day>[{_DIGITS}十]{{1,3}})\s*日"
)
# What a value may be as a whole: 20210408, 20210408102233; 21-04-08.
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:\d{4,6})?"
)
_SHORT = re.compile(r"(?P<year>\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])")
# Lists print the day, or the year, in an element of its own.
_APART = (
    re.compile(rf"(?<![\d\-/.年]){_DAY}\s+{_YEAR}\s*[-/.年]\s*{_MONTH}(?!\d)"),
    re.compile(rf"{_YEAR}\s*[-/.年]\s*{_MONTH}月?\s+{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_MONTH}\s*[-/.月]\s*{_DAY}日?\s+{_YEAR}(?!\d)"),
)
_YEAR_DIGITS = {c: str(i) for i, c in enumerate(_DIGITS, 1)} | dict.fromkeys(NOUGHTS, "0")


class FoundDay(NamedTuple):
    """A day and where it stands in the text that was searched."""

    day: date
    start: int
    end: int


def find_day(text: str, start: int = 0, end: int | None = None) -> FoundDay | None:
    """The first full day in a text.

    >>> find_day("来源：县水务局 2021-04-08 10:22").day
    datetime.date(2021, 4, 8)
    >>> find_day("二〇二一年十二月三十一日印发").day
    datetime.date(2021, 12, 31)
    >>> find_day("2021-02-30") is None
    True
    """
    return next(find_days(text, start, end), None)


def find_days(text: str, start: int = 0, end: int | None = None) -> Iterator[FoundDay]:
    """Every full day in a text: those in figures, then those in Chinese numerals."""
    stop = len(text) if end is None else end
    for pattern in (NUMERIC, CHINESE):
        for match in pattern.finditer(text, start, stop):
            day = _day_of(match)
            if day is not None:
                yield FoundDay(day, match.start(), match.end())


def read_day(value: str) -> date | None:
    """The day that a value says which holds little else; 20210408 and 21-04-08 are read too."""
    found = find_day(value)
    if found:
        return found.day
    bare = value.strip()
    match = _COMPACT.fullmatch(bare) or _SHORT.fullmatch(bare)
    if match:
        return _day_of(match)
    return None


def read_list_day(text: str) -> date | None:
    """The day that a row of a list prints, whose day or year may stand apart: 08 2021-04."""
    found = find_day(text)
    if found:
        return found.day
    # Only in lists: in a running text 8 2021-04 is the end of one thing and the beginning of
    # another.
    for pattern in _APART:
        for match in pattern.finditer(text):
            day = _day_of(match)
            if day is not None:
                return day
    return None


def _day_of(match: re.Match[str]) -> date | None:
    """The day that a match names; None where no calendar has it."""
    year, month, day = match.group("year", "month", "day")
    if not year.isascii():
        return _calendar_day(
            int("".join(_YEAR_DIGITS[c] for c in year)),
            _read_numeral(month),
            _read_numeral(day),
        )
    return _calendar_day(int(year) if len(year) > 2 else 2000 + int(year), int(month), int(day))


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_numeral(numeral: str) -> int:
    """The value of a numeral up to 99; 0 where it is none. 元月 is the first month."""
    if numeral == "元":
        return 1
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        if len(numeral) == 1:
            return _DIGITS.find(numeral) + 1
        return 0
    return 10 * (_DIGITS.find(tens) + 1 if tens else 1) + (_DIGITS.find(ones) + 1 if ones else 0)
