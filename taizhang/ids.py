"""Digests as names: equal content, equal name, wherever and whenever it is asked for."""

import hashlib

# Hex digits: of a million things, two share a name once in thirty-seven million tries.
SHORT = 16


def short_digest(content: str | bytes) -> str:
    """16 hex digits of the SHA-256 of a text (as UTF-8) or of bytes.

    >>> short_digest("台账")
    'bf3d597a8461e4c2'
    """
    return full_digest(content)[:SHORT]


def full_digest(content: str | bytes) -> str:
    """The 64 hex digits of the SHA-256 of a text (as UTF-8) or of bytes."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()
