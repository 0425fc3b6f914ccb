"""Tables that bare text draws with signs between its cells: |, tabs, the commas of a .csv file.

Only a ledger's header opens one: columns of tasks and of units, each header known. The lines below it belong to the
table as long as they have its signs; a line without them is a section's heading or ends it.
"""

import csv
import re
from collections.abc import Iterator, Sequence

from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import label_level
from transform.tables.headers import LONGEST, Column, read_header

_SIGNS = ("|", "\t", ",")
_FEWEST_COLUMNS = 3
_RULE = re.compile(r"[\s|:+=—–-]+")
_CHAPTERS = (1, 2)  # 一、 and （一）
_LONGEST_CHAPTER = 60
_LONGEST_ROW = 60  # lines
_LONGEST_LINE = 20_000


def form_drawn_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text file, lines that draw a ledger made to a table."""
    formed: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        sign = _sign(block.text) if isinstance(block, Paragraph) else None
        if sign is None:
            formed.append(block)
            at += 1
            continue
        rows, taken = _rows(blocks[at:], sign)
        formed += [TableBlock(form_grid(rows), 0)] if len(rows) > 1 else [block]
        at += taken if len(rows) > 1 else 1
    return formed


def _sign(line: str) -> str | None:
    """The sign between the cells of a line that is a ledger's header."""
    for sign in _SIGNS:
        if line.count(sign) < _FEWEST_COLUMNS - 1:
            continue
        cells = next(_cells([line], sign))
        kinds = [header.kind for cell in cells if len(cell) <= LONGEST and (header := read_header(cell))]
        known = len(kinds) == len(cells) or (sign != "," and 2 * len(kinds) >= len(cells))
        if known and Column.UNITS in kinds and (Column.TASK in kinds or Column.HEADING in kinds):
            return sign
    return None


def _cells(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    """The cells of each row; in exports of sheets a quoted cell may take several lines."""
    if sign == "|":
        for line in lines:
            yield [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    else:
        yield from (
            [cell.strip() for cell in row] for row in csv.reader((f"{line}\n" for line in lines), delimiter=sign)
        )


def _rows(blocks: Sequence[Block], sign: str) -> tuple[list[list[SourceCell]], int]:
    """The rows of a table that begins with its header, and how many blocks they take."""
    lines: list[str] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            break
        lines.append(block.text)
    rows: list[list[SourceCell]] = []
    width = at = 0
    end = 0, 0
    while at < len(lines) and len(lines[at]) < _LONGEST_LINE:
        taken = 1
        if sign in lines[at]:
            taken = _lines_of_row(lines, at, sign)
            cells = next(_cells(lines[at : at + taken], sign))
            width = width or len(cells)
            if len(cells) > width or (sign == "|" and len(cells) < width):
                break
            if not _RULE.fullmatch(lines[at]):
                cells += [""] * (width - len(cells))  # exports leave out what is empty at a row's end
                rows.append([SourceCell(cell, is_header=not rows) for cell in cells])
            end = len(rows), at + taken
        elif label_level(lines[at]) in _CHAPTERS and len(lines[at]) <= _LONGEST_CHAPTER:
            rows.append([SourceCell(lines[at].strip(), colspan=width)])
        else:
            break
        at += taken
    height, at = end  # a heading behind the last row is none of the table
    return rows[:height], at


def _lines_of_row(lines: Sequence[str], at: int, sign: str) -> int:
    """How many lines a row takes: a cell in quotation marks may hold line ends."""
    quotes = 0
    if sign != "|":
        for taken, line in enumerate(lines[at : at + _LONGEST_ROW], 1):
            quotes += line.count('"')
            if quotes % 2 == 0:
                return taken
    return 1
