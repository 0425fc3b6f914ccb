"""What may be cleared away: old releases, and builds that nothing needs; the archive never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from load.builds import SEAL, newest_build, open_build
from load.release.decisions import decide, decisions
from load.release.release import point_to, sweep
from taizhang.archive.presence import require_lost
from taizhang.errors import UserError
from taizhang.known_names import require_known
from taizhang.releases import FOLDER, MANIFEST, REPORTS, Release, latest_release, open_release
from taizhang.store import Store

BUILDS = "builds"


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was cleared away, or would be."""

    releases: tuple[str, ...]
    builds: tuple[str, ...]


def clear_releases(store: Store, keep: int, dry_run: bool = False) -> Cleared:
    """Clear releases but the newest `keep`, the latest and the pinned, then builds that none left names.

    The report of a release goes with it. Raises StoreError while somebody publishes, UserError for
    a number that would leave nothing.
    """
    if keep < 1:
        raise UserError("keep at least one release")
    with store.lock("publish", "clearing old releases"):
        known = store.folders(FOLDER)
        whole = [name for name in known if store.exists(f"{FOLDER}/{name}/{MANIFEST}")]
        newest = latest_release(store)
        # The latest is not always among the newest: a rollback may point to an older one.
        stay = {*whole[-keep:], *decisions(store, "pin"), *([newest.release_id] if newest else [])}
        releases = [name for name in known if name not in stay]
        needed: set[str] = set()
        for name in stay.intersection(whole):
            needed |= _builds_named_by(open_release(store, name))
        builds = []
        for portal in store.folders(BUILDS):
            # The newest build stays even if no release names it: the next night reads by what it
            # remembers.
            candidate = newest_build(store, portal)
            needed |= {candidate.folder} if candidate else set()
            found = (f"{BUILDS}/{portal}/{name}" for name in store.folders(f"{BUILDS}/{portal}"))
            builds += [folder for folder in found if folder not in needed]
        if not dry_run:
            # Releases first, builds after: a kill in between leaves builds that nobody needs, never
            # a release without its builds.
            for name in releases:
                store.remove(f"{FOLDER}/{name}", MANIFEST)
            for key in store.keys(REPORTS):
                if Path(key).stem not in {*stay, "latest"}:
                    store.remove(key)
            for folder in builds:
                store.remove(folder, SEAL)
    return Cleared(tuple(releases), tuple(builds))


def _builds_named_by(release: Release) -> set[str]:
    """Folders of the builds that a release brings, and of those that were judged for it."""
    folders: set[str] = set()
    for slug, portal in release.record["portals"].items():
        for build_id in (portal["build"], portal["judged"]):
            if build_id:
                folders.add(f"{BUILDS}/{slug}/{build_id}")
    return folders


def roll_back(store: Store, release_id: str, reason: str, day: date) -> None:
    """Let readers get an older release again. Raises UserError for one that is not there."""
    with store.lock("publish", "rolling back"):
        sweep(store)
        _require_release(store, release_id)
        # Before the pointer moves: if the process dies here, a decision stands that nothing
        # followed, which a person can see; the reverse would move readers without a reason.
        decide(store, "rollback", release_id, reason, day)
        point_to(
            store,
            release_id,
            date.fromisoformat(open_release(store, release_id).record["as_of"]),
            "rollback",
        )


def pin_release(store: Store, release_id: str, reason: str, day: date) -> None:
    """Keep a release for ever. Raises UserError for one that is not there."""
    _require_release(store, release_id)
    decide(store, "pin", release_id, reason, day)


def accept_build(store: Store, portal: str, build_id: str, reason: str, day: date) -> None:
    """Publish a build in the next release although its gates failed.

    Raises UserError for one that is not there, and for one that is older than what is published.
    """
    require_known("portal", portal, store.folders(BUILDS))
    require_known(f"build of {portal}", build_id, store.folders(f"{BUILDS}/{portal}"))
    build = open_build(store, portal, build_id)
    if build is None:
        raise UserError(
            f"build {build_id} of {portal} is not whole: run `taizhang build --portal {portal}`"
        )
    release = latest_release(store)
    carried = release.build_of(portal) if release else None
    published = open_build(store, portal, carried) if carried else None
    # A release never goes back in time by itself; going back has a command of its own.
    if published is not None and build.age < published.age:
        words = "which is published: `taizhang rollback` goes back to an older release"
        raise UserError(f"build {build_id} of {portal} is older than {carried}, {words}")
    decide(store, "accept", f"{portal}/{build_id}", reason, day)


def withdraw_document(store: Store, document_id: str, reason: str, day: date) -> None:
    """Keep a document out of all later releases.

    Raises UserError for one that no newest build has.
    """
    require_known(
        "document",
        document_id,
        _newest_documents(store),
        "take a document_id from the table documents",
    )
    decide(store, "withdraw", document_id, reason, day)


def accept_loss(store: Store, key: str, reason: str, day: date) -> None:
    """Give up a WARC file of which there is no copy, so that its portal can be built without it.

    Raises UserError where nothing of the file is lost.
    """
    require_lost(store, key)
    decide(store, "loss", key.removeprefix("archive/"), reason, day)


def _newest_documents(store: Store) -> Iterator[str]:
    """Documents of the newest builds."""
    for portal in store.folders(BUILDS):
        build = newest_build(store, portal)
        if build is not None:
            yield from build.table("documents")["document_id"].to_pylist()


def _require_release(store: Store, release_id: str) -> None:
    whole = [name for name in store.folders(FOLDER) if store.exists(f"{FOLDER}/{name}/{MANIFEST}")]
    require_known("release", release_id, whole)
