"""Everything that the run report says of a release, gathered from the store as plain values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from reports.figures import (
    FunctionCount,
    Timeline,
    count_functions,
    count_groups,
    days_by_portal,
    due_ahead,
    latest_overdue,
    make_timeline,
    next_due,
    step_for,
)
from reports.runs import last_runs
from reports.status import RUNS, Status, status_of
from taizhang.days import day_of
from taizhang.releases import Release
from taizhang.tables import TABLES
from taizhang.tables.terms import Change

# Portals whose documents over time are drawn, those with most tasks first.
PANELS = 11
FUNCTIONS = 14
AHEAD = 12  # months
DUE = 12  # tasks named
# Tasks past their day that are named, the latest first.
OVERDUE = 200
CHANGED = 20  # documents named
# Kinds of quarantined rows and of issues.
GROUPS = 12
DATA = (
    "tasks",
    "task_units",
    "time_limits",
    "targets",
    "documents",
    "parts",
    "citations",
    "changes",
    "issues",
    "quarantine",
)
DUE_COLUMNS = ("task_id", "document_id", "document_title", "region", "text", "due_on")
UNIT_COLUMNS = ("task_id", "function", "is_group", "role")
UNITS = ("lead_units", "responsible_units", "cooperating_units")
SUPERVISORS = "supervising_units"
ABOUT = ("document_id", "portal", "title", "url")


@dataclass(frozen=True, slots=True)
class Panel:
    """Documents and tasks of one portal over time; `portal` is None for all together."""

    portal: str | None
    documents: Timeline
    tasks: Timeline


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task whose day comes next or has passed.

    `units` do it, in order of role; `supervisors` only watch over it.
    """

    due_on: date
    text: str
    units: tuple[str, ...]
    supervisors: tuple[str, ...]
    region: str
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class ChangedDocument:
    """A document that differs from the previous release, and how many of its tasks do."""

    title: str | None
    url: str | None
    portal: str
    change: Change
    columns: tuple[str, ...]
    tasks: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind: what they are called, how many there are, and one of them in words."""

    name: tuple[str, ...]
    count: int
    example: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """The report.

    `checks` leads to the checks of a portal's newest build, seen from the folder of the reports.
    """

    status: Status
    panels: tuple[Panel, ...]
    functions: tuple[FunctionCount, ...]
    ahead: Timeline
    due: tuple[DueTask, ...]
    overdue: tuple[DueTask, ...]
    last_due: date | None
    changes: dict[str, dict[Change, int]]
    changed: tuple[ChangedDocument, ...]
    quarantine: tuple[Group, ...]
    issues: tuple[Group, ...]
    checks: dict[str, str]
    files: tuple[tuple[str, int], ...]


def gather_facts(release: Release, moment: datetime) -> Facts:
    """Read a release as it stands at a moment; its day in China is `today` for due dates."""
    store, today = release.store, day_of(moment)
    status = status_of(store, release, last_runs(store, RUNS), moment)
    tasks = release.table("tasks", *DUE_COLUMNS, *UNITS, SUPERVISORS)
    # Documents last: what stands in the release wins over what was ever gone.
    listed = [*release.rows("gone", *ABOUT), *release.rows("documents", *ABOUT)]
    documents = {row["document_id"]: row for row in listed}
    changes, rows = release.rows("changes"), release.counts()
    return Facts(
        status=status,
        panels=tuple(_trend_panels(release, status)),
        functions=tuple(count_functions(release.table("task_units", *UNIT_COLUMNS), FUNCTIONS)),
        ahead=due_ahead(tasks, today, AHEAD),
        due=tuple(_due_task(row, documents) for row in next_due(tasks, today, DUE)),
        overdue=tuple(_due_task(row, documents) for row in latest_overdue(tasks, today, OVERDUE)),
        last_due=max((day for day in tasks["due_on"].to_pylist() if day), default=None),
        changes=_changes_by_table(changes),
        changed=tuple(_changed_documents(changes, documents)),
        quarantine=tuple(
            _example_groups(
                release.rows("quarantine"),
                ("table", "expectation"),
                "reason",
            )
        ),
        issues=tuple(_example_groups(release.rows("issues"), ("code",), "message")),
        checks=_checks_pages(release, status),
        files=tuple((name, rows[name]) for name in DATA if name in rows),
    )


def _trend_panels(release: Release, status: Status) -> list[Panel]:
    """All portals together, then those with the most tasks, on one time axis."""
    documents = days_by_portal(release.table("documents", "portal", "published_on"))
    tasks = days_by_portal(release.table("tasks", "portal", "published_on"))
    every = list(chain.from_iterable(documents.values()))
    if not every:
        return []
    step, first, last = step_for(_usual_days(every)), min(every), max(every)
    promised = list(chain.from_iterable(tasks.values()))
    panels = [
        Panel(
            None,
            make_timeline(every, step, first, last),
            make_timeline(promised, step, first, last),
        )
    ]
    # With one portal its panel would repeat the one of all.
    if len(documents) > 1:
        for slug in sorted(documents, key=lambda slug: (-status.counts[slug].tasks, slug))[:PANELS]:
            one, two = (
                make_timeline(days, step, first, last)
                for days in (documents[slug], tasks.get(slug, []))
            )
            panels.append(Panel(slug, one, two))
    return panels


def _usual_days(days: Sequence[date]) -> list[date]:
    """The days without the oldest fiftieth: one notice of 1998 must not turn months into years."""
    return sorted(days)[len(days) // 50 :]


def _due_task(row: dict[str, Any], documents: dict[str, dict[str, Any]]) -> DueTask:
    units = tuple(chain.from_iterable(row[column] for column in UNITS))
    url = documents.get(row["document_id"], {}).get("url")
    supervisors = tuple(row[SUPERVISORS])
    return DueTask(
        row["due_on"],
        row["text"],
        units,
        supervisors,
        row["region"],
        row["document_title"],
        url,
    )


def _changes_by_table(rows: list[dict[str, Any]]) -> dict[str, dict[Change, int]]:
    """Rows by table and kind of change, tables in the order of their declaration."""
    found: dict[str, dict[Change, int]] = {}
    for row in rows:
        found.setdefault(row["table"], dict.fromkeys(Change, 0))[Change(row["change"])] += 1
    return {name: found[name] for name in TABLES if name in found}


def _changed_documents(
    rows: list[dict[str, Any]],
    by_id: dict[str, dict[str, Any]],
) -> list[ChangedDocument]:
    """Documents that changed themselves or in their tasks, those with most tasks first."""
    own = {row["document_id"]: row for row in rows if row["table"] == "documents"}
    tasks = Counter(row["document_id"] for row in rows if row["table"] == "tasks")
    found = []
    for document in sorted(
        {*own, *tasks}, key=lambda document_id: (-tasks[document_id], document_id)
    )[:CHANGED]:
        shown = by_id.get(document, {"title": None, "url": None, "portal": ""})
        row = own.get(document, {"change": Change.MODIFIED, "columns": []})
        change, columns = Change(row["change"]), tuple(row["columns"])
        found.append(
            ChangedDocument(
                shown["title"],
                shown["url"],
                shown["portal"],
                change,
                columns,
                tasks[document],
            )
        )
    return found


def _example_groups(rows: list[dict[str, Any]], by: tuple[str, ...], example: str) -> list[Group]:
    # Backwards, so that the first row of each kind stays as its example.
    first = {tuple(row[column] for column in by): row for row in reversed(rows)}
    most = count_groups(rows, *by)[:GROUPS]
    return [
        Group(name, count, first[name][example], first[name].get("url")) for name, count in most
    ]


def _checks_pages(release: Release, status: Status) -> dict[str, str]:
    """Where the checks of each portal's newest build can be read, whether or not the release carries that build."""
    pages = {one.portal: f"{release.folder}/checks/{one.portal}.html" for one in status.portals}
    return {portal: f"../{page}" for portal, page in pages.items() if release.store.exists(page)}
