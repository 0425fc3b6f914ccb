"""Documents that look like a plan and gave no task: nothing of that kind is passed over in silence."""

from collections.abc import Sequence

from msgspec import Struct

from taizhang.tables.terms import DocumentKind
from transform.actors.labels import LONG_LABEL
from transform.lexicon.pattern import Pattern
from transform.model import Span
from transform.tasks.orders import find_alike_orders, find_orders
from transform.tasks.sources import ReadPart

_LABEL = Pattern(rf"{LONG_LABEL}\s*[:：]")
_FEWEST_LABELS = 2
_SHOWN = 5
# What is no plan whatever it says, yet may have been taken for what it is not where duties are
# spread over its text.
_NO_PLANS = frozenset(
    {
        DocumentKind.INTERPRETATION,
        DocumentKind.NEWS,
        DocumentKind.REPLY,
        DocumentKind.REPORT,
    }
)


class SignOfDuties(Struct, frozen=True):
    """What makes a document look like a plan, and where it stands."""

    what: str
    part_no: int = 0
    spans: tuple[Span, ...] = ()


def sign_of_duties(kind: DocumentKind, parts: Sequence[ReadPart]) -> SignOfDuties | None:
    """Why a document without tasks should have some: labels of responsibility, a ledger, the name of a plan.

    责任单位：… twice in a text is such a sign, whatever its title; a piece of news that quotes a plan is
    none.
    """
    # Without a text another issue says why.
    if kind in _NO_PLANS or not any(part.part.text for part in parts):
        return None
    for part in parts:
        spans = [match.span() for match in _LABEL.finditer(part.part.text)]
        if len(spans) >= _FEWEST_LABELS:
            return SignOfDuties(
                f"{len(spans)} labels of responsibility",
                part.part.part_no,
                tuple(spans[:_SHOWN]),
            )
        if part.has_ledger():
            return SignOfDuties("a table of tasks and units", part.part.part_no)
        orders = list(find_orders(part.part.text)) or find_alike_orders(part.part.text)
        if len(orders) >= _FEWEST_LABELS and kind is not DocumentKind.REGULATION:
            return SignOfDuties(
                f"{len(orders)} places say who is to do what",
                part.part.part_no,
                tuple(orders[:_SHOWN]),
            )
    if kind is DocumentKind.PLAN:
        return SignOfDuties("the document is called a plan")
    return None
