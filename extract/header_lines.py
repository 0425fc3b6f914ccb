"""The head of an answer, read as browsers read it: a line that is no header is passed over.

http.client stops at the first line that it does not understand: what stands behind it is lost, and
with it how the body is encoded. It also gives up at a hundred headers, or at a line of 64 KiB. Here
the head is read line by line first.
"""

import re
from http.client import HTTPException, HTTPResponse
from typing import Any, BinaryIO

# Name and value (RFC 9112, 5.1); blanks before the colon are forgiven, blanks inside the name are
# not.
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:")
# Handed on; http.client takes a hundred.
MOST_LINES = 90
LONGEST_LINE = 16 * 1024
LARGEST_HEAD = 2**20
# What the crawl reads comes before what it only keeps, where there are more lines than are handed
# on.
READ = frozenset(
    {
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"transfer-encoding",
        b"connection",
        b"location",
    }
    | {b"etag", b"last-modified", b"retry-after", b"date"}
)


class HeaderLines:
    """A stream that begins with a head: its headers come first, then everything as it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._lines: list[bytes] | None = None

    def readline(self, limit: int = -1) -> bytes:
        """The next header; the blank line at the end of the head."""
        if self._lines is None:
            self._lines = read_head(self.stream)
        if self._lines:
            return self._lines.pop(0)
        return self.stream.readline(limit)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — whatever else a stream can do
        return getattr(self.stream, name)


def read_head(stream: BinaryIO) -> list[bytes]:
    """The headers of a head and the line that ends it.

    Raises HTTPException for a head beyond all measure.
    """
    lines: list[bytes] = []
    size = 0
    while True:
        line = stream.readline(LARGEST_HEAD)
        size += len(line)
        if size > LARGEST_HEAD:
            raise HTTPException(f"more than {LARGEST_HEAD} bytes of headers")
        if line in (b"\r\n", b"\n", b""):
            return [*_choose_headers(lines), line]
        name = HEADER.match(line)
        if name is not None and len(line) <= LONGEST_LINE:
            lines.append(name[1] + b":" + line[name.end() :])


def _choose_headers(lines: list[bytes]) -> list[bytes]:
    # As they came where they all fit: the archive keeps the head in its own order.
    if len(lines) <= MOST_LINES:
        return lines
    read = [line for line in lines if line.partition(b":")[0].lower() in READ]
    others = [line for line in lines if line.partition(b":")[0].lower() not in READ]
    return [*read, *others][:MOST_LINES]


class ForgivingResponse(HTTPResponse):
    """An answer of http.client whose head is read so."""

    def _read_status(self) -> tuple[str, int, str]:
        found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # not in its stub
        self.fp = HeaderLines(getattr(self.fp, "stream", self.fp))  # type: ignore[assignment]
        return found

    def begin(self) -> None:
        """Read the head; the body is read from the stream itself."""
        super().begin()
        if isinstance(self.fp, HeaderLines):
            self.fp = self.fp.stream  # type: ignore[assignment]
