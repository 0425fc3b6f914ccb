"""Workbooks of Excel 2007 and later (.xlsx, .xlsm, templates): their cells as a reader sees them, row by row.

ECMA-376 part 1, 18.3: a cell gives a value and the number of a style, which says how it is shown. A
cell or row without its place follows the one before. Formulas have the value that was last
computed, or none.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from msgspec import Struct

from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError, FileNote
from transform.files.number_formats import BUILT_IN, GENERAL, show_number, show_text
from transform.files.package import Package, parse_part
from transform.files.sheet_table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Place,
    SheetTable,
    notes_on,
    read_sheet,
    too_long_note,
)

Element = Any  # lxml has no types

ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
# How a text writes what XML cannot hold.
LETTERS = re.compile(r"_x([0-9A-Fa-f]{4})_")
MAX_NAMED = 5


class Styles(Struct):
    """What of a workbook its sheets share: texts, and a format for each number of a style."""

    texts: list[str] = []
    formats: list[str] = []
    from_1904: bool = False

    def format_of(self, cell: Element) -> str:
        """The number format of a cell."""
        style = cell.get("s")
        if style and style.isdecimal():
            number = int(style)
        else:
            number = -1
        if 0 <= number < len(self.formats):
            return self.formats[number]
        return GENERAL


def read_package(package: Package) -> FileContents:
    """Titles and tables of all visible sheets in order. Raises FileError for what is damaged."""
    main = package.main()
    content = package.part(main) if main else None
    if main is None or content is None:
        raise FileError(Code.UNREADABLE_FILE, "the workbook is damaged (it names no sheets)")
    book = parse_part(content)
    links = package.relations(main)
    contents = FileContents([])
    styles = read_styles(package, main, book, contents.notes)
    for sheet in book.iter("{*}sheet"):
        if (sheet.get("state") or "visible") != "visible":
            continue
        link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        part = None
        if link in links and links[link][0] == "worksheet":
            part = package.part(links[link][1])
        if part is not None:
            name = sheet.get("name") or ""
            table, notes = read_cells(part, styles, name)
            contents.blocks += read_sheet(table)
            contents.notes += notes
    return contents


def read_styles(package: Package, main: str, book: Element, notes: list[FileNote]) -> Styles:
    """What the sheets of a workbook share; where its formats are damaged, that is noted and values stand as stored."""
    styles = Styles(
        from_1904=any(p.get("date1904") in ("1", "true") for p in book.iter("{*}workbookPr"))
    )
    for name in package.related(main, "sharedStrings"):
        content = package.part(name)
        styles.texts = (
            [text_of(entry) for entry in parse_part(content).iter("{*}si")] if content else []
        )
    for name in package.related(main, "styles"):
        content = package.part(name)
        try:
            root = parse_part(content) if content else None
        except FileError as error:
            notes.append(FileNote(Code.LEFT_OUT, f"its formats were not read: {error}"))
            continue
        if root is not None:
            own = {
                entry.get("numFmtId"): entry.get("formatCode") or GENERAL
                for entry in root.iter("{*}numFmt")
            }
            for cell_styles in root.iter("{*}cellXfs"):
                styles.formats = [
                    format_by_number(style.get("numFmtId"), own)
                    for style in cell_styles.iter("{*}xf")
                ]
    return styles


def format_by_number(number: str | None, own: dict[str | None, str]) -> str:
    """A workbook's own format, else one that is built in."""
    if number in own:
        return own[number]
    if number and number.isdecimal():
        return BUILT_IN.get(int(number), GENERAL)
    return GENERAL


def text_of(entry: Element) -> str:
    """The text of a string, without the pinyin above it."""
    pieces = [
        run.text or "" for run in entry.iter("{*}t") if not run.getparent().tag.endswith("}rPh")
    ]
    text = "".join(pieces)
    if "_x" in text:
        text = LETTERS.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_cells(content: bytes, styles: Styles, name: str) -> tuple[SheetTable, list[FileNote]]:
    """The cells of one sheet, and what of it was left out."""
    table = SheetTable([])
    notes: list[FileNote] = []
    unknown: list[str] = []
    row = -1
    wide = False
    for element in iterate_elements(content, ("{*}row", "{*}col", "{*}mergeCell")):
        kind = element.tag.rpartition("}")[2]
        if kind == "col":
            table.hidden_columns.update(hidden_columns(element))
        elif kind == "mergeCell":
            add_merge(table, element.get("ref") or "")
        elif row < MAX_ROWS:
            # Without a place of its own a row follows the one before; places count from 1.
            row = number_of(element.get("r"), row + 2) - 1
            if row >= MAX_ROWS:
                notes.append(too_long_note(name, row))
                row = MAX_ROWS
                continue
            while len(table.rows) <= row:
                table.rows.append([])
            if is_hidden_row(element):
                table.hidden_rows.add(row)
            wide = add_row(table.rows[row], element, styles, unknown) or wide
        else:
            continue
    if wide:
        notes.append(
            FileNote(
                Code.LEFT_OUT,
                f"sheet {name}: columns beyond the {MAX_COLUMNS}th were not read",
            )
        )
    if unknown:
        cells = ", ".join(unknown[:MAX_NAMED]) + (" …" if len(unknown) > MAX_NAMED else "")
        message = f"sheet {name}: {len(unknown)} cells hold formulas whose values the file does not store: {cells}"
        notes.append(FileNote(Code.LEFT_OUT, message))
    notes += notes_on(table, name)
    return table, notes


def iterate_elements(content: bytes, tags: tuple[str, ...]) -> Iterator[Element]:
    """Elements of a sheet one after the other, each forgotten when the next comes; raises FileError."""
    walk = etree.iterparse(
        io.BytesIO(content),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in walk:
            yield element
            # lxml keeps what it has read: a sheet of a hundred megabytes must not stay in memory.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise FileError(Code.UNREADABLE_FILE, f"the workbook is damaged ({error})") from error


def add_row(texts: list[str], row: Element, styles: Styles, unknown: list[str]) -> bool:
    """Adds the texts of a row; formulas without a value are named in `unknown`.

    Returns whether the row goes on beyond the bound.
    """
    column = -1
    for cell in row.iterchildren("{*}c"):
        address = cell.get("r") or ""
        match = ADDRESS.fullmatch(address)
        column = column_number(match[1]) - 1 if match else column + 1
        if column >= MAX_COLUMNS:
            return True
        text = show_cell(cell, styles)
        if not text and has_lost_value(cell):
            unknown.append(address or f"column {column + 1}")
        if text:
            texts.extend([""] * (column + 1 - len(texts)))
            texts[column] = text
    return False


def has_lost_value(cell: Element) -> bool:
    """Whether a cell has a formula and no value; one that says it is a text may be empty."""
    if cell.find("{*}f") is None:
        return False
    if cell.find("{*}v") is None:
        return True
    return (cell.get("t") or "n") != "str"


def show_cell(cell: Element, styles: Styles) -> str:
    """A cell's value as the sheet shows it."""
    kind = cell.get("t") or "n"
    if kind == "inlineStr":
        return show_text(
            "".join(text_of(entry) for entry in cell.iterchildren("{*}is")),
            styles.format_of(cell),
        )
    value = (cell.findtext("{*}v") or "").strip()
    if not value:
        return ""
    match kind:
        case "s":
            text = ""
            if value.isdecimal() and int(value) < len(styles.texts):
                text = styles.texts[int(value)]
            return show_text(text, styles.format_of(cell))
        case "str":
            return value.replace("\r", "")
        case "b":
            if value == "1":
                return "是"
            return "否"
        # #REF! and the like say nothing of the sheet.
        case "e":
            return ""
        case "d":
            year, month, day = [*value[:10].split("-"), "", ""][:3]
            if month.isdecimal() and day.isdecimal():
                return f"{year}年{int(month)}月{int(day)}日"
            return value
    try:
        number = float(value)
    except ValueError:
        return value
    return show_number(number, styles.format_of(cell), styles.from_1904)


def is_hidden_row(element: Element) -> bool:
    """Whether a row is hidden from readers: it says so, or is no point high."""
    if element.get("hidden") in ("1", "true"):
        return True
    return _is_nothing(element.get("ht"))


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is a number, and that 0."""
    if size is None:
        return False
    return re.fullmatch(r"0+(?:\.0*)?", size) is not None


def hidden_columns(element: Element) -> range:
    """The columns for which an entry says that they are hidden."""
    if element.get("hidden") not in ("1", "true"):
        return range(0)
    first, last = number_of(element.get("min"), 1), number_of(element.get("max"), 1)
    return range(first - 1, min(last, MAX_COLUMNS))


def add_merge(table: SheetTable, reference: str) -> None:
    """Notes a merged range, as A2:D4."""
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last)
    if begin and end and end >= begin and begin[0] < MAX_ROWS and begin[1] < MAX_COLUMNS:
        table.merges[begin] = min(end[0], MAX_ROWS), min(end[1], MAX_COLUMNS)


def place_of(address: str) -> Place | None:
    """Row and column of an address, from 0.

    >>> place_of("B3"), place_of("$A$1"), place_of("B")
    ((2, 1), (0, 0), None)
    """
    match = ADDRESS.fullmatch(address)
    if match:
        return (int(match[2]) - 1, column_number(match[1]) - 1)
    return None


def number_of(text: str | None, otherwise: int) -> int:
    """A number from 1 up; `otherwise` where there is none."""
    if text and text.isdecimal() and 0 < len(text) < 9 and int(text):
        return int(text)
    return otherwise


def column_number(letters: str) -> int:
    """The number of a column by its letters.

    >>> column_number("A"), column_number("Z"), column_number("AA")
    (1, 26, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
