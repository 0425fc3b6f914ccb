"""The last day that an expression names: 2017年底前, 6月底, 第二季度, 到2025年, “十四五”末.

Source: docs/reading.md, Deadlines and time limits. The year, where the expression has none, is the plan's.
"""

import re
from datetime import date, timedelta

from msgspec import Struct

from transform.lexicon.pattern import Pattern
from transform.times.dates import WRITTEN_YEAR, chinese_number, last_of_month, make_day

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_SP = r"[ \u00a0\u3000]?"  # blanks that a page's editor puts round digits
_CLOCK = (
    r"(?:\s?(?:(?:上午|下午|中午|晚上)?\d{1,2}(?:[：:]\d{2}|[时点](?:\d{1,2}分)?)|下班)(?=之?前|以前))?"  # 17：00前
)
# One expression of a last day, from the longest form to the shortest.
DUE = Pattern(
    rf"(?P<plan>[“\"「]?十[一二三四五六七]五[”\"」]?(?:时期|期间|规划)?(?:末期|期末|末))"
    rf"|(?P<year>(?:(?:19|20)\d{{2}}(?:{_SP}年)?(?={_SP}(?:1[0-2]|[1-9]){_SP}月)|(?:19|20)\d{{2}}{_SP}年度?|{WRITTEN_YEAR}年度?|今年|本年度?|明年|次年|当年))?\s?(?:"
    rf"(?:(?<!\d)|(?<=20\d\d)|(?<=19\d\d))(?P<month>{_NUMBER}){_SP}月(?:份)?(?:{_SP}(?P<day>{_NUMBER}){_SP}日{_CLOCK}|{_SP}(?P<tenth>上旬|中旬|下旬)|{_SP}(?P<month_end>底|末))?"
    rf"(?:{_SP}(?P<before>之?前|以前|内(?![蒙江外部陆容涝需设含])))?"
    r"|(?<![\d一二三四])(?:第?(?P<quarter>[一二三四1-4])季度)(?P<quarter_end>(?:底|末|结束)?(?:之?前|以前|内)?)"
    r"|(?P<half>上半年|下半年)(?P<half_end>(?:底|末)?(?:之?前|以前|内)?)"
    r"|(?<![上去前半学每])(?P<year_end>年底|年末|(?<=[今本明次]年)[底末])(?:之?前|以前)?|(?P<within_year>(?(year)(?<=[年度])内|(?<![\d一二三四五六七八九十两几多半])年内))"
    r"|[“\"「]?(?P<festival>元旦|春节|(?<!双)五一|国庆节?|中秋节?|端午节?|清明节?|(?<=[“\"「])[六七八十]一|(?<=[“\"「])五四)"
    r"[”\"」]?(?:国际)?(?:假期|节日|小长假|劳动节|青年节|儿童节|建党节|建军节)?(?:之?前|以前)(?!后))"
    rf"|(?P<until>(?:到|至)(?:(?:19|20)\d{{2}}|{WRITTEN_YEAR})年)(?![\d年底末内初上下第春前]|[一二三四五六七八九十]{{1,3}}(?:月|季度)|\d*月)"
    rf"|(?P<whole>(?:(?:19|20)\d{{2}}|{WRITTEN_YEAR})年(?P<whole_end>底|末|内|(?:之?前|以前)(?!后|半年|[一二三四五六七八九十\d]+(?:个月|季度)))(?:之?前|以前)?)"
)
_FIVE_YEAR_PLANS = {
    "一": 2010,
    "二": 2015,
    "三": 2020,
    "四": 2025,
    "五": 2030,
    "六": 2035,
    "七": 2040,
}  # “十N五” ends with
_TENTHS = {"上旬": 10, "中旬": 20}
# Eves of spring festivals, 2010 to 2030 (lunar calendar); the day before the first.
_SPRING = {
    2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8),
    2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
_MID_AUTUMN = {
    2010: (9, 22), 2011: (9, 12), 2012: (9, 30), 2013: (9, 19), 2014: (9, 8), 2015: (9, 27), 2016: (9, 15),
    2017: (10, 4), 2018: (9, 24), 2019: (9, 13), 2020: (10, 1), 2021: (9, 21), 2022: (9, 10), 2023: (9, 29),
    2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12),
}  # fmt: skip
_DRAGON_BOAT = {
    2010: (6, 16), 2011: (6, 6), 2012: (6, 23), 2013: (6, 12), 2014: (6, 2), 2015: (6, 20), 2016: (6, 9),
    2017: (5, 30), 2018: (6, 18), 2019: (6, 7), 2020: (6, 25), 2021: (6, 14), 2022: (6, 3), 2023: (6, 22),
    2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5),
}  # fmt: skip


class Due(Struct, frozen=True):
    """A last day, and whether its year stands in the expression itself."""

    day: date | None
    own_year: bool


def read_due(found: re.Match[str], year: int | None) -> Due:
    """The last day that a match of `DUE` names; `year` is the plan's."""
    if plan := found["plan"]:
        number = next(c for c in plan if c in _FIVE_YEAR_PLANS)
        return Due(date(_FIVE_YEAR_PLANS[number], 12, 31), True)
    if until := found["until"]:
        return Due(date(_written_year(until[1:]) or 1, 12, 31), True)
    if whole := found["whole"]:
        own = _written_year(whole) or 1
        return Due(date(own if found["whole_end"] in ("底", "末", "内") else own - 1, 12, 31), True)
    named = found["year"] or ""
    written = _written_year(named)
    own_year = written is not None
    base = written or year
    if base is None:
        return Due(None, False)
    # The New Year's Day to come, where no year is named, is that behind the plan's year.
    if named[:2] in ("明年", "次年") or (not named and found["festival"] == "元旦"):
        base += 1
    return Due(_last_day(found, base), own_year)


def _written_year(text: str) -> int | None:
    """The year that a text begins with, in digits or Chinese numerals."""
    return chinese_number(text[:4]) if text[:2] in ("19", "20") or text[:1] == "二" else None


def _last_day(found: re.Match[str], year: int) -> date | None:
    if month := found["month"]:
        return _in_month(found, year, chinese_number(month) or 0)
    if quarter := found["quarter"]:
        return last_of_month(year, 3 * (chinese_number(quarter) or 1))
    if half := found["half"]:
        return last_of_month(year, 6 if half == "上半年" else 12)
    if festival := found["festival"]:
        return _eve(festival, year)
    return date(year, 12, 31)


def _in_month(found: re.Match[str], year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    if day := found["day"]:
        return make_day(year, month, chinese_number(day) or 0)
    if tenth := found["tenth"]:
        return date(year, month, _TENTHS[tenth]) if tenth in _TENTHS else last_of_month(year, month)
    if found["before"] and found["before"] != "内" and not found["month_end"]:
        return date(year, month, 1) - timedelta(days=1)
    return last_of_month(year, month)


def _eve(festival: str, year: int) -> date | None:
    fixed = {"元旦": (1, 1), "五一": (5, 1), "五四": (5, 4), "六一": (6, 1), "七一": (7, 1), "八一": (8, 1)}
    fixed |= {"国庆": (10, 1), "十一": (10, 1), "清明": (4, 4)}
    moving = {"春节": _SPRING, "中秋": _MID_AUTUMN, "端午": _DRAGON_BOAT}
    name = festival[:2]
    place = fixed.get(name) or moving.get(name, {}).get(year)
    return date(year, *place) - timedelta(days=1) if place else None
