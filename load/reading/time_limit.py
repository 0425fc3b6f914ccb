"""How long reading may take.

What takes longer is refused, so that no page can hang a run or kill it.

Time is the processor's, not the clock's: a busy machine reads the same. The engine of regular
expressions looks for signals while it searches, so that even one that hangs is stopped; signals
reach a process's main thread only. Code of other languages looks for none: in a process that may
die of it (load/reading/cage.py) the system ends it.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PAGE_SECONDS = 2.0
# Of each attachment; what a PDF may take is counted before (transform/files/pdf_effort.py).
FILE_SECONDS = 90.0
_AGAIN = 0.05
# Seconds beyond the limit until a process that does not listen is ended.
_GRACE = 5.0


class _Here:
    """Whether this process may be ended by a file."""

    is_caged = False


class TooSlowError(BaseException):
    """Reading took longer than it may.

    A BaseException: a reader that lives with damaged files must not catch it.
    """


def can_bound() -> bool:
    """Whether this thread may bound what it runs."""
    return threading.current_thread() is threading.main_thread()


def enter_cage() -> None:
    """Say of this process that a file may end it: another waits for it and goes on without it."""
    _Here.is_caged = True
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in what runs inside once it has used so many seconds of the processor.

    Outside of a main thread it bounds nothing; see `load.reading.workers.run_jobs`.
    """
    if not can_bound():
        yield
        return
    ends = time.thread_time() + seconds

    def stop(_number: int, _frame: object) -> None:
        # The timer counts what other threads use as well.
        if time.thread_time() >= ends:
            raise TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    # Raised again should it get lost where Python cannot raise, as in the end of an object.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    if _Here.is_caged:
        signal.setitimer(signal.ITIMER_PROF, seconds + _GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if _Here.is_caged:
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGVTALRM, before)
