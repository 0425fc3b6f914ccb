"""A release: all portals' builds joined and published together, immutable, never worse than before.

A portal whose gate fails keeps its last good build and stands as stale in `portals`. The folder is
made aside and moved in whole; `latest.json` is replaced last, so that a reader at every moment
finds one whole release.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import pyarrow as pa

from load.builds import FOLDER as BUILDS
from load.builds import newest_build
from load.cache.code_version import BUILDING, code_version
from load.release.changed_portals import LEFT_OUT, changes_between
from load.release.checks_page import release_page
from load.release.citations import CitedDocuments
from load.release.contents import Share, share_out
from load.release.decisions import Decision, decisions, digest_decisions, require_decisions
from load.release.manifest import data_package, render_readme
from load.release.plan_links import write_plan_links
from load.release.portal_status import PortalStatus, portal_statuses
from load.release.soundness import require_whole
from load.release.tables import JOINED, TableWriter
from taizhang.archive import ArchiveError
from taizhang.archive.checks import last_check, read_checks
from taizhang.archive.presence import require_any, require_present
from taizhang.errors import DamagedError, PortalError, StoreError
from taizhang.portals import Portal
from taizhang.release_record import ReleaseRecord
from taizhang.releases import FOLDER, LATEST, LINK, MANIFEST, Release, latest_release, open_release
from taizhang.store import Staging, Store
from taizhang.tables import TABLES, VERSION
from taizhang.tables.terms import Health

logger = logging.getLogger(__name__)


def publish(
    store: Store,
    portals: Sequence[Portal],
    as_of: date,
    failures: Mapping[str, str] | None = None,
) -> Release:
    """Publish the newest builds of `portals`, and what the last release carries of all others.

    `failures` are portals whose crawl or build failed tonight, with the reason. When nothing
    differs from the latest release, that one is returned. Raises PortalError when there is nothing
    to publish, StoreError when another publisher is at work or the disk refuses; the latest release
    is untouched then.
    """
    with store.lock("publish", "publishing"):
        # Before anything is read: after a kill between the pointer and the link, the link still
        # shows the release before.
        previous = repair(store)
        # A store that was copied without its decisions would publish again what people withdrew.
        require_decisions(store)
        if previous is not None:
            # What a damaged release lost would stand in `changes` as taken away by its portals.
            require_whole(previous)
        failures = _lost_archives(store, portals) | dict(failures or {})
        # The quiet night, asked first: nothing is judged, no table is read. With failures there is
        # always something to say.
        if previous is not None and not failures and _stands_as_it_is(previous, portals, as_of):
            return previous
        withdrawn = decisions(store, "withdraw")
        statuses = portal_statuses(
            store,
            portals,
            as_of,
            failures,
            previous.record if previous else None,
        )
        if not any(status.build for status in statuses):
            reasons = (
                "; ".join(f"{status.portal.slug}: {status.reason}" for status in statuses)
                or "no portals"
            )
            raise PortalError(f"nothing to publish ({reasons}); the last release is untouched")
        record = _describe_release(store, as_of, statuses, withdrawn, previous)
        # The second chance to write nothing: gates were asked, and have said what they said before.
        if previous is not None and _repeats(record, previous.record):
            return previous
        # Only now: what was compared above must not know its own name.
        record["release"] = _next_id(store, as_of)
        folder = f"{FOLDER}/{record['release']}"
        shares, cited = share_out([status.build for status in statuses if status.build], withdrawn)
        documents = CitedDocuments(cited)
        # A kill anywhere in this block leaves a hidden folder, which the next `repair` sweeps away.
        with store.new_folder(folder, MANIFEST) as staging:
            writer = TableWriter(staging, previous)
            for name in JOINED:
                writer.write_joined(name, shares, documents)
            write_plan_links(staging, writer, shares, documents, previous)
            _write_rest(store, writer, statuses, as_of, changes_between(store, previous, shares))
            _write_beside_tables(store, staging, writer, record, statuses, shares)
        # Last, when the folder stands whole under its name: until here readers get the release
        # before, from here the new one.
        point_to(store, record["release"], as_of, "publish")
        return open_release(store, record["release"])


def point_to(store: Store, release_id: str, as_of: date, why: str) -> None:
    """Let readers get this release.

    Raises StoreError when somebody else moved the pointer meanwhile.
    """
    # Compared as bytes when it is replaced: a release that somebody published meanwhile is not
    # overwritten.
    present = store.read(LATEST) if store.exists(LATEST) else None
    before = _named_by(present)
    content = {
        "release": release_id,
        "as_of": as_of.isoformat(),
        "tables": VERSION,
        "why": why,
        "previous": before,
    }
    if not store.swap(
        LATEST,
        (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(),
        present,
    ):
        raise StoreError(f"{LATEST} in {store.root} changed while this release was made: run again")
    # After the pointer, which is the truth: a process killed in between leaves an old link that
    # `repair` mends.
    store.link(LINK, f"{FOLDER}/{release_id}")


def _lost_archives(store: Store, portals: Sequence[Portal]) -> dict[str, str]:
    """Portals whose archive is not what it was when it was built from, with the reason.

    They keep their last good build, and are said to be broken.
    """
    found = {}
    built = set(store.folders(BUILDS))
    for portal in portals:
        try:
            # What was built was built from something.
            if portal.slug in built:
                require_any(store, portal.slug)
            require_present(store, portal.slug)
        except ArchiveError as error:
            found[portal.slug] = str(error)
    return found


def _named_by(content: bytes | None) -> str | None:
    """The release that a pointer names; None for one that cannot be read, which a rollback replaces."""
    try:
        found: str | None = json.loads(content or b"{}").get("release")
    except (ValueError, AttributeError, RecursionError):
        return None
    return found


def repair(store: Store) -> Release | None:
    """Clear away what a killed publisher left, let the link follow the pointer again; the latest release.

    Raises StoreError where the pointer cannot be read or names no release.
    """
    sweep(store)
    found = latest_release(store)
    if found is not None:
        store.link(LINK, found.folder)
    return found


def sweep(store: Store) -> None:
    """Clear away what a killed publisher left."""
    for folder in (".", FOLDER):
        store.sweep(folder)


def _describe_release(
    store: Store,
    as_of: date,
    statuses: Sequence[PortalStatus],
    withdrawn: Mapping[str, Decision],
    previous: Release | None,
) -> ReleaseRecord:
    """What the manifest says besides the tables."""
    return {
        "as_of": as_of.isoformat(),
        "code": code_version(BUILDING),
        "tables": VERSION,
        "decided": digest_decisions(store),
        "previous": previous.release_id if previous else None,
        "portals": {status.portal.slug: status.to_record() for status in statuses},
        "inspected": {
            one.portal.slug: last_check(store, one.portal.slug, as_of) for one in statuses
        },
        "decisions": {
            "accepted": {one.portal.slug: one.accepted.reason for one in statuses if one.accepted},
            "withdrawn": {key: made.reason for key, made in sorted(withdrawn.items())},
            "pinned": {key: made.reason for key, made in sorted(decisions(store, "pin").items())},
            "rolled_back": {
                key: made.reason for key, made in sorted(decisions(store, "rollback").items())
            },
            "lost": {key: made.reason for key, made in sorted(decisions(store, "loss").items())},
        },
    }


def _repeats(record: ReleaseRecord, previous: ReleaseRecord) -> bool:
    """Whether publishing again would only repeat the latest release."""
    ours, theirs = (
        # The day alone makes no other release: nothing in its tables depends on it but what gates
        # said, which is compared.
        {**description, "release": None, "previous": None, "as_of": None}
        for description in (record, previous)
    )
    return ours == theirs


def _stands_as_it_is(previous: Release, portals: Sequence[Portal], as_of: date) -> bool:
    """Whether the gates would look at what they looked at for the release before, so that it needs no look again."""
    store, record = previous.store, previous.record
    made_by = {
        "code": code_version(BUILDING),
        "tables": VERSION,
        "decided": digest_decisions(store),
    }
    slugs = {portal.slug for portal in portals}
    if (
        any(record.get(name) != value for name, value in made_by.items())
        or slugs != record["portals"].keys()
    ):
        return False
    return all(_is_as_judged(store, slug, record, as_of) for slug in slugs)


def _is_as_judged(store: Store, slug: str, record: ReleaseRecord, as_of: date) -> bool:
    """Whether a portal was asked for and well enough, and its newest build is the one that was looked at."""
    before = record["portals"][slug]
    if not before.get("asked") or before["health"] == Health.BROKEN:
        return False
    try:
        newest = newest_build(store, slug)
    except DamagedError:
        return False
    same = newest is not None and newest.build_id == before["judged"]
    return same and last_check(store, slug, as_of) == record["inspected"][slug]


def _next_id(store: Store, as_of: date) -> str:
    """The day and a number: ids sort by time."""
    number = 1 + sum(name.startswith(as_of.isoformat()) for name in store.folders(FOLDER))
    # Some may have been cleared away: their number alone could name one that is still there.
    while store.exists(f"{FOLDER}/{as_of.isoformat()}-{number:03}"):
        number += 1
    return f"{as_of.isoformat()}-{number:03}"


def _write_rest(
    store: Store,
    writer: TableWriter,
    statuses: Sequence[PortalStatus],
    as_of: date,
    changes: Iterator[pa.Table],
) -> None:
    """The tables that no build has."""
    metrics = list(chain.from_iterable(status.metrics for status in statuses))
    writer.write("portals", [TABLES["portals"].to_arrow([status.row() for status in statuses])])
    writer.write("portal_metrics", [TABLES["portal_metrics"].to_arrow(metrics)])
    writer.write(
        "portal_checks",
        (read_checks(store, status.portal.slug, as_of) for status in statuses),
    )
    writer.write("changes", changes)


def _write_beside_tables(
    store: Store,
    folder: Staging,
    writer: TableWriter,
    record: ReleaseRecord,
    statuses: Sequence[PortalStatus],
    shares: Sequence[Share],
) -> None:
    """What stands beside the tables, the manifest last."""
    for status in statuses:
        judged = status.judged
        page = f"{judged.folder}/checks/index.html" if judged else None
        if page and store.exists(page):
            folder.write(f"checks/{status.portal.slug}.html", store.read(page))
    folder.write("checks/index.html", release_page(record["release"], record, statuses).encode())
    history = {status.portal.slug: status.history for status in statuses}
    folder.write("history.json", _as_line(history))
    folder.write(
        LEFT_OUT,
        _as_line({share.slug: share.left_out for share in shares if share.left_out}),
    )
    rows = {name: sum(file.rows for file in writer.files[name]) for name in TABLES}
    folder.write(
        "README.md",
        render_readme(record["release"], rows, [status.row() for status in statuses], record),
    )
    # The seal of the folder: in a bucket a release counts from here on.
    folder.write(MANIFEST, data_package(record["release"], writer.files, record))


def _as_line(value: object) -> bytes:
    return (json.dumps(value) + "\n").encode()
