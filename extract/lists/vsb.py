"""博达 VSB: the newest page is tzgg.htm, the second tzgg/<N-1>.htm, the oldest tzgg/1.htm.

The numbers shift when a page is added: the pager's own link is followed, the count is used only
where it is a script.
"""

from urllib.parse import urljoin

from extract.lists.page import Listing, ListPage, Request
from extract.lists.pager import next_link
from extract.lists.rows import read_rows
from extract.lists.signatures import list_signature


def read_vsb(page: ListPage) -> Listing | None:
    """A list of this family; None where a page is none."""
    pager = list_signature("vsb_pager").search(page.text)
    if pager is None and page.request.reader != "vsb":
        return None
    memory = dict(page.request.memory)
    items, memory["place"] = read_rows(page.text, page.url, memory.get("place", ""))
    url = next_link(page.text, page.url, page.request.number)
    if url is None and pager is not None:
        url = _count_down(
            memory.setdefault("first", page.url),
            int(pager["pages"]),
            page.request.number,
        )
    return Listing(
        items,
        Request(url, page.request.number + 1, reader="vsb", memory=memory) if url else None,
    )


def _count_down(first: str, pages: int, number: int) -> str | None:
    """The address of the page after page `number` of `pages`, counted down from the channel's own address."""
    if number >= pages:
        return None
    folder, _, name = first.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    return urljoin(first, f"{folder}/{stem}/{pages - number}.{suffix}")
