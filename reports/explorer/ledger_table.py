"""Tasks as the table that offices know: what stands above several tasks is one cell beside them all."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.exports.ledger import LEDGER, Cell, LedgerColumn
from taizhang.rows import Row

# What is the same in every row of one document stands above its table.
OF_DOCUMENT = tuple(column.heading for column in LEDGER if column.of_document)


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """A cell, and how many rows it stands beside."""

    value: Cell
    rows: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row; its cells by column, None where one from above stands there still."""

    task_id: str
    cells: tuple[LedgerCell | None, ...]


def columns_of(rows: Sequence[Row], hidden: Sequence[str] = ()) -> list[LedgerColumn]:
    """The columns in which some row says something, but for the hidden ones."""
    return [
        column
        for column in LEDGER
        if column.heading not in hidden and any(column.cell(row) for row in rows)
    ]


def make_ledger(rows: Sequence[Row], columns: Sequence[LedgerColumn]) -> list[LedgerLine]:
    """The lines of tasks that stand in the order of their documents, each with its `number`.

    A merged cell ends where any cell before it does, so that no heading reaches into the next document.
    """
    lengths = [[0] * len(columns) for _ in rows]
    for place, row in reversed(list(enumerate(rows))):
        goes_on = place + 1 < len(rows)
        for at, column in enumerate(columns):
            if not column.is_merged:
                lengths[place][at] = 1
                continue
            goes_on = goes_on and column.cell(row) == column.cell(rows[place + 1])
            lengths[place][at] = 1 + (lengths[place + 1][at] if goes_on else 0)
    lines = []
    for place, row in enumerate(rows):
        cells = tuple(
            None
            if column.is_merged and place and lengths[place - 1][at] > 1
            else LedgerCell(column.cell(row), lengths[place][at])
            for at, column in enumerate(columns)
        )
        lines.append(LedgerLine(row["task_id"], cells))
    return lines
