"""How a crawl behaves: who it says it is, how often it asks, how long it waits, how much it takes."""

from dataclasses import dataclass
from typing import Self

from taizhang.errors import UserError
from taizhang.portals import Portal
from taizhang.settings import Settings


@dataclass(frozen=True, slots=True)
class Manners:
    """Rates are requests a second, times seconds, sizes bytes."""

    user_agent: str
    rate: float
    # For an answer to begin, and between its pieces; probes allow 15 s (国办秘函〔2019〕19号).
    timeout: float = 30.0
    # For one whole answer, however it drips.
    exchange: float = 120.0
    attempts: int = 4
    delays: tuple[float, ...] = (5.0, 15.0, 45.0, 120.0)
    # Longest Retry-After that is waited for; a longer one ends the night.
    patience: float = 600.0
    blocked_hold: tuple[float, ...] = (30.0, 120.0, 600.0)
    # Blocked answers in a row that end the night.
    blocked_limit: int = 3
    # Failed addresses in a row after which the site's home page must answer.
    failure_limit: int = 5
    max_bytes: int = 32 * 2**20
    # Redirects followed (RFC 9309 asks for five for robots.txt).
    hops: int = 5
    longest_crawl_delay: float = 300.0

    @classmethod
    def of(cls, portal: Portal, settings: Settings) -> Self:
        """The manners that settings and portal file ask for.

        Raises UserError where a real site could not reach us.
        """
        if settings.contact is None and not portal.allow_private:
            raise UserError(
                "no contact is set: the operators of a real site must be able to reach you; "
                "set TAIZHANG_CONTACT to a mail or web address"
            )
        return cls(
            user_agent=settings.user_agent,
            rate=settings.rate or portal.rate,
            timeout=settings.timeout,
            attempts=settings.attempts,
            max_bytes=settings.max_bytes,
        )

    def delay_after(self, attempt: int) -> float:
        """Seconds to wait after the failed attempt number `attempt`, counted from 1."""
        return self.delays[min(attempt, len(self.delays)) - 1]
