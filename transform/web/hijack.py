"""What others have put into a page: links that nobody sees, words of the trades that hijack official sites."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.addresses import same_site
from transform.text.repair import is_injected
from transform.web.blocks import Hidden
from transform.web.head import Head
from transform.web.plain_text import clean_line

# Menus and location fields are hidden on honest pages; so many links to other sites in one hidden
# block are not.
MOST_HIDDEN_LINKS = 2
OUTSIDE = "a[href^=http]:not([href*='.gov.'])"


def find_injected(
    tree: LexborHTMLParser,
    head: Head,
    outside: Sequence[LexborNode],
    hidden: Iterable[Hidden],
    url: str | None,
) -> list[str]:
    """Texts that others put into the page, into hidden blocks, links or the title: each once, in order.

    `outside` are its links (OUTSIDE) to sites that are no government's.
    """
    # A dict keeps the order and each text once.
    injected: dict[str, None] = {}
    for piece in [*hidden, *(hidden_links(tree) if len(outside) > MOST_HIDDEN_LINKS else ())]:
        foreign = [href for href in piece.hrefs if is_foreign(href, url)]
        if len(foreign) > MOST_HIDDEN_LINKS or (foreign and is_injected(piece.text)):
            injected.setdefault(piece.text)
    texts = [head.title, *(link.text() for link in outside)]
    # One look at all of them first: on an honest page it is the only one.
    if is_injected("\n".join(texts)):
        for text in texts:
            if is_injected(text):
                injected.setdefault(clean_line(text))
    return list(injected)


def hidden_links(tree: LexborHTMLParser) -> Iterable[Hidden]:
    """Blocks that are not shown and hold links to other sites."""
    for node in tree.css('div[style*="none"]'):
        links = node.css("a[href^=http]")
        if links:
            yield Hidden(clean_line(node.text()), [link.attrs.sget("href") for link in links])


def is_foreign(href: str, url: str | None) -> bool:
    """Whether an address leads to a site that is neither this one nor a government's.

    >>> is_foreign("https://play.example.com/", "https://www.qingshan.gov.cn/a.html")
    True
    >>> is_foreign("https://www.gov.cn/", None), is_foreign("/a.html", None)
    (False, False)
    """
    if not href.startswith(("http:", "https:", "//")):
        return False
    try:
        host = urlsplit(href).hostname or ""
    except ValueError:
        return False
    if not host:
        return False
    if host.endswith("gov.cn"):
        return False
    return url is None or not same_site(href, url)
