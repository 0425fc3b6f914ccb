"""Units of a clause or a ledger cell, with roles, in reading order (docs/reading.md, Units)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from taizhang.tables.terms import Role
from transform.actors.names import count_before_comma, is_complete, split_names
from transform.actors.roles import LeadRule, Stretch, read_roles
from transform.actors.unit_names import PrintedNames, Restored, restore_names
from transform.lexicon import table
from transform.model import Span, Unit

_GROUP = re.compile("|".join(e["pattern"] for e in table("units", "group")))
_NO_UNIT = re.compile("|".join(e["pattern"] for e in table("units", "no_unit")))
_OTHER_LABEL = re.compile(r"[^：:︰∶﹕\n]{0,12}?(?P<unit>单位|部门|责任|主体|科室|处室)?\s*[：:︰∶﹕]\s*")
_COLON = re.compile("[：:︰∶﹕]")


@lru_cache(maxsize=1 << 14)
def is_group(name: str) -> bool:
    """Whether a name stands for several units: 各县区人民政府, 相关部门."""
    return _GROUP.search(name) is not None


class ReadUnit(Struct):
    """A unit as read: `spans` hold `raw` in the text; `name` follows from it by `rule`."""

    role: Role
    spans: tuple[Span, ...]
    raw: str
    name: str
    rule: str = "printed"

    def unit(self) -> Unit:
        """The unit as the tables hold it."""
        return Unit(self.role, self.name, self.raw, is_group(self.name))


class UnitList(Struct):
    """The units of one clause or cell, whether it ends with 等, and what else it says."""

    text: str
    units: list[ReadUnit] = []
    open_ended: bool = False
    deadline: Span | None = None
    rules: list[LeadRule] = []


def read_units(
    text: str,
    role: Role = Role.RESPONSIBLE,
    *,
    start: int = 0,
    end: int | None = None,
    rules: Iterable[LeadRule] = (),
    printed: PrintedNames | None = None,
) -> UnitList:
    """Units in `text[start:end]`; spans are positions in `text`, names have their prefixes and tails restored.

    `role` holds where the text names none. `rules` are those in force from elsewhere; one that the text states counts
    for itself too. `printed` are the names as the document prints them elsewhere, which decide between two prefixes.
    """
    units = split_units(text, role, start=start, end=end, rules=rules)
    restore_units([units], printed or PrintedNames())
    return units


def split_units(
    text: str,
    role: Role = Role.RESPONSIBLE,
    *,
    start: int = 0,
    end: int | None = None,
    rules: Iterable[LeadRule] = (),
) -> UnitList:
    """Like `read_units`, with names as printed: the first of two passes, the second being `restore_units`."""
    split = split_text(text[start:end], role, frozenset(rules))
    deadline = moved(split.deadline, start) if split.deadline else None
    return UnitList(text, _placed(split.units, start), split.open_ended, deadline, split.rules)


def moved(span: Span, by: int) -> Span:
    """A span that counts from another place."""
    return span[0] + by, span[1] + by


def _all_moved(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    return tuple([(start + by, end + by) for start, end in spans])


# A unit as remembered: role, spans, raw, name and rule, of which nothing may change in place.
_Read = tuple[Role, tuple[Span, ...], str, str, str]


def _placed(units: Iterable[_Read], by: int) -> list[ReadUnit]:
    placed: list[ReadUnit] = []
    for role, spans, raw, name, rule in units:
        if len(spans) == 1:  # as nearly all names have
            ((start, end),) = spans
            placed.append(ReadUnit(role, ((start + by, end + by),), raw, name, rule))
        else:
            placed.append(ReadUnit(role, _all_moved(spans, by), raw, name, rule))
    return placed


class Split(NamedTuple):
    """What a text says of units, with names as printed; spans count from its begin. Remembered, so nothing changes."""

    units: Sequence[_Read]
    names: tuple[str, ...]
    open_ended: bool
    deadline: Span | None
    rules: list[LeadRule]


def join_splits(splits: Iterable[tuple[int, Split]]) -> tuple[int, Split]:
    """Texts, each with where it begins, as one that begins where all of them count from."""
    units = [
        (role, _all_moved(spans, start), raw, name, rule)
        for start, split in splits
        for role, spans, raw, name, rule in split.units
    ]
    units.sort(key=lambda unit: unit[1][0][0])
    return 0, Split(units, tuple([unit[3] for unit in units]), open_ended=False, deadline=None, rules=[])


@lru_cache(maxsize=1 << 13)
def split_text(text: str, role: Role, rules: frozenset[LeadRule]) -> Split:
    """The units of a whole text. Clauses repeat within a document and across a portal, so the last are remembered."""
    assignment = read_roles(text, 0, len(text), role)
    units: list[_Read] = []
    open_ended = False
    in_force = {*rules, *assignment.rules} if rules or assignment.rules else rules
    for stretch in assignment.stretches:
        open_ended |= _read_stretch(text, stretch, in_force, units)
    if LeadRule.FIRST in in_force and units and not any(unit[0] is Role.LEAD for unit in units):
        units[0] = (Role.LEAD, *units[0][1:])
    return Split(units, tuple([unit[3] for unit in units]), open_ended, assignment.deadline, assignment.rules)


def _read_stretch(text: str, stretch: Stretch, rules: Collection[LeadRule], found: list[_Read]) -> bool:
    """Adds the units of a stretch; whether it ends with 等."""
    start, end, role = stretch.start, stretch.end, stretch.role
    names = split_names(text, start, end)
    has_labels = _COLON.search(text, start, end) is not None
    lead = 0
    if LeadRule.BEFORE_COMMA in rules and role is Role.RESPONSIBLE:
        lead = count_before_comma(names, text, start, end)
    for number, printed in enumerate(names.spans):
        spans = _behind_label(text, printed) if has_labels else printed
        if len(spans) == 1:
            ((begin, stop),) = spans
            raw = text[begin:stop]
        else:
            raw = "".join([text[a:b] for a, b in spans])
        name = "".join(raw.split())
        if name and (is_complete(name) or not _NO_UNIT.match(name)):
            rule = "printed" if name == raw and len(spans) == 1 else "joined"
            found.append((Role.LEAD if number < lead else role, spans, raw, name, rule))
    return names.open_ended


def _behind_label(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """A name's spans without a label that no table lists: 监管主体：市城管局; none where it labels none (备注：…)."""
    start, end = spans[0]
    label = _OTHER_LABEL.match(text, start, end)
    if label is None:
        return spans
    return ((label.end(), end), *spans[1:]) if label["unit"] and label.end() < end else ()


def restore_units(lists: Iterable[UnitList], printed: PrintedNames) -> None:
    """Restores elided prefixes and shared tails, in place."""
    for found in lists:
        if restored := restore_names([unit.name for unit in found.units], printed):
            found.units = _as_meant(found.text, found.units, restored)


def restored_units(text: str, start: int, split: Split, printed: PrintedNames) -> list[ReadUnit]:
    """The units of what stands in `text` from `start` on, with elided prefixes and shared tails restored."""
    units = _placed(split.units, start)
    restored = restore_names(split.names, printed)
    return _as_meant(text, units, restored) if restored else units


def _as_meant(text: str, read: Sequence[ReadUnit], restored: Mapping[int, Restored]) -> list[ReadUnit]:
    units: list[ReadUnit] = []
    number = 0
    while number < len(read):
        unit, meant = read[number], restored.get(number)
        if meant is None:
            number += 1
        else:
            unit = _merge(text, read[number : number + meant.takes], meant)
            number += meant.takes
        units.append(unit)
    return units


def _merge(text: str, pieces: Sequence[ReadUnit], meant: Restored) -> ReadUnit:
    """One unit from its pieces, of which a group's name may have several."""
    first = pieces[0]
    if meant.takes == 1:
        first.name, first.rule = meant.name, meant.rule
        return first
    start, end = first.spans[0][0], pieces[-1].spans[-1][1]
    return ReadUnit(first.role, ((start, end),), text[start:end], meant.name, meant.rule)
