"""大汉 Hanweb jpage: the first records stand as XML in a script of the page, the others come from a data proxy."""

import html
import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from extract.lists.page import Listing, ListPage, Request
from extract.lists.rows import read_fragment
from extract.lists.signatures import list_signature

TOTAL = re.compile(r"<totalrecord>\s*(\d+)|\btotalRecord\s*:\s*(\d+)", re.IGNORECASE)
SIZE = re.compile(r"\bperPage\s*:\s*(\d+)", re.IGNORECASE)
PARAMETERS = re.compile(r"\bproxyParam\s*:\s*\{([^}]*)\}")
PAIR = re.compile(r"""['"]?(\w+)['"]?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,'"\s]+))""")
GROUP = re.compile(r"<nextgroup>\s*<!\[CDATA\[\s*<a[^>]+href=[\"']([^\"']+)", re.IGNORECASE)
# What the family's own script asks for at once.
PAGES_A_CALL = 3


def read_hanweb(page: ListPage) -> Listing | None:
    """A list of this family; None where a page is none."""
    text = page.text
    # The records may stand in the page escaped.
    if "<record>" not in text and "&lt;record&gt;" in text:
        text = html.unescape(text)
    proxy = list_signature("hanweb_proxy").search(text) or list_signature("hanweb_proxy").search(
        page.url
    )
    if proxy is None and page.request.reader != "hanweb":
        return None
    records = [match["item"] for match in list_signature("hanweb_records").finditer(text)]
    if records:
        items = tuple(read_fragment("\n".join(records), page.url))
    else:
        items = ()
    memory = dict(page.request.memory)
    total = _find_number(TOTAL, text)
    if total:
        memory["total"] = str(total)
    if proxy is not None:
        memory.setdefault("proxy", urljoin(page.url, proxy["proxy"]))
        memory.setdefault("size", str(_find_number(SIZE, text) or max(len(items), 15)))
    form = page.request.form or _proxy_parameters(text) or _proxy_query(page.url)
    seen = int(memory.get("seen", "0")) + len(records)
    # Counted by records, not by rows: a record without a usable link still has its number with the
    # proxy.
    memory["seen"] = str(seen)
    known = int(memory.get("total", "0"))
    following = None
    if form and "proxy" in memory and seen < known and (records or page.request.number == 1):
        size = int(memory["size"])
        window = f"startrecord={seen + 1}&endrecord={seen + PAGES_A_CALL * size}&perpage={size}"
        url = f"{memory['proxy']}?{window}"
        following = Request(url, page.request.number + 1, form, reader="hanweb", memory=memory)
    return Listing(items, following, empty=memory.get("total") == "0")


def _proxy_parameters(text: str) -> tuple[tuple[str, str], ...]:
    """What the page's script sends to the proxy; without a script, what the link to the next group says."""
    match = PARAMETERS.search(text)
    if match:
        pairs = ((pair[1], pair[2] or pair[3] or pair[4] or "") for pair in PAIR.finditer(match[1]))
        return tuple(pairs)
    match = GROUP.search(text)
    if match:
        query = parse_qsl(urlsplit(html.unescape(match[1])).query, keep_blank_values=True)
        return tuple((name, value) for name, value in query if name != "page")
    return ()


def _proxy_query(url: str) -> tuple[tuple[str, str], ...]:
    """What an address of the proxy itself asks for, its window of records left out."""
    if "dataproxy" in url:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    else:
        pairs = []
    return tuple(
        (name, value)
        for name, value in pairs
        if name not in ("startrecord", "endrecord", "perpage")
    )


def _find_number(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    if match:
        return int(next(group for group in match.groups() if group))
    return 0
