"""Whether what stands on a page is a letter: whom it is sent to above, who signs and when below."""

from collections.abc import Sequence

from transform.model import Block, Paragraph
from transform.text.head.organs import is_organ_line
from transform.text.head.signature import read_full_date
from transform.text.head.title import opens_letter

# Lines in which a letter opens: a heading or a number may stand above it.
_FIRST = 4


def is_signed_letter(blocks: Sequence[Block]) -> bool:
    """Whether lines open a letter to offices, and an organ signs it with a day.

    >>> letter = ["各县水务局：", "现将修渠办法印发给你们。", "青山县水务局", "2021年4月6日"]
    >>> is_signed_letter([Paragraph(line) for line in letter])
    True
    >>> is_signed_letter([Paragraph(line) for line in letter[:3]])
    False
    """
    lines = [block.text.strip() for block in blocks if isinstance(block, Paragraph)]
    opening = next((at for at, line in enumerate(lines[:_FIRST]) if opens_letter(line)), None)
    if opening is None:
        return False
    return any(_signs(lines, at) for at in range(opening + 1, len(lines)))


def _signs(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a day with an organ above it or in front of it."""
    dated = read_full_date(lines[at])
    if dated is None:
        return False
    return is_organ_line(dated["issuer"] or lines[at - 1])
