"""robots.txt by RFC 9309: what a site wants left alone, and how long it wants to be left alone between two requests.

A missing file allows everything, so does a page that a site answers for any address; a server error or no answer at all
disallows everything. A copy is good for 24 hours.
"""

from dataclasses import dataclass
from datetime import timedelta

from protego import Protego

from taizhang.decoding import decode
from taizhang.outcomes import is_html

AGENT = "taizhang"
GOOD_FOR = timedelta(hours=24)
LARGEST = 500 * 1024  # bytes that RFC 9309 asks for at least; what comes after is not read


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules. `rules` None: everything is allowed; `closed`: nothing is, for the reason given."""

    rules: Protego | None = None
    closed: str | None = None

    def allows(self, url: str) -> bool:
        """Whether an address may be fetched."""
        if self.closed is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests; None where the site does not say."""
        delay = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return float(delay) if delay is not None else None


def read_rules(status: int | None, body: bytes) -> Rules:
    """Rules from the answer to robots.txt, whatever type it claims; `status` None where none came."""
    if status is None:
        return Rules(closed="robots.txt cannot be reached")
    if status >= 500 or status == 429:
        return Rules(closed=f"robots.txt answers with status {status}")
    if not 200 <= status < 300 or is_html(None, body):
        return Rules()
    return Rules(Protego.parse(decode(body[:LARGEST]).text))
