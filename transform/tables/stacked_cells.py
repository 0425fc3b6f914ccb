"""Ledgers whose cells a page gives one below the other, as tables do that are made of <div> or <li>.

The header's names say how many cells a row has. Empty cells are no lines, so that each cell is held
against what its column says: where one does not fit, nothing is guessed, and the lines stay text.
"""

from collections.abc import Callable, Sequence

from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_kinds import CellKind, kind_of, share_of_organs
from transform.tables.headers import LONGEST, Column, Header, read_header
from transform.tables.recognition import is_ledger
from transform.times.deadlines import read_deadline

Simplify = Callable[[str], str]

# Columns: two lines one below the other that are known headers may be two headings.
_FEWEST, _MOST = 3, 12
_FEWEST_ROWS = 2
_NEEDED = {Column.TASK, Column.UNITS}


def form_stacked_tables(blocks: Sequence[Block], simplify: Simplify = str) -> list[Block]:
    """The blocks of a source, lines that are a ledger's cells in turn made to a table."""
    formed: list[Block] = []
    at = 0
    while at < len(blocks):
        headers = _read_headers(blocks, at, simplify)
        table_and_end = None
        if headers:
            table_and_end = _read_rows(blocks, at, headers, simplify)
        if table_and_end is None:
            formed.append(blocks[at])
            at += 1
        else:
            table, at = table_and_end
            formed.append(table)
    return formed


def _read_headers(blocks: Sequence[Block], first: int, simplify: Simplify) -> list[Header]:
    """The headers that lines from one on are; none where they do not head a ledger."""
    headers: list[Header] = []
    if not all(map(_may_be_header, blocks[first : first + _FEWEST])):
        return []
    for block in blocks[first : first + _MOST]:
        header = None
        if isinstance(block, Paragraph) and _may_be_header(block):
            header = read_header(simplify(block.text))
        if header is None:
            break
        headers.append(header)
    is_whole = len(headers) >= _FEWEST and {header.kind for header in headers} >= _NEEDED
    if is_whole:
        return headers
    return []


def _may_be_header(block: Block) -> bool:
    """Whether a block is a line as short as headers are: of a text few follow each other."""
    return isinstance(block, Paragraph) and len(block.text) <= LONGEST


def _read_rows(
    blocks: Sequence[Block], first: int, headers: Sequence[Header], simplify: Simplify
) -> tuple[TableBlock, int] | None:
    """The table below its headers, and the block behind it; None where a cell does not fit its column."""
    width = len(headers)
    texts = [block.text for block in blocks[first:] if isinstance(block, Paragraph)]
    if any(isinstance(block, TableBlock) for block in blocks[first : first + 3 * width]):
        return None
    rows = [texts[:width]]
    while len(rows) * width + width <= len(texts):
        row = texts[len(rows) * width : len(rows) * width + width]
        if not all(
            _fits(simplify(cell), header) for cell, header in zip(row, headers, strict=True)
        ):
            break
        rows.append(row)
    end = first + len(rows) * width
    if len(rows) <= _FEWEST_ROWS or (
        end < len(blocks) and _goes_on(blocks[end], headers, simplify)
    ):
        return None
    plain = [[SourceCell(simplify(cell)) for cell in row] for row in rows]
    if is_ledger(form_grid(plain)):
        return TableBlock(form_grid([[SourceCell(cell) for cell in row] for row in rows]), 0), end
    return None


def _fits(text: str, header: Header) -> bool:
    """Whether a cell is what its column holds."""
    if header.kind is Column.NUMBER:
        return kind_of(text) is CellKind.NUMBER
    if header.kind is Column.UNITS:
        return share_of_organs(text) > 0
    if header.kind is Column.DEADLINE:
        if len(text) > LONGEST:
            return False
        return read_deadline(text, None).known
    return kind_of(text) not in (CellKind.NUMBER, CellKind.ORGANS, CellKind.DEADLINE)


def _goes_on(block: Block, headers: Sequence[Header], simplify: Simplify) -> bool:
    """Whether a line begins another row, which then has an empty cell: its first column is one of numbers."""
    if not isinstance(block, Paragraph):
        return False
    return _fits(simplify(block.text), headers[0])
