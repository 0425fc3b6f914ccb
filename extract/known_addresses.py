"""What the archive knows of a portal: when each address was asked for, and what it last held."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.archive import Capture
from taizhang.tables.terms import Outcome

logger = logging.getLogger(__name__)

# Clocks of machines that share a store may differ by so much.
AHEAD = timedelta(hours=1)
OUTCOMES = {outcome.value: outcome for outcome in Outcome}
HELD = frozenset({Outcome.CONTENT, Outcome.UNCHANGED})
COLUMNS = (
    "canonical_url", "request_digest", "url", "purpose", "channel", "referrer", "captured_at", "outcome", "digest",
    "etag", "last_modified", "detail",
)  # fmt: skip
Key = tuple[str, str | None]


@dataclass(slots=True)
class Known:
    """One address. `held` is the row of its newest capture with content, and what that content answers to."""

    url: str
    purpose: str
    channel: str | None
    referrer: str | None
    first_at: datetime
    last_at: datetime
    outcome: Outcome
    detail: str | None
    content_row: int | None = None
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def validators(self) -> dict[str, str]:
        """Headers that ask for the page only if it has changed."""
        headers = {}
        if self.content_row is not None and self.etag:
            headers["If-None-Match"] = self.etag
        if self.content_row is not None and self.last_modified:
            headers["If-Modified-Since"] = self.last_modified
        return headers


class KnownAddresses:
    """All addresses of a portal that were ever asked for.

    `now`: captures of a later moment do not count. They were made under a clock that ran ahead; by
    them every address would have been asked for only just now, and nothing would be due until that
    moment comes.
    """

    def __init__(self, table: pa.Table, moment: datetime | None = None) -> None:
        if moment is not None:
            timely = table.filter(pc.field("captured_at") <= moment + AHEAD)
            if timely.num_rows < table.num_rows:
                ahead = table.num_rows - timely.num_rows
                logger.warning(
                    "%d captures bear moments in the future: a clock was wrong; they do not count",
                    ahead,
                )
            table = timely
        self._table = table
        self.by_key: dict[Key, Known] = {}
        rows = zip(*(table[name].to_pylist() for name in COLUMNS), strict=True)
        for number, (
            key,
            form,
            url,
            purpose,
            channel,
            referrer,
            at,
            outcome,
            digest,
            etag,
            modified,
            detail,
        ) in enumerate(rows):
            known = self.by_key.get((key, form))
            if known is None:
                known = Known(url, purpose, channel, referrer, at, at, OUTCOMES[outcome], detail)
                self.by_key[key, form] = known
            # The table is in order of time: later captures win, but for what the page held, which a
            # failure does not take away.
            known.last_at, known.outcome, known.detail = at, OUTCOMES[outcome], detail
            known.purpose, known.channel, known.referrer = purpose, channel, referrer
            if known.outcome in HELD and digest is not None:
                # A 304 may leave out what the page was sent with.
                same = known.digest == digest
                known.etag = etag or (known.etag if same else None)
                known.last_modified = modified or (known.last_modified if same else None)
                known.content_row, known.digest = number, digest

    def find_known(self, key: Key) -> Known | None:
        """What is known of an address."""
        return self.by_key.get(key)

    def newest_capture(self, address: Known) -> Capture | None:
        """The newest capture with content of an address."""
        if address.content_row is None:
            return None
        return Capture.from_row(self._table.slice(address.content_row, 1).to_pylist()[0])
