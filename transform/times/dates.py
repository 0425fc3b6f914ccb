"""Numbers as officials write them, and days of the calendar.

Days in a text are found by `taizhang.dates`.
"""

from calendar import monthrange
from datetime import date
from functools import lru_cache

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零ＯO０", "0")
_FULL_WIDTH = {ord("０") + i: str(i) for i in range(10)}
WRITTEN_YEAR = "二[〇○零ＯO][〇○零ＯO一二三四五六七八九]{2}"  # 二〇二五
_UNITS = {"十": 10, "百": 100}


@lru_cache(maxsize=1 << 10)
def chinese_number(text: str) -> int | None:
    """The value of a number in digits or Chinese numerals up to 999; None where it is none."""
    text = text.translate(_FULL_WIDTH)
    if text.isascii() and text.isdigit():
        return int(text)
    if not any(unit in text for unit in _UNITS):
        digits = "".join(_DIGITS.get(c, "x") for c in text)
        if digits.isdigit():
            return int(digits)
        return {"两": 2, "半": None}.get(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += max(digit, 1) * _UNITS[char] if digit or not total else _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = int(_DIGITS[char])
        else:
            return None
    return total + digit


def make_day(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
