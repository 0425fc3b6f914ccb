"""Replay portals on a free port, and crawls of them that are quick: no rate but what a test asks for."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extract.crawl import CrawlReport, crawl
from extract.manners import Manners
from taizhang.portals import Portal, load_portals
from taizhang.settings import Settings
from taizhang.store import Store

PORTALS = Path(__file__).resolve().parents[1] / "portals"
SETTINGS = Settings(contact="mailto:crawler@example.org")
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
QUICK: dict[str, Any] = {
    "rate": 1e9,
    "longest_crawl_delay": 0.0,
    "timeout": 2.0,
    "exchange": 3.0,
    "delays": (0.05, 0.1, 0.2),
    "blocked_hold": (0.05,),
    "max_bytes": 4 * 2**20,
}


class Replay:
    """One replay server and its request log."""

    def __init__(self, shared: Path, log: Path, *options: str) -> None:
        self._log = log
        serve = shared / "portals" / "serve.py"
        command = [sys.executable, str(serve), "--port", "0", "--log", str(log), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = "http://" + self.process.stdout.readline().split()[2]

    def requests(self) -> list[dict[str, Any]]:
        """What was asked so far."""
        return [json.loads(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def replay(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Replay]]:
    """Starts replay servers; the newest is the proxy of every crawl."""
    with ExitStack() as stack:

        def start(*options: str) -> Replay:
            number = len(list(tmp_path.glob("requests-*.jsonl")))
            server = Replay(shared, tmp_path / f"requests-{number}.jsonl", *options)
            stack.callback(server.close)
            monkeypatch.setenv("HTTP_PROXY", server.address)
            monkeypatch.setenv("http_proxy", server.address)
            return server

        yield start


@pytest.fixture(scope="session")
def portals() -> list[Portal]:
    return load_portals(PORTALS)


@pytest.fixture(scope="session")
def truth(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "portals" / "expected.json").read_text(encoding="utf-8"))["sites"]
    return {site["host"].partition(".")[0]: site for site in found.values()}


def manners_for(portal: Portal, **given: Any) -> Manners:
    return dataclasses.replace(Manners.of(portal, SETTINGS), **{**QUICK, **given})


def crawl_all(portals: list[Portal], folder: Path, night: int = 0, **given: Any) -> dict[str, CrawlReport]:
    """One night on all portals at once, as flows does it."""
    store, now = Store(folder), NOW + timedelta(days=night)

    def one(portal: Portal) -> CrawlReport:
        return crawl(portal, store, SETTINGS, now, manners=manners_for(portal, **given))

    with ThreadPoolExecutor(len(portals)) as pool:
        return {report.portal: report for report in pool.map(one, portals)}
