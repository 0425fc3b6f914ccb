"""Finding tasks: those that a query asks for, how many each filter would leave, one page of them."""

from dataclasses import dataclass
from itertools import product

from pyroaring import BitMap

from reports.explorer.book import Book
from reports.explorer.facets import FACETS, Facet
from reports.explorer.query import Order, TaskQuery
from reports.explorer.task_sets import TaskSets
from reports.exports.ledger import LEDGER_FIELDS
from taizhang.rows import Row

# Beside what a ledger shows: what a list marks at a task.
LISTED = (*LEDGER_FIELDS, "issuer_region", "open_ended", "deadline_kind", "source", "doubts")


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
    """Ids of the tasks of a query, `most` at most, in the order of the index.

    Raises BusyError and TooLongError.
    """
    with book.turn():
        numbers = _Matched(book.sets, query).tasks()[:most]
        return [row["task_id"] for row in book.tasks.take(numbers, ["task_id"])]


def find_in_order(book: Book, query: TaskQuery) -> tuple[int, list[int]]:
    """How many tasks a query has, and the numbers of a page of them in the order of their documents."""
    with book.turn():
        tasks = _Matched(book.sets, query).tasks()
        found: list[int] = (
            tasks[(query.page - 1) * query.size : query.page * query.size].to_array().tolist()
        )
        return len(tasks), found


class _Matched:
    """Which tasks hold the words of a query, how well, and which meet its filters.

    `levels` are the tasks that hold so many of the words in their own text as the level's number says, and the others
    around it: a word in the task itself says more than one in its heading, its document's title or a unit's name.
    """

    def __init__(self, sets: TaskSets, query: TaskQuery) -> None:
        self._levels = [sets.everything]
        for term in query.typed.terms:
            own = sets.text.find(term)
            # A word that stands in both places counts once, where it is worth more.
            around = sets.around.find(term) - own
            lower = [level & around for level in self._levels]
            upper = [level & own for level in self._levels]
            self._levels = [
                some | more
                for some, more in zip([*lower, BitMap()], [BitMap(), *upper], strict=True)
            ]
        self._base = BitMap.union(BitMap(), *self._levels)
        if query.due_from or query.due_to:
            self._base &= sets.due_between(query.due_from, query.due_to)
        self._met = {
            facet.name: _meet(sets, facet, query)
            for facet in FACETS
            if query.chosen.get(facet.name)
        }

    def tasks(self, but_for: str | None = None) -> BitMap:
        """The tasks that meet all filters, one facet's apart where it is named."""
        found = self._base
        for name, met in self._met.items():
            if name != but_for:
                found = found & met
        return found

    def levels(self) -> list[BitMap]:
        """The same by how well they hold the words, the best first."""
        found = self.tasks()
        return [level & found for level in reversed(self._levels)]


def _find(book: Book, query: TaskQuery) -> Found:
    with book.turn():
        matched = _Matched(book.sets, query)
        tasks = matched.tasks()
        # Each facet counted as if nothing were chosen of itself: else one chosen value would hide
        # all others.
        counts = {facet.name: _count(book.sets, matched, tasks, facet, query) for facet in FACETS}
        shown = _page(book.sets, matched, tasks, query)
        return Found(len(tasks), book.tasks.take(shown, LISTED), counts)


def _meet(sets: TaskSets, facet: Facet, query: TaskQuery) -> BitMap:
    """The tasks that meet what is chosen of a facet."""
    chosen, roles = query.chosen[facet.name], query.chosen.get("role")
    if facet.name in ("unit", "function") and roles:
        pairs = [f"{name}\t{role}" for name, role in product(chosen, roles)]
        return sets.facets[f"{facet.name}_role"].tasks_of_any(pairs)
    return sets.facets[facet.name].tasks_of_any(chosen)


def _count(
    sets: TaskSets, matched: _Matched, tasks: BitMap, facet: Facet, query: TaskQuery
) -> list[Count]:
    """Counts of a facet's values among the tasks that all other facets leave."""
    chosen = query.chosen.get(facet.name, ())
    values = sets.facets[facet.name]
    counted = matched.tasks(but_for=facet.name) if chosen else tasks
    counts = [Count(value, n, value in chosen) for value, n in values.count(counted, facet.shown)]
    # What is chosen must be seen to be taken away again, though few tasks have it.
    unseen = [value for value in chosen if value not in {one.value for one in counts}]
    return counts + [
        Count(value, values.count_value(counted, value), is_chosen=True) for value in unseen
    ]


def _page(sets: TaskSets, matched: _Matched, tasks: BitMap, query: TaskQuery) -> list[int]:
    """The numbers of one page, in order."""
    start, stop = (query.page - 1) * query.size, query.page * query.size
    if query.order is not Order.RELEVANCE:
        rank = sets.by_date if query.order is Order.DATE else sets.by_due
        return rank.pick(tasks, start, stop)
    shown: list[int] = []
    for level in matched.levels():
        size = len(level)
        # The page lies in this level, or a part of it does: the best tasks come first, each level
        # the newest first.
        if start < size and stop > 0:
            shown += sets.by_date.pick(level, max(0, start), min(stop, size))
        start, stop = start - size, stop - size
    return shown
