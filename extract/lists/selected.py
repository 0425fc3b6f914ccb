"""A list read by the selectors of a portal file, for pages that no family reads right."""

from bs4 import BeautifulSoup, Tag

from extract.lists.page import Listing, ListPage, ListRow, Request, item_at
from extract.lists.pager import next_link
from taizhang.addresses import resolve_link
from taizhang.portals import Selectors


def read_selected(page: ListPage, selectors: Selectors) -> Listing:
    """The rows and the next page that the selectors lead to."""
    soup = BeautifulSoup(page.text, "html.parser")
    found = (_read_row(row, page.url, selectors) for row in soup.select(selectors.item))
    items = tuple(dict.fromkeys(item for item in found if item is not None))
    number = page.request.number
    if selectors.next:
        link = soup.select_one(selectors.next)
        url = None
        if link:
            url = resolve_link(page.url, str(link.get("href") or ""))
    else:
        url = next_link(page.text, page.url, number)
    following = None
    if url and items:
        following = Request(url, number + 1, reader="selected")
    return Listing(items, following)


def _read_row(row: Tag, base: str, selectors: Selectors) -> ListRow | None:
    link = row if row.name == "a" else row.select_one(selectors.link)
    if link is None:
        return None
    dated = row.select_one(selectors.date) if selectors.date else row
    title = str(link.get("title") or "") or link.get_text()
    return item_at(base, str(link.get("href") or ""), title, dated.get_text(" ") if dated else "")
