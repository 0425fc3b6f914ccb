"""Documents that look like a plan and gave no task: nothing of that kind is passed over in silence."""

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from taizhang.tables.terms import DocumentKind
from transform.actors.labels import LONG_LABEL
from transform.lexicon.pattern import Pattern
from transform.model import Span
from transform.tables.unread_columns import find_unread_columns
from transform.tasks.addressed import find_addressed_orders
from transform.tasks.duty_lines import find_duties
from transform.tasks.learned_frames import find_framed_labels
from transform.tasks.orders import find_alike_orders, find_asked, find_orders
from transform.tasks.sources import ReadPart
from transform.text.taught_labels import find_likely_labels, find_taught_labels

_LABEL = Pattern(rf"{LONG_LABEL}\s*[:：]")
_FEWEST_LABELS = 2
_FEWEST_TAUGHT = 3
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


# 成立防汛指挥部的通知 tells what its members do, and assigns no work.
_WHO_BELONGS = frozenset({DocumentKind.APPOINTMENT})


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
    if not any(part.part.text for part in parts):
        return None
    if kind in _NO_PLANS:
        # A list under a headline reads like news: 防汛十件实事.
        return _taught(parts[0], fewest=_FEWEST_TAUGHT) if kind is DocumentKind.NEWS else None
    for part in parts:
        sign = _labels(part) or _taught(part) or _columns(part)
        if sign is None and kind is not DocumentKind.REGULATION:
            sign = _orders(part) or (_duties(part) if kind not in _WHO_BELONGS else None)
        if sign is not None:
            return sign
    if kind is DocumentKind.PLAN:
        return SignOfDuties("the document is called a plan")
    return None


def _labels(part: ReadPart) -> SignOfDuties | None:
    """Labels of units before colons, two at least."""
    spans = [match.span() for match in _LABEL.scan(part.part.text)]
    if len(spans) >= _FEWEST_LABELS:
        return _sign(part, f"{len(spans)} labels of responsibility", spans)
    return None


def _taught(part: ReadPart, *, fewest: int = 1) -> SignOfDuties | None:
    """Labels that the text itself teaches, before nothing but organs, or what ends as units do: 包干：县水利局."""
    text = part.part.text
    spans = sorted(chain.from_iterable(find_taught_labels(text).values()))
    spans = spans or find_likely_labels(text) or find_framed_labels(text)
    if len(spans) >= fewest:
        return _sign(part, f"{len(spans)} labels before names of units", spans)
    return None


def _columns(part: ReadPart) -> SignOfDuties | None:
    """A ledger, or the names of one's columns in lines."""
    if part.has_ledger():
        return _sign(part, "a table of tasks and units")
    columns = find_unread_columns(part.part.text)
    if columns is not None:
        return _sign(part, "names of columns of tasks and units", [columns])
    return None


def _orders(part: ReadPart) -> SignOfDuties | None:
    """Sentences that say who is to do what, two at least."""
    text = part.part.text
    orders = list(find_orders(text)) or find_alike_orders(text)
    if len(orders) < _FEWEST_LABELS:
        orders = find_asked(text) or find_addressed_orders(text)
    if len(orders) >= _FEWEST_LABELS:
        return _sign(part, f"{len(orders)} places say who is to do what", orders)
    return None


def _duties(part: ReadPart) -> SignOfDuties | None:
    """Lines that open with a unit and its work, or headings that are a unit's."""
    lines = find_duties(part.part.text)
    if lines:
        return _sign(part, f"{len(lines)} lines name a unit and its work", lines)
    return None


def _sign(part: ReadPart, what: str, spans: Sequence[Span] = ()) -> SignOfDuties:
    return SignOfDuties(what, part.part.part_no, tuple(spans[:_SHOWN]))
