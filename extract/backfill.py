"""Going back in time: what a portal's lists show of a stretch of days, fetched in parts.

A stretch is planned by walking the lists down to its first day; what is known already is not
wanted. A part is a crawl of its own, so that a kill loses nothing and the night can come in
between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from extract.crawl import CrawlReport, visit_addresses
from extract.known_addresses import KnownAddresses
from extract.list_walk import Walk, Walker
from extract.lists import ListRow
from extract.manners import Manners
from extract.visitor import Visitor
from extract.visits import Clock, Job, StopNight
from taizhang.archive import Archive, Purpose
from taizhang.errors import PortalError
from taizhang.portals import Channel, Portal
from taizhang.settings import Settings
from taizhang.store import Store
from taizhang.tables.terms import Outcome

PURPOSE = "backfill"
UNANSWERED = frozenset({Outcome.ERROR, Outcome.BLOCKED})
# What an article leads to, files and redirects: until a portal has shown its own habit, one request
# in five articles.
USUAL, WEIGHT = 0.2, 50


@dataclass(frozen=True, slots=True)
class Days:
    """Days of a channel to go back to, both ends included.

    Only those of the `months` named, each as YYYY-MM, where any are.
    """

    since: date
    until: date
    months: frozenset[str] | None = None

    def hold_day(self, day: date | None) -> bool:
        """Whether a day is asked for; a row without a date may be of any day."""
        if day is None:
            return True
        if not (self.since <= day <= self.until):
            return False
        return self.months is None or f"{day:%Y-%m}" in self.months


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to fetch; `listed_on` is None where its list gives no date."""

    url: str
    channel: str
    referrer: str
    listed_on: date | None


@dataclass(frozen=True, slots=True)
class ListStretch:
    """What a channel's list shows of the days asked for.

    `problem` is why the list was not walked to their first day, `interval` the seconds that the
    site is given between two requests.
    """

    channel: str
    list_pages: int
    listed: int
    known: int
    wanted: tuple[Wanted, ...]
    problem: str | None
    interval: float


def plan_backfill(
    portal: Portal, store: Store, settings: Settings, days_by_channel: Mapping[str, Days]
) -> list[ListStretch]:
    """Walk the lists of the channels in `days_by_channel`; only list pages are fetched.

    Raises PortalError where the site stops the walk.
    """
    clock = Clock()
    with store.lock(f"crawl-{portal.slug}", f"planning a backfill of {portal.slug}"):
        archive = Archive(store)
        run = archive.open_run(portal.slug, clock.start, "plan")
        addresses = KnownAddresses(archive.table(portal.slug), clock.start)
        visitor = Visitor(portal, archive, run, addresses, Manners.of(portal, settings), clock)
        ended = False
        try:
            stretches = []
            for channel in portal.channels:
                days = days_by_channel.get(channel.slug)
                if days is None:
                    continue
                walk = _walk_list(visitor, channel, days)
                interval = visitor.interval_for(channel.url)
                stretches.append(_make_stretch(walk, addresses, days, interval))
            ended = True
        except StopNight as reason:
            raise PortalError(f"{portal.slug}: {reason}") from None
        finally:
            visitor.close()
            # Closed whatever happened: a plan is walked anew, not resumed, and what its lists
            # showed is in the archive.
            run.close(complete=ended)
    return stretches


def count_following(captures: pa.Table) -> float:
    """Requests for files and redirects that an article of a portal leads to, as its captures so far suggest."""
    articles = captures.filter(pc.field("purpose") == Purpose.ARTICLE)
    moved = _count_addresses(articles.filter(pc.field("outcome") == Outcome.REDIRECT))
    files = _count_addresses(captures.filter(pc.field("purpose") == Purpose.ATTACHMENT))
    # A weighted mean of what is usual and of what the portal showed: a new portal's first ten
    # articles say little.
    return (files + moved + USUAL * WEIGHT) / (_count_addresses(articles) - moved + WEIGHT)


def fetch_part(
    portal: Portal,
    store: Store,
    settings: Settings,
    documents: Sequence[Wanted],
) -> CrawlReport:
    """Fetch some of what was planned, with its attachments.

    Raises InUseError while another crawl has the portal.
    """
    jobs = [
        Job(document.url, Purpose.ARTICLE, document.channel, document.referrer)
        for document in documents
    ]
    return visit_addresses(portal, store, Manners.of(portal, settings), jobs, PURPOSE)


def _count_addresses(captures: pa.Table) -> int:
    count: int = pc.count_distinct(captures["canonical_url"]).as_py()
    return count


def _walk_list(visitor: Visitor, channel: Channel, days: Days) -> Walk:
    """Down to the first day: a page of nothing but older rows ends the walk."""

    def older(item: ListRow) -> bool:
        # A row without a date ends no walk: it may be of any day.
        return item.day is not None and item.day < days.since

    return Walker(visitor, channel, older, full=False).walk_list()


def _make_stretch(
    walk: Walk,
    addresses: KnownAddresses,
    days: Days,
    interval: float,
) -> ListStretch:
    inside = [item for item in walk.items.values() if days.hold_day(item.day)]
    unknown = [item for item in inside if not _was_answered(addresses, item)]
    channel = walk.channel
    wanted = tuple(Wanted(item.url, channel.slug, channel.url, item.day) for item in unknown)
    known = len(inside) - len(unknown)
    return ListStretch(channel.slug, walk.pages, len(inside), known, wanted, walk.problem, interval)


def _was_answered(addresses: KnownAddresses, item: ListRow) -> bool:
    """Whether a row was asked for before and said something of itself."""
    known = addresses.find_known((item.url, None))
    if known is None:
        return False
    return known.content_row is not None or known.outcome not in UNANSWERED
