"""Ledgers that a text sets with blanks alone: 序号　工作任务　责任单位, then a row a line, as in <pre> and mail.

Blanks say nothing of an empty cell, nor where a cell with a blank in it ends: a table is read only
where each of its rows has as many cells as its header. Where one has not, nothing is guessed, and
the lines stay text.
"""

import re
from collections.abc import Callable, Sequence

from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import label_level
from transform.tables.frames import is_rule
from transform.tables.headers import LONGEST, Column, guess_header, read_header
from transform.tables.recognition import is_ledger

Simplify = Callable[[str], str]

_GAP = re.compile(r"[ \u00a0]{2,}|[\u3000\t][ \u00a0\u3000\t]*")
# A set without a repeat begins it, to which the engine leaps.
_BLANK = re.compile(r"[ \u00a0\u3000\t][ \u00a0\u3000\t]*")
# Cells of a header: two words with a blank between them are a heading.
_FEWEST, _MOST = 3, 20
_LONGEST_HEADER = 200
# Levels of labels: 第一章, 一、 and （一）.
_CHAPTERS = (0, 1, 2)
_NEEDED = {Column.TASK, Column.UNITS}


def form_spaced_tables(blocks: Sequence[Block], simplify: Simplify = str) -> list[Block]:
    """The blocks of a source, lines of cells between blanks made to a table where they are a ledger."""
    formed: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        table_and_end = None
        if isinstance(block, Paragraph):
            names = _read_names(block.text, simplify)
            if names:
                table_and_end = _read_rows(blocks, at, names, simplify)
        if table_and_end is None:
            formed.append(block)
            at += 1
        else:
            table, at = table_and_end
            formed.append(table)
    return formed


def _read_names(text: str, simplify: Simplify) -> list[str]:
    """The names of columns that a line holds; none where it is no header."""
    if len(text) > _LONGEST_HEADER or _BLANK.search(text.strip()) is None:
        return []
    for gap in (_GAP, _BLANK):
        names = gap.split(text.strip())
        if _FEWEST <= len(names) <= _MOST and all(len(name) <= LONGEST for name in names):
            headers = [
                read_header(simplify(name)) or guess_header(simplify(name)) for name in names
            ]
            kinds = {header.kind for header in headers if header is not None}
            if kinds >= _NEEDED and 2 * sum(header is not None for header in headers) > len(names):
                return names
    return []


def _read_rows(
    blocks: Sequence[Block], first: int, names: Sequence[str], simplify: Simplify
) -> tuple[TableBlock, int] | None:
    """The table below a header, and the block behind it; None where a row is ragged or the whole is no ledger."""
    rows = [[SourceCell(name, is_header=True) for name in names]]
    end = height = 0
    for at in range(first + 1, len(blocks)):
        block = blocks[at]
        if not isinstance(block, Paragraph):
            break
        text = block.text.strip()
        cells = _cells(text, len(names))
        if cells:
            rows.append([SourceCell(cell) for cell in cells])
            end, height = at + 1, len(rows)
        elif is_rule(text):
            continue
        elif label_level(text) in _CHAPTERS and len(text) <= LONGEST:
            rows.append([SourceCell(text, colspan=len(names))])
        elif len(_BLANK.split(text)) >= _FEWEST:
            # A row with a cell too few or too many.
            return None
        else:
            break
    rows = rows[:height]
    plain = [
        [SourceCell(simplify(cell.text), colspan=cell.colspan) for cell in row] for row in rows
    ]
    if height > 1 and is_ledger(form_grid(plain)):
        return TableBlock(form_grid(rows), 0), end
    return None


def _cells(text: str, width: int) -> list[str]:
    """The cells of a line, which are as many as its table has columns; none where they are not."""
    for gap in (_GAP, _BLANK):
        cells = gap.split(text)
        if len(cells) == width:
            return cells
    return []
