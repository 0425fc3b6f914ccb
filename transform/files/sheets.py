"""Workbooks of any kind: each visible sheet is a table, its leading single lines are its title."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msoffcrypto
import xlrd
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError
from transform.files.number_formats import GENERAL, show_number, show_text
from transform.files.package import open_package
from transform.files.sheet_table import (
    MAX_COLUMNS,
    MAX_ROWS,
    SheetTable,
    notes_on,
    read_sheet,
    too_long_note,
)
from transform.files.workbook import read_package

OldBook = Any  # xlrd has no types
OldSheet = Any

# Excel locks a workbook whose structure is protected with this password, and tries it by itself.
EXCELS_OWN = "VelvetSweatshop"
BINARY = "binary"


def read_workbook(content: bytes) -> FileContents:
    """Titles and tables of all visible sheets in order; raises FileError for what is damaged or locked."""
    if not content.startswith(b"PK"):
        return read_old_workbook(content)
    package = open_package(content)
    main = package.main()
    if main and (BINARY in package.content_type(main) or main.endswith(".bin")):
        return read_values(content)
    return read_package(package)


def read_old_workbook(content: bytes) -> FileContents:
    """A workbook of Excel 95 to 2003 (.xls); of what one reader cannot open, the values by another."""
    try:
        book = xlrd.open_workbook(
            file_contents=content,
            formatting_info=True,
            logfile=io.StringIO(),
            ragged_rows=True,
        )
        return read_old_sheets(book)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            return read_workbook(unlock_file(content))
        return read_values(content)
    except (FileError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a workbook that breaks one reader in any way may be whole for the other
        return read_values(content)


def read_old_sheets(book: OldBook) -> FileContents:
    """The sheets of a workbook that xlrd has opened."""
    contents = FileContents([])
    for sheet in book.sheets():
        if sheet.visibility:
            continue
        table = SheetTable([])
        for y in range(min(sheet.nrows, MAX_ROWS)):
            width = min(sheet.row_len(y), MAX_COLUMNS)
            table.rows.append([shown_old(book, sheet, y, x) for x in range(width)])
        table.hidden_rows = {
            y
            for y, info in sheet.rowinfo_map.items()
            if (info.hidden or info.height == 0) and y < sheet.nrows
        }
        table.hidden_columns = {
            x for x, info in sheet.colinfo_map.items() if info.hidden and x < MAX_COLUMNS
        }
        for top, bottom, left, right in sheet.merged_cells:
            table.merges[top, left] = bottom - 1, right - 1
        contents.blocks += read_sheet(table)
        contents.notes += notes_on(table, sheet.name)
        if sheet.nrows > MAX_ROWS:
            contents.notes.append(too_long_note(sheet.name, MAX_ROWS))
    return contents


def shown_old(book: OldBook, sheet: OldSheet, y: int, x: int) -> str:
    """A cell of an .xls as the sheet shows it."""
    kind, value = sheet.cell_type(y, x), sheet.cell_value(y, x)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        if value:
            return "是"
        return "否"
    style = sheet.cell_xf_index(y, x)
    number_format = None
    if style < len(book.xf_list):
        number_format = book.format_map.get(book.xf_list[style].format_key)
    if number_format is not None:
        code = number_format.format_str
    else:
        code = GENERAL
    if kind == xlrd.XL_CELL_TEXT:
        return show_text(str(value).replace("\r\n", "\n").replace("\r", "\n").strip(), code)
    return show_number(float(value), code, bool(book.datemode))


def unlock_file(content: bytes) -> bytes:
    """A file that is locked with Excel's own password, unlocked; raises FileError where it has another."""
    out = io.BytesIO()
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(content))
        locked.load_key(password=EXCELS_OWN)
        locked.decrypt(out)
    except (InvalidKeyError, DecryptionError, FileFormatError) as error:
        raise FileError(Code.UNREADABLE_FILE, "locked by a password") from error
    except Exception as error:
        raise FileError(
            Code.UNREADABLE_FILE,
            f"locked, and damaged ({type(error).__name__})",
        ) from error
    return out.getvalue()


def read_values(content: bytes) -> FileContents:
    """The values of a workbook (.xlsb, odd .xls) as they are stored; raises FileError for a damaged or locked one."""
    contents = FileContents([])
    with reporting_damage():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in workbook.sheets_metadata:
            if about.visible == SheetVisibleEnum.Visible:
                sheet = workbook.get_sheet_by_name(about.name)
                rows = sheet.to_python(
                    skip_empty_area=False,
                    nrows=min(sheet.total_height, MAX_ROWS),
                )
                table = SheetTable(
                    [[show_plainly(value) for value in row[:MAX_COLUMNS]] for row in rows]
                )
                table.merges = dict(sheet.merged_cell_ranges or ())
                contents.blocks += read_sheet(table)
                if sheet.total_height > MAX_ROWS:
                    contents.notes.append(too_long_note(about.name, MAX_ROWS))
    return contents


@contextmanager
def reporting_damage() -> Iterator[None]:
    """Raises FileError for whatever the reader of values raises."""
    try:
        yield
    except PasswordError as error:
        raise FileError(Code.UNREADABLE_FILE, "locked by a password") from error
    except CalamineError as error:
        raise FileError(Code.UNREADABLE_FILE, f"the workbook is damaged ({error})") from error
    except BaseException as error:
        # The reader is written in Rust; where it gives up on a damaged file, its panic is no
        # Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileError(Code.UNREADABLE_FILE, "the workbook is damaged") from error


def show_plainly(value: object) -> str:
    """A value without a format, days in Chinese.

    >>> from datetime import date
    >>> show_plainly(1.0), show_plainly(date(2024, 6, 30)), show_plainly(True)
    ('1', '2024年6月30日', '是')
    """
    if isinstance(value, bool):
        if value:
            return "是"
        return "否"
    if isinstance(value, (int, float)):
        return show_number(float(value), GENERAL)
    year, month, day = (getattr(value, part, None) for part in ("year", "month", "day"))
    if year:
        return f"{year}年{month}月{day}日"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
