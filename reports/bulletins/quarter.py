"""Quarters of a year, as people write them: 2017Q3."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from taizhang.errors import UserError

_WRITTEN = re.compile(r"(\d{4})[-\s]?[Qq]([1-4])")


class Quarter(NamedTuple):
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        following = date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        return following - timedelta(days=1)


def parse_quarter(text: str) -> Quarter:
    """A quarter as written. Raises UserError for anything else.

    >>> parse_quarter("2017Q3").last.isoformat()
    '2017-09-30'
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise UserError(f"{text!r} is no quarter; write it like 2017Q3")
    return Quarter(int(written[1]), int(written[2]))


def quarter_before(day: date) -> Quarter:
    """The last quarter that is over on a day.

    >>> str(quarter_before(date(2026, 1, 1)))
    '2025Q4'
    """
    number = (day.month - 1) // 3
    return Quarter(day.year, number) if number else Quarter(day.year - 1, 4)
