"""The explorer beside Prefect waits for a first release, comes back when it has died, and ends with what started it."""

import os
import socket
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import psutil
import pytest
from hostile_release import make_store
from prefect_of_tests import free_port, until

from flows.prefect import explorer_beside
from flows.prefect.explorer_beside import ADDRESS, run_explorer_beside
from taizhang.errors import PortalError


def answers(address: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(ADDRESS, raising=False)
    monkeypatch.setattr(explorer_beside, "LOOK_EVERY", 0.5)


def children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if is_explorer(child)]


def is_explorer(child: psutil.Process) -> bool:
    try:
        return "web" in child.cmdline()
    # One that was killed has no command line until its parent has asked for its end.
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return False


def test_from_the_first_release_to_the_end(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with run_explorer_beside(str(store), free_port()) as address:
        assert address is not None
        assert os.environ[ADDRESS] == address
        assert not answers(address)
        make_store(store)
        until(lambda: answers(address), bool)
        [process] = children()
        process.kill()
        # Another one, not none: those that the killed one had started answer for a second more.
        until(lambda: answers(address) and set(children()) - {process}, bool)
    assert children() == []
    assert not answers(address)
    assert ADDRESS not in os.environ


def test_an_address_that_a_person_has_set_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS, "https://ledger.example.org/")
    with run_explorer_beside(str(tmp_path), free_port()):
        assert os.environ[ADDRESS] == "https://ledger.example.org/"
    assert os.environ[ADDRESS] == "https://ledger.example.org/"


def test_a_port_that_is_taken_is_said_and_none_is_none(tmp_path: Path) -> None:
    with run_explorer_beside(str(tmp_path), 0) as address:
        assert address is None
    port = free_port()
    with run_explorer_beside(str(tmp_path), port):
        pass
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(PortalError, match="--web-port"),
        run_explorer_beside(str(tmp_path), port),
    ):
        pass
