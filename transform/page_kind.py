"""Documents told from what else a site serves: lists, redirect stubs, home pages."""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from transform.blocks import Fragment
from transform.content import HAN
from transform.model import Block, Paragraph

REDIRECT = re.compile(
    r"(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*=\s*['\"]|location\.(?:replace|assign)\s*\(|http-equiv\s*=\s*['\"]?refresh",
    re.IGNORECASE,
)
STUB_LETTERS = 60
LIST_LINKS = 5
LIST_SHARE = 0.6
TEASERS = 3


def is_stub(source: str, tree: LexborHTMLParser) -> bool:
    """Whether a page only sends its reader elsewhere."""
    if len(source) > 4096 or not REDIRECT.search(source):
        return False
    body = tree.body
    return body is None or len(HAN.findall(body.text())) < STUB_LETTERS


def is_list(found: Fragment, blocks: Sequence[Block], *, is_searched: bool, has_article_title: bool) -> bool:
    """Whether what was found is links to documents, or the beginnings of several, rather than one."""
    if has_article_title:
        return False
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    if len(found.links) >= LIST_LINKS and found.link_letters > LIST_SHARE * sum(map(len, lines)):
        return True
    return is_searched and len(found.links) >= TEASERS <= sum(line.endswith(("...", "…", "[详细]")) for line in lines)
