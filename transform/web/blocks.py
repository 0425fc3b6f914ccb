"""The tree below a node to blocks: paragraphs as printed and data tables, each node looked at once.

Inline text is joined without separators (numbers are cut by spans), a <br> is a line's end, non-breaking spaces are
spaces. What a browser does not show is kept apart.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.web.depth import LIMIT, TooDeepError

Align = Literal["left", "center", "right"]
Attributes = dict[str, str | None]


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Tags whose content is no text of the page.
UNSHOWN = _tags(
    "script style template noscript head title meta link base select option button input textarea svg canvas "
    "iframe object embed audio video map area datalist"
)
BLOCKS = _tags(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary tbody td tfoot th "
    "thead tr ul"
)
CELLS = frozenset({"td", "th"})
# What holds the value beside a label, though it be empty.
VALUES = CELLS | {"dd"}
PLAIN = frozenset({"b", "strong", "span", "font", "em", "label"})
BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
HEADINGS = {f"h{n}": n for n in range(1, 7)}
# Inline tags that look otherwise by themselves or by their style; others are too rare to be worth the look.
INLINE = frozenset({"b", "strong", "span", "font", "a", "em", "i", "u", "label"})
# Block tags that change how their text looks.
LOOKING = BOLD | VALUES | {"center", "pre"}

LONGEST_STYLE = 600
# All of these search lower-case styles, each only those that hold a word which it needs.
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
# Ways to print what no reader sees: a letter of a pixel, a box of a pixel, a place far outside the window.
TINY_LETTERS = re.compile(r"font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em)?\s*(?:;|$|!)")
TINY_BOX = re.compile(
    r"(?<![\w-])(?:height|width)\s*:\s*[01]px[^}]*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden[^}]*(?<![\w-])(?:height|width)\s*:\s*[01]px"
)
FAR = re.compile(r"(?<![\w-])(?:left|top|text-indent)\s*:\s*-\d{3,}")
NEGATIVE = re.compile(r":\s*-\d{3}")
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font\s*:[^;]*\bbold\b")
ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right)")

SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u2002-\u200a\u202f\u205f]+")
# A line of the source that ends between two Chinese characters is no space in the text.
_CHINESE = r"\u2e80-\u9fff\u3001-\u303f\uff00-\uff60"
SOURCE_WRAP = re.compile(rf"(?<=[{_CHINESE}])[ \t]*[\r\n]\s*(?=[{_CHINESE}])")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")

# A table, its group, a row and a cell: each table within a table is so many elements deeper.
LEVELS_OF_TABLE = 4
SHORT = 300
LAYOUT_CELL_BLOCKS = 12
LEAST_CONTINUED = 3
LAYOUT_CELL_SHARE = 0.6


class Looks(Struct, frozen=True):
    """What a style attribute says that matters for the text."""

    is_hidden: bool
    is_tiny: bool
    is_bold: bool
    align: Align | None


# The looks of most styles: fonts, colours and indents say nothing about the text.
NO_LOOKS = Looks(is_hidden=False, is_tiny=False, is_bold=False, align=None)


@lru_cache(maxsize=4096)
def looks(style: str) -> Looks:
    """The looks that a style attribute gives; the same few styles fill a page."""
    style = style[:LONGEST_STYLE].lower()
    aligned = ALIGNED.search(style) if "text-align" in style else None
    is_hidden = ("none" in style or "hidden" in style) and HIDDEN.search(style) is not None
    is_bold = ("bold" in style or "weight" in style) and BOLD_STYLE.search(style) is not None
    is_tiny = (
        ("font-size" in style and TINY_LETTERS.search(style) is not None)
        or ("overflow" in style and TINY_BOX.search(style) is not None)
        or (NEGATIVE.search(style) is not None and FAR.search(style) is not None)
    )
    if not (is_hidden or is_tiny or is_bold or aligned):
        return NO_LOOKS
    return Looks(is_hidden, is_tiny, is_bold, _ALIGN[aligned[1]] if aligned else None)


class Link(Struct):
    """A link as printed: where it leads and what it says."""

    href: str
    text: str
    title: str | None = None


class Hidden(Struct):
    """A piece that a browser does not show, with the addresses that it links."""

    text: str
    hrefs: list[str]


class TooManyLinksError(Exception):
    """What is read is a menu."""


class Fragment(Struct):
    """What stands below a node."""

    blocks: list[Block] = []
    links: list[Link] = []
    hidden: list[Hidden] = []
    images: int = 0


# What the end of an element undoes, as bits: plain numbers, since an enum's arithmetic costs more than the walk.
_BLOCK_ENDS, _BOLD_ENDS, _LINK_ENDS, _PREFORMATTED_ENDS, _CELL_ENDS = 1, 2, 4, 8, 16
# The effects of an element's end, and what it restores: alignment, heading, and the number of blocks before a cell.
_Open = tuple[int, Align | None, int | None, int]
_NOTHING: _Open = (0, None, None, 0)
_BOLD: _Open = (_BOLD_ENDS, None, None, 0)

# What the walk does with an element.
_OTHER, _TEXT, _STYLED, _STRONG, _LINK, _BLOCK, _BREAK, _TABLE, _IMAGE, _PASSED_BY = range(10)
_KINDS_BY_NAME = {
    **dict.fromkeys(UNSHOWN, _PASSED_BY),
    **dict.fromkeys(BLOCKS, _BLOCK),
    **dict.fromkeys(INLINE, _STYLED),
    "b": _STRONG,
    "strong": _STRONG,
    "a": _LINK,
    "br": _BREAK,
    "table": _TABLE,
    "img": _IMAGE,
}
_EMPTY = LexborHTMLParser("")


def tag_number(tag: str) -> int:
    """The parser's own number of a tag, which it gives sooner than the name."""
    return _EMPTY.create_node(tag).tag_id


def tag_numbers(tags: Iterable[str]) -> frozenset[int]:
    """The parser's own numbers of tags."""
    return frozenset(map(tag_number, tags))


# A text bears a number as well.
_TEXT_NUMBER = next(node.tag_id for node in LexborHTMLParser("text").css("body")[0].iter(include_text=True))
_KINDS = {_TEXT_NUMBER: _TEXT} | {tag_number(tag): kind for tag, kind in _KINDS_BY_NAME.items()}
_PARAGRAPH = tag_number("p")
_VALUES, _LOOKING, _PLAIN = tag_numbers(VALUES), tag_numbers(LOOKING), tag_numbers(PLAIN)


class _TableRow(Struct):
    cells: list[tuple[SourceCell, list[Block]]]


class BlockReader:
    """Walks the tree below a node and collects its blocks in a `Fragment`.

    `is_cut` says of a block element's attributes whether the element is no part of the text.
    `flat` reads every cell of a table as a line, an empty one too, and a heading broken by <br> as one; with
    `most_links` links are only counted, and more of them end the reading: so many are a menu.
    """

    def __init__(
        self, is_cut: Callable[[Attributes], bool] | None = None, *, flat: bool = False, most_links: int | None = None
    ) -> None:
        self.found = Fragment()
        self._is_cut = is_cut
        self._flat = flat
        self._most_links = self._links_left = most_links
        self._pieces: list[str] = []
        self._bold = 0
        self._has_bold = False
        self._has_plain = False
        self._align: Align | None = None
        self._heading: int | None = None
        self._preformatted = 0
        self._links: list[tuple[LexborNode, int]] = []
        self._table_number = 0
        self._outside = 0  # elements around the cell or caption that is walked

    def read(self, root: LexborNode) -> Fragment:
        """The blocks below `root`; may be called again for what follows."""
        self._walk(root)
        self._end_line()
        return self.found

    def read_one(self, node: LexborNode) -> Fragment:
        """The blocks of a node itself, text or element, and of nothing that was read before."""
        self.found = Fragment()
        self._links_left = self._most_links
        self._walk(node, alone=True)
        self._end_line()
        return self.found

    def _walk(self, root: LexborNode, *, alone: bool = False) -> None:
        pieces, flat, images = self._pieces, self._flat, 0
        limit = LIMIT - self._outside
        around: list[tuple[LexborNode, _Open]] = []
        node = root if alone else root.first_child
        while node is not None:
            opened: _Open | None = None
            tag = node.tag_id
            kind = _KINDS.get(tag, _OTHER)
            if kind == _TEXT:
                # Most texts are the source's spaces between blocks: nothing, unless a line has begun.
                if pieces or self._preformatted or not node.is_empty_text_node:
                    self._add_text(node.text_content or "")
            else:
                if kind == _BLOCK:
                    if pieces:
                        self._end_line()
                    opened = self._read_block(node, tag, limit - len(around))
                elif kind == _STYLED:
                    opened = self._open_styled(node)
                elif kind == _STRONG:
                    self._bold += 1
                    opened = _BOLD
                elif kind == _LINK:
                    opened = self._open_link(node)
                elif kind == _OTHER:
                    opened = _NOTHING
                elif kind == _BREAK:
                    if pieces and not (flat and self._heading):
                        self._end_line()
                elif kind == _TABLE:
                    self._end_line()
                    if flat:
                        opened = self._open_block(node, tag)
                    elif self._is_shown(node):
                        self._outside += len(around) + LEVELS_OF_TABLE
                        if self._outside > LIMIT:
                            raise TooDeepError
                        self._read_table(node)
                        self._outside -= len(around) + LEVELS_OF_TABLE
                elif kind == _IMAGE:
                    images += 1
                if opened is not None:
                    below = node.first_child
                    if below is not None:
                        if len(around) > limit:
                            raise TooDeepError
                        around.append((node, opened))
                        node = below
                        continue
                    if opened[0]:
                        self._close(opened)
            following = node.next if around or not alone else None
            while following is None and around:
                node, opened = around.pop()
                if opened[0]:
                    self._close(opened)
                following = node.next if around or not alone else None
            node = following
        self.found.images += images

    # Elements -------------------------------------------------------------------------------------------------------

    def _read_block(self, node: LexborNode, tag: int, most: int) -> _Open | None:
        """Adds a block that is a line, as most are, and begins any other; None where nothing of it is left to read."""
        if self._flat and tag in _VALUES and (text := cell_text(node)) is not None:
            self.found.blocks.append(Paragraph(clean(text)))
            return None
        opened = self._open_block(node, tag)
        if opened is None or self._preformatted or (text := plain_text(node, tag, most)) is None:
            return opened
        if text := clean(text):
            self.found.blocks.append(Paragraph(text, self._bold > 0, self._align, self._heading))
        if opened[0] == _BLOCK_ENDS:
            self._align = opened[1]
        else:
            self._close(opened)
        return None

    def _open_block(self, node: LexborNode, number: int) -> _Open | None:
        """Begins a block; None where it is not shown or no part of the text."""
        align, heading, ends = self._align, self._heading, _BLOCK_ENDS
        attributes = node.attributes
        if attributes:
            look = looks(style) if (style := attributes.get("style")) else NO_LOOKS
            if "hidden" in attributes or look.is_hidden or (look.is_tiny and is_short(node)):
                self._hide(node)
                return None
            if number != _PARAGRAPH and self._is_cut is not None and self._is_cut(attributes):
                return None
            if look.align:
                self._align = look.align
            elif own := attributes.get("align"):
                self._align = _ALIGN.get(own.lower())
        if number in _LOOKING:
            tag = node.tag or ""
            if tag in BOLD:
                ends |= _BOLD_ENDS
                self._bold += 1
            if tag in HEADINGS:
                self._heading = HEADINGS[tag]
            elif tag in VALUES:
                ends |= _CELL_ENDS
            elif tag == "center":
                self._align = "center"
            elif tag == "pre":
                ends |= _PREFORMATTED_ENDS
                self._preformatted += 1
        return ends, align, heading, len(self.found.blocks)

    def _open_styled(self, node: LexborNode) -> _Open | None:
        """Begins an inline element that looks as its style says; None where it is not shown."""
        style = node.attributes.get("style")
        look = looks(style) if style else NO_LOOKS
        if look is NO_LOOKS:
            return _NOTHING
        if look.is_hidden or look.is_tiny:
            self._hide(node)
            return None
        if look.is_bold:
            self._bold += 1
            return _BOLD
        return _NOTHING

    def _open_link(self, node: LexborNode) -> _Open | None:
        """Begins a link; None where it is not shown."""
        opened = self._open_styled(node)
        if opened is None:
            return None
        self._links.append((node, len(self._pieces)))
        return opened[0] | _LINK_ENDS, None, None, 0

    def _close(self, opened: _Open) -> None:
        ends, align, heading, before = opened
        if ends & _BLOCK_ENDS:
            if self._pieces:
                self._end_line()
            self._align = align
            if ends == _BLOCK_ENDS:
                return
            self._heading = heading
            if ends & _PREFORMATTED_ENDS:
                self._preformatted -= 1
            elif ends & _CELL_ENDS and self._flat and len(self.found.blocks) == before:
                self.found.blocks.append(Paragraph(""))
        if ends & _LINK_ENDS:
            self._end_link()
        if ends & _BOLD_ENDS:
            self._bold -= 1

    def _is_shown(self, node: LexborNode) -> bool:
        """Whether a table is shown and part of the text."""
        attributes = node.attributes
        style = attributes.get("style")
        if "hidden" in attributes or (style and looks(style).is_hidden):
            self._hide(node)
            return False
        return self._is_cut is None or not self._is_cut(attributes)

    def _hide(self, node: LexborNode) -> None:
        text = node.text().strip()
        if text:
            hrefs = [link.attrs.sget("href") for link in node.css("a[href]")]
            self.found.hidden.append(Hidden(clean(text), hrefs))

    def _end_link(self) -> None:
        node, begin = self._links.pop()
        attributes = node.attributes
        href = attributes.get("href")
        if not href:
            return
        if self._links_left is not None:
            self._links_left -= 1
            if self._links_left < 0:
                raise TooManyLinksError
            return
        text = clean("".join(self._pieces[begin:])) or clean(node.text())
        self.found.links.append(Link(href, text, attributes.get("title")))

    # Text -----------------------------------------------------------------------------------------------------------

    def _add_text(self, text: str) -> None:
        if self._preformatted:
            text = self._add_lines(text)
        self._pieces.append(text)
        if not text.isspace():
            if self._bold:
                self._has_bold = True
            else:
                self._has_plain = True

    def _add_lines(self, text: str) -> str:
        """Ends a line at each line end of preformatted text; what is left begins the next."""
        *lines, rest = text.split("\n")
        for line in lines:
            self._pieces.append(line)
            self._has_plain = True
            self._end_line()
        return rest

    def _end_line(self) -> None:
        if not self._pieces:
            return
        text = clean("".join(self._pieces))
        self._pieces.clear()
        if self._links:
            self._links = [(node, 0) for node, _ in self._links]
        if text:
            bold = self._has_bold and not self._has_plain
            self.found.blocks.append(Paragraph(text, bold, self._align, self._heading))
        self._has_bold = self._has_plain = False

    # Tables ---------------------------------------------------------------------------------------------------------

    def _read_table(self, table: LexborNode) -> None:
        """Adds a data table as a table, a layout table's cells one after the other."""
        rows: list[_TableRow] = []
        group_ends: list[int] = []
        outer, first_number = self.found.blocks, self._table_number
        align, heading = self._align, self._heading
        self._align = self._heading = None
        bold, self._bold = self._bold, 0
        for part in table.iter():
            if part.tag in ("thead", "tbody", "tfoot"):
                rows.extend(self._read_row(row) for row in part.iter() if row.tag == "tr")
                group_ends.append(len(rows) - 1)
            elif part.tag == "tr":
                rows.append(self._read_row(part))
            elif part.tag == "caption":
                self.found.blocks = outer
                self._walk(part)
                self._end_line()
        self._align, self._heading, self._bold = align, heading, bold
        self.found.blocks = outer
        if is_data(rows, table) or goes_on(rows, outer[-1] if outer else None):
            self._table_number = first_number
            grid = form_grid([[cell for cell, _ in row.cells] for row in rows], [end for end in group_ends if end >= 0])
            outer.append(TableBlock(grid, self._table_number))
            self._table_number += 1
        else:
            for row in rows:
                for _, blocks in row.cells:
                    outer.extend(blocks)

    def _read_row(self, row: LexborNode) -> _TableRow:
        cells = []
        for node in row.iter():
            tag = node.tag
            if tag not in CELLS:
                continue
            attributes = node.attributes
            blocks: list[Block] = []
            self.found.blocks = blocks
            text = ""
            style = attributes.get("style")
            if style and looks(style).is_hidden:
                self._hide(node)
            elif (plain := cell_text(node)) is not None:
                if text := clean(plain):
                    first = node.first_child
                    blocks.append(Paragraph(text, tag == "th" or (first is not None and first.tag in BOLD)))
            else:
                self._bold = 1 if tag == "th" else 0
                self._walk(node)
                self._end_line()
                text = as_text(blocks)
            source = SourceCell(
                text, span(attributes.get("rowspan")), max(1, span(attributes.get("colspan"))), tag == "th"
            )
            cells.append((source, blocks))
        return _TableRow(cells)


_ALIGN: dict[str, Align] = {"left": "left", "center": "center", "middle": "center", "right": "right"}


def clean(text: str) -> str:
    """A line as printed: spaces as single spaces, none at its ends, no characters without a look."""
    text = text.strip()
    if text.isprintable() and (" " not in text or "  " not in text):  # one character is sought much faster than two
        return text
    if "\n" in text or "\r" in text:
        text = SOURCE_WRAP.sub("", text)
    return SPACES.sub(" ", UNSEEN.sub("", text)).strip()


def cell_text(cell: LexborNode) -> str | None:
    """The text of a cell that holds one line; None for any other."""
    first = cell.first_child
    if first is None:
        return ""
    if first.tag_id == _TEXT_NUMBER and first.next is None:
        return first.text_content or ""
    return cell.text() if is_plain(cell) else None


def is_plain(cell: LexborNode) -> bool:
    """Whether a cell holds one line that is shown: text, or text in single inline elements."""
    child = cell.first_child
    while child is not None:
        tag = child.tag_id
        if tag != _TEXT_NUMBER:
            inner = child.first_child
            if tag not in _PLAIN or (inner is not None and (inner.tag_id != _TEXT_NUMBER or inner.next is not None)):
                return False
            style = child.attributes.get("style")
            if style and (looks(style).is_hidden or looks(style).is_tiny):
                return False
        child = child.next
    return True


def plain_text(block: LexborNode, tag: int, most: int) -> str | None:
    """The text of a block that holds nothing but text in plain looks, as most do; None for any other.

    Only a paragraph is looked at closely: what is in others are blocks. More than `most` elements may nest too deep.
    """
    first = block.first_child
    if first is None:
        return ""
    if first.tag_id == _TEXT_NUMBER and first.next is None:
        return first.text_content or ""
    if tag != _PARAGRAPH:
        return None
    elements = block.traverse()
    next(elements)
    for element in elements:
        kind = _KINDS.get(element.tag_id, _OTHER)
        most -= 1
        if most < 0 or (kind != _OTHER and kind != _STYLED):
            return None
        if kind == _STYLED and (style := element.attributes.get("style")) and looks(style) is not NO_LOOKS:
            return None
    return block.text()


def is_short(node: LexborNode) -> bool:
    """Whether a block holds little text: letters without size around a whole article are a trick of layout."""
    return len(node.text()) <= SHORT


def span(value: str | None) -> int:
    """A rowspan or colspan as the HTML standard reads it: leading digits, 1 where there are none."""
    match = re.match(r"\s*\+?(\d+)", value) if value else None
    return min(int(match[1]), 65534) if match else 1


def as_text(blocks: list[Block]) -> str:
    """Blocks as the text of one cell, a line each; a table inside gives its cells."""
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(cell.text for cell in block.grid.origins() if cell.text)
    return "\n".join(lines)


def goes_on(rows: list[_TableRow], before: Block | None) -> bool:
    """Whether a table of one row is what a page break left of the table right above it: it has as many columns."""
    if len(rows) != 1 or not isinstance(before, TableBlock) or len(rows[0].cells) < LEAST_CONTINUED:
        return False
    cells = [cell for cell, _ in rows[0].cells]
    return sum(cell.colspan for cell in cells) == before.grid.width and sum(bool(c.text) for c in cells) > 1


def is_data(rows: list[_TableRow], table: LexborNode) -> bool:
    """Whether a table is data rather than a page's frame: several columns, no cell that holds nearly everything."""
    if len(rows) < 2 or max(len(row.cells) for row in rows) < 2 or table.attrs.get("role") == "presentation":
        return False
    filled = [(cell, blocks) for row in rows for cell, blocks in row.cells if blocks]
    if len(filled) < 3:
        return False
    if any(cell.is_header for cell, _ in filled):
        return True
    total = sum(len(cell.text) for cell, _ in filled)
    cell, blocks = max(filled, key=lambda pair: len(pair[0].text))
    holds_table = any(isinstance(block, TableBlock) for block in blocks)
    is_frame = len(blocks) > LAYOUT_CELL_BLOCKS or holds_table
    return not (is_frame and len(cell.text) > LAYOUT_CELL_SHARE * total)
