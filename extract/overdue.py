"""What nobody asked for lately, whatever its age: for a re-check of everything, fetched in parts."""

from collections.abc import Sequence
from datetime import datetime

from extract.crawl import CrawlReport, crawl
from extract.known import Memory
from extract.visitor import Job
from taizhang.archive import Archive, Purpose
from taizhang.portals import Portal
from taizhang.settings import Settings
from taizhang.store import Store
from taizhang.tables.terms import Outcome

GONE = frozenset({Outcome.GONE, Outcome.SOFT_404, Outcome.REDIRECT})  # the night asks for these by their age


def overdue(portal: Portal, archive: Archive, before: datetime) -> list[Job]:
    """The articles of a portal that still stand and were last asked for before a moment, the longest ago first."""
    channels = {channel.slug for channel in portal.channels}
    found = [
        known
        for known in Memory(archive.table(portal.slug)).by_key.values()
        if known.purpose == Purpose.ARTICLE
        and known.channel in channels
        and known.outcome not in GONE
        and known.last_at < before
    ]
    return [
        Job(known.url, Purpose.ARTICLE, known.channel, known.referrer)
        for known in sorted(found, key=lambda known: (known.last_at, known.url))
    ]


def ask_again(portal: Portal, store: Store, settings: Settings, jobs: Sequence[Job]) -> CrawlReport:
    """Ask for some of them again, with their attachments. Raises InUseError while another crawl has the portal."""
    return crawl(portal, store, settings, purpose="single", jobs=jobs)
