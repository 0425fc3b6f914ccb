"""Durations as officials write them: 20个工作日, 24小时, 三个月, 半年; their values in ISO 8601."""

import re

from taizhang.tables.terms import DayBasis
from transform.times.dates import chinese_number

# No tail of a decimal (0.5天), and never a year (2024年内).
NUMBER = r"(?:(?<![\d.．])(?!(?:19|20)\d\d\s?年)\d{1,4}|[一二三四五六七八九十两半]{1,3})"
DURATION = (
    rf"(?P<n>{NUMBER})\s?(?:个\s?)?"
    r"(?P<unit>工作日|自然日|日历日|小时|分钟|(?<=个)月|(?<=个\s)月|周|星期|日|天|年)"
)
# 半天 has no day of its own, 半月 is 每半月's (recurring.py).
_HALVES = {"年": "P6M", "小时": "PT30M"}
_OF_TIME = {"小时": "PT{}H", "分钟": "PT{}M", "月": "P{}M", "年": "P{}Y"}
_DAYS = ("日", "天", "自然日", "日历日")
_DAYS_OF_A_WEEK = 7


def read_duration(match: re.Match[str]) -> tuple[str, DayBasis | None] | None:
    """The value of a match of `DURATION` and its basis in days; None where it has none.

    >>> pattern = re.compile(DURATION)
    >>> read_duration(pattern.search("20个工作日"))
    ('P20D', <DayBasis.WORKING: 'working'>)
    >>> read_duration(pattern.search("半年")), read_duration(pattern.search("两周"))
    (('P6M', None), ('P14D', <DayBasis.CALENDAR: 'calendar'>))

    Half a day is no number of days, and a year is no duration:

    >>> read_duration(pattern.search("半天")) is None, pattern.search("2024年内")
    (True, None)
    """
    unit = match["unit"]
    if match["n"] == "半":
        if unit in _HALVES:
            return (_HALVES[unit], None)
        return None
    number = chinese_number(match["n"])
    if not number:
        return None
    if unit in _OF_TIME:
        return _OF_TIME[unit].format(number), None
    if unit == "工作日":
        return f"P{number}D", DayBasis.WORKING
    days = number if unit in _DAYS else _DAYS_OF_A_WEEK * number
    return f"P{days}D", DayBasis.CALENDAR
