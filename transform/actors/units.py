"""Units of a clause or a ledger cell, with roles, in reading order (docs/reading.md, Units)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from taizhang.tables.terms import Doubt, Role
from transform.actors.labels import LABEL, label_role
from transform.actors.lead_rules import MARKS, LeadRule
from transform.actors.name_gate import NameVerdict, is_bare, is_group, judge_name
from transform.actors.names import Names, count_before_comma, split_names
from transform.actors.organs import identify_organ
from transform.actors.roles import Assignment, RoleStretch, read_roles
from transform.actors.unit_names import (
    PrintedNames,
    Restored,
    restore_names,
    shares_committee,
    shares_each,
    shares_group,
)
from transform.actors.verbs import END, role_by_sense
from transform.lexicon import table
from transform.model import Span, Unit

# 县住建局（牵头）, 县财政局<配合单位>: a mark behind a unit.
_MARK = re.compile(rf"\s*[（(〔\[【<＜]\s*(?P<label>{LABEL})\s*[)）〕\]】>＞]{END}")
_MAY_BE_MARKED = re.compile(rf"[（(〔\[【<＜{re.escape(''.join(sorted(MARKS)))}]")
_SEMICOLON = re.compile("[;；]")
_AND_MORE = re.compile("|".join(e["pattern"] for e in table("units", "and_more")))

# What a name of a place, or of a class of them, ends with.
_PLACES_END = frozenset("省市县区州盟旗镇乡道村团场师域城园港湖岛带）)〕各")
_ORGANS_END = frozenset("委局办厅院部会")
_OF_OWN_PLACE = re.compile("[区城园港][管政人党]")
# Characters of a verb that no table knows: 保障, 兜底.
_VERB_LENGTHS = (2, 3, 4)


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
    """The units of one clause or cell, whether it ends with 等, and what else it says.

    `references` are the roles of units that it does not name but refers to (同上); `doubts` say what
    to look at.
    """

    text: str
    units: list[ReadUnit] = []
    open_ended: bool = False
    deadline: Span | None = None
    rules: list[LeadRule] = []
    references: tuple[Role, ...] = ()
    doubts: list[tuple[Doubt, Span]] = []


def read_units(
    text: str,
    role: Role = Role.RESPONSIBLE,
    *,
    start: int = 0,
    end: int | None = None,
    rules: Iterable[LeadRule] = (),
    printed_names: PrintedNames | None = None,
) -> UnitList:
    """Units in `text[start:end]`, their names with prefixes and tails restored; spans are positions in `text`.

    `role` holds where the text names none. `rules` are those in force from elsewhere; one that the
    text states counts for itself too. `printed_names` are the names as the document prints them
    elsewhere, which decide between two prefixes.

    >>> def read(text, rules=()):
    ...     return [(unit.role.value, unit.name) for unit in read_units(text, rules=rules).units]
    >>> read("牵头单位：市发改委、科技局；配合单位：各县区")
    [('lead', '市发改委'), ('lead', '市科技局'), ('cooperate', '各县区')]
    >>> read("县水务局、县财政局", [LeadRule.FIRST])
    [('lead', '县水务局'), ('responsible', '县财政局')]

    A remark is no unit, and what nobody knows is one with a doubt:

    >>> read("县水务局、不再单独列出")
    [('responsible', '县水务局')]
    >>> [doubt.value for doubt, _ in read_units("县水务局、云上石林").doubts]
    ['unlike_a_unit']
    """
    units = split_units(text, role, start=start, end=end, rules=rules)
    restore_units([units], printed_names or PrintedNames())
    return units


def split_units(
    text: str,
    role: Role = Role.RESPONSIBLE,
    *,
    start: int = 0,
    end: int | None = None,
    rules: Iterable[LeadRule] = (),
) -> UnitList:
    """Like `read_units`, with names as printed: the first of two passes, the second being `restore_units`.

    Spans count from the beginning of `text`, also where only `start` to `end` is read.

    >>> [(unit.name, unit.role.value) for unit in split_units("县教育局牵头，财政局配合。").units]
    [('县教育局', 'lead'), ('财政局', 'cooperate')]
    >>> split_units("（责任单位：县水利局）", start=1, end=10).units[0].spans
    ((6, 10),)

    What is to be done names nobody:

    >>> split_units("加强组织领导").units
    []
    """
    split = split_text(text[start:end], role, frozenset(rules))
    deadline = None
    if split.deadline:
        deadline = move_span(split.deadline, start)
    doubts = [(doubt, move_span(span, start)) for doubt, span in split.doubts]
    units = _move_units(split.units, start)
    return UnitList(
        text,
        units,
        split.open_ended,
        deadline,
        list(split.rules),
        split.references,
        doubts,
    )


def move_span(span: Span, by: int) -> Span:
    """A span that counts from another place."""
    return span[0] + by, span[1] + by


def _all_moved(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    return tuple([(start + by, end + by) for start, end in spans])


# A unit as remembered: role, spans, raw, name and rule, of which nothing may change in place.
_Read = tuple[Role, tuple[Span, ...], str, str, str]


def _move_units(units: Iterable[_Read], by: int) -> list[ReadUnit]:
    placed: list[ReadUnit] = []
    for role, spans, raw, name, rule in units:
        # As nearly all names have.
        if len(spans) == 1:
            ((start, end),) = spans
            placed.append(ReadUnit(role, ((start + by, end + by),), raw, name, rule))
        else:
            placed.append(ReadUnit(role, _all_moved(spans, by), raw, name, rule))
    return placed


class Split(NamedTuple):
    """What a text says of units, with names as printed; spans count from its begin.

    One is kept for each text (split_text), so that nobody may change it. `references` and
    `doubts` are those of `UnitList`; `is_assigned` where a verb or label says a role; `is_sentence` where
    one does so for every unit and no verb has an object.
    """

    units: Sequence[_Read]
    names: tuple[str, ...]
    open_ended: bool = False
    deadline: Span | None = None
    rules: Sequence[LeadRule] = ()
    references: tuple[Role, ...] = ()
    doubts: Sequence[tuple[Doubt, Span]] = ()
    is_sentence: bool = False
    is_assigned: bool = False


def join_splits(splits: Iterable[tuple[int, Split]]) -> tuple[int, Split]:
    """Texts, each with where it begins, as one that begins where all of them count from."""
    units: list[_Read] = []
    for start, split in splits:
        units += [
            (role, _all_moved(spans, start), raw, name, rule)
            for role, spans, raw, name, rule in split.units
        ]
    units.sort(key=lambda unit: unit[1][0][0])
    return 0, Split(units, tuple([unit[3] for unit in units]))


class _Collected:
    """The units of a text while its stretches are read."""

    def __init__(self) -> None:
        self.units: list[_Read] = []
        # The numbers of units with a mark as ★ beside them.
        self.marked: list[int] = []
        self.open_ended = False
        self.references: tuple[Role, ...] = ()
        self.doubts: list[tuple[Doubt, Span]] = []


@lru_cache(maxsize=1 << 13)
def split_text(text: str, role: Role, rules: frozenset[LeadRule]) -> Split:
    """The units of a whole text; kept, since clauses repeat within a document and across a portal."""
    assignment = read_roles(text, 0, len(text), role)
    collected = _Collected()
    in_force = rules | frozenset(assignment.rules)
    first = _first_labelled(assignment.stretches)
    for stretch in assignment.stretches:
        _read_stretch(text, stretch, in_force, collected)
        if assignment.stretches[0].labelled and not stretch.labelled:
            _part_unknown_verb(collected, stretch)
        if stretch.end <= first:
            _drop_unsure(collected)
    if in_force:
        units = _lead_by_rules(text, collected, in_force)
    else:
        units = collected.units
    doubts = [*collected.doubts, *[(Doubt.UNKNOWN_LABEL, span) for span in assignment.unknown]]
    return Split(
        units,
        tuple([unit[3] for unit in units]),
        collected.open_ended,
        assignment.deadline,
        assignment.rules,
        collected.references,
        doubts,
        _is_sentence(assignment, collected),
        any(stretch.labelled for stretch in assignment.stretches),
    )


def _first_labelled(stretches: Sequence[RoleStretch]) -> int:
    """Where the first stretch begins whose role is said, behind one whose role is not; -1 where none does."""
    if not stretches or stretches[0].labelled:
        return -1
    return next((stretch.start for stretch in stretches if stretch.labelled), -1)


def _part_unknown_verb(collected: _Collected, stretch: RoleStretch) -> None:
    """Parts an organ from a verb that no table knows, behind others with theirs: 甲局牵头，乙局保障. It keeps its doubt."""
    if not collected.units:
        return
    _, spans, raw, name, rule = collected.units[-1]
    start, end = spans[0][0], spans[-1][1]
    if (
        start < stretch.start
        or rule != "printed"
        or (Doubt.UNLIKE_A_UNIT, (start, end)) not in collected.doubts
    ):
        return
    for length in _VERB_LENGTHS:
        organ = name[:-length]
        if len(organ) > length and identify_organ(organ) is not None:
            role = role_by_sense(name[-length:])
            span = start, end - length
            collected.units[-1] = (role, (span,), raw[:-length], organ, rule)
            return


def _drop_unsure(collected: _Collected) -> None:
    """Leaves out what nobody knows and no label or verb names: （约束性任务，牵头单位：…）. Its doubt stays."""
    unsure = {span for _, span in collected.doubts}
    kept = [
        number
        for number, unit in enumerate(collected.units)
        if (unit[1][0][0], unit[1][-1][1]) not in unsure
    ]
    collected.marked = [kept.index(number) for number in collected.marked if number in kept]
    collected.units = [collected.units[number] for number in kept]


def _is_sentence(assignment: Assignment, collected: _Collected) -> bool:
    """Whether a text holds nothing but units with their verbs: 甲局牵头，乙局配合."""
    if assignment.objects or assignment.unknown or collected.doubts:
        return False
    return all(stretch.labelled for stretch in assignment.stretches)


def _lead_by_rules(text: str, collected: _Collected, rules: Collection[LeadRule]) -> list[_Read]:
    """The units with the roles that rules on who leads give to those that only answer for a task.

    首位为牵头单位 makes the first lead where nobody does; 其余为配合单位 then makes the others cooperate.
    """
    units = collected.units
    leading: set[int] = set()
    if LeadRule.MARKED in rules:
        leading |= set(collected.marked)
    if LeadRule.BEFORE_SEMICOLON in rules:
        stop = _SEMICOLON.search(text)
        before = stop.start() if stop else len(text)
        leading |= {n for n, unit in enumerate(units) if unit[1][0][0] < before}
    if LeadRule.FIRST in rules and units and not any(unit[0] is Role.LEAD for unit in units):
        leading.add(0)
    changed: list[_Read] = []
    has_lead = bool(leading) or any(unit[0] is Role.LEAD for unit in units)
    for number, unit in enumerate(units):
        role = unit[0]
        if number in leading and role is Role.RESPONSIBLE:
            role = Role.LEAD
        elif LeadRule.REST_COOPERATES in rules and has_lead and role is Role.RESPONSIBLE:
            role = Role.COOPERATE
        changed.append((role, *unit[1:]))
    return changed


def _read_stretch(
    text: str,
    stretch: RoleStretch,
    rules: Collection[LeadRule],
    collected: _Collected,
) -> None:
    """Adds the units of a stretch, and what else stands among them."""
    start, end = stretch.start, stretch.end
    names = split_names(text, start, end)
    collected.open_ended |= names.open_ended
    if not names.open_ended:
        more = _AND_MORE.search(text, start, end)
        if more:
            collected.doubts.append((Doubt.UNLIKE_A_UNIT, more.span()))
    lead = _count_leading(names, text, stretch, rules)
    may_be_marked = _MAY_BE_MARKED.search(text, max(0, start - 1)) is not None
    for number, spans in enumerate(names.spans):
        if len(spans) == 1:
            ((begin, stop),) = spans
            raw = text[begin:stop]
        else:
            raw = "".join([text[a:b] for a, b in spans])
        name = "".join(raw.split())
        if not name:
            continue
        verdict = _judge_in_list(name, collected.units)
        if verdict is NameVerdict.REFERENCE:
            collected.references += (stretch.role,)
        if verdict in (NameVerdict.REMARK, NameVerdict.UNSURE):
            collected.doubts.append((Doubt.UNLIKE_A_UNIT, (spans[0][0], spans[-1][1])))
        if verdict not in (NameVerdict.UNIT, NameVerdict.UNSURE):
            continue
        role = Role.LEAD if number < lead else stretch.role
        if may_be_marked:
            role = _marked_role(text, spans) or role
            if _is_starred(text, spans):
                collected.marked.append(len(collected.units))
        rule = "joined"
        if name == raw and len(spans) == 1:
            rule = "printed"
        collected.units.append((role, spans, raw, name, rule))


def _judge_in_list(name: str, before: Sequence[_Read]) -> NameVerdict:
    """What a name is behind others: 部门 behind 各学院 is 各部门, alone it is nothing."""
    verdict = judge_name(name)
    if verdict is NameVerdict.NOTHING and before:
        last = before[-1][3]
        if shares_each(name, last) or shares_group(name, last):
            return NameVerdict.UNIT
    return verdict


def _marked_role(text: str, spans: tuple[Span, ...]) -> Role | None:
    """The role that a mark behind a unit says: 县水利局（牵头）."""
    mark = _MARK.match(text, spans[-1][1])
    if mark:
        return label_role(mark["label"])
    return None


def _is_starred(text: str, spans: tuple[Span, ...]) -> bool:
    """Whether a sign as ★ stands beside a unit."""
    start, end = spans[0][0], spans[-1][1]
    if text[end : end + 1] in MARKS:
        return True
    return start > 0 and text[start - 1] in MARKS


def _count_leading(
    names: Names,
    text: str,
    stretch: RoleStretch,
    rules: Collection[LeadRule],
) -> int:
    """How many names of a stretch lead by the rule on commas: all where there is none."""
    if LeadRule.BEFORE_COMMA not in rules or stretch.role is not Role.RESPONSIBLE:
        return 0
    return count_before_comma(names, text, stretch.start, stretch.end)


def restore_units(lists: Iterable[UnitList], printed_names: PrintedNames) -> None:
    """Restores elided prefixes and shared tails, in place."""
    for unit_list in lists:
        restored = restore_names([unit.name for unit in unit_list.units], printed_names)
        if restored:
            unit_list.units = _as_meant(unit_list.text, unit_list.units, restored)


def restored_units(
    text: str, start: int, split: Split, printed_names: PrintedNames
) -> list[ReadUnit]:
    """The units of what stands in `text` from `start` on, with elided prefixes and shared tails restored."""
    units = _move_units(split.units, start)
    restored = restore_names(split.names, printed_names)
    if restored:
        return _as_meant(text, units, restored)
    return units


def bare_names(units: Sequence[ReadUnit]) -> Iterable[Span]:
    """Where names stand to which nothing restored what they share with others.

    >>> list(bare_names(read_units("县水务局、管委会").units))
    [(5, 8)]
    >>> list(bare_names(read_units("渠建区、护渠区党工委和管委会").units))
    [(0, 3)]
    """
    names = [*[unit.name for unit in units], None, None]
    for unit, following, third in zip(units, names[1:], names[2:], strict=False):
        if (
            is_bare(unit.name, following)
            or shares_committee(unit.raw, following, third)
            or _is_ill_restored(unit, following or "")
        ):
            yield unit.spans[0][0], unit.spans[-1][1]


def _is_ill_restored(unit: ReadUnit, following: str) -> bool:
    """Whether what was put back cannot be what was left out.

    A tail that is cut out of the neighbour's (市政府 beside 县人民政府), or a prefix before a body that
    a place of its own begins (市青山新区管委会).
    """
    if unit.rule == "prefix":
        return not unit.name.startswith("各") and _OF_OWN_PLACE.search(unit.raw) is not None
    tail = unit.name.removeprefix(unit.raw)
    if unit.rule != "tail" or not tail or not following.endswith(tail):
        return False
    if unit.raw[-1] in _ORGANS_END:
        return True
    place = following.removesuffix(tail)
    is_cut = tail[0] not in _PLACES_END and place[-1:] not in _PLACES_END
    return bool(place) and is_cut


def _as_meant(
    text: str,
    read: Sequence[ReadUnit],
    restored: Mapping[int, Restored],
) -> list[ReadUnit]:
    units: list[ReadUnit] = []
    number = 0
    while number < len(read):
        unit, meant = read[number], restored.get(number)
        if meant is None:
            number += 1
        else:
            unit = _merge_pieces(text, read[number : number + meant.takes], meant)
            number += meant.takes
        units.append(unit)
    return units


def _merge_pieces(text: str, pieces: Sequence[ReadUnit], restoration: Restored) -> ReadUnit:
    """One unit from its pieces, of which a group's name may have several."""
    first = pieces[0]
    if restoration.takes == 1:
        first.name, first.rule = restoration.name, restoration.rule
        return first
    start, end = first.spans[0][0], pieces[-1].spans[-1][1]
    return ReadUnit(
        first.role, ((start, end),), text[start:end], restoration.name, restoration.rule
    )
