"""Deployments of prefect.yaml on a real Prefect server, carried out by a real worker."""

import json
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
import yaml
from running import BIN, environment, run

from flows import serve
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from flows.schedule import next_run
from taizhang.days import SHANGHAI

pytestmark = pytest.mark.prefect

ROOT = Path(__file__).resolve().parents[2]
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def ask(server: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the server's API answers."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{server}/{path}", data, {"Content-Type": "application/json"})
    for _ in range(30):
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
                return json.load(answer)
        except HTTPError as error:
            # Its SQLite was locked by what ran beside: nothing was written, and Prefect's own client asks again.
            if error.code != 503:
                raise
            time.sleep(1)
    raise AssertionError(f"{path}: the server is busy for 30 s")


@pytest.fixture(scope="module")
def deployed(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the deployments were made as prefect.yaml says."""
    home = tmp_path_factory.mktemp("deployed")
    for command in (
        ("work-pool", "create", "taizhang", "--type", "process"),
        ("--no-prompt", "deploy", "--all"),
    ):
        ended = run("prefect", *command, home=home, cwd=ROOT, PREFECT_API_URL=prefect_server)
        assert ended.code == 0, ended.out + ended.err
    return home


@pytest.fixture(scope="module")
def worker(prefect_server: str, deployed: Path) -> Iterator[None]:
    """A worker of the pool; its portals are the sample's."""
    with serve_sample() as proxy:
        command = [str(BIN / "prefect"), "worker", "start", "--pool", "taizhang"]
        # The worker itself is Prefect's: to reach its server past the portals' proxy it must be told so.
        own = {"PREFECT_API_URL": prefect_server, "NO_PROXY": "127.0.0.1", "PREFECT_WORKER_QUERY_SECONDS": "1"}
        variables = environment(deployed, proxy, **own)
        with subprocess.Popen(command, env=variables, cwd=deployed, stdout=subprocess.DEVNULL) as process:
            yield
            process.terminate()


def carried_out(server: str, deployment: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """A run of a deployment, started as the UI's form starts it, when it has ended."""
    found = ask(server, f"deployments/name/{deployment}")
    started = ask(server, f"deployments/{found['id']}/create_flow_run", {"parameters": parameters})
    for _ in range(120):
        flow_run: dict[str, Any] = ask(server, f"flow_runs/{started['id']}")
        if flow_run["state"]["type"] in ENDED:
            return flow_run
        time.sleep(1)
    raise AssertionError(flow_run["state"])


@pytest.mark.usefixtures("worker")
def test_a_night_started_by_a_person(prefect_server: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ended = carried_out(prefect_server, "nightly/nightly", {"store": str(store), "portals": str(PORTALS)})
    assert ended["state"]["type"] == "COMPLETED", ended["state"]
    assert "2 of 2 portals" in ended["state"]["message"]
    assert (store / "latest" / "tasks.parquet").is_file()
    wanted = {"flow_runs": {"id": {"any_": [ended["id"]]}}}
    tasks = {task["name"]: task["state"]["type"] for task in ask(prefect_server, "task_runs/filter", wanted)}
    assert {"crawl chengwan", "build chengwan", "crawl heling", "build heling", "judge all", "publish all"} <= set(
        tasks
    )
    assert set(tasks.values()) == {"COMPLETED"}
    artifacts = ask(prefect_server, "artifacts/filter", {"flow_runs": wanted["flow_runs"]})
    assert "| chengwan |" in next(one["data"] for one in artifacts if one["key"] == "night")


@pytest.mark.usefixtures("worker")
def test_a_night_whose_portal_fails_is_failed_and_says_which(prefect_server: str, tmp_path: Path) -> None:
    portals = tmp_path / "portals"
    portals.mkdir()
    text = (PORTALS / "heling.yaml").read_text(encoding="utf-8")
    (portals / "absent.yaml").write_text(text.replace("heling", "absent"), encoding="utf-8")
    parameters = {"store": str(tmp_path / "store"), "portals": str(portals)}
    ended = carried_out(prefect_server, "nightly/nightly", parameters)
    assert ended["state"]["type"] == "FAILED"
    assert "absent" in ended["state"]["message"]


@pytest.mark.usefixtures("worker")
def test_a_backfill_from_the_form(prefect_server: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    parameters = {"portal": ["heling"], "since": "2026-01-01", "until": "2026-01-31"}
    parameters |= {"store": str(store), "portals": str(PORTALS)}
    ended = carried_out(prefect_server, "backfill/backfill", parameters)
    # Two documents are fewer than the portal's floor asks for: fetched and built, but held back.
    assert ended["state"]["type"] == "FAILED", ended["state"]
    assert list((store / "archive" / "heling").rglob("*.warc.gz"))


def test_the_form_has_typed_and_described_parameters(prefect_server: str, deployed: Path) -> None:
    form = ask(prefect_server, "deployments/name/backfill/backfill")["parameter_openapi_schema"]
    assert form["required"] == ["portal", "since", "until"]
    assert form["properties"]["since"]["format"] == "date"
    assert form["properties"]["dry_run"]["type"] == "boolean"
    assert all(entry.get("description") for entry in form["properties"].values())


def test_the_next_night_is_at_two_in_china(
    prefect_server: str, deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", prefect_server)
    due = next_run()
    for _ in range(60):  # the server schedules in the background
        if due is not None:
            break
        time.sleep(1)
        due = next_run()
    assert due is not None
    assert (due.astimezone(SHANGHAI).hour, due.utcoffset()) == (2, timedelta(0))


def test_both_schedules_say_the_same() -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    nightly = next(one for one in deployments if one["name"] == "nightly")
    assert nightly["schedules"] == [{"cron": serve.NIGHTLY, "timezone": serve.ZONE}]


def test_nobody_to_ask_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert next_run() is None
