"""The verbs of a sentence by what they do to a time in it: an order binds, a grant, a permission, a pause do not."""

from enum import StrEnum

from msgspec import Struct

from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern


class Force(StrEnum):
    """What a verb does."""

    GRANT = "grant"
    PERMIT = "permit"
    HOLD = "hold"
    ORDER = "order"


class Verb(Struct, frozen=True):
    """A verb of a known class and where it stands."""

    force: Force
    start: int


# At one place the longer forms of what does not bind are tried first: 给予答复 is an order by its
# second word.
_VERB = Pattern(*(f"(?P<{force}>{table_expression('limits', force)})" for force in Force))
_ENDS_WITH_ORDER = table_pattern("limits", "order", suffix="$")
_INSISTING = table_pattern("limits", "insisting")


def find_verb(text: str) -> Verb | None:
    """The first verb of a known class.

    >>> find_verb("由县财政局拨付，并给予奖励").force.value
    'order'
    >>> find_verb("对首次购车家庭发放消费券").force.value
    'grant'
    >>> find_verb("可再生能源") is None
    True
    """
    found = _VERB.search(text)
    if found:
        return Verb(Force(found.lastgroup or ""), found.start())
    return None


def is_insisted(before: str) -> bool:
    """Whether what stands before an expression makes it an order: 要在, 须于, 确保, 力争."""
    return _INSISTING.search(before) is not None


def ends_with_order(text: str) -> bool:
    """Whether a text ends with an act that is ordered: 建成投产."""
    return _ENDS_WITH_ORDER.search(text) is not None
