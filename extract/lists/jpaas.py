"""大汉 Hanweb jpaas: a script of the page names an interface and its parameters, the answer's JSON holds HTML rows."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.lists.page import Listing, ListPage, Request
from extract.lists.pager import page_count
from extract.lists.rows import read_rows
from extract.lists.signatures import signature

SIZE = re.compile(r"""page_?size["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
PAIR = re.compile(r"""['"]?(\w+)['"]?\s*:\s*(?:'([^']*)'|([^,'"{}\s]+))""")
# How pages name the unit that is their list, and those that are the navigation, the breadcrumb, a banner.
LIST_UNIT = re.compile(r"列表|list", re.IGNORECASE)
BODY_UNIT = re.compile(r"内容|信息|右侧|文件|公告")
OTHER_UNIT = re.compile(r"导航|位置|菜单|头|底|名称")
USUAL_SIZE = "15"


def read(page: ListPage) -> Listing | None:
    """A list of this platform: the interface's answer, or the page that calls it; None where a page is neither."""
    if page.text.lstrip()[:1] == "{":
        return _answer(page)
    if signature("jpaas_unit").search(page.text) is None or page.request.number > 1:
        return None
    units = sorted(_units(page), key=_rank)
    if not units:
        return None
    # Where the interface has no first page, the page itself shows it and the interface goes on.
    first = units[0]
    beside = {**first.memory, "step": "2", "beside": "1"}
    second = Request(_stepped(first.url, 2, first.memory["size"]), 2, reader="jpaas", memory=beside)
    return Listing((), first, alternatives=(*units[1:], second))


def _rank(unit: Request) -> int:
    """How likely a unit is the list, by its name: the lowest is asked for first."""
    name = unit.memory["tag"]
    if LIST_UNIT.search(name):
        return 0
    return 3 if OTHER_UNIT.search(name) else 1 if BODY_UNIT.search(name) else 2


def _units(page: ListPage) -> list[Request]:
    """What the page's scripts would ask for: one request a unit."""
    scripts = LexborHTMLParser(page.text).css("script[url][querydata]")
    return [unit for script in scripts if (unit := _unit(script, page)) is not None]


def _unit(script: LexborNode, page: ListPage) -> Request | None:
    attributes = script.attributes
    given = attributes.get("querydata") or ""
    values = _values(given)
    if not values:
        return None
    size = match[1] if (match := SIZE.search(given) or SIZE.search(page.text)) else USUAL_SIZE
    # The interface wants the spelling that the page uses: bulidstatic on some, buildstatic on others.
    values.setdefault("parseType", attributes.get("parsetype") or "bulidstatic")
    pairs = [(name, value) for name, value in values.items() if name != "paramJson"]
    pairs.append(("paramJson", _parameters(1, size)))
    url = urljoin(page.url, attributes.get("url") or "") + "?" + urlencode(pairs)
    return Request(url, 2, reader="jpaas", memory={"tag": values.get("tagId", ""), "size": size, "step": "1"})


def _values(given: str) -> dict[str, str]:
    """What the attribute holds: JSON, or an object of JavaScript in single quotes; empty where it is neither."""
    try:
        found = json.loads(given)
    except ValueError:
        return {name: quoted or bare for name, quoted, bare in PAIR.findall(given)}
    return {name: _text(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _answer(page: ListPage) -> Listing | None:
    try:
        data = json.loads(page.text)
    except ValueError:
        return None
    inner = data.get("data") if isinstance(data, dict) else None
    html = inner.get("html") if isinstance(inner, dict) else None
    if not isinstance(html, str):
        return None
    memory = dict(page.request.memory)
    items, memory["place"] = read_rows(html, page.url, memory.get("place", ""))
    step = int(memory["step"]) + 1
    memory["step"] = str(step)
    # A short page is no sure end, for links that lead nowhere are no items: where no number of pages is named, the list
    # ends with an empty page, or with one that repeats what was shown.
    pages = page_count(html)
    following = None
    if items and (pages is None or step <= pages):
        url = _stepped(page.request.url, step, memory["size"])
        following = Request(url, page.request.number + 1, reader="jpaas", memory=memory)
    return Listing(items, following, empty=not items)


def _stepped(url: str, step: int, size: str) -> str:
    parts = urlsplit(url)
    pairs = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paramJson"]
    pairs.append(("paramJson", _parameters(step, size)))
    return parts._replace(query=urlencode(pairs)).geturl()


def _parameters(number: int, size: str) -> str:
    return json.dumps({"pageNo": number, "pageSize": int(size)}, separators=(",", ":"))


def _text(value: Any) -> str:  # noqa: ANN401
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
