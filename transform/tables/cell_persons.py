"""Persons beside or instead of units in a ledger's cell: they are no units (docs/reading.md, Units)."""

import re
from collections.abc import Sequence

from transform.actors.units import ReadUnit
from transform.tables.cell_kinds import is_persons, organ_weight
from transform.tables.headers import names_persons

# Characters of a person's name: a surname of one or two, and a given name of one or two.
_LONGEST_NAME = 3
_IN_BRACKETS = re.compile(r"\s*[（(〔\[]([^（()）〔〕\[\]]+)[)）〕\]]\s*$")
_BEHIND_BLANK = re.compile(r"[ \t\u3000\xa0]+([^\s]+)\s*$")


def drop_persons(units: Sequence[ReadUnit], header: str) -> tuple[list[ReadUnit], list[ReadUnit]]:
    """The units of a cell without the persons named beside them, and the persons that it names instead of units.

    A name as short as a person's may be a place's: it counts as a person only with an office beside
    it, or where the column's header says that persons stand in it.
    """
    others: list[ReadUnit] = []
    persons: list[ReadUnit] = []
    for unit in units:
        if is_person(unit.name, may_be_bare=names_persons(header)):
            persons.append(unit)
        else:
            others.append(without_person(unit, may_be_bare=names_persons(header)))
    return others, persons


def is_person(name: str, *, may_be_bare: bool) -> bool:
    """Whether a name among units is a person's: 林远（副县长）, 副县长林远.

    >>> is_person("林远（副县长）", may_be_bare=False), is_person("县水务局", may_be_bare=True)
    (True, False)

    A bare name is only one where the header says so.

    >>> is_person("江北", may_be_bare=False)
    False
    """
    bare = _IN_BRACKETS.sub("", name)
    if organ_weight(bare) > 0 or not is_persons(bare):
        return False
    if may_be_bare:
        return True
    if bare != name:
        return True
    return not is_short(bare)


def is_short(name: str) -> bool:
    """Whether a text is no longer than a person's name."""
    return len(name) <= _LONGEST_NAME


def without_person(unit: ReadUnit, *, may_be_bare: bool) -> ReadUnit:
    """A unit without the person in brackets or behind a blank at its end: 县教育局（林远）, 县教育局 林远.

    Where the header says that persons stand there, whatever is as short as a name is one.
    """
    for pattern in (_IN_BRACKETS, _BEHIND_BLANK):
        behind = pattern.search(unit.raw)
        if behind is None or len(unit.spans) != 1:
            continue
        before = unit.raw[: behind.start()]
        is_certain = organ_weight("".join(before.split())) > 0
        is_name = is_persons(behind[1]) or (may_be_bare and is_short(behind[1]))
        if is_certain and organ_weight(behind[1]) == 0 and is_name:
            start = unit.spans[0][0]
            unit.spans = ((start, start + len(before)),)
            unit.raw, unit.name = before, "".join(before.split())
    return unit
