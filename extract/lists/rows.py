"""Rows of a list found without selectors: links that stand beside a date, in the place where most of them are.

Navigation, calendars and link collections bear no dates; lists of documents do, on nearly every portal. Where a list
gives none, links that look like a family's articles are taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.lists.page import DATE, Item, item_at
from taizhang.addresses import resolve

# Addresses that only articles have, by family.
ARTICLE = re.compile(
    r"/t(?:\d{8}_\d+|\d{6,})\.s?html?$"  # TRS, TRS 海云
    r"|/art/\d{4}/(?:\d+/\d+/)?art_\w+\.html$"  # Hanweb jpage, jpaas
    r"|/info/\d+/\d+\.htm$"  # VSB
    r"|/m?post_\d+\.html$"  # NFCMS, gkmlpt
    r"|/content_\w+\.s?html?$|/\d{6}/[0-9a-f]{32}\.s?html$|/c\d+/\d{6}/\w+\.s?html$"  # Java list.shtml, Ucap
    r"|/public/\d+/\d+\.html$|/content/article/\d+$",  # Lonsun
)
CLIMB = 6  # levels between a date and the row that holds it: nested layout tables
FEW = 4
ROW_LINKS = 3  # a row may link its document, its channel and a file; more links are no row
SIDE = re.compile(r"nav|side|foot|friend|link|hot|rank|crumb|recommend|xgwd|weizhi|menu", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row in its container."""

    item: Item
    container: LexborNode
    place: str


def read_rows(html: str, base: str, place: str = "") -> tuple[tuple[Item, ...], str]:
    """The rows of the list on a page, and the place they stand in.

    `place` is the one found on the list's first page: later pages are read there, though another box may hold more.
    """
    tree = LexborHTMLParser(html)
    rows = list(_dated(tree, base))
    if len(rows) < FEW:
        # A list without dates may hold titles with one, and boxes beside it may bear some.
        undated = list(_articles(tree, base))
        rows = undated if len(undated) > 2 * len(rows) else rows
    groups = _grouped(rows)
    if not groups:
        return (), place
    if place not in groups:
        place = max(groups, key=lambda name: _score(groups[name], name, base))
    return tuple({row.item.url: row.item for row in groups[place]}.values()), place


def read_fragment(html: str, base: str) -> Iterator[Item]:
    """The rows of an answer that holds nothing but rows, such as the records of an interface."""
    tree = LexborHTMLParser(html)
    found = [row.item for row in _dated(tree, base)]
    if not found:
        links = ((link, link.attributes.get("href") or "") for link in tree.css("a[href]"))
        found = [item for link, href in links if (item := item_at(base, href, _title(link), ""))]
    yield from dict.fromkeys(found)


def _dated(tree: LexborHTMLParser, base: str) -> Iterator[Row]:
    body = tree.body
    if body is None:
        return
    taken: set[int] = set()
    for node in body.traverse(include_text=True):
        if node.tag != "-text" or not DATE.search(node.text_content or ""):
            continue
        found = _row_of(node)
        if found is None or found[0].mem_id in taken:
            continue
        row, link = found
        taken.add(row.mem_id)
        item = item_at(base, link.attributes.get("href") or "", _title(link), row.text(separator=" "))
        container = row.parent
        if item is not None and container is not None:
            yield Row(item, container, _place(container))


def _articles(tree: LexborHTMLParser, base: str) -> Iterator[Row]:
    for link in tree.css("a[href]"):
        href = link.attributes.get("href") or ""
        url = resolve(base, href)
        if url is None or not ARTICLE.search(urlsplit(url).path):
            continue
        row = link
        while (parent := row.parent) is not None and parent.tag != "body" and len(_links(parent)) == 1:
            row = parent
        item = item_at(base, href, _title(link), row.text(separator=" "))
        if item is not None and row.parent is not None:
            yield Row(item, row.parent, _place(row.parent))


def _row_of(node: LexborNode) -> tuple[LexborNode, LexborNode] | None:
    """The smallest element around a date that holds a link, and that link; None where it holds too many."""
    row = node.parent
    for _ in range(CLIMB):
        if row is None or row.tag in ("body", "html"):
            return None
        if row.tag == "a" and row.attributes.get("href"):
            return row, row
        links = _links(row)
        if links:
            return (row, max(links, key=_weight)) if len(links) <= ROW_LINKS else None
        row = row.parent
    return None


def _links(node: LexborNode) -> list[LexborNode]:
    """Links that lead to different addresses."""
    return list({link.attributes.get("href"): link for link in reversed(node.css("a[href]"))}.values())


def _weight(link: LexborNode) -> tuple[bool, int]:
    href = link.attributes.get("href") or ""
    return not href.lower().startswith(("javascript:", "mailto:", "#")), len(_title(link))


def _title(link: LexborNode) -> str:
    """The whole title: a list cuts the visible one."""
    whole = (link.attributes.get("title") or "").strip()
    seen = link.text().strip()
    if whole and (not seen or len(whole) >= len(DATE.sub("", seen).strip()) or seen.endswith(("...", "…"))):
        return whole
    return seen


def _grouped(rows: list[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.place].append(row)
    return groups


def _place(container: LexborNode) -> str:
    """A name for where rows stand that is the same on all pages of a list: elements with their id and class."""
    names: list[str] = []
    node: LexborNode | None = container
    while node is not None and node.tag not in ("body", "html") and len(names) < 4:
        attributes = node.attributes
        names.append(".".join(filter(None, (node.tag, attributes.get("id"), attributes.get("class")))))
        node = node.parent
    return " < ".join(names) or "body"


def _score(rows: list[Row], place: str, base: str) -> tuple[float, int]:
    """How much a group looks like the page's own list: many rows, below the page's own folder, not in a side box."""
    folder = urlsplit(base).path.rpartition("/")[0] + "/"
    inside = sum(urlsplit(row.item.url).path.startswith(folder) for row in rows) if folder != "/" else 0
    return (len(rows) + 2 * inside) * (0.1 if SIDE.search(place) else 1), len(rows)
