"""robots.txt by RFC 9309: what a site wants left alone, and the pause it wants between requests.

A missing file allows everything, so does a page that a site answers for any address. A file that
cannot be reached, or not be read whole (cut off, damaged, too slow), disallows everything
(2.3.1.4); of one that is too large the first 500 KiB count (2.5). A copy is good for 24 hours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from protego import Protego

from extract.known_addresses import HELD, KnownAddresses
from extract.visits import Clock, Job, Visit
from taizhang.addresses import canonical_url
from taizhang.archive import Archive, Purpose
from taizhang.decoding import decode_text
from taizhang.outcomes import is_html
from taizhang.tables.terms import Outcome

AGENT = "taizhang"
GOOD_FOR = timedelta(hours=24)
# Bytes that RFC 9309 asks for at least; what comes after is not read.
LARGEST = 500 * 1024
# Of one site in one night: what links more is no list of a government's hosts.
MOST_HOSTS = 200
ABSENT = frozenset({Outcome.GONE, Outcome.SOFT_404})


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A host's rules.

    Everything is allowed where `rules` is None, unless `closed` says why nothing is.
    """

    rules: Protego | None = None
    closed: str | None = None

    def allows_address(self, url: str) -> bool:
        """Whether an address may be fetched."""
        if self.closed is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests; None where the site does not say."""
        delay = None
        if self.rules is not None:
            delay = self.rules.crawl_delay(AGENT)
        if delay is not None:
            return float(delay)
        return None


def read_rules(status: int | None, body: bytes) -> RobotsRules:
    """Rules from the answer to robots.txt, whatever type it claims; `status` None: no answer came."""
    if status is None:
        return RobotsRules(closed="robots.txt cannot be reached")
    # RFC 9309, 2.3.1.4: unreachable means complete disallow; 429 is no permission either.
    if status >= 500 or status == 429:
        return RobotsRules(closed=f"robots.txt answers with status {status}")
    # RFC 9309, 2.3.1.3: what is unavailable (400 to 499) may be crawled without restriction. Many
    # sites answer with their error page and status 200.
    if not 200 <= status < 300 or is_html(None, body):
        return RobotsRules()
    return RobotsRules(Protego.parse(decode_text(body[:LARGEST]).text))


def read_visit(visit: Visit) -> RobotsRules:
    """Rules from the last word on a robots.txt."""
    capture = visit.capture
    if visit.has_page:
        return read_rules(200, visit.payload)
    # 401 and 403 are among the statuses that the RFC calls unavailable; a challenge is no answer at
    # all.
    if capture.outcome == Outcome.BLOCKED and capture.status not in (401, 403):
        return RobotsRules(closed=f"robots.txt is {capture.outcome} ({capture.detail})")
    if (
        capture.outcome == Outcome.ERROR
        and capture.status is not None
        and 200 <= capture.status < 300
    ):
        return RobotsRules(closed=f"robots.txt cannot be read whole ({capture.detail})")
    return read_rules(capture.status, b"")


class RobotsFiles:
    """The rules of each host that a crawl meets, from the archive where they are fresh, else asked for."""

    def __init__(
        self,
        addresses: KnownAddresses,
        archive: Archive,
        clock: Clock,
        visit_until_final: Callable[[Job], Visit],
    ) -> None:
        self._known, self._archive, self._clock = addresses, archive, clock
        self._visit_until_final = visit_until_final
        self._rules: dict[str, RobotsRules] = {}

    def rules_for(self, url: str) -> RobotsRules:
        """The rules of an address' host and port."""
        origin = origin_of(url)
        rules = self._rules.get(origin)
        if rules is None and len(self._rules) >= MOST_HOSTS:
            return RobotsRules(closed=f"more than {MOST_HOSTS} hosts were asked tonight")
        if rules is None:
            # From the archive first: a night on a dozen portals of one host would otherwise ask for
            # the same file a dozen times.
            rules = self._rules[origin] = self._archived_rules(origin) or self._asked_rules(origin)
        return rules

    def close_host(self, url: str, reason: str) -> None:
        """Leave an address' host alone for the rest of the night."""
        self._rules[origin_of(url)] = RobotsRules(closed=reason)

    def _archived_rules(self, origin: str) -> RobotsRules | None:
        known = self._known.find_known((canonical_url(f"{origin}/robots.txt"), None))
        if known is None or not timedelta(0) <= self._clock() - known.last_at < GOOD_FOR:
            # A copy from the future was made under a wrong clock: nobody knows how old it is.
            return None
        if known.outcome in ABSENT:
            return read_rules(404, b"")
        if known.outcome not in HELD:
            return None
        capture = self._known.newest_capture(known)
        if capture is None:
            return None
        return read_rules(200, self._archive.payload(capture))

    def _asked_rules(self, origin: str) -> RobotsRules:
        job = Job(f"{origin}/robots.txt", Purpose.ROBOTS)
        while True:
            visit = self._visit_until_final(job)
            if visit.redirect_target is None:
                return read_visit(visit)
            job = Job(visit.redirect_target, Purpose.ROBOTS, referrer=job.url, hops=job.hops + 1)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
