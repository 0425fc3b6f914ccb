"""What a plan came down to: the plans that carry out its duties, and those that carry out theirs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reports.explorer.book import Book
from reports.explorer.records import NAMED
from taizhang.rows import Row
from taizhang.tables.terms import LinkKind

LEVELS = 3
# Plans of a level that are shown by themselves: those that carry out most.
PLANS = 24
# Duties of a level that are followed further.
FOLLOWED = 5_000
_COLUMNS = (*NAMED, "issuers", "portal")


@dataclass(frozen=True, slots=True)
class CascadePlan:
    """A plan at a level, 0 being the one that is looked at; `duties` are those it has from above, or gives down."""

    number: int
    level: int
    row: Row
    duties: int


@dataclass(frozen=True, slots=True)
class CascadeFlow:
    """How many duties of one plan, by its number, another carries out."""

    upper: int
    lower: int
    duties: int


@dataclass(frozen=True, slots=True)
class Cascade:
    """The plans by level and what goes from one to the other; `left_out` are plans that are not shown by themselves."""

    plans: list[CascadePlan]
    flows: list[CascadeFlow]
    left_out: int


def find_cascade(book: Book, number: int) -> Cascade:
    """The cascade below a document, by its number."""
    level_of = {number: 0}
    flows: Counter[tuple[int, int]] = Counter()
    duties: Iterable[int] = book.document_tasks.places(number)
    left_out = 0
    for level in range(1, LEVELS + 1):
        found = list(_carried_out(book, duties))
        fresh = Counter(lower for _, _, lower in found if lower not in level_of)
        shown = [document for document, _ in fresh.most_common(PLANS)]
        left_out += len(fresh) - len(shown)
        # A plan stays at the level where it first appears: circles of plans, which do occur, end
        # here.
        level_of |= dict.fromkeys(shown, level)
        at_level = [one for one in found if level_of.get(one[2]) == level]
        flows.update((upper, lower) for upper, _, lower in at_level)
        duties = dict.fromkeys(task for _, task, _ in at_level)
        if not duties:
            break
    return Cascade(*_named(book, level_of, flows), left_out)


def _carried_out(book: Book, duties: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    """Of some tasks, by number: the document of each, a task that carries it out, and that one's document."""
    links, document = book.owned("links"), book.sets.document
    # A national plan comes down to ten thousands of duties: the drawing shows no more of them.
    for task, _ in zip(duties, range(FOLLOWED), strict=False):
        for link in links.of(task):
            if not link["is_mine"] and link["kind"] == LinkKind.CARRIES_OUT:
                lower = link["other"]
                yield int(document[task]), lower, int(document[lower])


def _named(
    book: Book, level_of: dict[int, int], flows: Counter[tuple[int, int]]
) -> tuple[list[CascadePlan], list[CascadeFlow]]:
    taken, given = Counter[int](), Counter[int]()
    for (upper, lower), count in flows.items():
        given[upper] += count
        taken[lower] += count
    rows = book.documents.take(level_of, _COLUMNS)
    plans = [
        CascadePlan(document, level, row, max(taken[document], given[document]))
        for (document, level), row in zip(level_of.items(), rows, strict=True)
    ]
    plans.sort(key=lambda plan: (plan.level, -plan.duties, plan.row["document_id"]))
    return plans, [CascadeFlow(upper, lower, count) for (upper, lower), count in flows.items()]
