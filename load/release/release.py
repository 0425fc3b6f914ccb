"""A release: all portals' builds joined and published together; immutable, and never worse than the one before.

A portal whose gate fails keeps its last good build and stands as stale in `portals`. The folder is made aside and moved
in whole; `latest.json` is replaced last, so a reader at every moment finds one whole release.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from load import parquet
from load.cache.code_version import BUILDING, code_version
from load.release.changes import COMPARED, changes
from load.release.checks_page import release_page
from load.release.decisions import Decision, decisions, require_decisions
from load.release.manifest import data_package, readme
from load.release.portal_status import PortalStatus, portal_statuses
from load.release.works import with_cited, with_works
from taizhang.archive.checks import last_check, read_checks
from taizhang.errors import PortalError, StoreError
from taizhang.portals import Portal
from taizhang.releases import FOLDER, LATEST, LINK, MANIFEST, pointer
from taizhang.store import Staging, Store
from taizhang.tables import TABLES, VERSION
from taizhang.tables.crawl import CAPTURES, COVERAGE
from taizhang.tables.documents import DOCUMENT_TABLES
from taizhang.tables.judgement import ISSUES, QUARANTINE
from taizhang.tables.tasks import TASK_TABLES

JOINED = tuple(table.name for table in (*DOCUMENT_TABLES, *TASK_TABLES, CAPTURES, COVERAGE, ISSUES, QUARANTINE))

Tables = dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Release:
    """A release as it stands in the store; `about` is what its manifest says under `taizhang`."""

    release_id: str
    about: dict[str, Any]

    @property
    def folder(self) -> str:
        """Its folder in the store."""
        return f"{FOLDER}/{self.release_id}"

    def table(self, store: Store, name: str) -> pa.Table:
        """One of its tables; empty where the release has none of that name."""
        return parquet.read_declared(store, self.folder, name)


def publish(store: Store, portals: Sequence[Portal], as_of: date, failures: Mapping[str, str] | None = None) -> Release:
    """Publish the newest builds of `portals`, and what the last release carries of all others.

    `failures` are portals whose crawl or build failed tonight, with the reason. When nothing differs from the latest
    release, that one is returned. Raises PortalError when there is nothing to publish, StoreError when another
    publisher is at work or the disk refuses; the latest release is untouched then.
    """
    with store.lock("publish", "publishing"):
        previous = repair(store)
        require_decisions(store)
        withdrawn = decisions(store, "withdraw")
        found = portal_statuses(store, portals, as_of, failures or {}, previous.about if previous else None)
        if not any(one.build for one in found):
            reasons = "; ".join(f"{one.portal.slug}: {one.reason}" for one in found) or "no portals"
            raise PortalError(f"nothing to publish ({reasons}); the last release is untouched")
        about = _about(store, as_of, found, withdrawn, previous)
        if previous is not None and _same(about, previous.about):
            return previous
        about["release"] = _next_id(store, as_of)
        release = Release(about["release"], about)
        tables = _tables(store, found, withdrawn)
        tables["portal_checks"] = pa.concat_tables([read_checks(store, one.portal.slug, as_of) for one in found])
        before = _before(store, previous)
        tables["changes"] = changes(before, tables)
        with store.new_folder(release.folder, MANIFEST) as folder:
            _write(store, folder, release, tables, found)
        point(store, release.release_id, as_of, "publish")
        return release


def latest(store: Store) -> Release | None:
    """The release that readers get; None before the first one."""
    if not store.exists(LATEST):
        return None
    return open_release(store, pointer(store)["release"])


def open_release(store: Store, release_id: str) -> Release:
    """A release by its id. Raises StoreError where there is none."""
    manifest = store.read_json(f"{FOLDER}/{release_id}/{MANIFEST}")
    return Release(release_id, manifest["taizhang"])


def point(store: Store, release_id: str, as_of: date, why: str) -> None:
    """Let readers get this release. Raises StoreError when somebody else moved the pointer meanwhile."""
    present = store.read(LATEST) if store.exists(LATEST) else None
    before = _named_by(present)
    content = {"release": release_id, "as_of": as_of.isoformat(), "tables": VERSION, "why": why, "previous": before}
    if not store.swap(LATEST, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(), present):
        raise StoreError(f"{LATEST} in {store.root} changed while this release was made: run again")
    store.link(LINK, f"{FOLDER}/{release_id}")


def _named_by(content: bytes | None) -> str | None:
    """The release that a pointer names; None for one that cannot be read: a rollback replaces it."""
    try:
        found: str | None = json.loads(content or b"{}").get("release")
    except (ValueError, AttributeError):
        return None
    return found


def repair(store: Store) -> Release | None:
    """Clear away what a killed publisher left, let the link follow the pointer again; the latest release.

    Raises StoreError where the pointer cannot be read or names no release.
    """
    sweep(store)
    found = latest(store)
    if found is not None:
        store.link(LINK, found.folder)
    return found


def sweep(store: Store) -> None:
    """Clear away what a killed publisher left."""
    for folder in (".", FOLDER):
        store.sweep(folder)


def _about(
    store: Store,
    as_of: date,
    found: Sequence[PortalStatus],
    withdrawn: Mapping[str, Decision],
    previous: Release | None,
) -> dict[str, Any]:
    """What the manifest says besides the tables."""
    return {
        "as_of": as_of.isoformat(),
        "code": code_version(BUILDING),
        "tables": VERSION,
        "previous": previous.release_id if previous else None,
        "portals": {one.portal.slug: one.about() for one in found},
        "inspected": {one.portal.slug: last_check(store, one.portal.slug, as_of) for one in found},
        "decisions": {
            "accepted": {one.portal.slug: one.accepted.reason for one in found if one.accepted},
            "withdrawn": {key: made.reason for key, made in sorted(withdrawn.items())},
            "pinned": {key: made.reason for key, made in sorted(decisions(store, "pin").items())},
            "rolled_back": {key: made.reason for key, made in sorted(decisions(store, "rollback").items())},
        },
    }


def _same(about: Mapping[str, Any], previous: Mapping[str, Any]) -> bool:
    """Whether publishing again would only repeat the latest release."""
    ours, theirs = ({**one, "release": None, "previous": None} for one in (about, previous))
    return ours == theirs


def _next_id(store: Store, as_of: date) -> str:
    """The day and a number: ids sort by time."""
    number = 1 + sum(name.startswith(as_of.isoformat()) for name in store.folders(FOLDER))
    while store.exists(f"{FOLDER}/{as_of.isoformat()}-{number:03}"):
        number += 1
    return f"{as_of.isoformat()}-{number:03}"


def _tables(store: Store, found: Sequence[PortalStatus], withdrawn: Mapping[str, Decision]) -> Tables:
    """All tables but `changes` and `portal_checks`."""
    pieces: dict[str, list[pa.Table]] = {name: [TABLES[name].schema.empty_table()] for name in JOINED}
    taken = set(withdrawn)
    for one in found:
        if one.build is None:
            continue
        build = without({name: one.build.table(store, name) for name in JOINED}, taken)
        taken |= set(build["documents"]["document_id"].to_pylist())
        for name in JOINED:
            pieces[name].append(build[name])
    tables = {name: pa.concat_tables(some) for name, some in pieces.items()}
    tables["gone"] = pa.concat_tables([tables["gone"], _tombstones(store, found, withdrawn)])
    tables["documents"] = with_works(tables["documents"])
    tables["citations"] = with_cited(tables["citations"], tables["documents"])
    tables["portals"] = TABLES["portals"].arrow([one.row() for one in found])
    tables["portal_metrics"] = TABLES["portal_metrics"].arrow([row for one in found for row in one.metrics])
    return {name: parquet.in_order(name, table) for name, table in tables.items()}


def without(tables: Mapping[str, pa.Table], documents: Iterable[str]) -> Tables:
    """Tables without everything of some documents."""
    out = pa.array(sorted(documents), pa.string())
    if len(out) == 0:
        return dict(tables)
    tasks = tables["tasks"]
    of_tasks = tasks.filter(pc.is_in(tasks["document_id"], value_set=out))["task_id"].combine_chunks()
    return {name: _without(table, out, of_tasks) for name, table in tables.items()}


def _without(table: pa.Table, documents: pa.Array, tasks: pa.Array) -> pa.Table:
    """A table without the rows of some documents, or of some tasks where it knows only these."""
    if "document_id" in table.column_names:
        return table.filter(pc.invert(pc.is_in(table["document_id"], value_set=documents)))
    if "task_id" in table.column_names:
        return table.filter(pc.invert(pc.is_in(table["task_id"], value_set=tasks)))
    return table


def _tombstones(store: Store, found: Sequence[PortalStatus], withdrawn: Mapping[str, Decision]) -> pa.Table:
    """A row of `gone` for each withdrawn document that a build still holds; its title is withdrawn with it."""
    rows = [
        {
            "document_id": document["document_id"],
            "portal": one.portal.slug,
            "url": document["url"],
            "title": None,
            "gone_since": date.fromisoformat(withdrawn[document["document_id"]].day),
            "last_digest": document["capture_digest"],
            "reason": f"withdrawn: {withdrawn[document['document_id']].reason}",
        }
        for one in found
        if one.build is not None and withdrawn
        for document in one.build.table(store, "documents").select(["document_id", "url", "capture_digest"]).to_pylist()
        if document["document_id"] in withdrawn
    ]
    return TABLES["gone"].arrow(rows)


def _before(store: Store, previous: Release | None) -> Tables:
    if previous is None:
        return {name: TABLES[name].schema.empty_table() for name in COMPARED}
    return {name: previous.table(store, name) for name in COMPARED}


def _write(store: Store, folder: Staging, release: Release, tables: Tables, found: Sequence[PortalStatus]) -> None:
    """Write the files of a release, the manifest last."""
    files: dict[str, bytes] = {}
    rows: dict[str, int] = {}
    for name in TABLES:
        if name in tables:
            files[name], rows[name] = parquet.as_bytes(tables[name]), tables[name].num_rows
            folder.write(f"{name}.parquet", files[name])
    for one in found:
        judged = one.judged
        page = f"{judged.folder}/checks/index.html" if judged else None
        if page and store.exists(page):
            folder.write(f"checks/{one.portal.slug}.html", store.read(page))
    folder.write("checks/index.html", release_page(release.release_id, release.about, found).encode())
    folder.write("history.json", (json.dumps({one.portal.slug: one.history for one in found}) + "\n").encode())
    folder.write("README.md", readme(release.release_id, rows, tables["portals"], release.about))
    folder.write(MANIFEST, data_package(release.release_id, files, rows, release.about))
