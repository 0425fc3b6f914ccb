"""What a style attribute says about text: whether it is shown, bold, and how it stands."""

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from taizhang.hiding import is_hidden, is_tiny

Align = Literal["left", "center", "right"]
ALIGN: dict[str, Align] = {"left": "left", "center": "center", "middle": "center", "right": "right"}

# Word's styles go on for pages; what matters for the text stands at their beginning.
LONGEST_STYLE = 600
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
def read_looks(style: str) -> Looks:
    """The looks that a style attribute gives; the same few styles fill a page."""
    style = style[:LONGEST_STYLE].lower()
    aligned = None
    if "text-align" in style:
        aligned = ALIGNED.search(style)
    hidden, tiny = is_hidden(style), is_tiny(style)
    is_bold = ("bold" in style or "weight" in style) and BOLD_STYLE.search(style) is not None
    if not (hidden or tiny or is_bold or aligned):
        return NO_LOOKS
    return Looks(hidden, tiny, is_bold, ALIGN[aligned[1]] if aligned else None)
