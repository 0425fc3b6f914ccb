"""One visit: ask politely, judge what comes, keep it. All that a crawl fetches goes through here."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

from extract.budget import Budget
from extract.known_addresses import HELD, Key, KnownAddresses
from extract.manners import Manners
from extract.robots import GOOD_FOR, Rules, read_rules
from extract.web import Answer, Web
from taizhang.addresses import canonical_url, host_of, registrable_domain
from taizhang.archive import Archive, Capture, Exchange, Purpose, Run, payload_digest
from taizhang.archive.capture import Headers, read_content_type
from taizhang.decoding import Decoded, decode
from taizhang.outcomes import Judgement, is_html, judge
from taizhang.portals import Portal
from taizhang.tables.terms import Outcome

logger = logging.getLogger(__name__)

AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 522, 523, 524})  # statuses worth another attempt
ABSENT = frozenset({Outcome.GONE, Outcome.SOFT_404})
ASKED_FROM = (Purpose.ATTACHMENT, Purpose.LIST)  # download scripts and lists' interfaces demand a Referer
TO_ITSELF = "redirects to itself"
NOTHING = Decoded("", "utf-8")
Examine = Callable[[str, str], str | None]


class StopNight(Exception):  # noqa: N818 — no error of the program: the site, or the clock, ends the night
    """The crawl ends here; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """An address to ask for, and what for. `hops`: how many redirects led to it."""

    url: str
    purpose: Purpose
    channel: str | None = None
    referrer: str | None = None
    form: Headers = ()
    hops: int = 0

    @property
    def key(self) -> Key:
        """What tells one page from another."""
        return canonical_url(self.url), payload_digest(urlencode(self.form).encode()) if self.form else None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit brought. `payload`, `text` and its `charset` are those of the page also where it is unchanged.

    `retry_in`: seconds after which another attempt may fare better; None: that was the last word.
    """

    job: Job
    capture: Capture
    payload: bytes = b""
    text: str = ""
    charset: str = "utf-8"
    retry_in: float | None = None

    @property
    def held(self) -> bool:
        """Whether there is a page."""
        return self.capture.outcome in HELD

    @property
    def target(self) -> str | None:
        """Where a redirect leads."""
        return self.capture.detail if self.capture.outcome == Outcome.REDIRECT else None


class Clock:
    """The night's time: starts at a given moment and goes on as time does."""

    def __init__(self, start: datetime | None = None) -> None:
        self.start = start or datetime.now(UTC)
        self._zero = time.monotonic()

    def __call__(self) -> datetime:
        """Now."""
        return self.start + timedelta(seconds=time.monotonic() - self._zero)


class Visitor:
    """Visits the addresses of one portal within one run."""

    def __init__(
        self,
        portal: Portal,
        archive: Archive,
        run: Run,
        known: KnownAddresses,
        manners: Manners,
        clock: Clock,
        until: datetime | None = None,
    ) -> None:
        self.portal, self.known, self.manners, self.clock = portal, known, manners, clock
        self._archive, self._run, self._until = archive, run, until
        self._web = Web(manners, portal.allow_private, portal.insecure_tls is None)
        self._rules: dict[str, Rules] = {}
        self._budgets: dict[str, Budget] = {}
        self._done: dict[Key, Capture] = {}
        self._attempts: Counter[Key] = Counter()
        for capture in run.captures:
            self._note((capture.canonical_url, capture.request_digest), capture)
        self._blocked = self._failed = self._timeouts = 0
        self.requests = self.received = 0

    def close(self) -> None:
        """Close the connections."""
        self._web.close()
        for budget in self._budgets.values():
            budget.close()

    def had(self, channel: str) -> bool:
        """Whether articles of a channel are known."""
        return any(known.channel == channel for known in self.known.by_key.values() if known.purpose == "article")

    def insist(self, job: Job, examine: Examine | None = None) -> Visit:
        """Visit until there is a last word, waiting between attempts."""
        while True:
            visit = self.visit(job, examine)
            if visit.retry_in is None:
                return visit
            self._pause(visit.retry_in)

    def visit(self, job: Job, examine: Examine | None = None) -> Visit:
        """Visit once. What this run already has is taken from the archive.

        `examine` sees a page's text and address before it is kept; what it returns becomes the capture's detail.
        Raises StopNight when the night is over: its window closed, or the site blocks us or is down.
        """
        key = job.key
        if (done := self._done.get(key)) is not None:
            return self._recall(job, done, examine)
        if self._until is not None and self.clock() >= self._until:
            raise StopNight("its window closed")
        if job.purpose != Purpose.ROBOTS:
            rules = self.rules(job.url)
            if not rules.allows(job.url):
                capture = self._keep(key, self._bare(job, Outcome.ROBOTS_DENIED, rules.closed or "robots.txt"))
                if rules.closed is not None:
                    raise StopNight(f"{rules.closed} at {host_of(job.url)}, which means: fetch nothing")
                return Visit(job, capture)
            interval = self.interval(job.url)
        else:
            interval = 1 / self.manners.rate
        return self._ask(job, key, interval, examine)

    def rules(self, url: str) -> Rules:
        """The rules of an address' host, from the archive where they are not older than 24 hours."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if (rules := self._rules.get(origin)) is None:
            rules = self._rules[origin] = self._archived_rules(origin) or self._asked_rules(origin)
        return rules

    def interval(self, url: str) -> float:
        """Seconds between two requests to an address' host, by our rate and by its robots.txt."""
        return max(1 / self.manners.rate, min(self.rules(url).crawl_delay or 0, self.manners.longest_crawl_delay))

    # The exchange

    def _ask(self, job: Job, key: Key, interval: float, examine: Examine | None) -> Visit:
        known = self.known.get(key)
        extra = known.validators if known is not None and not job.form else {}
        if job.referrer and job.purpose in ASKED_FROM:
            extra = {**extra, "Referer": job.referrer}
        budget = self._budget(job.url)
        budget.start(interval)
        answer = self._web.ask(job.url, extra, job.form, budget.begun)
        self.requests += 1
        self.received += answer.received
        judgement, page = self._judge(job, answer)
        held = known is not None and known.held is not None
        original: Capture | None = None
        payload = answer.body
        if known is not None and held:
            same = judgement.outcome == Outcome.CONTENT and known.digest == payload_digest(payload)
            if same or judgement.outcome == Outcome.UNCHANGED:
                original = self.known.capture(known)
                judgement = Judgement(Outcome.UNCHANGED)
            if original is not None and answer.status == 304:
                payload = self._archive.payload(original)
                page = read_page_text(original.media_type, original.charset_declared, payload)
        if judgement.outcome == Outcome.UNCHANGED and original is None:
            judgement = Judgement(Outcome.ERROR, "status 304 without a question")
        if examine is not None and judgement.outcome in HELD:
            judgement = Judgement(judgement.outcome, examine(page.text, job.url))
        capture = self._keep(key, self._exchange(job, answer, judgement), original)
        if judgement.outcome != Outcome.BLOCKED:
            self._web.keep_cookies(answer)
        retry_in = self._aftermath(job, key, answer, capture)
        return Visit(job, capture, payload, page.text, page.charset, retry_in)

    def _judge(self, job: Job, answer: Answer) -> tuple[Judgement, Decoded]:
        if answer.failure is not None or answer.status is None:
            return Judgement(Outcome.ERROR, answer.failure or "no answer"), NOTHING
        media_type, charset = read_content_type(answer.header("content-type"))
        page = read_page_text(media_type, charset, answer.body) if job.purpose != Purpose.ATTACHMENT else None
        judgement = judge(
            answer.status,
            media_type,
            job.url,
            answer.body,
            purpose=job.purpose,
            location=answer.header("location"),
            text=None if page is None else page.text,
        )
        if judgement.outcome == Outcome.REDIRECT and job.hops >= self.manners.hops:
            judgement = Judgement(Outcome.ERROR, f"more than {self.manners.hops} redirects, to {judgement.detail}")
        if judgement.outcome == Outcome.REDIRECT and judgement.detail == job.key[0]:
            judgement = Judgement(Outcome.ERROR, TO_ITSELF)
        return judgement, page or NOTHING

    def _exchange(self, job: Job, answer: Answer, judgement: Judgement) -> Exchange:
        return Exchange(
            purpose=job.purpose,
            url=job.url,
            captured_at=self.clock(),
            outcome=judgement.outcome,
            detail=judgement.detail,
            channel=job.channel,
            referrer=job.referrer,
            method="POST" if job.form else "GET",
            request_headers=answer.request_headers,
            request_body=urlencode(job.form).encode() if job.form else None,
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            body=answer.body,
            raw=answer.raw,
            cut=answer.cut,
        )

    def _bare(self, job: Job, outcome: Outcome, detail: str) -> Exchange:
        """What is kept of an address that was not asked for."""
        return self._exchange(job, Answer(()), Judgement(outcome, detail))

    def _keep(self, key: Key, exchange: Exchange, original: Capture | None = None) -> Capture:
        capture = self._run.write(exchange, original)
        self._note(key, capture)
        return capture

    def _note(self, key: Key, capture: Capture) -> None:
        """Remember what this run has of an address: a failure only when all attempts are spent."""
        failed = capture.outcome == Outcome.ERROR
        self._attempts[key] += failed
        if capture.detail == TO_ITSELF and self._attempts[key] == 1:
            return  # some sites set a cookie so: it is kept, and the page asked for once more
        if not failed or not _worth_another(capture) or self._attempts[key] >= self.manners.attempts:
            self._done[key] = capture
        else:
            self._done.pop(key, None)

    def _recall(self, job: Job, capture: Capture, examine: Examine | None) -> Visit:
        """A visit of this run that was made before it was killed, or from another place."""
        if capture.outcome not in HELD:
            return Visit(job, capture)
        payload = self._archive.payload(capture)
        page = read_archived_page(capture, payload)
        if examine is not None:
            examine(page.text, job.url)
        return Visit(job, capture, payload, page.text, page.charset)

    # What follows

    def _aftermath(self, job: Job, key: Key, answer: Answer, capture: Capture) -> float | None:
        """Back off where the site asks for it; the seconds until another attempt, None for no other."""
        logger.debug("%s %s %s", capture.outcome, capture.status or "-", job.url)
        asked = self._asked_to_wait(answer) if answer.status in (429, 503) else None
        if asked is not None:
            if asked > self.manners.patience:
                raise StopNight(f"{host_of(job.url)} asks to come back in {asked:.0f} s")
            self._budget(job.url).hold(asked)
        if capture.detail == TO_ITSELF and key not in self._done:
            return 0.0
        if capture.outcome == Outcome.BLOCKED:
            self._back_off(job, capture)
        else:
            self._blocked = 0
        failed = capture.outcome == Outcome.ERROR and (capture.status is None or capture.status >= 500 or answer.raw)
        timed_out = capture.detail == "timed out" or answer.cut == "time"
        self._timeouts = self._timeouts + 1 if timed_out else 0 if not failed else self._timeouts
        if not failed and answer.status != 429:
            self._failed = 0
            return None
        if key in self._done or (timed_out and self._timeouts > 2):
            self._done[key] = capture
            self._failed += 1
            self._probe(job)
            return None
        return asked if asked is not None else self.manners.delay(self._attempts[key])

    def _back_off(self, job: Job, capture: Capture) -> None:
        """A block is answered by distance: each one in a row keeps the whole site waiting longer."""
        hold = self.manners.blocked_hold[min(self._blocked, len(self.manners.blocked_hold) - 1)]
        self._budget(job.url).hold(hold)
        self._blocked += 1
        logger.warning("blocked at %s (%s): leaving the site alone for %g s", job.url, capture.detail, hold)
        if self._blocked >= self.manners.blocked_limit:
            raise StopNight(f"blocked {self._blocked} times in a row, last at {job.url} ({capture.detail})")

    def _probe(self, job: Job) -> None:
        """After many failures in a row the home page must answer, or the site is down. Raises StopNight."""
        if self._failed < self.manners.failure_limit or job.purpose in (Purpose.HOME, Purpose.ROBOTS):
            return
        self._failed = 0
        home = Job(self.portal.url, Purpose.HOME)
        self._done.pop(home.key, None)
        if self.visit(home).capture.outcome == Outcome.ERROR:
            raise StopNight(f"{host_of(self.portal.url)} does not answer any more")

    def _asked_to_wait(self, answer: Answer) -> float | None:
        """Seconds by Retry-After, in both of its forms; a date is read by the site's own clock."""
        value = (answer.header("retry-after") or "").strip()
        if value.isdigit():
            return float(value)
        if not value:
            return None
        try:
            then = parsedate_to_datetime(value)
            now = parsedate_to_datetime(answer.header("date") or "")
        except (TypeError, ValueError):
            return None
        return max(0.0, (then - now).total_seconds())

    def _pause(self, seconds: float) -> None:
        end = self.clock() + timedelta(seconds=seconds)
        if self._until is not None and end >= self._until:
            raise StopNight("its window closed")
        time.sleep(seconds)

    def _budget(self, url: str) -> Budget:
        site = registrable_domain(host_of(url))
        if site not in self._budgets:
            # What stands behind another proxy is another site: a replay of it, perhaps.
            proxy = self._web.proxy_for(url)
            self._budgets[site] = Budget(f"{site}@{urlsplit(proxy).netloc}" if proxy else site)
        return self._budgets[site]

    # robots.txt

    def _archived_rules(self, origin: str) -> Rules | None:
        known = self.known.get((canonical_url(f"{origin}/robots.txt"), None))
        if known is None or self.clock() - known.last_at >= GOOD_FOR:
            return None
        if known.outcome in ABSENT:
            return read_rules(404, b"")
        if known.outcome not in HELD:
            return None
        capture = self.known.capture(known)
        if capture is None:
            return None
        return read_rules(200, self._archive.payload(capture))

    def _asked_rules(self, origin: str) -> Rules:
        job = Job(f"{origin}/robots.txt", Purpose.ROBOTS)
        while True:
            visit = self.insist(job)
            capture = visit.capture
            if visit.target is None:
                break
            job = Job(visit.target, Purpose.ROBOTS, referrer=job.url, hops=job.hops + 1)
        if visit.held:
            return read_rules(200, visit.payload)
        if capture.outcome == Outcome.BLOCKED and capture.status not in (401, 403):
            return Rules(closed=f"robots.txt is {capture.outcome} ({capture.detail})")
        return read_rules(capture.status, b"")


def _worth_another(capture: Capture) -> bool:
    """Whether a failure may pass: the net's, or a status that says so; never one about size, time or privacy."""
    detail = capture.detail or ""
    if detail.startswith(
        ("refused", "certificate", "larger", "unpacks", "not finished", "more than", "status 304", TO_ITSELF)
    ):
        return False
    return capture.status is None or capture.status in AGAIN or not detail.startswith(("status", "a page"))


def read_archived_page(capture: Capture, payload: bytes) -> Decoded:
    """The text of a page of the archive; an unchanged one came without its type."""
    return read_page_text(capture.media_type or _media_type(payload), capture.charset_declared, payload)


def read_page_text(media_type: str | None, charset: str | None, payload: bytes) -> Decoded:
    """The text of a page or an interface's answer; empty for files."""
    is_text = is_html(media_type, payload) or (media_type or "").partition("/")[2] in ("json", "xml", "plain", "html")
    return decode(payload, charset) if is_text or payload[:1] in (b"{", b"<", b"[") else NOTHING


def _media_type(payload: bytes) -> str | None:
    return "text/html" if is_html(None, payload) else None
