"""The blocks of markup that is no page of a portal: saved tables, letters, pieces inside other files."""

from selectolax.lexbor import LexborHTMLParser

from taizhang.nesting import TooDeepError, nests_too_deep
from transform.model import Block
from transform.web.blocks import BlockReader


def read_fragment(source: str) -> list[Block]:
    """Everything that a browser would show of it, in order. Raises TooDeepError."""
    if nests_too_deep(source):
        raise TooDeepError
    body = LexborHTMLParser(source).body
    return BlockReader().read(body).blocks if body is not None else []
