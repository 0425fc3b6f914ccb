"""Fixtures of the crawl's tests."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from crawling import PORTALS, Replay
from site_of_ones_own import Site

from taizhang.portals import Portal, load_portals


@pytest.fixture
def replay(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Replay]]:
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
    found: dict[str, Any] = json.loads(
        (shared / "portals" / "expected.json").read_text(encoding="utf-8")
    )["sites"]
    return {site["host"].partition(".")[0]: site for site in found.values()}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A small site that is asked directly."""
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Site() as running:
        yield running
