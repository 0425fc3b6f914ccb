"""The table grid: merged cells spread over the slots they span, each slot knowing its origin cell.

Follows the HTML standard, "Forming a table"
(https://html.spec.whatwg.org/multipage/tables.html#forming-a-table), which Word's, Excel's and
PDF's merged cells fit as well. One difference: a cell ends with its row group, as browsers draw it,
where the standard lets it open rows that hold nothing else.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import repeat

from msgspec import Struct

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534
# No table that people read is larger; from here on spans are not spread, so that a few bytes cannot
# fill the memory.
MAX_SLOTS = 1_000_000


class SourceCell(Struct, frozen=True):
    """A cell as its source gives it; a rowspan of 0 reaches to the end of the row group."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    is_header: bool = False


class Cell(Struct):
    """A cell where the source has it; `row` and `column` are its first slot."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    is_header: bool = False


class Grid(Struct):
    """Rows of slots; a slot holds the cell that covers it, or None where the row is ragged."""

    slots: list[list[Cell | None]] = []

    @property
    def width(self) -> int:
        """The number of columns: the slots of the longest row."""
        return max(map(len, self.slots), default=0)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a slot; None outside the grid or where nothing stands."""
        if 0 <= row < len(self.slots) and 0 <= column < len(self.slots[row]):
            return self.slots[row][column]
        return None

    def origins(self) -> Iterable[Cell]:
        """Every cell once, in reading order."""
        for y, row in enumerate(self.slots):
            for x, cell in enumerate(row):
                if cell is not None and cell.row == y and cell.column == x:
                    yield cell


def form_grid(rows: Sequence[Sequence[SourceCell]], group_ends: Collection[int] = ()) -> Grid:
    """The grid of a table's rows, with row and column of each cell and spans as they take effect.

    Args:
        rows: the cells of each row as the source lists them; an empty row counts.
        group_ends: the rows with which a row group (thead, tbody, tfoot) ends; no cell reaches beyond it.

    A slot that two cells claim belongs to the one that came first.

    >>> grid = form_grid([[SourceCell("一", rowspan=2), SourceCell("二")], [SourceCell("三")]])
    >>> [[cell.text for cell in row] for row in grid.slots]
    [['一', '二'], ['一', '三']]

    A span that reaches below the table ends with it:

    >>> form_grid([[SourceCell("一", rowspan=9)]]).slots[0][0].rowspan
    1
    """
    height = len(rows)
    slots: list[list[Cell | None]] = [[] for _ in rows]
    ends = [height] * height
    for end in sorted(group_ends, reverse=True):
        ends[: end + 1] = repeat(end + 1, min(end + 1, height))
    taken = 0
    for y, row in enumerate(rows):
        x = 0
        for source in row:
            line = slots[y]
            # Past the slots that cells from above or from the left have taken.
            while x < len(line) and line[x] is not None:
                x += 1
            colspan = min(max(source.colspan, 1), MAX_COLSPAN)
            rowspan = min(
                MAX_ROWSPAN if source.rowspan == 0 else max(source.rowspan, 1),
                MAX_ROWSPAN,
                ends[y] - y,
            )
            taken += rowspan * colspan + sum(
                max(0, x - len(line)) for line in slots[y : y + rowspan]
            )
            # From here on every cell stands in one slot: wrong, but there.
            if taken > MAX_SLOTS:
                rowspan = colspan = 1
            cell = Cell(source.text, y, x, rowspan, colspan, source.is_header)
            for line in slots[y : y + rowspan]:
                line.extend(repeat(None, x + colspan - len(line)))
                for i in range(x, x + colspan):
                    if line[i] is None:
                        line[i] = cell
            x += colspan
    return Grid(slots)
