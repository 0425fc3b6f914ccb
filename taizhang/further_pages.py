"""Where an article goes on: its further pages (正文分页), and the frames that may hold its body.

A further page is told by its address: that of the article with a number added, t2024_11.html and
t2024_11_1.html, or the same query with the number of a page. So the next article (下一篇) is none,
whatever its link says.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from taizhang.addresses import Base, same_site
from taizhang.files import is_file_address

# Of one article; a book is no notice.
MOST_PAGES = 50
# Letters of a pager's link: 下一页, [2], 尾页.
LONGEST_LABEL = 12
WITH_NUMBER = re.compile(r"[_-]\d{1,3}(\.\w+)$")
NEXT = re.compile(r"\W*(?:下一?[页頁]|后一?页|next page)\W*$|[>＞›»→]{1,3}$", re.IGNORECASE)
NUMBERED = re.compile(r"[_-]\d{1,3}")
OF_PAGES = re.compile(r"page|pageno|pageindex|pagenum|currentpage|curpage|p|pn", re.IGNORECASE)
PAGE_QUERY = re.compile(r"[?&;](?:cur|current)?page(?:no|index|num)?=\d", re.IGNORECASE)
# TRS and Ucap write the pager of an article by the same script as that of a list.
SCRIPTED = re.compile(
    r"""createPageHTML\(\s*(?P<pages>\d{1,3})\s*,\s*\d+\s*,\s*"""
    r"""["'](?P<stem>[^"'\s]{1,200})["']\s*,\s*["'](?P<suffix>\w{1,8})["']"""
)
# What the first page's address says of its number.
FIRST: tuple[list[str], ...] = ([], ["0"], ["1"])
FRAMES = "iframe[src], frame[src]"


def may_go_on(html: str, url: str) -> bool:
    """Whether a page may have further ones: a quick look."""
    parts = urlsplit(url)
    stem = _name_in(url)
    # Searched as a plain text before anything is parsed: most articles have one page.
    if stem and _is_numbered_somewhere(stem, html):
        return True
    if "createPageHTML(" in html:
        return True
    if not bool(parts.query):
        return False
    if "age" not in html:
        return False
    return PAGE_QUERY.search(html) is not None


def _is_numbered_somewhere(stem: str, html: str) -> bool:
    """Whether a page's source holds a name with a number, or what may be one, behind it."""
    at = html.find(stem)
    while at >= 0:
        if html.startswith(("_", "-"), at + len(stem)):
            return True
        at = html.find(stem, at + 1)
    return False


def find_further_pages(tree: LexborHTMLParser, html: str, base: Base, url: str) -> list[str]:
    """Canonical addresses of the pages on which the article goes on behind the page at `url`, in their order."""
    labels = dict(_linked_pages(tree, base, _name_in(url)))
    targets = dict.fromkeys((*_scripted_pages(html, base), *labels))
    before = WITH_NUMBER.sub(r"\1", url)
    # A page that is itself a further one names the first, or has a link that says that the next
    # page follows.
    is_named = before in targets or any(
        NEXT.match(labels.get(target, "")) for target in targets if target != url
    )
    # t2024_11_1.html may be the second page of t2024_11.html, or an article of its own whose number
    # ends so: only links can tell.
    if before != url and is_named:
        first = before
    else:
        first = url
    own = _number_in(url) if first != url else (0, "")
    found = [
        target
        for target in targets
        if target not in (url, first) and is_further_page(target, first)
    ]
    return sorted(
        (target for target in found if _number_in(target)[0] > own[0]),
        key=_number_in,
    )[:MOST_PAGES]


def find_frames(tree: LexborHTMLParser, base: Base, url: str) -> list[str]:
    """Canonical addresses of the frames of a page that lie on its site and are no files."""
    sources = (node.attributes.get("src") or "" for node in tree.css(FRAMES))
    targets = (
        base.resolve_link(source) for source in sources if source and not is_file_address(source)
    )
    return list(
        dict.fromkeys(t for t in targets if t is not None and t != url and same_site(t, url))
    )[:MOST_PAGES]


def is_further_page(target: str, url: str) -> bool:
    """Whether an address is that of a further page of an article.

    >>> is_further_page("http://a.gov.cn/1/t24_7_1.html", "http://a.gov.cn/1/t24_7.html")
    True
    >>> is_further_page("http://a.gov.cn/1/t24_8.html", "http://a.gov.cn/1/t24_7.html")
    False
    """
    there, here = urlsplit(target), urlsplit(url)
    if there.netloc != here.netloc:
        return False
    if there.path == here.path:
        own, other = _pages_in(here.query), _pages_in(there.query)
        # A query that names page 3 already is no first page: nothing is a further page of it.
        if own not in FIRST:
            return False
        if other in FIRST:
            return False
        return _without_page(there.query) == _without_page(here.query)
    stem, dot, suffix = here.path.rpartition(".")
    added = there.path.removeprefix(stem).removesuffix(dot + suffix)
    is_alike = (
        there.path.startswith(stem)
        and there.path.endswith(dot + suffix)
        and there.query == here.query
    )
    if not bool(stem):
        return False
    if not is_alike:
        return False
    return NUMBERED.fullmatch(added) is not None


def _linked_pages(tree: LexborHTMLParser, base: Base, name: str) -> Iterator[tuple[str, str]]:
    """Targets of links with short texts, and these; of addresses that hold a name or a query, or of the next page.

    A page links to hundreds of others, and to resolve an address costs more than to look at it.
    """
    for link in tree.css("a[href]"):
        address = link.attributes.get("href") or ""
        label = link.text().strip()
        if len(label) > LONGEST_LABEL:
            continue
        if name in address or "?" in address or NEXT.match(label):
            target = base.resolve_link(address)
            if target is not None:
                yield target, label


def _name_in(url: str) -> str:
    """The name that an article's pages share: t24_7 in /1/t24_7_2.html."""
    return WITH_NUMBER.sub(r"\1", urlsplit(url).path).rpartition("/")[2].rpartition(".")[0]


def _scripted_pages(html: str, base: Base) -> Iterator[str]:
    pager = SCRIPTED.search(html)
    if pager is None:
        return
    for number in range(1, min(int(pager["pages"]), MOST_PAGES)):
        target = base.resolve_link(f"{pager['stem']}_{number}.{pager['suffix']}")
        if target is not None:
            yield target


def _pages_in(query: str) -> list[str]:
    return [
        value for name, value in parse_qsl(query) if OF_PAGES.fullmatch(name) and value.isdecimal()
    ]


def _without_page(query: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(query, keep_blank_values=True)
    return sorted(
        (name, value)
        for name, value in pairs
        if not (OF_PAGES.fullmatch(name) and value.isdecimal())
    )


def _number_in(target: str) -> tuple[int, str]:
    """The order of further pages: by the number added, whatever stands before it."""
    parts = urlsplit(target)
    numbers = _pages_in(parts.query) or re.findall(r"\d{1,9}", parts.path.rpartition("/")[2])
    # `\d` also matches digits of other scripts, which number no page.
    return int(numbers[-1]) if numbers and numbers[-1].isascii() else 0, target
