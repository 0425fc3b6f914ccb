"""Tasks from ledgers: a task a row, a merged cell holding for every row it spans (docs/reading.md, Task, 1)."""

import re
from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct, field

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Role, Source, Stage
from transform.actors.lead_rules import LeadRule
from transform.actors.unit_names import PrintedNames
from transform.actors.units import UnitList, restore_units, split_units
from transform.grid import Cell
from transform.lexicon import entry_words, table
from transform.model import Evidence, Line, Part, PlacedTable, Span, Task
from transform.tables.cell_labels import label_level, split_label
from transform.tables.cells import Joined, add_units, join_lines
from transform.tables.headers import Header
from transform.tables.ledger_table import (
    Columns,
    Sheet,
    describe_refused,
    find_header,
    header_rows,
    is_header_row,
    read_columns,
)
from transform.times.deadlines import read_deadline

_NOTE_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "note_row")))
_TOTAL_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "total_row")))
_NOTHING = re.compile(r"[\s/\\—–\-－.·无]*")
_NOTHING_CHARACTERS = frozenset("/\\—–-－.·无")  # texts of cells begin with no blank
_CHAPTER_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|[IVX]{1,4}[.、]?")
# 县住建局（牵头）, 县财政局（配合单位）: a mark behind a unit in a cell of them.
_MARKS = {word: Role(e["role"]) for e in table("headers", "unit_mark") for word in entry_words(e)}
_MARK = re.compile(rf"\s*[（(〔\[【]\s*({'|'.join(sorted(_MARKS, key=len, reverse=True))})\s*[)）〕\]】]")
_SENTENCE_END = frozenset("。；;")
_DEEPEST_CHAPTER = 2  # 一、 and （一） are chapters of a ledger, 1. is a task
_SHORT = 8  # 续表, 第2页 and the like
_TITLE_YEAR = re.compile(r"(?<![\d—–~～至-])((?:19|20)\d{2})年(?:度)?(?!\d{1,2}月|\s*[—–~～至-]\s*\d)")
_TITLE_REACH = 3  # a title, the name of the issuer, 单位：…
_INNERMOST = 9  # the level of a section row without a label
_LONGEST_HEADING = 80


class Heading(Struct):
    """A heading above rows: where it stands and how deep."""

    text: str
    level: int
    spans: tuple[Span, ...]
    cell: Cell | None = None
    table: int | None = None


class Ledger(Struct):
    """The tasks of a part's ledgers, what was not understood, and which tables they stand in."""

    tasks: list[Task] = []
    issues: list[Issue] = []
    tables: list[int] = []


class _Row(Struct):
    """A row of a ledger."""

    part_no: int
    sheet: Sheet
    y: int
    columns: Columns

    def own(self) -> list[Cell]:
        """The filled cells that begin in this row."""
        return [cell for cell in self.sheet.filled(self.y) if cell.row == self.y]

    def cell(self, column: int | None) -> Cell | None:
        """The cell that covers a column; None where it is empty or says nothing (— or /)."""
        cell = self.sheet.cell(self.y, column) if column is not None else None
        if cell is None or not (text := self.sheet.read(cell)):
            return None
        return None if text[0] in _NOTHING_CHARACTERS and _NOTHING.fullmatch(text) else cell

    def evidence(
        self,
        name: str,
        rule: str,
        cell: Cell,
        spans: Iterable[Span],
        index: int | None = None,
        number: int | None = None,
    ) -> Evidence:
        """Where a value of this row stands; `number` is that of the table, where it is another one."""
        return Evidence(
            name,
            self.part_no,
            rule,
            index,
            tuple(spans),
            self.sheet.table.number if number is None else number,
            cell.row,
            cell.column,
            cell.row != self.y or number not in (None, self.sheet.table.number),
        )


class _Units(Struct):
    """The units of a task before prefixes and tails are restored; `cells` are those that hold them, by their begin."""

    task: Task
    row: _Row
    joined: Joined = field(default_factory=Joined)
    found: UnitList = field(default_factory=lambda: UnitList(""))
    cells: list[tuple[int, Cell]] = []

    def cell_at(self, place: int) -> Cell:
        """The cell that holds a place of the joined text."""
        number = len(self.cells) - 1
        while self.cells[number][0] > place:
            number -= 1
        return self.cells[number][1]


def read_ledger(
    part: Part,
    year: int | None = None,
    rules: Collection[LeadRule] = (),
    printed: PrintedNames | None = None,
) -> Ledger:
    """The tasks of all ledgers of a part, in reading order; none where no table has a column of tasks and one of units.

    `year` is the plan's, for deadlines without one where neither header nor title of a table says another; `rules` are
    those on who leads that hold from outside; `printed` are names of units as the document prints them elsewhere.
    """
    reader = _Reader(part, year, rules)
    reader.read_items()
    reader.restore_units(printed or PrintedNames())
    return reader.ledger


class _Reader:
    """One pass over a part's lines and tables."""

    def __init__(self, part: Part, year: int | None, rules: Collection[LeadRule]) -> None:
        self.part = part
        self.year = year
        self.title_year: int | None = None
        self.rules = rules
        self.ledger = Ledger()
        self.columns: Columns | None = None
        self.sections: list[Heading] = []
        self.kept: dict[int, Heading] = {}  # the heading that a column last gave
        self.units: list[_Units] = []

    def read_items(self) -> None:
        """All tables in order; lines between them may be headings or end a ledger."""
        above: list[Line] = []
        for item in self.part.items:
            if isinstance(item, Line):
                above.append(item)
            else:
                self._read_table(item, above)
                above = []

    def restore_units(self, printed: PrintedNames) -> None:
        """Prefixes and tails of all units, once all are known as printed; then their evidence."""
        for units in self.units:
            printed.add([unit.name for unit in units.found.units])
        for units in self.units:
            restore_units([units.found], printed)
            for index, read in enumerate(units.found.units):
                spans = units.joined.spans(*read.spans[0])
                for a, b in read.spans[1:]:
                    spans += units.joined.spans(a, b)
                unit = read.unit()
                unit.name_raw = "".join([self.part.text[a:b] for a, b in spans])
                units.task.units.append(unit)
                cell = units.cell_at(read.spans[0][0])
                units.task.evidence.append(units.row.evidence("units", read.rule, cell, spans, index))

    # Tables ---------------------------------------------------------------------------------------------------------

    def _read_table(self, placed: PlacedTable, above: Sequence[Line]) -> None:
        sheet = Sheet(placed, self.part.text)
        header = find_header(sheet)
        before = self.columns if not any(self._ends_ledger(line) for line in above) else None
        self.columns = None
        if header is None:
            if before is None or placed.grid.width != before.width:
                return
            columns, first = before, 0
        else:
            found = read_columns(sheet, *header)
            if found is None:
                if refused := describe_refused(sheet, *header):
                    names = " | ".join(" ".join(text.split()) for text in refused)
                    self._issue(Code.UNKNOWN_HEADER, f"table with units is not read as a ledger: “{names[:200]}”")
                return
            columns, first = found, header[1]
            if before is None or before.rows != columns.rows:
                self.sections, self.kept = [], {}
                self._tell_unknown(columns)
        if header is not None:
            self.title_year = year_of(*self._titles(above), *self._titles_in(sheet, header[0]))
        self.columns = columns
        self.ledger.tables.append(placed.number)
        for heading in self._lines_above(above):
            self._open_section(heading)
        self._read_rows(sheet, first)

    def _tell_unknown(self, columns: Columns) -> None:
        for text in columns.unknown:
            self._issue(Code.UNKNOWN_HEADER, f"ledger column “{' '.join(text.split())[:60]}” is not known")

    def _ends_ledger(self, line: Line) -> bool:
        """Whether a line between two tables says that the second is another one: a title, a paragraph, an annex."""
        text = self.part.text[line.start : line.end]
        return len(text) > _SHORT and label_level(text) is None and not _NOTE_ROW.match(text)

    def _titles(self, above: Sequence[Line]) -> list[str]:
        """Lines above a table, the nearest first."""
        return [self.part.text[line.start : line.end] for line in reversed(above[-_TITLE_REACH:])]

    def _titles_in(self, sheet: Sheet, header: int) -> list[str]:
        """Rows above a table's header, the nearest first."""
        return [text for y in range(header - 1, -1, -1) for text in sheet.texts(y)]

    def _lines_above(self, above: Sequence[Line]) -> list[Heading]:
        """Headings that stand right above a table: labelled lines with nothing else between."""
        found: list[Heading] = []
        for line in reversed(above):
            text = self.part.text[line.start : line.end]
            level = label_level(text)
            if level is None or len(text) > _LONGEST_HEADING or text[-1] in _SENTENCE_END:
                break
            found.append(Heading(text, level, ((line.start, line.end),)))
        return found[::-1]

    def _open_section(self, heading: Heading) -> None:
        while self.sections and self.sections[-1].level >= heading.level:
            self.sections.pop()
        self.sections.append(heading)
        self.kept.clear()

    # Rows -----------------------------------------------------------------------------------------------------------

    def _read_rows(self, sheet: Sheet, first: int) -> None:
        y = first
        while y < len(sheet.table.grid.slots) and self.columns is not None:
            if tuple(sheet.texts(y)) in self.columns.rows:
                y += 1
            elif is_header_row(sheet, y):
                end = header_rows(sheet, y)
                self.columns = read_columns(sheet, y, end)
                self.kept.clear()
                if self.columns is not None:
                    self._tell_unknown(self.columns)
                y = end
            else:
                self._read_row(_Row(self.part.part_no, sheet, y, self.columns))
                y += 1

    def _read_row(self, row: _Row) -> None:
        own = row.own()
        if not own or _TOTAL_ROW.match(_without_blanks(row.sheet.read(own[0]))):
            return
        section = self._section_row(row, own)
        if section is not None:
            if section.text:
                self._open_section(section)
            return
        for x in row.columns.headings:
            self._keep_heading(row, x)
        # A row in which nothing of the task begins (only remarks) says no other task than the row above.
        places = row.columns.own
        says_own = any(x in places for cell in own for x in range(cell.column, cell.column + cell.colspan))
        if says_own or row.cell(row.columns.text) is None:
            self._read_task(row)

    def _section_row(self, row: _Row, own: Sequence[Cell]) -> Heading | None:
        """The heading that a row is instead of a task; one without text where it is a note; None for a task's row."""
        sheet, columns = row.sheet, row.columns
        filled = sheet.filled(row.y)
        task_places = (columns.text, *columns.headings)
        if len(filled) == 1:
            cell = own[0]
            joined = join_lines(self.part.text, sheet.span(cell))
            level = label_level(joined.text)
            is_chapter = level is not None and level <= _DEEPEST_CHAPTER
            end = cell.column + cell.colspan
            goes_across = cell.colspan >= columns.width or any(cell.column <= x < end for x, _ in columns.units)
            if not goes_across and cell.column in task_places and not is_chapter:
                return None
            is_prose = len(joined.text) > _LONGEST_HEADING and joined.text[-1] in _SENTENCE_END
            if is_prose or _NOTE_ROW.match(joined.text):
                return Heading("", _INNERMOST, ())
            return self._section(row, cell, joined, joined.text, _INNERMOST if level is None else level)
        if len(filled) == 2 and filled[0] is own[0] and filled[0].column == columns.number:
            # 一 | 加强组织领导 | (nothing): the number of a chapter beside its title.
            number, title = sheet.read(filled[0]), filled[1]
            if title.row == row.y and title.column in task_places and _CHAPTER_NUMBER.fullmatch(number):
                joined = join_lines(self.part.text, sheet.span(title))
                gap = "" if number[-1] in "、.．)）" else " "
                heading = self._section(row, title, joined, number + gap + joined.text, 2 if number[0] in "（(" else 1)
                heading.spans = (sheet.span(filled[0]), *heading.spans)
                return heading
        return None

    def _section(self, row: _Row, cell: Cell, joined: Joined, text: str, level: int) -> Heading:
        return Heading(text, level, joined.spans(0, len(joined.text)), cell, row.sheet.table.number)

    def _keep_heading(self, row: _Row, x: int) -> None:
        """What a heading column says in a row; a blank goes on with what stood above, as people leave it out."""
        cell = row.cell(x)
        if cell is None:
            return
        if cell.row == row.y:
            for other in [c for c in self.kept if c > x]:
                del self.kept[other]
        elif x in self.kept and self.kept[x].cell is cell:
            return  # merged over the rows above
        joined = join_lines(self.part.text, row.sheet.span(cell))
        self.kept[x] = self._section(row, cell, joined, joined.text, 0)

    # Tasks ----------------------------------------------------------------------------------------------------------

    def _read_task(self, row: _Row) -> None:
        cell = row.cell(row.columns.text)
        headings = [*self.sections, *(self.kept[x] for x in row.columns.headings if x in self.kept)]
        if cell is None:
            # No description: the name that begins in this row is the text.
            name = headings.pop() if headings else None
            if name is None or name.cell is None or name.level or name.cell.row != row.y:
                return
            cell = name.cell
        task = Task(self.part.part_no, Source.LEDGER, "")
        start = self._read_label(task, row, cell, headings)
        end = max(start, row.sheet.span(cell)[0] + len(self._cell_text(row, cell).rstrip()))
        task.text = self.part.text[start:end]
        task.evidence.insert(0, row.evidence("text", "cell", cell, [(start, end)]))
        for index, heading in enumerate(headings):
            task.headings.append(heading.text)
            if heading.cell is None:
                place = Evidence("headings", self.part.part_no, "line", index, heading.spans)
            else:
                place = row.evidence("headings", "cell", heading.cell, heading.spans, index, heading.table)
            task.evidence.append(place)
        task.path = (*(split_label(h.text)[0] or h.text for h in headings), task.label or "")
        self._read_units(task, row)
        self._read_deadline(task, row)
        self.ledger.tasks.append(task)

    def _cell_text(self, row: _Row, cell: Cell) -> str:
        return self.part.text[slice(*row.sheet.span(cell))]

    def _read_label(self, task: Task, row: _Row, cell: Cell, headings: Sequence[Heading]) -> int:
        """Gives a task its label: the row's number, else what stands in front of its text, else its name's.

        The place where the text begins behind it.
        """
        text = self._cell_text(row, cell)
        start = row.sheet.span(cell)[0] + len(text) - len(text.lstrip())
        text = text.strip()
        in_front, rest = split_label(text)
        number = row.cell(row.columns.number)
        if number is not None:
            task.label = _without_blanks(row.sheet.read(number))
            task.evidence.append(row.evidence("label", "number", number, [row.sheet.span(number)]))
            is_twice = in_front is not None and in_front.rstrip("、.．") == task.label.rstrip("、.．")
            return start + rest if is_twice else start
        if in_front is not None and not is_list(text):
            task.label = in_front
            task.evidence.append(row.evidence("label", "label", cell, [(start, start + len(in_front))]))
            return start + rest
        name = headings[-1] if headings and row.columns.headings else None
        if name is not None and name.cell is not None and (label := split_label(name.text)[0]):
            task.label = label
            spans = [(name.spans[0][0], name.spans[0][0] + len(label))]
            task.evidence.append(row.evidence("label", "name", name.cell, spans, number=name.table))
        return start

    def _read_units(self, task: Task, row: _Row) -> None:
        units = _Units(task, row)
        places: list[tuple[int, int, Header]] = []
        for x, header in row.columns.units:
            cell = row.cell(x)
            if cell is None or any(cell is c for _, c in units.cells):
                continue
            if units.joined.text:
                units.joined.add("\n", row.sheet.span(cell)[0] - 1)
            start, end = add_units(units.joined, self.part.text, row.sheet.span(cell))
            units.cells.append((start, cell))
            places.append((start, end, header))
        # Where a column of its own says who leads, a rule on the order says nothing more.
        has_lead = any(header.role is Role.LEAD for _, header in row.columns.units)
        for start, end, header in places:
            rules = {*header.rules, *self.rules} if header.role is Role.RESPONSIBLE and not has_lead else set()
            found = split_units(units.joined.text, header.role, start=start, end=end, rules=rules)
            for unit in found.units:
                mark = _MARK.match(units.joined.text, unit.spans[-1][1], end)
                if mark is not None and unit.role is Role.RESPONSIBLE:
                    unit.role = _MARKS[mark[1]]
            units.found.units += found.units
            task.open_ended |= found.open_ended
        if not any(unit.role is Role.LEAD for unit in units.found.units):
            self._let_answer(units, places)
        units.found.text = units.joined.text
        self.units.append(units)

    def _let_answer(self, units: _Units, places: Sequence[tuple[int, int, Header]]) -> None:
        """Where nobody leads, units of a column for two roles (配合/责任单位) have the other one."""
        for start, end, header in places:
            for unit in units.found.units:
                if header.alone is not None and start <= unit.spans[0][0] < end and unit.role is header.role:
                    unit.role = header.alone

    def _read_deadline(self, task: Task, row: _Row) -> None:
        cell = row.cell(row.columns.deadline)
        if cell is None:
            return
        joined = join_lines(self.part.text, row.sheet.span(cell))
        deadline = read_deadline(joined.text, row.columns.year or self.title_year or self.year)
        task.deadline_raw, task.deadline_kind, task.due_on = joined.text, deadline.kind, deadline.due_on
        spans = joined.spans(0, len(joined.text))
        task.evidence.append(row.evidence("deadline_raw", "cell", cell, spans))
        if not deadline.known:
            self._issue(Code.UNKNOWN_DEADLINE, f"deadline “{joined.text[:60]}” is not understood")

    def _issue(self, code: Code, message: str) -> None:
        digest, url = self.part.digest, self.part.url
        self.ledger.issues.append(Issue(Stage.TRANSFORM, code, message, url=url, capture_digest=digest))


def year_of(*titles: str) -> int | None:
    """The year that the nearest title names; a date, a sentence or a span of years names none."""
    for title in titles:
        if len(title) <= _LONGEST_HEADING and title[-1:] not in _SENTENCE_END and (found := _TITLE_YEAR.search(title)):
            return int(found[1])
    return None


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def is_list(text: str) -> bool:
    """Whether a cell holds a numbered list of its own: a later line has a label of the same level as the first."""
    if "\n" not in text:
        return False
    first = label_level(text)
    return any(label_level(line) == first for line in text.split("\n")[1:] if line.strip())
