"""The figures of one build by which gates judge its portal: Arrow tables and captures in, numbers out.

What a backfill brought is counted apart: the figures of a portal are those of what its nightly
crawls found.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.archive import Capture, Purpose
from taizhang.days import day_of
from taizhang.rows import Tables
from taizhang.tables.terms import Outcome
from taizhang.workdays import first_of_last, workdays_between

Figures = dict[str, float | None]

# Working days over which newly published documents are counted.
WEEK = 5
# The time over which gaps between publications tell a portal's rhythm.
YEARS = timedelta(days=730)
# Fewer say nothing about a rhythm.
LEAST_GAPS = 8
# How the id of a backfill's run ends, see Archive.open_run.
BACKFILL = "-backfill"
# Runs that look at a whole portal; single addresses, inspections and imports see a few pages.
CRAWLS = ("-nightly", BACKFILL)
ANSWERED = (Outcome.CONTENT, Outcome.UNCHANGED)
DAY = timedelta(days=1)
# The columns that figures are taken from.
OF_DOCUMENTS = ("document_id", "kind", "title", "doc_number", "published_on", "first_seen")
OF_TASKS = (
    "document_id",
    "lead_units",
    "responsible_units",
    "cooperating_units",
    "supervising_units",
)


def measure_build(
    tables: Tables,
    captures: Sequence[Capture],
    as_of: date,
    counts: Mapping[str, Mapping[str, int]],
    backfilled: Collection[str],
) -> Figures:
    """All figures; None where one has no meaning (a share of nothing).

    `backfilled` are documents by their ids.
    """
    # Without texts: rows are filtered below, which copies them.
    documents = tables["documents"].select(OF_DOCUMENTS)
    tasks = tables["tasks"].select(OF_TASKS)
    brought = pc.is_in(
        documents["document_id"],
        value_set=pa.array(sorted(backfilled), pa.string()),
    )
    found, old = documents.filter(pc.invert(brought)), documents.filter(brought)
    looked = last_look(captures, as_of)
    figures: Figures = {
        "documents": documents.num_rows,
        "documents_backfilled": old.num_rows,
        "documents_found": found.num_rows,
        "tasks": tasks.num_rows,
        "share_with_units": share_of(_with_units(tasks), tasks.num_rows),
        "published_a_workday": published_a_workday(found, looked),
    }
    figures |= measure_reading(found, tasks)
    figures |= {
        f"backfilled_{name}": value
        for name, value in measure_reading(old, tasks).items()
        if name in NAMES_AND_DAYS
    }
    # Documents and tasks only: their dependants go along with them and would count one fault
    # several times.
    for name in ("documents", "tasks"):
        count = counts.get(name, {"read": 0, "quarantined": 0})
        figures[f"quarantined_{name}"] = share_of(count["quarantined"], count["read"])
    figures |= _fetching_figures(captures)
    figures |= _rhythm_figures(found, looked)
    return figures


NAMES_AND_DAYS = ("without_title", "without_published_on")


def measure_reading(documents: pa.Table, tasks: pa.Table) -> Figures:
    """How well documents were read: tasks a plan or notice, and shares of what is missing.

    Tasks of other documents do not count.
    """
    # Tasks come by the build, documents as the share that was found one way; without this a
    # backfill's tasks would raise the figures of the nightly crawls.
    mine = tasks.filter(
        pc.is_in(
            tasks["document_id"],
            value_set=documents["document_id"].combine_chunks(),
        )
    )
    carriers = (
        pc.sum(pc.is_in(documents["kind"], value_set=pa.array(["plan", "notice"]))).as_py() or 0
    )
    figures: Figures = {
        "tasks_a_document": share_of(mine.num_rows, carriers),
        "without_units": share_of(mine.num_rows - _with_units(mine), mine.num_rows),
    }
    for column in ("title", "published_on", "doc_number"):
        figures[f"without_{column}"] = share_of(documents[column].null_count, documents.num_rows)
    return figures


def published_a_workday(documents: pa.Table, looked: date) -> float:
    """Documents that were published in the last whole week of working days, a working day.

    A week without holidays between two of them is as long as one with: nothing is expected of a
    holiday, and a weekend that is worked for one counts. The day of the look itself is not over and
    is left out.
    """
    end = looked - DAY
    first = first_of_last(WEEK, end)
    days = documents["published_on"]
    inside = pc.and_(pc.greater_equal(days, pa.scalar(first)), pc.less_equal(days, pa.scalar(end)))
    return (pc.sum(inside).as_py() or 0) / WEEK


def last_look(captures: Sequence[Capture], as_of: date) -> date:
    """The last day on which a page of the portal was answered: what it published later nobody knows."""
    pages = (
        capture
        for capture in captures
        if capture.purpose in (Purpose.LIST, Purpose.ARTICLE) and capture.outcome in ANSWERED
    )
    return min(as_of, max((day_of(capture.captured_at) for capture in pages), default=as_of))


def share_of(part: float, whole: float) -> float | None:
    """A share; None of nothing."""
    if whole:
        return part / whole
    return None


def _with_units(tasks: pa.Table) -> int:
    """Tasks that name a unit."""
    listed = pc.list_value_length(tasks["lead_units"])
    for role in ("responsible_units", "cooperating_units", "supervising_units"):
        listed = pc.add(listed, pc.list_value_length(tasks[role]))
    return pc.sum(pc.greater(listed, 0)).as_py() or 0


def _fetching_figures(captures: Sequence[Capture]) -> Figures:
    """How the newest crawl went: shares of its list and article pages, and how many lists answered."""
    looked = (capture for capture in captures if capture.purpose in (Purpose.LIST, Purpose.ARTICLE))
    pages = [capture for capture in looked if any(kind in capture.run_id for kind in CRAWLS)]
    # Of the newest run alone: a portal that was blocked last week and answers today is well.
    if pages:
        of_run = [capture for capture in pages if capture.run_id == pages[-1].run_id]
    else:
        of_run = []
    return {
        "blocked": share_of(
            sum(capture.outcome is Outcome.BLOCKED for capture in of_run), len(of_run)
        ),
        "errors": share_of(
            sum(capture.outcome is Outcome.ERROR for capture in of_run), len(of_run)
        ),
        "lists_answered": share_of(
            sum(
                capture.outcome in ANSWERED for capture in of_run if capture.purpose == Purpose.LIST
            ),
            sum(capture.purpose == Purpose.LIST for capture in of_run),
        ),
    }


def _rhythm_figures(documents: pa.Table, looked: date) -> Figures:
    """Working days since the crawl found something new, and the portal's longest usual pause.

    The pause is the 95th percentile of the working days between publications of its newest two
    years; None for fewer than LEAST_GAPS of them.
    """
    seen = [day for day in documents["first_seen"].to_pylist() if day is not None]
    published = sorted(
        {day for day in documents["published_on"].to_pylist() if day is not None and day <= looked}
    )
    recent = [day for day in published if day >= published[-1] - YEARS]
    gaps = sorted(workdays_between(before, after) for before, after in pairwise(recent))
    usual = None
    if len(gaps) >= LEAST_GAPS:
        # Not the longest pause: that may be one of a trouble.
        usual = float(gaps[min(len(gaps) - 1, int(len(gaps) * 0.95))])
    since = None
    if seen:
        since = float(workdays_between(max(seen), looked))
    return {"workdays_without_new": since, "usual_pause": usual}
