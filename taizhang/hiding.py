"""What a style attribute hides: what a browser does not show, or shows so that no reader sees it.

A box of a pixel hides only what it cuts off (overflow: hidden); an empty div of one pixel's height
is a line.
"""

import re

# All of these search lower-case styles, each only those that hold a word which it needs.
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
# Rows of tables that take no room.
COLLAPSED = re.compile(r"visibility\s*:\s*collapse", re.IGNORECASE)
# A letter of a pixel, a box of a pixel, a place far outside the window.
TINY_LETTERS = re.compile(r"font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em)?\s*(?:;|$|!)")
TINY_BOX = re.compile(
    r"(?<![\w-])(?:height|width)\s*:\s*[01]px[^}]*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden[^}]*(?<![\w-])(?:height|width)\s*:\s*[01]px"
)
FAR = re.compile(r"(?<![\w-])(?:left|top|text-indent)\s*:\s*-\d{3,}")
_NEGATIVE = re.compile(r":\s*-\d{3}")


def is_hidden(style: str) -> bool:
    """Whether a lower-case style says that nothing is shown."""
    # Every element with a style is asked, thousands of them where Word wrote the page: a search for
    # a plain word is far faster than the pattern.
    if "none" not in style and "hidden" not in style:
        return False
    return HIDDEN.search(style) is not None


def is_tiny(style: str) -> bool:
    """Whether a lower-case style shows what no reader sees."""
    if "font-size" in style and TINY_LETTERS.search(style) is not None:
        return True
    if "overflow" in style and TINY_BOX.search(style) is not None:
        return True
    if _NEGATIVE.search(style) is None:
        return False
    return FAR.search(style) is not None


def is_out_of_sight(style: str) -> bool:
    """Whether a style, as written, hides what it is for in either way."""
    lower = style.lower()
    return is_hidden(lower) or is_tiny(lower)
