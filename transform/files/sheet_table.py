"""A sheet, whichever program wrote it, as a title and a table: what a reader sees of it, and what was left out."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import product

from msgspec import Struct

from taizhang.issues import Code
from transform.files.filetext import FileNote
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock

# More rows, columns or slots than any ledger has; what lies beyond is left out with an issue.
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_SLOTS = 4_000_000
# Slots that merged cells may cover together.
MAX_COVERED = 1_000_000
# Blank rows that may stand between two tables; one stray cell far below must not fill the memory
# with more.
MOST_BLANK = 3

# Row and column from 0.
Place = tuple[int, int]


class SheetTable(Struct):
    """The texts of a sheet's cells by row and column; `merges` leads from a merged cell's first place to its last."""

    rows: list[list[str]]
    merges: dict[Place, Place] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()


def read_sheet(table: SheetTable) -> list[Block]:
    """One sheet: its leading single lines as paragraphs, the rest as a table; hidden rows and columns are not read."""
    table = visible_part(table)
    height = max((y + 1 for y, row in enumerate(table.rows) if any(row)), default=0)
    width = max((filled_width(row) for row in table.rows), default=0)
    height = min(height, MAX_SLOTS // max(width, 1))
    if not height:
        return []
    merges = merges_within(table, height, width)
    blocks: list[Block] = []
    first = 0
    while first < height:
        texts = [(x, text) for x, text in enumerate(table.rows[first]) if text]
        if len(texts) > 1 or (texts and is_tall(merges, first, texts[0][0])):
            break
        for x, text in texts:
            # A title that is merged over several columns stands in their middle.
            is_centred = merges.get((first, x), (first, x))[1] > x
            blocks += single_lines(text, is_centred=is_centred)
        first += 1
    cells = [pad_row(row, width) for row in table.rows[first:height]]
    if cells:
        shifted = {
            (y - first, x): (bottom - first, right)
            for (y, x), (bottom, right) in merges.items()
            if y >= first
        }
        blocks.append(TableBlock(form_grid(source_rows(cells, shifted)), 0))
    return blocks


def visible_part(table: SheetTable) -> SheetTable:
    """What a reader sees: without hidden rows and columns, and without long runs of blank rows."""
    rows: list[int] = []
    blank = 0
    for y, row in enumerate(table.rows):
        if y in table.hidden_rows:
            continue
        blank = 0 if any(row) else blank + 1
        if blank <= MOST_BLANK:
            rows.append(y)
    width = max(map(len, table.rows), default=0)
    columns = [x for x in range(min(width, MAX_COLUMNS)) if x not in table.hidden_columns]
    merges = visible_merges(table.merges, rows, columns)
    # A merged cell whose first row or column is hidden is shown from the first that is not.
    moved = {}
    for (top, left), (bottom, right) in table.merges.items():
        place = first_of(rows, top, bottom), first_of(columns, left, right)
        if (
            place != (top, left)
            and None not in place
            and top < len(table.rows)
            and left < len(table.rows[top])
        ):
            moved[place] = table.rows[top][left]
    texts = []
    for y in rows:
        row = table.rows[y]
        texts.append([moved.get((y, x), row[x] if x < len(row) else "") for x in columns])
    return SheetTable(texts, merges)


def visible_merges(
    merges: Mapping[Place, Place],
    rows: Sequence[int],
    columns: Sequence[int],
) -> dict[Place, Place]:
    """Merged cells by their places among the rows and columns that are shown."""
    row_places = {y: place for place, y in enumerate(rows)}
    column_places = {x: place for place, x in enumerate(columns)}
    visible: dict[Place, Place] = {}
    for (top, left), (bottom, right) in merges.items():
        upper, lower = first_of(rows, top, bottom), last_of(rows, top, bottom)
        first, last = first_of(columns, left, right), last_of(columns, left, right)
        if upper is None or lower is None or first is None or last is None:
            continue
        begins = row_places[upper], column_places[first]
        visible[begins] = row_places[lower], column_places[last]
    return visible


def first_of(shown: Sequence[int], begin: int, end: int) -> int | None:
    """The first of these places from `begin` to `end`.

    >>> first_of([0, 3, 4], 1, 9), first_of([0, 3, 4], 5, 9)
    (3, None)
    """
    at = bisect_left(shown, begin)
    if at < len(shown) and shown[at] <= end:
        return shown[at]
    return None


def last_of(shown: Sequence[int], begin: int, end: int) -> int | None:
    """The last of these places from `begin` to `end`.

    >>> last_of([0, 3, 4], 1, 9), last_of([0, 3, 4], 1, 2)
    (4, None)
    """
    at = bisect_right(shown, end) - 1
    if at >= 0 and shown[at] >= begin:
        return shown[at]
    return None


def filled_width(row: Sequence[str]) -> int:
    """The columns of a row up to its last text."""
    return max((x + 1 for x, text in enumerate(row) if text), default=0)


def pad_row(row: Sequence[str], width: int) -> list[str]:
    """A row of exactly so many texts."""
    return [*row[:width], *[""] * (width - len(row))]


def is_tall(merges: Mapping[Place, Place], row: int, column: int) -> bool:
    """Whether a merged cell begins here and reaches into the rows below."""
    return merges.get((row, column), (row, column))[0] > row


def merges_within(table: SheetTable, height: int, width: int) -> dict[Place, Place]:
    """Merged ranges as first and last place, cut off where the sheet's filled part ends."""
    return {
        (top, left): (min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in table.merges.items()
        if top < height and left < width
    }


def single_lines(text: str, *, is_centred: bool) -> list[Paragraph]:
    """The lines of a cell that stands alone in its row."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [Paragraph(line, align="center" if is_centred else None) for line in lines]


def source_rows(
    rows: Sequence[Sequence[str]],
    merges: Mapping[Place, Place],
) -> list[list[SourceCell]]:
    """The cells of each row, a merged one once with its spans; it hides whatever lies below it."""
    hidden: set[Place] = set()
    left_to_cover = MAX_COVERED
    for (top, left), (bottom, right) in merges.items():
        left_to_cover -= (bottom - top + 1) * (right - left + 1)
        if left_to_cover < 0:
            break
        hidden.update(product(range(top, bottom + 1), range(left, right + 1)))
        hidden.discard((top, left))
    out: list[list[SourceCell]] = []
    for y, row in enumerate(rows):
        out.append([])
        for x, text in enumerate(row):
            if (y, x) not in hidden:
                bottom, right = merges.get((y, x), (y, x))
                out[-1].append(SourceCell(text, bottom - y + 1, right - x + 1))
    return out


def notes_on(table: SheetTable, name: str) -> list[FileNote]:
    """What of a sheet is not read: what it hides and holds any text, and what exceeds the bound of slots."""
    notes: list[FileNote] = []
    rows = sum(1 for y in table.hidden_rows if y < len(table.rows) and any(table.rows[y]))
    columns = sum(
        1 for x in table.hidden_columns if any(len(row) > x and row[x] for row in table.rows)
    )
    if rows or columns:
        message = f"sheet {name}: hidden from readers, so not read: {rows} rows, {columns} columns"
        notes.append(FileNote(Code.LEFT_OUT, message))
    most = MAX_SLOTS // max(1, max((filled_width(row) for row in table.rows), default=1))
    if len(table.rows) > most:
        notes.append(too_long_note(name, most))
    return notes


def too_long_note(name: str, row: int) -> FileNote:
    """That a sheet goes on beyond what is read."""
    return FileNote(Code.LEFT_OUT, f"sheet {name}: rows from {row + 1} on were not read")
