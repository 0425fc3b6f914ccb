"""The items of a part's outline, as records."""

from msgspec import Struct

from transform.model import Span

# The kind of items whose labels have no form of the standard.
LEARNED = "learned"
RANKS = {"chapter": 0, "article": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


class Item(Struct):
    """An item: its label, where it begins and ends, and the heading that it has.

    `heading` is the span of label and title sentence; `own_line` says that the heading is a line
    (or lines) of its own, so that `body`, where the item's text begins, lies behind it.
    `child_starts` tell where the items right below it begin: items that held each other would stay
    until the garbage collector looks. `rank` is 0 for chapters, 1 一、 2 （一） 3 1. 4 （1） 5 ①; what the
    document taught stands between two of them.
    """

    kind: str
    number: int
    start: int
    label_end: int
    end: int = 0
    heading: Span = (0, 0)
    own_line: bool = False
    body: int = 0
    parent: "Item | None" = None
    child_starts: list[int] = []
    rank: float = 0

    @property
    def is_learned(self) -> bool:
        """Whether the document itself taught the form of its label."""
        return self.kind == LEARNED

    @property
    def rule(self) -> str:
        """How its label was known, for evidence."""
        if self.is_learned:
            return "learned_label"
        return "item"


class Outline(Struct):
    """The items of a part in reading order; `roots` are those without a parent."""

    items: list[Item] = []

    @property
    def roots(self) -> list[Item]:
        """Items of the outermost level."""
        return [i for i in self.items if i.parent is None]

    def leaves(self) -> list[Item]:
        """The lowest items."""
        return [i for i in self.items if not i.child_starts]
