"""The figures of one build by which gates judge its portal; pure: Arrow tables and captures in, numbers out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.archive import Capture, Purpose
from taizhang.tables.terms import Outcome

Figures = dict[str, float | None]

YEARS = timedelta(days=730)  # of publishing that tell a portal's rhythm
LEAST_GAPS = 8  # fewer say nothing about a rhythm
BACKFILL = "-backfill"  # in the id of a run, see Archive.open_run


def measure(
    tables: Mapping[str, pa.Table],
    captures: Sequence[Capture],
    as_of: date,
    counts: Mapping[str, Mapping[str, int]],
    backfilled: int,
) -> Figures:
    """All figures; None where one has no meaning (a share of nothing)."""
    documents, tasks = tables["documents"], tables["tasks"]
    carriers = documents.filter(pc.is_in(documents["kind"], value_set=pa.array(["plan", "notice"])))
    listed = pc.list_value_length(tasks["lead_units"])
    for role in ("responsible_units", "cooperating_units"):
        listed = pc.add(listed, pc.list_value_length(tasks[role]))
    figures: Figures = {
        "documents": documents.num_rows,
        "documents_backfilled": backfilled,
        "documents_found": documents.num_rows - backfilled,
        "tasks": tasks.num_rows,
        "tasks_a_plan": _share(tasks.num_rows, carriers.num_rows),
        "share_with_units": _share(pc.sum(pc.greater(listed, 0)).as_py() or 0, tasks.num_rows),
    }
    for column in ("title", "published_on", "doc_number"):
        figures[f"without_{column}"] = _share(documents[column].null_count, documents.num_rows)
    for name in ("documents", "tasks"):
        count = counts.get(name, {"read": 0, "quarantined": 0})
        figures[f"quarantined_{name}"] = _share(count["quarantined"], count["read"])
    figures |= _fetching(captures)
    figures |= _rhythm(documents, as_of)
    return figures


def _fetching(captures: Sequence[Capture]) -> Figures:
    """How the newest run went: shares of its list and article pages, and how many list pages answered."""
    pages = [one for one in captures if one.purpose in (Purpose.LIST, Purpose.ARTICLE)]
    of_run = [one for one in pages if one.run_id == pages[-1].run_id] if pages else []
    answered = (Outcome.CONTENT, Outcome.UNCHANGED)
    return {
        "blocked": _share(sum(one.outcome is Outcome.BLOCKED for one in of_run), len(of_run)),
        "errors": _share(sum(one.outcome is Outcome.ERROR for one in of_run), len(of_run)),
        "lists_answered": _share(
            sum(one.outcome in answered for one in of_run if one.purpose == Purpose.LIST),
            sum(one.purpose == Purpose.LIST for one in of_run),
        ),
    }


def _rhythm(documents: pa.Table, as_of: date) -> Figures:
    """Days since the crawl found something new, and the longest pause that the portal usually makes.

    The pause is the 95th percentile of the days between publications of its newest two years.
    """
    seen = [day for day in documents["first_seen"].to_pylist() if day is not None]
    published = sorted({day for day in documents["published_on"].to_pylist() if day is not None and day <= as_of})
    recent = [day for day in published if day >= published[-1] - YEARS]
    gaps = sorted((after - before).days for before, after in pairwise(recent))
    usual = float(gaps[min(len(gaps) - 1, int(len(gaps) * 0.95))]) if len(gaps) >= LEAST_GAPS else None
    return {"days_without_new": float((as_of - max(seen)).days) if seen else None, "usual_pause": usual}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
