"""Ledgers that a text spells out, a field after the other: 工作任务：…, 牵头单位：…, again for each task.

Cards, lists of terms (<dl>) and labelled lines print a ledger so. The fields become a table of
names and values, which is read as forms are (tables/layouts.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from transform.actors.labels import COLONS
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import begin_alike, label_level
from transform.tables.headers import HEADER_ENDS, LONGEST, Column, read_header
from transform.tables.recognition import is_ledger

Simplify = Callable[[str], str]

_COLON = re.compile(f"[{COLONS}]")
# 【专项行动一】清淤 is no field 专项行动.
_LEFT_OPEN = re.compile(r"[【（(\[〔][^】）)\]〕]*$")
_LONGEST_NAME = 12
_SHORTEST_NAME = 2
_FEWEST_FIELDS = 3
_FEWEST_FORMS = 2
# Of a value.
_MOST_LINES = 30
# In one run of fields: a form begins near its top.
_MOST_TRIES = 4
_NEEDED = {Column.TASK, Column.UNITS}
# What these fields say stands on one line; a task may take several.
_ONE_LINE = (Column.NUMBER, Column.UNITS, Column.DEADLINE)


class _Field(Struct):
    """A field's name as printed, what it holds, the lines of its value.

    `end` is the block after the last of them.
    """

    name: str
    kind: Column
    lines: list[str]
    end: int

    @property
    def is_full(self) -> bool:
        """Whether another line would be none of the field's."""
        return len(self.lines) >= (1 if self.kind in _ONE_LINE else _MOST_LINES)


class _Aside(Struct):
    """A line between two forms."""

    text: str


class _Source(Struct):
    """The blocks of a source, and what is known of all its lines."""

    blocks: Sequence[Block]
    simplify: Simplify
    # How lines begin that begin alike.
    again: frozenset[str]

    def line_at(self, at: int) -> str | None:
        """The text of a block, None where it is no line or there is none."""
        block = self.blocks[at] if at < len(self.blocks) else None
        return block.text if isinstance(block, Paragraph) else None


def form_spelled_tables(blocks: Sequence[Block], simplify: Simplify = str) -> list[Block]:
    """The blocks of a source, fields that spell out a ledger of two forms at least made to a table."""
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    source = _Source(blocks, simplify, _begin_again(lines))
    formed: list[Block] = []
    at = tries = run_end = 0
    while at < len(blocks):
        table = None
        tries = tries if at < run_end else 0
        if tries < _MOST_TRIES and (first := _read_first(source, at)):
            tries += 1
            table, end = _read_forms(source, first, heading=at > 0 and formed[-1] is blocks[at - 1])
            run_end = max(run_end, end)
        if table is None:
            formed.append(blocks[at])
            at += 1
        else:
            if _is_headed(table):
                formed.pop()
            formed.append(table)
            at = run_end
    return formed


def _is_headed(table: TableBlock) -> bool:
    """Whether the line above the first form is the table's first row."""
    return len({id(cell) for cell in table.grid.slots[0]}) == 1


def _begin_again(lines: Sequence[str]) -> frozenset[str]:
    """How lines begin that begin alike, as far as a name is long: the first field of a form stands in each form."""
    starts = sorted(line[: LONGEST + 1].strip()[:_LONGEST_NAME] for line in lines)
    again: set[str] = set()
    # Sorted, lines that begin alike stand side by side.
    for start, following in pairwise(starts):
        end = _SHORTEST_NAME
        while end <= len(start) and start[:end] == following[:end]:
            again.add(start[:end])
            end += 1
    return frozenset(again)


def _may_begin(text: str, again: frozenset[str]) -> bool:
    """Whether a line may be the first field of forms: others begin with the name that it would have.

    Few lines are so, and looking for a name at each of their first letters costs more than all else.
    """
    printed = text[: LONGEST + 1].strip()
    if printed[:_SHORTEST_NAME] not in again:
        return False
    colon = _COLON.search(printed, 0, _LONGEST_NAME + 1)
    return colon is None or printed[: colon.start()] in again


def _read_first(source: _Source, at: int) -> _Field | None:
    """The field that forms may begin with: others begin as it does."""
    line = source.line_at(at)
    if line is None or not _may_begin(line, source.again):
        return None
    field = _read_field(source, at)
    return field if field and field.name in source.again else None


def _read_field(source: _Source, at: int) -> _Field | None:
    """The field that a line begins: a name, with or without a colon, alone or before its value.

    None for any other. A name that only a look sets apart must be how other lines begin too.
    """
    text = source.line_at(at)
    if text is None:
        return None
    simplify = source.simplify
    printed = text[: LONGEST + 1].strip()
    colon = _COLON.search(printed, 0, _LONGEST_NAME + 1)
    start = simplify(printed)
    if colon:
        name = start[: colon.start()]
        # （二）问题：… is a heading; 1.任务：… comes again in each form.
        if name not in source.again and label_level(name) is not None:
            return None
        return _field(text, name, colon.end(), at)
    if len(start) <= _LONGEST_NAME:
        field = _field(text, start, len(start), at)
        if field is not None:
            return field
    # 工作任务建设数据平台: only a look set the name apart from its value.
    for end in range(_length_again(printed, source.again), _SHORTEST_NAME - 1, -1):
        if start[end - 1] not in HEADER_ENDS or _LEFT_OPEN.search(start, 0, end):
            continue
        field = _field(text, start[:end], end, at)
        if field is not None:
            return field
    return None


def _length_again(printed: str, again: frozenset[str]) -> int:
    """How much of a line is how others begin too, a character of it left for a value."""
    length = _SHORTEST_NAME - 1
    longest = min(len(printed) - 1, _LONGEST_NAME)
    while length < longest and printed[: length + 1] in again:
        length += 1
    return length


def _field(text: str, name: str, end: int, at: int) -> _Field | None:
    header = read_header(name)
    if header is None:
        return None
    bare = text.strip()
    value = bare[end:].strip()
    return _Field(bare[:end].rstrip(COLONS), header.kind, [value] if value else [], at + 1)


def _read_forms(source: _Source, first: _Field, *, heading: bool) -> tuple[TableBlock | None, int]:
    """The table of the forms that begin with a field, None where these are no forms, and the block behind them.

    Where numbered lines head the other forms, the one above the first is its `heading` too, if it may be.
    """
    items = list(_read_items(source, first))
    while items and isinstance(items[-1], _Aside):
        items.pop()
    above = source.line_at(first.end - 2) if heading else None
    if above is not None and _heads_too(above, items):
        items.insert(0, _Aside(above))
    fields = [item for item in items if isinstance(item, _Field)]
    end = fields[-1].end
    forms = sum(field.name == first.name for field in fields)
    kinds = {field.kind for field in fields}
    if forms < _FEWEST_FORMS or len(fields) < forms * _FEWEST_FIELDS or not kinds >= _NEEDED:
        return None, end
    rows = [_row(item) for item in items]
    plain = [
        [SourceCell(source.simplify(cell.text), colspan=cell.colspan) for cell in row]
        for row in rows
    ]
    return (TableBlock(form_grid(rows), 0) if is_ledger(form_grid(plain)) else None), end


def _heads_too(above: str, items: Sequence[_Field | _Aside]) -> bool:
    """Whether the line above the first form heads it as those between forms head the others."""
    if label_level(above) is not None and any(map(_is_heading, items)):
        return True
    between = [item.text for item in items if isinstance(item, _Aside)]
    return bool(between) and begin_alike([above, *between])


def _is_heading(item: _Field | _Aside) -> bool:
    """Whether an item is a numbered line between two forms."""
    return isinstance(item, _Aside) and label_level(item.text) is not None


def _row(item: _Field | _Aside) -> list[SourceCell]:
    if isinstance(item, _Aside):
        return [SourceCell(item.text, colspan=2)]
    return [SourceCell(item.name, is_header=True), SourceCell("\n".join(item.lines))]


def _read_items(source: _Source, first: _Field) -> Iterator[_Field | _Aside]:
    """Fields and the lines between forms, down to a line that is neither."""
    names: list[str] = []
    field = first
    # A line between two forms has been seen, and no field since.
    is_behind = False
    for at in range(first.end, len(source.blocks)):
        line = source.line_at(at)
        if line is None:
            break
        following = _read_field(source, at)
        is_next = following is not None and (
            following.name not in names or following.name == first.name
        )
        if following is not None and is_next and field.lines:
            yield from () if is_behind else (field,)
            if following.name == first.name:
                names = [following.name]
            else:
                names = [*names, following.name]
            field, is_behind = following, False
        elif is_behind:
            return
        elif field.lines and field.kind is not Column.TASK and _heads_item(source, at):
            break
        elif field.lines and _opens_form(source, at, first.name):
            yield field
            yield _Aside(line)
            is_behind = True
        elif not field.is_full:
            field.lines.append(line)
            field.end = at + 1
        elif len(line) <= LONGEST and label_level(line) is None:
            yield field
            yield _Aside(line)
            is_behind = True
        else:
            break
    if not is_behind:
        yield field


def _opens_form(source: _Source, at: int, first: str) -> bool:
    """Whether a line is the numbered heading of the next form, whose first field begins behind it."""
    line = source.line_at(at)
    if line is None or label_level(line) is None:
        return False
    following = _read_field(source, at + 1)
    return following is not None and following.name == first


def _heads_item(source: _Source, at: int) -> bool:
    """Whether a line is the numbered heading of fields that begin behind it: items with fields are no table."""
    line = source.line_at(at)
    if line is None or label_level(line) is None:
        return False
    return _read_field(source, at + 1) is not None
