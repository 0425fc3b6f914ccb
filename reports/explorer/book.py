"""A release opened for readers: its index, read by as many at once as the machine bears, none for long."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from reports.explorer.array_files import read_array_file
from reports.explorer.index_file import read_contents, segments_of
from reports.explorer.index_tables import OF_DOCUMENTS, WHOLE
from reports.explorer.kept_answers import KeptAnswers
from reports.explorer.mapped_files import watch_memory
from reports.explorer.row_files import IdIndex, OwnedRows, RowFile
from reports.explorer.task_sets import Ranking, TaskSets, TermIndex
from reports.explorer.text_segments import TextIndex
from taizhang.releases import Release
from taizhang.rows import Row
from taizhang.store import Store

# After so many seconds a question is stopped.
SECONDS = 3.0
# Questions at once; further ones wait their turn.
READERS = 8


class BusyError(Exception):
    """There were too many questions at once."""


class TooLongError(Exception):
    """A question took longer than it may."""


class Book:
    """One release and its index.

    What few ask for is asked in SQL with bound values, all else by number.
    """

    def __init__(self, release: Release, index: Path, seconds: float = SECONDS) -> None:
        self.release = release
        self.release_id = release.release_id
        self.kept: KeptAnswers[Any] = KeptAnswers()
        self._index, self._seconds = index, seconds
        self._turns = threading.BoundedSemaphore(READERS)
        watch_memory()
        contents = read_contents(index)
        segments = segments_of(index)
        self.sets = TaskSets(index, segments, contents)
        self.heads = TermIndex(TextIndex(segments, contents["heads"]))
        self.bodies = TermIndex(TextIndex(segments, contents["bodies"]))
        self.tasks, self.documents = RowFile(index, "tasks"), RowFile(index, "documents")
        self.units, self.regions = RowFile(index, "units"), RowFile(index, "regions")
        # The newest first.
        self.documents_by_date = Ranking(read_array_file(index / "documents.arrays")["by_date"])
        self._ids = {name: IdIndex(index, name) for name in ("tasks", "documents")}
        self._owned: dict[str, OwnedRows] = {}
        self._database = duckdb.connect(
            # No question may read a file or an address, whatever a reader types.
            config={"threads": 1, "memory_limit": "256MB", "enable_external_access": False}
        )

    @property
    def store(self) -> Store:
        """The store that the release lies in."""
        return self.release.store

    @cached_property
    def document_tasks(self) -> OwnedRows:
        """The tasks of each document."""
        return OwnedRows(self._index, "document_tasks", "tasks")

    @cached_property
    def unit_numbers(self) -> dict[str, int]:
        """The number of each unit among the units."""
        names = self.units.table.column("unit").to_pylist()
        return {name: number for number, name in enumerate(names)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of regions by code and of portals by slug."""
        regions = self.regions.table.select(["code", "name"]).to_pylist()
        portals = self.rows("SELECT portal, name FROM portals")
        return {row["code"]: row["name"] for row in regions} | {
            row["portal"]: row["name"] for row in portals
        }

    def number_of(self, name: str, identifier: str) -> int | None:
        """The number of a task or document (`tasks`, `documents`) by its id; None where there is none."""
        file, key = (self.tasks, "task_id") if name == "tasks" else (self.documents, "document_id")
        for number in self._ids[name].candidates(identifier):
            # Looked at: the index knows digests of ids, and two ids may share one.
            if file.rows(number, number + 1, [key])[0][key] == identifier:
                return number
        return None

    def row_of(self, name: str, identifier: str) -> Row | None:
        """A task or document by its id."""
        number = self.number_of(name, identifier)
        if number is None:
            return None
        file = self.tasks if name == "tasks" else self.documents
        return file.rows(number, number + 1)[0]

    def owned(self, name: str) -> OwnedRows:
        """A table whose rows belong to tasks or documents."""
        if name not in self._owned:
            self._owned[name] = OwnedRows(self._index, name)
        return self._owned[name]

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
        # Refused after a while rather than queued without end: a reader has given up by then.
        if not self._turns.acquire(timeout=self._seconds):
            raise BusyError
        try:
            yield
        finally:
            self._turns.release()

    @contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one reader's questions to the whole tables, stopped when they take too long together."""
        with self.turn():
            yield from self._stopped_in_time()

    @cached_property
    def _whole(self) -> dict[str, RowFile]:
        """Tables that are asked in SQL, by name."""
        return {
            name: RowFile(self._index, f"all_{name}" if name in OF_DOCUMENTS else name)
            for name in WHOLE
        } | {"documents": self.documents}

    def _stopped_in_time(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._database.cursor()
        for name, file in self._whole.items():
            # The files as they lie: nothing is copied, and a question opens no database of its own.
            cursor.register(name, file.table)
        # From outside: a question under way does not look at a clock.
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
