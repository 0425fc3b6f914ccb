"""The explorer beside Prefect's server: a process of its own from the first release on, started again if it dies."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Event, Thread

from flows.prefect.server import HOST, is_free
from taizhang.errors import PortalError, StoreError
from taizhang.releases import LATEST
from taizhang.settings import PREFIX
from taizhang.store import Store

logger = logging.getLogger(__name__)
ADDRESS = f"{PREFIX}EXPLORER"  # the setting that messages and bulletins link by
NEEDED = ("uvicorn", "duckdb", "pyroaring")  # of the extra `web`
LOOK_EVERY = 5.0  # seconds between two looks for a first release, and before a new start


@contextmanager
def run_explorer_beside(store: str, port: int) -> Iterator[str | None]:
    """Serve the explorer while the block runs; its address, None where it is not wanted or not installed.

    Runs that start meanwhile link to it, unless the setting `explorer` names another address. Raises PortalError where
    the port is taken.
    """
    if port == 0 or any(find_spec(name) is None for name in NEEDED):
        yield None
        return
    if not is_free(port):
        raise PortalError(
            f"port {port} is taken: choose another with --web-port, or 0 for no explorer"
        )
    ended = Event()
    address = f"http://{HOST}:{port}/"
    # By way of the environment, which the runs that this process starts inherit.
    is_ours = os.environ.setdefault(ADDRESS, address) == address
    keeper = Thread(target=_keep_running, args=(store, port, ended), name="explorer", daemon=True)
    keeper.start()
    try:
        yield address
    finally:
        ended.set()
        if is_ours:
            os.environ.pop(ADDRESS, None)
        # Waited for, but not for ever: it may stand in a look at a bucket that does not answer.
        keeper.join(2 * LOOK_EVERY)


def _keep_running(store: str, port: int, ended: Event) -> None:
    """Start the explorer once there is something to show, and again whenever it has died."""
    opened = Store(store)
    program = "from flows.cli import main; main()"
    command = [sys.executable, "-c", program, "web", "--store", store, "--port", str(port)]
    while not ended.is_set():
        if _has_release(opened):
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603 — ours
                while process.poll() is None and not ended.wait(0.5):
                    pass
                process.terminate()
            if not ended.is_set():
                logger.warning(
                    "the explorer ended with %s, it is started again", process.returncode
                )
        ended.wait(LOOK_EVERY)


def _has_release(store: Store) -> bool:
    try:
        return store.exists(LATEST)
    except StoreError as error:  # a bucket that does not answer just now
        logger.warning("the explorer waits: %s", error)
        return False
