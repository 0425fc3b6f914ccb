"""What is being done right now: on one line of a terminal, elsewhere every few seconds if asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event, Lock, Thread
from time import monotonic

from rich.console import Console

NAMED = 6  # portals named on the line

_shown: ContextVar["_Line | None"] = ContextVar("shown", default=None)


class _Line:
    """The line, and what stands on it: stage and portal of all work under way."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show
        self._under_way: dict[str, list[str]] = defaultdict(list)
        self._done = 0
        self._note = ""
        self._lock = Lock()

    def begin_stage(self, stage: str, portal: str) -> None:
        with self._lock:
            self._under_way[stage].append(portal)
            # Inside the lock: two stages that begin at once would otherwise overwrite each other's
            # line with an older one.
            self._show(self.show_words())

    def end_stage(self, stage: str, portal: str) -> None:
        with self._lock:
            self._under_way[stage].remove(portal)
            self._done += 1
            self._show(self.show_words())

    def note_words(self, text: str) -> None:
        with self._lock:
            self._note = text
            self._show(self.show_words())

    def show_words(self) -> str:
        """The line as it stands now."""
        work = [
            f"{stage} {_portal_names(portals)}"
            for stage, portals in self._under_way.items()
            if portals
        ]
        return " · ".join([f"{self._done} done", *work, *([self._note] if self._note else [])])


def _portal_names(portals: list[str]) -> str:
    more = len(portals) - NAMED
    return ", ".join(portals[:NAMED]) + (f" and {more} more" if more > 0 else "")


@contextmanager
def show_progress(seconds_between_lines: float | None = None) -> Iterator[None]:
    """Show on standard error what is under way while the block runs.

    On a terminal one line changes in place. A file or a pipe gets nothing, since whoever runs a
    night by cron wants no letter about it; with `seconds_between_lines` it gets a line that often.
    """
    console = Console(stderr=True)
    # Standard error, though the summary goes to standard output: what is piped on must hold the
    # result only.
    if console.is_terminal:
        with console.status("starting") as status, _shown_as(_Line(status.update)):
            yield
    elif seconds_between_lines is not None:
        line = _Line(_show_nowhere)
        with _print_repeatedly(line, console, seconds_between_lines), _shown_as(line):
            yield
    else:
        yield


def _show_nowhere(text: str) -> None:
    """Where nothing changes in place."""


@contextmanager
def _shown_as(line: _Line) -> Iterator[None]:
    """Work that begins in the block is named on `line`."""
    token = _shown.set(line)
    try:
        yield
    finally:
        _shown.reset(token)


@contextmanager
def _print_repeatedly(line: _Line, console: Console, seconds: float) -> Iterator[None]:
    """Print the line every `seconds` while the block runs."""
    ended, began = Event(), monotonic()

    def repeat() -> None:
        wait = 0.0
        while not ended.wait(wait):
            text = f"{monotonic() - began:.0f} s: {line.show_words()}"
            console.print(text, markup=False, highlight=False, soft_wrap=True)
            wait = seconds

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        # Waited for, so that no line of progress stands behind the summary.
        thread.join()


def note_progress(text: str) -> None:
    """Say how far a long piece of work is."""
    line = _shown.get()
    if line is not None:
        line.note_words(text)


@contextmanager
def show_stage(stage: str, portal: str) -> Iterator[None]:
    """Name a stage of a portal on the line while the block runs."""
    line = _shown.get()
    if line is None:
        yield
        return
    line.begin_stage(stage, portal)
    try:
        yield
    finally:
        line.end_stage(stage, portal)
