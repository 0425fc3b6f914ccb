"""The server that a run starts for itself where no PREFECT_API_URL is set.

Nobody starts it again: where it dies, killed by a system without memory, Prefect would ask it again
for half an hour at each question, and the run would stand still all night.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from flows.stopping import end_process

# Seconds between two looks.
PACE = 1.0
# Its port was taken meanwhile: Prefect starts another one.
TAKEN = 3


@contextmanager
def ended_with_own_server() -> Iterator[None]:
    """While the block runs, this process ends in one line as soon as its own server has ended."""
    is_over = Event()
    watcher = Thread(target=_watch_server, args=(is_over,), name="own server", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _watch_server(is_over: Event) -> None:
    while not is_over.wait(PACE):
        code = _find_exit_code()
        if code is not None:
            by = f", killed by {signal.Signals(-code).name}" if code < 0 else ""
            end_process(f"the Prefect server that this run had started for itself has ended{by}")


def _find_exit_code() -> int | None:
    """How the server of this process ended; None while it runs, or before there is one."""
    from prefect.server.api.server import SubprocessASGIServer

    for server in list(SubprocessASGIServer._instances.values()):
        process = server.server_process
        code = process.poll() if process is not None and server.running else None
        if code is not None and code != TAKEN:
            return code
    return None
