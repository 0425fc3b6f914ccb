"""Workbooks (.xlsx, .xls): each visible sheet is a table, its leading single lines are its title."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from taizhang.issues import Code
from transform.files.filetext import FileError
from transform.files.sheet_dates import SHAPES, Place, column_number, read_shapes
from transform.files.word import check_size
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock

# More rows or columns than any ledger; a sheet beyond is read up to here, and says so by FileError if nothing is left.
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# The reader fills a whole rectangle up to a sheet's last cell, so one stray cell at its far corner could fill memory.
MAX_RECTANGLE = 8_000_000
CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>/]*>')

Value = int | float | str | bool | time | date | datetime | timedelta
Merge = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(content: bytes) -> list[Block]:
    """Titles and tables of all visible sheets in order. Raises FileError for what is damaged or locked."""
    shapes: dict[str, dict[Place, str]] = {}
    if content.startswith(b"PK"):
        check_size(content)
        check_rectangles(content)
        shapes = read_shapes(content)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [s.name for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        return [
            block for name in visible for block in read_sheet(workbook.get_sheet_by_name(name), shapes.get(name, {}))
        ]
    except PasswordError as error:
        raise FileError(Code.UNREADABLE_FILE, "the workbook is locked by a password") from error
    except CalamineError as error:
        raise FileError(Code.UNREADABLE_FILE, f"the workbook is damaged ({error})") from error
    except BaseException as error:
        # The reader is written in Rust; where it gives up on a damaged file, its panic is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileError(Code.UNREADABLE_FILE, "the workbook is damaged") from error


def check_rectangles(content: bytes) -> None:
    """Refuse sheets whose cells span more than a table can."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            width = height = 0
            for letters, row in CELL.findall(archive.read(name)):
                width, height = max(width, column_number(letters)), max(height, int(row))
            if width * height > MAX_RECTANGLE:
                raise FileError(Code.UNREADABLE_FILE, f"a sheet has cells down to row {height} and column {width}")


def read_sheet(sheet: CalamineSheet, shapes: Mapping[Place, str]) -> list[Block]:
    """One sheet: its leading single lines as paragraphs, the rest as a table; `shapes` says which dates show a part."""
    rows = [
        [shown(cell, shapes.get((y, x))) for x, cell in enumerate(row[:MAX_COLUMNS])]
        for y, row in enumerate(
            sheet.to_python(skip_empty_area=False, nrows=min(sheet.end[0] + 1, MAX_ROWS) if sheet.end else 0)
        )
    ]
    height = max((y + 1 for y, row in enumerate(rows) if any(row)), default=0)
    width = max((x + 1 for row in rows for x, text in enumerate(row) if text), default=0)
    if not height:
        return []
    merges = {
        (top, left): (min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < height and left < width
    }
    blocks: list[Block] = []
    first = 0
    while first < height:
        texts = [(x, text) for x, text in enumerate(rows[first]) if text]
        if len(texts) > 1 or (texts and is_tall(merges, first, texts[0][0])):
            break
        for x, text in texts:
            is_centred = merges.get((first, x), (first, x))[1] > x
            blocks.extend(
                Paragraph(line, align="center" if is_centred else None) for line in text.splitlines() if line.strip()
            )
        first += 1
    table = [row[:width] for row in rows[first:height]]
    if table:
        shifted = {(y - first, x): (bottom - first, right) for (y, x), (bottom, right) in merges.items() if y >= first}
        blocks.append(TableBlock(form_grid(source_rows(table, shifted)), 0))
    return blocks


def is_tall(merges: dict[tuple[int, int], tuple[int, int]], row: int, column: int) -> bool:
    """Whether a merged cell begins here and reaches into the rows below."""
    return merges.get((row, column), (row, column))[0] > row


def source_rows(rows: list[list[str]], merges: dict[tuple[int, int], tuple[int, int]]) -> list[list[SourceCell]]:
    """The cells of each row, a merged one once with its spans; whatever lies below a merged cell is hidden by it."""
    hidden = {
        (y, x)
        for (top, left), (bottom, right) in merges.items()
        for y in range(top, bottom + 1)
        for x in range(left, right + 1)
        if (y, x) != (top, left)
    }
    out: list[list[SourceCell]] = []
    for y, row in enumerate(rows):
        out.append([])
        for x, text in enumerate(row):
            if (y, x) not in hidden:
                bottom, right = merges.get((y, x), (y, x))
                out[-1].append(SourceCell(text, bottom - y + 1, right - x + 1))
    return out


def shown(value: Value, shape: str | None = None) -> str:
    """A cell's value as the sheet shows it: 1.0 is 1, dates are in Chinese, those of a `shape` in part.

    How an .xls shows its dates cannot be told; they are given in full.
    """
    match value:
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return SHAPES[shape](value) if shape else f"{value.year}年{value.month}月{value.day}日"
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
    return str(value)
