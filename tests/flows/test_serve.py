"""`taizhang serve` starts a server of its own, carries out every deployment; both end together."""

import signal
import subprocess
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from prefect_of_tests import Server, free_port, until
from running import BIN, environment

from flows.demo.show import PORTALS
from flows.prefect.deployments import DEPLOYMENTS

pytestmark = pytest.mark.prefect


def test_one_command_for_one_machine(tmp_path: Path) -> None:
    port = free_port()
    server = Server(f"http://127.0.0.1:{port}/api", tmp_path)
    command = [str(BIN / "taizhang"), "serve", "--store", "store", "--portals", str(PORTALS), "--port", str(port)]

    def served() -> list[dict[str, Any]]:
        try:
            found: list[dict[str, Any]] = server.ask("deployments/filter", {})
        except URLError:
            return []
        return [one for one in found if one["status"] == "READY"]

    with subprocess.Popen(
        command, env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            found = until(served, lambda found: len(found) == len(DEPLOYMENTS))
            nightly = next(one for one in found if one["name"] == "nightly")
            assert nightly["parameters"]["store"] == str(tmp_path / "store")
            assert server.ask("automations/filter", {})[0]["name"] == "taizhang: runs that died in silence"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    with pytest.raises(URLError):
        server.ask("health")
