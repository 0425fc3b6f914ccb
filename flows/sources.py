"""Work on portals from the command line: propose a file, test one, inspect sites, take in addresses or captures."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from extract.crawl import crawl
from extract.importing import import_warc
from extract.inspection import inspect
from extract.survey import Article, check, propose
from extract.visitor import Visit
from flows.console import terminal
from flows.plan import make_plan
from flows.progress import during, progress
from load.draft import context_of
from taizhang.addresses import host_of, same_site
from taizhang.errors import PortalError, UserError
from taizhang.log import about
from taizhang.portals import Portal, load_portals
from taizhang.settings import Settings
from taizhang.store import Store
from transform.model import Payload
from transform.reading import read_document

SIDE_BY_SIDE = 16


def propose_portal(url: str, settings: Settings, folder: Path | None) -> None:
    """Print a portal file for a site, or write it; a file that is there stays."""
    proposal = propose(url, settings)
    if folder is None:
        sys.stdout.write(proposal.text)
    else:
        file = folder / f"{proposal.slug}.yaml"
        if file.exists():
            raise UserError(f"{file} is there already: move it away, or print the proposal without --to")
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(proposal.text, encoding="utf-8")
        sys.stdout.write(
            f"{file} ({proposal.family}); next: taizhang portal check {proposal.slug} --portals {folder}\n"
        )
    for finding in proposal.findings:
        sys.stderr.write(f"  {finding}\n")


def check_portal(settings: Settings, slug: str) -> int:
    """Show what was tested of a portal file; 1 where something is wrong."""
    portal = make_plan(settings, [slug], None).chosen[0]
    findings = check(portal, settings, lambda visit: _read(portal, visit))
    table = Table("channel", "check", "", "found")
    for finding in findings:
        table.add_row(finding.channel or "", finding.check, _mark(finding.passed), Text(finding.said))
    terminal().print(table)
    return 0 if all(finding.passed for finding in findings) else 1


def _read(portal: Portal, visit: Visit) -> Article:
    """An article as a build reads it, without its files."""
    page = Payload(visit.payload, "", visit.job.url, charset=visit.capture.charset_declared)
    found = read_document(page, (), context_of(portal))
    return Article(found.metadata.title, found.metadata.published_on, len(found.text), len(found.attachments))


def inspect_portals(settings: Settings, only: Sequence[str] | None) -> int:
    """Inspect portals side by side and show what did not pass; 1 where a portal could not be inspected."""
    plan, store = make_plan(settings, only, None), Store(settings.store)

    def one(portal: Portal) -> list[dict[str, Any]] | str:
        with about(portal.slug, "inspect"), during("inspect", portal.slug):
            try:
                return inspect(portal, store, settings)
            except PortalError as error:
                return str(error)

    with progress(), ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        found = list(pool.map(one, plan.chosen))
    table = Table("portal", "channel", "check", "", "found", "allowed")
    for portal, rows in zip(plan.chosen, found, strict=True):
        if isinstance(rows, str):
            table.add_row(portal.slug, "", "", _mark(passed=False), Text(rows), "")
            continue
        failed = [row for row in rows if not row["passed"]]
        table.add_row(portal.slug, "", f"{len(rows)} checks", _mark(passed=not failed), "", "")
        for row in failed:
            table.add_row("", row["channel"] or "", row["check"], _mark(passed=False), row["value"], row["limit"])
    terminal().print(table)
    return 1 if any(isinstance(rows, str) for rows in found) else 0


def crawl_addresses(settings: Settings, only: Sequence[str] | None, urls: Sequence[str]) -> int:
    """Take single addresses, with their attachments, into the archive; 1 where a portal's crawl failed.

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
            with about(portal.slug, "crawl"):
                report = crawl(portal, store, settings, urls=wanted[portal.slug])
            outcomes = ", ".join(f"{count} {outcome}" for outcome, count in report.outcomes.most_common())
            sys.stdout.write("; ".join([f"{portal.slug}: {outcomes or 'nothing'}", *report.errors]) + "\n")
            failed = failed or bool(report.errors)
    return 1 if failed else 0


def portal_of(url: str, portals: Sequence[Portal]) -> Portal:
    """The portal whose host an address has, else the one whose site it is on. Raises UserError where there is none."""
    for portal in portals:
        if host_of(portal.url) == host_of(url):
            return portal
    for portal in portals:
        if same_site(portal.url, url):
            return portal
    raise UserError(f"{url} is on no portal's site: add a portal file, or name the folder that has it with --portals")


def import_files(settings: Settings, files: Sequence[Path]) -> None:
    """Take in WARC files and show what of each portal was taken, and what was left out and why."""
    portals, store = load_portals(settings.portals), Store(settings.store)
    for file in files:
        report = import_warc(file, portals, store, settings.max_bytes)
        taken = ", ".join(f"{count:,} of {portal}" for portal, count in report.captures.most_common()) or "nothing"
        left = ", ".join(f"{count:,} {reason}" for reason, count in report.left_out.most_common() if count)
        sys.stdout.write(f"{file}: took {taken}" + (f"; left out {left}" if left else "") + "\n")


def _mark(passed: bool) -> Text:
    return Text("ok", "green") if passed else Text("wrong", "red")
