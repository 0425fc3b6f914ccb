"""Acceptance: three nights against the replay portals by the command line, as an operator runs them."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from replay import PORTALS, expected, serve_replay
from running import Ended, run

pytestmark = [pytest.mark.shared, pytest.mark.prefect]

# What a second night without news must leave as it is, byte for byte.
UNMOVED = (
    "documents",
    "parts",
    "sections",
    "tasks",
    "task_units",
    "time_limits",
    "targets",
    "citations",
)
RATE = 20  # requests a second, as the replay portals' files say


@dataclass(frozen=True, slots=True)
class Nights:
    """Three nights: the first, one without news, one after the portals changed."""

    ended: list[Ended]
    requests: list[list[dict[str, Any]]]
    releases: list[Path]
    store: Path
    home: Path

    def table(self, night: int, name: str) -> list[dict[str, Any]]:
        """A table of a night's release."""
        rows: list[dict[str, Any]] = pq.read_table(self.releases[night] / name).to_pylist()
        return rows


@pytest.fixture(scope="module")
def nights(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    home = tmp_path_factory.mktemp("nights")
    store = home / "S"
    found = Nights([], [], [], store, home)
    for number, options in enumerate([(), (), ("--generation", "2")]):
        with serve_replay(shared, home / f"{number}.jsonl", *options) as replay:
            found.ended.append(
                run(
                    "taizhang",
                    "nightly",
                    "--portals",
                    str(PORTALS),
                    "--store",
                    str(store),
                    home=home,
                    proxy=replay.proxy,
                )
            )
            found.requests.append(replay.requests())
        assert found.ended[-1].code == 0, found.ended[-1]
        found.releases.append((store / "latest").resolve())
    return found


@pytest.fixture(scope="module")
def sites(shared: Path) -> dict[str, Any]:
    return expected(shared)


def test_every_article_is_one_document(nights: Nights, sites: dict[str, Any]) -> None:
    documents = nights.table(0, "documents")
    by_address = {
        url: row["document_id"] for row in documents for url in (row["url"], *row["aliases"])
    }
    wanted = {
        article["url"] for site in sites.values() for article in site["generation1"]["articles"]
    }
    assert wanted - by_address.keys() == set()
    pairs = [pair for site in sites.values() for pair in site["duplicates"]]
    for one, other in pairs:
        assert by_address[one] == by_address[other]
    assert len(documents) == len({by_address[url] for url in wanted}) == len(wanted) - len(pairs)


def test_an_image_only_notice_is_an_empty_document_with_an_issue(
    nights: Nights, sites: dict[str, Any]
) -> None:
    empty = {row["url"]: row for row in nights.table(0, "documents") if row["text"] == ""}
    assert set(empty) == {url for site in sites.values() for url in site["image_only"]}
    told = {row["document_id"] for row in nights.table(0, "issues")}
    assert {row["document_id"] for row in empty.values()} <= told


def test_nothing_forbidden_is_fetched(nights: Nights, sites: dict[str, Any]) -> None:
    asked = {
        f"http://{request['host']}{request['path']}"
        for night in nights.requests
        for request in night
    }
    for site in sites.values():
        for rule in [*site["must_not_fetch"], site["calendar"]]:
            found = [
                url
                for url in asked
                if url == rule.get("url") or url.startswith(rule.get("prefix", "\0"))
            ]
            assert found == [], rule["why"]


def test_the_rate_is_kept(nights: Nights) -> None:
    for night in nights.requests:
        moments = defaultdict(list)
        for request in night:
            moments[request["host"].removeprefix("www.")].append(request["time"])
        for host, times in moments.items():
            times.sort()
            for first, last in zip(times, times[RATE:], strict=False):
                assert last - first > 0.95, host


def test_a_night_without_news_fetches_no_body_again(nights: Nights, sites: dict[str, Any]) -> None:
    articles = {
        article["url"] for site in sites.values() for article in site["generation1"]["articles"]
    }
    again = Counter(
        request["status"]
        for request in nights.requests[1]
        if f"http://{request['host']}{request['path']}" in articles
    )
    assert set(again) <= {304}


def test_a_night_without_news_changes_no_byte(nights: Nights) -> None:
    for name in UNMOVED:
        first, second = (release / name / "all.parquet" for release in nights.releases[:2])
        assert first.read_bytes() == second.read_bytes(), name


# Kinds of change, and what expected.json calls them.
EXPECTED = {"added": "new", "modified": "changed", "removed": "removed"}


def changed(nights: Nights, table: str) -> dict[str, list[dict[str, Any]]]:
    """What the last night tells of a table, by kind of change."""
    rows = [row for row in nights.table(2, "changes") if row["table"] == table]
    return {kind: [row for row in rows if row["change"] == kind] for kind in EXPECTED}


def test_what_changed_is_told_and_nothing_else(nights: Nights, sites: dict[str, Any]) -> None:
    urls = {
        row["document_id"]: row["url"]
        for night in (0, 2)
        for row in nights.table(night, "documents")
    }
    documents = changed(nights, "documents")
    generations = [site["generation2"] for site in sites.values()]
    for kind, rows in documents.items():
        told = {urls[row["document_id"]] for row in rows}
        assert told == {article["url"] for one in generations for article in one[EXPECTED[kind]]}, (
            kind
        )
    touched = {row["document_id"] for rows in documents.values() for row in rows}
    assert {
        row["document_id"] for rows in changed(nights, "tasks").values() for row in rows
    } <= touched
    left = {row["document_id"] for row in documents["removed"]}
    assert {row["document_id"] for row in nights.table(2, "gone")} == left


def test_the_changed_tasks_are_the_known_ones(nights: Nights) -> None:
    before, after = (
        {row["task_id"]: row for row in nights.table(night, "tasks")} for night in (0, 2)
    )
    ids = [json.loads(row["key"])["task_id"] for row in changed(nights, "tasks")["modified"]]
    more_units = [
        set(after[key]["responsible_units"]) - set(before[key]["responsible_units"]) for key in ids
    ]
    assert {"市发改委"} in more_units
    assert ("2021年6月底", "2021年9月底") in {
        (before[key]["deadline_raw"], after[key]["deadline_raw"]) for key in ids
    }


def test_the_seeds_have_their_tasks(nights: Nights, shared: Path, sites: dict[str, Any]) -> None:
    documents = {row["url"]: row["document_id"] for row in nights.table(0, "documents")}
    tasks = Counter(row["document_id"] for row in nights.table(0, "tasks"))
    for site in sites.values():
        gold = json.loads((shared / site["seed"]["gold"]).read_text(encoding="utf-8"))
        assert abs(tasks[documents[site["seed"]["url"]]] - len(gold["tasks"])) <= 0.03 * len(
            gold["tasks"]
        )


def test_the_seed_pages_score(shared: Path, tmp_path: Path) -> None:
    score = shared / "score"
    pages = tmp_path / "pages"
    subprocess.run(
        [sys.executable, str(score / "seed_pages.py"), str(pages)], check=True, capture_output=True
    )
    read = run("taizhang", "read", *map(str, sorted(pages.glob("*.html"))), "--json", home=tmp_path)
    assert read.code == 0, read.err
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(read.out, encoding="utf-8")
    command = [
        sys.executable,
        str(score / "score.py"),
        str(predictions),
        "--gold",
        str(shared / "gold" / "seeds"),
    ]
    required = ["--require", "tasks.f1=0.97", "units.f1=0.95", "deadlines.f1=1.0"]
    scored = subprocess.run([*command, *required], capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout + scored.stderr


def test_analysts_read_it_with_one_line(nights: Nights) -> None:
    tasks = pd.read_parquet(nights.store / "latest" / "tasks")
    assert tasks["text"].str.contains("[\u4e00-\u9fff]").mean() > 0.99
    assert {type(value).__name__ for value in tasks["responsible_units"]} == {"ndarray"}
    due = tasks["due_on"].dropna()
    assert {type(day).__name__ for day in due} == {"date"}
    assert len(due) > 100


def test_the_summary_names_every_portal_and_the_release(nights: Nights) -> None:
    for ended, release in zip(nights.ended, nights.releases, strict=True):
        for portal in PORTALS.glob("*.yaml"):
            assert portal.stem in ended.out
        assert release.name in ended.out
        assert ended.err == ""


@pytest.fixture
def untouched(nights: Nights) -> Iterator[None]:
    """Whatever goes wrong, readers keep the last release."""
    before = (nights.store / "latest.json").read_bytes()
    yield
    assert (nights.store / "latest.json").read_bytes() == before
    assert (nights.store / "latest").resolve() == nights.releases[-1]


@pytest.mark.usefixtures("untouched")
def test_a_wrong_portal_file_is_said_in_one_line(nights: Nights, tmp_path: Path) -> None:
    portals = tmp_path / "portals"
    shutil.copytree(PORTALS, portals)
    (portals / "lanshan.yaml").write_text("slug: lanshan\nnmae: x\n", encoding="utf-8")
    ended = run(
        "taizhang",
        "nightly",
        "--portals",
        str(portals),
        "--store",
        str(nights.store),
        home=nights.home,
    )
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "lanshan.yaml" in ended.err


@pytest.mark.usefixtures("untouched")
def test_a_read_only_store_is_said_in_one_line(nights: Nights, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    ended = run(
        "taizhang",
        "nightly",
        "--portals",
        str(PORTALS),
        "--store",
        str(file / "S"),
        home=nights.home,
    )
    assert ended.code == 1
    assert ended.err.count("\n") == 1


def test_an_unreachable_portal_fails_alone(nights: Nights, shared: Path, tmp_path: Path) -> None:
    portals, store = tmp_path / "portals", tmp_path / "S"
    portals.mkdir()
    shutil.copy(PORTALS / "lanshan.yaml", portals)
    text = (PORTALS / "qinzhou.yaml").read_text(encoding="utf-8")
    (portals / "absent.yaml").write_text(text.replace("qinzhou", "absent"), encoding="utf-8")
    with serve_replay(shared, tmp_path / "log.jsonl") as replay:
        ended = run(
            "taizhang",
            "nightly",
            "--portals",
            str(portals),
            "--store",
            str(store),
            home=nights.home,
            proxy=replay.proxy,
        )
    assert ended.code == 1
    assert re.search(r"^absent: ", ended.out, re.MULTILINE)
    table = pd.read_parquet(store / "latest" / "portals").set_index("portal")
    assert table.loc["absent", "health"] == "broken"
    assert table.loc["lanshan", "health"] != "broken"
