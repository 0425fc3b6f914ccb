"""Tags of answers that say nothing but what a release says: as long as it is the same, so is the answer."""

import hashlib
from importlib.metadata import version

from starlette.requests import Request

from reports.explorer.book import Book
from reports.explorer.index_tables import VERSION


def etag_of(request: Request, book: Book) -> str:
    """The tag of what an address answers of a release."""
    asked = f"{request.url.path}?{request.url.query} {VERSION} {version('taizhang')}"
    return f'"{book.release_id}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has the answer already (RFC 9110, 13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    return (
        tag in [one.strip().removeprefix("W/") for one in asked.split(",")] or asked.strip() == "*"
    )
