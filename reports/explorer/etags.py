"""Tags of answers that say nothing but what a release says: as long as it is the same, so is the answer."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from starlette.requests import Request

from reports.explorer.book import Book
from reports.explorer.index_tables import VERSION


def etag_of(request: Request, book: Book) -> str:
    """The tag of what an address answers of a release."""
    asked = f"{request.url.path}?{request.url.query} {_made_by()}"
    return f'"{book.release_id}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}"'


@cache
def _made_by() -> str:
    """A digest of what makes answers: an answer of another explorer is not taken for ours."""
    digest = hashlib.sha256(f"{VERSION} {version('taizhang')}".encode())
    waiting = [files(__package__)]
    while waiting:
        for entry in sorted(waiting.pop().iterdir(), key=lambda one: one.name):
            if entry.is_dir():
                waiting.append(entry)
            elif not entry.name.endswith(".pyc"):
                digest.update(entry.read_bytes())
    return digest.hexdigest()


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has the answer already (RFC 9110, 13.1.2)."""
    asked = request.headers.get("if-none-match", "")
    return (
        tag in [etag.strip().removeprefix("W/") for etag in asked.split(",")]
        or asked.strip() == "*"
    )
