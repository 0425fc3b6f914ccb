"""Finding tasks: those that a query asks for, how many each filter would leave, one page of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from reports.explorer.book import Book
from reports.explorer.facets import FACETS, Facet
from reports.explorer.query import Order, TaskQuery
from reports.explorer.task_arrays import NO_DAY, TEXTS, Mask, TaskArrays
from taizhang.rows import Row

Places = npt.NDArray[np.int64]

LISTED = (
    "task_id, document_id, document_title, doc_number, portal, region, issuer_region, published_on, label, headings, "
    "text, lead_units, responsible_units, cooperating_units, supervising_units, open_ended, deadline_raw, "
    "deadline_kind, due_on, source, doubts"
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks a value of a facet would leave, and whether it is chosen."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """How many tasks a query has, a page of them, and the counts of each facet, the most first."""

    total: int
    tasks: list[Row]
    counts: dict[str, list[Count]]


def find_tasks(book: Book, query: TaskQuery) -> Found:
    """The answer to a query. Raises BusyError and TooLongError."""
    found: Found = book.kept.answer(query.address(), lambda: _find(book, query))
    return found


def find_ids(book: Book, query: TaskQuery, most: int) -> list[str]:
    """Ids of the tasks of a query, `most` at most, in the order of the index. Raises BusyError and TooLongError."""
    with book.turn():
        matched = _Matched(book.tasks, query)
        places = matched.tasks()[:most]
    rows = book.rows(
        "SELECT task_id FROM tasks WHERE no IN (SELECT unnest($places)) ORDER BY no",
        {"places": (places + 1).tolist()},
    )
    return [row["task_id"] for row in rows]


class _Matched:
    """Which tasks hold the words of a query, how well, and which of its filters each misses."""

    def __init__(self, arrays: TaskArrays, query: TaskQuery) -> None:
        self._arrays = arrays
        self.score = np.zeros(arrays.size, np.int8)
        base: Mask = np.ones(arrays.size, bool)
        for term in query.typed.terms:
            # A word in the task itself says more than one in its heading, its document's title or a unit's name.
            points = np.zeros(arrays.size, np.int8)
            for name, worth in zip(TEXTS, (2, 1), strict=True):
                held = arrays.holding(name, term)
                points[held] = np.maximum(points[held], worth)
            base &= points > 0
            self.score += points
        if query.due_from:
            base &= (arrays.due >= _days(query.due_from)) & (arrays.due < NO_DAY)
        if query.due_to:
            base &= arrays.due <= _days(query.due_to)
        self._base: Places = np.flatnonzero(base)
        self._met = {
            facet.name: _meet(arrays, facet, query)[self._base]
            for facet in FACETS
            if query.chosen.get(facet.name)
        }
        self._missed = sum((~met for met in self._met.values()), np.zeros(len(self._base), np.int8))

    def tasks(self, but_for: str | None = None) -> Places:
        """Places of the tasks that meet all filters, one facet's apart where it is named."""
        missed = self._missed - (~self._met[but_for] if but_for in self._met else 0)
        found: Places = self._base[missed == 0]
        return found


def _find(book: Book, query: TaskQuery) -> Found:
    with book.turn():
        matched = _Matched(book.tasks, query)
        places = matched.tasks()
        counts = {facet.name: _count(book.tasks, matched, places, facet, query) for facet in FACETS}
        shown = _page(book.tasks, matched, places, query)
    numbers = ", ".join(str(place + 1) for place in shown.tolist()) or "0"
    rows = book.rows(f"SELECT no, {LISTED} FROM tasks WHERE no IN ({numbers})")  # noqa: S608 — numbers of ours
    by_place = {row.pop("no") - 1: row for row in rows}
    return Found(len(places), [by_place[place] for place in shown.tolist()], counts)


def _meet(arrays: TaskArrays, facet: Facet, query: TaskQuery) -> Mask:
    """For each task whether it meets what is chosen of a facet."""
    chosen, roles = query.chosen[facet.name], query.chosen.get("role")
    if facet.name in ("unit", "function") and roles:
        return arrays.facets[f"{facet.name}_role"].holds(
            [f"{name}\t{role}" for name in chosen for role in roles]
        )
    return arrays.facets[facet.name].holds(list(chosen))


def _count(
    arrays: TaskArrays, matched: _Matched, places: Places, facet: Facet, query: TaskQuery
) -> list[Count]:
    """Counts of a facet's values among the tasks that all other facets leave."""
    chosen = query.chosen.get(facet.name, ())
    found = arrays.facets[facet.name].count(matched.tasks(but_for=facet.name) if chosen else places)
    counts = [Count(value, count, value in chosen) for value, count in found]
    counts += [
        Count(value, 0, is_chosen=True)
        for value in chosen
        if value not in {one.value for one in counts}
    ]
    return [one for place, one in enumerate(counts) if place < facet.shown or one.is_chosen]


def _page(arrays: TaskArrays, matched: _Matched, places: Places, query: TaskQuery) -> Places:
    """The places of one page, in order."""
    last = query.page * query.size
    if query.order is Order.DATE:
        rank = arrays.by_date[places].astype(np.int64)
    elif query.order is Order.DUE:
        rank = arrays.due[places].astype(np.int64) * arrays.size + places
    else:
        rank = arrays.by_date[places] - matched.score[places].astype(np.int64) * (arrays.size + 1)
    if last < len(places):
        first = np.argpartition(rank, last)[:last]
        places, rank = places[first], rank[first]
    ordered: Places = places[np.argsort(rank, kind="stable")][last - query.size : last]
    return ordered


def _days(day: date) -> int:
    return (day - date(1970, 1, 1)).days
