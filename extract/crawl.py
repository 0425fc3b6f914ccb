"""A night on one portal: walk its lists, fetch what is new, ask again for what is due, keep it all."""

import heapq
import itertools
import logging
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from extract.known_addresses import Known, KnownAddresses
from extract.links import find_attachments, find_pages
from extract.list_walk import Walk, Walker
from extract.lists import ListRow
from extract.manners import Manners
from extract.recheck import WEEK, falls_on, is_due
from extract.visitor import Visitor
from extract.visits import Clock, Job, StopNight, Visit, WindowClosed
from taizhang.addresses import canonical_url, same_site
from taizhang.archive import Archive, Purpose, Run
from taizhang.archive.run import last_summary
from taizhang.days import SHANGHAI, day_of
from taizhang.files import mentions_files
from taizhang.markup import MarkupError
from taizhang.portals import Portal, Window
from taizhang.settings import Settings
from taizhang.store import Store
from taizhang.tables.terms import Outcome

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class CrawlReport:
    """How a crawl went.

    `errors` are failures of the portal itself; single dead pages are `outcomes`. `stopped` says why
    it ended early, `bytes` and `requests` count what went over the net.
    """

    portal: str
    run_id: str
    outcomes: Counter[str] = field(default_factory=Counter)
    new_articles: int = 0
    listed: int = 0
    requests: int = 0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)
    complete: bool = True
    stopped: str | None = None
    seconds: float = 0.0


def crawl(
    portal: Portal,
    store: Store,
    settings: Settings,
    now: datetime | None = None,
    manners: Manners | None = None,
) -> CrawlReport:
    """Crawl a portal as a night does, by the manners that its file and `settings` ask for, or by other ones.

    Raises UserError where a real site could not reach us, and StoreError as `crawl_portal` does.
    """
    return crawl_portal(portal, store, manners or Manners.of(portal, settings), now)


def crawl_portal(
    portal: Portal,
    store: Store,
    manners: Manners,
    now: datetime | None = None,
) -> CrawlReport:
    """Crawl a portal as a night does: its lists down to the first known page, then what is new or due.

    `now` is the night's moment, by default the present one. A killed crawl is taken up again.
    Raises StoreError where the store refuses or another crawl holds the portal.
    """
    with _open_crawl(portal, store, manners, "nightly", now) as crawl:
        return crawl.crawl_lists()


def visit_addresses(
    portal: Portal,
    store: Store,
    manners: Manners,
    addresses: Iterable[str | Job],
    purpose: str = "single",
    now: datetime | None = None,
) -> CrawlReport:
    """Crawl only these addresses and their attachments.

    A bare address is asked for as what the archive knows it; `purpose` is what the run is called in
    the archive. Raises StoreError as `crawl_portal` does.
    """
    with _open_crawl(portal, store, manners, purpose, now) as crawl:
        return crawl.visit_only(
            [
                crawl.job_for(address) if isinstance(address, str) else address
                for address in addresses
            ]
        )


@contextmanager
def _open_crawl(
    portal: Portal, store: Store, manners: Manners, purpose: str, now: datetime | None
) -> Iterator["PortalCrawl"]:
    """A crawl that holds its portal and counts its seconds."""
    clock, started = Clock(now), time.monotonic()
    with store.lock(f"crawl-{portal.slug}", f"crawling {portal.slug}"):
        archive = Archive(store)
        run = archive.open_run(portal.slug, clock.start, purpose)
        crawl = PortalCrawl(
            portal,
            archive,
            run,
            last_summary(store, portal.slug, clock.start),
            manners,
            clock,
        )
        yield crawl
        # The lock is held for the whole crawl: two crawls of a portal would write two runs with the
        # same addresses, and ask twice as fast as the site was promised.
        crawl.report.seconds = time.monotonic() - started


class PortalCrawl:
    """One crawl of one portal."""

    def __init__(
        self,
        portal: Portal,
        archive: Archive,
        run: Run,
        last: dict[str, Any] | None,
        manners: Manners,
        clock: Clock,
    ) -> None:
        self._portal, self._run, self._clock = portal, run, clock
        self._known = KnownAddresses(archive.table(portal.slug), clock.start)
        self._visitor = Visitor(portal, archive, run, self._known, manners, clock)
        if portal.window:
            self._visitor.closes_at = _closing_time(portal.window, clock.start)
        self._notes: dict[str, Any] = (last or {}).get("notes", {})
        self._queue: deque[Job] = deque()
        self._later: list[tuple[float, int, Job]] = []
        self._serial = itertools.count()
        self._queued: set[str] = set()
        self.report = CrawlReport(portal.slug, run.run_id)
        self._channels: dict[str, str] = {}
        self._pending: list[list[str | None]] = []

    def crawl_lists(self) -> CrawlReport:
        """Lists, then what they and the archive lead to."""
        try:
            self._check_window()
            # What an earlier night left comes first: it has waited longest, and a short window may
            # not reach what is new.
            for url, purpose, channel, referrer in self._notes.get("pending", ()):
                self._queue_job(Job(url, Purpose(purpose), channel, referrer))
            for channel in self._portal.channels:
                full = self._walks_in_full(channel.slug)
                self._queue_walk(Walker(self._visitor, channel, self._is_known, full).walk_list())
            self._add_due()
            self._work_off()
        except StopNight as reason:
            self._note_stop(reason)
        finally:
            self._visitor.close()
        return self._close_run()

    def job_for(self, url: str) -> Job:
        """An address asked for by hand, as what the archive knows it."""
        url = canonical_url(url)
        known = self._known.find_known((url, None))
        if known:
            return Job(url, Purpose(known.purpose), known.channel)
        return Job(url, Purpose.ARTICLE)

    def visit_only(self, jobs: Iterable[Job]) -> CrawlReport:
        """Single addresses, with their attachments.

        What an earlier night left to the next one is passed on to it untouched.
        """
        self._pending = self._notes.get("pending", [])
        try:
            for job in jobs:
                self._queue_job(job)
            self._work_off()
        except StopNight as reason:
            self._note_stop(reason)
        finally:
            self._visitor.close()
        return self._close_run()

    # What to do

    def _check_window(self) -> None:
        window = self._portal.window
        if window is not None and not window.contains_time(
            self._clock.start.astimezone(SHANGHAI).time()
        ):
            raise WindowClosed(
                f"it is outside its window {window.opens:%H:%M}-{window.closes:%H:%M} (Asia/Shanghai)"
            )

    def _walks_in_full(self, channel: str) -> bool:
        """Whether a channel is walked to its end tonight rather than to what is known.

        Once a week, where everything is asked for each night, and where the last walk did not come
        to its end.
        """
        today = day_of(self._clock.start)
        walked = self._notes.get("channels", {}).get(channel) == "complete"
        if self._portal.recheck == "all":
            return True
        if not walked:
            return True
        return falls_on(channel, today, WEEK)

    def _is_known(self, item: ListRow) -> bool:
        return self._known.find_known((item.url, None)) is not None

    def _queue_walk(self, walk: Walk) -> None:
        """Queue what a list shows."""
        slug = walk.channel.slug
        self._channels[slug] = "complete" if walk.complete else "partial"
        if walk.problem is not None:
            logger.warning("channel %s: %s", slug, walk.problem)
            if not walk.complete:
                self.report.errors.append(f"channel {slug}: {walk.problem}")
        self.report.listed += len(walk.items)
        for item in walk.items.values():
            known = self._known.find_known((item.url, None))
            if known is None or self._is_due(known):
                self._queue_job(Job(item.url, Purpose.ARTICLE, slug, walk.channel.url))

    def _add_due(self) -> None:
        """Queue known articles that are due although no list showed them tonight; their files follow them."""
        channels = {channel.slug for channel in self._portal.channels}
        # Channels that the portal's file no longer names are not asked for again, but nothing of
        # them is forgotten either.
        for known in self._known.by_key.values():
            if (
                known.purpose == Purpose.ARTICLE
                and known.channel in channels
                and self._is_due(known)
            ):
                self._queue_job(Job(known.url, Purpose.ARTICLE, known.channel, known.referrer))

    def _is_due(self, address: Known) -> bool:
        if address.outcome == Outcome.ERROR:
            return True  # it failed last night
        return is_due(
            address.url,
            address.first_at,
            address.last_at,
            self._clock.start,
            self._portal.recheck,
        )

    def _queue_job(self, job: Job) -> None:
        name = canonical_url(job.url)
        # A list may link other governments' pages: they are those portals' own to crawl, with their
        # own manners.
        if name not in self._queued and same_site(job.url, self._portal.url):
            self._queued.add(name)
            self._queue.append(job)

    # Doing it

    def _work_off(self) -> None:
        """Visit everything queued; what failed comes again after its delay, while other work goes on."""
        while self._queue or self._later:
            if self._later and (self._later[0][0] <= time.monotonic() or not self._queue):
                ready, _, job = heapq.heappop(self._later)
                time.sleep(max(0.0, ready - time.monotonic()))
            else:
                job = self._queue.popleft()
            try:
                visit = self._visitor.visit_once(job)
            except StopNight:
                # Others come first the next night: this address may be why it ended.
                self._queue.append(job)
                raise
            if visit.retry_in is not None:
                heapq.heappush(
                    self._later,
                    (time.monotonic() + visit.retry_in, next(self._serial), job),
                )
            else:
                self._follow_visit(visit)

    def _follow_visit(self, visit: Visit) -> None:
        """What a visited page leads to: a redirect's target, an article's files."""
        job = visit.job
        # A redirect is a capture of its own and its target another address: the archive knows both,
        # and aliases follow from it.
        if visit.redirect_target is not None:
            if same_site(visit.redirect_target, self._portal.url):
                self._queue_job(
                    Job(
                        visit.redirect_target,
                        job.purpose,
                        job.channel,
                        job.url,
                        hops=job.hops + 1,
                    )
                )
            return
        if job.purpose not in (Purpose.ARTICLE, Purpose.PAGE) or not visit.has_page:
            return
        # Further pages are told by the address of the first one: the page that they were asked
        # from.
        if job.purpose == Purpose.ARTICLE:
            first = job.url
        else:
            first = job.referrer or job.url
        try:
            if mentions_files(visit.payload):
                files = find_attachments(visit.text, job.url, visit.charset)
            else:
                files = []
            pages = find_pages(visit.text, job.url, visit.charset, first)
        # Reading the page says so, as an issue.
        except MarkupError as reason:
            logger.warning("%s: what it leads to is not looked for: %s", job.url, reason)
            return
        self._add_due_files(files, Purpose.ATTACHMENT, job, job.url)
        self._add_due_files(pages, Purpose.PAGE, job, first)

    def _add_due_files(
        self,
        urls: Iterable[str],
        purpose: Purpose,
        job: Job,
        referrer: str,
    ) -> None:
        for url in urls:
            known = self._known.find_known((url, None))
            if known is None or self._is_due(known):
                self._queue_job(Job(url, purpose, job.channel, referrer))

    # The end

    def _note_stop(self, stop: StopNight) -> None:
        logger.warning("%s: stopped: %s", self._portal.slug, stop)
        self.report.stopped = str(stop)
        self.report.complete = False
        # A closed window is how every long crawl ends: nothing is wrong with the portal.
        if not isinstance(stop, WindowClosed):
            self.report.errors.append(str(stop))

    def _close_run(self) -> CrawlReport:
        """Close the run; what is left to do is written down for the next night."""
        report, visitor = self.report, self._visitor
        report.outcomes = Counter(capture.outcome.value for capture in self._run.captures)
        report.requests, report.bytes = visitor.requests, visitor.received
        keys = {
            capture.canonical_url
            for capture in self._run.captures
            if capture.purpose == Purpose.ARTICLE
        }
        # An article is new where it was never known and its page came tonight.
        arrived = {
            capture.canonical_url
            for capture in self._run.captures
            if capture.outcome == Outcome.CONTENT
        }
        report.new_articles = sum(
            self._known.find_known((key, None)) is None for key in keys & arrived
        )
        # What waits for another attempt goes into the next night as well, the soonest first.
        left = [
            *self._queue,
            *(job for _, _, job in sorted(self._later, key=lambda entry: entry[:2])),
        ]
        channels = {**self._notes.get("channels", {}), **self._channels}
        if report.stopped:
            channels |= {
                channel.slug: "partial"
                for channel in self._portal.channels
                if channel.slug not in self._channels
            }
        notes: dict[str, Any] = {
            "channels": channels,
            "pending": self._pending
            + [[job.url, job.purpose.value, job.channel, job.referrer] for job in left],
        }
        if report.stopped:
            notes["stopped"] = report.stopped
        if self._portal.insecure_tls:
            notes["insecure_tls"] = self._portal.insecure_tls
        if self._portal.legacy_tls:
            notes["legacy_tls"] = self._portal.legacy_tls
        # Last of all: what is left to do stands in the run's summary, and a crawl killed before
        # this is resumed with its queue made anew from lists and archive.
        self._run.close(report.complete, notes)
        return report


def _closing_time(window: Window, start: datetime) -> datetime:
    """The moment at which the window that is open, or the next one, closes."""
    here = start.astimezone(SHANGHAI)
    end = here.replace(
        hour=window.closes.hour,
        minute=window.closes.minute,
        second=0,
        microsecond=0,
    )
    if end > here:
        return end
    return end + timedelta(days=1)
