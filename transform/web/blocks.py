"""The tree below a node to blocks: paragraphs as printed and data tables, each node looked at once.

Inline text is joined without separators (numbers are cut by spans), a <br> is a line's end,
non-breaking spaces are spaces. What a browser does not show is kept apart.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct
from selectolax.lexbor import LexborNode

from taizhang.hiding import COLLAPSED
from taizhang.nesting import LIMIT, TooDeepError
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.web.list_markers import OrderedList, next_marker, open_list, with_marker
from transform.web.plain_text import cell_text, clean_line, is_short, plain_text, shown_value
from transform.web.style_sheet import Declarations, read_style_sheet, style_of
from transform.web.styles import ALIGN, NO_LOOKS, Align, read_looks
from transform.web.tables import (
    LoneRow,
    TableRow,
    as_text,
    goes_on,
    is_data,
    read_span,
    table_above,
)
from transform.web.tags import (
    BLOCK,
    BOLD,
    BREAK,
    CELLS,
    FIELD,
    HEADINGS,
    IMAGE,
    ITEM,
    KINDS,
    LABEL_NUMBERS,
    LINK,
    LIST_NUMBERS,
    LOOKING_NUMBERS,
    ORDERED,
    OTHER,
    PARAGRAPH,
    PASSED_BY,
    STRONG,
    STYLED,
    TABLE,
    TEXT,
    VALUE_NUMBERS,
    VALUES,
)

Attributes = dict[str, str | None]

# A table, its group, a row and a cell: each table within a table is so many elements deeper. Cells
# are walked by themselves, so that what is around them must be counted here.
LEVELS_OF_TABLE = 4


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
    """What is read is a menu: it holds more links than `most_links`."""


class Fragment(Struct):
    """What stands below a node."""

    blocks: list[Block] = []
    links: list[Link] = []
    hidden: list[Hidden] = []
    images: int = 0
    # Rows of tables that have a text and are not shown.
    hidden_rows: int = 0


# What the end of an element undoes, as bits: plain numbers, since an enum's arithmetic costs more
# than the walk.
_BLOCK_ENDS, _BOLD_ENDS, _LINK_ENDS, _PREFORMATTED_ENDS, _CELL_ENDS, _LIST_ENDS = 1, 2, 4, 8, 16, 32
# The effects of an element's end, and what it restores: alignment, heading, and the number of
# blocks before a cell.
_Open = tuple[int, Align | None, int | None, int]
_NOTHING: _Open = (0, None, None, 0)
_BOLD: _Open = (_BOLD_ENDS, None, None, 0)


class BlockReader:
    """Walks the tree below a node and collects its blocks in a `Fragment`.

    `is_cut` says of a block element's attributes whether the element is no part of the text. `flat`
    reads every cell of a table as a line, an empty one too, and a heading broken by <br> as one;
    with `most_links` links are only counted, and more of them end the reading: so many are a menu.
    """

    def __init__(
        self,
        is_cut: Callable[[Attributes], bool] | None = None,
        *,
        flat: bool = False,
        most_links: int | None = None,
    ) -> None:
        self.fragment = Fragment()
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
        self._lone_row: LoneRow | None = None
        # Lists that are open, the innermost last; None for one without numbers.
        self._lists: list[OrderedList | None] = []
        # The marker that stands before the next line.
        self._marker = ""
        # Elements around the cell or caption that is walked.
        self._outside = 0
        self._declarations: Declarations | None = None

    def read(self, root: LexborNode) -> Fragment:
        """The blocks below `root`; may be called again for what follows."""
        # A page may be nothing else: a browser shows a text file so.
        is_preformatted = root.tag == "pre"
        self._preformatted += is_preformatted
        self._walk(root)
        self._preformatted -= is_preformatted
        self._end_line()
        return self.fragment

    def read_one(self, node: LexborNode) -> Fragment:
        """The blocks of a node itself, text or element, and of nothing that was read before."""
        self.fragment = Fragment()
        self._links_left = self._most_links
        self._walk(node, alone=True)
        self._end_line()
        return self.fragment

    def _walk(self, root: LexborNode, *, alone: bool = False) -> None:
        """Goes through what is below `root`, or with `alone` through `root` itself."""
        pieces = self._pieces
        limit = LIMIT - self._outside
        around: list[tuple[LexborNode, _Open]] = []
        node = root if alone else root.first_child
        while node is not None:
            opened: _Open | None = None
            kind = KINDS.get(node.tag_id, OTHER)
            if kind == TEXT:
                # Most texts are the source's spaces between blocks: nothing, unless a line has
                # begun.
                if pieces or self._preformatted or not node.is_empty_text_node:
                    self._add_text(node.text_content or "")
            elif kind == OTHER:
                opened = _NOTHING
            else:
                opened = self._open(node, kind, len(around))
            below = node.first_child if opened is not None else None
            if opened is not None and below is not None:
                if len(around) > limit:
                    raise TooDeepError
                around.append((node, opened))
                node = below
                continue
            if opened is not None and opened[0]:
                self._close(opened)
            node = self._leave(node, around, alone=alone)

    def _leave(
        self,
        node: LexborNode,
        around: list[tuple[LexborNode, _Open]],
        *,
        alone: bool,
    ) -> LexborNode | None:
        """The node that follows in the order of the page; closes what ends before it."""
        following = None
        if around or not alone:
            following = node.next
        while following is None and around:
            node, opened = around.pop()
            if opened[0]:
                self._close(opened)
            following = None
            if around or not alone:
                following = node.next
        return following

    # Elements
    # -------------------------------------------------------------------------------------------------------

    def _open(self, node: LexborNode, kind: int, depth: int) -> _Open | None:
        """Begins an element or reads it whole; None where nothing of it is left to read."""
        if kind == BLOCK:
            if self._pieces:
                self._end_line()
            return self._read_block(node, LIMIT - self._outside - depth)
        if kind == STYLED:
            return self._open_styled(node)
        if kind == STRONG:
            self._bold += 1
            return _BOLD
        if kind == LINK:
            return self._open_link(node)
        if kind == TABLE:
            return self._open_table(node, depth)
        if kind == IMAGE:
            self.fragment.images += 1
        elif kind == BREAK and self._pieces and not (self._flat and self._heading):
            self._end_line()
        elif kind == PASSED_BY and self._flat and node.tag_id == FIELD:
            self._add_text(shown_value(node))
        return None

    def _open_table(self, node: LexborNode, depth: int) -> _Open | None:
        """Reads a table; where only lines are wanted, it is a block like any other."""
        self._end_line()
        if self._flat:
            return self._open_block(node, node.tag_id)
        if self._is_shown(node):
            self._outside += depth + LEVELS_OF_TABLE
            if self._outside > LIMIT:
                raise TooDeepError
            self._read_table(node)
            self._outside -= depth + LEVELS_OF_TABLE
        return None

    def _read_block(self, node: LexborNode, most: int) -> _Open | None:
        """Adds a block that is a line, as most are, and begins any other; None where none of it is left."""
        tag = node.tag_id
        # A cell's lines would look like fields of their own: what is one line is taken as it stands.
        if self._flat and (tag in VALUE_NUMBERS or tag in LABEL_NUMBERS):
            text = cell_text(node)
            if text is not None:
                self.fragment.blocks.append(Paragraph(clean_line(text), bold=tag in LABEL_NUMBERS))
                return None
        opened = self._open_block(node, tag)
        if tag in LIST_NUMBERS and opened is not None:
            opened = self._open_list(node, tag, opened)
        if opened is None or self._preformatted or (text := plain_text(node, tag, most)) is None:
            return opened
        text = clean_line(text)
        if text:
            self._add_line(text, bold=self._bold > 0)
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
            look = read_looks(style) if (style := attributes.get("style")) else NO_LOOKS
            if "hidden" in attributes or look.is_hidden or (look.is_tiny and is_short(node)):
                self._hide(node)
                return None
            # Paragraphs are not asked: editors give them classes of every name.
            if number != PARAGRAPH and self._is_cut is not None and self._is_cut(attributes):
                return None
            if look.align:
                self._align = look.align
            elif own := attributes.get("align"):
                self._align = ALIGN.get(own.lower())
        if number in LOOKING_NUMBERS:
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
        return ends, align, heading, len(self.fragment.blocks)

    def _open_list(self, node: LexborNode, tag: int, opened: _Open) -> _Open:
        """Begins a list or an item of one: a browser prints the numbers of the ordered ones."""
        if tag == ITEM:
            ordered = self._lists[-1] if self._lists else None
            self._marker = (
                next_marker(ordered, node.attributes, self._style(node))
                if ordered and not self._flat
                else ""
            )
            return opened
        ordered = None
        if tag == ORDERED:
            ordered = open_list(
                node.attributes,
                self._style(node),
                sum(child.tag_id == ITEM for child in node.iter()),
            )
        self._lists.append(ordered)
        return opened[0] | _LIST_ENDS, *opened[1:]

    def _open_styled(self, node: LexborNode) -> _Open | None:
        """Begins an inline element that looks as its style says; None where it is not shown."""
        style = node.attributes.get("style")
        look = read_looks(style) if style else NO_LOOKS
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
            elif ends & _CELL_ENDS and self._flat and len(self.fragment.blocks) == before:
                self.fragment.blocks.append(Paragraph(""))
        if ends & _LIST_ENDS:
            self._lists.pop()
        if ends & _LINK_ENDS:
            self._end_link()
        if ends & _BOLD_ENDS:
            self._bold -= 1

    def _is_shown(self, node: LexborNode) -> bool:
        """Whether a table is shown and part of the text."""
        attributes = node.attributes
        style = attributes.get("style")
        if "hidden" in attributes or (style and read_looks(style).is_hidden):
            self._hide(node)
            return False
        return self._is_cut is None or not self._is_cut(attributes)

    def _hide(self, node: LexborNode) -> None:
        text = node.text().strip()
        if text:
            hrefs = [link.attrs.sget("href") for link in node.css("a[href]")]
            self.fragment.hidden.append(Hidden(clean_line(text), hrefs))

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
        text = clean_line("".join(self._pieces[begin:])) or clean_line(node.text())
        self.fragment.links.append(Link(href, text, attributes.get("title")))

    # Text
    # -----------------------------------------------------------------------------------------------------------

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
        text = clean_line("".join(self._pieces))
        self._pieces.clear()
        # A link that goes on over a line's end says what stands behind it from the next line's start.
        if self._links:
            self._links = [(node, 0) for node, _ in self._links]
        if text:
            self._add_line(text, bold=self._has_bold and not self._has_plain)
        self._has_bold = self._has_plain = False

    def _add_line(self, text: str, *, bold: bool) -> None:
        if self._marker:
            text, self._marker = with_marker(self._marker, text), ""
        self.fragment.blocks.append(Paragraph(text, bold, self._align, self._heading))

    # Tables
    # ---------------------------------------------------------------------------------------------------------

    def _read_table(self, table: LexborNode) -> None:
        """Adds a data table as a table, a layout table's cells one after the other."""
        rows: list[TableRow] = []
        group_ends: list[int] = []
        outer, first_number = self.fragment.blocks, self._table_number
        align, heading = self._align, self._heading
        self._align = self._heading = None
        bold, self._bold = self._bold, 0
        for part in table.iter():
            if part.tag in ("thead", "tbody", "tfoot"):
                shown = [row for row in part.iter() if row.tag == "tr" and self._is_row_shown(row)]
                rows.extend(self._read_row(row) for row in shown if self._is_row_shown(part))
                group_ends.append(len(rows) - 1)
            elif part.tag == "tr" and self._is_row_shown(part):
                rows.append(self._read_row(part))
            elif part.tag == "caption":
                self.fragment.blocks = outer
                self._walk(part)
                self._end_line()
        self._align, self._heading, self._bold = align, heading, bold
        self.fragment.blocks = outer
        # The heading in a table of its own, which was taken for layout, is read with the table below.
        above = self._lone_row
        if above is not None and above.is_above(rows, outer):
            rows, group_ends = [above.row, *rows], [end + 1 for end in group_ends]
            if is_data(rows, table):
                del outer[above.start :]
            else:
                rows = rows[1:]
        self._lone_row = None
        if is_data(rows, table) or goes_on(rows, table_above(outer)):
            self._table_number = first_number + 1
            grid = form_grid(
                [[cell for cell, _ in row.cells] for row in rows],
                [end for end in group_ends if end >= 0],
            )
            outer.append(TableBlock(grid, first_number))
        else:
            self._add_layout(rows)

    def _add_layout(self, rows: Sequence[TableRow]) -> None:
        """Adds the cells of a layout table one after the other; one row alone may head the table below it."""
        outer = self.fragment.blocks
        start = len(outer)
        for row in rows:
            for _, blocks in row.cells:
                outer.extend(blocks)
        if len(rows) == 1:
            self._lone_row = LoneRow(rows[0], start, len(outer))

    def _style(self, node: LexborNode) -> str | None:
        return style_of(node.attributes, self._style_sheet(node), node.tag)

    def _style_sheet(self, node: LexborNode) -> Declarations:
        """What the page's own style sheets say; read where something is met that asks for it."""
        if self._declarations is None:
            self._declarations = read_style_sheet(node)
        return self._declarations

    def _is_row_shown(self, row: LexborNode) -> bool:
        """Whether a row, or a group of rows, is shown to readers."""
        attributes = row.attributes
        style = style_of(attributes, self._style_sheet(row))
        if "hidden" not in attributes and not (
            style and (read_looks(style).is_hidden or COLLAPSED.search(style))
        ):
            return True
        self._hide(row)
        self.fragment.hidden_rows += row.text().strip() != ""
        return False

    def _read_row(self, row: LexborNode) -> TableRow:
        cells = []
        for node in row.iter():
            tag = node.tag
            if tag not in CELLS:
                continue
            attributes = node.attributes
            blocks: list[Block] = []
            self.fragment.blocks = blocks
            text = ""
            style = attributes.get("style")
            if style and read_looks(style).is_hidden:
                self._hide(node)
            elif (plain := cell_text(node)) is not None:
                text = clean_line(plain)
                if text:
                    first = node.first_child
                    blocks.append(
                        Paragraph(
                            text,
                            tag == "th" or (first is not None and first.tag in BOLD),
                        )
                    )
            else:
                self._bold = 1 if tag == "th" else 0
                self._walk(node)
                self._end_line()
                text = as_text(blocks)
            source = SourceCell(
                text,
                read_span(attributes.get("rowspan")),
                max(1, read_span(attributes.get("colspan"))),
                tag == "th",
            )
            cells.append((source, blocks))
        return TableRow(cells)
