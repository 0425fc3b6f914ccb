"""One form for what is searched and what is typed: simplified script, small letters, half-width signs."""

from transform.text.repair import simplify_text

# Full-width forms of ASCII (U+FF01 to U+FF5E) and the ideographic blank, each with what it stands for.
FULL = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000"
HALF = "".join(map(chr, range(0x21, 0x7F))) + " "
_HALVES = str.maketrans(FULL, HALF)


def fold(text: str) -> str:
    """The text as the index holds it, character for character: what is found in it stands in the text at that place.

    >>> fold("ＡＢ－１２ 政务")
    'ab-12 政务'
    """
    folded = text.translate(_HALVES)
    small = folded.lower()
    return (
        small
        # A few letters grow when they are made small (İ): places in the folded text must be those
        # of the text.
        if len(small) == len(text)
        else "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)
    )


def fold_typed(text: str) -> str:
    """What a person typed, in the form of the index: traditional characters stand for simplified ones.

    >>> fold_typed("政務公開")
    '政务公开'
    """
    return fold(simplify_text(text)[0])
