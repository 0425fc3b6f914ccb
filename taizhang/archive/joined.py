"""The index files of a portal: one a run, and those of many old runs joined into one.

A night asks for what the archive knows. With a file for each night since the first it would read
and check one more every night, so closed runs are joined as they become many. A joined file stands
beside the others, holds their rows run by run, and names its runs; the files that it was made of
go. Whatever a kill leaves can be read: of a run that stands in several files, one counts.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import pyarrow as pa

from taizhang.archive.capture import ArchiveError
from taizhang.archive.index import (
    WARCS,
    index_damage,
    index_folder,
    read_index_file,
    run_of,
    table_bytes,
)
from taizhang.archive.run import closed_runs, read_record, summary_key
from taizhang.errors import DamagedError, StoreError
from taizhang.ids import short_digest
from taizhang.store import Store

Found = TypeVar("Found")

PREFIX = "joined-"
# Index files of runs at which they are joined: a night reads half as many on average.
MANY = 16
# How often a reader begins again because files went while it was reading.
TRIES = 5
RUNS = b"runs"


@dataclass(frozen=True, slots=True)
class IndexFile:
    """An index file: its runs in the order of their rows, with how many rows each has.

    `warcs` are the bytes of WARC files by name, as far as they were noted when their run was closed.
    """

    key: str
    runs: Mapping[str, int]
    table: pa.Table
    warcs: Mapping[str, int]

    def pieces(self) -> Iterator[tuple[str, pa.Table]]:
        """The rows of each run."""
        at = 0
        for run_id, rows in self.runs.items():
            yield run_id, self.table.slice(at, rows)
            at += rows


def runs_of(files: Iterable[IndexFile]) -> set[str]:
    """The runs whose rows stand in some files."""
    return set(chain.from_iterable(file.runs for file in files))


def read_index_files(store: Store, portal: str) -> list[IndexFile]:
    """The index files of a portal, no run in more than one.

    Raises ArchiveError naming a file that is damaged.
    """

    def read(keys: Sequence[str]) -> list[IndexFile]:
        found = _without_repeats(open_index_file(store, key) for key in keys if is_joined(key))
        covered = runs_of(found)
        single = [key for key in keys if not is_joined(key) and run_of(key) not in covered]
        return found + [open_index_file(store, key) for key in single]

    return _read_patiently(store, portal, read)


def read_runs(store: Store, portal: str, run_ids: Collection[str]) -> dict[str, pa.Table]:
    """The rows of some runs, in no more files than they stand in; a run without an index is left out."""

    def read(keys: Sequence[str]) -> dict[str, pa.Table]:
        wanted = [key for key in keys if run_of(key) in run_ids]
        if len(wanted) < len(run_ids):
            wanted += filter(is_joined, keys)
        pieces = chain.from_iterable(open_index_file(store, key).pieces() for key in wanted)
        return {run_id: rows for run_id, rows in pieces if run_id in run_ids}

    return _read_patiently(store, portal, read)


def index_keys(store: Store, portal: str) -> list[str]:
    """Keys of a portal's index files."""
    return [key for key in store.keys(index_folder(portal)) if key.endswith(".parquet")]


def is_joined(key: str) -> bool:
    """Whether a file holds several runs."""
    return key.rpartition("/")[2].startswith(PREFIX)


def open_index_file(store: Store, key: str) -> IndexFile:
    """An index file of one run or of many. Raises ArchiveError where it is damaged."""
    table = read_index_file(store, key)
    warcs = _read_counts(table, WARCS)
    if not is_joined(key):
        return IndexFile(key, {run_of(key): table.num_rows}, table, warcs)
    runs = _read_counts(table, RUNS)
    if sum(runs.values()) != table.num_rows or _key_of(key.split("/")[1], runs) != key:
        raise index_damage(key, "it does not hold the runs that it is named by")
    return IndexFile(key, runs, table, warcs)


def _read_counts(table: pa.Table, name: bytes) -> dict[str, int]:
    """Numbers by name, in their order, that an index file says beside its rows; none where it says nothing."""
    try:
        return dict(json.loads((table.schema.metadata or {})[name]))
    except (KeyError, ValueError, TypeError):
        return {}


def join_old_runs(store: Store, portal: str, many: int = MANY) -> None:
    """Join the index files of closed runs where there are `many`, and clear away what is joined.

    The caller holds the portal's crawl lock. Damaged files stay as they are: whoever reads them
    says so.
    """
    keys = index_keys(store, portal)
    if len(keys) < many:
        return
    closed = closed_runs(store, portal)
    try:
        found = read_index_files(store, portal)
    except ArchiveError:
        return
    joined = [file for file in found if is_joined(file.key)]
    single = [
        file
        for file in found
        if not is_joined(file.key)
        and closed.issuperset(file.runs)
        and _is_full(store, portal, file)
    ]
    if len(single) >= many or len(joined) > 1:
        joined = [_join(store, portal, joined + single)]
    stay = {file.key for file in joined}
    covered = runs_of(joined)
    for key in keys:
        if key not in stay and (is_joined(key) or run_of(key) in covered):
            store.remove(key)


def made_captures(store: Store, portal: str, file: IndexFile) -> int:
    """How many captures the runs of an index file say that they made.

    One whose record is gone or cannot be read says nothing; `taizhang archive check` names it.
    """
    made = 0
    for run_id in file.runs:
        key = summary_key(portal, run_id)
        with suppress(DamagedError):
            made += read_record(store, key)["captures"] if store.exists(key) else 0
    return made


def _is_full(store: Store, portal: str, file: IndexFile) -> bool:
    return sum(file.runs.values()) >= made_captures(store, portal, file)


def _read_patiently(store: Store, portal: str, read: Callable[[Sequence[str]], Found]) -> Found:
    """What `read` makes of the keys of a portal's index files, begun again where files went meanwhile."""
    for _ in range(TRIES):
        keys = index_keys(store, portal)
        try:
            return read(keys)
        except StoreError:
            # A crawl joins files just now.
            if all(store.exists(key) for key in keys):
                raise
    raise ArchiveError(
        f"{portal}: its index files go while they are read; ask again when no crawl is under way"
    )


def _join(store: Store, portal: str, files: Collection[IndexFile]) -> IndexFile:
    pieces = dict(chain.from_iterable(file.pieces() for file in files))
    runs = {run_id: pieces[run_id].num_rows for run_id in sorted(pieces)}
    warcs = dict(sorted(chain.from_iterable(file.warcs.items() for file in files)))
    table = pa.concat_tables([pieces[run_id] for run_id in runs])
    said = {RUNS: json.dumps(list(runs.items())), WARCS: json.dumps(warcs)}
    described = table.replace_schema_metadata(said)
    key = _key_of(portal, runs)
    store.write(key, table_bytes(described))
    return IndexFile(key, runs, described, warcs)


def _key_of(portal: str, runs: Iterable[str]) -> str:
    """Where a file of these runs stands: named by them, for a file once written never changes."""
    return f"{index_folder(portal)}/{PREFIX}{short_digest(' '.join(runs))}.parquet"


def _without_repeats(files: Iterable[IndexFile]) -> list[IndexFile]:
    """Joined files, the largest first, without those whose runs all stand in a larger one.

    A later one holds all runs of those before it. Raises ArchiveError where it is not so.
    """
    covered: set[str] = set()
    found = []
    for file in sorted(files, key=lambda file: (-len(file.runs), file.key)):
        news = file.runs.keys() - covered
        if news and len(news) < len(file.runs):
            raise index_damage(file.key, "it holds some runs of another joined file, and others")
        if news:
            found.append(file)
            covered |= news
    return found
