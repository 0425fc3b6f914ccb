"""Bulletins of the five replay portals: each line is a row of the tables, and no row is left out."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from replay import PORTALS, serve_replay
from running import NIGHT, environment

import taizhang
from reports.bulletins.page import render_bulletin
from reports.bulletins.quarter import Quarter, parse_quarter
from reports.bulletins.sections import Bulletin, make_bulletin, regions_of
from taizhang.releases import Release

pytestmark = [pytest.mark.shared, pytest.mark.prove]
YEAR = timedelta(days=365)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    home = tmp_path_factory.mktemp("replay")
    with serve_replay(shared, home / "log.jsonl") as replay:
        command = [sys.executable, "-c", NIGHT, str(home / "store"), str(PORTALS)]
        night = subprocess.run(command, env=environment(home, replay.proxy), cwd=home, timeout=600)
    assert night.returncode == 0
    return taizhang.release(str(home / "store"))


def rows_of(bulletin: Bulletin, name: str) -> dict[str, Any]:
    [section] = [section for section in bulletin.sections if section.name == name]
    return {row.key: row.cells for row in section.rows}


def due_rows(tasks: list[Row], first: date, last: date) -> dict[str, Row]:
    days = ((task, task["due_on"]) for task in tasks)
    return {task["task_id"]: task for task, day in days if day and first <= day <= last}


@pytest.mark.parametrize("name", ["2021Q3", "2017Q3", "2022Q2"])
def test_each_line_of_each_bulletin_is_a_row_of_the_tables(release: Release, name: str) -> None:
    quarter = parse_quarter(name)
    regions = regions_of(release)
    assert len(regions) == 5
    said = 0
    for region in regions:
        bulletin = make_bulletin(release, region, quarter)
        said += check_tasks(release, bulletin, quarter) + check_facts(release, bulletin, quarter)
        check_page(bulletin)
    assert said >= 20


def check_tasks(release: Release, bulletin: Bulletin, quarter: Quarter) -> int:
    """Tasks due and overdue are those of the table, each line with its text and its day; how many."""
    tasks = release.rows("tasks", region=bulletin.region)
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
        for task in release.rows("tasks", region=bulletin.region)
        if task["published_on"]
        and date(quarter.first.year, 1, 1) <= task["published_on"] <= quarter.last
    }
    limits = [row for row in release.rows("time_limits") if row["kind"] == "recurring"]
    for name, rows in (("recurring", limits), ("targets", release.rows("targets"))):
        own = {
            f"{row['task_id']} {row['position']}": row for row in rows if row["task_id"] in of_year
        }
        lines = rows_of(bulletin, name)
        assert lines.keys() == own.keys()
        for key, cells in lines.items():
            assert own[key]["text"] in cells
    return len(rows_of(bulletin, "targets")) + len(rows_of(bulletin, "recurring"))


def check_page(bulletin: Bulletin) -> None:
    soup = BeautifulSoup(render_bulletin(bulletin), "html.parser")
    for section in bulletin.sections:
        shown = {row["data-key"] for row in soup.select(f"#{section.name} tbody tr")}
        assert shown == {row.key for row in section.rows}
