"""Text of strangers' pages in files that spreadsheets open."""

import re

_STARTS_A_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")
# Control characters that XML 1.0 does not have, and marks that turn the direction of what follows.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Characters of a cell, by Excel's specification.
LONGEST = 32_767


def make_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, in a file without types (CSV).

    >>> make_safe("=HYPERLINK(1)"), make_safe("公开预算")
    ("'=HYPERLINK(1)", '公开预算')
    """
    plain = make_visible(text)
    if _STARTS_A_FORMULA.match(plain):
        # The apostrophe by which spreadsheets themselves mark a text (OWASP, CSV injection).
        return f"'{plain}"
    return plain


def make_visible(text: str) -> str:
    """A text whose control characters are seen, as their code points, and which fits into a cell.

    >>> make_visible("a" + chr(0x202E) + "b")
    'a<U+202E>b'
    """
    seen = _UNPRINTABLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    if len(seen) <= LONGEST:
        return seen
    return f"{seen[: LONGEST - 1]}…"
