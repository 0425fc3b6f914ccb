"""Deployments of prefect.yaml on a real Prefect server, carried out by a real worker."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import yaml
from prefect_of_tests import ROOT, Server, Worker, until

from flows.demo.show import PORTALS
from flows.prefect.api import TAG
from flows.prefect.deployments import DEPLOYMENTS, ZONE
from flows.prefect.next_run import next_run
from taizhang.days import SHANGHAI

pytestmark = pytest.mark.prefect


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a night and of what comes after it in these tests."""
    return tmp_path_factory.mktemp("night") / "store"


@pytest.fixture(scope="module")
def night(server: Server, the_worker: Worker, store: Path) -> dict[str, Any]:
    """A night started by a person."""
    the_worker.ensure()
    return server.carried_out("nightly/nightly", store=str(store), portals=str(PORTALS))


def test_a_night_started_by_a_person(server: Server, night: dict[str, Any], store: Path) -> None:
    ended = night
    assert ended["state"]["type"] == "COMPLETED", ended["state"]
    assert "2 of 2 portals" in ended["state"]["message"]
    assert ended["name"].startswith("nightly 20")
    assert ended["tags"] == [TAG]
    assert (store / "latest" / "tasks").is_dir()
    found = server.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [ended["id"]]}}})
    tasks = {task["name"]: task["state"]["type"] for task in found}
    assert {
        "crawl chengwan",
        "build chengwan",
        "crawl heling",
        "build heling",
        "judge chengwan",
        "judge heling",
        "publish all",
    } <= set(tasks)
    assert set(tasks.values()) == {"COMPLETED"}
    assert {"chengwan", "site-chengwan"} == set(
        next(one["tags"] for one in found if one["name"] == "crawl chengwan")
    )
    page = server.artifacts(ended["id"])["night"]
    assert "| chengwan |" in page
    assert "| portal | table | expectation | reason | count |" in page
    assert "](http://127.0.0.1:8020/release)" in page
    for place in ("reports", "checks"):
        address = next(
            word.strip("`") for word in page.split() if word.startswith("`file:") and place in word
        )
        assert Path(address.removeprefix("file://")).is_file()


def test_a_night_whose_portal_fails_is_failed_and_says_which(
    server: Server, worker: Worker, tmp_path: Path
) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    text = (PORTALS / "heling.yaml").read_text(encoding="utf-8")
    (portals / "absent.yaml").write_text(text.replace("heling", "absent"), encoding="utf-8")
    ended = server.carried_out(
        "nightly/nightly", store=str(tmp_path / "store"), portals=str(portals)
    )
    assert (ended["state"]["type"], ended["state"]["name"]) == ("FAILED", "PortalFailed")
    assert "absent" in ended["state"]["message"]


def test_a_reread_asks_nobody_for_anything(
    server: Server, worker: Worker, night: dict[str, Any], store: Path
) -> None:
    before = len(worker.requests.answered)
    reread = server.carried_out(
        "reread/reread", store=str(store), portals=str(PORTALS), dry_run=True
    )
    assert reread["state"]["message"] == "0 rows would change"
    assert reread["name"].endswith("(dry run)")
    assert "| heling |" in server.artifacts(reread["id"])["reread"]
    assert len(worker.requests.answered) == before


def test_an_inspection(server: Server, worker: Worker, tmp_path: Path) -> None:
    inspected = server.carried_out(
        "inspect/inspect", store=str(tmp_path / "store"), portals=str(PORTALS)
    )
    assert inspected["state"]["type"] == "COMPLETED", inspected["state"]
    assert "on 2 portals did not pass" in inspected["state"]["message"]
    assert "| heling |" in server.artifacts(inspected["id"])["inspection"]


def test_a_recheck_asks_for_nothing_that_was_asked_for_this_week(
    server: Server, worker: Worker, night: dict[str, Any], store: Path
) -> None:
    before = len(worker.requests.answered)
    recheck = server.carried_out("recheck/recheck", store=str(store), portals=str(PORTALS), days=7)
    assert recheck["state"]["type"] == "COMPLETED", recheck["state"]
    assert len(worker.requests.answered) == before


def test_a_run_that_the_schedule_starts(server: Server, worker: Worker, tmp_path: Path) -> None:
    store, due, seconds = tmp_path / "store", datetime.now(UTC) + timedelta(seconds=15), 60
    parameters = {"store": str(store), "portals": str(PORTALS)}
    soon = {"schedule": {"interval": seconds, "anchor_date": due.isoformat()}, "active": True}
    schedules = f"deployments/{server.deployment('nightly/nightly')['id']}/schedules"
    [made] = server.ask(schedules, [soon | {"parameters": parameters}])

    def begun() -> list[dict[str, Any]]:
        runs = [
            one
            for one in server.runs("nightly/nightly")
            if one["parameters"].get("store") == str(store)
        ]
        return [one for one in runs if one["state"]["type"] not in ("SCHEDULED", "PENDING")]

    try:
        night = until(begun, lambda found: found != [])[-1]
    finally:
        server.ask(f"{schedules}/{made['id']}", method="DELETE")
    night = server.ended(night["id"])
    assert night["state"]["type"] == "COMPLETED", night["state"]
    assert night["auto_scheduled"]
    late = (datetime.fromisoformat(night["expected_start_time"]) - due).total_seconds() % seconds
    assert min(late, seconds - late) < 1
    assert (store / "latest" / "tasks").is_dir()


def test_a_backfill_started_by_a_person(server: Server, worker: Worker, tmp_path: Path) -> None:
    store = tmp_path / "store"
    stretch = {"portal": ["heling"], "since": "2026-01-01", "until": "2026-01-31"}
    ended = server.carried_out(
        "backfill/backfill", **stretch, store=str(store), portals=str(PORTALS)
    )
    # Two documents are fewer than the portal's floor asks for: fetched and built, but held back.
    assert ended["state"]["name"] == "PortalFailed", ended["state"]
    assert ended["name"] == "backfill 2026-01-01 to 2026-01-31 heling"
    assert list((store / "archive" / "heling").rglob("*.warc.gz"))


def test_a_purge_takes_old_runs_with_their_logs_and_artifacts_and_keeps_young_ones(
    server: Server, worker: Worker, night: dict[str, Any]
) -> None:
    logs = {"logs": {"flow_run_id": {"any_": [night["id"]]}}}
    young = server.carried_out("purge/purge", keep_days=1)
    assert young["state"]["message"].startswith("0 runs that ended before"), young["state"]
    assert server.artifacts(night["id"])
    assert server.ask("logs/filter", logs)

    counted = server.carried_out("purge/purge", keep_days=0, dry_run=True)
    assert "would go" in counted["state"]["message"]
    assert server.ask(f"flow_runs/{night['id']}")["id"] == night["id"]

    old = server.carried_out("purge/purge", keep_days=0)
    assert old["state"]["type"] == "COMPLETED", old["state"]
    with pytest.raises(HTTPError, match="404"):
        server.ask(f"flow_runs/{night['id']}")
    assert server.artifacts(night["id"]) == {}
    until(lambda: server.ask("logs/filter", logs), lambda found: found == [])
    assert server.deployment("nightly/nightly")


def test_forms_have_typed_and_described_parameters(server: Server) -> None:
    form = server.deployment("backfill/backfill")["parameter_openapi_schema"]
    assert form["required"] == ["portal", "since", "until"]
    assert form["properties"]["since"]["format"] == "date"
    assert form["properties"]["dry_run"]["type"] == "boolean"
    for one in DEPLOYMENTS:
        form = server.deployment(f"{one.flow.name}/{one.name}")["parameter_openapi_schema"]
        assert all(entry.get("description") for entry in form["properties"].values()), one.name


def test_the_next_night_is_at_two_in_china(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", server.api)
    due = until(next_run, lambda due: due is not None)  # the server schedules in the background
    assert due is not None
    assert (due.astimezone(SHANGHAI).hour, due.utcoffset()) == (2, timedelta(0))


def test_both_ways_to_deploy_say_the_same() -> None:
    said = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    for told, one in zip(
        sorted(said, key=lambda told: str(told["name"])),
        sorted(DEPLOYMENTS, key=lambda one: one.name),
        strict=True,
    ):
        assert told["name"] == one.name
        function = told["entrypoint"].rpartition(":")[2]
        assert function.replace("_", "-") == one.flow.name
        schedules = [{"cron": one.cron, "timezone": ZONE}] if one.cron else None
        assert told.get("schedules") == schedules
        assert told["tags"] == [TAG]
        assert told.get("concurrency_limit") == one.at_once


def test_nobody_to_ask_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert next_run() is None
