"""The next page of a list by its pager's own links, whatever the family."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from extract.lists.page import ListPage
from taizhang.addresses import resolve_link, same_site
from taizhang.markup import parse_markup

NEXT = re.compile(r"^\W*(?:下一?页|后一?页|下一頁|下頁|next(?: page)?)\W*$|^[›»>]+$", re.IGNORECASE)
# Parameters that number the pages of a list.
NUMBER = re.compile(
    r"^(?:page|pageno|pageindex|pagenum|pagenumber|currentpage|curpage|cur_page|p|pn)$",
    re.IGNORECASE,
)
SCRIPTED = re.compile(r"""[?&](?:page|pageNo|pageIndex|pageNum)=(?=["']\s*\+)""", re.IGNORECASE)
STEM = re.compile(r"""[^"'\s]*$""")
SCRIPTED_COUNT = re.compile(
    r"""\b(?:pageCount|totalPages?|pages)["']?\s*[:=]\s*["']?(\d+)""",
    re.IGNORECASE,
)
COUNT = re.compile(r"(?<![\d/])(\d{1,4})\s*/\s*(\d{1,4})(?![\d/])|共\s*(\d+)\s*页")


def next_link(html: str, base: str, number: int) -> str | None:
    """The address of the page after page `number`; None on the last page.

    A link that says so; else a link on that number; else the page's own address counted on, where
    the pager says that there are more pages.
    """
    tree = parse_markup(html)
    links = [
        (link.text().strip(), link.attributes.get("href") or "") for link in tree.css("a[href]")
    ]
    for text, href in links:
        if NEXT.match(text) and (url := _link_target(href, base)):
            # A pager on its last page often links 下一页 to the page itself.
            if url != base:
                return url
            return None
    for text, href in links:
        # The number alone is no pager: a calendar has links called 2 as well.
        if text == str(number + 1) and (url := _link_target(href, base)) and _are_alike(url, base):
            return url
    return _counted_page(tree, base, number, [href for _, href in links]) or _scripted_page(
        html, base, number
    )


def page_count(text: str) -> int | None:
    """The number of pages that a pager names."""
    found = [(int(match[1] or 0), int(match[2] or match[3])) for match in COUNT.finditer(text)]
    return max((pages for current, pages in found if current <= pages), default=None)


def number_address(url: str, number: int) -> str | None:
    """The address of a page with its number replaced; None where it has none."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(NUMBER.match(name) for name, _ in pairs):
        return None
    return _with_number(parts, pairs, number)


def page_of_interface(url: str, number: int) -> str:
    """The address of an interface's page `number`; one that names no page gets a parameter for it."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if not any(NUMBER.match(name) for name, _ in pairs):
        pairs.append(("page", ""))
    return _with_number(parts, pairs, number)


def goes_on(
    page: ListPage,
    rows: int,
    total: int | None,
    size: int | None = None,
) -> Mapping[str, str] | None:
    """What to remember for the page after one of `rows` rows; None behind the last one.

    The total that an interface names is not always right: behind a full page one more is asked for.
    """
    memory = dict(page.request.memory)
    shown = int(memory.get("shown", "0")) + rows
    full = int(memory.setdefault("full", str(size or rows)))
    if not rows or (total is not None and shown >= total and rows < full):
        return None
    return {**memory, "shown": str(shown)}


def _with_number(parts: SplitResult, pairs: list[tuple[str, str]], number: int) -> str:
    query = urlencode(
        [(name, str(number) if NUMBER.match(name) else value) for name, value in pairs]
    )
    return urlunsplit(parts._replace(query=query))


def number_in(url: str) -> int | None:
    """The number of the page that an address asks for; None where it names none."""
    numbers = (
        value
        for name, value in parse_qsl(urlsplit(url).query)
        if NUMBER.match(name) and value.isdigit()
    )
    return next(map(int, numbers), None)


def _link_target(href: str, base: str) -> str | None:
    url = resolve_link(base, href)
    if url and same_site(url, base):
        return url
    return None


def _are_alike(url: str, base: str) -> bool:
    """Whether two addresses differ in nothing but numbers."""
    if _address_shape(url) == _address_shape(base):
        return True
    return urlsplit(url)._replace(query="") == urlsplit(base)._replace(query="")


def _address_shape(url: str) -> str:
    return re.sub(r"_?\d+", "", url)


def _counted_page(tree: LexborHTMLParser, base: str, number: int, links: list[str]) -> str | None:
    count = None
    if tree.body:
        count = page_count(tree.body.text(separator=" "))
    if count is None or number >= count:
        return None
    targets = filter(None, (_link_target(href, base) for href in links if "?" in href))
    return next(_steps_after([base, *targets], base, number + 1), None)


def _scripted_page(html: str, base: str, number: int) -> str | None:
    """The next page where a script puts its number behind an address (Lonsun: "/content/column/123?pageIndex=")."""
    call = SCRIPTED.search(html)
    count = SCRIPTED_COUNT.search(html) if call else None
    if call is None or count is None or number >= int(count[1]):
        return None
    stem = STEM.search(html[max(0, call.start() - 500) : call.start()])
    url = resolve_link(base, f"{stem[0] if stem else ''}{call[0]}{number + 1}")
    if url and same_site(url, base):
        return url
    return None


def _steps_after(urls: list[str], base: str, number: int) -> Iterator[str]:
    for url in urls:
        if _are_alike(url, base) and (step := number_address(url, number)):
            yield step
