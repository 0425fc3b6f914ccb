"""A Prefect server of our own on this machine, for `taizhang serve`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.request import ProxyHandler, build_opener

from taizhang.errors import PortalError

HOST = "127.0.0.1"
PASSWORD_OF_SERVER, PASSWORD_OF_CLIENTS = (
    "PREFECT_SERVER_API_AUTH_STRING",
    "PREFECT_API_AUTH_STRING",
)
# Seconds in which a server must answer; the first start makes its database.
START = 120


# What a person has set in the environment wins over these.
SETTINGS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The newer UI asks amplitude.com for its settings even where analytics are off; the older one
    # asks nobody.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # Seconds that a request waits for SQLite, which has one writer at a time, before it is answered
    # by a 503.
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
}


def server_settings(port: int) -> dict[str, str]:
    """A server's settings for a port of this machine.

    `--port` is not enough: its UI would look for it on 4200.
    """
    return {
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        # Where messages link to.
        "PREFECT_UI_URL": f"http://{HOST}:{port}",
    }


def share_password() -> None:
    """Let runs of this machine know the password that is set for its server, as `name:password`."""
    password = os.environ.get(PASSWORD_OF_SERVER)
    if password:
        os.environ.setdefault(PASSWORD_OF_CLIENTS, password)


@contextmanager
def run_server(port: int, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Run a server while the block runs; gives the address of its UI, to which `/api` adds its API's.

    Raises PortalError where the port is taken, or the server does not answer.
    """
    if not is_free(port):
        raise PortalError(
            f"port {port} is taken: choose another with --port, or set PREFECT_API_URL to the server there"
        )
    command = [sys.executable, "-m", "prefect", "server", "start"]
    variables = {**SETTINGS, **environment, **server_settings(port)}
    with subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL) as server:  # noqa: S603 — ours
        try:
            _wait_for_server(server, f"http://{HOST}:{port}")
            yield f"http://{HOST}:{port}"
        finally:
            # Its runs are in its database: it takes them up where they were when it is started
            # again.
            server.terminate()


def is_free(port: int) -> bool:
    """Whether nobody listens on a port of this machine."""
    with socket.socket() as probe:
        # Asked by connecting: a port in TIME_WAIT cannot be bound yet, though nobody listens on it.
        return probe.connect_ex((HOST, port)) != 0


def _wait_for_server(server: "subprocess.Popen[bytes]", ui: str) -> None:
    """Wait until the server answers. Raises PortalError when it ends instead, or takes too long."""
    # A proxy is for the portals.
    opener = build_opener(ProxyHandler({}))
    for _ in range(START * 2):
        if server.poll() is not None:
            raise PortalError("the Prefect server ended at once; `prefect server start` shows why")
        try:
            with opener.open(f"{ui}/api/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise PortalError(
        f"no Prefect server at {ui} after {START} s; `prefect server start` shows why"
    )
