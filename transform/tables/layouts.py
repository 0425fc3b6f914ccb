"""The ways to read a grid, each of which gives sheets: as printed, in halves side by side, as forms, turned."""

from collections.abc import Callable, Sequence

from transform.grid import Cell
from transform.tables.cell_labels import begin_alike, label_level
from transform.tables.header_rows import HEADER_REACH, is_header_row
from transform.tables.headers import LONGEST, Column, read_header
from transform.tables.sheet import Sheet, rearrange_cells

Layout = Callable[[Sheet], list[Sheet]]
_FormField = tuple[Cell, Cell | None]

_FEWEST_FIELDS = 3
# A turned table has a field a row: more fields than these no office prints.
_MOST_FIELDS = 15
# So many names of a form's fields must be known headers.
_MOST_KNOWN = 0.7
_NEEDED = {Column.TASK, Column.UNITS}


def as_printed(sheet: Sheet) -> list[Sheet]:
    """The sheet itself."""
    return [sheet]


def split_side_by_side(sheet: Sheet) -> list[Sheet]:
    """The tables that stand side by side, their header once for each; none where no header repeats along its row."""
    for y in range(min(HEADER_REACH, sheet.height)):
        period = _find_period(sheet.texts(y))
        if period and len(sheet.row(y)) == sheet.width and is_header_row(sheet, y):
            starts = range(0, sheet.width, period)
            return [_columns_from(sheet, start, start + period) for start in starts]
    return []


def _find_period(texts: Sequence[str]) -> int | None:
    """After how many cells a row says the same again, to its end; None where it does not.

    >>> _find_period(["序号", "任务", "序号", "任务"]), _find_period(["序号", "任务", "单位", "时限"])
    (2, None)
    """
    for period in range(2, len(texts) // 2 + 1):
        if len(texts) % period == 0 and all(
            a == b for a, b in zip(texts, texts[period:], strict=False)
        ):
            return period
    return None


def _columns_from(sheet: Sheet, start: int, end: int) -> Sheet:
    """A view of some columns; rows without text in them are left out."""
    slots = [row[start:end] for row in sheet.grid.slots]
    return rearrange_cells(
        sheet,
        [row for row in slots if any(map(sheet.read, row))],
        keeps_rows=False,
    )


def unfold_forms(sheet: Sheet) -> list[Sheet]:
    """A sheet for each form, whose fields are pairs of a name and a value: 任务名称 | … | 牵头单位 | ….

    A form ends where a name comes again; a row of one cell between two heads the second. None where the grid is
    no form.
    """
    fields: list[_FormField] = []
    titles: dict[int, Cell] = {}
    for y in range(sheet.height):
        own = [cell for cell in sheet.row(y) if cell.row == y]
        if not any(map(sheet.read, own)):
            continue
        if len(own) < 2 or (len(own) % 2 and sheet.read(own[-1])):
            if len(sheet.filled(y)) > 1:
                return []
            titles[len(fields)] = own[0]
            continue
        pairs = list(zip(own[::2], own[1::2], strict=False))
        if not all(sheet.read(name) for name, _ in pairs):
            return []
        fields += pairs
    sheets: list[Sheet] = []
    at = 0
    forms = _split_forms(sheet, fields)
    shown = [sheet.read(title) for title in titles.values()]
    are_headed = len(titles) == len(forms) > 1 and begin_alike(shown)
    for form in forms:
        title = titles.get(at)
        if not are_headed and label_level(sheet.read(title)) is None:
            title = None
        if _is_form(sheet, form):
            sheets.append(_form_sheet(sheet, form, title))
        at += len(form)
    return sheets


def _split_forms(sheet: Sheet, fields: Sequence[_FormField]) -> list[list[_FormField]]:
    """Fields by form: the next begins with the name that the first began with."""
    forms: list[list[_FormField]] = []
    for name, value in fields:
        if not forms or sheet.read(name) == sheet.read(forms[0][0][0]):
            forms.append([])
        forms[-1].append((name, value))
    return forms


def _is_form(sheet: Sheet, fields: Sequence[_FormField]) -> bool:
    """Whether the names of fields are headers of tasks and units, their values none."""
    names = [read_header(sheet.read(name)) for name, _ in fields]
    values = [read_header(sheet.read(value)) for _, value in fields]
    kinds = {header.kind for header in names if header is not None}
    is_short = all(len(sheet.read(name)) <= LONGEST for name, _ in fields)
    is_known = sum(header is not None for header in names) >= _MOST_KNOWN * len(names)
    if kinds < _NEEDED:
        return False
    if len(fields) < _FEWEST_FIELDS:
        return False
    if not is_short:
        return False
    if not is_known:
        return False
    return not any(values)


def _form_sheet(sheet: Sheet, fields: Sequence[_FormField], title: Cell | None) -> Sheet:
    """A form as a header and a row, what says the task before who answers for it, its title between them."""
    fields = sorted(fields, key=lambda field: not _says_task(sheet.read(field[0])))
    rows: list[list[Cell | None]] = [[name for name, _ in fields]]
    if title is not None:
        rows.append([title] * len(fields))
    rows.append([value for _, value in fields])
    form = rearrange_cells(sheet, rows, keeps_rows=False)
    form.is_form = True
    return form


def _says_task(name: str) -> bool:
    """Whether a field's name is one of the task itself."""
    header = read_header(name)
    if header is None:
        return False
    return header.kind in (Column.NUMBER, Column.HEADING, Column.TASK)


def turn_sheet(sheet: Sheet) -> list[Sheet]:
    """The sheet with its columns as rows, where the names of its fields stand down the first column."""
    rows = [row for y, row in enumerate(sheet.grid.slots) if len(sheet.filled(y)) > 1]
    if not _FEWEST_FIELDS <= len(rows) <= _MOST_FIELDS or sheet.width < 2:
        return []
    names = [read_header(sheet.read(row[0])) for row in rows]
    kinds = {header.kind for header in names if header is not None}
    if not kinds >= _NEEDED or 2 * sum(name is not None for name in names) < len(names):
        return []
    turned = [[row[x] if x < len(row) else None for row in rows] for x in range(sheet.width)]
    return [
        rearrange_cells(
            sheet,
            [row for row in turned if any(map(sheet.read, row))],
            keeps_rows=False,
        )
    ]


# Halves and forms have headers along some of their rows too, so they are tried before the table as
# printed.
LAYOUTS: tuple[Layout, ...] = (split_side_by_side, unfold_forms, as_printed, turn_sheet)
