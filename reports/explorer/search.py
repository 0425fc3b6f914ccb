"""Finding tasks: those that a query asks for, how many each filter would leave, one page of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from reports.explorer.book import Book, as_rows
from reports.explorer.facets import FACETS, NONE, Facet
from reports.explorer.query import Order, TaskQuery
from taizhang.rows import Row

LISTED = (
    "task_id, document_id, document_title, doc_number, portal, region, issuer_region, published_on, label, headings, "
    "text, lead_units, responsible_units, cooperating_units, supervising_units, open_ended, deadline_raw, "
    "deadline_kind, due_on, source, doubts"
)
_ORDERS = {
    Order.RELEVANCE: "score DESC, published_on DESC NULLS LAST, no",
    Order.DUE: "due_on NULLS LAST, no",
    Order.DATE: "published_on DESC NULLS LAST, no",
}


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


class Asked:
    """A query as SQL: conditions and the values that are bound to them."""

    def __init__(self, query: TaskQuery) -> None:
        self.values: dict[str, object] = {}
        self.query = query
        self.by_words = " AND ".join(self._word_conditions()) or "true"
        self.score = " + ".join(self._scores()) or "0"
        self.by_facet = {facet.name: sql for facet in FACETS if (sql := self._facet_condition(facet))}

    @property
    def condition(self) -> str:
        """What holds for the tasks asked for."""
        return " AND ".join([self.by_words, *self.by_facet.values()])

    def misses(self) -> str:
        """A number whose bit n is set where facet n is not met."""
        missed = [
            f"CASE WHEN {self.by_facet[facet.name]} THEN 0 ELSE {1 << number} END"
            for number, facet in enumerate(FACETS)
            if facet.name in self.by_facet
        ]
        return " + ".join(missed) or "0"

    def _bind(self, name: str, value: object) -> str:
        self.values[name] = value
        return f"${name}"

    def _word_conditions(self) -> Iterator[str]:
        for number, term in enumerate(self.query.typed.terms):
            bound = self._bind(f"term{number}", term)
            yield f"(contains(folded, {bound}) OR contains(folded_around, {bound}))"
        if self.query.due_from:
            yield f"due_on >= {self._bind('due_from', self.query.due_from)}"
        if self.query.due_to:
            yield f"due_on <= {self._bind('due_to', self.query.due_to)}"

    def _scores(self) -> Iterator[str]:
        """A word in the task itself says more than one in its heading, its document's title or a unit's name."""
        for number in range(len(self.query.typed.terms)):
            yield f"CASE WHEN contains(folded, $term{number}) THEN 2 ELSE 1 END"

    def _facet_condition(self, facet: Facet) -> str | None:
        chosen = self.query.chosen.get(facet.name)
        if not chosen:
            return None
        if facet.kind != "list":
            bound = self._bind(facet.name, list(chosen))
            return f"list_contains({bound}, coalesce(CAST({facet.column} AS VARCHAR), '{NONE}'))"
        column, wanted = facet.column, list(chosen)
        if facet.name in ("unit", "function") and (roles := self.query.chosen.get("role")):
            column = f"{facet.name}_roles"  # such a unit in such a role, not each by itself
            wanted = [f"{name}\t{role}" for name in chosen for role in roles]
        return f"list_has_any({column}, {self._bind(facet.name, wanted)})"


def find_tasks(book: Book, query: TaskQuery) -> Found:
    """The answer to a query. Raises BusyError and TooLongError."""
    found: Found = book.kept.answer(query.address(), lambda: _find(book, query))
    return found


def _find(book: Book, query: TaskQuery) -> Found:
    asked = Asked(query)
    with book.asking() as cursor:
        columns = ", ".join(dict.fromkeys(facet.column for facet in FACETS))
        cursor.execute(
            f"CREATE OR REPLACE TEMP TABLE base AS SELECT no, {columns}, {asked.misses()} AS missed "  # noqa: S608 — ours
            f"FROM tasks WHERE {asked.by_words}",
            asked.values or None,
        )
        total = cursor.execute("SELECT count(*) FROM base WHERE missed = 0").fetchone()
        counts = {facet.name: _count(cursor, number, facet, query) for number, facet in enumerate(FACETS)}
        tasks = _page(cursor, asked)
        cursor.execute("DROP TABLE base")
    return Found(total[0] if total else 0, tasks, counts)


def find_ids(book: Book, query: TaskQuery, most: int) -> list[str]:
    """Ids of the tasks of a query, `most` at most, in no order. Raises BusyError and TooLongError."""
    asked = Asked(query)
    question = f"SELECT task_id FROM tasks WHERE {asked.condition} LIMIT $most"  # noqa: S608 — ours
    return [row["task_id"] for row in book.rows(question, asked.values | {"most": most})]


def _count(cursor: duckdb.DuckDBPyConnection, number: int, facet: Facet, query: TaskQuery) -> list[Count]:
    """Counts of a facet's values among the tasks that all other facets leave."""
    others = ~(1 << number) & ((1 << len(FACETS)) - 1)
    found = cursor.execute(
        f"SELECT value, count(*) AS tasks FROM (SELECT {facet.values} AS value FROM base WHERE missed & {others} = 0) "  # noqa: S608 — ours
        "GROUP BY value ORDER BY tasks DESC, value"
    ).fetchall()
    chosen = query.chosen.get(facet.name, ())
    counts = [Count(value, count, value in chosen) for value, count in found]
    counts += [Count(value, 0, is_chosen=True) for value in chosen if value not in {one.value for one in counts}]
    return [one for place, one in enumerate(counts) if place < facet.shown or one.is_chosen]


def _page(cursor: duckdb.DuckDBPyConnection, asked: Asked) -> list[Row]:
    query = asked.query
    values = asked.values | {"size": query.size, "offset": (query.page - 1) * query.size}
    return as_rows(
        cursor.execute(
            f"SELECT {LISTED} FROM (SELECT *, {asked.score} AS score FROM tasks WHERE {asked.condition}) "  # noqa: S608 — ours
            f"ORDER BY {_ORDERS[query.order]} LIMIT $size OFFSET $offset",
            values,
        )
    )
