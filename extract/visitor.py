"""One visit: ask politely, judge what comes, keep it.

All that a crawl fetches goes through here.
"""

import logging
import re
import time
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from extract.backoff import (
    ASKS_TO_WAIT,
    CLOSED,
    TO_ITSELF,
    HostTroubles,
    hold_after_block,
    may_pass,
    read_retry_after,
)
from extract.budget import Budget
from extract.known_addresses import HELD, Key, Known, KnownAddresses
from extract.manners import Manners
from extract.robots import LARGEST, RobotsFiles, origin_of
from extract.turns import Turn, join_turn, leave_turn
from extract.visits import Clock, Examine, Job, StopNight, Visit, WindowClosed
from extract.web import Answer, Web
from taizhang.addresses import decode_location, host_of, registrable_domain
from taizhang.archive import Archive, Capture, Exchange, Purpose, Run, payload_digest
from taizhang.archive.capture import read_content_type
from taizhang.decoding import Decoded, decode_text
from taizhang.outcomes import JudgedOutcome, ReceivedAnswer, is_html, judge_answer
from taizhang.portals import Portal
from taizhang.tables.terms import Outcome

logger = logging.getLogger(__name__)

# Download scripts and lists' interfaces demand a Referer.
ASKED_FROM = (Purpose.ATTACHMENT, Purpose.LIST)
NOTHING = Decoded("", "utf-8")
# What may be sent back of an answer's headers.
PRINTABLE = re.compile(r"[\x20-\x7e]{1,1000}")


class Visitor:
    """Visits the addresses of one portal within one run."""

    def __init__(
        self,
        portal: Portal,
        archive: Archive,
        run: Run,
        addresses: KnownAddresses,
        manners: Manners,
        clock: Clock,
    ) -> None:
        self.portal, self.known, self.manners, self.clock = portal, addresses, manners, clock
        self._archive, self._run = archive, run
        # When the portal's window closes, if it has one.
        self.closes_at: datetime | None = None
        is_legacy = portal.legacy_tls is not None
        self._web = Web(
            manners,
            portal.allow_private,
            portal.insecure_tls is None,
            legacy=is_legacy,
        )
        self._robots = RobotsFiles(addresses, archive, clock, self.visit_until_final)
        self._budgets: dict[str, Budget] = {}
        self._turns: dict[str, Turn] = {}
        self._done: dict[Key, Capture] = {}
        self._attempts: Counter[Key] = Counter()
        self._troubles: dict[str, HostTroubles] = {}
        # A run that was killed and is taken up again has answers already: what it had a last word
        # on is not asked for a second time.
        for capture in run.captures:
            self._note_capture((capture.canonical_url, capture.request_digest), capture)
        self.requests = self.received = 0

    def close(self) -> None:
        """Close the connections."""
        self._web.close()
        for turn in self._turns.values():
            leave_turn(turn)
        for budget in self._budgets.values():
            budget.close()

    def knows_articles_of(self, channel: str) -> bool:
        """Whether articles of a channel are known."""
        articles = (
            known for known in self.known.by_key.values() if known.purpose == Purpose.ARTICLE
        )
        return any(known.channel == channel for known in articles)

    def visit_until_final(self, job: Job, examine: Examine | None = None) -> Visit:
        """Visit until there is a last word, waiting between attempts."""
        while True:
            visit = self.visit_once(job, examine)
            if visit.retry_in is None:
                return visit
            self._pause_for(visit.retry_in)

    def visit_once(self, job: Job, examine: Examine | None = None) -> Visit:
        """Visit once. What this run already has is taken from the archive.

        `examine` sees a page's text and address before it is kept; what it returns becomes the capture's detail.
        Raises StopNight when the night is over: its window closed, or the portal's own host blocks us or is down.
        Another host that does so is closed for the night, and its addresses are errors.
        """
        key = job.key
        done = self._done.get(key)
        if done is not None:
            return self._recall_visit(job, done, examine)
        if self.closes_at is not None and self.clock() >= self.closes_at:
            raise WindowClosed("its window closed")
        # Before the rules are asked: robots.txt itself is always allowed (RFC 9309, 2.2.2), and
        # asking for its rules would never end.
        if job.purpose == Purpose.ROBOTS:
            return self._ask_site(job, key, 1 / self.manners.rate, examine)
        # By host and port, for files too: a page may link its attachments on a host that wants to
        # be left alone.
        rules = self._robots.rules_for(job.url)
        if rules.closed is not None:
            return self._refuse_job(job, key, rules.closed)
        if not rules.allows_address(job.url):
            return Visit(
                job,
                self._keep_exchange(
                    key,
                    self._bare_exchange(job, Outcome.ROBOTS_DENIED, "robots.txt"),
                ),
            )
        return self._ask_site(job, key, self.interval_for(job.url), examine)

    def interval_for(self, url: str) -> float:
        """Seconds between two requests to an address' host, by our rate and by its robots.txt."""
        asked = self._robots.rules_for(url).crawl_delay or 0
        return max(1 / self.manners.rate, min(asked, self.manners.longest_crawl_delay))

    # The exchange

    def _ask_site(self, job: Job, key: Key, interval: float, examine: Examine | None) -> Visit:
        known = self.known.find_known(key)
        answer = self._send_in_turn(job, known, interval)
        self.requests += 1
        self.received += answer.received
        judgement, page = self._judge_answer(job, answer)
        judgement, original = self._compare_known(known, answer, judgement)
        payload = answer.body
        # No body came: what its rows and links are is told from the one that the archive has.
        if original is not None and answer.status == 304:
            payload = self._archive.payload(original)
            page = read_page_text(original.media_type, original.charset_declared, payload)
        if examine is not None and judgement.outcome in HELD:
            judgement = JudgedOutcome(judgement.outcome, examine(page.text, job.url))
        capture = self._keep_exchange(key, self._make_exchange(job, answer, judgement), original)
        # Cookies of a challenge mark a visitor that did not solve it.
        if judgement.outcome != Outcome.BLOCKED:
            self._web.keep_cookies(answer)
        retry_in = self._settle_attempt(job, key, answer, capture)
        return Visit(job, capture, payload, page.text, page.charset, retry_in)

    def _send_in_turn(self, job: Job, known: Known | None, interval: float) -> Answer:
        """Send a request when it is this machine's turn at the site, and its interval is over."""
        budget, turn = self._budget_of(job.url), self._turn_at(job.url)
        self._rest_turns()
        turn.begin_request(self._pause_for)
        try:
            # Sleeps here, with the file of the site locked: whatever another process of this
            # machine asks of the site waits behind us.
            budget.start_request(interval)
            enough = LARGEST if job.purpose == Purpose.ROBOTS else None
            headers = self._extra_headers(job, known)
            return self._web.send_request(
                job.url, headers, job.form, budget.note_answer_begins, enough
            )
        finally:
            turn.end_request()

    def _extra_headers(self, job: Job, address: Known | None) -> dict[str, str]:
        """Headers of this request: validators of the page as it is known, the page that it is asked from."""
        if address is not None and not job.form:
            extra = dict(address.validators)
        else:
            extra = {}
        if job.referrer and job.purpose in ASKED_FROM:
            extra["Referer"] = job.referrer
        # An ETag comes from outside: one that no header can hold would fail every night from then
        # on.
        return {name: value for name, value in extra.items() if PRINTABLE.fullmatch(value)}

    def _judge_answer(self, job: Job, answer: Answer) -> tuple[JudgedOutcome, Decoded]:
        if answer.failure is not None or answer.status is None:
            return JudgedOutcome(Outcome.ERROR, answer.failure or "no answer"), NOTHING
        media_type, charset = read_content_type(answer.find_header("content-type"))
        page = None
        if job.purpose != Purpose.ATTACHMENT:
            page = read_page_text(media_type, charset, answer.body)
        location = decode_location(answer.find_header("location"))
        text = None if page is None else page.text
        received = ReceivedAnswer(answer.status, media_type, job.url, answer.body, location, text)
        judgement = judge_answer(received, job.purpose)
        if judgement.outcome == Outcome.REDIRECT and job.hops >= self.manners.hops:
            judgement = JudgedOutcome(
                Outcome.ERROR,
                f"more than {self.manners.hops} redirects, to {judgement.detail}",
            )
        if judgement.outcome == Outcome.REDIRECT and judgement.detail == job.key[0]:
            judgement = JudgedOutcome(Outcome.ERROR, TO_ITSELF)
        return judgement, page or NOTHING

    def _compare_known(
        self, address: Known | None, answer: Answer, judgement: JudgedOutcome
    ) -> tuple[JudgedOutcome, Capture | None]:
        """Whether the page is as it was known, by its payload or by its server's word.

        The judgement, UNCHANGED where it is so, and the capture that holds the payload.
        """
        original: Capture | None = None
        if address is not None and address.content_row is not None:
            same = judgement.outcome == Outcome.CONTENT and address.digest == payload_digest(
                answer.body
            )
            if same or judgement.outcome == Outcome.UNCHANGED:
                original = self.known.newest_capture(address)
                judgement = JudgedOutcome(Outcome.UNCHANGED)
        # We sent no validators, or have lost what they were of: there is no page to speak of.
        if judgement.outcome == Outcome.UNCHANGED and original is None:
            judgement = JudgedOutcome(Outcome.ERROR, "status 304 without a question")
        return judgement, original

    def _make_exchange(self, job: Job, answer: Answer, judgement: JudgedOutcome) -> Exchange:
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

    def _bare_exchange(self, job: Job, outcome: Outcome, detail: str) -> Exchange:
        """What is kept of an address that was not asked for."""
        return self._make_exchange(job, Answer(()), JudgedOutcome(outcome, detail))

    def _refuse_job(self, job: Job, key: Key, reason: str) -> Visit:
        """Not ask a host that is closed. Raises StopNight where it is the portal's own."""
        # Its own denial is a capture too, so that the archive says why a night brought nothing.
        if self._is_own(job.url):
            self._keep_exchange(key, self._bare_exchange(job, Outcome.ROBOTS_DENIED, reason))
            raise StopNight(f"{reason} at {host_of(job.url)}, which means: fetch nothing")
        return Visit(
            job,
            self._keep_exchange(
                key,
                self._bare_exchange(job, Outcome.ERROR, f"{CLOSED}: {reason}"),
            ),
        )

    def _keep_exchange(
        self,
        key: Key,
        exchange: Exchange,
        original: Capture | None = None,
    ) -> Capture:
        capture = self._run.write_exchange(exchange, original)
        self._note_capture(key, capture)
        return capture

    def _note_capture(self, key: Key, capture: Capture) -> None:
        """Remember what this run has of an address: a failure only when all attempts are spent."""
        failed = capture.outcome == Outcome.ERROR
        self._attempts[key] += failed
        if capture.detail == TO_ITSELF and self._attempts[key] == 1:
            # Some sites set a cookie so: it is kept, and the page asked for once more.
            return
        if not failed or not may_pass(capture) or self._attempts[key] >= self.manners.attempts:
            self._done[key] = capture
        else:
            self._done.pop(key, None)

    def _recall_visit(self, job: Job, capture: Capture, examine: Examine | None) -> Visit:
        """A visit of this run that was made before it was killed, or from another place."""
        if capture.outcome not in HELD:
            return Visit(job, capture)
        payload = self._archive.payload(capture)
        page = read_archived_page(capture, payload)
        if examine is not None:
            examine(page.text, job.url)
        return Visit(job, capture, payload, page.text, page.charset)

    # What follows

    def _settle_attempt(self, job: Job, key: Key, answer: Answer, capture: Capture) -> float | None:
        """Back off where the site asks for it; the seconds until another attempt, None for no other."""
        logger.debug("%s %s %s", capture.outcome, capture.status or "-", job.url)
        asked = None
        if answer.status in ASKS_TO_WAIT:
            asked = read_retry_after(answer.find_header("retry-after"), answer.find_header("date"))
        if asked is not None and not self._waits_as_asked(job, asked):
            self._done[key] = capture
            return None
        if capture.detail == TO_ITSELF and key not in self._done:
            return 0.0
        troubles = self._troubles.setdefault(origin_of(job.url), HostTroubles())
        if capture.outcome == Outcome.BLOCKED:
            self._back_off(job, capture, troubles)
        if not troubles.note_answer(answer, capture):
            return None
        if key in self._done or troubles.holds_back(answer, capture):
            self._done[key] = capture
            troubles.failed += 1
            self._look_whether_it_stands(job, troubles)
            return None
        if asked is not None:
            return asked
        return self.manners.delay_after(self._attempts[key])

    def _waits_as_asked(self, job: Job, seconds: float) -> bool:
        """Hold the site for as long as it asks; whether that is short enough to ask once more tonight."""
        if seconds > self.manners.patience:
            self._give_up(job, f"{host_of(job.url)} asks to come back in {seconds:.0f} s")
            return False
        self._budget_of(job.url).hold_requests(seconds)
        return True

    def _back_off(self, job: Job, capture: Capture, troubles: HostTroubles) -> None:
        """Answer a block with distance: each one in a row keeps the whole site waiting longer."""
        troubles.blocked += 1
        hold = hold_after_block(self.manners, troubles.blocked)
        self._budget_of(job.url).hold_requests(hold)
        logger.warning(
            "blocked at %s (%s): leaving the site alone for %g s",
            job.url,
            capture.detail,
            hold,
        )
        if troubles.blocked >= self.manners.blocked_limit:
            reason = (
                f"blocked {troubles.blocked} times in a row, last at {job.url} ({capture.detail})"
            )
            self._give_up(job, reason)

    def _look_whether_it_stands(self, job: Job, troubles: HostTroubles) -> None:
        """After many failures in a row, ask for the home page: without an answer the site is down.

        A host that is not the portal's own is closed at once: it has no home page that we know.
        """
        if troubles.failed < self.manners.failure_limit or job.purpose in (
            Purpose.HOME,
            Purpose.ROBOTS,
        ):
            return
        # From zero again: where the home page does answer, the next few failures must not each ask
        # for it.
        troubles.failed = 0
        reason = f"{host_of(job.url)} does not answer any more"
        if self._is_own(job.url):
            home = Job(self.portal.url, Purpose.HOME)
            # The home page may have been asked for at the beginning of the night: what counts is
            # whether it answers now.
            self._done.pop(home.key, None)
            if self.visit_once(home).capture.outcome != Outcome.ERROR:
                return
        self._give_up(job, reason)

    def _give_up(self, job: Job, reason: str) -> None:
        """Leave a host alone for the night. Raises StopNight where it is the portal's own."""
        if self._is_own(job.url):
            raise StopNight(reason)
        logger.warning("%s: %s", reason, CLOSED)
        self._robots.close_host(job.url, reason)

    def _is_own(self, url: str) -> bool:
        """Whether an address lies on the portal's own host: without that one there is no night."""
        return urlsplit(url).netloc == urlsplit(self.portal.url).netloc

    def _pause_for(self, seconds: float) -> None:
        end = self.clock() + timedelta(seconds=seconds)
        if self.closes_at is not None and end >= self.closes_at:
            raise WindowClosed("its window closed")
        self._rest_turns()
        time.sleep(seconds)

    def _rest_turns(self) -> None:
        """Give back sites that this crawl asks no more: another machine may wait for one of them."""
        for turn in self._turns.values():
            turn.rest()

    def _budget_of(self, url: str) -> Budget:
        site = registrable_domain(host_of(url))
        if site not in self._budgets:
            self._budgets[site] = Budget(self._name_of(site, url))
        return self._budgets[site]

    def _turn_at(self, url: str) -> Turn:
        site = registrable_domain(host_of(url))
        if site not in self._turns:
            self._turns[site] = join_turn(self._archive.store, self._name_of(site, url))
        return self._turns[site]

    def _name_of(self, site: str, url: str) -> str:
        """What stands behind another proxy is another site: a replay of it, perhaps."""
        proxy = self._web.proxy_for(url)
        return f"{site}@{urlsplit(proxy).netloc}" if proxy else site


def read_archived_page(capture: Capture, payload: bytes) -> Decoded:
    """The text of a page of the archive; an unchanged one came without its type."""
    return read_page_text(
        capture.media_type or _media_type(payload),
        capture.charset_declared,
        payload,
    )


def read_page_text(media_type: str | None, charset: str | None, payload: bytes) -> Decoded:
    """The text of a page or an interface's answer; empty for files."""
    is_text = is_html(media_type, payload) or (media_type or "").partition("/")[2] in (
        "json",
        "xml",
        "plain",
        "html",
    )
    if is_text or payload[:1] in (b"{", b"<", b"["):
        return decode_text(payload, charset)
    return NOTHING


def _media_type(payload: bytes) -> str | None:
    if is_html(None, payload):
        return "text/html"
    return None
