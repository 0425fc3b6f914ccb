"""What a reader asks of the tasks: words, filters, days, an order and a page of the answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from reports.explorer.facets import BY_NAME, FACETS
from reports.explorer.terms import NOTHING, Typed, parse_typed
from taizhang.errors import UserError

PAGE_SIZE = 20
LARGEST_PAGE = 100
# Beyond which nobody turns pages.
LAST_PLACE = 1_000_000
MOST_VALUES = 50  # of one filter
LONGEST_VALUE = 200


class Order(StrEnum):
    """What hits are sorted by."""

    RELEVANCE = "relevance"
    DUE = "due"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """One question. `chosen` holds the values asked for by facet, any of which is enough; all facets must be met.

    `due_from` and `due_to` bound the last day, both included.
    """

    typed: Typed = NOTHING
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    due_from: date | None = None
    due_to: date | None = None
    order: Order = Order.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE

    def address(self, path: str = "/", **changed: object) -> str:
        """The address that asks this, with some parameters changed (None: left out)."""
        found = {name: values for name, values in self.parameters().items() if name not in changed}
        found |= {name: [str(value)] for name, value in changed.items() if value is not None}
        return f"{path}?{urlencode(found, doseq=True)}" if found else path

    def toggle(self, facet: str, path: str = "/") -> Callable[[str], str]:
        """What makes of a value of a facet the address that asks this with it, or without it where it is chosen; page 1."""
        before = self.chosen.get(facet, ())
        others = {
            name: values
            for name, values in self.parameters().items()
            if name not in (facet, "page")
        }
        base = urlencode(others, doseq=True)

        def address(value: str) -> str:
            after = [one for one in before if one != value]
            if value not in before:
                after.append(value)
            said = "&".join(filter(None, [base, urlencode([(facet, one) for one in after])]))
            return f"{path}?{said}" if said else path

        return address

    def parameters(self) -> dict[str, list[str]]:
        """Its parameters in an address, without those that say nothing."""
        found = {"q": [self.typed.text]} if self.typed.text else {}
        found |= {
            facet.name: list(self.chosen[facet.name])
            for facet in FACETS
            if self.chosen.get(facet.name)
        }
        days = {"due_from": self.due_from, "due_to": self.due_to}
        found |= {name: [day.isoformat()] for name, day in days.items() if day}
        if self.order is not Order.RELEVANCE:
            found["sort"] = [self.order.value]
        if self.page > 1:
            found["page"] = [str(self.page)]
        return found | ({"size": [str(self.size)]} if self.size != PAGE_SIZE else {})


def parse_query(pairs: Iterable[tuple[str, str]]) -> TaskQuery:
    """The question that an address asks.

    Raises UserError for a parameter that nothing has or a value that is none.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            # Cut, not refused: whoever pastes a paragraph still gets an answer.
            given.setdefault(name, []).append(value.strip()[:LONGEST_VALUE])
    known = {"q", "due_from", "due_to", "sort", "page", "size", *BY_NAME}
    # Refused, not ignored: a misspelt filter would look like an answer to what was asked.
    if unknown := sorted(set(given) - known):
        raise UserError(f"there is no filter {unknown[0]}; there are {', '.join(sorted(known))}")
    size = parse_count("size", given.get("size", [None])[-1], PAGE_SIZE, LARGEST_PAGE)
    page = parse_count("page", given.get("page", [None])[-1], 1, LAST_PLACE // size)
    return TaskQuery(
        typed=parse_typed(" ".join(given.get("q", ()))),
        chosen={name: _values(name, given[name]) for name in BY_NAME if name in given},
        due_from=_day(given, "due_from"),
        due_to=_day(given, "due_to"),
        order=_order(given.get("sort", [""])[-1]),
        page=page,
        size=size,
    )


def _values(name: str, values: Sequence[str]) -> tuple[str, ...]:
    if BY_NAME[name].kind == "number" and not all(
        value.isdecimal() or value == "none" for value in values
    ):
        raise UserError(f"{name} is a year, like 2026")
    return tuple(dict.fromkeys(values))[:MOST_VALUES]


def parse_count(name: str, text: str | None, otherwise: int, most: int) -> int:
    """A number from 1 to `most`. Raises UserError for anything else."""
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= most):
        raise UserError(f"{name} is a number from 1 to {most}")
    return int(text)


def _day(given: Mapping[str, list[str]], name: str) -> date | None:
    if name not in given:
        return None
    try:
        return date.fromisoformat(given[name][-1])
    except ValueError:
        raise UserError(f"{name} is a day, like 2026-06-30") from None


def _order(text: str) -> Order:
    if text and text not in list(Order):
        raise UserError(f"sort is one of {', '.join(Order)}")
    return Order(text or Order.RELEVANCE)
