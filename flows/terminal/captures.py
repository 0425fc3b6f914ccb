"""Captures taken into the archive one by one: single addresses, WARC files of other people."""

import sys
from collections.abc import Sequence
from pathlib import Path

from extract.crawl import visit_addresses
from extract.importing import import_warc
from extract.manners import Manners
from flows.plan import make_plan
from taizhang.addresses import host_of, same_site
from taizhang.errors import UserError
from taizhang.log import log_context
from taizhang.portals import Portal, load_portals
from taizhang.settings import Settings
from taizhang.store import Store


def crawl_addresses(settings: Settings, only: Sequence[str] | None, urls: Sequence[str]) -> int:
    """Take single addresses and their attachments into the archive; 1 where a portal's crawl failed.

    Raises UserError for an address that is on no portal's site.
    """
    portals, store = (
        make_plan(settings, only, None).chosen if only else load_portals(settings.portals),
        Store(settings.store),
    )
    wanted: dict[str, list[str]] = {}
    for url in urls:
        wanted.setdefault(portal_of(url, portals).slug, []).append(url)
    failed = False
    for portal in portals:
        if portal.slug in wanted:
            with log_context(portal.slug, "crawl"):
                manners = Manners.of(portal, settings)
                report = visit_addresses(portal, store, manners, wanted[portal.slug])
            outcomes = ", ".join(
                f"{count} {outcome}" for outcome, count in report.outcomes.most_common()
            )
            sys.stdout.write(
                "; ".join([f"{portal.slug}: {outcomes or 'nothing'}", *report.errors]) + "\n"
            )
            failed = failed or bool(report.errors)
    if failed:
        return 1
    return 0


def portal_of(url: str, portals: Sequence[Portal]) -> Portal:
    """The portal whose host an address has, else the one whose site it is on.

    Raises UserError where there is none.
    """
    # First the very host: several portals may share one registrable domain.
    for portal in portals:
        if host_of(portal.url) == host_of(url):
            return portal
    for portal in portals:
        if same_site(portal.url, url):
            return portal
    raise UserError(
        f"{url} is on no portal's site: add a portal file, or name the folder that has it with --portals"
    )


def import_files(settings: Settings, files: Sequence[Path]) -> None:
    """Take in WARC files and show what of each portal was taken, and what was left out and why."""
    portals, store = load_portals(settings.portals), Store(settings.store)
    for file in files:
        report = import_warc(file, portals, store, settings.max_bytes)
        taken = (
            ", ".join(f"{count:,} of {portal}" for portal, count in report.captures.most_common())
            or "nothing"
        )
        left = ", ".join(
            f"{count:,} {reason}" for reason, count in report.left_out.most_common() if count
        )
        sys.stdout.write(f"{file}: took {taken}" + (f"; left out {left}" if left else "") + "\n")
