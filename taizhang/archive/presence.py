"""Whether an archive still has what its index names, asked without reading it.

`taizhang archive check` reads every record of every WARC file. This one is asked each night, before
anything is built from the archive or published: one listing, and what the index files say.
"""

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.archive.capture import ArchiveError
from taizhang.archive.check import missing_indexes
from taizhang.archive.index import index_key
from taizhang.archive.joined import (
    IndexFile,
    is_joined,
    made_captures,
    read_index_files,
    runs_of,
)
from taizhang.archive.losses import accepted_losses
from taizhang.errors import UserError
from taizhang.store import Store


def require_present(store: Store, portal: str) -> None:
    """Raises ArchiveError, one line, where an index or WARC file of a closed run is gone, damaged or short."""
    files = read_index_files(store, portal)
    require_indexes(store, portal, runs_of(files))
    # Of joined files the rows are counted when they are joined, and again whenever they are read.
    for file in files:
        made = 0 if is_joined(file.key) else made_captures(store, portal, file)
        if file.table.num_rows < made:
            raise ArchiveError(_describe_short(portal, file, made))
    wanted: dict[str, int] = {}
    for file in files:
        wanted |= _least_sizes(file.table) | dict(file.warcs)
    sizes = store.sizes(f"archive/{portal}")
    given_up = {loss.name for loss in accepted_losses(store, portal)}
    lost = [
        name
        for name in wanted
        if sizes.get(_key(portal, name), 0) < wanted[name] and name not in given_up
    ]
    if lost:
        raise ArchiveError(_describe_loss(portal, sorted(lost), wanted, sizes))


def require_any(store: Store, portal: str) -> None:
    """Raises ArchiveError, one line, where a portal of which something was built has no archive at all."""
    if not store.sizes(f"archive/{portal}"):
        raise ArchiveError(
            f"{portal}: its archive is gone (no file below archive/{portal}); restore it from a copy of the store, "
            f"or `taizhang crawl --portal {portal}` begins a new one"
        )


def require_lost(store: Store, key: str) -> None:
    """Raises UserError where a key is none of a WARC file that an index names, or the file is there in full."""
    slug, _, name = key.removeprefix("archive/").partition("/")
    wanted: dict[str, int] = {}
    for file in read_index_files(store, slug) if key.startswith("archive/") and name else ():
        wanted |= _least_sizes(file.table) | dict(file.warcs)
    if name not in wanted:
        raise UserError(
            f"{key} is no WARC file that an index names; `taizhang archive check` names what is lost"
        )
    if (store.size(key) or 0) >= wanted[name]:
        raise UserError(f"{key} is there in full: nothing of it is lost")


def require_indexes(store: Store, portal: str, run_ids: set[str]) -> None:
    """Raises ArchiveError, naming the run, where a closed run is not among those that have an index."""
    missing = missing_indexes(store, portal, run_ids)
    if missing:
        raise ArchiveError(
            f"{portal}: the index of run {missing[0]} is missing ({index_key(portal, missing[0])}); "
            f"`taizhang archive rebuild --portal {portal}` makes it again from the WARC"
        )


def _describe_short(portal: str, file: IndexFile, made: int) -> str:
    return (
        f"{portal}: the index {file.key} has {file.table.num_rows} of the {made} captures that its run made; "
        f"`taizhang archive rebuild --portal {portal}` makes it again from the WARC"
    )


def _least_sizes(table: pa.Table) -> dict[str, int]:
    """The bytes that WARC files have at least, by what an index says of the places of captures in them.

    Index files of older versions say no sizes.
    """
    ends = pc.add(table["warc_offset"], table["warc_length"])
    placed = pa.table({"file": table["warc_file"], "end": ends}).filter(pc.is_valid(ends))
    found = placed.group_by("file").aggregate([("end", "max")])
    return dict(zip(found["file"].to_pylist(), found["end_max"].to_pylist(), strict=True))


def _describe_loss(
    portal: str, lost: list[str], wanted: dict[str, int], sizes: dict[str, int]
) -> str:
    """The first file in full, how many more there are, and what to do."""
    key = _key(portal, lost[0])
    what = "is missing"
    if key in sizes:
        what = f"is cut off at byte {sizes[key]} of {wanted[lost[0]]}"
    more = f", and {len(lost) - 1} more WARC files like it" if len(lost) > 1 else ""
    return (
        f"{portal}: {key} {what}{more}; restore it from a copy of the store, or, where there is none, give it up: "
        f"`taizhang archive accept-loss {key} --reason …`"
    )


def _key(portal: str, name: str) -> str:
    return f"archive/{portal}/{name}"
