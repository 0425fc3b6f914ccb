"""How a workbook (.xlsx) shows its dates: 2021年12月 is stored as the first of December, its format leaves the day out.

ECMA-376 part 1, 18.8.30: a cell names a style, the style a number format; formats 14 to 58 are built in.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STYLED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\ss="(\d{1,5})"')
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
# Built-in formats of Chinese Excel that leave out the day or the year.
BUILT_IN = {
    17: "ym",
    27: "ym",
    57: "ym",
    36: "ym",
    50: "ym",
    52: "ym",
    16: "md",
    28: "md",
    58: "md",
    29: "md",
    51: "md",
    53: "md",
    54: "md",
}

Place = tuple[int, int]  # row and column from 0
SHAPES: dict[str, Callable[[date], str]] = {
    "ym": lambda day: f"{day.year}年{day.month}月",
    "md": lambda day: f"{day.month}月{day.day}日",
    "y": lambda day: f"{day.year}年",
}


def read_shapes(content: bytes) -> dict[str, dict[Place, str]]:
    """For each sheet's name the cells whose dates are shown in part: ym, md or y. Raises what damaged XML raises."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if not {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        shapes = style_shapes(archive.read("xl/styles.xml"))
        if not shapes:
            return {}
        found = {}
        for name, path in sheet_paths(archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels")):
            if path in names:
                cells = STYLED_CELL.findall(archive.read(path))
                found[name] = {
                    (int(row) - 1, column_number(letters) - 1): shapes[int(style)]
                    for letters, row, style in cells
                    if int(style) in shapes
                }
        return found


def style_shapes(styles: bytes) -> dict[int, str]:
    """The numbers of styles that show a date in part."""
    root = parse(styles)
    codes = {int(f.get("numFmtId", "0")): shape_of(f.get("formatCode", "")) for f in root.iter(f"{MAIN}numFmt")}
    found: dict[int, str] = {}
    for cell_styles in root.iter(f"{MAIN}cellXfs"):
        for number, style in enumerate(cell_styles.iter(f"{MAIN}xf")):
            code = int(style.get("numFmtId", "0"))
            if shape := codes.get(code) or BUILT_IN.get(code):
                found[number] = shape
    return found


def shape_of(code: str) -> str | None:
    """Which parts of a date a format code shows; None for all of them, or for what is no date."""
    plain = LITERAL.sub("", code.split(";")[0]).lower()
    shown = "".join(letter for letter in "ymd" if letter in plain)
    return shown if shown in SHAPES and "h" not in plain and "s" not in plain else None


def sheet_paths(workbook: bytes, links: bytes) -> list[tuple[str, str]]:
    """Names of sheets with the members that hold them."""
    targets = {link.get("Id"): link.get("Target", "") for link in parse(links)}
    sheets = parse(workbook).iter(f"{MAIN}sheet")
    return [
        (
            sheet.get("name", ""),
            posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get(f"{OFFICE}id"), "")))[1:],
        )
        for sheet in sheets
    ]


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def parse(content: bytes) -> ElementTree.Element:
    """XML without a document type: entities, which could grow without bound, cannot be declared."""
    if b"<!DOCTYPE" in content[:4096].upper():
        raise ValueError("a workbook's XML has no document type")
    return ElementTree.fromstring(content)  # noqa: S314 - entities cannot be declared, see above
