"""The table of regions, `regions.csv`, whose head says where its facts come from and of which date."""

import csv
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

# 全国: no code of GB/T 2260, but in use beside them.
NATION = "100000"


class Level(StrEnum):
    """Levels of GB/T 2260."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Region(NamedTuple):
    """A name that a region held under a code, from the end of one year to the end of another.

    `valid_from` is None for what stood before 2000, `valid_to` for what still stands. `successor`
    is the code that most of its territory has after it, None where it was divided or still stands.
    """

    code: str
    name: str
    short_names: tuple[str, ...]
    level: Level
    valid_from: int | None
    valid_to: int | None
    successor: str | None

    @property
    def is_standing(self) -> bool:
        """Whether the name still holds its code."""
        return self.valid_to is None

    @property
    def parent_code(self) -> str | None:
        """Code of the region that holds it; None for a province."""
        return parent_of(self.code)

    def holds_on(self, on: date, *, lenient: bool = False) -> bool:
        """Whether the name held its code on a day: known by the year.

        In the year of a change the new name holds; the old one, too, where `lenient`.
        """
        if self.valid_from is not None and on.year < self.valid_from:
            return False
        return self.valid_to is None or on.year <= self.valid_to + lenient


@cache
def all_regions() -> tuple[Region, ...]:
    """All regions, by code, then by age."""
    content = resources.files(__package__).joinpath("regions.csv").read_text("utf-8")
    rows = csv.reader(line for line in content.splitlines() if not line.startswith("#"))
    next(rows)
    return tuple(_read_region(row) for row in rows)


def _read_region(row: list[str]) -> Region:
    code, name, short, level, first, last, successor = row
    return Region(
        code,
        name,
        tuple(short.split()),
        Level(level),
        int(first) if first else None,
        int(last) if last else None,
        successor or None,
    )


@cache
def _by_code() -> dict[str, Region]:
    newest: dict[str, Region] = {}
    for entry in all_regions():
        if entry.code not in newest or entry.is_standing:
            newest[entry.code] = entry
    return newest


def region_by_code(code: str) -> Region | None:
    """The region that holds a code, or the last that did."""
    return _by_code().get(code)


def full_name(code: str) -> str | None:
    """A region's name with those of the regions that hold it in front; None for a code that none had.

    >>> full_name("371302"), full_name("430100"), full_name("110108")
    ('山东省临沂市兰山区', '湖南省长沙市', '北京市海淀区')
    """
    names: list[str] = []
    place: str | None = code
    while place is not None:
        entry = region_by_code(place)
        if entry is None:
            return None
        names.append(entry.name)
        place = parent_of(place)
    return "".join(reversed(names))


def parent_of(code: str) -> str | None:
    """Code of the region that holds `code`; None for a province.

    Counties under no prefecture lie in the province.
    """
    if code.endswith("0000"):
        return None
    prefecture = code[:4] + "00"
    if prefecture != code and prefecture in _by_code():
        return prefecture
    return code[:2] + "0000"
