"""`taizhang serve` starts a server of its own, carries out every deployment; both end together."""

import signal
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from hostile_release import make_store
from prefect_of_tests import Server, free_port, until
from running import BIN, environment, run

from flows.demo.show import PORTALS
from flows.prefect.deployments import DEPLOYMENTS
from flows.prefect.next_run import next_run
from flows.prefect.serve import say_who_may_enter
from flows.prefect.server import PASSWORD_OF_SERVER, run_server

pytestmark = pytest.mark.prefect


def test_one_command_for_one_machine(tmp_path: Path) -> None:
    port, web = free_port(), free_port()
    make_store(tmp_path / "store")
    server = Server(f"http://127.0.0.1:{port}/api", tmp_path)
    command = [
        str(BIN / "taizhang"),
        "serve",
        "--store",
        "store",
        "--portals",
        str(PORTALS),
        "--port",
        str(port),
    ]
    command += ["--web-port", str(web)]

    def served() -> list[dict[str, Any]]:
        try:
            found: list[dict[str, Any]] = server.ask("deployments/filter", {})
        except (URLError, ConnectionError):  # it is starting: nobody listens yet, or not for long
            return []
        return [one for one in found if one["status"] == "READY"]

    with subprocess.Popen(
        command,
        env=environment(tmp_path),
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            found = until(served, lambda found: len(found) == len(DEPLOYMENTS))
            nightly = next(one for one in found if one["name"] == "nightly")
            assert nightly["parameters"]["store"] == str(tmp_path / "store")
            until(lambda: status_of_page(f"http://127.0.0.1:{web}/"), lambda status: status == 200)
            assert (
                server.ask("automations/filter", {})[0]["name"]
                == "taizhang: runs that died in silence"
            )
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    # A connection that it took while it was closing may be cut off a moment later.
    until(lambda: status_of_page(f"{server.api}/health"), lambda status: status is None)
    assert status_of_page(f"http://127.0.0.1:{web}/") is None


def status_of_page(address: str) -> int | None:
    """What a page is answered with; None where nobody listens."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=30) as answer:
            return int(answer.status)
    except (URLError, ConnectionError):
        return None


def test_a_password_stands_before_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    variables = environment(tmp_path) | {PASSWORD_OF_SERVER: "admin:open sesame"}
    with run_server(port, variables) as ui:
        assert status(f"{ui}/api/flow_runs/filter") == 401
        assert (
            status(f"{ui}/api/flow_runs/filter", "Basic " + b64encode(b"admin:guess").decode())
            == 401
        )
        assert (
            status(
                f"{ui}/api/flow_runs/filter", "Basic " + b64encode(b"admin:open sesame").decode()
            )
            == 200
        )
        monkeypatch.setenv("PREFECT_API_URL", f"{ui}/api")
        monkeypatch.setenv(PASSWORD_OF_SERVER, "admin:open sesame")
        ended = run(
            "taizhang", "automate", "--portals", str(PORTALS), home=tmp_path, PREFECT_API_URL=f"{ui}/api",
            PREFECT_API_AUTH_STRING="admin:open sesame",
        )  # fmt: skip
        assert ended.code == 0, ended.err
        assert next_run() is None  # asked, and nothing is scheduled


def status(address: str, authorization: str | None = None) -> int:
    """What a server answers to a question."""
    headers = {"Content-Type": "application/json"} | (
        {"Authorization": authorization} if authorization else {}
    )
    try:
        with build_opener(ProxyHandler({})).open(
            Request(address, b"{}", headers), timeout=60
        ) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_it_says_who_may_start_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_OF_SERVER, raising=False)
    assert "whoever reaches this port may start and stop runs" in say_who_may_enter()
    monkeypatch.setenv(PASSWORD_OF_SERVER, "admin:secret")
    assert "asked for the name and password" in say_who_may_enter()
    assert "secret" not in say_who_may_enter()
