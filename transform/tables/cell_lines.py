"""Tables of bare text files, a cell a line: 任务名称, 具体任务, 责任单位, 完成时限, then the cells one below the other.

The header words, a line each, say what the columns hold; a number begins a row (1.修渠。), a chapter
(一、水利) a section. Behind a task come its units and its deadline. What a row lacks it has from the
row above, merged cells.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from taizhang.tables.terms import Role
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.units import read_units
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import label_level
from transform.tables.headers import LONGEST, Column, Header, read_header
from transform.times.deadlines import read_deadline

_FEWEST_COLUMNS = 3
_MOST_COLUMNS = 12
_FEWEST_ROWS = 2
# Levels of labels: 一、 and （一） are chapters, 1. begins a task.
_CHAPTERS = (1, 2)
_TASK_LEVEL = 3
# Behind every rank of headers.toml: no column of tasks.
_NO_RANK = 99
_OWN_COLUMNS = (Column.NUMBER, Column.UNITS, Column.DEADLINE)
_NUMBER = re.compile(r"\d{1,3}")
_LONGEST_CELL = 200
_SAYS_ROLES = re.compile("[（(]|牵头")
_SENTENCE_END = ("。", "；", ";", "”", "！")


class _LineRow(Struct):
    """A row: its cells by column, or a chapter above rows."""

    cells: dict[Column, list[str]] = {}
    chapter: str | None = None

    def add(self, column: Column, line: str) -> None:
        """Adds a line to a cell; a cell printed again on the next page counts once."""
        lines = self.cells.setdefault(column, [])
        if line not in lines:
            lines.append(line)


def form_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a text file, lines that were a ledger's cells made to a table again."""
    lines = [
        n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and block.text.strip()
    ]
    for first in range(len(lines)):
        headers = _read_headers(blocks, lines, first)
        if headers is None:
            continue
        rows, used = _read_rows(blocks, lines[first + len(headers) :], headers)
        # One header is looked for: a text that prints one and no rows below it is no table.
        if sum(Column.UNITS in row.cells for row in rows) < _FEWEST_ROWS:
            return list(blocks)
        names = [_line_at(blocks, n) for n in lines[first : first + len(headers)]]
        behind = lines[first + len(headers) + used :]
        rest = blocks[behind[0] :] if behind else []
        return [*blocks[: lines[first]], _make_table(names, headers, rows), *rest]
    return list(blocks)


def _line_at(blocks: Sequence[Block], number: int) -> str:
    block = blocks[number]
    if isinstance(block, Paragraph):
        return block.text.strip()
    return ""


def _read_headers(blocks: Sequence[Block], lines: Sequence[int], first: int) -> list[Header] | None:
    """The headers that a run of lines holds: of tasks, of units once, of deadlines at most once."""
    headers: list[Header] = []
    for number in lines[first : first + _MOST_COLUMNS]:
        line = _line_at(blocks, number)
        header = read_header(line) if len(line) <= LONGEST else None
        if header is None:
            break
        headers.append(header)
    kinds = [header.kind for header in headers]
    if (
        len(kinds) < _FEWEST_COLUMNS
        or kinds.count(Column.UNITS) != 1
        or kinds.count(Column.DEADLINE) > 1
    ):
        return None
    # Beside a column of numbers a name and a description could not be told apart.
    tasks = kinds.count(Column.TASK)
    if Column.NUMBER in kinds:
        fits = tasks == 1 and kinds.count(Column.HEADING) == 0
    else:
        fits = tasks > 0
    if fits and Column.OTHER not in kinds:
        return headers
    return None


def _read_rows(
    blocks: Sequence[Block],
    lines: Sequence[int],
    headers: Sequence[Header],
) -> tuple[list[_LineRow], int]:
    """The rows below the headers and how many lines they take."""
    role = next(header.role for header in headers if header.kind is Column.UNITS)
    kinds = [header.kind for header in headers]
    dated, numbered = Column.DEADLINE in kinds, Column.NUMBER in kinds
    rows: list[_LineRow] = []
    above: dict[int, str] = {}
    for used, number in enumerate(lines):
        line = _line_at(blocks, number)
        level = label_level(line)
        if level in _CHAPTERS:
            if above.get(level) != line:
                above = {other: above[other] for other in above if other < level} | {level: line}
                rows.append(_LineRow(chapter=line))
        elif numbered and _NUMBER.fullmatch(line):
            rows.append(_LineRow({Column.NUMBER: [line]}))
        elif level == _TASK_LEVEL and not numbered:
            rows.append(_LineRow({Column.TASK: [line]}))
        else:
            column = None
            if rows:
                column = _column_of(rows[-1], line, role, dated=dated)
            if column is None:
                return rows, used
            rows[-1].add(column, line)
    return rows, len(lines)


def _column_of(row: _LineRow, line: str, role: Role, *, dated: bool) -> Column | None:
    """The column that a line without a number belongs to; None where it is no cell of the row."""
    task = row.cells.get(Column.TASK)
    if task is None and Column.NUMBER in row.cells:
        return Column.TASK
    if task is None or len(line) > _LONGEST_CELL or "：" in line or ":" in line:
        return None
    if (
        dated
        and len(line) <= LONGEST
        and read_deadline(line, None).known
        and not _names_units(line, role)
    ):
        return Column.DEADLINE
    if Column.DEADLINE in row.cells:
        if line in row.cells.get(Column.UNITS, ()):
            return Column.UNITS
        return None
    if Column.UNITS in row.cells:
        if line.endswith("。"):
            return None
        return Column.UNITS
    if _names_units(line, role):
        return Column.UNITS
    if line.endswith("。") or not task[-1].endswith(_SENTENCE_END):
        return Column.TASK
    if _SAYS_ROLES.search(line):
        return Column.UNITS
    return None


def _names_units(line: str, role: Role) -> bool:
    """Whether a line names units and is no sentence."""
    if line.endswith("。"):
        return False
    return any(
        is_complete(unit.name) or is_group(unit.name) for unit in read_units(line, role).units
    )


def _make_table(
    names: Sequence[str],
    headers: Sequence[Header],
    rows: Sequence[_LineRow],
) -> TableBlock:
    """The table, with cells that rows below go on with as merged ones."""
    ranks = [header.rank if header.kind is Column.TASK else _NO_RANK for header in headers]
    task_column = ranks.index(min(ranks))
    columns = [
        header.kind if x == task_column or header.kind in _OWN_COLUMNS else None
        for x, header in enumerate(headers)
    ]
    source = [[SourceCell(name, is_header=True) for name in names]]
    # The row of the table whose cell reaches down to here.
    merged: dict[Column, int] = {}
    places: dict[tuple[int, Column], int] = {}
    for row in rows:
        if row.chapter is not None:
            source.append([SourceCell(row.chapter, colspan=len(headers))])
            merged = {}
            continue
        cells: list[SourceCell] = []
        for column in columns:
            if column in row.cells and column is not None:
                merged[column] = len(source)
                places[len(source), column] = len(cells)
                cells.append(SourceCell("\n".join(row.cells[column])))
            elif column in merged and column is not None:
                _lengthen_cell(source[merged[column]], places[merged[column], column])
            else:
                cells.append(SourceCell(""))
        source.append(cells)
    return TableBlock(form_grid(source), 0)


def _lengthen_cell(cells: list[SourceCell], place: int) -> None:
    """Lets a cell reach one row further down."""
    cells[place] = replace(cells[place], rowspan=cells[place].rowspan + 1)
