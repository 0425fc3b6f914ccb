"""What plans follow one another and which tasks are linked, computed again from a release's own tables and compared."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from load.links.reasons import GAP
from load.links.rows import (
    CITATION_COLUMNS,
    PLAN_COLUMNS,
    TASK_COLUMNS,
    link_pairs,
    plans_of,
    rows_of_series,
    tasks_of_plans,
)
from load.links.series import find_pairs, find_series
from taizhang.rows import Row
from taizhang.tables import TABLES

LINK_TABLES = ("plan_series", "task_links")


class LinkFlaw(NamedTuple):
    """A row of a table of links that does not hold: its key in one word, the column, one line."""

    table: str
    key: str
    document_id: str
    column: str | None
    message: str


def prove_plan_links(tables: Mapping[str, pa.Table]) -> Iterator[LinkFlaw]:
    """Where `plan_series` and `task_links` are not what the documents, citations and tasks of the release say.

    The words of a reason are tried on the asking task by themselves: they stand there, in that
    order.
    """
    tasks = tables["tasks"].select(TASK_COLUMNS)
    citations = tables["citations"].select(CITATION_COLUMNS)
    plans = plans_of(
        tables["documents"].select(PLAN_COLUMNS),
        citations,
        pc.unique(tasks["document_id"]),
    )
    series = find_series(plans)
    pairs = sorted(find_pairs(series), key=lambda pair: (pair.origin, pair.asking))
    yield from _compare_rows(
        "plan_series", tables["plan_series"].to_pylist(), rows_of_series(series)
    )
    again = link_pairs(pairs, tasks_of_plans(tasks)) if pairs else []
    yield from _compare_rows("task_links", tables["task_links"].to_pylist(), again)
    # By themselves, not by linking again: a reason that the code makes up would be made up a second
    # time.
    yield from _prove_reasons(tables["task_links"], tables["tasks"])


def _compare_rows(name: str, published: list[Row], again: list[Row]) -> Iterator[LinkFlaw]:
    right = {_key_of(name, row): row for row in TABLES[name].to_arrow(again).to_pylist()}
    for row in published:
        key = _key_of(name, row)
        if key not in right:
            yield LinkFlaw(
                name,
                key,
                row["document_id"],
                None,
                "does not follow from the release's plans",
            )
            continue
        for column, value in right.pop(key).items():
            if row[column] != value:
                message = f"is {row[column]}, the release's plans say {value}"
                yield LinkFlaw(name, key, row["document_id"], column, message)
    for key, row in right.items():
        yield LinkFlaw(
            name,
            key,
            row["document_id"],
            None,
            "follows from the release's plans, but is not published",
        )


def _prove_reasons(links: pa.Table, tasks: pa.Table) -> Iterator[LinkFlaw]:
    asking = tasks.filter(pc.is_in(tasks["task_id"], value_set=pc.unique(links["task_id"])))
    printed = {
        row["task_id"]: "\n".join([*row["headings"], row["text"]]) for row in asking.to_pylist()
    }
    for row in links.to_pylist():
        if not stands_in_order(row["reason"], printed.get(row["task_id"], "")):
            message = f"{row['reason']} does not stand in the task"
            yield LinkFlaw(
                "task_links",
                _key_of("task_links", row),
                row["document_id"],
                "reason",
                message,
            )


def stands_in_order(reason: str, text: str) -> bool:
    """Whether the words of a reason stand in a text one behind the other.

    >>> stands_in_order("口袋公园…老城区", "建设口袋公园12个,优先安排在老城区")
    True
    """
    at = 0
    for words in reason.split(GAP):
        found = text.find(words, at)
        if found < 0:
            return False
        at = found + len(words)
    return True


def _key_of(name: str, row: Row) -> str:
    return " ".join(str(row[column]) for column in TABLES[name].key)
