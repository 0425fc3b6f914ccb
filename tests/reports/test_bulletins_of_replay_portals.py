"""Bulletins of the five replay portals: each line is a row of the tables, and no row is left out."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

import taizhang
from reports.bulletins.page import render_bulletin
from reports.bulletins.quarter import Quarter, parse_quarter
from reports.bulletins.sections import Bulletin, make_bulletin
from reports.bulletins.workbook import bulletin_workbook
from taizhang.releases import Release
from taizhang.store import Store

pytestmark = pytest.mark.shared
YEAR = timedelta(days=365)
HEADS = 2  # rows of a sheet above its lines
Row = dict[str, Any]


@pytest.fixture(scope="module")
def release(replayed_store: Store) -> Release:
    return taizhang.release(replayed_store.root)


def rows_of(bulletin: Bulletin, name: str) -> dict[str, Any]:
    [section] = [section for section in bulletin.sections if section.name == name]
    return {row.key: row.cells for row in section.rows}


def own_tasks(release: Release, bulletin: Bulletin) -> list[Row]:
    """The tasks of the region's portals without those of plans that the bulletin names as another place's."""
    foreign = rows_of(bulletin, "from_elsewhere")
    for _, title, place, _ in foreign.values():
        assert not bulletin.region.startswith(place), title
        assert not place.startswith(bulletin.region), title
    tasks = release.rows("tasks", region=bulletin.region)
    own = [task for task in tasks if task["document_id"] not in foreign and is_own(task, bulletin)]
    return listed_once(release, own)


def listed_once(release: Release, tasks: list[Row]) -> list[Row]:
    """What several copies of a plan print, of the issuer's own copy or of the first."""
    documents = {row["document_id"]: row for row in release.rows("documents")}
    whole: dict[str, list[tuple[str, date | None]]] = {}
    for task in tasks:
        whole.setdefault(task["document_id"], []).append((task["text"], task["due_on"]))
    texts = {key: sorted(map(repr, said)) for key, said in whole.items()}

    def is_copy(key: str, other: str) -> bool:
        is_same_work = documents[key]["work_id"] == documents[other]["work_id"]
        is_same_list = len(texts[key]) >= 3 and texts[key] == texts[other]
        return is_same_work or (is_same_list and region_of(key) == region_of(other))

    def region_of(key: str) -> str:
        row = documents[key]
        return str(row["issuer_region_code"] or row["portal_region_code"])

    def rank(key: str) -> tuple[bool, date, str]:
        row = documents[key]
        return (not row["is_primary"], row["published_on"] or date.max, key)

    better = {
        key: [other for other in texts if is_copy(key, other) and rank(other) < rank(key)]
        for key in texts
    }
    printed = {key: {text for text, _ in said} for key, said in whole.items()}
    return [
        task
        for task in tasks
        if not any(task["text"] in printed[other] for other in better[task["document_id"]])
    ]


def is_own(task: Row, bulletin: Bulletin) -> bool:
    """Whether a task's issuer sits in the region or in one that holds it, as far as it is known."""
    place = task["issuer_region"]
    if place is None:
        return True
    return bool(bulletin.region.startswith(place) or place.startswith(bulletin.region))


def due_rows(tasks: list[Row], first: date, last: date) -> dict[str, Row]:
    days = ((task, task["due_on"]) for task in tasks)
    return {task["task_id"]: task for task, day in days if day and first <= day <= last}


@pytest.mark.parametrize("name", ["2021Q3", "2017Q3", "2022Q2"])
def test_each_line_of_each_bulletin_is_a_row_of_the_tables(release: Release, name: str) -> None:
    quarter = parse_quarter(name)
    regions = release.regions
    assert len(regions) == 5
    said = 0
    for region in regions:
        bulletin = make_bulletin(release, region, quarter)
        said += check_tasks(release, bulletin, quarter) + check_facts(release, bulletin, quarter)
        check_plans(release, bulletin, quarter)
        check_checks(release, bulletin, quarter)
        check_page(bulletin)
        check_workbook(bulletin)
    assert said >= 15


def check_tasks(release: Release, bulletin: Bulletin, quarter: Quarter) -> int:
    """Tasks due and overdue are those of the table, each line with its text and its day; how many."""
    tasks = own_tasks(release, bulletin)
    sections = {
        "due": due_rows(tasks, quarter.first, quarter.last),
        "overdue": due_rows(tasks, quarter.first - YEAR, quarter.first - timedelta(days=1)),
    }
    for name, wanted in sections.items():
        lines = rows_of(bulletin, name)
        assert lines.keys() == wanted.keys()
        for key, cells in lines.items():
            assert wanted[key]["due_on"] in cells
            assert wanted[key]["text"] in cells
    return sum(map(len, sections.values()))


def check_facts(release: Release, bulletin: Bulletin, quarter: Quarter) -> int:
    """Recurring duties and targets are those of plans of the year up to the quarter's end; how many."""
    of_year = {
        task["task_id"]
        for task in own_tasks(release, bulletin)
        if task["published_on"]
        and date(quarter.first.year, 1, 1) <= task["published_on"] <= quarter.last
    }
    limits = [row for row in release.rows("time_limits") if row["kind"] == "recurring"]
    targets = {
        f"{row['task_id']} {row['position']}": row
        for row in release.rows("targets")
        if row["task_id"] in of_year
    }
    lines = rows_of(bulletin, "targets")
    assert lines.keys() == targets.keys()
    for key, cells in lines.items():
        assert targets[key]["text"] in cells
    often: dict[str, set[str]] = {}
    for row in limits:
        if row["task_id"] in of_year:
            often.setdefault(row["task_id"], set()).add(row["text"])
    lines = rows_of(bulletin, "recurring")
    assert {key: set(cells[1].split("、")) for key, cells in lines.items()} == often
    return len(rows_of(bulletin, "targets")) + len(rows_of(bulletin, "recurring"))


def check_plans(release: Release, bulletin: Bulletin, quarter: Quarter) -> None:
    """New plans are the documents with tasks that were published in the quarter, and how many tasks each has."""
    counts: dict[str, int] = {}
    for task in own_tasks(release, bulletin):
        counts[task["document_id"]] = counts.get(task["document_id"], 0) + 1
    slugs = [row["portal"] for row in release.rows("portals", region=bulletin.region)]
    documents = {row["document_id"]: row for row in release.rows("documents", portal=slugs)}
    wanted = {
        key
        for key in counts.keys() & documents.keys()
        if documents[key]["published_on"]
        and quarter.first <= documents[key]["published_on"] <= quarter.last
    }
    lines = rows_of(bulletin, "new_plans")
    assert lines.keys() == wanted
    for key, cells in lines.items():
        row = documents[key]
        assert cells == (row["published_on"], row["title"], row["doc_number"], str(counts[key]))
    edited = {
        row["document_id"]
        for row in release.rows("versions", document_id=list(documents))
        if row["valid_to"] and quarter.first <= row["valid_to"] <= quarter.last
    }
    assert {key.split()[0] for key in rows_of(bulletin, "silent_edits")} == edited
    gaps = {
        f"{row['series_id']} {row['document_id']}"
        for row in release.rows("plan_series", document_id=list(documents))
        if row["missing_years"]
    }
    assert rows_of(bulletin, "missing_plans").keys() == gaps


def check_checks(release: Release, bulletin: Bulletin, quarter: Quarter) -> None:
    slugs = [row["portal"] for row in release.rows("portals", region=bulletin.region)]
    failed = [
        row
        for row in release.rows("portal_checks", portal=slugs)
        if quarter.first <= row["checked_on"] <= quarter.last and not row["passed"]
    ]
    lines = rows_of(bulletin, "checks")
    assert sorted(cells[3:] for cells in lines.values()) == sorted(
        (row["check"], row["value"], row["limit"]) for row in failed
    )


def check_workbook(bulletin: Bulletin) -> None:
    """Each section is a sheet, each of its lines a row."""
    book = load_workbook(BytesIO(bulletin_workbook(bulletin)), read_only=True)
    assert len(book.sheetnames) == len(bulletin.sections)
    for section, name in zip(bulletin.sections, book.sheetnames, strict=True):
        rows = list(book[name].iter_rows(values_only=True))
        assert len(rows) == HEADS + len(section.rows)


def check_page(bulletin: Bulletin) -> None:
    soup = BeautifulSoup(render_bulletin(bulletin), "html.parser")
    for section in bulletin.sections:
        shown = {row["data-key"] for row in soup.select(f"#{section.name} tbody tr")}
        assert shown == {row.key for row in section.rows}
