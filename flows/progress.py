"""What is being done right now, on one line of a terminal; nothing anywhere else."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from rich.console import Console
from rich.status import Status

NAMED = 6  # portals named on the line

_shown: ContextVar["_Line | None"] = ContextVar("shown", default=None)


class _Line:
    """The line, and what stands on it: stage and portal of all work under way."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._under_way: dict[str, list[str]] = defaultdict(list)
        self._done = 0
        self._note = ""
        self._lock = Lock()

    def begin(self, stage: str, portal: str) -> None:
        with self._lock:
            self._under_way[stage].append(portal)
            self._status.update(self._text())

    def end(self, stage: str, portal: str) -> None:
        with self._lock:
            self._under_way[stage].remove(portal)
            self._done += 1
            self._status.update(self._text())

    def note(self, text: str) -> None:
        with self._lock:
            self._note = text
            self._status.update(self._text())

    def _text(self) -> str:
        work = [f"{stage} {_names(portals)}" for stage, portals in self._under_way.items() if portals]
        return " · ".join([f"{self._done} done", *work, *([self._note] if self._note else [])])


def _names(portals: list[str]) -> str:
    more = len(portals) - NAMED
    return ", ".join(portals[:NAMED]) + (f" and {more} more" if more > 0 else "")


@contextmanager
def progress() -> Iterator[None]:
    """Show on standard error what is under way while the block runs, if that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status("starting") as status:
        token = _shown.set(_Line(status))
        try:
            yield
        finally:
            _shown.reset(token)


def note(text: str) -> None:
    """Say how far a long piece of work is."""
    line = _shown.get()
    if line is not None:
        line.note(text)


@contextmanager
def during(stage: str, portal: str) -> Iterator[None]:
    """Name a stage of a portal on the line while the block runs."""
    line = _shown.get()
    if line is None:
        yield
        return
    line.begin(stage, portal)
    try:
        yield
    finally:
        line.end(stage, portal)
