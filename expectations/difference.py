"""What a new version of the code reads otherwise on the same pages, told apart from what happened to the portal.

A portal's figures before and after a change of the code are made comparable: the history is
restated as if the new code had read it, and the new code itself is judged on documents whose bytes
have not changed.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from expectations.metrics import Figures, measure_reading
from taizhang.rows import Tables

# Figures that grow by a factor; all others in `measure_reading` are shares.
PRODUCTS = ("tasks_a_document",)


@dataclass(frozen=True, slots=True)
class Difference:
    """How the same `documents` were read before and now, and how many `gained` documents had been there unread."""

    documents: int
    gained: int
    before: Figures
    now: Figures


def compare_builds(before: Tables, after: Tables, day: date) -> Difference:
    """The difference between two builds of one portal, by their `documents`, `parts` and `tasks`.

    `day` is that of the former build: a document that was seen by then and is found only now is the
    code's doing.
    """
    # Only documents of the very same bytes count: what a portal changed is its own doing, and must
    # not be told for the code's.
    same = _document_sources(before).items() & _document_sources(after).items()
    keys = pa.array(sorted(key for key, _ in same), pa.string())
    was, now = (
        tables["documents"].filter(pc.is_in(tables["documents"]["document_id"], value_set=keys))
        for tables in (before, after)
    )
    documents = after["documents"]
    fresh = pc.invert(
        pc.is_in(
            documents["document_id"],
            value_set=before["documents"]["document_id"].combine_chunks(),
        )
    )
    early = pc.less_equal(documents["first_seen"], pa.scalar(day))
    gained = pc.sum(pc.and_(fresh, early)).as_py() or 0
    return Difference(
        len(keys),
        gained,
        measure_reading(was, before["tasks"]),
        measure_reading(now, after["tasks"]),
    )


def restate_figures(figures: Figures, difference: Difference) -> Figures:
    """Figures of an older build as the new code would have measured them; None where nobody can tell."""
    again = dict(figures)
    for name, was in difference.before.items():
        now, old = difference.now[name], figures.get(name)
        if was == now or old is None:
            continue
        if was is None or now is None:
            again[name] = None
        # A product is scaled and a share is shifted: half as many tasks a document today would have
        # been half as many then, but a share is bound to lie between 0 and 1.
        elif name in PRODUCTS:
            again[name] = old * now / was if was else None
        else:
            again[name] = min(1.0, max(0.0, old + now - was))
    # A document without a day is not counted as published on any, so the pace follows the share of
    # documents whose day is read.
    dated = [
        1.0 - (read["without_published_on"] or 0.0) for read in (difference.before, difference.now)
    ]
    published = figures.get("published_a_workday")
    if published is not None and dated[0] != dated[1]:
        again["published_a_workday"] = published * dated[1] / dated[0] if dated[0] else None
    return again


def _document_sources(tables: Tables) -> dict[str, frozenset[str]]:
    """The payloads that each document was read from: its page and its files."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("documents", "parts"):
        columns = (tables[name][column].to_pylist() for column in ("document_id", "capture_digest"))
        for key, digest in zip(*columns, strict=True):
            found[key].add(digest)
    return {key: frozenset(digests) for key, digests in found.items()}
