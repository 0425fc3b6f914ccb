"""What is asked for, what a visit brought, what ends a night: values that the whole crawl passes on."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from extract.known_addresses import HELD, Key
from taizhang.addresses import canonical_url
from taizhang.archive import Capture, Purpose, payload_digest
from taizhang.archive.capture import Headers
from taizhang.tables.terms import Outcome

# Sees a page's text and address before it is kept; what it returns becomes the capture's detail.
Examine = Callable[[str, str], str | None]


class StopNight(Exception):  # noqa: N818 — no error of the program: the site, or the clock, ends the night
    """The crawl ends here; the message says why."""


class WindowClosed(StopNight):
    """The portal may not be asked now: no fault of anybody, and no error of the night."""


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
        return canonical_url(self.url), payload_digest(
            urlencode(self.form).encode()
        ) if self.form else None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit brought.

    `payload`, `text` and its `charset` are those of the page, also where it is unchanged and came
    without a body. `retry_in` are the seconds after which another attempt may fare better; None:
    that was the last word.
    """

    job: Job
    capture: Capture
    payload: bytes = b""
    text: str = ""
    charset: str = "utf-8"
    retry_in: float | None = None

    @property
    def has_page(self) -> bool:
        """Whether there is a page."""
        return self.capture.outcome in HELD

    @property
    def redirect_target(self) -> str | None:
        """Where a redirect leads."""
        if self.capture.outcome == Outcome.REDIRECT:
            return self.capture.detail
        return None


class Clock:
    """The time of a night: it starts at a given moment and runs on from there."""

    def __init__(self, start: datetime | None = None) -> None:
        self.start = start or datetime.now(UTC)
        self._zero = time.monotonic()

    def __call__(self) -> datetime:
        """Now."""
        return self.start + timedelta(seconds=time.monotonic() - self._zero)
