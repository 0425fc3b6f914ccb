"""How our HTML pages look: one base template and one style inside each page, which needs no network.

A template of another package says `{% extends "base.html.j2" %}` and fills the blocks `title`,
`style`, `head`, `main` and `foot`. Whatever is given to a template is escaped: titles and addresses
come from pages that anybody can write.
"""

from taizhang.html.filters import (
    format_day,
    format_moment,
    format_number,
    format_share,
    format_signed,
)

__all__ = [
    "format_day",
    "format_moment",
    "format_number",
    "format_share",
    "format_signed",
]
