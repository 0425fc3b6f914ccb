"""A row of a ledger, and the headings that stand above rows."""

import re
from collections.abc import Iterable

from msgspec import Struct

from transform.grid import Cell
from transform.model import Evidence, Span
from transform.tables.column_meanings import Columns
from transform.tables.sheet import Sheet

_NOTHING = re.compile(r"[\s/\\—–\-－.·无]*")
# Texts of cells begin with no blank.
_NOTHING_CHARACTERS = frozenset("/\\—–-－.·无")


class LedgerHeading(Struct):
    """A heading above rows: where it stands and how deep."""

    text: str
    level: int
    spans: tuple[Span, ...]
    cell: Cell | None = None
    sheet: Sheet | None = None


class LedgerRow(Struct):
    """A row of a ledger."""

    part_no: int
    sheet: Sheet
    y: int
    columns: Columns

    def own(self) -> list[Cell]:
        """The filled cells that begin in this row."""
        return self.sheet.own(self.y)

    def cell(self, column: int | None) -> Cell | None:
        """The cell that covers a column; None where it is empty or says nothing (— or /)."""
        cell = None
        if column is not None:
            cell = self.sheet.cell(self.y, column)
        if cell is None or not (text := self.sheet.read(cell)):
            return None
        if text[0] in _NOTHING_CHARACTERS and _NOTHING.fullmatch(text):
            return None
        return cell

    def read(self, column: int | None) -> str:
        """The text of the cell that covers a column; empty where it says nothing."""
        return self.sheet.read(self.cell(column))

    def evidence(
        self,
        name: str,
        rule: str,
        cell: Cell,
        spans: Iterable[Span],
        index: int | None = None,
    ) -> Evidence:
        """Where a value of this row stands; of a table that is not read by its rows, no cell is inherited."""
        origin = self.sheet.origin(cell)
        inherited = None
        if self.sheet.keeps_rows:
            inherited = cell.row != self.y
        number = self.sheet.table.number
        return Evidence(
            name,
            self.part_no,
            rule,
            index,
            tuple(spans),
            number,
            origin.row,
            origin.column,
            inherited,
        )

    def heading_evidence(self, heading: LedgerHeading, index: int) -> Evidence:
        """Where a heading of this row stands: in a line, in this table or in one before it."""
        if heading.cell is None or heading.sheet is None:
            return Evidence("headings", self.part_no, "line", index, heading.spans)
        evidence = LedgerRow(self.part_no, heading.sheet, self.y, self.columns).evidence(
            "headings", "cell", heading.cell, heading.spans, index
        )
        if heading.sheet.table is not self.sheet.table and evidence.inherited is not None:
            evidence.inherited = True
        return evidence
