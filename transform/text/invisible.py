"""Characters without a look, of one kind for pages and files: they come in with copied web text and from WPS.

>>> strip_invisible("2024年6\u200b月底")
'2024年6月底'
>>> strip_invisible("各县（区）")
'各县（区）'
"""

import re
from collections.abc import Sequence

from transform.model import Block, Paragraph

# Soft hyphens, zero-width spaces and joiners, marks of direction, separators of lines, the byte
# order mark.
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def strip_invisible(text: str) -> str:
    r"""A text without characters that have no look.

    >>> strip_invisible("县\u200b水利局"), strip_invisible("\ufeff通知")
    ('县水利局', '通知')

    A blank has a place, if no look:

    >>> strip_invisible("张 三")
    '张 三'
    """
    # All of them count as not printable, and that is asked for at the speed of memory.
    if text.isprintable():
        return text
    return INVISIBLE.sub("", text)


def remove_invisible(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without characters that have no look.

    Paragraphs in which nothing else stands are left out.
    """
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            block.text = strip_invisible(block.text)
            if block.text.strip():
                out.append(block)
        else:
            for cell in block.grid.origins():
                cell.text = strip_invisible(cell.text)
            out.append(block)
    return out
