"""Tasks from ledgers: a task a row, a merged cell holding for every row it spans (docs/reading.md, Task, 1)."""

import re
from collections.abc import Collection, Sequence
from itertools import chain

from msgspec import Struct

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Doubt, Stage, TaskSource
from transform.actors.labels import COLON, LABEL
from transform.actors.lead_rules import LeadRule
from transform.actors.unit_names import PrintedNames
from transform.doubts import doubt_task
from transform.grid import Cell
from transform.lexicon import table
from transform.model import Evidence, Line, Part, PlacedTable, Span, Task
from transform.tables.bands import Band, find_bands
from transform.tables.cell_labels import label_level, split_label
from transform.tables.cells import Joined, join_lines
from transform.tables.column_meanings import Columns
from transform.tables.header_rows import find_header, is_counting_row
from transform.tables.layouts import unfold_forms
from transform.tables.ledger_rows import LedgerHeading, LedgerRow
from transform.tables.row_fit import fits_columns
from transform.tables.row_units import (
    RowUnits,
    find_clause,
    meant_cell,
    place_of,
    read_row_units,
    restore_row_units,
    says_same,
)
from transform.tables.sheet import Sheet, open_sheet
from transform.times.deadlines import read_deadline

_NOTE_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "note_row")))
_TOTAL_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "total_row")))
_CHAPTER_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|[IVX]{1,4}[.、]?")
_UNITS_ABOVE = re.compile(rf"{LABEL}{COLON}\S[^。]*$")
_SENTENCE_END = frozenset("。；;")
# 一、 and （一） are chapters of a ledger, 1. is a task.
_DEEPEST_CHAPTER = 2
# 续表, 第2页 and the like between two tables that are one.
_SHORT = 8
_TITLE_YEAR = re.compile(
    r"(?<![\d—–~～至-])((?:19|20)\d{2})年(?:度)?(?!\d{1,2}月|\s*[—–~～至-]\s*\d)"
)
# A title, the name of the issuer, 单位：….
_TITLE_REACH = 3
# The level of a section row without a label.
_INNERMOST = 9
_LONGEST_HEADING = 80
_LONGEST_MESSAGE = 200


class Ledger(Struct):
    """The tasks of a part's ledgers, what was not understood, and which tables they stand in."""

    tasks: list[Task] = []
    issues: list[Issue] = []
    tables: list[int] = []


def read_ledger(
    part: Part,
    year: int | None = None,
    rules: Collection[LeadRule] = (),
    printed_names: PrintedNames | None = None,
) -> Ledger:
    """The tasks of all ledgers of a part, in reading order; none where no table has tasks and units.

    `year` is the plan's, for deadlines without one where neither header nor title of a table says
    another; `rules` are those on who leads that hold from outside; `printed_names` are names of units as
    the document prints them elsewhere.

    >>> from transform.grid import SourceCell, form_grid
    >>> from transform.model import TableBlock
    >>> from transform.text.parts import compose_part
    >>> def read(*rows):
    ...     grid = form_grid([[SourceCell(text) for text in row] for row in rows])
    ...     part = compose_part(0, "page", "sha256:0", [TableBlock(grid, 0)])
    ...     return [(task.text, [unit.name for unit in task.units]) for task in read_ledger(part).tasks]
    >>> read(("工作任务", "责任单位"), ("清淤修渠", "县水务局"), ("修补路面", "县交通局"))
    [('清淤修渠', ['县水务局']), ('修补路面', ['县交通局'])]
    >>> read(("工作任务", "清淤修渠", "修补路面"), ("责任单位", "县水务局", "县交通局"), ("完成时限", "6月底", "年底"))
    [('清淤修渠', ['县水务局']), ('修补路面', ['县交通局'])]

    A table that gives nobody anything to do is none:

    >>> read(("姓名", "职务"), ("林远", "副县长"), ("许静", "局长"))
    []
    """
    reader = _LedgerReader(part, year, rules)
    reader.read_items()
    restore_row_units(reader.units, printed_names or PrintedNames())
    return reader.ledger


class _LedgerReader:
    """One pass over a part's lines and tables."""

    def __init__(self, part: Part, year: int | None, rules: Collection[LeadRule]) -> None:
        self.part = part
        self.year = year
        self.title_year: int | None = None
        self.rules = rules
        self.ledger = Ledger()
        self.columns: Columns | None = None
        self.sections: list[LedgerHeading] = []
        # The heading that a column last gave.
        self.headings: dict[int, LedgerHeading] = {}
        # A line or a section row that says who answers for what follows.
        self.units_above: Span | None = None
        self.units: list[RowUnits] = []

    def read_items(self) -> None:
        """All tables in order; lines between them may be headings or end a ledger."""
        above: list[Line] = []
        for item in self.part.items:
            if isinstance(item, Line):
                above.append(item)
            else:
                self._read_table(item, above)
                above = []

    # Tables
    # ---------------------------------------------------------------------------------------------------------

    def _read_table(self, placed: PlacedTable, above: Sequence[Line]) -> None:
        sheet = open_sheet(placed, self.part.text)
        before = None
        if not any(self._ends_ledger(line) for line in above):
            before = self.columns
        self.columns = None
        # A form of the same width is the next task's, however few rows it has.
        if (
            before is not None
            and before.width == sheet.width
            and find_header(sheet) is None
            and not unfold_forms(sheet)
        ):
            self._open_table(placed, above)
            self._read_rows(Band(sheet, None, 0, sheet.height, before))
            return
        bands = find_bands(sheet)
        if any(band.columns is not None for band in bands):
            self._begin_ledger(bands, before, above)
        for band in bands:
            self._read_band(band)

    def _begin_ledger(
        self,
        bands: Sequence[Band],
        before: Columns | None,
        above: Sequence[Line],
    ) -> None:
        """Takes note of what stands above a table with a ledger: its year, sections, who answers for all of it."""
        first = next(band for band in bands if band.columns is not None)
        if before is None or first.columns is None or before.rows != first.columns.rows:
            self.sections, self.headings, self.units_above = [], {}, None
        top = first.header[0] if first.header else first.first
        self.title_year = year_of(*self._titles(above), *self._titles_in(first.sheet, top))
        self._open_table(first.sheet.table, above)

    def _open_table(self, placed: PlacedTable, above: Sequence[Line]) -> None:
        self.ledger.tables.append(placed.number)
        for heading in self._lines_above(above):
            self._open_section(heading)
        for line in above[-_TITLE_REACH:]:
            if _UNITS_ABOVE.match(self.part.text[line.start : line.end]):
                self.units_above = line.start, line.end

    def _read_band(self, band: Band) -> None:
        if band.columns is None:
            refused = band.refused()
            if refused:
                names = " | ".join(" ".join(text.split()) for text in refused)
                self._issue(
                    Code.UNKNOWN_HEADER,
                    f"table with units is not read as a ledger: “{names[:_LONGEST_MESSAGE]}”",
                )
            return
        if self.columns is None or self.columns.rows != band.columns.rows:
            self._tell_unknown(band.columns)
        if self.columns is not None:
            self.headings.clear()
        self._read_rows(band)

    def _tell_unknown(self, columns: Columns) -> None:
        for text in columns.unknown:
            self._issue(
                Code.UNKNOWN_HEADER,
                f"ledger column “{' '.join(text.split())[:60]}” is not known",
            )

    def _ends_ledger(self, line: Line) -> bool:
        """Whether a line between two tables says that the second is another one: a title, a paragraph, an annex."""
        text = self.part.text[line.start : line.end]
        if len(text) <= _SHORT:
            return False
        if label_level(text) is not None:
            return False
        return not _NOTE_ROW.match(text)

    def _titles(self, above: Sequence[Line]) -> list[str]:
        """Lines above a table, the nearest first."""
        return [self.part.text[line.start : line.end] for line in reversed(above[-_TITLE_REACH:])]

    def _titles_in(self, sheet: Sheet, header: int) -> list[str]:
        """Rows above a table's header, the nearest first."""
        return list(chain.from_iterable(sheet.texts(y) for y in range(header - 1, -1, -1)))

    def _lines_above(self, above: Sequence[Line]) -> list[LedgerHeading]:
        """Headings that stand right above a table: labelled lines with nothing else between."""
        headings: list[LedgerHeading] = []
        for line in reversed(above):
            text = self.part.text[line.start : line.end]
            level = label_level(text)
            if level is None or len(text) > _LONGEST_HEADING or text[-1] in _SENTENCE_END:
                break
            headings.append(LedgerHeading(text, level, ((line.start, line.end),)))
        return headings[::-1]

    def _open_section(self, heading: LedgerHeading) -> None:
        while self.sections and self.sections[-1].level >= heading.level:
            self.sections.pop()
        self.sections.append(heading)
        self.headings.clear()
        self.units_above = None

    # Rows
    # -----------------------------------------------------------------------------------------------------------

    def _read_rows(self, band: Band) -> None:
        """The tasks of a band's rows, down to one that does not fit its columns."""
        assert band.columns is not None
        self.columns = band.columns
        for y in range(band.first, band.end):
            row = LedgerRow(self.part.part_no, band.sheet, y, band.columns)
            if tuple(band.sheet.texts(y)) in band.columns.rows or is_counting_row(band.sheet, y):
                continue
            if not fits_columns(row):
                self._tell_rest(band, y)
                return
            self._read_row(row)

    def _tell_rest(self, band: Band, y: int) -> None:
        """Says which rows are not read since they do not fit the columns above them."""
        text = " | ".join(" ".join(text.split()) for text in band.sheet.texts(y) if text)
        place = f"table {band.sheet.table.number}, rows {y + 1} to {band.end}"
        self._issue(
            Code.UNKNOWN_HEADER,
            f"{place} do not fit the ledger's columns: “{text[:_LONGEST_MESSAGE]}”",
        )

    def _read_row(self, row: LedgerRow) -> None:
        own = row.own()
        if not own or _TOTAL_ROW.match(_without_blanks(row.sheet.read(own[0]))):
            return
        if self._reads_units_above(row, own):
            return
        section = self._section_row(row, own)
        if section is not None:
            if section.text:
                self._open_section(section)
            return
        for x in row.columns.headings:
            self._keep_heading(row, x)
        # A row in which nothing of the task begins (only remarks) says no other task than the row
        # above.
        places = row.columns.own
        says_own = any(
            x in places
            for x in chain.from_iterable(
                range(cell.column, cell.column + cell.colspan) for cell in own
            )
        )
        if says_own or row.cell(row.columns.text) is None:
            self._read_task(row)

    def _reads_units_above(self, row: LedgerRow, own: Sequence[Cell]) -> bool:
        """Whether a row says nothing but who answers for the rows below it: 牵头单位：县教育局."""
        if len(row.sheet.filled(row.y)) > 1 or not _UNITS_ABOVE.match(row.sheet.read(own[0])):
            return False
        self.units_above = row.sheet.span(own[0])
        return True

    def _section_row(self, row: LedgerRow, own: Sequence[Cell]) -> LedgerHeading | None:
        """The heading that a row is instead of a task, one without text where it is a note; None for a task's row."""
        sheet, columns = row.sheet, row.columns
        filled = sheet.filled(row.y)
        task_places = (columns.text, *columns.headings)
        if len(filled) == 1:
            cell = own[0]
            joined = join_lines(self.part.text, sheet.span(cell))
            level = label_level(joined.text)
            is_chapter = level is not None and level <= _DEEPEST_CHAPTER
            end = cell.column + cell.colspan
            goes_across = cell.colspan >= columns.width or any(
                cell.column <= x < end for x, _ in columns.units
            )
            is_note = _NOTE_ROW.match(joined.text) is not None
            if not goes_across and cell.column in task_places and not is_chapter and not is_note:
                return None
            is_prose = len(joined.text) > _LONGEST_HEADING and joined.text[-1] in _SENTENCE_END
            if is_prose or is_note:
                return LedgerHeading("", _INNERMOST, ())
            return self._section(
                row,
                cell,
                joined,
                joined.text,
                _INNERMOST if level is None else level,
            )
        if len(filled) == 2 and filled[0] is own[0] and filled[0].column == columns.number:
            # 一 | 加强组织领导 | (nothing): the number of a chapter beside its title.
            number, title = sheet.read(filled[0]), filled[1]
            if (
                title.row == row.y
                and title.column in task_places
                and _CHAPTER_NUMBER.fullmatch(number)
            ):
                joined = join_lines(self.part.text, sheet.span(title))
                gap = "" if number[-1] in "、.．)）" else " "
                heading = self._section(
                    row,
                    title,
                    joined,
                    number + gap + joined.text,
                    2 if number[0] in "（(" else 1,
                )
                heading.spans = (sheet.span(filled[0]), *heading.spans)
                return heading
        return None

    def _section(
        self,
        row: LedgerRow,
        cell: Cell,
        cell_text: Joined,
        text: str,
        level: int,
    ) -> LedgerHeading:
        return LedgerHeading(text, level, cell_text.spans(0, len(cell_text.text)), cell, row.sheet)

    def _keep_heading(self, row: LedgerRow, x: int) -> None:
        """Keeps what a heading column says in a row; a blank goes on with what stood above, as people leave it out."""
        cell = row.cell(x)
        if cell is None:
            return
        # One cell over the columns of the name and the description.
        if cell.column + cell.colspan > row.columns.text:
            self.headings.pop(x, None)
            return
        if cell.row == row.y:
            for other in [c for c in self.headings if c > x]:
                del self.headings[other]
        # Merged over the rows above.
        elif x in self.headings and self.headings[x].cell is cell:
            return
        joined = join_lines(self.part.text, row.sheet.span(cell))
        self.headings[x] = self._section(row, cell, joined, joined.text, 0)

    # Tasks
    # ----------------------------------------------------------------------------------------------------------

    def _read_task(self, row: LedgerRow) -> None:
        cell = row.cell(row.columns.text)
        headings = [
            *self.sections,
            *(self.headings[x] for x in row.columns.headings if x in self.headings),
        ]
        if cell is None:
            # No description: the name that begins in this row is the text.
            name = headings.pop() if headings else None
            if name is None or name.cell is None or name.level or name.cell.row != row.y:
                self._tell_textless(row)
                return
            cell = name.cell
        task = Task(self.part.part_no, TaskSource.LEDGER, "")
        start = self._read_label(task, row, cell, headings)
        end = max(start, row.sheet.span(cell)[0] + len(self._cell_text(row, cell).rstrip()))
        clause = None
        if row.columns.has_clauses:
            clause = find_clause(self.part.text, (start, end))
        if clause is not None:
            end = clause[0][0]
        self._read_text(task, row, cell, (start, end))
        for index, heading in enumerate(headings):
            task.headings.append(heading.text)
            task.evidence.append(row.heading_evidence(heading, index))
        task.path = (*(split_label(h.text)[0] or h.text for h in headings), task.label or "")
        self.units.append(
            read_row_units(
                task,
                row,
                self.rules,
                clause=clause and clause[1],
                above=self.units_above,
            )
        )
        self._read_deadline(task, row)
        if row.columns.is_learned:
            doubt_task(task, Doubt.LEARNED_FORM, [(start, end)])
        self.ledger.tasks.append(task)

    def _read_text(self, task: Task, row: LedgerRow, cell: Cell, place: Span) -> None:
        """Gives a task its text, amounts behind it on a line of their own with what they are counted in."""
        task.text = self.part.text[slice(*place)].rstrip()
        spans = [(place[0], place[0] + len(task.text))]
        for x in row.columns.amounts:
            amount = row.cell(x)
            if amount is None or amount is cell:
                continue
            joined = join_lines(self.part.text, row.sheet.span(amount))
            task.text += "\n" + joined.text
            spans += joined.spans(0, len(joined.text))
            measure = row.cell(row.columns.measure)
            if measure is not None and joined.text[-1:].isdigit():
                task.text += row.sheet.read(measure)
                spans.append(row.sheet.span(measure))
        if len(spans) == 1:
            task.evidence.insert(0, row.evidence("text", "cell", cell, spans))
        else:
            task.evidence.insert(
                0,
                Evidence("text", self.part.part_no, "cells", spans=tuple(spans)),
            )

    def _tell_textless(self, row: LedgerRow) -> None:
        """Says that a row names units and no task."""
        named = " | ".join(
            text for x, _ in row.columns.units if (text := " ".join(row.read(x).split()))
        )
        if named:
            place = f"table {row.sheet.table.number}, row {row.y + 1}"
            self._issue(
                Code.UNKNOWN_HEADER,
                f"{place} names units and no task: “{named[:_LONGEST_MESSAGE]}”",
            )

    def _cell_text(self, row: LedgerRow, cell: Cell) -> str:
        return self.part.text[slice(*row.sheet.span(cell))]

    def _read_label(
        self,
        task: Task,
        row: LedgerRow,
        cell: Cell,
        headings: Sequence[LedgerHeading],
    ) -> int:
        """Gives a task its label: the row's number, a form's, else what stands in front of its text, else its name's.

        Returns the place where the text begins behind the label.
        """
        text = self._cell_text(row, cell)
        start = row.sheet.span(cell)[0] + len(text) - len(text.lstrip())
        text = text.strip()
        in_front, rest = split_label(text)
        number = row.cell(row.columns.number)
        if number is not None:
            task.label = _without_blanks(row.sheet.read(number))
            task.evidence.append(row.evidence("label", "number", number, [row.sheet.span(number)]))
            # The number stands in its own column and again in front of the text: once is enough.
            if in_front is not None and _bare_number(in_front) == _bare_number(task.label):
                return start + rest
            return start
        if row.sheet.is_form and headings and self._take_label(task, row, headings[-1]):
            return start
        if in_front is not None and not is_list(text):
            task.label = in_front
            task.evidence.append(
                row.evidence(
                    "label",
                    "label",
                    cell,
                    [(start, start + len(in_front))],
                )
            )
            return start + rest
        name = None
        if headings and row.columns.headings:
            name = headings[-1]
        if name is not None and name.cell is not None:
            self._take_label(task, row, name)
        return start

    def _take_label(self, task: Task, row: LedgerRow, name: LedgerHeading) -> bool:
        """Gives a task the label in front of its name, if there is one."""
        label = split_label(name.text)[0]
        if label:
            task.label = label
            task.evidence.append(_label_evidence(row, name, _first_spans(name.spans, len(label))))
        return label is not None

    def _read_deadline(self, task: Task, row: LedgerRow) -> None:
        cell = meant_cell(row, row.columns.deadline)
        if cell is None:
            return
        if says_same(row.sheet.read(cell)):
            doubt_task(task, Doubt.UNRESOLVED_REFERENCE, [row.sheet.span(cell)])
            return
        joined = join_lines(self.part.text, row.sheet.span(cell))
        deadline = read_deadline(joined.text, row.columns.year or self.title_year or self.year)
        task.deadline_raw, task.deadline_kind, task.due_on = (
            joined.text,
            deadline.kind,
            deadline.due_on,
        )
        task.evidence.append(
            place_of(
                row,
                "deadline_raw",
                "cell",
                cell,
                joined.spans(0, len(joined.text)),
            )
        )
        if not deadline.known:
            self._issue(Code.UNKNOWN_DEADLINE, f"deadline “{joined.text[:60]}” is not understood")

    def _issue(self, code: Code, message: str) -> None:
        digest, url = self.part.digest, self.part.url
        self.ledger.issues.append(
            Issue(Stage.TRANSFORM, code, message, url=url, capture_digest=digest)
        )


def year_of(*titles: str) -> int | None:
    """The year that the nearest title names; a date, a sentence or a span of years names none.

    >>> year_of("任务台账", "青山县2024年重点工作任务台账"), year_of("2023年度任务表")
    (2024, 2023)
    >>> year_of("2024年3月1日"), year_of("2023—2025年行动台账"), year_of("2023年各项任务已完成。")
    (None, None, None)
    """
    for title in titles:
        if len(title) <= _LONGEST_HEADING and title[-1:] not in _SENTENCE_END:
            year = _TITLE_YEAR.search(title)
            if year:
                return int(year[1])
    return None


def _bare_number(label: str) -> str:
    return label.rstrip("、.．")


def _first_spans(spans: Sequence[Span], length: int) -> list[Span]:
    """Where the first characters of a text stand whose pieces lines part."""
    taken: list[Span] = []
    for start, end in spans:
        taken.append((start, min(end, start + length)))
        length -= min(end - start, length)
        if not length:
            break
    return taken


def _label_evidence(row: LedgerRow, name: LedgerHeading, spans: list[Span]) -> Evidence:
    """Where a label stands in front of a name."""
    evidence = row.heading_evidence(name, 0)
    evidence.field, evidence.rule, evidence.index, evidence.spans = (
        "label",
        "name",
        None,
        tuple(spans),
    )
    return evidence


def _without_blanks(text: str) -> str:
    return "".join(text.split())


# 1.清淤；2.修渠: a list in one line.
_COUNTS_ON = re.compile(
    r"\s*(?:[（(]?[1一][)）.．、][^\n]{2,400}?[。；;]\s*[（(]?[2二][)）.．、](?!\d)"
    r"|①[^\n]{2,400}?[。；;，,]\s*②|⑴[^\n]{2,400}?[。；;，,]\s*⑵)"
)


def is_list(text: str) -> bool:
    r"""Whether a cell holds a numbered list of its own: a later line has a label of the same level as the first.

    >>> is_list("1.清淤\n2.修渠"), is_list("1.清淤\n及时修渠")
    (True, False)
    >>> is_list("1.清淤15公里。2.修渠"), is_list("①清淤；②修渠"), is_list("①清淤")
    (True, True, False)
    """
    if _COUNTS_ON.match(text):
        return True
    if "\n" not in text:
        return False
    first = label_level(text)
    return any(label_level(line) == first for line in text.split("\n")[1:] if line.strip())
