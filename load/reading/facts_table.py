"""What pages turned out to be, as columns."""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from load.reading.articles import PageFacts
from taizhang.archive import Capture
from taizhang.tables.declaration import TEXT, TEXTS
from taizhang.tables.terms import Outcome

# Address key and payload digest.
PageKey = tuple[str, str]

PAGES = pa.schema(
    [
        ("url_key", TEXT),
        ("digest", TEXT),
        ("outcome", TEXT),
        ("detail", TEXT),
        ("content", TEXT),
        ("links", TEXTS),
    ]
)


def page_key(capture: Capture) -> PageKey:
    """What the facts of a capture's page are known by."""
    return capture.url_key, capture.digest or ""


def facts_row(key: PageKey, facts: PageFacts) -> dict[str, object]:
    """A page's facts as a row of `PAGES`."""
    return {
        "url_key": key[0],
        "digest": key[1],
        "outcome": facts.outcome,
        "detail": facts.detail,
        "content": facts.content,
        "links": list(facts.links),
    }


def pages_table(pages: Mapping[PageKey, PageFacts]) -> pa.Table:
    """Facts as a table, by key."""
    rows = [facts_row(key, facts) for key, facts in sorted(pages.items())]
    return pa.Table.from_pylist(rows, schema=PAGES)


def read_facts(table: pa.Table) -> Iterator[tuple[PageKey, PageFacts]]:
    """The facts in a table that has the columns of `PAGES`."""
    for row in table.select(PAGES.names).to_pylist():
        outcome = Outcome(row["outcome"])
        facts = PageFacts(outcome, row["detail"], row["content"], tuple(row["links"]))
        yield (row["url_key"], row["digest"]), facts
