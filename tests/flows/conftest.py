"""A real Prefect server, once a session."""

import socket
import subprocess
import time
from collections.abc import Iterator
from urllib.request import ProxyHandler, build_opener

import pytest
from running import BIN, environment


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real Prefect server on SQLite."""
    home = tmp_path_factory.mktemp("prefect")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [str(BIN / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    opener = build_opener(ProxyHandler({}))
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(240):
                assert server.poll() is None
                try:
                    opener.open(f"http://127.0.0.1:{port}/api/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.terminate()
