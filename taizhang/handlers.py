"""Addresses in the scripts of links.

As in href="javascript:window.open('/zwgk/14.html')" or onclick="go('/a/1.html')".
"""

import re
from collections.abc import Mapping

LITERAL = re.compile(r"""'((?:[^'\\\n]|\\.){1,2000})'|"((?:[^"\\\n]|\\.){1,2000})\"""")
# What may be an address among a handler's words: a path, or the name of a page.
NAME_OF_PAGE = r"[\w-]{1,80}\.(?:s?html?|jsp|do|aspx?|php)(?:[?#]\S*)?"
# Attributes that a page's own script takes the address from.
KEPT_IN = ("data-href", "data-url", "data-link")
ADDRESS = re.compile(rf"(?:https?:/)?[^\s<>'\"()]*/[^\s<>'\"()]*|{NAME_OF_PAGE}", re.IGNORECASE)


def literals_of(script: str) -> list[str]:
    """The quoted texts of a script."""
    return [single or double for single, double in LITERAL.findall(script)]


def address_of(attributes: Mapping[str, str | None]) -> str:
    """Where a link leads: its href, or where that only runs a script, the first address kept beside it or in a handler.

    >>> address_of({"href": "javascript:void(0)", "onclick": "show('/zwgk/14.html', 600)"})
    '/zwgk/14.html'
    >>> address_of({"href": "#", "data-href": "/zwgk/14.html"})
    '/zwgk/14.html'
    """
    href = (attributes.get("href") or "").strip()
    if href and not href.startswith("#") and not href.lower().startswith("javascript:"):
        return href
    addresses = [value for value in map(attributes.get, KEPT_IN) if value]
    for literal in (*addresses, *literals_of(f"{href} {attributes.get('onclick') or ''}")):
        if ADDRESS.fullmatch(literal):
            return literal
    return href
