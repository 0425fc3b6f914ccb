"""Rows of a list found without selectors: links beside a date, where most of them stand.

Navigation, calendars and link collections bear no dates; lists of documents do, on nearly every
portal. Where a list gives none, links that look like a family's articles are taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.lists.page import ListRow, item_at
from taizhang.addresses import resolve_link, same_site
from taizhang.dates import NUMERIC
from taizhang.families import is_article_path
from taizhang.handlers import address_of
from taizhang.markup import parse_markup

# What stands alone in an element and is a date, or a part of one: 11-08, [11月8日], 2026-11 above 08.
SHORT = re.compile(
    r"[\[(（【]?\s*(?:(?:1[0-2]|0[1-9])\s*[-/.]\s*(?:3[01]|[12]\d|0[1-9])|(?:1[0-2]|0?[1-9])月(?:3[01]|[12]\d|0?[1-9])日)"
    r"\s*[\])）】]?|(?:19|20)\d\d\s*[-/.年]\s*(?:1[0-2]|0?[1-9])月?"
)
LONGEST_SHORT = 30
# Letters of a date with its label.
LONGEST_DATE = 16
LONGEST_LABEL = 8  # letters: "发布时间：", brackets
ROWS = frozenset({"li", "tr", "dl"})
BY_DATE = re.compile(r"(?:[\d-]+(?:/[\d-]+)*)?")
# Levels between a date and the row that holds it: nested layout tables.
CLIMB = 6
# Levels between a link and the row that holds nothing else.
MOST_AROUND = 20
# Letters of a row that are looked at for its date.
LONGEST_TEXT = 2000
# Letters of a title: 打印 beside a date is none.
LEAST_TITLE = 6
# What an article's link without a date counts for: a menu may hold many.
UNDATED = 0.15
# A row may link its document, its channel and a file; more links are no row.
ROW_LINKS = 3
LINK = "a[href], a[onclick]"
SIDE = re.compile(
    r"nav|side|foot|friend|link|hot|rank|crumb|recommend|xgwd|weizhi|menu",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the place it stands in.

    `link` tells the row's link from others, `dated` whether it bears a date.
    """

    item: ListRow
    place: str
    link: int
    dated: bool


def read_rows(html: str, base: str, place: str = "") -> tuple[tuple[ListRow, ...], str]:
    """The rows of the list on a page, and the places of the page.

    The list's own, and those beside it.

    `place` is what the list's first page gave: later pages are read there, though another box may
    hold more.
    """
    page = RowFinder(parse_markup(html), base)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in {row.link: row for row in (*page.find_articles(), *page.find_dated())}.values():
        groups[row.place].append(row)
    here, *others = place.split("\n")
    if here not in groups:
        # What stood beside the list on its first page is not the list on a later one.
        new = [name for name in groups if name not in others]
        if not new:
            return (), place
        here = max(new, key=lambda name: _score(groups[name], name, base))
        place = "\n".join([here, *others, *(name for name in new if name != here)])
    items: dict[str, ListRow] = {}
    elsewhere = chain.from_iterable(group for name, group in groups.items() if name != here)
    above = [row for row in elsewhere if _is_own(row.item.url, base)]
    for row in (*above, *groups[here]):
        # A dated row wins over the same link without a date, wherever it stands.
        if row.dated or row.item.url not in items:
            items[row.item.url] = row.item
    return tuple(items.values()), place


def find_dead_rows(html: str, base: str) -> tuple[str, ...]:
    """The titles of rows among those of a list whose link is a script that names no address: show(14)."""
    if "javascript:" not in html and "onclick" not in html:
        return ()
    page = RowFinder(parse_markup(html), base)
    places = {row.place for row in page.find_dated()}
    return tuple(dict.fromkeys(title for place, title in page.dead if place in places))


def read_fragment(html: str, base: str) -> Iterator[ListRow]:
    """The rows of an answer that holds nothing but rows, such as the records of an interface."""
    tree = parse_markup(html)
    found = [row.item for row in RowFinder(tree, base).find_dated()]
    if not found:
        links = ((link, address_of(link.attributes)) for link in tree.css(LINK))
        items = [item_at(base, href, _title(link), "") for link, href in links]
        found = [item for item in items if item]
    yield from dict.fromkeys(found)


class RowFinder:
    """Finds rows on one page; what an element holds is found out once, whatever stands in it."""

    def __init__(self, tree: LexborHTMLParser, base: str) -> None:
        self._tree, self._base = tree, base
        # Rows whose link leads nowhere: where they stand, and their titles.
        self.dead: list[tuple[str, str]] = []
        self._links: dict[int, tuple[LexborNode, ...]] = {}
        self._texts: dict[int, str] = {}
        self._beside: dict[tuple[int, int], str] = {}

    def find_dated(self) -> Iterator[Row]:
        """Links that stand beside a date; of several dates beside one link, the last."""
        body = self._tree.body
        if body is None:
            return
        found: dict[int, tuple[LexborNode, LexborNode, str]] = {}
        for node in body.traverse(include_text=True):
            text = ""
            if node.tag == "-text":
                text = node.text_content or ""
            date = NUMERIC.search(text) or (
                SHORT.fullmatch(text.strip()) if len(text) < LONGEST_SHORT else None
            )
            place = None
            if date is not None:
                place = self._row_of(node, len(text.strip()) - len(date[0]))
            if place is not None:
                found[place[1].mem_id] = (*place, text)
        for row, link, text in found.values():
            dated = f"{text[:LONGEST_TEXT]} {self._text_beside(row, link)}"
            item = item_at(self._base, address_of(link.attributes), _title(link), dated)
            if item is not None and row.parent is not None:
                yield Row(item, _place(row.parent), link.mem_id, dated=True)
            elif row.parent is not None and len(_title(link)) >= LEAST_TITLE:
                self.dead.append((_place(row.parent), _title(link)))

    def find_articles(self) -> Iterator[Row]:
        """Links that look like a family's articles."""
        for link in self._tree.css(LINK):
            href = address_of(link.attributes)
            url = resolve_link(self._base, href)
            if url is None or not is_article_path(urlsplit(url).path):
                continue
            row = self._row_around(link)
            item = item_at(self._base, href, _title(link), self._text_of(row))
            if item is not None and row.parent is not None:
                yield Row(item, _place(row.parent), link.mem_id, dated=False)

    def _text_of(self, row: LexborNode) -> str:
        if row.mem_id not in self._texts:
            self._texts[row.mem_id] = row.text(separator=" ")[:LONGEST_TEXT]
        return self._texts[row.mem_id]

    def _row_of(self, date: LexborNode, more: int) -> tuple[LexborNode, LexborNode] | None:
        """The smallest element around a date that holds a link, and that link.

        None where it holds too many.

        `more` is how many letters stand beside the date in its own text: a date in a title is not
        the row's.
        """
        # Upwards from the date, not downwards from the page: what a list's rows are called differs
        # from site to site, a date beside a link does not.
        row = date.parent
        for _ in range(CLIMB):
            if row is None or row.tag in ("body", "html"):
                return None
            # A row may be its own link: <li onclick="location='/zwgk/14.html'">.
            is_link = row.tag == "a" or (row.tag in ROWS and not self._links_in(row))
            if is_link and address_of(row.attributes):
                if more <= LONGEST_LABEL:
                    return (self._row_around(row), row)
                return None
            links = self._links_in(row)
            if links:
                if len(links) <= ROW_LINKS:
                    return (row, max(links, key=_weight))
                return None
            row = row.parent
        return None

    def _text_beside(self, row: LexborNode, link: LexborNode) -> str:
        """The text of a row without its title, which may name another day."""
        key = row.mem_id, link.mem_id
        if key not in self._beside:
            texts = []
            for node in row.traverse(include_text=True):
                text = ""
                if node.tag == "-text":
                    text = (node.text_content or "").strip()
                if text and (len(text) <= LONGEST_DATE or not _is_inside(node, link)):
                    texts.append(text)
            self._beside[key] = " ".join(texts)[:LONGEST_TEXT]
        return self._beside[key]

    def _row_around(self, link: LexborNode) -> LexborNode:
        """The row of a link that bears its date itself, or none."""
        row = link
        for _ in range(MOST_AROUND):
            parent = row.parent
            if (
                row.tag in ROWS
                or parent is None
                or parent.tag == "body"
                or len(self._links_in(parent)) != 1
            ):
                break
            row = parent
        return row

    def _links_in(self, node: LexborNode) -> tuple[LexborNode, ...]:
        """Links that lead to different addresses; no more of them than tell that it is no row."""
        found = self._links.get(node.mem_id)
        if found is None:
            links: dict[str | None, LexborNode] = {}
            # Backwards, so that of two links to one address the first stays.
            for link in reversed(node.css(LINK)):
                links[address_of(link.attributes)] = link
            found = self._links[node.mem_id] = tuple(links.values())[: ROW_LINKS + 1]
        return found


def _is_inside(node: LexborNode, link: LexborNode) -> bool:
    around = node.parent
    while around is not None and around.mem_id != link.mem_id:
        around = around.parent
    return around is not None


def _weight(link: LexborNode) -> tuple[bool, int]:
    href = address_of(link.attributes)
    return not href.lower().startswith(("javascript:", "mailto:", "#")), len(_title(link))


def _title(link: LexborNode) -> str:
    """The whole title: a list cuts the visible one."""
    whole = (link.attributes.get("title") or "").strip()
    seen = link.text().strip()
    if whole and (
        not seen or len(whole) >= len(NUMERIC.sub("", seen).strip()) or seen.endswith(("...", "…"))
    ):
        return whole
    # A row that is its own link holds its date too.
    return NUMERIC.sub("", seen).strip() if link.tag in ROWS else seen


def _place(container: LexborNode) -> str:
    """A name for where rows stand that is the same on all pages of a list: elements with id and class."""
    names: list[str] = []
    node: LexborNode | None = container
    while node is not None and node.tag not in ("body", "html") and len(names) < 4:
        attributes = node.attributes
        names.append(
            ".".join(
                filter(
                    None,
                    (node.tag, attributes.get("id"), attributes.get("class")),
                )
            )
        )
        node = node.parent
    return " < ".join(names) or "body"


def _is_own(url: str, base: str) -> bool:
    """Whether an article lies in the list's own folder or in one of its folders by date.

    A headline above the list leads elsewhere.
    """
    folder, path = urlsplit(base).path.rpartition("/")[0] + "/", urlsplit(url).path
    own = folder != "/" and path.startswith(folder) and same_site(url, base)
    if not own:
        return False
    if BY_DATE.fullmatch(path[len(folder) :].rpartition("/")[0]) is None:
        return False
    return is_article_path(path)


def _score(rows: list[Row], place: str, base: str) -> tuple[float, int]:
    """How much a group looks like the page's own list: many rows, below its own folder, in no side box."""
    folder = urlsplit(base).path.rpartition("/")[0] + "/"
    score = 0.0
    for row in rows:
        inside = folder != "/" and urlsplit(row.item.url).path.startswith(folder)
        score += (1 + 2 * inside) if row.dated else (UNDATED + inside)
    # A side box may hold more rows than the list; it is the list only where nothing else looks like
    # one.
    return score * (0.1 if SIDE.search(place) else 1), len(rows)
