"""Guangdong's 政府信息公开平台 (gkmlpt), whose lists are JSON, a hundred rows a page.

The interface is /gkmlpt/api/all/<category>?page=N&sid=S. The category is the fragment of the
channel's address (`/gkmlpt/index#4321`), the site's number stands in a script of the page. Page 0
and page 1 may be the same page.
"""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from extract.lists.page import Listing, ListPage, ListRow, Request, plain_title, read_json
from extract.lists.pager import goes_on, number_in, page_of_interface
from extract.lists.signatures import list_signature
from taizhang.addresses import resolve_link
from taizhang.dates import read_list_day
from taizhang.days import day_of


def read_gkmlpt(page: ListPage) -> Listing | None:
    """A list of this platform: the interface's answer, or the page that calls it.

    None where a page is neither.
    """
    if page.text.lstrip()[:1] == "{":
        return _read_answer(page)
    site = None
    if "gkmlpt" in page.url or "gkmlpt" in page.text:
        site = list_signature("gkmlpt_site").search(page.text)
    if site is None:
        return None
    category = urlsplit(page.channel.url).fragment.strip("/") or "0"
    url = urljoin(page.url, f"/gkmlpt/api/all/{category}?page=1&sid={site['sid']}")
    return Listing((), Request(url, 2, reader="gkmlpt"))


def _read_answer(page: ListPage) -> Listing | None:
    data = read_json(page.text)
    articles = data.get("articles") if isinstance(data, dict) else None
    if not isinstance(articles, list):
        return None
    found = [_read_row(page.url, row) for row in articles if isinstance(row, dict)]
    items = tuple(item for item in found if item)
    total = data.get("total")
    following = None
    memory = goes_on(page, len(articles), total if isinstance(total, int) else None)
    if memory is not None:
        url = page_of_interface(page.request.url, (number_in(page.request.url) or 1) + 1)
        following = Request(url, page.request.number + 1, reader="gkmlpt", memory=memory)
    return Listing(items, following, empty=not articles)


def _read_row(base: str, row: dict[str, Any]) -> ListRow | None:
    url = resolve_link(base, str(row.get("url") or row.get("post_url") or ""))
    if url is None:
        return None
    return ListRow(url, plain_title(str(row.get("title") or "")), _read_moment(row.get("date")))


def _read_moment(moment: object) -> date | None:
    """Seconds since 1970, or a date in words, as a day in China."""
    if isinstance(moment, int) or (isinstance(moment, str) and moment.isdigit()):
        return day_of(datetime.fromtimestamp(int(moment), UTC))
    if isinstance(moment, str):
        return read_list_day(moment)
    return None
