"""TRS WCM and 海云: index.html, index_1.html, ….

The pager is a script that names a number of pages, not always right.

`createPageHTML(N, i, "index", "html")`; sites of Guangxi pass a fifth value, the number of
documents, and count the pages again from it. So N is a hint: behind a last page that is full one
more is asked for, and if there is none, that was the end. Ucap calls a function of the same name
that counts from 1: the second page then is index_2.
"""

import re
from urllib.parse import urljoin

from extract.lists.page import Listing, ListPage, Request
from extract.lists.pager import next_link
from extract.lists.rows import read_rows
from extract.lists.signatures import list_signature


def read_trs(page: ListPage) -> Listing | None:
    """A list of this family; None where a page is none."""
    pager, count = (
        list_signature("trs_pager").search(page.text),
        list_signature("trs_count").search(page.text),
    )
    if pager is None and count is None and page.request.reader != "trs":
        return None
    memory = dict(page.request.memory)
    items, memory["place"] = read_rows(page.text, page.url, memory.get("place", ""))
    size = int(memory.setdefault("size", str(len(items))))
    base = int(memory.setdefault("base", pager["current"] if pager else "0"))
    pages, number = _count_pages(pager, count, size), page.request.number
    following = None
    if items and (number < pages or (pages > 1 and len(items) >= size)):
        stem, suffix = (pager["stem"], pager["suffix"]) if pager else _page_name(page.url)
        url = None if pager else next_link(page.text, page.url, number)
        url = url or urljoin(
            memory.setdefault("folder", page.url), f"{stem}_{base + number}.{suffix}"
        )
        following = Request(url, number + 1, reader="trs", memory=memory, probe=number >= pages)
    return Listing(items, following)


def _count_pages(pager: re.Match[str] | None, count: re.Match[str] | None, size: int) -> int:
    if pager:
        pages = int(pager["pages"])
    else:
        pages = int(count["pages"]) if count else 1
    if pager and pager["total"] and size:
        pages = max(pages, -(-int(pager["total"]) // size))
    return pages


def _page_name(url: str) -> tuple[str, str]:
    """How the pages of a list are named after one of them: `home_0.htm` is followed by `home_1.htm`."""
    name, _, suffix = url.rpartition("/")[2].rpartition(".")
    if name:
        return (re.sub(r"_\d+$", "", name), suffix)
    return ("index", "html")
