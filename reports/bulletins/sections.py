"""The sections of a bulletin: what each is called, its columns, and its rows from the tables of a release."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import chain

from reports.bulletins.quarter import Quarter
from taizhang.copies import COPY_COLUMNS, list_once, works_of
from taizhang.regions import full_name, region_of_issuer
from taizhang.regions.lookup import within_prefix
from taizhang.releases import Release
from taizhang.rows import Row
from taizhang.tables.terms import LimitKind

# How long before the quarter a day may have passed to be named.
YEAR = timedelta(days=365)
DOING = ("lead_units", "responsible_units")

_HANDS_ON = re.compile("^关于(?:转发|印发)[《“]?")

Cell = str | date | None


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A line: its cells in the order of the section's columns, the page that says so, the row's key in its table.

    `place` is the page of the explorer that is about it, as `tasks` and an id.
    """

    cells: tuple[Cell, ...]
    url: str | None
    key: str
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BulletinSection:
    """A section; what it and its columns are called stands in words.toml."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SectionRow, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin of a region; `portals` are the names of its portals."""

    region: str
    quarter: Quarter
    release: str
    portals: tuple[str, ...]
    sections: tuple[BulletinSection, ...]


def make_bulletin(release: Release, region: str, quarter: Quarter) -> Bulletin:
    """The bulletin of a region, named in full or by its end (钦州市).

    Raises UserError for one that no portal is of.
    """
    tables = _RegionTables(release, release.full_region(region), quarter)
    sections = tuple(
        BulletinSection(name, columns, tuple(rows(tables))) for name, columns, rows in SECTIONS
    )
    names = tuple(row["name"] for row in tables.portals)
    return Bulletin(tables.region, quarter, release.release_id, names, sections)


class _RegionTables:
    """The rows of one region's portals, each table read once."""

    def __init__(self, release: Release, region: str, quarter: Quarter) -> None:
        self._release = release
        self.region = region
        self.quarter = quarter

    @cached_property
    def portals(self) -> list[Row]:
        return self._release.rows("portals", "portal", "name", region=self.region)

    @cached_property
    def documents(self) -> dict[str, Row]:
        columns = (
            *COPY_COLUMNS,
            "title",
            "doc_number",
            "url",
            "first_seen",
            "last_changed",
        )
        slugs = [row["portal"] for row in self.portals]
        return {
            row["document_id"]: row
            for row in self._release.rows("documents", *columns, portal=slugs)
        }

    @cached_property
    def tasks(self) -> dict[str, Row]:
        """The tasks of the region's own plans and of those that bind it."""
        return {
            key: task for key, task in self._all_tasks.items() if not self.is_from_elsewhere(task)
        }

    @cached_property
    def tasks_from_elsewhere(self) -> list[Row]:
        """Those of plans of other places, which a portal prints again for what they teach."""
        return [task for task in self._all_tasks.values() if self.is_from_elsewhere(task)]

    @cached_property
    def _all_tasks(self) -> dict[str, Row]:
        columns = (
            "task_id",
            "document_id",
            "position",
            "label",
            "text",
            "due_on",
            "published_on",
            *DOING,
        )
        rows = self._release.rows("tasks", *columns, region=self.region)
        # A plan that two channels of a region publish promises nothing twice.
        documents = self.documents.values()
        listed = list_once(rows, documents, works_of(rows, documents))
        return {row["task_id"]: row for row in listed}

    def is_from_elsewhere(self, task: Row) -> bool:
        document = self.documents.get(task["document_id"])
        return document is not None and _place_elsewhere(document) is not None

    def of_tasks(self, name: str) -> list[Row]:
        """The rows of a table about tasks of plans that were published in the quarter's year, up to its end."""
        # Of the year's plans: what plans of earlier years asked for again and again has been
        # reported by their own bulletins.
        wanted = [
            key
            for key, task in self.tasks.items()
            if _is_of_year(task["published_on"], self.quarter)
        ]
        return self._release.rows(name, task_id=wanted) if wanted else []

    def of_documents(self, name: str) -> list[Row]:
        return self._release.rows(name, document_id=list(self.documents)) if self.documents else []

    def of_portals(self, name: str) -> list[Row]:
        return self._release.rows(name, portal=[row["portal"] for row in self.portals])

    def page_of(self, row: Row) -> tuple[str | None, str | None]:
        """The title and address of a row's document."""
        document: Row = self.documents.get(row["document_id"], {})
        return document.get("title"), document.get("url")


def _place_elsewhere(document: Row) -> str | None:
    """The code of the place that issued a document, where that neither lies in the portal's region nor holds it.

    Where no issuer is known, the place that its title begins with, or whose plan it hands on.
    """
    own = document["portal_region_code"]
    title = _HANDS_ON.sub("", document["title"] or "")
    place = document["issuer_region_code"] or region_of_issuer(title, own)
    if not own or not place:
        return None
    if place.startswith(within_prefix(own)) or own.startswith(within_prefix(place)):
        return None
    return str(place)


def _is_of_year(day: date | None, quarter: Quarter) -> bool:
    return day is not None and date(quarter.year, 1, 1) <= day <= quarter.last


def _is_within(day: date | None, quarter: Quarter) -> bool:
    return day is not None and quarter.first <= day <= quarter.last


def _units(task: Row) -> str:
    return "、".join(dict.fromkeys(chain.from_iterable(task[column] for column in DOING)))


def _task_row(tables: _RegionTables, task: Row) -> SectionRow:
    title, url = tables.page_of(task)
    return SectionRow(
        (task["due_on"], _units(task), task["text"], title),
        url,
        task["task_id"],
        ("tasks", task["task_id"]),
    )


def _by_day(tasks: Iterable[Row]) -> list[Row]:
    return sorted(tasks, key=lambda task: (task["due_on"], task["document_id"], task["position"]))


def _due(tables: _RegionTables) -> Sequence[SectionRow]:
    tasks = [task for task in tables.tasks.values() if _is_within(task["due_on"], tables.quarter)]
    return [_task_row(tables, task) for task in _by_day(tasks)]


def _overdue(tables: _RegionTables) -> Sequence[SectionRow]:
    first = tables.quarter.first
    tasks = [
        task
        for task in tables.tasks.values()
        # Whether it was done no page says: after a year a passed day is no news.
        if task["due_on"] and first - YEAR <= task["due_on"] < first
    ]
    return [_task_row(tables, task) for task in _by_day(tasks)]


def _recurring(tables: _RegionTables) -> Sequence[SectionRow]:
    often: dict[str, list[str]] = defaultdict(list)
    for limit in tables.of_tasks("time_limits"):
        if limit["kind"] == LimitKind.RECURRING:
            often[limit["task_id"]].append(limit["text"])
    rows = []
    for key, times in often.items():
        task = tables.tasks[key]
        title, url = tables.page_of(task)
        # A task is printed once, however many times it names: many are half a page long.
        cells = (_units(task), "、".join(dict.fromkeys(times)), task["text"], title)
        place = (cells[0], task["document_id"], task["position"])
        rows.append((place, SectionRow(cells, url, key, ("tasks", key))))
    return [row for _, row in sorted(rows, key=lambda placed: placed[0])]


def _targets(tables: _RegionTables) -> Sequence[SectionRow]:
    found = []
    for target in tables.of_tasks("targets"):
        task = tables.tasks[target["task_id"]]
        title, url = tables.page_of(task)
        cells = (target["what"], target["text"], target["when"], target["by"], _units(task), title)
        place = (
            # Those without a day come last.
            target["by"] is None,
            target["by"],
            task["document_id"],
            task["position"],
            target["position"],
        )
        key = f"{target['task_id']} {target['position']}"
        found.append((place, SectionRow(cells, url, key, ("tasks", task["task_id"]))))
    return [row for _, row in sorted(found, key=lambda placed: placed[0])]


def _new_plans(tables: _RegionTables) -> Sequence[SectionRow]:
    return _plans(
        tables, "published_on", lambda row: _is_within(row["published_on"], tables.quarter)
    )


def _changed_plans(tables: _RegionTables) -> Sequence[SectionRow]:
    def has_changed(row: Row) -> bool:
        return (
            _is_within(row["last_changed"], tables.quarter)
            and row["last_changed"] > row["first_seen"]
        )

    return _plans(tables, "last_changed", has_changed)


def _plans(tables: _RegionTables, day: str, wanted: Callable[[Row], bool]) -> Sequence[SectionRow]:
    counts: Mapping[str, int] = _count(task["document_id"] for task in tables.tasks.values())
    plans = [
        row for row in tables.documents.values() if row["document_id"] in counts and wanted(row)
    ]
    return [
        SectionRow(
            (row[day], row["title"], row["doc_number"], str(counts[row["document_id"]])),
            row["url"],
            row["document_id"],
            ("documents", row["document_id"]),
        )
        for row in sorted(plans, key=lambda row: (row[day], row["document_id"]))
    ]


def _from_elsewhere(tables: _RegionTables) -> Sequence[SectionRow]:
    """Plans of other places whose tasks the sections on tasks would have counted."""
    counts = _count(
        task["document_id"]
        for task in tables.tasks_from_elsewhere
        if _is_of_year(task["published_on"], tables.quarter)
        or (task["due_on"] and tables.quarter.first - YEAR <= task["due_on"] <= tables.quarter.last)
    )
    found = [tables.documents[key] for key in counts]
    return [
        SectionRow(
            (
                row["published_on"],
                row["title"],
                full_name(_place_elsewhere(row) or ""),
                str(counts[row["document_id"]]),
            ),
            row["url"],
            row["document_id"],
            ("documents", row["document_id"]),
        )
        for row in sorted(found, key=lambda row: (row["published_on"] or date.min, row["url"]))
    ]


def _count(keys: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for key in keys:
        counts[key] += 1
    return counts


def _silent_edits(tables: _RegionTables) -> Sequence[SectionRow]:
    """Versions that another replaced in the quarter: the page was changed where it stood."""
    replaced = [
        row
        for row in tables.of_documents("versions")
        if _is_within(row["valid_to"], tables.quarter)
    ]
    found = []
    for row in sorted(
        replaced, key=lambda row: (row["valid_to"], row["document_id"], row["valid_from"])
    ):
        title, url = tables.page_of(row)
        cells = (
            row["valid_to"],
            title,
            # Named only where the edit changed it.
            row["title"] if row["title"] != title else None,
            row["digest"][7:19],
        )
        key = f"{row['document_id']} {row['valid_from']} {row['digest']}"
        found.append(SectionRow(cells, url, key, ("documents", row["document_id"])))
    return found


def _missing_plans(tables: _RegionTables) -> Sequence[SectionRow]:
    series = [row for row in tables.of_documents("plan_series") if row["missing_years"]]
    found = []
    for row in sorted(series, key=lambda row: (row["subject"], row["year"])):
        title, url = tables.page_of(row)
        years = "、".join(map(str, row["missing_years"]))
        found.append(
            SectionRow(
                (row["issuer"], row["subject"], years, title),
                url,
                f"{row['series_id']} {row['document_id']}",
                ("documents", row["document_id"]),
            )
        )
    return found


def _checks(tables: _RegionTables) -> Sequence[SectionRow]:
    names = {row["portal"]: row["name"] for row in tables.portals}
    failed = [
        row
        for row in tables.of_portals("portal_checks")
        if _is_within(row["checked_on"], tables.quarter) and not row["passed"]
    ]
    return [
        SectionRow(
            (
                row["checked_on"],
                names[row["portal"]],
                row["channel"],
                row["check"],
                row["value"],
                row["limit"],
            ),
            None,
            f"{row['portal']} {row['checked_on']} {row['channel']} {row['check']}",
            ("portals", row["portal"]),
        )
        for row in sorted(
            failed,
            key=lambda row: (row["checked_on"], row["portal"], row["channel"] or "", row["check"]),
        )
    ]


SECTIONS: tuple[
    tuple[str, tuple[str, ...], Callable[[_RegionTables], Sequence[SectionRow]]], ...
] = (
    ("due", ("day", "units", "task", "document"), _due),
    ("overdue", ("day", "units", "task", "document"), _overdue),
    ("recurring", ("units", "often", "task", "document"), _recurring),
    ("targets", ("what", "amount", "when", "day", "units", "document"), _targets),
    ("new_plans", ("published", "document", "doc_number", "tasks"), _new_plans),
    ("changed_plans", ("changed", "document", "doc_number", "tasks"), _changed_plans),
    ("from_elsewhere", ("published", "document", "place", "tasks"), _from_elsewhere),
    ("silent_edits", ("changed", "document", "old_title", "old_copy"), _silent_edits),
    ("missing_plans", ("issuer", "subject", "years", "document"), _missing_plans),
    ("checks", ("checked", "portal", "channel", "check", "value", "limit"), _checks),
)
