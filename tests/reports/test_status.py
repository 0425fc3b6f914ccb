"""The status of a store with one portal in each state: which is which, what to do, what there is and how it grows."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sample
from rich.console import Console

from load.release.decisions import decide
from load.release.release import point_to
from reports.runs import CrawlRun, newest_by_portal
from reports.screen import draw_bars, format_ago, show_status
from reports.status import Status, read_status
from taizhang.store import Store
from taizhang.tables.terms import Health


def screen(found: Status, width: int = 110) -> str:
    console = Console(file=io.StringIO(), width=width)
    show_status(found, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_each_portal_stands_as_the_release_says(now: Status):
    assert {one.portal: one.health for one in now.portals} == {
        slug: Health(about[3]) for slug, about in sample.PORTALS.items()
    }
    assert now.health() == dict.fromkeys(Health, 1)


def test_counts_are_those_of_the_tables(now: Status):
    rows = sample.rows()
    assert now.counts["lanshan"].documents == sum(
        one["portal"] == "lanshan" for one in rows["documents"]
    )
    assert sum(one.tasks for one in now.counts.values()) == len(rows["tasks"])
    newest = max(one["published_on"] for one in rows["documents"] if one["portal"] == "lanshan")
    assert now.counts["lanshan"].newest_on == newest


def test_the_trend_is_that_of_the_releases(now: Status):
    [documents] = [trend for trend in now.trends if trend.table == "documents"]
    assert documents.counts == tuple(len(sample.rows(number)["documents"]) for number in (1, 2, 3))
    assert (documents.now, documents.gained) == (documents.counts[-1], 3)
    assert now.releases == sample.RELEASES


def test_the_newest_crawl_of_a_portal_says_what_came(now: Status):
    runs = {one.portal: one.run for one in now.portals}
    for slug, came in sample.CAME.items():
        run = runs[slug]
        assert run is not None
        assert run.outcomes == came
        assert run.started_at == sample.NOW - timedelta(hours=7)
        assert run.state == ("partial" if slug == "tongliao" else "complete")
    assert len(now.runs) == 3 * len(sample.PORTALS)


def test_what_was_kept_out_and_not_understood_is_grouped(now: Status):
    assert now.quarantine == ((("tasks", "text.markup"), 3),)
    assert dict(now.issues) == {
        (code,): 1 for code in ("blocked", "empty_document", "unknown_deadline", "unknown_unit")
    }


def test_the_screen_says_which_is_which_and_what_to_do(now: Status):
    said = screen(now)
    lines = said.splitlines()
    for slug, (_, _, _, health, *_) in sample.PORTALS.items():
        assert any(slug in line and health in line for line in lines)
    plain = " ".join(said.split())
    assert "tongliao is broken since 2026-11-22" in plain
    assert "Open http://tongliao.gov.test/ in a browser" in plain
    assert "Do not try harder" in plain
    assert "taizhang accept qinzhou" in plain
    assert "lanshan is" not in plain
    assert "changsha is" not in plain
    assert "none is scheduled" in plain


def test_the_screen_is_one_screen(now: Status):
    assert len(screen(now).splitlines()) <= 40
    assert all(len(line) <= 80 for line in screen(now, 80).splitlines())


def test_the_next_run_is_said_in_the_time_of_china(store: Store):
    planned = datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert "2026-11-23 02:00" in screen(read_status(store, planned, sample.NOW))


def test_machines_read_the_same(now: Status):
    found = json.loads(now.to_json())
    assert {one["portal"]: one["health"] for one in found["portals"]} == {
        slug: about[3] for slug, about in sample.PORTALS.items()
    }
    broken = found["portals"][0]
    assert broken["portal"] == "tongliao"
    assert broken["since"] == "2026-11-22"
    assert broken["last_run"]["outcomes"] == {"error": 12}
    assert found["at"] == "2026-11-22T01:00:00+00:00"
    assert found["counts"]["documents"]["gained"] == 3
    assert found["disk"]["total"] == sum(found["disk"]["used"].values())


def test_an_empty_store_says_how_to_begin(tmp_path: Path):
    found = read_status(Store(tmp_path / "none"))
    assert "taizhang nightly" in screen(found)
    assert json.loads(found.to_json())["release"] is None


def test_a_run_that_is_still_open_is_shown(tmp_path: Path):
    store = Store(tmp_path)
    marker = {
        "run_id": "20261122T000000Z-nightly",
        "purpose": "nightly",
        "started_at": "2026-11-22T00:00:00+00:00",
    }
    store.write("archive/lanshan/runs/20261122T000000Z-nightly.open", json.dumps(marker).encode())
    [run] = read_status(store).runs
    assert (run.state, run.captures) == ("open", 0)


def test_a_rollback_shows_with_its_reason(tmp_path: Path):
    store = sample.store(tmp_path / "store")
    decide(
        store,
        "rollback",
        sample.RELEASES[0],
        "units of lanshan were read wrongly",
        sample.NOW.date(),
    )
    point_to(store, sample.RELEASES[0], sample.NOW.date(), "rollback")
    found = read_status(store, moment=sample.NOW)
    assert (
        f"release {sample.RELEASES[0]}, rolled back to it: units of lanshan were read wrongly"
        in screen(found, 200)
    )
    assert "read wrongly" in json.loads(found.to_json())["rolled_back"]
    point_to(store, sample.RELEASES[1], sample.NOW.date(), "publish")
    assert json.loads(read_status(store, moment=sample.NOW).to_json())["rolled_back"] is None


def test_an_import_is_no_crawl():
    def run(purpose: str, day: int) -> CrawlRun:
        return CrawlRun("lanshan", f"{day}", purpose, datetime(2026, 11, day, tzinfo=UTC), True, {})

    assert newest_by_portal([run("import", 22), run("nightly", 20)])["lanshan"].purpose == "nightly"
    assert newest_by_portal([run("import", 22)]) == {}


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=30), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
        (timedelta(hours=-1), "just now"),
    ],
)
def test_spans_of_time_as_people_say_them(span: timedelta, said: str):
    assert format_ago(span) == said


def test_bars_rise_from_the_least_to_the_most():
    assert draw_bars((3, 3, 3)) == "▁▁▁"
    assert draw_bars((0, 5, 10)) == "▁▄█"
