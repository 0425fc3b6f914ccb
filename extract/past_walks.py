"""How far a portal's lists were ever walked, told from the list pages in the archive alone.

The walk is the crawl's own, with the archive in the site's place, and it ends where the run has no
further page. So it says the same of a night that stopped at what it knew, of a plan that stopped at
its first day, and of a crawl that was killed: down to which day everything was seen.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from extract.known_addresses import HELD, Key
from extract.list_walk import Walker
from extract.visitor import read_archived_page
from extract.visits import Examine, Job, StopNight, Visit
from taizhang.archive import Archive, Capture, Purpose
from taizhang.days import day_of
from taizhang.portals import Portal

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PastWalk:
    """What one run saw of a channel's list on a day.

    `ended`: to the list's end; else everything newer than `bottom` was seen, nothing surely where
    that is None. `rows` are the addresses listed, with their days. `pages` counts the run's list
    captures of all channels.
    """

    run_id: str
    channel: str
    pages: int
    on: date
    ended: bool
    bottom: date | None
    rows: Mapping[str, date | None]


def read_past_walks(
    archive: Archive,
    portal: Portal,
    captures: Sequence[Capture],
    remembered: Collection[PastWalk] = (),
) -> list[PastWalk]:
    """All walks of a portal's lists, in order of time.

    `captures` are all that count, in order of time. `remembered` walks are not read again where
    their run has no more pages than it had. Raises ArchiveError where a list page is damaged.
    """
    runs: dict[str, list[Capture]] = defaultdict(list)
    first: dict[str, Capture] = {}
    for capture in captures:
        if capture.purpose == Purpose.LIST:
            runs[capture.run_id].append(capture)
        elif capture.purpose == Purpose.ARTICLE and capture.channel:
            first.setdefault(capture.channel, capture)
    known: dict[str, list[PastWalk]] = defaultdict(list)
    for walk in remembered:
        known[walk.run_id].append(walk)
    found: list[PastWalk] = []
    for run_id, pages in runs.items():
        if known[run_id] and known[run_id][0].pages == len(pages):
            found += known[run_id]
        else:
            found += _of_run(archive, portal, pages, first)
    return found


def _of_run(
    archive: Archive, portal: Portal, pages: Sequence[Capture], first: Mapping[str, Capture]
) -> Iterator[PastWalk]:
    """The walks of one run, a channel each."""
    before = {slug for slug, capture in first.items() if capture.captured_at < pages[0].captured_at}
    site = _Archived(archive, pages, before)
    for channel in portal.channels:
        walker = Walker(site, channel, lambda _: False, full=True)
        try:
            walker.walk_list()
        except StopNight as end:
            logger.debug("%s: %s", channel.slug, end)
        walk = walker.so_far
        if walk.pages:
            rows = {url: item.day for url, item in walk.items.items()}
            day = day_of(pages[-1].captured_at)
            yield PastWalk(
                pages[0].run_id,
                channel.slug,
                len(pages),
                day,
                walk.complete,
                walk.bottom,
                rows,
            )


class _Archived:
    """The list pages of one run in the place of the site that they came from."""

    def __init__(self, archive: Archive, pages: Sequence[Capture], had: Collection[str]) -> None:
        self._archive, self._had = archive, had
        self._pages: dict[Key, Capture] = {}
        for page in pages:
            key = page.canonical_url, page.request_digest
            if page.outcome in HELD or key not in self._pages:
                self._pages[key] = page

    def knows_articles_of(self, channel: str) -> bool:
        """Whether the run found articles of a channel already there."""
        return channel in self._had

    def visit_until_final(self, job: Job, examine: Examine | None = None) -> Visit:
        """A page as it was. Raises StopNight where the run has it not."""
        page = self._pages.get(job.key)
        if page is None:
            raise StopNight(f"{job.url} was not asked for")
        if page.outcome not in HELD:
            return Visit(job, page)
        payload = self._archive.payload(page)
        decoded = read_archived_page(page, payload)
        if examine is not None:
            examine(decoded.text, job.url)
        return Visit(job, page, payload, decoded.text, decoded.charset)
