"""A capture is an HTTP exchange as the index knows it; an exchange, the same with its bytes.

Exchanges are on their way to the WARC, captures come back from it.
"""

import hashlib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from taizhang.addresses import canonical_url, surt_key
from taizhang.errors import PortalError
from taizhang.tables.terms import Outcome

Headers = tuple[tuple[str, str], ...]


class ArchiveError(PortalError):
    """Something in the archive is damaged or missing; the message names it."""


class Purpose(StrEnum):
    """What an address was fetched for."""

    ROBOTS = "robots"
    LIST = "list"
    ARTICLE = "article"
    ATTACHMENT = "attachment"
    # A further page of an article, or a frame that may hold its body.
    PAGE = "page"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Capture:
    """One row of the table `captures`, a field a column; see there for what each means."""

    portal: str
    run_id: str
    purpose: str
    channel: str | None
    referrer: str | None
    url: str
    canonical_url: str
    url_key: str
    method: str
    request_digest: str | None
    captured_at: datetime
    status: int | None
    outcome: Outcome
    detail: str | None
    media_type: str | None
    charset_declared: str | None
    size: int | None
    digest: str | None
    etag: str | None
    last_modified: str | None
    warc_file: str | None = None
    warc_offset: int | None = None
    warc_length: int | None = None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """A capture from a row of the index."""
        return cls(**{**row, "outcome": Outcome(row["outcome"])})

    def to_row(self) -> dict[str, Any]:
        """The row of the index."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = tuple(field.name for field in fields(Capture))
PLACE = ("warc_file", "warc_offset", "warc_length")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, what came of it and what it was judged to be.

    `headers` and `body` are the answer's, `body` without transfer and content encoding; both are
    empty where no answer came. `raw` says that the content encoding could not be undone: `body`
    then is what came, or its beginning, and has no digest. `cut` is why `body` is not whole, in the
    words of WARC-Truncated: length, time, disconnect.
    """

    purpose: Purpose
    url: str
    captured_at: datetime
    outcome: Outcome
    detail: str | None = None
    channel: str | None = None
    referrer: str | None = None
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes | None = None
    status: int | None = None
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    raw: bool = False
    cut: str | None = None

    def find_header(self, name: str) -> str | None:
        """The first header of that name (given in lower case)."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def capture_of(
    exchange: Exchange,
    portal: str,
    run_id: str,
    digest: str | None,
    size: int | None,
) -> Capture:
    """The row of an exchange, without its place in a WARC.

    `digest` and `size` are those of the payload.
    """
    media_type, charset = read_content_type(exchange.find_header("content-type"))
    return Capture(
        portal=portal,
        run_id=run_id,
        purpose=exchange.purpose,
        channel=exchange.channel,
        referrer=exchange.referrer,
        url=exchange.url,
        canonical_url=canonical_url(exchange.url),
        # Kept, though it follows from the address: readers join and sort by it, and rules for keys
        # may change later.
        url_key=surt_key(exchange.url),
        method=exchange.method,
        request_digest=payload_digest(exchange.request_body) if exchange.request_body else None,
        captured_at=exchange.captured_at.astimezone(UTC),
        status=exchange.status,
        outcome=exchange.outcome,
        detail=exchange.detail,
        media_type=media_type,
        charset_declared=charset,
        size=size,
        digest=digest,
        etag=exchange.find_header("etag"),
        last_modified=exchange.find_header("last-modified"),
    )


def payload_digest(payload: bytes) -> str:
    """`sha256:` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(payload).hexdigest()


def read_content_type(value: str | None) -> tuple[str | None, str | None]:
    """Media type and charset of a Content-Type header, both in lower case.

    None for what it does not say.
    """
    if not value:
        return None, None
    media_type, _, rest = value.partition(";")
    charset = None
    for piece in rest.split(";"):
        name, _, charset_name = piece.partition("=")
        if name.strip().lower() == "charset":
            charset = charset_name.strip().strip("\"'").lower() or None
    return media_type.strip().lower() or None, charset
