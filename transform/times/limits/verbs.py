"""The verbs of a sentence by what they do to a time in it: an order binds, a grant, a permission, a pause do not."""

from enum import StrEnum

from msgspec import Struct

from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern


class Force(StrEnum):
    """What a verb does to a time in its sentence; the order is that in which they are tried."""

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
    verb = _VERB.search(text)
    if verb:
        # The pattern is four groups, one a force: the one that matched names it.
        return Verb(Force(verb.lastgroup or ""), verb.start())
    return None


def is_insisted(before: str) -> bool:
    """Whether what stands before an expression makes it an order: 要在, 须于, 确保, 力争.

    >>> is_insisted("各县要在"), is_insisted("力争")
    (True, True)
    >>> is_insisted("主要内容")
    False
    """
    return _INSISTING.search(before) is not None


def ends_with_order(text: str) -> bool:
    """Whether a text ends with an act that is ordered.

    >>> ends_with_order("项目全部建成"), ends_with_order("建成后的运营")
    (True, False)
    """
    return _ENDS_WITH_ORDER.search(text) is not None
