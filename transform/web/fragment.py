"""The blocks of markup that is no page of a portal: saved tables, letters, pieces inside other files."""

from taizhang.markup import parse_markup
from transform.model import Block
from transform.web.blocks import BlockReader


def read_fragment(source: str) -> list[Block]:
    """Everything that a browser would show of it, in order; raises MarkupError for what is not parsed.

    >>> [block.text for block in read_fragment("<p>修渠</p><p style='display:none'>修路</p>")]
    ['修渠']
    """
    body = parse_markup(source).body
    if body is not None:
        return BlockReader().read(body).blocks
    return []
