"""Numbers as officials write them, and days of the calendar.

Days in a text are found by `taizhang.dates`.
"""

from calendar import monthrange
from datetime import date
from functools import lru_cache

# Few typists have 〇 (U+3007) at hand: circles, 零 and the letter O stand for it.
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零ＯO０", "0")
_FULL_WIDTH = {ord("０") + i: str(i) for i in range(10)}
# 二〇二五, 一九九八: digit by digit.
WRITTEN_YEAR = "(?:二[〇○零ＯO]|一九)[〇○零ＯO一二三四五六七八九]{2}"
# No thousands: whoever has thousands of a thing prints digits. targets/amounts.py reads 三千.
_UNITS = {"十": 10, "百": 100}


@lru_cache(maxsize=1 << 10)
def chinese_number(text: str) -> int | None:
    """The value of a number in digits or Chinese numerals up to 999; None where it is none.

    >>> chinese_number("二十三"), chinese_number("一百零五"), chinese_number("１２")
    (23, 105, 12)
    >>> chinese_number("二〇二五"), chinese_number("两")
    (2025, 2)

    A half is no whole number, and a word is none at all:

    >>> chinese_number("半"), chinese_number("若干")
    (None, None)
    """
    text = text.translate(_FULL_WIDTH)
    # isdigit() alone would take ² and ①, which int() refuses.
    if text.isascii() and text.isdigit():
        return int(text)
    # Without 十 or 百 the numerals stand digit by digit, as in years: 二〇二五.
    if not any(unit in text for unit in _UNITS):
        digits = "".join(_DIGITS.get(c, "x") for c in text)
        if digits.isdigit():
            return int(digits)
        return {"两": 2, "半": None}.get(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            # 十五 is fifteen without a one before it, and so is 一百十五 in the south.
            total += max(digit, 1) * _UNITS[char]
            digit = 0
        elif char in _DIGITS:
            digit = int(_DIGITS[char])
        else:
            return None
    return total + digit


def make_day(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has none such.

    >>> make_day(2024, 2, 29), make_day(2023, 2, 29)
    (datetime.date(2024, 2, 29), None)
    """
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
