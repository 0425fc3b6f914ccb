"""开普 Ucap: the list is JSON from /common/search/<channel>, `data.results[]` with title, url and publishedTimeStr."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from extract.lists.page import Listing, ListPage, ListRow, Request, item_at, plain_title, read_json
from extract.lists.pager import goes_on, number_in, page_of_interface
from extract.lists.signatures import list_signature
from taizhang.days import day_of

CHANNEL = re.compile(
    r"""channel_?id["']?\s*[:=]\s*["']([0-9a-f]{8,40})["']"""
    r"""|<meta[^>]+name=["']channelId["'][^>]+content=["']([0-9a-f]{8,40})["']"""
    r"""|<meta[^>]+content=["']([0-9a-f]{8,40})["'][^>]+name=["']channelId["']""",
    re.IGNORECASE,
)
INTERFACES = ("/common/search/", "/searchList/")
SIZE = re.compile(r"\bpage_?size[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)


def read_ucap(page: ListPage) -> Listing | None:
    """A list of this family: the interface's answer, or the page that calls it.

    None where a page is neither.
    """
    if page.text.lstrip()[:1] == "{":
        return _read_answer(page)
    if page.request.number == 1:
        return _read_first_page(page)
    return None


def _read_answer(page: ListPage) -> Listing | None:
    data = _read_data(page.text)
    if data is None:
        return None
    results = data["results"]
    found = [_read_row(page.url, row) for row in results if isinstance(row, dict)]
    items = tuple(item for item in found if item)
    memory = goes_on(
        page,
        len(results),
        _whole_number(data.get("total")),
        _whole_number(data.get("rows")),
    )
    following = None
    if memory is not None:
        number = (_whole_number(data.get("page")) or number_in(page.request.url) or 1) + 1
        url = page_of_interface(page.request.url, number)
        following = Request(url, page.request.number + 1, reader="ucap", memory=memory)
    return Listing(items, following, empty=not results)


def _read_first_page(page: ListPage) -> Listing | None:
    """The first rows where a page shows them to readers without scripts; the interface has them all."""
    interface = next((path for path in INTERFACES if path in page.text), None)
    if interface is None:
        return None
    whole = list_signature("ucap_search").search(page.text)
    named = CHANNEL.search(page.text)
    if whole is None and named is None:
        return None
    channel = next(filter(None, named.groups())) if named else ""
    if whole:
        path = whole["url"].partition("?")[0]
    else:
        path = f"{interface}{channel}"
    size = match[1] if (match := SIZE.search(page.text)) else "10"
    query = f"_isAgg=true&_isJson=true&_pageSize={size}&_template=index&page=1"
    return Listing((), Request(urljoin(page.url, f"{path}?{query}"), 2, reader="ucap"))


def _read_data(text: str) -> dict[str, Any] | None:
    found = read_json(text)
    data = None
    if isinstance(found, dict):
        data = found.get("data", found)
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        return data
    return None


def _read_row(base: str, row: dict[str, Any]) -> ListRow | None:
    title = plain_title(str(row.get("title") or ""))
    item = item_at(base, str(row.get("url") or ""), title, str(row.get("publishedTimeStr") or ""))
    if (
        item is not None
        and item.day is None
        and (moment := _whole_number(row.get("publishedTime")))
    ):
        day = day_of(datetime.fromtimestamp(moment / 1000, UTC))
        return ListRow(item.url, item.title, day)
    return item


def _whole_number(value: object) -> int | None:
    if isinstance(value, int) or (isinstance(value, str) and value.isdigit()):
        return int(value)
    return None
