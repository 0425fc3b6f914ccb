"""Tables that stand apart in their source and are one: a header in a table of its own above its rows."""

from collections.abc import Callable, Sequence

from transform.grid import Grid, SourceCell, form_grid
from transform.model import Block, TableBlock
from transform.tables.recognition import is_ledger

Simplify = Callable[[str], str]

_FEWEST_COLUMNS = 3


def join_torn_tables(blocks: Sequence[Block], simplify: Simplify = str) -> list[Block]:
    """The blocks of a source, a row above a table of as many columns made its header where the two are a ledger."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if (
            isinstance(above, TableBlock)
            and isinstance(block, TableBlock)
            and _may_head(above.grid, block.grid)
        ):
            rows = [*_rows(above.grid), *_rows(block.grid)]
            plain = [
                [SourceCell(simplify(c.text), c.rowspan, c.colspan) for c in row] for row in rows
            ]
            if is_ledger(form_grid(plain)):
                joined[-1] = TableBlock(form_grid(rows), above.number)
                continue
        joined.append(block)
    return joined


def _may_head(above: Grid, below: Grid) -> bool:
    """Whether a table is one row, each cell with a text, as wide as the table below it."""
    if len(above.slots) != 1:
        return False
    if above.width < _FEWEST_COLUMNS:
        return False
    if above.width != below.width:
        return False
    return all(cell is not None and cell.text for cell in above.slots[0])


def _rows(grid: Grid) -> list[list[SourceCell]]:
    """A grid's cells as a source lists them."""
    rows: list[list[SourceCell]] = [[] for _ in grid.slots]
    for cell in grid.origins():
        rows[cell.row].append(SourceCell(cell.text, cell.rowspan, cell.colspan, cell.is_header))
    return rows
