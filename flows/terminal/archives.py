"""The archive on the terminal: what is wrong with it, and its index made again."""

import sys
from collections.abc import Sequence

from taizhang.archive import Archive
from taizhang.archive.check import check_archive
from taizhang.archive.losses import accepted_losses
from taizhang.foreign_text import show_controls
from taizhang.known_names import require_known
from taizhang.store import Store


def show_check(store: Store, slugs: Sequence[str] | None) -> int:
    """A line for each thing that is not whole; exit code 1 where there is one."""
    findings = 0
    for slug in choose_portals(store, slugs):
        for finding in check_archive(store, slug):
            findings += 1
            sys.stdout.write(f"{finding}\n")
        for loss in accepted_losses(store, slug):
            sys.stdout.write(show_controls(str(loss)) + "\n")
        # Portal by portal: a large archive takes hours, and whoever pipes the lines should see the
        # first ones.
        sys.stdout.flush()
    sys.stdout.write("the archive is whole\n" if not findings else f"{findings} findings\n")
    if findings:
        return 1
    return 0


def rebuild_indexes(store: Store, slugs: Sequence[str] | None) -> int:
    """Make index files again, portal by portal, each while no crawl holds it."""
    for slug in choose_portals(store, slugs):
        # A crawl that closes its run meanwhile would write an index that this one replaces by a
        # shorter one.
        with store.lock(f"crawl-{slug}", f"rebuilding the index of {slug}"):
            runs = Archive(store).rebuild_index(slug)
        sys.stdout.write(f"{slug}: the index of {runs} runs was made again\n")
    return 0


def choose_portals(store: Store, slugs: Sequence[str] | None) -> list[str]:
    """The portals asked for, or all that have an archive.

    Raises UserError for one that has no archive.
    """
    known = store.folders("archive")
    for slug in slugs or ():
        require_known("portal", slug, known)
    if slugs:
        return list(slugs)
    return known
