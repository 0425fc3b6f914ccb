"""The archive: every page as it was, and the index that finds it.

The only input of everything after the crawl.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
from fastwarc.warc import WarcRecord, WarcRecordType

from taizhang.archive.capture import ArchiveError, Capture
from taizhang.archive.check import rebuild_index
from taizhang.archive.index import join_tables, table_digest
from taizhang.archive.joined import index_keys, join_old_runs, read_index_files, runs_of
from taizhang.archive.losses import AcceptedLoss, accepted_losses, without_lost
from taizhang.archive.members import unpack_member
from taizhang.archive.presence import require_indexes, require_present
from taizhang.archive.records import parse_record
from taizhang.archive.run import Marker, Run, marker_key, summary_key
from taizhang.archive.spool import growing_path
from taizhang.errors import StoreError
from taizhang.store import Store
from taizhang.tables.terms import Outcome

RESUME = timedelta(hours=20)
# Clocks may differ by so much: a run that began later still began under a wrong one.
AHEAD = timedelta(hours=1)
PASSING = frozenset({"single", "inspect"})


@dataclass(slots=True)
class _KnownIndex:
    """What was read of a portal: the index files that there were, their runs, and their rows."""

    keys: Sequence[str]
    runs: set[str]
    table: pa.Table
    # By address and payload, once asked for.
    originals: dict[str, Capture] | None = None


class Archive:
    """The archive of a store.

    The index of a portal is read once, until it is let go; a run that closes meanwhile is seen at
    the next question.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._indexes: dict[str, _KnownIndex] = {}

    @property
    def store(self) -> Store:
        """The store that it stands in."""
        return self._store

    # Reading

    def portals(self) -> list[str]:
        """Slugs of the portals that have an archive."""
        return self._store.folders("archive")

    def table(self, portal: str, until: datetime | None = None) -> pa.Table:
        """The captures of a portal's closed runs, up to a moment, in order of time.

        Raises ArchiveError, naming the run, where its index is lost or damaged.
        """
        table = self._read_index(portal).table
        if until is None:
            return table
        return table.filter(pc.field("captured_at") <= until)

    def captures(self, portal: str, until: datetime | None = None) -> list[Capture]:
        """The captures of a portal's closed runs, up to a moment, in order of time."""
        return [Capture.from_row(row) for row in self.table(portal, until).to_pylist()]

    def digests(self, portal: str, until: datetime | None = None) -> str:
        """One digest over a portal's captures up to a moment: the archive's part in a build's id."""
        return table_digest(self.table(portal, until))

    def require_present(self, portal: str) -> None:
        """Raises ArchiveError where a file that the archive of a portal consists of is gone or cut off."""
        require_present(self._store, portal)

    def losses(self, portal: str) -> list[AcceptedLoss]:
        """Files of a portal's archive that a person gave up; their captures are in no answer of this class."""
        return accepted_losses(self._store, portal)

    def let_go(self, portal: str) -> None:
        """Forget the index of a portal: who goes through many needs to hold one."""
        self._indexes.pop(portal, None)

    def payload(self, capture: Capture) -> bytes:
        """The body of an answer without its encodings; of an unchanged page, the body that it refers to.

        Raises ArchiveError naming what is missing or damaged.
        """
        record = self._read_record(capture)
        if record.record_type == WarcRecordType.revisit:
            # ISO 28500, 6.7: a revisit holds no payload, it refers to the record that does.
            record = self._read_record(self._original_capture(capture))
        record.parse_http(auto_decode="all")
        return record.reader.read()

    def read_headers(self, capture: Capture) -> dict[str, str]:
        """The headers of an answer, names in lower case; of several by one name, the last."""
        record = self._read_record(capture)
        record.parse_http()
        if record.http_headers:
            return {name.lower(): value for name, value in record.http_headers.items()}
        return {}

    # Writing

    def open_run(self, portal: str, start: datetime, purpose: str = "nightly") -> Run:
        """The portal's run for a purpose: the open one where it is younger than 20 hours, else a new one.

        Whatever else was left open is closed as partial. A passing look (`single`, `inspect`)
        leaves open what a night may still take up. The caller holds the portal's crawl lock.
        """
        resumed: Run | None = None
        for marker in self._open_markers(portal):
            if (
                marker.purpose != purpose
                and purpose in PASSING
                and start - marker.started_at < RESUME
            ):
                continue
            young = marker.purpose == purpose and -AHEAD <= start - marker.started_at < RESUME
            # A young one is resumed all the same: its index is then written again, with what is
            # added.
            if not young and self._store.exists(summary_key(portal, marker.run_id)):
                # Killed in the last step of closing.
                self._store.remove(marker_key(portal, marker.run_id))
                continue
            run = Run(self._store, portal, marker)
            run.recover()
            if resumed is None and young:
                resumed = run
            else:
                run.close(complete=False)
        if resumed is not None:
            return resumed
        join_old_runs(self._store, portal)
        marker = Marker(self._free_id(portal, start, purpose), purpose, start)
        # Before the first fetch: without a marker nobody would know, after a kill, that there is a
        # WARC file without an index.
        self._store.write(marker_key(portal, marker.run_id), marker.to_bytes())
        return Run(self._store, portal, marker)

    def rebuild_index(self, portal: str) -> int:
        """Make the index files again from the WARC; the number of runs.

        Raises ArchiveError naming damage.
        """
        written = rebuild_index(self._store, portal)
        self.let_go(portal)
        return written

    def _read_index(self, portal: str) -> _KnownIndex:
        """Raises ArchiveError as `table` does."""
        keys = index_keys(self._store, portal)
        known = self._indexes.get(portal)
        if known is None or known.keys != keys:
            files = read_index_files(self._store, portal)
            table = join_tables([file.table for file in files])
            lost = [loss.name for loss in accepted_losses(self._store, portal)]
            known = _KnownIndex(keys, runs_of(files), without_lost(table, lost))
            self._indexes[portal] = known
        # Asked at every read: a build over a run that is not in the index would not see its
        # documents.
        require_indexes(self._store, portal, known.runs)
        return known

    def _open_markers(self, portal: str) -> Iterator[Marker]:
        """Open markers, the newest first."""
        keys = [key for key in self._store.keys(f"archive/{portal}/runs") if key.endswith(".open")]
        for key in reversed(keys):
            yield Marker.read(self._store, key)

    def _free_id(self, portal: str, start: datetime, purpose: str) -> str:
        """A run id that sorts by time; a second run of the same second gets a number."""
        base = f"{start:%Y%m%dT%H%M%SZ}-{purpose}"
        number, run_id = 1, base
        while self._store.exists(summary_key(portal, run_id)):
            number += 1
            run_id = f"{base}{number}"
        return run_id

    # Records

    def _read_record(self, capture: Capture) -> WarcRecord:
        if capture.warc_file is None or capture.warc_offset is None or capture.warc_length is None:
            raise ArchiveError(
                f"{capture.url} at {capture.captured_at:%Y-%m-%d %H:%M:%S}: no answer was archived"
            )
        key = f"archive/{capture.portal}/{capture.warc_file}"
        try:
            # A run that is still open may be asked for its own captures: its file is not in the
            # bucket yet.
            path = growing_path(self._store, key)
            with path.open("rb") if path.exists() else self._store.open(key) as file:
                file.seek(capture.warc_offset)
                content = unpack_member(file.read(capture.warc_length))
        except (zlib.error, EOFError) as error:
            raise ArchiveError(
                f"{key} at {capture.warc_offset} ({capture.url}): damaged: {error}"
            ) from None
        except StoreError as error:
            raise ArchiveError(f"{key} ({capture.url}): {error}") from None
        return parse_record(content, key, capture.warc_offset)

    def _original_capture(self, capture: Capture) -> Capture:
        """The first capture of that address with that payload.

        Revisits are only written of later ones.
        """
        index = self._read_index(capture.portal)
        if index.originals is None:
            index.originals = _first_captures(index.table)
        found = index.originals.get(f"{capture.url_key} {capture.digest}")
        if found is None or found.captured_at > capture.captured_at:
            raise ArchiveError(
                f"{capture.url}: no capture with payload {capture.digest} to refer to"
            )
        return found


def _first_captures(table: pa.Table) -> dict[str, Capture]:
    """The first answered capture of each address and payload digest."""
    firsts: dict[str, Capture] = {}
    answered = pc.is_valid(pc.field("digest")) & pc.is_valid(pc.field("warc_offset"))
    # An unchanged page is a revisit: it holds no payload that others could refer to.
    with_payload = table.filter(answered & (pc.field("outcome") != Outcome.UNCHANGED))
    keys, digests = with_payload["url_key"].to_pylist(), with_payload["digest"].to_pylist()
    places: dict[str, int] = {}
    for number, (key, digest) in enumerate(zip(keys, digests, strict=True)):
        places.setdefault(f"{key} {digest}", number)
    if places:
        rows = with_payload.take(list(places.values())).to_pylist()
    else:
        rows = []
    for name, row in zip(places, rows, strict=True):
        firsts[name] = Capture.from_row(row)
    return firsts
