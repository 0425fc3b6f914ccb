"""XML Spreadsheet 2003, which exports write and name .xls (Microsoft, "XML Spreadsheet Reference")."""

from typing import Any

from transform.files.filetext import FileContents, FileNote
from transform.files.package import parse_part
from transform.files.sheet_table import (
    MAX_COLUMNS,
    MAX_ROWS,
    SheetTable,
    notes_on,
    read_sheet,
    too_long_note,
)

Element = Any  # lxml has no types
S = "{urn:schemas-microsoft-com:office:spreadsheet}"
HIDDEN_SHEET = "{*}WorksheetOptions/{*}Visible"


def read_sheets_2003(content: bytes) -> FileContents:
    """Titles and tables of all visible sheets in order."""
    contents = FileContents([])
    for sheet in parse_part(content).iterfind(f"{S}Worksheet"):
        # SheetHidden and SheetVeryHidden.
        visible = sheet.findtext(HIDDEN_SHEET) or ""
        if "hidden" not in visible.lower():
            name = sheet.get(f"{S}Name") or ""
            table, notes = sheet_table(sheet, name)
            contents.blocks += read_sheet(table)
            contents.notes += notes
    return contents


def sheet_table(sheet: Element, name: str) -> tuple[SheetTable, list[FileNote]]:
    """The cells of one sheet with their places, and what of it was left out."""
    table = SheetTable([])
    notes: list[FileNote] = []
    place = -1
    for row in sheet.iterfind(f"{S}Table/{S}Row"):
        place = max(place + 1, number_of(row, "Index", place + 2) - 1)
        if place >= MAX_ROWS:
            notes.append(too_long_note(name, MAX_ROWS))
            break
        if row.get(f"{S}Hidden") == "1" or row.get(f"{S}Height") == "0":
            table.hidden_rows.add(place)
        while len(table.rows) <= place:
            table.rows.append([])
        add_cells(table, row, place)
    add_hidden_columns(table, sheet)
    notes += notes_on(table, name)
    return table, notes


def add_cells(table: SheetTable, row: Element, place: int) -> None:
    """The cells of a row: one says its column only where it does not follow the one before."""
    column = 0
    for cell in row.iterfind(f"{S}Cell"):
        column = max(column, number_of(cell, "Index", column + 1) - 1)
        if column >= MAX_COLUMNS:
            break
        texts = table.rows[place]
        texts.extend([""] * (column + 1 - len(texts)))
        data = cell.find(f"{S}Data")
        texts[column] = "" if data is None else show_value(data)
        across, down = number_of(cell, "MergeAcross", 0), number_of(cell, "MergeDown", 0)
        if across or down:
            table.merges[place, column] = (place + down, column + across)
        column += 1 + across


def add_hidden_columns(table: SheetTable, sheet: Element) -> None:
    """Columns that the sheet hides; one entry may stand for several."""
    column = 0
    for entry in sheet.iterfind(f"{S}Table/{S}Column"):
        column = max(column, number_of(entry, "Index", column + 1) - 1)
        width = 1 + number_of(entry, "Span", 0)
        if entry.get(f"{S}Hidden") == "1":
            table.hidden_columns.update(range(column, min(column + width, MAX_COLUMNS)))
        column += width


def number_of(element: Element, name: str, otherwise: int) -> int:
    """A whole number of an attribute, bounded."""
    text = element.get(f"{S}{name}") or ""
    # A place beyond any sheet's must not fill the memory.
    if text.isdecimal():
        return min(int(text), 2**20)
    return otherwise


def show_value(data: Element) -> str:
    """A value as text: whole numbers without a point, days in Chinese."""
    text = "".join(data.itertext()).strip()
    kind = data.get(f"{S}Type")
    if kind == "DateTime" and len(text) >= 10:
        year, month, day = text[:10].split("-")
        return f"{int(year)}年{int(month)}月{int(day)}日"
    if kind == "Number" and text.endswith(".0"):
        return text[:-2]
    return text
