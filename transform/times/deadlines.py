"""The deadline that a ledger's column or a clause's own line gives (docs/reading.md, Deadlines and time limits)."""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from taizhang.tables.terms import DeadlineKind
from transform.lexicon import alternatives
from transform.times.dates import last_of_month, make_day
from transform.times.last_days import DUE, read_last_day

_CONTINUING = re.compile(alternatives("times", "continuing"))
_UNSCHEDULED = re.compile(alternatives("times", "unscheduled"))
_RECURRING = re.compile(alternatives("times", "recurring_deadline"))
_WITHOUT_KIND = re.compile(alternatives("times", "without_kind"))
# 2024-06-30, 2024.6: how spreadsheets write a day, or a month whose last day is meant.
_PLAIN_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)")
# 2024年, 到2025年, 2023-2025年: only as the whole cell. Inside a sentence a year describes something.
_WHOLE_YEAR = re.compile(r"(?:(?:到|至)|(?:19|20)\d{2}年?[-—–－~～至到]+)?((?:19|20)\d{2})年度?")
# Dashes and slashes fill a cell in which nothing is to stand.
_NOTHING = re.compile(r"[\s/\\—–-]*$")


class Deadline(Struct, frozen=True):
    """What a deadline says.

    Kind and day are None where no rule knows it (`known` is False then) or it says several things
    at once. A day whose year nobody knows is due without a value.
    """

    kind: DeadlineKind | None = None
    due_on: date | None = None
    known: bool = True


# Kept: the thousand rows of a ledger share a dozen deadlines.
@lru_cache(maxsize=1 << 10)
def read_deadline(raw: str, year: int | None) -> Deadline:
    """Reads a deadline as printed; `year` is the plan's, for 年底前 and the like.

    Of several days the last one counts: it is when all is done.

    >>> read_deadline("3月底前制定方案，年底前完成", 2024).due_on
    datetime.date(2024, 12, 31)
    >>> read_deadline("长期坚持", 2024).kind.value
    'continuing'

    A day and a rhythm in one cell say two things, and neither is guessed:

    >>> read_deadline("2024年6月底前，并长期坚持", 2024).kind is None
    True

    Nor is 立行立改 anything of these; what no rule knows says so:

    >>> read_deadline("立行立改", 2024).known, read_deadline("视天气", 2024).known
    (True, False)
    """
    text = "".join(raw.split())
    if _NOTHING.match(text):
        return Deadline()
    is_dated, last = _find_last_day(text, year)
    continues = _CONTINUING.search(text) is not None
    recurs = _RECURRING.search(text) is not None
    if is_dated and (continues or recurs):
        return Deadline()
    if is_dated:
        return Deadline(DeadlineKind.DUE, last)
    # In this order: 每年持续实施 goes on, however often it says so; 按要求每月 follows what is asked.
    if continues:
        return Deadline(DeadlineKind.CONTINUING)
    if _UNSCHEDULED.search(text):
        return Deadline(DeadlineKind.UNSCHEDULED)
    if recurs:
        return Deadline(DeadlineKind.RECURRING)
    return Deadline(known=_WITHOUT_KIND.search(text) is not None)


def _find_last_day(text: str, year: int | None) -> tuple[bool, date | None]:
    """Whether a text names a day, and the last of those that it names and the calendar has.

    A day as spreadsheets write it, and a year alone, count only where nothing else names a day.
    """
    days = [read_last_day(match, year).day for match in DUE.finditer(text)]
    known_days = [day for day in days if day is not None]
    if known_days:
        return True, max(known_days)
    plain = _PLAIN_DAY.search(text)
    plain_day = _read_plain_day(plain) if plain else None
    if plain_day is not None:
        return True, plain_day
    whole_year = _WHOLE_YEAR.fullmatch(text)
    if whole_year:
        return True, date(int(whole_year[1]), 12, 31)
    return bool(days or plain), None


def _read_plain_day(match: re.Match[str]) -> date | None:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    if match[3]:
        return make_day(year, month, int(match[3]))
    return last_of_month(year, month)
