"""What a page's document says about itself, where the page gives neither title nor day: its own head and signature."""

from collections.abc import Sequence

from taizhang.tables.terms import PartKind
from transform.model import Block
from transform.text.head.opening import read_head
from transform.text.head.unworded_title import RULE as UNWORDED
from transform.text.head.values import OwnHead
from transform.text.parts import compose_part
from transform.web.titles import PrintedTitle


def read_own_head(blocks: Sequence[Block]) -> OwnHead:
    """The head of the document that blocks are."""
    return read_head(compose_part(0, PartKind.PAGE, "", blocks))


def own_title(blocks: Sequence[Block]) -> PrintedTitle | None:
    """The title that a document prints above its text; a line that ends as no title does is none."""
    title = read_own_head(blocks).values.get("title")
    if title is None or title.rule == UNWORDED:
        return None
    return PrintedTitle(title.value, "text", "first lines")


def names_itself(blocks: Sequence[Block]) -> bool:
    """Whether a document has a title or a number of its own."""
    head = read_own_head(blocks)
    return "doc_number" in head.values or own_title(blocks) is not None
