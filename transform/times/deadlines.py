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
_PLAIN_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)")
_WHOLE_YEAR = re.compile(
    r"(?:(?:到|至)|(?:19|20)\d{2}年?[-—–－~～至到]+)?((?:19|20)\d{2})年(?:度|全年)?"
)
_NOTHING = re.compile(r"[\s/\\—–-]*$")


class Deadline(Struct, frozen=True):
    """What a deadline says; both None where the rules do not know it or it says several things at once.

    A day whose year nobody knows is due without a value.
    """

    kind: DeadlineKind | None = None
    due_on: date | None = None
    known: bool = True


@lru_cache(maxsize=1 << 10)
def read_deadline(raw: str, year: int | None) -> Deadline:
    """Reads a deadline as printed; `year` is the plan's, for 年底前 and the like.

    `known` of what is returned is False where no rule fits. The rows of a ledger have few different
    ones.
    """
    text = "".join(raw.split())
    if _NOTHING.match(text):
        return Deadline()
    last, dated = None, False
    for found in DUE.finditer(text):
        due = read_last_day(found, year)
        last, dated = due.day if due.day and (last is None or due.day > last) else last, True
    if last is None:
        plain = _PLAIN_DAY.search(text)
        if plain:
            last, dated = _plain_day(plain), True
    if last is None:
        whole = _WHOLE_YEAR.fullmatch(text)
        if whole:
            last, dated = date(int(whole[1]), 12, 31), True
    goes_on = _CONTINUING.search(text) or _RECURRING.search(text)
    if dated:
        if goes_on:
            return Deadline()
        return Deadline(DeadlineKind.DUE, last)
    if _CONTINUING.search(text):
        return Deadline(DeadlineKind.CONTINUING)
    if _UNSCHEDULED.search(text):
        return Deadline(DeadlineKind.UNSCHEDULED)
    if _RECURRING.search(text):
        return Deadline(DeadlineKind.RECURRING)
    return Deadline(known=False)


def _plain_day(match: re.Match[str]) -> date | None:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        return None
    if match[3]:
        return make_day(year, month, int(match[3]))
    return last_of_month(year, month)
