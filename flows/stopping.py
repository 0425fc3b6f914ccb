"""Stopping: TERM and Ctrl-C end any command at once, in one line.

Nothing is wound up: a store is sound at every moment, so that what was killed goes on where it was.
Waiting for what is under way could take as long as the judging of all portals, and Prefect would
show its traceback meanwhile.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

SIGNALS = (signal.SIGTERM, signal.SIGINT)
DONE, FAILED = 0, 1
CLEAR_LINE, SHOW_CURSOR = "\r\x1b[2K", "\x1b[?25h"

_exit_code = FAILED


def end_on_signals() -> None:
    """From now on TERM and Ctrl-C end this process and all that it has started, whatever its threads are doing.

    A thread of its own waits for them: the main thread may be deep in a computation, and Prefect
    puts handlers of its own into the place of others. The byte that wakes the thread is written in
    any case.
    """
    wakes, wakened_by = os.pipe()
    # A signal's byte is written from the interpreter's handler, which may never block.
    os.set_blocking(wakened_by, False)
    signal.set_wakeup_fd(wakened_by, warn_on_full_buffer=False)
    for number in SIGNALS:
        signal.signal(number, _leave_to_thread)
    Thread(target=_wait_for_signal, args=(wakes,), name="stopping", daemon=True).start()


@contextmanager
def stopped_in_the_end() -> Iterator[None]:
    """Run something that only ever ends by being stopped: that is no failure then."""
    global _exit_code  # noqa: PLW0603 — the thread that waits must know
    _exit_code = DONE
    try:
        yield
    finally:
        _exit_code = FAILED


def _leave_to_thread(number: int, frame: object) -> None:
    """What the main thread does on a signal: nothing."""


def _wait_for_signal(wakes: int) -> None:
    while True:
        number = os.read(wakes, 1)[0]
        if number in SIGNALS:
            end_process(f"stopped by {signal.Signals(number).name}")


def end_process(why: str) -> None:
    """Say it, end what was started, end this process; nothing here may wait for another thread's lock."""
    colours = sys.stderr.isatty()
    line = f"taizhang: {why}; what was begun is not visible, run the same command again to go on\n"
    try:
        os.write(2, f"{CLEAR_LINE + SHOW_CURSOR if colours else ''}{line}".encode())
        # Other threads go on until the last moment, and would call the end of what they wait for a fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        _end_children()
    finally:
        # Not sys.exit: that would wait for the other threads, and run what they registered for the
        # end.
        os._exit(_exit_code)


def _end_children() -> None:
    """Workers, the server of a night, an office program: none of them may outlive the command."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        try:
            # KILL, not TERM: nothing that a child does at its end may be waited for.
            child.kill()
        except psutil.Error:  # it has ended by itself
            continue
