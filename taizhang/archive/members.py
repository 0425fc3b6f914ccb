"""The gzip members of a WARC file: one record each, with the place it lies at."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024
GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member: where it begins, how many bytes it takes, and what it unpacks to."""

    offset: int
    length: int
    content: bytes


def read_members(file: BinaryIO) -> Iterator[Member]:
    """The whole members of a file in order.

    A last one that was cut short, or is damaged, ends it without an error.
    """
    offset, pending = file.tell(), b""
    while True:
        unpacker = zlib.decompressobj(GZIP)
        pieces: list[bytes] = []
        length = 0
        while not unpacker.eof:
            data = pending or file.read(CHUNK)
            pending = b""
            # A kill in the middle of a write leaves half a member: what stands before it is whole
            # and counts.
            if not data:
                return
            try:
                pieces.append(unpacker.decompress(data))
            except zlib.error:
                return
            length += len(data) - len(unpacker.unused_data)
        pending = unpacker.unused_data
        yield Member(offset, length, b"".join(pieces))
        offset += length


def unpack_member(member: bytes) -> bytes:
    """The content of one whole member.

    Raises zlib.error for a damaged one, EOFError for one cut short.
    """
    unpacker = zlib.decompressobj(GZIP)
    content = unpacker.decompress(member)
    if not unpacker.eof:
        raise EOFError("a gzip member is cut short")
    return content
