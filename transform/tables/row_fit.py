"""Whether a row is one of its ledger: its cells are of the kinds that the ledger's columns hold."""

from transform.tables.cell_kinds import CellKind, kind_of
from transform.tables.ledger_rows import LedgerRow

# What a cell of a column cannot be; anything else may be an office's way to say it.
_NO_NUMBER = (CellKind.PROSE, CellKind.ORGANS, CellKind.CONTACT)
_NO_UNITS = (
    CellKind.NUMBER,
    CellKind.AMOUNT,
    CellKind.MEASURE,
    CellKind.CONTACT,
    CellKind.DEADLINE,
)
_NO_DEADLINE = (CellKind.ORGANS, CellKind.CONTACT, CellKind.PERSONS, CellKind.MARK)
_NO_TEXT = (CellKind.NUMBER, CellKind.AMOUNT, CellKind.CONTACT, CellKind.MARK, CellKind.MEASURE)
# Cells that do not fit: one may be a slip of whoever typed the row.
_FEWEST = 2


def fits_columns(row: LedgerRow) -> bool:
    """Whether a row belongs to the ledger above it: fewer than two of its cells are of a kind that cannot stand there.

    Rows of another table, set below without a header that anybody could know, fit in no column.
    """
    columns = row.columns
    places = [
        (columns.number, _NO_NUMBER),
        (columns.text, _NO_TEXT),
        (columns.deadline, _NO_DEADLINE),
    ]
    places += [(x, _NO_UNITS) for x, _ in columns.units]
    wrong = right = 0
    for column, refused in places:
        text = row.read(column)
        if text:
            is_wrong = kind_of(text) in refused
            wrong += is_wrong
            right += not is_wrong
    return wrong < _FEWEST or wrong <= right
