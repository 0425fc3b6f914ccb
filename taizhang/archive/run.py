"""A run: one crawl's stretch of the archive, from its open marker to its index file.

The WARC is the log. Each exchange is appended in one write before the crawl goes on; a killed run
is picked up from the files alone, and what a kill cut off at their end is cut away.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from taizhang.archive.capture import Capture, Exchange
from taizhang.archive.index import index_bytes, index_key
from taizhang.archive.members import read_members
from taizhang.archive.records import file_head, read_captures, write_exchange
from taizhang.archive.spool import growing_path, spooled_keys
from taizhang.errors import DamagedError, StoreError
from taizhang.store import Store
from taizhang.store.failures import describe_damage, in_words

logger = logging.getLogger(__name__)

# Purposes of runs that say what they left to do.
CRAWLS = frozenset({"nightly", "backfill", "single"})
# Bytes after which a WARC file is closed and the next one begun.
ROTATE = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Marker:
    """What the open marker of a run says."""

    run_id: str
    purpose: str
    started_at: datetime

    @classmethod
    def read(cls, store: Store, key: str) -> Self:
        """A marker from its file. Raises DamagedError for one that is none."""
        found = read_record(store, key)
        return cls(found["run_id"], found["purpose"], datetime.fromisoformat(found["started_at"]))

    def to_bytes(self) -> bytes:
        """The file of a marker."""
        found = {
            "run_id": self.run_id,
            "purpose": self.purpose,
            "started_at": self.started_at.isoformat(),
        }
        return json.dumps(found).encode()


def marker_key(portal: str, run_id: str) -> str:
    """Where the open marker of a run lies."""
    return f"archive/{portal}/runs/{run_id}.open"


def summary_key(portal: str, run_id: str) -> str:
    """Where a closed run says how it went."""
    return f"archive/{portal}/runs/{run_id}.json"


def read_record(store: Store, key: str) -> dict[str, Any]:
    """What a run says of itself, open or closed. Raises DamagedError for a file that is another's or none."""
    found = store.read_json(key)
    try:
        is_whole = (
            found["run_id"] == key.rpartition("/")[2].rpartition(".")[0]
            and isinstance(found["purpose"], str)
            and datetime.fromisoformat(found["started_at"]).tzinfo is not None
            and (key.endswith(".open") or isinstance(found["captures"], int))
        )
    except (KeyError, TypeError, ValueError):
        is_whole = False
    if not is_whole:
        raise DamagedError(describe_damage(store.root, key))
    return found


def read_whole_records(store: Store, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What runs say of themselves; one that is damaged is said in the log and costs itself only."""
    for key in keys:
        try:
            yield read_record(store, key)
        except DamagedError as error:
            logger.warning("%s", error)


def last_summary(store: Store, portal: str, before: datetime) -> dict[str, Any] | None:
    """How the newest crawl of a portal went; None before the first.

    Runs that only look are passed over, and those that began after `before`: their clock was wrong.
    """
    for found in read_whole_records(store, reversed(_summary_keys(store, portal))):
        began = datetime.fromisoformat(found["started_at"])
        if found["purpose"] in CRAWLS and began <= before:
            return found
    return None


def read_summaries(
    store: Store,
    portal: str,
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """What the closed runs of a portal say of themselves, by their ids; and the damage of those that say nothing."""
    found: dict[str, dict[str, Any]] = {}
    damaged: dict[str, str] = {}
    for key in _summary_keys(store, portal):
        run_id = key.rpartition("/")[2].removesuffix(".json")
        try:
            found[run_id] = read_record(store, key)
        except DamagedError:
            damaged[run_id] = f"{key} is damaged"
    return found, damaged


def _summary_keys(store: Store, portal: str) -> list[str]:
    return [key for key in store.keys(f"archive/{portal}/runs") if key.endswith(".json")]


def closed_runs(store: Store, portal: str) -> set[str]:
    """Runs of a portal to which nothing is added any more: with a summary, and without a marker."""
    names = [key.rpartition("/")[2] for key in store.keys(f"archive/{portal}/runs")]
    opened = {name.removesuffix(".open") for name in names if name.endswith(".open")}
    return {name.removesuffix(".json") for name in names if name.endswith(".json")} - opened


@cache
def _own_version() -> str:
    return version("taizhang")


@dataclass(slots=True)
class Log:
    """The WARC file being written: its key, the path it grows at, and how long it is."""

    key: str
    path: Path
    handle: int
    size: int = field(default=0)


class Run:
    """An open run of a portal; made by `Archive.open_run`. One thread writes."""

    def __init__(self, store: Store, portal: str, marker: Marker, rotate: int = ROTATE) -> None:
        self.portal = portal
        self.run_id = marker.run_id
        self.purpose = marker.purpose
        self.started_at = marker.started_at
        self.captures: list[Capture] = []
        self._store = store
        self._rotate = rotate
        self._serial = 0
        self._log: Log | None = None
        # Bytes of its WARC files that are written, by their names in the archive of the portal.
        self._written: dict[str, int] = {}

    @property
    def folder(self) -> str:
        """Folder of its WARC files, relative to the archive of the portal."""
        return self.started_at.strftime("%Y/%m/%d")

    def write_exchange(self, exchange: Exchange, original: Capture | None = None) -> Capture:
        """Append an exchange; it is in the archive when this returns.

        Raises StoreError when the disk refuses.

        `original`: an earlier capture of the same address whose payload this one repeats.
        """
        try:
            log = self._open_log()
            name = log.key.removeprefix(f"archive/{self.portal}/")
            content, capture = write_exchange(
                exchange,
                self.portal,
                self.run_id,
                name,
                log.size,
                original,
            )
            # One write for the whole exchange, its metadata record last: after a kill the file ends
            # with a whole exchange, or with one that has no metadata and is cut away.
            self._append_content(log, content)
            if log.size >= self._rotate:
                self._seal_log()
        except OSError as error:
            raise StoreError(in_words(self._store.root, error)) from error
        self.captures.append(capture)
        return capture

    def close(self, complete: bool, notes: dict[str, Any] | None = None) -> None:
        """Write the index and the summary, and take the marker away.

        `notes` go into the summary.
        """
        try:
            self._seal_log()
        except OSError as error:
            raise StoreError(in_words(self._store.root, error)) from error
        # Index, summary, marker, in this order: a kill after the first leaves an open run, which is
        # taken up and closed again; a summary without an index would be reported as damage.
        content = index_bytes(self.captures, self._written)
        self._store.write(index_key(self.portal, self.run_id), content)
        summary = {
            "run_id": self.run_id,
            "purpose": self.purpose,
            "started_at": self.started_at.isoformat(),
            "complete": complete,
            "captures": len(self.captures),
            "notes": notes or {},
        }
        text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
        self._store.write(summary_key(self.portal, self.run_id), text.encode())
        self._store.remove(marker_key(self.portal, self.run_id))

    def recover(self) -> None:
        """Take up what the run had archived before it was killed."""
        prefix = f"archive/{self.portal}/{self.folder}/{self.run_id}-"
        stored = {
            key
            for key in self._store.keys(f"archive/{self.portal}/{self.folder}")
            if key.startswith(prefix)
        }
        spooled = spooled_keys(self._store, prefix)
        for key in sorted(stored | spooled):
            name = key.removeprefix(f"archive/{self.portal}/")
            path = growing_path(self._store, key)
            end = 0
            with path.open("rb") if path.exists() else self._store.open(key) as file:
                for capture, after in read_captures(read_members(file), name):
                    self.captures.append(capture)
                    end = after
                size = file.seek(0, 2)
            if path.exists():
                self._cut_file(path, end)
                size = end
                # A bucket gets the file as soon as it is whole again: the next crawl may run on
                # another machine.
                if path != self._store.local_path(key) and path.exists():
                    self._upload_file(key, path)
            if size:
                self._written[name] = size
        self._serial = len(stored | spooled)

    # The file

    def _open_log(self) -> Log:
        if self._log is None:
            key = f"archive/{self.portal}/{self.folder}/{self.run_id}-{self._serial:04}.warc.gz"
            path = growing_path(self._store, key)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            self._log = Log(key, path, handle, os.fstat(handle).st_size)
            self._serial += 1
            head = file_head(
                f"taizhang/{_own_version()}",
                self.run_id,
                self.portal,
                datetime.now(UTC),
            )
            self._append_content(self._log, head)
        return self._log

    @staticmethod
    def _append_content(log: Log, content: bytes) -> None:
        view = memoryview(content)
        while view:
            # A disk may take a part of what it is given, without an error.
            view = view[os.write(log.handle, view) :]
        log.size += len(content)

    def _seal_log(self) -> None:
        """Force the file to the disk and close it; in a bucket, upload it."""
        log = self._log
        if log is None:
            return
        self._log = None
        os.fsync(log.handle)
        os.close(log.handle)
        self._written[log.key.removeprefix(f"archive/{self.portal}/")] = log.size
        if log.path != self._store.local_path(log.key):
            self._upload_file(log.key, log.path)

    def _upload_file(self, key: str, path: Path) -> None:
        self._store.write(key, path.read_bytes())
        path.unlink()

    @staticmethod
    def _cut_file(path: Path, end: int) -> None:
        """Cut away what a kill left behind the last whole exchange; a file without any goes."""
        if end == 0:
            path.unlink()
        elif path.stat().st_size > end:
            os.truncate(path, end)
