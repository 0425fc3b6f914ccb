"""Word files (.docx) as a reader sees them: accepted changes, automatic labels, merged cells, text boxes."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Literal

from taizhang.decoding import decode_text
from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError, FileNote, HtmlReader
from transform.files.numbering import Numbering, W, read_value
from transform.files.package import Package, PackageKind, open_package, parse_part
from transform.files.saved_html import read_mhtml
from transform.files.text import read_text
from transform.files.word_hiding import Hiding, is_on
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock

Element = Any  # lxml has no types

MAX_DEPTH = 16
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# What a reader does not see: removed text, field codes, pinyin above characters, notes' marks.
UNSEEN = frozenset(
    {
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "rt",
        "footnoteReference",
        "rPr",
        "pPr",
        "sdtPr",
    }
)
# What stands around blocks without being one: content controls, tracked insertions, the sections of
# Word 2003.
AROUND = frozenset(
    {
        "sdt",
        "sdtContent",
        "ins",
        "moveTo",
        "customXml",
        "smartTag",
        "sect",
        "sub-section",
    }
)
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
ALIGN: dict[str, Literal["left", "center", "right"]] = {
    "center": "center",
    "right": "right",
    "end": "right",
    "left": "left",
    "start": "left",
}


def read_word(package: Package, read_html: HtmlReader, depth: int = 0) -> FileContents:
    """Paragraphs and tables in reading order. Raises FileError for what is damaged."""
    main = package.main()
    content = package.part(main) if main else None
    if main is None or content is None:
        raise FileError(Code.UNREADABLE_FILE, "the file is damaged (it names no text)")
    looks: dict[str, Element | None] = {}
    notes: list[FileNote] = []
    for kind in ("numbering", "styles"):
        try:
            looks[kind] = read_related(package, main, kind)
        # The text is whole without them.
        except FileError as error:
            notes.append(FileNote(Code.LEFT_OUT, f"its {kind} were not read: {error}"))
    pieces = EmbeddedPieces(package, main, read_html, depth)
    contents = read_body(parse_part(content), looks.get("numbering"), looks.get("styles"), pieces)
    contents.notes += notes
    return contents


def read_word_2003(content: bytes) -> FileContents:
    """A document that Word 2003 saved as XML, whose elements are nearly those of today."""
    root = parse_part(content)
    return read_body(root, root.find(f"{W}lists"), root.find(f"{W}styles"), None)


def read_body(
    root: Element,
    numbering: Element | None,
    styles: Element | None,
    pieces: "EmbeddedPieces | None",
) -> FileContents:
    """The blocks below a document's root, and what was left out."""
    reader = WordBodyReader(Numbering(numbering, styles), styles, pieces)
    body = root.find(f"{W}body")
    if body is not None:
        blocks = list(reader.blocks(body))
    else:
        blocks = []
    return FileContents(blocks, reader.notes())


def read_related(package: Package, part: str, kind: str) -> Element | None:
    """The root of a part that another names for a purpose, None without one; raises FileError for a damaged one."""
    for name in package.related(part, kind):
        content = package.part(name)
        if content:
            return parse_part(content)
    return None


class EmbeddedPieces:
    """Pieces of another format inside a document (w:altChunk), as report generators and web editors write them."""

    def __init__(self, package: Package, main: str, read_html: HtmlReader, depth: int) -> None:
        self._package = package
        self._relations = package.relations(main)
        self._content_type = package.content_type
        self._read_html = read_html
        self._depth = depth
        self.notes: list[FileNote] = []

    def read(self, identity: str | None) -> list[Block]:
        """The blocks of a piece by its relationship; one that cannot be read is noted."""
        _, name = self._relations.get(identity or "", ("", ""))
        content = self._package.part(name) if name else None
        try:
            if content is None:
                raise FileError(Code.LEFT_OUT, "the document does not hold it")
            contents = self._contents(content, self._package.content_type(name))
        except FileError as error:
            self.notes.append(
                FileNote(
                    Code.LEFT_OUT,
                    f"an embedded piece ({name or identity}) was not read: {error}",
                )
            )
            return []
        self.notes += contents.notes
        return contents.blocks

    def _contents(self, content: bytes, content_type: str) -> FileContents:
        if "html" in content_type:
            return FileContents(self._read_html(decode_text(content).text))
        if "rfc822" in content_type or "mhtml" in content_type:
            return read_mhtml(content, self._read_html)
        if content_type.startswith("text/plain"):
            return FileContents(read_text(content))
        if content.startswith(b"PK") and self._depth < 2:
            inner = open_package(content)
            if inner.kind() is PackageKind.WORD:
                return read_word(inner, self._read_html, self._depth + 1)
        raise FileError(Code.LEFT_OUT, f"no reader for {content_type or 'its content'}")


def local_name(node: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    tag = node.tag
    if isinstance(tag, str):
        return tag.rpartition("}")[2]
    return ""


class WordBodyReader:
    """One walk over a document's body."""

    def __init__(
        self,
        numbering: Numbering,
        styles: Element | None,
        pieces: EmbeddedPieces | None,
    ) -> None:
        self._numbering = numbering
        self._headings = heading_styles(styles)
        self._hiding = Hiding(styles)
        self._pieces = pieces
        self._hidden_rows = 0
        # The text of a paragraph whose end was removed: it goes on in the next.
        self._begun = ""

    def notes(self) -> list[FileNote]:
        """What was left out, once all blocks were read."""
        notes = list(self._pieces.notes) if self._pieces else []
        if self._hidden_rows:
            notes.append(
                FileNote(
                    Code.LEFT_OUT,
                    f"{self._hidden_rows} rows of tables are hidden from readers: not read",
                )
            )
        return notes

    def blocks(self, body: Element, depth: int = 0) -> Iterator[Block]:
        """The blocks of a body, a text box or a cell."""
        for node in body.iterchildren():
            match local_name(node):
                case "p":
                    yield from self._paragraph(node, depth)
                case "tbl":
                    yield from self._table(node, depth)
                case "altChunk" if self._pieces is not None:
                    yield from self._pieces.read(node.get(RELATION))
                case name if name in AROUND and depth < MAX_DEPTH:
                    yield from self.blocks(node, depth + 1)

    def _paragraph(self, node: Element, depth: int) -> Iterator[Block]:
        boxes: list[Element] = []
        text = "".join(visible_texts(node, boxes, self._hiding.of_paragraph(node)))
        properties = node.find(f"{W}pPr")
        label = self._numbering.label(node) if text.strip() else ""
        if label and not text.startswith(label):
            text = label + ("" if label[-1] in "、.．)）" else " ") + text.lstrip()
        text, self._begun = self._begun + text, ""
        mark = None
        if properties is not None:
            mark = properties.find(f"{W}rPr/{W}del")
        if mark is not None:
            self._begun = text
        elif text.strip():
            yield Paragraph(
                text,
                bold=is_bold(node),
                align=ALIGN.get(read_value(properties, f"{W}jc") or ""),
                heading=self._heading(properties),
            )
        if depth < MAX_DEPTH:
            for box in boxes:
                yield from self.blocks(box, depth + 1)

    def _heading(self, properties: Element | None) -> int | None:
        level = read_value(properties, f"{W}outlineLvl")
        if level is not None and level.isdecimal():
            if int(level) < 6:
                return int(level) + 1
            return None
        return self._headings.get(read_value(properties, f"{W}pStyle") or "")

    def _table(self, node: Element, depth: int) -> Iterator[Block]:
        rows: list[Element] = []
        cells: list[list[Element]] = []
        for row in child_elements(node, "tr"):
            shown = [
                cell
                for cell in child_elements(row, "tc")
                if cell.find(f"{W}tcPr/{W}cellDel") is None
            ]
            if is_on(row.find(f"{W}trPr/{W}hidden")):
                self._hidden_rows += 1
            elif shown and row.find(f"{W}trPr/{W}del") is None:
                rows.append(row)
                cells.append(shown)
        if depth < MAX_DEPTH and is_frame(cells):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        grid = form_grid(self._source_rows(rows, cells, depth))
        if any(cell.text for cell in grid.origins()):
            yield TableBlock(grid, 0)

    def _source_rows(
        self,
        rows: list[Element],
        cells: list[list[Element]],
        depth: int,
    ) -> list[list[SourceCell]]:
        """The cells of each row; a vertically merged cell is one cell with a rowspan, as in HTML."""
        out: list[list[SourceCell]] = []
        # Column -> (row, place in its row, width).
        open_cells: dict[int, tuple[int, int, int]] = {}
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
                    out[first][place] = SourceCell(
                        above.text, y - first + 1, above.colspan, above.is_header
                    )
                else:
                    sources.append(
                        SourceCell(
                            self._cell_text(cell, depth),
                            colspan=width,
                            is_header=is_header,
                        )
                    )
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


def visible_texts(
    node: Element,
    boxes: list[Element],
    hiding: Callable[[Element], bool],
) -> Iterator[str]:
    """The visible text below `node`; bodies of text boxes are put into `boxes`."""
    for child in node.iterchildren():
        name = local_name(child)
        if name in UNSEEN:
            continue
        if name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield "" if child.get(f"{W}type") in ("page", "column") else BREAKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "r" and hiding(child):
            continue
        elif child.tag == f"{MC}AlternateContent":
            # The same content twice, for newer and older programs.
            choice = child.find(f"{MC}Choice")
            yield from visible_texts(choice if choice is not None else child, boxes, hiding)
        else:
            yield from visible_texts(child, boxes, hiding)


def child_elements(node: Element, name: str) -> Iterator[Element]:
    """Child rows or cells, also those inside content controls and tracked insertions."""
    for child in node.iterchildren():
        child_name = local_name(child)
        if child_name == name:
            yield child
        elif child_name in ("sdt", "sdtContent", "ins", "customXml"):
            yield from child_elements(child, name)


def is_frame(cells: list[list[Element]]) -> bool:
    """Whether a table of one column only holds other tables together: what stands in it is the text."""
    if not all(len(row) <= 1 for row in cells):
        return False
    return any(cell.find(f".//{W}tbl") is not None for cell in chain.from_iterable(cells))


def int_value(node: Element, path: str) -> int:
    """A whole number, bounded; 0 where there is none."""
    text = read_value(node, path)
    if text and text.isdecimal():
        return min(int(text), 1000)
    return 0


def is_bold(paragraph: Element) -> bool:
    """Whether all text of a paragraph is bold."""
    runs = [run for run in paragraph.iterfind(f"{W}r") if run.find(f"{W}t") is not None]
    marks = [run.find(f"{W}rPr/{W}b") for run in runs]
    return bool(runs) and all(is_on(mark) for mark in marks)


def heading_styles(styles: Element | None) -> dict[str, int]:
    """Style ids of headings with their level, by the styles' names and outline levels."""
    levels: dict[str, int] = {}
    for style in styles.iterfind(f"{W}style") if styles is not None else ():
        name = (read_value(style, f"{W}name") or "").lower()
        level = read_value(style, f"{W}pPr/{W}outlineLvl")
        if name.startswith("heading ") and name[8:].isdecimal():
            number = int(name[8:])
        elif level is not None and level.isdecimal():
            number = int(level) + 1
        else:
            continue
        if 1 <= number <= 6:
            levels[style.get(f"{W}styleId")] = number
    return levels
