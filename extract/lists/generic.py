"""Any list of rows with a pager of links, or of numbers in the address; frames are looked into."""

import re

from extract.lists.page import Listing, ListPage, Request
from extract.lists.pager import next_link
from extract.lists.rows import read_rows
from taizhang.addresses import resolve_link, same_site
from taizhang.markup import parse_markup

# What a list says that holds nothing yet (空白栏目).
EMPTY = re.compile(
    r"暂无|暂时没有|没有(?:相关|找到|查询到)|正在更新|正在建设|内容为空|共\s*0\s*条|no\s+records?",
    re.IGNORECASE,
)


def read_generic(page: ListPage) -> Listing:
    """The rows of a page and its next page."""
    memory = dict(page.request.memory)
    items, memory["place"] = read_rows(page.text, page.url, memory.get("place", ""))
    number = page.request.number
    if not items and number == 1 and (frames := _frame_requests(page)):
        return Listing((), frames[0], alternatives=tuple(frames[1:]))
    url = next_link(page.text, page.url, number)
    following = None
    if url and items:
        following = Request(url, number + 1, reader="generic", memory=memory)
    return Listing(items, following, empty=not items and bool(EMPTY.search(page.text)))


def _frame_requests(page: ListPage) -> list[Request]:
    """A list may stand in a frame of its own."""
    tree = parse_markup(page.text)
    sources = (node.attributes.get("src") or "" for node in tree.css("iframe[src], frame[src]"))
    urls = (resolve_link(page.url, source) for source in sources)
    return [
        Request(url, 1, reader="frame")
        for url in dict.fromkeys(urls)
        if url and same_site(url, page.url)
    ]
