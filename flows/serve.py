"""The schedule on one machine: a Prefect server of its own where none is set, and the deployments served from here."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import ProxyHandler, build_opener

from rich.console import Console

from taizhang.errors import PortalError
from taizhang.settings import Settings

NIGHTLY = "0 2 * * *"
ZONE = "Asia/Shanghai"
START = 120  # seconds in which a server must answer; the first start makes its database


def serve_schedule(settings: Settings, port: int) -> None:
    """Run until stopped: every night at 02:00 in China, and whatever a person starts in the UI."""
    with _server(port) as ui:
        Console().print(f"Prefect: {ui}\nnightly at 02:00 ({ZONE}); stop with Ctrl-C", highlight=False)
        asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from flows.backfill import backfill  # with a server set, and not before
    from flows.nightly import nightly
    from flows.orchestration import Cron, aserve

    parameters = {"store": _absolute(settings.store), "portals": str(settings.portals.resolve())}
    if settings.config:
        parameters["config"] = str(settings.config.resolve())
    night = Cron(NIGHTLY, timezone=ZONE)
    await aserve(
        await nightly.ato_deployment("nightly", schedules=[night], parameters=parameters, tags=["taizhang"]),
        await backfill.ato_deployment("backfill", parameters=parameters, tags=["taizhang"]),
    )


def _absolute(store: str) -> str:
    """The store's address whatever folder a run starts in."""
    return store if "://" in store else os.path.abspath(store)  # noqa: PTH100 — resolve() would follow links


@contextmanager
def _server(port: int) -> Iterator[str]:
    """The server that is set, or one of our own while the block runs; gives the address of its UI."""
    if address := os.environ.get("PREFECT_API_URL"):
        yield address.removesuffix("/api")
        return
    if not _is_free(port):
        raise PortalError(
            f"port {port} is taken: choose another with --port, or set PREFECT_API_URL to the server there"
        )
    ui = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603 — ours
        try:
            _wait(server, ui)
            os.environ["PREFECT_API_URL"] = f"{ui}/api"
            yield ui
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            server.terminate()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _wait(server: "subprocess.Popen[bytes]", ui: str) -> None:
    """Wait until the server answers. Raises PortalError when it ends instead, or takes too long."""
    opener = build_opener(ProxyHandler({}))  # a proxy is for the portals
    for _ in range(START * 2):
        if server.poll() is not None:
            raise PortalError("the Prefect server ended at once; `prefect server start` shows why")
        try:
            with opener.open(f"{ui}/api/health", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise PortalError(f"no Prefect server at {ui} after {START} s; `prefect server start` shows why")
