"""A table as a reader of ledgers looks at it: cells with their texts as repaired, rows, and where each cell stands.

A sheet may show a table otherwise than it is printed: turned, one of two halves, a form as a row.
Its cells then have places of their own in the sheet, and `origin` leads back to the cell of the
table.
"""

from collections.abc import Sequence

from msgspec import Struct

from transform.grid import Cell, Grid
from transform.model import PlacedTable, Span

Place = tuple[int, int]


class Sheet(Struct):
    """A table of a part, or a view of it; what was read once is remembered."""

    table: PlacedTable
    text: str
    grid: Grid
    origins: dict[Place, Cell] = {}
    # Whether a row of the sheet is a row of the table: not in a turned one.
    keeps_rows: bool = True
    # Whether its one row is a form of fields.
    is_form: bool = False
    _read: dict[Place, str] = {}
    _rows: dict[int, list[Cell]] = {}
    _texts: dict[int, list[str]] = {}

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.grid.slots)

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.grid.width

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a slot."""
        return self.grid.cell(row, column)

    def origin(self, cell: Cell) -> Cell:
        """The cell of the table that a cell of the sheet shows."""
        if self.origins:
            return self.origins.get((cell.row, cell.column), cell)
        return cell

    def span(self, cell: Cell) -> Span:
        """Where a cell's text stands in the part."""
        origin = self.origin(cell)
        return self.table.cells.get(
            (origin.row, origin.column),
            (self.table.start, self.table.start),
        )

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

    def read_at(self, row: int, column: int) -> str:
        """The text of the cell that covers a slot."""
        return self.read(self.cell(row, column))

    def row(self, y: int) -> list[Cell]:
        """The cells that cover a row, each once, from left to right."""
        seen = self._rows.get(y)
        if seen is None:
            seen = self._rows[y] = []
            for x, cell in enumerate(self.grid.slots[y]):
                # A cell that begins in this column stands in none before it.
                if cell is not None and (cell.column == x or not any(cell is s for s in seen)):
                    seen.append(cell)
        return seen

    def texts(self, y: int) -> list[str]:
        """The texts of the cells that cover a row."""
        texts = self._texts.get(y)
        if texts is None:
            texts = self._texts[y] = [self.read(cell) for cell in self.row(y)]
        return texts

    def filled(self, y: int) -> list[Cell]:
        """The cells with text that cover a row."""
        return [cell for cell, text in zip(self.row(y), self.texts(y), strict=True) if text]

    def own(self, y: int) -> list[Cell]:
        """The cells with text that begin in a row."""
        return [cell for cell in self.filled(y) if cell.row == y]


def open_sheet(table: PlacedTable, text: str) -> Sheet:
    """A table of a part with this text, as it is printed."""
    return Sheet(table, text, table.grid)


def lay_out(grid: Grid) -> Sheet:
    """A grid as a table of a part that holds nothing else."""
    cells: dict[Place, Span] = {}
    pieces: list[str] = []
    at = 0
    for cell in grid.origins():
        cells[cell.row, cell.column] = at, at + len(cell.text)
        pieces.append(cell.text)
        at += len(cell.text)
    return open_sheet(PlacedTable(grid, 0, 0, at, cells), "".join(pieces))


def rearrange_cells(
    sheet: Sheet,
    slots: Sequence[Sequence[Cell | None]],
    *,
    keeps_rows: bool,
) -> Sheet:
    """A view of a sheet in which its cells stand in these slots; a cell in several of them spans them."""
    shown: dict[int, Cell] = {}
    origins: dict[Place, Cell] = {}
    view: list[list[Cell | None]] = []
    for y, row in enumerate(slots):
        view.append([])
        for x, cell in enumerate(row):
            if cell is None:
                view[-1].append(None)
                continue
            copy = shown.get(id(cell))
            if copy is None:
                copy = shown[id(cell)] = Cell(cell.text, y, x, is_header=cell.is_header)
                origins[y, x] = sheet.origin(cell)
            copy.rowspan = max(copy.rowspan, y + 1 - copy.row)
            copy.colspan = max(copy.colspan, x + 1 - copy.column)
            view[-1].append(copy)
    return Sheet(sheet.table, sheet.text, Grid(view), origins, keeps_rows and sheet.keeps_rows)
