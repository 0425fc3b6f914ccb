"""Word files (.docx) as a reader sees them: accepted changes, automatic labels, merged cells, text boxes."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Literal

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from taizhang.issues import Code
from transform.files.filetext import FileError
from transform.files.numbering import Numbering, W, value
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock

Element = Any  # lxml has no types
Package = Any  # nor has python-docx

# A .docx is a zip archive; what opens to more than this is an attack or no document.
MAX_UNPACKED = 200 * 2**20
MAX_MARKUP = 40 * 2**20  # a parsed tree takes ten times as much
MAX_DEPTH = 16
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

# What a reader does not see: removed text, field codes, pinyin above characters, notes' marks.
UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "rt", "footnoteReference", "rPr", "pPr", "sdtPr"})
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
ALIGN: dict[str, Literal["left", "center", "right"]] = {
    "center": "center",
    "right": "right",
    "end": "right",
    "left": "left",
    "start": "left",
}


def read_word(content: bytes) -> list[Block]:
    """Paragraphs and tables in reading order. Raises FileError for what is damaged."""
    check_size(content)
    document = docx.Document(io.BytesIO(content))
    part = document.part
    numbering = related(part, RELATIONSHIP_TYPE.NUMBERING)
    styles = related(part, RELATIONSHIP_TYPE.STYLES)
    body = document.element.body
    return list(Reader(Numbering(numbering, styles), styles).blocks(body))


def check_size(content: bytes) -> None:
    """Refuse what would not fit in memory before anything unpacks it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            markup = sum(m.file_size for m in archive.infolist() if m.filename.endswith((".xml", ".rels")))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileError(Code.UNREADABLE_FILE, f"the file is damaged ({error})") from error
    if size > MAX_UNPACKED or markup > MAX_MARKUP:
        limits = f"more than {MAX_UNPACKED >> 20} MB, or {MAX_MARKUP >> 20} MB of text"
        raise FileError(Code.UNREADABLE_FILE, f"the file opens to {size >> 20} MB, {limits}")


def related(part: Package, kind: str) -> Element | None:
    """The root element of a part of the package; None where it has none."""
    try:
        return part.part_related_by(kind).element
    except (KeyError, AttributeError):
        return None


def local(node: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Reader:
    """One walk over a document's body."""

    def __init__(self, numbering: Numbering, styles: Element | None) -> None:
        self._numbering = numbering
        self._headings = heading_styles(styles)
        self._held = ""  # the text of a paragraph whose end was removed: it goes on in the next

    def blocks(self, body: Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of a body, a text box or a cell."""
        for node in body.iterchildren():
            match local(node):
                case "p":
                    yield from self._paragraph(node, depth)
                case "tbl":
                    yield from self._table(node, depth)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" if depth < MAX_DEPTH:
                    yield from self.blocks(node, depth + 1)

    def _paragraph(self, node: Element, depth: int) -> Iterator[Block]:
        boxes: list[Element] = []
        text = "".join(texts(node, boxes))
        properties = node.find(f"{W}pPr")
        label = self._numbering.label(node) if text.strip() else ""
        if label and not text.startswith(label):
            text = label + ("" if label[-1] in "、.．)）" else " ") + text.lstrip()
        text, self._held = self._held + text, ""
        mark = properties.find(f"{W}rPr/{W}del") if properties is not None else None
        if mark is not None:
            self._held = text
        elif text.strip():
            yield Paragraph(
                text,
                bold=is_bold(node),
                align=ALIGN.get(value(properties, f"{W}jc") or ""),
                heading=self._heading(properties),
            )
        if depth < MAX_DEPTH:
            for box in boxes:
                yield from self.blocks(box, depth + 1)

    def _heading(self, properties: Element | None) -> int | None:
        level = value(properties, f"{W}outlineLvl")
        if level is not None and level.isdecimal():
            return int(level) + 1 if int(level) < 6 else None
        return self._headings.get(value(properties, f"{W}pStyle") or "")

    def _table(self, node: Element, depth: int) -> Iterator[Block]:
        rows = [row for row in children(node, "tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(children(row, "tc")) for row in rows]
        if depth < MAX_DEPTH and is_frame(cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        grid = form_grid(self._source_rows(rows, cells, depth))
        if any(cell.text for cell in grid.origins()):
            yield TableBlock(grid, 0)

    def _source_rows(self, rows: list[Element], cells: list[list[Element]], depth: int) -> list[list[SourceCell]]:
        """The cells of each row; a vertically merged cell is one cell with a rowspan, as in HTML."""
        out: list[list[SourceCell]] = []
        open_cells: dict[int, tuple[int, int, int]] = {}  # column -> (row, place in its row, width)
        for y, (row, line) in enumerate(zip(rows, cells, strict=True)):
            is_header = row.find(f"{W}trPr/{W}tblHeader") is not None
            sources: list[SourceCell] = []
            x = int_value(row, f"{W}trPr/{W}gridBefore")
            if x:
                sources.append(SourceCell("", colspan=x))
            still_open: dict[int, tuple[int, int, int]] = {}
            for cell in line:
                width = int_value(cell, f"{W}tcPr/{W}gridSpan") or 1
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
                if goes_on and x in open_cells:
                    first, place, _ = still_open[x] = open_cells[x]
                    above = out[first][place]
                    out[first][place] = SourceCell(above.text, y - first + 1, above.colspan, above.is_header)
                else:
                    sources.append(SourceCell(self._cell_text(cell, depth), colspan=width, is_header=is_header))
                    if merge is not None:
                        still_open[x] = (y, len(sources) - 1, width)
                x += width
            open_cells = still_open
            out.append(sources)
        return out

    def _cell_text(self, cell: Element, depth: int) -> str:
        """The text of a cell, a line a paragraph; a table inside gives its cells' lines."""
        if depth >= MAX_DEPTH:
            return ""
        lines: list[str] = []
        for block in self.blocks(cell, depth + 1):
            if isinstance(block, Paragraph):
                lines.append(block.text.strip())
            else:
                lines.extend(inner.text for inner in block.grid.origins())
        return "\n".join(filter(None, lines))


def texts(node: Element, boxes: list[Element]) -> Iterator[str]:
    """The visible text below `node`; bodies of text boxes are put into `boxes`."""
    for child in node.iterchildren():
        name = local(child)
        if name in UNSEEN:
            continue
        if name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield "" if child.get(f"{W}type") in ("page", "column") else BREAKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        elif child.tag == f"{MC}AlternateContent":
            # The same content twice, for newer and older programs.
            choice = child.find(f"{MC}Choice")
            yield from texts(choice if choice is not None else child, boxes)
        else:
            yield from texts(child, boxes)


def children(node: Element, name: str) -> Iterator[Element]:
    """Child rows or cells, also those inside content controls and tracked insertions."""
    for child in node.iterchildren():
        found = local(child)
        if found == name:
            yield child
        elif found in ("sdt", "sdtContent", "ins", "customXml"):
            yield from children(child, name)


def is_frame(cells: list[list[Element]]) -> bool:
    """Whether a table of one column only holds other tables together: what stands in it is the text."""
    return all(len(row) <= 1 for row in cells) and any(
        cell.find(f".//{W}tbl") is not None for row in cells for cell in row
    )


def int_value(node: Element, path: str) -> int:
    """A whole number, bounded; 0 where there is none."""
    text = value(node, path)
    return min(int(text), 1000) if text and text.isdecimal() else 0


def is_bold(paragraph: Element) -> bool:
    """Whether all text of a paragraph is bold."""
    runs = [run for run in paragraph.iterfind(f"{W}r") if run.find(f"{W}t") is not None]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(f"{W}val") not in ("0", "false") for mark in marks)


def heading_styles(styles: Element | None) -> dict[str, int]:
    """Style ids of headings with their level, by the styles' names and outline levels."""
    found: dict[str, int] = {}
    for style in styles.iterfind(f"{W}style") if styles is not None else ():
        name = (value(style, f"{W}name") or "").lower()
        level = value(style, f"{W}pPr/{W}outlineLvl")
        if name.startswith("heading ") and name[8:].isdecimal():
            number = int(name[8:])
        elif level is not None and level.isdecimal():
            number = int(level) + 1
        else:
            continue
        if 1 <= number <= 6:
            found[style.get(f"{W}styleId")] = number
    return found
