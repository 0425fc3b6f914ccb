"""The shape of a ledger: which rows are headers, which columns hold what, which tables are ledgers at all."""

from collections.abc import Sequence

from msgspec import Struct

from transform.grid import Cell
from transform.model import PlacedTable, Span
from transform.tables.headers import Column, Header, guess_header, is_foreign, is_money, read_header

# Titles and lines about the table stand above its header; deeper down, no first header is looked for.
HEADER_REACH = 8
MAX_HEADER_ROWS = 4
LONGEST_HEADER = 30
# Ranks of headers with a task (lexicon/headers.toml).
MEASURE, NAME, ASKED, GOAL = 2, 4, 5, 6
BEHIND_UNITS = 10


class Sheet(Struct):
    """A table of a part with its cells' texts as repaired; what was read once is remembered."""

    table: PlacedTable
    text: str
    _read: dict[tuple[int, int], str] = {}
    _rows: dict[int, list[Cell]] = {}
    _texts: dict[int, list[str]] = {}

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a slot."""
        return self.table.grid.cell(row, column)

    def span(self, cell: Cell) -> Span:
        """Where a cell's text stands in the part."""
        return self.table.cells.get((cell.row, cell.column), (self.table.start, self.table.start))

    def read(self, cell: Cell | None) -> str:
        """A cell's text; empty for none."""
        if cell is None:
            return ""
        place = cell.row, cell.column
        text = self._read.get(place)
        if text is None:
            start, end = self.span(cell)
            text = self._read[place] = self.text[start:end].strip()
        return text

    def row(self, y: int) -> list[Cell]:
        """The cells that cover a row, each once, from left to right."""
        seen = self._rows.get(y)
        if seen is None:
            seen = self._rows[y] = []
            for x, cell in enumerate(self.table.grid.slots[y]):
                # A cell that begins in this column stands in none before it.
                if cell is not None and (cell.column == x or not any(cell is s for s in seen)):
                    seen.append(cell)
        return seen

    def texts(self, y: int) -> list[str]:
        """The texts of the cells that cover a row."""
        found = self._texts.get(y)
        if found is None:
            found = self._texts[y] = [self.read(cell) for cell in self.row(y)]
        return found

    def filled(self, y: int) -> list[Cell]:
        """The cells with text that cover a row."""
        return [cell for cell, text in zip(self.row(y), self.texts(y), strict=True) if text]


class Columns(Struct):
    """What the columns of a ledger hold, by their numbers from the left."""

    width: int
    text: int
    number: int | None = None
    headings: list[int] = []
    units: list[tuple[int, Header]] = []
    deadline: int | None = None
    year: int | None = None
    unknown: list[str] = []
    rows: frozenset[tuple[str, ...]] = frozenset()
    own: frozenset[int | None] = frozenset()  # those that say something about the task itself


def header_cells(sheet: Sheet, y: int) -> list[tuple[Cell, Header | None]]:
    """The filled cells of a row with the headers that they are."""
    return [(cell, read_header(sheet.read(cell))) for cell in sheet.filled(y)]


def is_header_row(sheet: Sheet, y: int) -> bool:
    """Whether a row names columns: two known headers at least, and half of its cells."""
    texts = [text for text in sheet.texts(y) if text]
    known = unknown = 0
    for text in texts:
        if read_header(text) is not None:
            known += 1
        else:
            unknown += 1
            if 2 * unknown > len(texts):  # as in nearly all rows of tasks
                return False
    return known >= 2


def header_rows(sheet: Sheet, first: int) -> int:
    """The row after the header that begins in row `first`: rows that its cells reach into, or that name columns too."""
    end = first + 1
    height = len(sheet.table.grid.slots)
    while end < min(first + MAX_HEADER_ROWS, height):
        above = [cell for cell, header in header_cells(sheet, first) if header is not None]
        reaches = any(cell.row + cell.rowspan > end for cell in above)
        own = [cell for cell in sheet.filled(end) if cell.row == end]
        is_short = all(len(sheet.read(cell)) <= LONGEST_HEADER for cell in own)
        below_wide = all(any(w.column <= c.column < w.column + w.colspan and w.colspan > 1 for w in above) for c in own)
        if (
            own
            and is_short
            and ((reaches and below_wide) or (is_header_row(sheet, end) and not repeats(sheet, first, end)))
        ):
            end += 1
        else:
            break
    return end


def repeats(sheet: Sheet, first: int, other: int) -> bool:
    """Whether a row says the same as another."""
    return sheet.texts(first) == sheet.texts(other)


def find_header(sheet: Sheet, start: int = 0, reach: int = HEADER_REACH) -> tuple[int, int] | None:
    """First row and end of the next header from row `start` on; None where there is none within reach."""
    for y in range(start, min(start + reach, len(sheet.table.grid.slots))):
        if is_header_row(sheet, y):
            return y, header_rows(sheet, y)
    return None


def read_columns(sheet: Sheet, first: int, end: int) -> Columns | None:
    """The columns that a header names; None where the table is no ledger.

    A ledger has a column of tasks and one of units (docs/reading.md, Task, 1), none of points or rights; money stands
    only beside a description and a deadline.
    """
    width = sheet.table.grid.width
    found: list[tuple[Cell | None, Header | None]] = []
    unknown: list[str] = []
    has_money = False
    for x in range(width):
        header, origin = None, None
        for y in range(end - 1, first - 1, -1):
            cell = sheet.cell(y, x)
            text = sheet.read(cell)
            if not text:
                continue
            if is_foreign(text):
                return None
            header, origin = read_header(text), cell
            if header is not None:
                break
        if header is None:
            text = sheet.read(origin)
            if is_money(text):
                has_money = True
            elif text and text not in unknown:
                unknown.append(text)
        found.append((origin, header))
    guess_columns(sheet, found, unknown)
    units = [(x, h) for x, (_, h) in enumerate(found) if h is not None and h.kind is Column.UNITS]
    tasks = rank_tasks([h for _, h in found], units[0][0]) if units else []
    if not tasks:
        return None
    columns = Columns(width, text_column(sheet, end, tasks, found), units=units, unknown=unknown)
    for x, (_, h) in enumerate(found):
        if h is None and x < columns.text and columns.number is None and holds_numbers(sheet, end, x):
            columns.number = x  # a column of numbers needs no header
        elif h is None and x < columns.text and is_nameless(sheet, first, end, x):
            columns.headings.append(x)  # groups of tasks, merged over theirs, often have none
        if h is None or x == columns.text:
            continue
        if h.kind is Column.NUMBER and (columns.number is None or x < columns.text):
            columns.number = x
        elif h.kind is Column.DEADLINE and columns.deadline is None:
            columns.deadline, columns.year = x, h.year
        elif x < columns.text and (h.kind is Column.HEADING or (h.kind is Column.TASK and h.rank in (3, 4))):
            if columns.number is None and h.kind is Column.TASK and holds_numbers(sheet, end, x):
                columns.number = x
            else:
                columns.headings.append(x)
    if has_money and (columns.deadline is None or min(tasks)[0] >= NAME):
        return None
    columns.rows = frozenset(tuple(sheet.texts(y)) for y in range(first, end))
    columns.own = frozenset({columns.text, columns.number, columns.deadline, *(x for x, _ in units)})
    return columns


def guess_columns(sheet: Sheet, found: list[tuple[Cell | None, Header | None]], unknown: list[str]) -> None:
    """Columns whose header no entry knows, by the words inside it: what the known ones leave to be said.

    A task only where none is known but by its name, and where a column of numbers or a deadline shows a ledger.
    """
    kinds = {h.kind for _, h in found if h is not None}
    is_ledgers = bool(kinds & {Column.NUMBER, Column.DEADLINE})
    has_task = any(h is not None and h.kind is Column.TASK and h.rank < NAME for _, h in found)
    for x, (origin, header) in enumerate(found):
        text = sheet.read(origin)
        guessed = guess_header(text) if header is None else None
        if guessed is None:
            continue
        is_wanted = not has_task and is_ledgers if guessed.kind is Column.TASK else guessed.kind not in kinds
        if is_wanted or (guessed.kind is Column.UNITS and Column.UNITS in kinds):
            found[x] = origin, guessed
            if text in unknown:
                unknown.remove(text)


def describe_refused(sheet: Sheet, first: int, end: int) -> list[str]:
    """The headers of a table with a column of units that is not read as a ledger; none where it is plainly another.

    Money, points, rights and the like explain why it is none, unless a deadline beside the units says otherwise.
    """
    texts: list[str] = []
    for y in range(first, end):
        texts += [text for text in sheet.texts(y) if text and text not in texts]
    kinds = {h.kind for text in texts if (h := read_header(text) or guess_header(text)) is not None}
    is_other = any(is_foreign(text) or is_money(text) for text in texts) and Column.DEADLINE not in kinds
    return texts if Column.UNITS in kinds and not is_other else []


def rank_tasks(headers: Sequence[Header | None], first_units: int) -> list[tuple[int, int, int]]:
    """Columns that may hold the text, by what they say and where they stand: (rank, minus column, column).

    What is asked (工作要求) describes the task that stands left of it; what stands behind the units, as ways to do it
    often do, yields to what stands before them.
    """
    ranked: list[tuple[int, int, int]] = []
    for x, header in enumerate(headers):
        if header is None or header.kind is not Column.TASK:
            continue
        rank = header.rank
        if x > first_units:
            rank += BEHIND_UNITS
        elif rank == ASKED and any(named < GOAL for named, _, _ in ranked):
            rank = MEASURE
        ranked.append((rank, -x, x))
    return ranked


def text_column(
    sheet: Sheet,
    first: int,
    tasks: Sequence[tuple[int, int, int]],
    found: Sequence[tuple[Cell | None, Header | None]],
) -> int:
    """The column with the text: that of the lowest rank; under a header over several columns, the last filled one."""
    best = min(tasks)[2]
    origin = found[best][0]
    same = [x for x in range(best + 1) if found[x][0] is origin]
    filled = [x for x in same if any(sheet.read(sheet.cell(y, x)) for y in range(first, len(sheet.table.grid.slots)))]
    return filled[-1] if filled else best


def is_nameless(sheet: Sheet, first: int, end: int, column: int) -> bool:
    """Whether a column has cells of its own with text below a header that is empty."""
    has_header = any(sheet.read(sheet.cell(y, column)) for y in range(first, end))
    cells = [sheet.cell(y, column) for y in range(end, len(sheet.table.grid.slots))]
    return not has_header and any(
        c is not None and c.column == column and c.colspan == 1 and sheet.read(c) for c in cells
    )


def holds_numbers(sheet: Sheet, first: int, column: int) -> bool:
    """Whether a column below the header holds nothing but numbers."""
    texts = [sheet.read(sheet.cell(y, column)) for y in range(first, len(sheet.table.grid.slots))]
    texts = [text for text in texts if text]
    return bool(texts) and all(text.rstrip(".、．").isdecimal() for text in texts)
