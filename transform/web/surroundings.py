"""What stands around a document's body: above it title, publish line and field box, below it its attachments."""

from collections.abc import Collection, Iterator
from itertools import chain

from msgspec import Struct
from selectolax.lexbor import LexborNode

from taizhang.files import is_file_link
from transform.model import Paragraph
from transform.web import chrome
from transform.web.blocks import BlockReader, Hidden, Link, TooManyLinksError
from transform.web.plain_text import clean_line
from transform.web.selecting import select
from transform.web.tags import BLOCKS, UNSHOWN, tag_number, tag_numbers

# What has more links is a menu: the document begins below it.
MOST_LINKS = 30
# Pages made of tables put four elements around each frame.
LEVELS_ABOVE = 16
LEVELS_BELOW = 2
# What holds a cell together is no level of its own.
ROWS = tag_numbers(("td", "tr", "tbody"))
BODY = tag_number("body")
SIBLINGS_BELOW = 5
# What ends a line and what holds no text, by the parser's numbers.
LINES = tag_numbers(BLOCKS | {"br"})
PASSED_BY = tag_numbers(UNSHOWN)
# Links but for most of those to pages, of which menus and footers are full.
PERHAPS_FILES = 'a[href]:not([href$="/"], [href$=".html"])'


class Surroundings(Struct):
    """Lines above the body in their order down from the breadcrumb, the breadcrumb, links to files below."""

    above: list[Paragraph] = []
    breadcrumb: str = ""
    files: list[Link] = []
    hidden: list[Hidden] = []
    last: LexborNode | None = None

    def said_above(self) -> list[Paragraph]:
        """The lines above the body that say something: no buttons and bars."""
        return [line for line in self.above if line.text and not chrome.is_chrome(line.text)]

    def below(self) -> Iterator[str]:
        """The texts of what follows the body."""
        return (clean_line(node.text()) for node in self.elements_below())

    def lines_below(self) -> list[Paragraph]:
        """The lines of what follows the body; none where it is a menu, or goes on for long."""
        reader = BlockReader(flat=True, most_links=MOST_LINKS)
        try:
            for node in self.elements_below():
                reader.read(node)
        except TooManyLinksError:
            return []
        return [block for block in reader.fragment.blocks if isinstance(block, Paragraph)]

    def elements_below(self) -> Iterator[LexborNode]:
        """The elements that follow the body."""
        if self.last is not None:
            return nodes_after(self.last)
        return iter(())


def read_surroundings(first: LexborNode, last: LexborNode) -> Surroundings:
    """What stands above a body's first node and below its last."""
    around = Surroundings(last=last)
    above: list[list[Paragraph]] = []
    reader = BlockReader(flat=True, most_links=MOST_LINKS)
    for node in nodes_before(first):
        if is_one_line(node) and chrome.is_breadcrumb(line := clean_line(node.text())):
            around.breadcrumb = line
            break
        try:
            fragment = reader.read_one(node)
        except TooManyLinksError:
            break
        around.hidden.extend(fragment.hidden)
        lines = [block for block in fragment.blocks if isinstance(block, Paragraph)]
        crumb = chrome.breadcrumb_end(lines)
        above.append(lines[crumb:])
        if crumb:
            around.breadcrumb = lines[crumb - 1].text
            break
    around.above = list(chain.from_iterable(reversed(above)))
    for node in nodes_after(last):
        for link in select(PERHAPS_FILES, node):
            href, text, title = (
                link.attrs.sget("href"),
                clean_line(link.text()),
                link.attrs.get("title"),
            )
            if is_file_link(href, (text, title)):
                around.files.append(Link(href, text, title))
    return around


def is_one_line(node: LexborNode) -> bool:
    """Whether an element holds inline content only."""
    if not node.is_element_node:
        return False
    child = node.first_child
    while child is not None:
        if child.tag_id in LINES:
            return False
        child = child.next
    return True


def nodes_before(node: LexborNode) -> Iterator[LexborNode]:
    """What stands before a node, the nearest first, level by level up to <body>."""
    for around in levels_around(node, LEVELS_ABOVE):
        sibling = around.prev
        while sibling is not None:
            if sibling.is_text_node:
                if not sibling.is_empty_text_node:
                    yield sibling
            elif sibling.is_element_node and sibling.tag_id not in PASSED_BY:
                yield sibling
            sibling = sibling.prev


def nodes_after(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that follow a node at once, on its own level and the one above."""
    for around in levels_around(node, LEVELS_BELOW, free=ROWS):
        sibling = around.next
        left = SIBLINGS_BELOW
        while sibling is not None and left:
            if (
                sibling.is_element_node
                and sibling.tag_id not in PASSED_BY
                and sibling.first_child is not None
            ):
                left -= 1
                if not chrome.is_cut(sibling.attributes):
                    yield sibling
            sibling = sibling.next


def levels_around(node: LexborNode, most: int, free: Collection[int] = ()) -> Iterator[LexborNode]:
    """A node and what is around it, below <body>; elements of the tags `free` are no level."""
    yield node
    level = 0
    around = node.parent
    while (
        around is not None
        and level < most
        and around.is_element_node
        and (tag := around.tag_id) != BODY
    ):
        yield around
        level += tag not in free
        around = around.parent
