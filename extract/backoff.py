"""What went wrong in a row at a host, and how long it is left alone for it.

Pure: answers come in, decisions go out. A host that is down, or that blocks us, is closed for the
night; only where it is the portal's own does the night end with it.
"""

import re
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from extract.manners import Manners
from extract.web import Answer
from taizhang.archive import Capture
from taizhang.tables.terms import Outcome

# Statuses worth another attempt.
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 522, 523, 524})
ASKS_TO_WAIT = frozenset({429, 503})
TO_ITSELF = "redirects to itself"
CLOSED = "its host is left alone"
# Failures about size, time, privacy or our own rules: another attempt would fare no better.
LASTING = (
    "refused",
    "certificate",
    "larger",
    "unpacks",
    "not finished",
    "more than",
    "status 304",
    TO_ITSELF,
    CLOSED,
)
SECONDS = re.compile(r"[0-9]{1,9}")
# Addresses in a row that get all their attempts although each ended in silence.
PATIENT_TIMEOUTS = 2


@dataclass(slots=True)
class HostTroubles:
    """How often a host blocked us, failed, or stayed silent in a row."""

    blocked: int = 0
    failed: int = 0
    timeouts: int = 0

    def note_answer(self, answer: Answer, capture: Capture) -> bool:
        """Take an answer into account; whether it failed and another attempt may fare better."""
        if capture.outcome != Outcome.BLOCKED:
            self.blocked = 0
        failed = is_failure(answer, capture)
        if is_timeout(answer, capture):
            self.timeouts += 1
        elif not failed:
            self.timeouts = 0
        # 429 asks to come back, so that it is worth another attempt without being the host's
        # failure.
        if failed or answer.status == 429:
            return True
        self.failed = 0
        return False

    def holds_back(self, answer: Answer, capture: Capture) -> bool:
        """Whether silence has become the rule: each further address gets one attempt."""
        return is_timeout(answer, capture) and self.timeouts > PATIENT_TIMEOUTS


def is_failure(answer: Answer, capture: Capture) -> bool:
    """Whether the host failed, rather than said something of the address."""
    if capture.outcome != Outcome.ERROR:
        return False
    if capture.status is None:
        return True
    if capture.status >= 500:
        return True
    return answer.raw


def is_timeout(answer: Answer, capture: Capture) -> bool:
    """Whether an exchange ended in silence."""
    return capture.detail == "timed out" or answer.cut == "time"


def may_pass(capture: Capture) -> bool:
    """Whether a failure may pass: the net's, or a status that says so; never one of size, time or privacy."""
    detail = capture.detail or ""
    if detail.startswith(LASTING):
        return False
    if capture.status is None:
        return True
    if capture.status in AGAIN:
        return True
    return not detail.startswith(("status", "a page"))


def read_retry_after(value: str | None, date: str | None) -> float | None:
    """Seconds by Retry-After, in both of its forms; None where the header says nothing that can be read.

    A date is read by the site's own clock, its header Date. Unreadable are "²", "soon", a day that
    no calendar has.

    >>> read_retry_after("120", None)
    120.0
    >>> read_retry_after("Fri, 01 Jan 2027 00:00:30 GMT", "Fri, 01 Jan 2027 00:00:00 GMT")
    30.0
    >>> read_retry_after("²", None)
    """
    value = (value or "").strip()
    if SECONDS.fullmatch(value):
        return float(value)
    try:
        then, now = parsedate_to_datetime(value), parsedate_to_datetime(date or "")
        # A zone of -0000 is read as none at all; the header means UTC anyhow.
        seconds = (
            then.replace(tzinfo=then.tzinfo or UTC) - now.replace(tzinfo=now.tzinfo or UTC)
        ).total_seconds()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return max(0.0, seconds)


def hold_after_block(manners: Manners, blocked: int) -> float:
    """Seconds that a site is left alone after the block number `blocked` in a row, counted from 1."""
    # The last step holds for all further blocks.
    return manners.blocked_hold[min(blocked, len(manners.blocked_hold)) - 1]
