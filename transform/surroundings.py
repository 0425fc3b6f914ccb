"""What stands around a document's body: above it title, publish line and field box; below it its attachments."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from transform import chrome
from transform.blocks import UNSHOWN, BlockReader, Hidden, Link, clean
from transform.content import ancestors
from transform.links import is_file
from transform.model import Block, Paragraph

# What has more links is a menu: the document begins below it.
MOST_LINKS = 30
# Pages made of tables put four elements around each frame.
LEVELS_ABOVE = 16
LEVELS_BELOW = 3


@dataclass(slots=True)
class Surroundings:
    """Blocks above the body in their order down from the breadcrumb, the breadcrumb's steps, links to files below."""

    above: list[Block] = field(default_factory=list)
    breadcrumb: list[str] = field(default_factory=list)
    files: list[Link] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


def read_surroundings(first: LexborNode, last: LexborNode) -> Surroundings:
    """What stands above a body's first node and below its last."""
    around = Surroundings()
    above: list[list[Block]] = []
    for node in before(first):
        if node.tag in UNSHOWN:
            continue
        if node.is_element_node and len(node.css("a")) > MOST_LINKS:
            break
        found = BlockReader().read_one(node)
        around.hidden.extend(found.hidden)
        crumb = chrome.breadcrumb_end(found.blocks)
        above.append(found.blocks[crumb:])
        if crumb:
            around.breadcrumb = chrome.steps(found.blocks[crumb - 1])
            break
    around.above = [block for blocks in reversed(above) for block in blocks]
    for node in after(last):
        for link in node.css("a[href]"):
            href = link.attrs.sget("href")
            if is_file(href):
                around.files.append(Link(href, clean(link.text()), link.attrs.get("title")))
    return around


def before(node: LexborNode) -> Iterator[LexborNode]:
    """What stands before a node, the nearest first, level by level up to <body>."""
    for around in levels(node, LEVELS_ABOVE):
        sibling = around.prev
        while sibling is not None:
            if sibling.is_element_node or sibling.is_text_node:
                yield sibling
            sibling = sibling.prev


def after(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that follow a node on its own level and a few above."""
    for around in levels(node, LEVELS_BELOW):
        sibling = around.next
        while sibling is not None:
            if sibling.is_element_node:
                yield sibling
            sibling = sibling.next


def levels(node: LexborNode, most: int) -> Iterator[LexborNode]:
    """A node and what is around it, below <body>."""
    yield node
    for level, around in enumerate(ancestors(node)):
        if level == most or around.tag == "body":
            return
        yield around


def paragraphs(blocks: list[Block]) -> Iterator[Paragraph]:
    """The paragraphs among blocks."""
    return (block for block in blocks if isinstance(block, Paragraph))
