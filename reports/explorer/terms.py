"""What a person types into the search: words, all of which must stand somewhere, and phrases in quotation marks."""

import re
from typing import NamedTuple

from reports.explorer.folding import fold_typed

LONGEST = 200  # characters typed
MOST_TERMS = 10
_TERMS = re.compile(r"[“\"「『]([^”\"」』]+)[”\"」』]|([^\s“”\"「」『』]+)")


class Typed(NamedTuple):
    """What was typed, and the terms in it as the index holds them."""

    text: str
    terms: tuple[str, ...]


NOTHING = Typed("", ())


def parse_typed(text: str) -> Typed:
    """The terms of a query: what stands between quotation marks is one, blanks and all.

    >>> parse_typed("政务公开 “市 财政局”").terms
    ('政务公开', '市 财政局')
    """
    short = " ".join(text.split())[:LONGEST]
    found = [fold_typed(phrase or word) for phrase, word in _TERMS.findall(short)]
    return Typed(short, tuple(dict.fromkeys(term for term in found if term.strip()))[:MOST_TERMS])
