"""Which rows of a sheet name its columns: by words that are known, else by being unlike the rows below them."""

import re
from collections.abc import Sequence

from transform.grid import Cell
from transform.lexicon import table
from transform.tables.cell_kinds import CellKind, kind_of, share_of_organs
from transform.tables.column_profiles import Profile, profile_column
from transform.tables.headers import (
    LONGEST,
    begins_with_period,
    guess_header,
    read_header,
    unit_mark,
)
from transform.tables.sheet import Sheet

Rows = tuple[int, int]

_NOTE_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "note_row")))
_TOTAL_ROW = re.compile("|".join(e["pattern"] for e in table("headers", "total_row")))

# Titles and lines about the table stand above its header; deeper down, no first header is looked
# for.
HEADER_REACH = 8
MAX_HEADER_ROWS = 4
LONGEST_HEADER = 30
_UNLIKE_REACH = 4
_SURELY_ORGANS, _PERHAPS_ORGANS = 0.9, 0.4
_FEWEST_COUNTED = 3
_LONGEST_ROLE = 4
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_header_row(sheet: Sheet, y: int) -> bool:
    """Whether a row names columns: two known headers at least, and half of its cells.

    >>> from transform.grid import SourceCell, form_grid
    >>> from transform.tables.sheet import lay_out
    >>> def judge(*texts):
    ...     return is_header_row(lay_out(form_grid([[SourceCell(text) for text in texts]])), 0)
    >>> judge("序号", "工作任务", "责任单位"), judge("序号", "办法", "工作任务", "时间")
    (True, True)

    A task and the role of a unit beside it are two known words and no header:

    >>> judge("工作任务", "清淤修渠", "牵头"), judge("1", "清淤修渠", "县水务局")
    (False, False)
    """
    texts = [text for text in sheet.texts(y) if text]
    known = unknown = roles = 0
    for text in texts:
        if read_header(text) is not None:
            known += 1
            roles += unit_mark(text) is not None
        else:
            unknown += 1
            # Decided before all cells are looked up, as in nearly all rows of tasks.
            if 2 * unknown > len(texts):
                return False
    # Beside a task, 牵头 and 配合 say the roles of the units that head their columns.
    return (known if not unknown else known - roles) >= 2


def end_of_header(sheet: Sheet, first: int) -> int:
    """The row after the header that begins in row `first`: rows that its cells reach into, or that name columns too."""
    end = first + 1
    while end < min(first + MAX_HEADER_ROWS, sheet.height) and _goes_on(sheet, first, end):
        end += 1
    return end


def _goes_on(sheet: Sheet, first: int, y: int) -> bool:
    """Whether row `y` belongs to the header that begins in row `first`."""
    own = sheet.own(y)
    if not own or any(len(sheet.read(cell)) > LONGEST_HEADER for cell in own):
        return False
    above = sheet.filled(first)
    if any(cell.row + cell.rowspan > y for cell in above):
        # Below cells that stand over one column each, names are told from values by their words.
        names = [_is_below(cell, above) or _is_name(sheet.read(cell)) for cell in own]
        if all(names) or (
            2 * sum(names) > len(names) and all(_may_name(sheet.read(cell)) for cell in own)
        ):
            return True
    if not is_header_row(sheet, y):
        return False
    return not repeats_row(sheet, first, y)


def _is_name(text: str) -> bool:
    """Whether a text names a column by its words."""
    if read_header(text) is not None:
        return True
    if guess_header(text) is not None:
        return True
    return begins_with_period(text)


def _is_below(cell: Cell, above: Sequence[Cell]) -> bool:
    """Whether a cell stands below one that spans several columns."""
    return any(
        wide.colspan > 1 and wide.column <= cell.column < wide.column + wide.colspan
        for wide in above
    )


def repeats_row(sheet: Sheet, first: int, other: int) -> bool:
    """Whether a row says the same as another."""
    return sheet.texts(first) == sheet.texts(other)


def find_header(sheet: Sheet, start: int = 0, reach: int = HEADER_REACH) -> Rows | None:
    """First row and end of the next header of known words from row `start` on; None where none is within reach.

    A form names its fields in each row, a table its columns once: rows that hold values too come
    after the header.
    """
    for y in range(start, min(start + reach, sheet.height)):
        if is_header_row(sheet, y):
            return y, end_of_header(sheet, y)
    return None


def find_unlike_header(sheet: Sheet) -> Rows | None:
    """The header of a sheet whose words nobody knows: short words above columns that hold something of another kind."""
    for y in range(min(_UNLIKE_REACH, sheet.height - 1)):
        if len(sheet.filled(y)) < 2:
            continue
        end = end_of_header(sheet, y)
        profiles = profile_columns(sheet, range(end, sheet.height))
        if is_unlike(sheet, y, profiles):
            return (y, end)
        return None
    return None


def profile_columns(sheet: Sheet, rows: range) -> list[Profile]:
    """The profiles of all columns in rows that are neither counts of columns nor names of sections."""
    wanted = [
        y
        for y in rows
        if len(sheet.filled(y)) > 1 and not is_counting_row(sheet, y) and not is_aside(sheet, y)
    ]
    return [profile_column(sheet, x, wanted) for x in range(sheet.width)]


def is_unlike(sheet: Sheet, y: int, profiles: Sequence[Profile], fewest: int = 1) -> bool:
    """Whether a row holds only short words, and more of them are unlike what their columns hold elsewhere than like it.

    At least `fewest` columns hold something that words are not: numbers, organs, deadlines.
    """
    cells = sheet.own(y)
    if len(cells) < 2 or not all(_may_name(sheet.read(cell)) for cell in cells):
        return False
    verdicts = [
        _fits_column(sheet.read(cell), profiles[cell.column])
        for cell in cells
        if cell.column < len(profiles)
    ]
    unlike, like = verdicts.count(False), verdicts.count(True)
    return unlike >= fewest and unlike > like


def _may_name(text: str) -> bool:
    """Whether a text may name a column."""
    plain = "".join(text.split())
    if len(plain) > LONGEST:
        return False
    if plain.endswith(("。", "；", ";")):
        return False
    return not plain.isdecimal()


def _fits_column(text: str, profile: Profile) -> bool | None:
    """Whether a text is of the kind of its column; None where the column is one of words, which names are too."""
    if profile.is_running:
        return kind_of(text) is CellKind.NUMBER
    if profile.is_mostly(CellKind.DEADLINE):
        return kind_of(text) is CellKind.DEADLINE
    if profile.is_mostly(CellKind.MARK):
        return kind_of(text) is CellKind.MARK
    if profile.is_mostly(CellKind.PHRASE) and profile.length <= _LONGEST_ROLE:
        # 牵头 and 配合 below a unit; of other short words nothing is told.
        return False if share_of_organs(text) >= _SURELY_ORGANS else None
    if profile.has_organs():
        if read_header(text) is not None or guess_header(text) is not None:
            return False
        share = share_of_organs(text)
        if share >= _SURELY_ORGANS:
            return True
        if share < _PERHAPS_ORGANS:
            return False
        return None
    if profile.is_nearly_all(CellKind.PROSE) and kind_of(text) is not CellKind.PROSE:
        if 2 * len(text) < profile.length:
            return False
        return None
    return None


def is_aside(sheet: Sheet, y: int) -> bool:
    """Whether a row sums others up or explains the table."""
    first = next((text for text in sheet.texts(y) if text), "")
    if _TOTAL_ROW.match("".join(first.split())) is not None:
        return True
    return _NOTE_ROW.match(first) is not None


def is_counting_row(sheet: Sheet, y: int) -> bool:
    """Whether a row only counts the columns: 1 2 3, (1) (2) (3), 甲 乙 丙, A B C, 甲 乙 1 2."""
    texts = [text for text in sheet.texts(y) if text]
    if len(texts) < _FEWEST_COUNTED:
        return False
    for counters in (_STEMS, _LETTERS):
        if texts == list(counters[: len(texts)]):
            return True
    numbers = [text.strip("()（）[]【】") for text in texts]
    # 甲 乙 1 2 3: statistics number the columns of words by stems.
    if numbers[0] in _STEMS:
        numbers = numbers[sum(number in _STEMS for number in numbers) :]
    if len(numbers) <= 1:
        return False
    return numbers == [str(n) for n in range(1, len(numbers) + 1)]
