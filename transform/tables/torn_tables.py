"""Tables that stand apart in their source and are one: a header above the rows that it heads.

It stands in a table of its own, or in a frame that leaves its cells one below the other.
"""

from collections.abc import Callable, Sequence

from transform.grid import Grid, SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.headers import Column, read_header
from transform.tables.recognition import is_ledger

Simplify = Callable[[str], str]

_FEWEST_COLUMNS = 3
# Lines that may stand between a header and its rows: 单位：项, a page's number.
_MOST_BETWEEN = 1
_NEEDED = {Column.TASK, Column.UNITS}


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
            if is_ledger(form_grid([[_plain(cell, simplify) for cell in row] for row in rows])):
                joined[-1] = TableBlock(form_grid(rows), above.number)
                continue
        if isinstance(block, TableBlock):
            joined.append(_under_lines(joined, block, simplify))
            continue
        joined.append(block)
    return joined


def _under_lines(above: list[Block], block: TableBlock, simplify: Simplify) -> TableBlock:
    """A table with the lines above that are the headers of its columns, which are then taken away."""
    width = block.grid.width
    for between in range(_MOST_BETWEEN + 1):
        start = len(above) - between - width
        if width < _FEWEST_COLUMNS or start < 0:
            return block
        lines = above[start : start + width]
        texts = [simplify(line.text) for line in lines if isinstance(line, Paragraph)]
        headers = [header for text in texts if (header := read_header(text)) is not None]
        if len(headers) != width or not {header.kind for header in headers} >= _NEEDED:
            continue
        if any(read_header(simplify(cell.text)) for cell in block.grid.slots[0] if cell):
            # It has a header of its own.
            return block
        rows = [[SourceCell(text, 1, 1) for text in texts], *_rows(block.grid)]
        if is_ledger(form_grid([[_plain(cell, simplify) for cell in row] for row in rows])):
            del above[start : start + width]
            return TableBlock(form_grid(rows), block.number)
    return block


def _may_head(above: Grid, below: Grid) -> bool:
    """Whether a table is one row, each cell with a text, as wide as the table below it."""
    if len(above.slots) != 1:
        return False
    if above.width < _FEWEST_COLUMNS:
        return False
    if above.width != below.width:
        return False
    return all(cell is not None and cell.text for cell in above.slots[0])


def _plain(cell: SourceCell, simplify: Simplify) -> SourceCell:
    return SourceCell(simplify(cell.text), cell.rowspan, cell.colspan)


def _rows(grid: Grid) -> list[list[SourceCell]]:
    """A grid's cells as a source lists them."""
    rows: list[list[SourceCell]] = [[] for _ in grid.slots]
    for cell in grid.origins():
        rows[cell.row].append(SourceCell(cell.text, cell.rowspan, cell.colspan, cell.is_header))
    return rows
