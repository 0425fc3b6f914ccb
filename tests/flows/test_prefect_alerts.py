"""Automations on a real Prefect server tell a real webhook what needs a person, once."""

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect_of_tests import Server, Worker, free_port, until
from running import BIN, environment, run
from webhook import Webhook, serve_webhook

from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from flows.prefect.server import run_server

pytestmark = pytest.mark.prefect


@pytest.fixture(scope="module")
def webhook(server: Server) -> Iterator[Webhook]:
    """A webhook that the server tells everything."""
    with serve_webhook() as webhook:
        for _ in range(2):  # once more changes nothing: nobody is told twice
            alerts = f"json://127.0.0.1:{webhook.server_port}/"
            done = run(
                "taizhang", "automate", "--portals", str(PORTALS),
                home=server.home, PREFECT_API_URL=server.api, TAIZHANG_ALERTS=alerts,
            )  # fmt: skip
            assert done.code == 0, done.err
            assert done.out.count("automation: ") == 4
        yield webhook


def test_what_is_there_after_setting_up_twice(server: Server, webhook: Webhook) -> None:
    names = [one["name"] for one in server.ask("automations/filter", {})]
    assert len(names) == len(set(names)) == 4
    limits = {one["name"]: one["limit"] for one in server.ask("v2/concurrency_limits/filter", {})}
    assert limits["tag:site-heling"] == 1


def test_a_fault_is_said_once_with_the_run_and_where_to_look(
    server: Server, worker: Worker, webhook: Webhook, tmp_path: Path
) -> None:
    webhook.told.clear()
    failed = server.carried_out(
        "nightly/nightly", store=str(tmp_path), portals=str(tmp_path / "nowhere")
    )
    assert failed["state"]["name"] == "Failed"
    until(lambda: webhook.told, lambda told: told != [])
    time.sleep(2)
    assert len(webhook.told) == 1
    assert webhook.told[0]["title"] == f"taizhang: {failed['name']} Failed"
    assert "no such folder" in webhook.told[0]["message"]
    assert f"{server.ui}/runs/flow-run/{failed['id']}" in webhook.told[0]["message"]


def test_what_a_night_finds_is_said_once_all_together(
    server: Server, worker: Worker, webhook: Webhook, tmp_path: Path
) -> None:
    webhook.told.clear()
    portals = tmp_path / "portals"
    portals.mkdir()
    text = (PORTALS / "heling.yaml").read_text(encoding="utf-8")
    (portals / "heling.yaml").write_text(
        text.replace("documents: 3", "documents: 1000"), encoding="utf-8"
    )
    for _ in range(2):
        night = server.carried_out(
            "nightly/nightly", store=str(tmp_path / "store"), portals=str(portals)
        )
        assert night["state"]["name"] == "PortalFailed", night["state"]
        until(lambda: webhook.told, lambda told: told != [])
    time.sleep(2)
    assert len(webhook.told) == 1, webhook.told
    assert webhook.told[0]["title"] == "taizhang: 1 new, 0 over, 1 in all"
    assert "nothing could be published yet" in webhook.told[0]["message"]


@pytest.mark.prove
def test_a_run_that_nobody_takes_up(server: Server, webhook: Webhook) -> None:
    """After a quarter of an hour without a worker."""
    webhook.told.clear()
    environ = {"home": server.home, "PREFECT_API_URL": server.api}
    assert run("prefect", "work-pool", "pause", "taizhang", **environ).code == 0
    try:
        server.start("purge/purge")
        until(lambda: webhook.told, lambda told: told != [], patience=1100)
    finally:
        assert run("prefect", "work-pool", "resume", "taizhang", **environ).code == 0
    assert "is late" in webhook.told[0]["title"]


@pytest.mark.prove
def test_a_night_goes_on_while_the_database_of_the_server_is_locked(tmp_path: Path) -> None:
    """SQLite has one writer at a time: for a minute the server does not answer, or with 503; then it is asked again."""
    home, store, log = tmp_path / "server", tmp_path / "store", tmp_path / "log"
    with run_server(free_port(), environment(home)) as ui, serve_sample() as proxy:
        variables = environment(
            tmp_path, proxy, PREFECT_API_URL=f"{ui}/api", PREFECT_LOGGING_LEVEL="DEBUG"
        )
        command = [
            str(BIN / "taizhang"),
            "nightly",
            "--store",
            str(store),
            "--portals",
            str(PORTALS),
        ]
        with (
            log.open("w") as said,
            subprocess.Popen(command, env=variables, stdout=said, stderr=said) as night,
        ):
            until(store.is_dir, bool)
            with sqlite3.connect(home / "prefect.db", timeout=30, isolation_level=None) as database:
                database.execute("begin immediate")
                time.sleep(66)
                database.execute("rollback")
            assert night.wait(200) == 0, log.read_text()
    assert "Another attempt will be made" in log.read_text()
    assert (store / "latest" / "tasks").is_dir()
