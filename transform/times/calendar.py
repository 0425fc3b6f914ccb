"""Days by the tables of calendar.toml: the eves of occasions, which move from year to year, and the ends of plans."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from transform.lexicon import choice, table, word_entries, words
from transform.lexicon.table_patterns import entry_expression

# “七一”, "七一", 「七一」: what stands between quotation marks, whichever the typist had.
_OPENED, _CLOSED = '[“"「]', '[”"」]'


def occasion_expression() -> str:
    """Matches what names the day before an occasion (春节前, “七一”前).

    The occasion is the group `occasion`.

    >>> import re
    >>> expression = re.compile(occasion_expression())
    >>> expression.search("确保春节前兑付到位")["occasion"]
    '春节'
    >>> expression.search("“七一”前开展慰问")["occasion"]
    '七一'

    Days on both sides of an occasion are no last day:

    >>> expression.search("春节前后开展走访") is None
    True
    """
    entries = [_names_of(entry) for entry in table("calendar", "occasion")]
    tails = choice(words("calendar", "occasion_tail"))
    names = "|".join(entries)
    # 国际 stands between the day and its tail: “三八”国际妇女节前.
    return f"{_OPENED}?(?P<occasion>{names}){_CLOSED}?(?:国际)?{tails}?(?:之?前|以前)(?!后)"


def eve_of(occasion: str, year: int, *, year_is_named: bool = True) -> date | None:
    """The day before an occasion of a year; None where the table does not know that year.

    `year_is_named` is False where the year is the plan's, not the expression's: 元旦前 means the one to
    come then. Raises KeyError for an occasion that calendar.toml does not name.

    >>> eve_of("国庆节", 2024), eve_of("春节", 2024)
    (datetime.date(2024, 9, 30), datetime.date(2024, 2, 9))
    >>> eve_of("元旦", 2024, year_is_named=False)
    datetime.date(2024, 12, 31)

    Days by the moon stand in the table year by year; past its last year there is none:

    >>> eve_of("春节", 2150) is None
    True
    """
    entry = _occasion_entries()[occasion]
    if entry.get("next_year") and not year_is_named:
        year += 1
    if "day" in entry:
        return date.fromisoformat(f"{year}-{entry['day']}") - timedelta(days=1)
    first = _occasion_days(occasion).get(year)
    if first:
        return first - timedelta(days=1)
    return None


def end_of_plan(number: int) -> date:
    """The last day of the five-year plan with a number: the 14th ended with 2025.

    >>> end_of_plan(14), end_of_plan(15)
    (datetime.date(2025, 12, 31), datetime.date(2030, 12, 31))
    """
    # One entry: all plans since the sixth have had the same length, so that none need be listed.
    (plan,) = table("calendar", "five_year_plan")
    return date(plan["before_first"] + plan["years"] * number, 12, 31)


@cache
def _occasion_entries() -> dict[str, dict[str, Any]]:
    return dict(word_entries("calendar", "occasion"))


@cache
def _occasion_days(occasion: str) -> dict[int, date]:
    days = map(date.fromisoformat, _occasion_entries()[occasion]["days"])
    return {day.year: day for day in days}


def _names_of(entry: dict[str, Any]) -> str:
    # 七一 is a day only between quotation marks: 二十七一前 and street names hold the same two.
    opened_before = f"(?<={_OPENED})" if entry.get("quoted") else ""
    return opened_before + entry_expression(entry)
