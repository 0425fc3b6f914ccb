"""Whether an archive is whole, and its index made again where it is not.

Each run's index is compared with its summary and with its WARC. The WARC is the log and everything
else follows from it: an index file that is lost, damaged or short is no loss, it is named, and made
again from the WARC.
"""

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass

import pyarrow as pa

from taizhang.archive.capture import ArchiveError, Capture
from taizhang.archive.index import index_bytes, index_key, run_of, table_bytes
from taizhang.archive.joined import index_keys, is_joined, join_old_runs, open_index_file
from taizhang.archive.losses import accepted_losses
from taizhang.archive.members import read_members
from taizhang.archive.records import read_captures
from taizhang.archive.run import read_summaries, summary_key
from taizhang.store import Store


@dataclass(frozen=True, slots=True)
class ArchiveFinding:
    """Something in a portal's archive that is not as it should be.

    `remedy` says what to do about it.
    """

    portal: str
    run_id: str
    message: str
    remedy: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.portal}: run {self.run_id}: {self.message}; {self.remedy}"


def check_archive(store: Store, portal: str) -> Iterator[ArchiveFinding]:
    """What is wrong with the closed runs of a portal; every record of their WARC files is read."""
    rebuild = f"`taizhang archive rebuild --portal {portal}` makes it again from the WARC"
    restore = "restore the file from a copy of the store"
    summaries, damaged = read_summaries(store, portal)
    for run_id, fault in damaged.items():
        yield ArchiveFinding(portal, run_id, fault, restore)
    warcs = list_warcs(store, portal)
    index = _read_index(store, portal)
    opened = set(store_open_runs(store, portal))
    for run_id in sorted({*warcs, *index.rows} - {*summaries, *damaged, *opened}):
        message = f"its record {summary_key(portal, run_id)} is missing"
        yield ArchiveFinding(portal, run_id, message, restore)
    given_up = {loss.name for loss in accepted_losses(store, portal)}
    for run_id, summary in sorted(summaries.items()):
        if any(run_of_warc(name) == run_id for name in given_up):
            # What its WARC and its index differ in was accepted.
            continue
        captures, damage = read_run(store, portal, warcs.get(run_id, []))
        if damage is not None:
            yield ArchiveFinding(portal, run_id, damage, restore)
        # Fewer than were written is a loss. More stand there where a closed run was taken up again,
        # and killed.
        elif len(captures) < summary["captures"]:
            message = f"its WARC holds {len(captures)} of the {summary['captures']} captures that it wrote"
            yield ArchiveFinding(portal, run_id, message, restore)
        trouble = _compare_index(index, portal, run_id, captures)
        if trouble is not None:
            yield ArchiveFinding(portal, run_id, trouble, rebuild)


def rebuild_index(store: Store, portal: str) -> int:
    """Make the index files of a portal's closed runs again from the WARC; how many were written.

    An index is never replaced by one that knows less: raises ArchiveError where a WARC file is
    damaged, naming it. The caller holds the portal's crawl lock.
    """
    open_runs = set(store_open_runs(store, portal))
    # Their index knows more than what is left of their WARC.
    short = {run_of_warc(loss.name) for loss in accepted_losses(store, portal)}
    written = 0
    for run_id, keys in sorted(list_warcs(store, portal).items()):
        if run_id in open_runs or run_id in short:
            continue
        captures, damage = read_run(store, portal, keys)
        if damage is not None:
            raise ArchiveError(f"{portal}: run {run_id}: {damage}; its index stays as it is")
        sizes = store.sizes(keys[0].rpartition("/")[0])
        warcs = {_name(key, portal): sizes[key] for key in sorted(keys)}
        store.write(index_key(portal, run_id), index_bytes(captures, warcs))
        written += 1
    known = _read_index(store, portal).rows
    summaries, damaged = read_summaries(store, portal)
    said = {*known, *summaries, *damaged}
    others = said - (set(list_warcs(store, portal)) - short) - open_runs
    for run_id in sorted(others):
        # A run that wrote nothing has no WARC. What is known of one that lost it stays.
        if not store.exists(index_key(portal, run_id)):
            content = table_bytes(known[run_id]) if run_id in known else index_bytes([], {})
            store.write(index_key(portal, run_id), content)
            written += 1
    # What cannot be read, as the conflict copy of a tool that synchronises, knows nothing; all that
    # could be made again has been.
    broken = _read_index(store, portal).damaged
    for key in index_keys(store, portal):
        if is_joined(key) or key in broken:
            store.remove(key)
    join_old_runs(store, portal)
    return written


def list_warcs(store: Store, portal: str) -> dict[str, list[str]]:
    """The keys of a portal's WARC files by run."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in store.keys(f"archive/{portal}"):
        if key.endswith(".warc.gz"):
            found[run_of_warc(key)].append(key)
    return found


def run_of_warc(key: str) -> str:
    """The run that a WARC file is of."""
    return key.rpartition("/")[2].rpartition("-")[0]


def store_open_runs(store: Store, portal: str) -> Iterator[str]:
    """Runs that are still open, or were killed and will be resumed."""
    for key in store.keys(f"archive/{portal}/runs"):
        if key.endswith(".open"):
            yield key.rpartition("/")[2].removesuffix(".open")


def read_run(store: Store, portal: str, keys: list[str]) -> tuple[list[Capture], str | None]:
    """The captures whose records stand in a run's WARC files, and what is damaged in them."""
    captures: list[Capture] = []
    for key in sorted(keys):
        with store.open(key) as file:
            size = file.seek(0, 2)
            file.seek(0)
            end = 0
            try:
                for member in read_members(file):
                    end = member.offset + member.length
                file.seek(0)
                captures += [
                    capture for capture, _ in read_captures(read_members(file), _name(key, portal))
                ]
            except (ArchiveError, ValueError, KeyError) as error:
                return captures, f"{key} is damaged ({error})"
        # Nothing is wrong with any member, but bytes follow the last whole one: a copy that broke
        # off looks so.
        if end < size:
            return captures, f"{key} is damaged or cut off at byte {end} of {size}"
    return captures, None


def missing_indexes(store: Store, portal: str, run_ids: Set[str]) -> list[str]:
    """Runs that closed, as their summaries say, and whose index is not among those given."""
    closed = {
        key.rpartition("/")[2].removesuffix(".json")
        for key in store.keys(f"archive/{portal}/runs")
        if key.endswith(".json")
    }
    return sorted(closed - run_ids)


@dataclass(frozen=True, slots=True)
class _Index:
    """What the index files of a portal hold by run, and what is wrong with those that cannot be read, by key."""

    rows: dict[str, pa.Table]
    damaged: dict[str, str]

    def trouble(self, key: str) -> str:
        """Why the rows of a run whose own file would be at a key are not there."""
        joined = (message for damaged, message in self.damaged.items() if is_joined(damaged))
        return self.damaged.get(key) or next(joined, f"its index {key} is missing")


def _read_index(store: Store, portal: str) -> _Index:
    """The index files of a portal, as far as they can be read; what is joined counts first."""
    rows: dict[str, pa.Table] = {}
    damaged: dict[str, str] = {}
    for key in sorted(index_keys(store, portal), key=is_joined, reverse=True):
        if not is_joined(key) and run_of(key) in rows:
            continue
        try:
            rows = dict(open_index_file(store, key).pieces()) | rows
        except ArchiveError as error:
            damaged[key] = str(error).partition(";")[0]
    return _Index(rows, damaged)


def _compare_index(index: _Index, portal: str, run_id: str, captures: list[Capture]) -> str | None:
    """What is wrong with a run's index."""
    table = index.rows.get(run_id)
    if table is None:
        return index.trouble(index_key(portal, run_id))
    if table.num_rows != len(captures):
        return f"its index has {table.num_rows} captures, its WARC {len(captures)}"
    rows = [Capture.from_row(row) for row in table.to_pylist()]
    # An index stands in the order of its key, a WARC in that of time.
    if sorted(rows, key=_place_of) == sorted(captures, key=_place_of):
        return None
    return "its index differs from its WARC"


def _place_of(capture: Capture) -> tuple[str, int]:
    return capture.warc_file or "", capture.warc_offset or 0


def _name(key: str, portal: str) -> str:
    return key.removeprefix(f"archive/{portal}/")
