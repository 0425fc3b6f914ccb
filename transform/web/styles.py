"""What a style attribute says about text: whether it is shown, bold, and how it stands."""

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

Align = Literal["left", "center", "right"]
ALIGN: dict[str, Align] = {"left": "left", "center": "center", "middle": "center", "right": "right"}

LONGEST_STYLE = 600
# All of these search lower-case styles, each only those that hold a word which it needs.
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
COLLAPSED = re.compile(r"visibility\s*:\s*collapse", re.IGNORECASE)  # of rows of tables
# Ways to print what no reader sees: a letter of a pixel, a box of a pixel, a place far outside the window.
TINY_LETTERS = re.compile(r"font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em)?\s*(?:;|$|!)")
TINY_BOX = re.compile(
    r"(?<![\w-])(?:height|width)\s*:\s*[01]px[^}]*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden[^}]*(?<![\w-])(?:height|width)\s*:\s*[01]px"
)
FAR = re.compile(r"(?<![\w-])(?:left|top|text-indent)\s*:\s*-\d{3,}")
NEGATIVE = re.compile(r":\s*-\d{3}")
BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font\s*:[^;]*\bbold\b")
ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right)")


class Looks(Struct, frozen=True):
    """What a style attribute says that matters for the text."""

    is_hidden: bool
    is_tiny: bool
    is_bold: bool
    align: Align | None


# The looks of most styles: fonts, colours and indents say nothing about the text.
NO_LOOKS = Looks(is_hidden=False, is_tiny=False, is_bold=False, align=None)


@lru_cache(maxsize=4096)
def looks(style: str) -> Looks:
    """The looks that a style attribute gives; the same few styles fill a page."""
    style = style[:LONGEST_STYLE].lower()
    aligned = ALIGNED.search(style) if "text-align" in style else None
    is_hidden = ("none" in style or "hidden" in style) and HIDDEN.search(style) is not None
    is_bold = ("bold" in style or "weight" in style) and BOLD_STYLE.search(style) is not None
    is_tiny = (
        ("font-size" in style and TINY_LETTERS.search(style) is not None)
        or ("overflow" in style and TINY_BOX.search(style) is not None)
        or (NEGATIVE.search(style) is not None and FAR.search(style) is not None)
    )
    if not (is_hidden or is_tiny or is_bold or aligned):
        return NO_LOOKS
    return Looks(is_hidden, is_tiny, is_bold, ALIGN[aligned[1]] if aligned else None)
