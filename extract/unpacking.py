"""A body without its content encodings: in linear time, within a deadline, never beyond a size."""

import time
import zlib

LIFTING = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
# The latter two are said by servers that mean nothing by it.
SAYS_NOTHING = ("identity", "none", "utf-8")
MOST_LAYERS = 4
# What is fed at once: each gzip member hands back what follows it, so a feed is copied once a
# member.
FEED = 4096
GZIP_MEMBER = b"\x1f\x8b"


class TooLargeError(Exception):
    """A body unpacks to more than is taken."""


def lift_encodings(
    body: bytes, encoding: str, limit: int, deadline: float = float("inf"), *, is_cut: bool = False
) -> bytes:
    """A body without the encodings that its header names.

    `is_cut`: only the beginning came, or is wanted, so its end is no damage and the first `limit` bytes are enough.
    Raises LookupError for an unknown encoding or too many, zlib.error for a damaged body, TooLargeError beyond `limit`
    bytes, TimeoutError after `deadline` (monotonic).
    """
    names = [part.strip().lower() for part in encoding.split(",")]
    layers = [name for name in names if name and name not in SAYS_NOTHING]
    if len(layers) > MOST_LAYERS:
        # RFC 9110, 8.4 allows any number of them; each may multiply the size by a thousand.
        raise LookupError(f"more than {MOST_LAYERS} content encodings")
    for name in reversed(layers):
        if name not in LIFTING:
            raise LookupError(f"unknown content encoding {name[:40]}")
        if body:
            body = _inflate_body(body, LIFTING[name], limit, deadline, is_cut=is_cut)
    return body


def _inflate_body(body: bytes, bits: int, limit: int, deadline: float, *, is_cut: bool) -> bytes:
    # "deflate" that is deflate without the zlib head.
    if bits == zlib.MAX_WBITS and body[0] & 0x0F != 8:
        bits = -zlib.MAX_WBITS
    pieces: list[bytes] = []
    size = place = 0
    unpacker = zlib.decompressobj(bits)
    pending = b""
    while pending or place < len(body):
        if time.monotonic() > deadline:
            raise TimeoutError("unpacking takes too long")
        if not pending:
            pending, place = body[place : place + FEED], place + FEED
        pieces.append(unpacker.decompress(pending))
        size += len(pieces[-1])
        # Only the beginning was wanted (robots.txt, RFC 9309, 2.5): the rest is not unpacked.
        if size > limit and is_cut:
            return b"".join(pieces)[:limit]
        if size > limit:
            raise TooLargeError
        pending = b""
        # A gzip may have several members; the body is all of them.
        if unpacker.eof:
            pending, place = _next_member(unpacker.unused_data, body, place)
            if not pending:
                return b"".join(pieces)
            unpacker = zlib.decompressobj(bits)
    if not unpacker.eof and not is_cut:
        raise zlib.error("cut short")
    return b"".join(pieces)


def _next_member(rest: bytes, body: bytes, place: int) -> tuple[bytes, int]:
    """What is fed next behind a member, and where the body goes on then; nothing where none follows."""
    rest = rest.lstrip(b"\0")
    while len(rest) < len(GZIP_MEMBER) and place < len(body):
        rest, place = (rest + body[place : place + FEED]).lstrip(b"\0"), place + FEED
    if rest.startswith(GZIP_MEMBER):
        return (rest, place)
    return (b"", place)
