"""Whether what stands on a page is a letter or an announcement: whom it is sent to, what it closes with, who signs and when."""

import re
from collections.abc import Sequence
from itertools import pairwise

from transform.model import Block, Paragraph
from transform.text.either_script import either_script
from transform.text.head.signature import is_signer, read_full_date
from transform.text.head.title import opens_letter
from transform.text.repair import simplify_text

# Lines in which a letter opens: a heading or a number may stand above it.
_FIRST = 4
_LONGEST = 120
# 学校各单位、全体师生员工：, where opens_letter knows none of the words.
_TO_ALL = re.compile(f"[^。：:]*(?:{either_script('各')}|全[体體])[^。：:]*[：:]")
# Right above a day it needs nobody who signs.
_CLOSED = re.compile(r"特此[\u3400-\u9fff]{2,4}。$")
# 现将有关事项公告如下： above its items: what an announcement says of itself, which is sent to nobody.
_ANNOUNCES = re.compile(f"[^：:]{{16,}}{either_script('现')}[^。：:]*(?:公告|通告|公示)如下[：:。]")
_ITEM = re.compile("一[、.．]")
# 2021.04.06 below who signs.
_NUMERIC = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}")


def is_signed_letter(blocks: Sequence[Block]) -> bool:
    """Whether lines open a letter to offices that has a day, announce what follows, or an organ signs them with a day.

    >>> letter = ["各县水务局：", "现将修渠办法印发给你们。", "青山县水务局", "2021年4月6日"]
    >>> is_signed_letter([Paragraph(line) for line in letter])
    True
    >>> is_signed_letter([Paragraph(line) for line in letter[:3]])
    False
    >>> is_signed_letter([Paragraph(line) for line in ["水渠已修。", "特此公示。", *letter[2:]]])
    True
    >>> announced = ["为确保汛期安全，决定整修全县山塘，现将有关事项通告如下：", "一、整修前先清淤。"]
    >>> is_signed_letter([Paragraph(line) for line in announced])
    True
    """
    printed = [block.text.strip() for block in blocks if isinstance(block, Paragraph)]
    if any(_CLOSED.search(line) and read_full_date(day) for line, day in pairwise(printed)):
        return True
    opening = next((at for at, line in enumerate(printed[:_FIRST]) if _opens(line)), None)
    if opening is not None:
        # Whom it is sent to says enough: the day may stand alone.
        return any(map(read_full_date, printed[opening + 1 :]))
    if any(_ANNOUNCES.fullmatch(line) and _ITEM.match(item) for line, item in pairwise(printed)):
        return True
    begins = next((at for at, line in enumerate(printed) if line.endswith("。")), len(printed))
    return any(_signs(printed, at) for at in range(begins + 1, len(printed)))


def _opens(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    return opens_letter(line) or _TO_ALL.fullmatch(line) is not None


def _signs(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a day with an organ above it or in front of it."""
    dated = read_full_date(lines[at])
    if dated is None:
        is_numeric = _NUMERIC.fullmatch(lines[at]) is not None
        return is_numeric and is_signer(simplify_text(lines[at - 1])[0])
    return is_signer(simplify_text(dated["issuer"] or lines[at - 1])[0])
