"""What changed from one release to the next, found from the builds that differ."""

import logging
from collections.abc import Iterator, Sequence

import pyarrow as pa

from load.builds import Build, open_build
from load.release.changes import COMPARED, find_changes
from load.release.contents import Share, leave_out
from taizhang.errors import DamagedError
from taizhang.releases import Release
from taizhang.rows import Tables
from taizhang.store import Store
from taizhang.tables import TABLES

logger = logging.getLogger(__name__)

# Documents of the builds that a release does not show, by portal.
LEFT_OUT = "left_out.json"


def changes_between(
    store: Store,
    previous: Release | None,
    shares: Sequence[Share],
) -> Iterator[pa.Table]:
    """Rows of `changes`, portal by portal; none for one with the same build and the same left out."""
    before = left_out_of(store, previous)
    carried = {
        slug: portal["build"]
        for slug, portal in (previous.record["portals"] if previous else {}).items()
    }
    now = {share.slug: share for share in shares}
    for slug in sorted(now.keys() | {slug for slug, build in carried.items() if build}):
        share, build_id, left_out = now.get(slug), carried.get(slug), before.get(slug, [])
        if share and share.build.build_id == build_id and list(share.left_out) == left_out:
            continue
        build = open_build(store, slug, build_id) if build_id else None
        if previous and build_id:
            old = _shown_before(previous, build, slug, left_out)
        else:
            old = _empty_tables()
        yield find_changes(slug, old, share.tables(COMPARED) if share else _empty_tables())


def left_out_of(store: Store, release: Release | None) -> dict[str, list[str]]:
    """Documents of its builds that a release does not show; before tables of version 2, those withdrawn."""
    if release is None:
        return {}
    key = f"{release.folder}/{LEFT_OUT}"
    if store.exists(key):
        return store.read_json(key, dict[str, list[str]])
    withdrawn = sorted(release.record["decisions"]["withdrawn"])
    return dict.fromkeys(release.record["portals"], withdrawn)


def _shown_before(
    release: Release,
    build: Build | None,
    slug: str,
    left_out: Sequence[str],
) -> Tables:
    """A portal's tables as a release shows them, from their build, else from its files."""
    if build is not None:
        try:
            return leave_out({name: build.table(name) for name in COMPARED}, left_out)
        # The release itself has the same rows, in larger files: slower, but the night goes on.
        except DamagedError as error:
            logger.warning(
                "%s; what changed in %s is found from release %s",
                error,
                slug,
                release.release_id,
            )
    ids = release.table("documents", "document_id", portal=slug)["document_id"].to_pylist()
    tasks = release.table("tasks", "task_id", document_id=ids)["task_id"].to_pylist()
    shown = {}
    for name in COMPARED:
        of_document = "document_id" in TABLES[name].column_names()
        shown[name] = (
            release.table(name, document_id=ids)
            if of_document
            else release.table(name, task_id=tasks)
        )
    return shown


def _empty_tables() -> Tables:
    return {name: TABLES[name].schema.empty_table() for name in COMPARED}
