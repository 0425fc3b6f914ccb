"""Tables of a page: which are data and which frame its parts, and how their cells become a grid."""

import re
from itertools import chain

from msgspec import Struct
from selectolax.lexbor import LexborNode

from transform.grid import MAX_ROWSPAN, SourceCell
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import label_level

# A cell with more blocks than this, or with a table, that holds so much of the text frames a page.
LAYOUT_CELL_BLOCKS = 12
LAYOUT_CELL_SHARE = 0.6
# Columns from which on a single row is known for a piece of a table: two columns frame many things.
LEAST_CONTINUED = 3
# Cells with a text: with fewer a table says nothing that lines would not say.
LEAST_FILLED = 3
# Characters of the title of a part between two tables.
LONGEST_PART_TITLE = 40
PAGE_NUMBER = re.compile(r"[-—–－─·\s]{1,6}\d{1,4}[-—–－─·\s]{1,6}|第\s?\d{1,4}\s?页")


class TableRow(Struct):
    """A row's cells, each with the blocks that it holds: a layout table's are paragraphs of the page."""

    cells: list[tuple[SourceCell, list[Block]]]


class LoneRow(Struct):
    """A table of one row whose cells stand as blocks from `start` to `end`: maybe the heading of the table below."""

    row: TableRow
    start: int
    end: int

    def is_above(self, rows: list[TableRow], blocks: list[Block]) -> bool:
        """Whether a table of as many columns follows at once: pages fix a heading in a table of its own."""
        cells = [cell for cell, _ in self.row.cells]
        width = sum(cell.colspan for cell in cells)
        holds_lines = all(cell.text and len(inner) == 1 for cell, inner in self.row.cells)
        is_next = len(blocks) == self.end and len(cells) >= LEAST_CONTINUED and holds_lines
        if not is_next:
            return False
        if not rows:
            return False
        return sum(cell.colspan for cell, _ in rows[0].cells) == width


def read_span(value: str | None) -> int:
    """A rowspan or colspan as the HTML standard reads it: leading digits, 1 where there are none.

    >>> read_span(" 2px"), read_span("zwei"), read_span(None)
    (2, 1, 1)
    """
    match = re.match(r"\s*\+?(\d+)", value) if value else None
    if match:
        return min(int(match[1]), MAX_ROWSPAN)
    return 1


def as_text(blocks: list[Block]) -> str:
    """Blocks as the text of one cell, a line each; a table inside gives its cells."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(cell.text for cell in block.grid.origins() if cell.text)
    return "\n".join(lines)


def table_above(blocks: list[Block]) -> Block | None:
    """The block above a table; a page's number that was copied along with the text is none.

    Nor is the title of a part: 二、林业 between two tables of one ledger.
    """
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and len(blocks) > 1 and _is_between(last.text):
        return blocks[-2]
    return last


def _is_between(text: str) -> bool:
    if PAGE_NUMBER.fullmatch(text):
        return True
    return len(text) <= LONGEST_PART_TITLE and label_level(text) is not None


def goes_on(rows: list[TableRow], before: Block | None) -> bool:
    """Whether a table of one row is what a page break left of the table right above it: it has as many columns."""
    if len(rows) != 1 or not isinstance(before, TableBlock) or len(rows[0].cells) < LEAST_CONTINUED:
        return False
    cells = [cell for cell, _ in rows[0].cells]
    if sum(cell.colspan for cell in cells) != before.grid.width:
        return False
    return sum(bool(c.text) for c in cells) > 1


def is_data(rows: list[TableRow], table: LexborNode) -> bool:
    """Whether a table is data rather than a page's frame: several columns, no cell that holds nearly everything."""
    if (
        len(rows) < 2
        or max(len(row.cells) for row in rows) < 2
        or table.attrs.get("role") == "presentation"
    ):
        return False
    filled = [
        (cell, blocks) for cell, blocks in chain.from_iterable(row.cells for row in rows) if blocks
    ]
    if len(filled) < LEAST_FILLED:
        return False
    if any(cell.is_header for cell, _ in filled):
        return True
    total = sum(len(cell.text) for cell, _ in filled)
    cell, blocks = max(filled, key=lambda pair: len(pair[0].text))
    holds_table = any(isinstance(block, TableBlock) for block in blocks)
    is_frame = len(blocks) > LAYOUT_CELL_BLOCKS or holds_table
    return not (is_frame and len(cell.text) > LAYOUT_CELL_SHARE * total)
