"""Portal files on the terminal: proposed for a site, tested against it."""

import sys
from pathlib import Path

from rich.table import Table
from rich.text import Text

from extract.survey import SurveyedArticle, check_file, propose_file
from extract.visits import Visit
from flows.plan import make_plan
from flows.terminal.console import output_console, verdict_mark
from load.draft import context_of
from reports import listing
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json
from taizhang.portals import Portal, load_portals
from taizhang.settings import Settings
from transform.model import Payload
from transform.reading import read_document


def propose_portal(url: str, settings: Settings, folder: Path | None) -> None:
    """Print a portal file for a site, or write it; a file that is there stays."""
    proposal = propose_file(url, settings)
    if folder is None:
        sys.stdout.write(proposal.text)
    else:
        file = folder / f"{proposal.slug}.yaml"
        # A file that a person has corrected is worth more than what a survey proposes.
        if file.exists():
            raise UserError(
                f"{file} is there already: move it away, or print the proposal without --to"
            )
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(proposal.text, encoding="utf-8")
        sys.stdout.write(
            f"{file} ({proposal.family}); next: taizhang portal check {proposal.slug} --portals {folder}\n"
        )
    for finding in proposal.findings:
        # On standard error, so that `portal new URL > file.yaml` writes a file that can be read.
        sys.stderr.write(f"  {finding}\n")


def list_portals(settings: Settings, *, as_json: bool) -> None:
    """Show the portal files of a folder."""
    portals = load_portals(settings.portals)
    rows = [
        {
            "slug": portal.slug,
            "name": portal.name,
            "region": portal.region.name,
            "family": portal.family,
            "channels": len(portal.channels),
            "verified": portal.verified,
            "url": portal.url,
        }
        for portal in portals
    ]
    if as_json:
        sys.stdout.write(dump_json(rows) + "\n")
        return
    listing.show_rows(rows, list(rows[0]), output_console())
    count = sum(portal.verified for portal in portals)
    output_console().print(
        f"{count} of {len(portals)} in {settings.portals} are verified: only these are crawled unasked"
    )


def check_portal(settings: Settings, slug: str) -> int:
    """Show what was tested of a portal file; 1 where something is wrong, 0 where only the site is old."""
    portal = make_plan(settings, [slug], None).chosen[0]
    findings = check_file(portal, settings, lambda visit: _read_article(portal, visit))
    table = Table("channel", "check", "", "found")
    for finding in findings:
        table.add_row(
            finding.channel or "",
            finding.check,
            verdict_mark(finding.verdict),
            Text(finding.value),
        )
    output_console().print(table)
    if any(finding.verdict == "wrong" for finding in findings):
        return 1
    return 0


def _read_article(portal: Portal, visit: Visit) -> SurveyedArticle:
    """An article as a build reads it, without its files."""
    page = Payload(visit.payload, "", visit.job.url, charset=visit.capture.charset_declared)
    reading = read_document(page, (), context_of(portal))
    metadata = reading.metadata
    return SurveyedArticle(
        metadata.title,
        metadata.published_on,
        len(reading.text),
        len(reading.attachments),
    )
