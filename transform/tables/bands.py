"""The tables of a grid one below the other: a band of rows below each header, each with the columns that it has."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain

from msgspec import Struct

from transform.tables.cell_kinds import CellKind, kind_of
from transform.tables.column_meanings import Columns, describe_refused, read_columns
from transform.tables.column_profiles import Profile
from transform.tables.header_rows import (
    Rows,
    end_of_header,
    find_header,
    find_unlike_header,
    is_aside,
    is_counting_row,
    is_header_row,
    is_unlike,
    profile_columns,
)
from transform.tables.layouts import LAYOUTS
from transform.tables.sheet import Sheet

# Rows at the top of a band by which it is seen whether a row below is of their kind.
_LOOK_BACK = 30
# Rows above, and cells unlike them, that it takes to see another table begin: one may be a mistake.
_FEWEST_UNLIKE = 2
# Columns of the widest ledger: units across the top are some dozens. A wider grid is a drawing, or
# a page's layout.
_WIDEST = 128


class Band(Struct):
    """Rows of a sheet below one header; `columns` is None where they are no ledger."""

    sheet: Sheet
    header: Rows | None
    first: int
    end: int
    columns: Columns | None = None

    def refused(self) -> list[str]:
        """The headers of a band with units that is not read as a ledger; none where it is plainly another table."""
        if self.columns is not None:
            return []
        return describe_refused(self.sheet, self.header, range(self.first, self.end))


def find_bands(sheet: Sheet) -> list[Band]:
    """The bands of a grid in the way of reading it that finds a ledger, else as printed; none where it is too wide."""
    if sheet.width > _WIDEST:
        return []
    printed: list[Band] = []
    for layout in LAYOUTS:
        bands = list(chain.from_iterable(cut_bands(view) for view in layout(sheet)))
        if any(band.columns is not None for band in bands):
            return bands
        printed = printed or [band for band in bands if band.sheet is sheet]
    return printed


def cut_bands(sheet: Sheet) -> Iterator[Band]:
    """The bands of a sheet, from the top: its header, and each later row that begins another table."""
    header = find_header(sheet) or find_unlike_header(sheet)
    first = header[1] if header else _first_row(sheet)
    while first < sheet.height or header is not None:
        end = _next_header(sheet, header, first)
        columns = None
        if end > first:
            columns = read_columns(sheet, header, range(first, end))
        yield Band(sheet, header, first, end, columns)
        if end >= sheet.height:
            return
        header = end, end_of_header(sheet, end)
        first = header[1]


def _first_row(sheet: Sheet) -> int:
    """The first row with more than a title."""
    return next((y for y in range(sheet.height) if len(sheet.filled(y)) > 1), sheet.height)


def _next_header(sheet: Sheet, header: Rows | None, first: int) -> int:
    """The row with which another table begins; a header that is only printed again begins none."""
    if header:
        own = {tuple(sheet.texts(y)) for y in range(*header)}
    else:
        own = set()

    @cache
    def first_rows(end: int) -> list[Profile]:
        return profile_columns(sheet, range(first, end))

    def profiles_above(y: int) -> list[Profile]:
        """What the columns hold in the first rows of the band, or in those above a row near its top."""
        return first_rows(min(y, first + _LOOK_BACK))

    for y in range(first, sheet.height):
        # A page break prints the header again.
        if tuple(sheet.texts(y)) in own:
            continue
        if is_header_row(sheet, y) or _is_other(sheet, first, y, profiles_above):
            return y
    return sheet.height


def _is_other(
    sheet: Sheet,
    first: int,
    y: int,
    profiles_above: Callable[[int], list[Profile]],
) -> bool:
    """Whether a row of words stands where the rows above have numbers, organs or deadlines."""
    cells = sheet.own(y)
    if is_counting_row(sheet, y) or is_aside(sheet, y):
        return False
    if y < first + _FEWEST_UNLIKE or len(cells) <= _FEWEST_UNLIKE or y + 1 >= sheet.height:
        return False
    kinds = [kind_of(sheet.read(cell)) for cell in cells]
    if any(kind not in (CellKind.PHRASE, CellKind.ORGANS, CellKind.PERSONS) for kind in kinds):
        return False
    return is_unlike(sheet, y, profiles_above(y), _FEWEST_UNLIKE)
