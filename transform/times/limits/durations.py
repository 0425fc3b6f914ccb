"""Durations as officials write them: 20个工作日, 24小时, 三个月, 半年; their values in ISO 8601."""

import re

from taizhang.tables.terms import DayBasis
from transform.lexicon import choice, word_entries
from transform.times.dates import chinese_number

# No tail of a decimal (0.5天), and never a year (2024年内).
NUMBER = r"(?:(?<![\d.．])(?!(?:19|20)\d\d\s?年)\d{1,4}|[一二三四五六七八九十两半]{1,3})"
_UNITS = dict(word_entries("times", "duration_unit"))
# 3个月 lasts, 3月 is March: units with `counted` need their 个.
_COUNTED = choice(unit for unit, entry in _UNITS.items() if entry.get("counted"))
_PLAIN = choice(unit for unit, entry in _UNITS.items() if not entry.get("counted"))
DURATION = (
    rf"(?P<n>{NUMBER})\s?(?:个\s?)?"
    rf"(?P<unit>{_PLAIN}|(?<=个){_COUNTED}|(?<=个\s){_COUNTED})"
)


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
    unit = _UNITS[match["unit"]]
    # 半天 has no day of its own, 半月 is 每半月's (recurring.py).
    if match["n"] == "半":
        return (unit["half"], None) if "half" in unit else None
    number = chinese_number(match["n"])
    if not number:
        return None
    basis = DayBasis(unit["basis"]) if "basis" in unit else None
    return unit["period"].format(number * unit.get("times", 1)), basis
