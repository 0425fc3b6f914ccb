"""Who answers for a row of a ledger: the cells of its columns of units, cut and read (docs/reading.md, Units)."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from msgspec import Struct, field

from taizhang.tables.terms import Doubt, Role
from transform.actors.labels import COLON, LABEL
from transform.actors.lead_rules import LeadRule
from transform.actors.unit_names import PrintedNames
from transform.actors.units import ReadUnit, UnitList, bare_names, restore_units, split_units
from transform.doubts import doubt_task
from transform.grid import Cell
from transform.lexicon import choice, words
from transform.model import Evidence, Span, Task
from transform.tables.cell_persons import drop_persons
from transform.tables.cells import Joined, add_units
from transform.tables.column_meanings import role_across
from transform.tables.headers import UNIT_MARKS, Header
from transform.tables.ledger_rows import LedgerRow
from transform.tables.mark_legend import read_legend

_MARK = re.compile(rf"\s*[（(〔\[【]\s*({choice(UNIT_MARKS)})\s*[)）〕\]】]")
_CLAUSE = re.compile(
    rf"[（(〔\[【]\s*(?P<inside>{LABEL}{COLON}[^（()）〔〕\[\]【】]*)[)）〕\]】]\s*[。；;]?\s*$"
)
_BRACKETED = re.compile(r"\s*[（(](?P<inside>[^（()）]+)[)）]\s*")
_DENIALS = frozenset(words("cells", "denial"))
_SAME_AS_ABOVE = frozenset(words("cells", "same_as_above"))


class RowUnits(Struct):
    """The units of a task before prefixes and tails are restored.

    `cells` are those that hold them, by their begin.
    """

    task: Task
    row: LedgerRow
    joined: Joined = field(default_factory=Joined)
    found: UnitList = field(default_factory=lambda: UnitList(""))
    cells: list[tuple[int, Cell | None]] = []

    def cell_at(self, place: int) -> Cell | None:
        """The cell that holds a place of the joined text; None for a line above the rows."""
        number = len(self.cells) - 1
        while self.cells[number][0] > place:
            number -= 1
        return self.cells[number][1]

    def add_cell(self, cell: Cell, span: Span | None = None) -> Span:
        """Adds a cell, or a stretch of one; returns where it stands in the joined text."""
        return self.add_stretch(span or self.row.sheet.span(cell), cell)

    def add_stretch(self, span: Span, cell: Cell | None = None) -> Span:
        """Adds a stretch of the part; returns where it stands in the joined text."""
        if self.joined.text:
            self.joined.add("\n", span[0] - 1)
        text = self.row.sheet.text
        start, end = add_units(self.joined, text, _inside_brackets(text, span))
        self.cells.append((start, cell))
        return start, end


def _inside_brackets(text: str, span: Span) -> Span:
    """A stretch without the brackets around the whole of it: （县发改局、县财政局按职责分工负责）."""
    whole = _BRACKETED.fullmatch(text, *span)
    if whole:
        return whole.span("inside")
    return span


def read_row_units(
    task: Task,
    row: LedgerRow,
    rules: Collection[LeadRule],
    *,
    clause: Span | None,
    above: Span | None,
) -> RowUnits:
    """The units that a row names, as printed: in its cells, in a `clause` behind its text, else `above` its rows."""
    units = RowUnits(task, row)
    places: list[tuple[int, int, Header]] = []
    titles: list[str] = []
    for x, header in row.columns.units:
        cell = meant_cell(row, x)
        if cell is None or any(cell is known for _, known in units.cells):
            continue
        if says_same(row.sheet.read(cell)):
            doubt_task(task, Doubt.UNRESOLVED_REFERENCE, [row.sheet.span(cell)])
        else:
            places.append((*units.add_cell(cell), header))
            titles.append(row.columns.titles.get(x, ""))
    # Where a column of its own says who leads, a rule on the order says nothing more.
    has_lead = any(header.role is Role.LEAD for _, header in row.columns.units)
    for (start, end, header), title in zip(places, titles, strict=True):
        if header.role is Role.RESPONSIBLE and not has_lead:
            in_force = {*header.rules, *rules}
        else:
            in_force = set()
        _read_cell(units, header.role, start, end, in_force, title)
    for x, head in row.columns.across:
        cell = row.cell(x)
        mark = row.sheet.read(cell) if cell is not None else ""
        if cell is not None and mark.strip() not in _DENIALS:
            role = read_legend(row.sheet.text).get(mark.strip()) or role_across(mark)
            _read_cell(units, role, *units.add_cell(head), set())
    text_cell = row.cell(row.columns.text)
    if clause is not None and text_cell is not None:
        _read_cell(units, Role.RESPONSIBLE, *units.add_cell(text_cell, clause), rules)
    if above is not None:
        _read_above(units, above, rules)
    if not any(unit.role is Role.LEAD for unit in units.found.units):
        _let_answer(units, places)
        _let_lead(units.found, rules)
    units.found.text = units.joined.text
    return units


def _read_cell(
    units: RowUnits,
    role: Role,
    start: int,
    end: int,
    rules: Iterable[LeadRule],
    header: str = "",
) -> None:
    """Reads the units of one cell, which stands in the joined text."""
    text = units.joined.text
    read = split_units(text, role, start=start, end=end, rules=rules)
    # Where each stood before its person was cut off.
    printed = {id(unit): unit.spans for unit in read.units}
    read.units, persons = drop_persons(read.units, header)
    shortened = [unit for unit in read.units if unit.spans != printed[id(unit)]]
    places = [printed[id(unit)][0] for unit in (*persons, *shortened)]
    for doubt, span in read.doubts:
        # A person among units is no unit that looks strange.
        if not any(span[0] < stop and begin < span[1] for begin, stop in places):
            doubt_task(units.task, doubt, units.joined.spans(*span))
    for unit in read.units:
        mark = _MARK.match(text, unit.spans[-1][1], end)
        if mark is not None and unit.role is Role.RESPONSIBLE:
            unit.role = UNIT_MARKS[mark[1]]
    units.found.units += read.units
    units.task.open_ended |= read.open_ended


def _read_above(units: RowUnits, above: Span, rules: Collection[LeadRule]) -> None:
    """Units that a line above the rows names, of roles that the row itself leaves open."""
    roles = {unit.role for unit in units.found.units}
    place = units.add_stretch(above)
    read = split_units(
        units.joined.text,
        Role.RESPONSIBLE,
        start=place[0],
        end=place[1],
        rules=rules,
    )
    open_roles = {unit.role for unit in read.units} - roles
    if roles:
        wanted = open_roles - {Role.RESPONSIBLE}
    else:
        wanted = open_roles
    # They stand above, so they come first, as whoever leads does.
    units.found.units[:0] = [unit for unit in read.units if unit.role in wanted]


def _let_lead(found: UnitList, rules: Collection[LeadRule]) -> None:
    """Lets those who answer for a task that nobody leads lead, where a rule says so."""
    for unit in found.units if LeadRule.ANSWERING in rules else ():
        if unit.role is Role.RESPONSIBLE:
            unit.role = Role.LEAD


def _let_answer(units: RowUnits, places: Sequence[tuple[int, int, Header]]) -> None:
    """Where nobody leads, units of a column for two roles (配合/责任单位) have the other one."""
    for start, end, header in places:
        for unit in units.found.units:
            if (
                header.alone is not None
                and start <= unit.spans[0][0] < end
                and unit.role is header.role
            ):
                unit.role = header.alone


def restore_row_units(all_units: Sequence[RowUnits], printed_names: PrintedNames) -> None:
    """Prefixes and tails of all units, once all are known as printed; then their evidence."""
    for units in all_units:
        printed_names.add([unit.name for unit in units.found.units])
    for units in all_units:
        restore_units([units.found], printed_names)
        for place in bare_names(units.found.units):
            doubt_task(units.task, Doubt.UNLIKE_A_UNIT, units.joined.spans(*place))
        for index, read in enumerate(units.found.units):
            spans = list(chain.from_iterable(units.joined.spans(*place) for place in read.spans))
            unit = read.unit()
            unit.name_raw = "".join([units.row.sheet.text[a:b] for a, b in spans])
            units.task.units.append(unit)
            units.task.evidence.append(_unit_evidence(units, read, spans, index))


def _unit_evidence(
    units: RowUnits,
    read: ReadUnit,
    spans: Sequence[Span],
    index: int,
) -> Evidence:
    """Where a unit stands: in a cell, by its spans alone where two cells print one group."""
    cell = units.cell_at(read.spans[0][0])
    if cell is None or units.cell_at(read.spans[-1][1] - 1) is not cell:
        return Evidence("units", units.row.part_no, read.rule, index, tuple(spans))
    return place_of(units.row, "units", read.rule, cell, spans, index)


def place_of(
    row: LedgerRow,
    name: str,
    rule: str,
    cell: Cell,
    spans: Sequence[Span],
    index: int | None = None,
) -> Evidence:
    """Where a value stands: in a cell of its row, by its spans alone where that stands above (同上)."""
    if cell.row <= row.y < cell.row + cell.rowspan:
        return row.evidence(name, rule, cell, spans, index)
    return Evidence(name, row.part_no, rule, index, tuple(spans))


def meant_cell(row: LedgerRow, column: int | None) -> Cell | None:
    """The cell that covers a column; for 同上 the nearest one above that says something else, if there is one."""
    cell = row.cell(column)
    if cell is None or column is None or not says_same(row.sheet.read(cell)):
        return cell
    for y in range(row.y - 1, -1, -1):
        above = row.sheet.cell(y, column)
        text = row.sheet.read(above)
        if text and not says_same(text):
            is_header = tuple(row.sheet.texts(y)) in row.columns.rows
            if is_header:
                return cell
            return above
    return cell


def says_same(text: str) -> bool:
    """Whether a cell says what the cell above it says.

    >>> says_same("同 上"), says_same("〃")
    (True, True)
    >>> says_same("同上级部门")
    False
    """
    return "".join(text.split()) in _SAME_AS_ABOVE


def find_clause(text: str, span: Span) -> tuple[Span, Span] | None:
    """Where the clause in brackets stands with which a cell ends, and what is inside of it; None without one.

    >>> find_clause("清淤修渠（责任单位：县水务局）。", (0, 16))
    ((4, 16), (5, 14))
    >>> find_clause("清淤修渠（含支渠）。", (0, 10)) is None
    True
    """
    clause = _CLAUSE.search(text, *span)
    if clause:
        return (clause.span(), clause.span("inside"))
    return None
