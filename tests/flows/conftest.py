"""A real Prefect server, once a session, as `taizhang serve` starts it."""

import socket
from collections.abc import Iterator

import pytest
from running import environment

from flows.server import started


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real Prefect server on SQLite."""
    with started(free_port(), environment(tmp_path_factory.mktemp("prefect"))) as ui:
        yield f"{ui}/api"


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
