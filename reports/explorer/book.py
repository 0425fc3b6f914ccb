"""A release opened for readers: questions to its index, as many at once as the machine bears, none for long."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from reports.explorer.index_file import DATABASE
from reports.explorer.kept_answers import KeptAnswers
from reports.explorer.task_arrays import TaskArrays
from taizhang.releases import Release
from taizhang.rows import Row
from taizhang.store import Store

# After which a question is stopped.
SECONDS = 3.0
# Questions at once; further ones wait their turn.
READERS = 8
THREADS = 2  # of one question


class BusyError(Exception):
    """There were too many questions at once."""


class TooLongError(Exception):
    """A question took longer than it may."""


class Book:
    """One release and its index. Questions are read-only SQL with bound values."""

    def __init__(self, release: Release, index: Path, seconds: float = SECONDS) -> None:
        self.release = release
        self.release_id = release.release_id
        self.kept: KeptAnswers[Any] = KeptAnswers()
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(READERS)
        self.tasks = TaskArrays(index)
        self._database = duckdb.connect(
            str(index / DATABASE),
            read_only=True,
            config={"threads": THREADS, "memory_limit": "1GB", "enable_external_access": False},
        )

    @property
    def store(self) -> Store:
        """The store that the release lies in."""
        return self.release.store

    def rows(
        self, question: str, values: Mapping[str, object] | Sequence[object] = ()
    ) -> list[Row]:
        """The answer as rows. Raises BusyError and TooLongError."""
        with self.asking() as cursor:
            return as_rows(cursor.execute(question, values or None))

    def row(
        self, question: str, values: Mapping[str, object] | Sequence[object] = ()
    ) -> Row | None:
        """The first row of the answer; None where there is none."""
        found = self.rows(question, values)
        return found[0] if found else None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A reader's turn on the machine. Raises BusyError where none comes."""
        if not self._turns.acquire(timeout=self._seconds):
            raise BusyError
        try:
            yield
        finally:
            self._turns.release()

    @contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one reader's questions, stopped when they take too long together."""
        with self.turn():
            yield from self._stopped_in_time()

    def _stopped_in_time(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._database.cursor()
        stop = threading.Timer(self._seconds, cursor.interrupt)
        stop.daemon = True
        try:
            stop.start()
            yield cursor
        except duckdb.InterruptException:
            raise TooLongError from None
        finally:
            stop.cancel()
            cursor.close()


def as_rows(answer: duckdb.DuckDBPyConnection) -> list[Row]:
    """What a cursor was answered, as rows."""
    names = [column[0] for column in answer.description or ()]
    found: list[tuple[Any, ...]] = answer.fetchall()
    return [dict(zip(names, values, strict=True)) for values in found]
