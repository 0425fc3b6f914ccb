"""What a page's document says about itself, where the page gives neither title nor day: its own head."""

from collections.abc import Sequence
from functools import cached_property

from taizhang.tables.terms import PartKind
from transform.model import Block
from transform.text.head.opening import read_opening
from transform.text.head.unworded_title import RULE as UNWORDED
from transform.text.head.values import OwnHead
from transform.text.parts import compose_part
from transform.web.titles import PrintedTitle


class DocumentHead:
    """The head of the document that blocks are: read where somebody asks, and once for all who do."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks

    @cached_property
    def _head(self) -> OwnHead:
        return read_opening(compose_part(0, PartKind.PAGE, "", self._blocks), most=None)

    def title(self) -> PrintedTitle | None:
        """The title that the document prints above its text; a line that ends as no title does is none."""
        title = self._head.values.get("title")
        if title is None or title.rule == UNWORDED:
            return None
        return PrintedTitle(title.value, "text", "first lines")

    def names_document(self) -> bool:
        """Whether the document has a title or a number of its own."""
        return "doc_number" in self._head.values or self.title() is not None
