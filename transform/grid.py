"""The table grid: merged cells spread over the slots they span, each slot knowing its origin cell.

Follows the HTML standard, "Forming a table" (https://html.spec.whatwg.org/multipage/tables.html).
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Cell:
    """A cell where the source has it; `row` and `column` are its first slot."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    is_header: bool = False


@dataclass(slots=True)
class Grid:
    """Rows of slots; a slot holds the cell that covers it, or None where the row is ragged."""

    slots: list[list[Cell | None]] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a slot; None outside the grid or where nothing stands."""
        if 0 <= row < len(self.slots) and 0 <= column < len(self.slots[row]):
            return self.slots[row][column]
        return None

    def is_inherited(self, row: int, column: int) -> bool:
        """Whether a slot got its value from a cell that begins elsewhere."""
        cell = self.cell(row, column)
        return cell is not None and (cell.row, cell.column) != (row, column)
