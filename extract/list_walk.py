"""A channel's list, from its first page to its end or to the first page on which everything is known."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from urllib.parse import urldefrag, urlsplit

from extract.lists import Listing, ListPage, ListRow, Request, generic, read_list
from extract.lists.rows import find_dead_rows
from extract.visits import Examine, Job, Visit
from taizhang.addresses import base_of, same_site
from taizhang.archive import Purpose
from taizhang.issues import Code
from taizhang.portals import Channel
from taizhang.tables.terms import Outcome

logger = logging.getLogger(__name__)

MOST_PAGES = 5000
MISSING = frozenset({Outcome.GONE, Outcome.SOFT_404, Outcome.REDIRECT})
NOT_PARSED = "list_not_parsed"
EMPTY = "empty_list"
# Letters of a row's title in a message.
LONGEST_NAMED = 60


class Site(Protocol):
    """What list pages come from: a portal on the web, or what the archive has of it."""

    def knows_articles_of(self, channel: str) -> bool:
        """Whether articles of a channel are known, so that an empty list of it would be odd."""
        ...

    def visit_until_final(self, job: Job, examine: Examine | None = None) -> Visit:
        """The last word on a page. Raises StopNight where there will be none."""
        ...


@dataclass(slots=True)
class Walk:
    """The rows and the problems that a walk through a channel's list found.

    `complete`: its end was reached, or what is known; `problem`: why it was not.

    `bottom` is the newest day among the rows that the last page added: all that is newer was seen,
    wherever the list goes on.
    """

    channel: Channel
    items: dict[str, ListRow] = field(default_factory=dict)
    pages: int = 0
    off_site: int = 0
    complete: bool = False
    bottom: date | None = None
    problem: str | None = None


class Walker:
    """Walks one channel."""

    def __init__(
        self,
        site: Site,
        channel: Channel,
        is_known: Callable[[ListRow], bool],
        full: bool,
    ) -> None:
        self._site, self._channel, self._known, self._full = site, channel, is_known, full
        self._walk = Walk(channel)
        self._entry: ListPage | None = None
        self._entry_url: str | None = None
        self._had = site.knows_articles_of(channel.slug)
        self._listed: set[str] = set()
        self._asked: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._others: list[Request] = []

    @property
    def so_far(self) -> Walk:
        """The walk so far, also where a StopNight ended it."""
        return self._walk

    def walk_list(self) -> Walk:
        """Walk the list. Raises StopNight."""
        request: Request | None = Request(urldefrag(self._channel.url).url)
        while request is not None:
            # A calendar or a filter can number its pages without end.
            if self._walk.pages >= MOST_PAGES:
                self._walk.problem = f"more than {MOST_PAGES} pages"
                return self._walk
            request = self._read_step(request)
        return self._walk

    def _read_step(self, request: Request) -> Request | None:
        """Read one page; the next request, None at the end."""
        self._asked.add((request.url, request.form))
        read: list[Listing] = []
        # Interfaces of lists want to be asked from the page that shows them.
        referrer = self._entry_url if request.number > 1 else None
        job = Job(request.url, Purpose.LIST, self._channel.slug, referrer, request.form)
        visit, page = self._fetch_page(job, request, read)
        if not visit.has_page:
            return self._end_or_break(request, visit)
        self._walk.pages += 1
        if self._entry is None:
            self._entry, self._entry_url = page, visit.job.url
        return self._take_rows(request, read[-1])

    def _fetch_page(
        self,
        job: Job,
        request: Request,
        read: list[Listing],
    ) -> tuple[Visit, ListPage]:
        """The page itself, through redirects and stubs of the same site."""

        def examine(text: str, url: str) -> str | None:
            listing = read_list(ListPage(request, base_of(text, url), text, self._channel))
            read.append(listing)
            return self._judge_listing(request, listing) or _name_dead_rows(text, url)

        while True:
            visit = self._site.visit_until_final(job, examine)
            target = visit.redirect_target
            if (
                target is None
                or not same_site(target, self._channel.url)
                or _leads_away(request, target)
            ):
                return visit, ListPage(
                    request,
                    base_of(visit.text, job.url),
                    visit.text,
                    self._channel,
                )
            job = replace(job, url=target, referrer=job.url, hops=job.hops + 1)

    def _judge_listing(self, request: Request, listing: Listing) -> str | None:
        """What to write beside a page that shows no rows: an empty list is real, or it was not understood."""
        # Beside the first pages only: an empty page behind a list is its end.
        if listing.items or listing.next or self._others or self._walk.items or request.number > 2:
            return None
        if listing.empty and not self._had:
            return EMPTY
        return NOT_PARSED

    def _take_rows(self, request: Request, listing: Listing) -> Request | None:
        """Take a page's rows; the next request."""
        walk = self._walk
        self._others.extend(listing.alternatives)
        fresh = [listed for listed in listing.items if listed.url not in self._listed]
        self._listed |= {listed.url for listed in fresh}
        ours = [
            self._as_asked(listed)
            for listed in listing.items
            if same_site(listed.url, self._channel.url)
        ]
        walk.off_site += len(listing.items) - len(ours)
        for item in ours:
            walk.items.setdefault(item.url, item)
        # A page of nothing but known rows ends the night's walk: lists put new rows on top. The
        # weekly walk to the end finds what was put further down.
        all_known = bool(ours) and all(map(self._known, ours))
        walk.bottom = max((item.day for item in fresh if item.day), default=walk.bottom)
        if not listing.items and not walk.items and listing.next is None:
            return self._find_other_way(request, listing)
        following = listing.next
        # Some systems answer with the last page for every number beyond it.
        ended = (all_known and not self._full) or (listing.items and not fresh)
        if ended or following is None or (following.url, following.form) in self._asked:
            walk.complete = True
            return None
        return following

    def _as_asked(self, listed: ListRow) -> ListRow:
        """A row with the address to ask for: the page's own scheme, which its host answers to.

        Sites that only answer to http list addresses that begin with https.
        """
        item = replace(listed, url=desktop_address(listed.url))
        here, there = urlsplit(self._channel.url), urlsplit(item.url)
        secure = there.scheme == "https" and here.scheme == "http" and there.netloc == here.netloc
        # One that is known by https was answered there once.
        if secure and not self._known(item):
            return replace(item, url=there._replace(scheme="http").geturl())
        return item

    def _end_or_break(self, request: Request, visit: Visit) -> Request | None:
        """A page that is not there: behind the last one it is the end, else the list is broken."""
        outcome = visit.capture.outcome
        if request.number > 1 and self._walk.items and (outcome in MISSING or request.probe):
            # Sites name more pages than they publish.
            self._walk.complete = True
            return None
        if request.reader and not self._walk.items:
            return self._find_other_way(request, None)
        detail = ""
        if visit.capture.detail:
            detail = f" ({visit.capture.detail})"
        self._walk.problem = f"list page {visit.job.url} is {outcome}{detail}"
        return None

    def _find_other_way(self, request: Request, listing: Listing | None) -> Request | None:
        """Another way to the list: the page's other units, or the rows that it shows to readers without scripts."""
        if self._others:
            other = self._others.pop(0)
            if other.memory.get("beside") and self._entry is not None:
                self._take_rows(replace(request, reader=""), generic.read_generic(self._entry))
                self._walk.complete = False
            return other
        if (
            request.reader
            and self._entry is not None
            and not (listing is not None and listing.empty)
        ):
            plain = generic.read_generic(self._entry)
            if plain.items:
                self._entry = None
                return self._take_rows(replace(request, reader=""), plain)
        if listing is not None and listing.empty and not self._had:
            self._walk.problem = EMPTY
            self._walk.complete = True
        else:
            self._walk.problem = NOT_PARSED
        return None


def _name_dead_rows(text: str, url: str) -> str | None:
    """What to write beside a page among whose rows some lead nowhere."""
    titles = find_dead_rows(text, base_of(text, url))
    if not titles:
        return None
    return f"{Code.LEADS_NOWHERE.value}: {len(titles)} rows are links without an address, first “{titles[0][:LONGEST_NAMED]}”"


def _leads_away(request: Request, target: str) -> bool:
    """Whether a page behind a list's end redirects to another page, the home page perhaps."""
    if request.number <= 1:
        return False
    return urlsplit(target).path != urlsplit(request.url).path


def desktop_address(url: str) -> str:
    """The page itself where a list links its mobile twin (NFCMS: mpost_<id>.html beside post_<id>.html)."""
    folder, _, name = urlsplit(url).path.rpartition("/")
    if name.startswith("mpost_"):
        return url.replace(f"{folder}/{name}", f"{folder}/{name[1:]}")
    return url
