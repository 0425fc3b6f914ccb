"""大汉 Hanweb jpaas: a script of the page names an interface and its parameters, the answer's JSON holds HTML rows."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from extract.lists.page import Listing, ListPage, Request, read_json
from extract.lists.rows import read_rows
from extract.lists.signatures import list_signature
from taizhang.markup import parse_markup

SIZE = re.compile(r"""page_?size["']?\s*[:=]\s*["']?(\d+)""", re.IGNORECASE)
PAIR = re.compile(r"""['"]?(\w+)['"]?\s*:\s*(?:'([^']*)'|([^,'"{}\s]+))""")
# How pages name the unit that is their list, and those that are the navigation, the breadcrumb, a
# banner.
LIST_UNIT = re.compile(r"列表|list", re.IGNORECASE)
BODY_UNIT = re.compile(r"内容|信息|右侧|文件|公告")
OTHER_UNIT = re.compile(r"导航|位置|菜单|头|底|名称")
USUAL_SIZE = "15"


def read_jpaas(page: ListPage) -> Listing | None:
    """A list of this platform: the interface's answer, or the page that calls it.

    None where a page is neither.
    """
    if page.text.lstrip()[:1] == "{":
        return _read_answer(page)
    if list_signature("jpaas_unit").search(page.text) is None or page.request.number > 1:
        return None
    units = sorted(_unit_requests(page), key=_rank_unit)
    if not units:
        return None
    # Where the interface has no first page, the page itself shows it and the interface goes on.
    first = units[0]
    beside = {**first.memory, "step": "2", "beside": "1"}
    second = Request(_step_address(first.url, 2), 2, reader="jpaas", memory=beside)
    return Listing((), first, alternatives=(*units[1:], second))


def _rank_unit(unit: Request) -> int:
    """How likely a unit is the list, by its name: the lowest is asked for first."""
    name = unit.memory["tag"]
    if LIST_UNIT.search(name):
        return 0
    if OTHER_UNIT.search(name):
        return 3
    if BODY_UNIT.search(name):
        return 1
    return 2


def _unit_requests(page: ListPage) -> list[Request]:
    """What the page's scripts would ask for: one request a unit."""
    scripts = parse_markup(page.text).css("script[url][querydata]")
    units = [_unit_request(script, page) for script in scripts]
    return [unit for unit in units if unit is not None]


def _unit_request(script: LexborNode, page: ListPage) -> Request | None:
    attributes = script.attributes
    given = attributes.get("querydata") or ""
    values = _read_values(given)
    if not values:
        return None
    # With another size than the page's own, the interface numbers its pages otherwise.
    size = match[1] if (match := SIZE.search(given) or SIZE.search(page.text)) else USUAL_SIZE
    wanted = {**_read_object(values.pop("paramJson", "")), "pageNo": 1, "pageSize": int(size)}
    # The interface wants the spelling that the page uses: bulidstatic on some, buildstatic on
    # others.
    spelled = attributes.get("parsetype")
    if spelled:
        values.setdefault("parseType", spelled)
    query = urlencode([*values.items(), ("paramJson", _pack_values(wanted))])
    memory = {"tag": values.get("tagId", ""), "step": "1", "page": page.url}
    return Request(
        urljoin(page.url, attributes.get("url") or "") + "?" + query,
        2,
        reader="jpaas",
        memory=memory,
    )


def _read_values(attribute: str) -> dict[str, str]:
    """What the attribute holds: JSON, or an object of JavaScript in single quotes.

    Empty where it is neither.
    """
    found = {name: _text_of(value) for name, value in _read_object(attribute).items()}
    return found or {name: quoted or bare for name, quoted, bare in PAIR.findall(attribute)}


def _read_answer(page: ListPage) -> Listing | None:
    inner = _read_object(page.text).get("data")
    html = inner.get("html") if isinstance(inner, dict) else None
    if not isinstance(html, str):
        return None
    memory = dict(page.request.memory)
    items, memory["place"] = read_rows(html, memory["page"], memory.get("place", ""))
    step = int(memory["step"]) + 1
    memory["step"] = str(step)
    # The number of pages in the answer is not always right, and a short page no sure end, for links
    # that lead nowhere are no items: the list ends with an empty page, or with one that repeats
    # what was shown.
    following = None
    if items:
        url = _step_address(page.request.url, step)
        following = Request(url, page.request.number + 1, reader="jpaas", memory=memory)
    return Listing(items, following, empty=not items)


def _step_address(url: str, step: int) -> str:
    parts = urlsplit(url)
    values = dict(parse_qsl(parts.query, keep_blank_values=True))
    values["paramJson"] = _pack_values({**json.loads(values["paramJson"]), "pageNo": step})
    return parts._replace(query=urlencode(values)).geturl()


def _read_object(text: str) -> dict[str, Any]:
    """What a text of JSON holds; empty where it is none, or no object."""
    found = read_json(text)
    if isinstance(found, dict):
        return found
    return {}


def _pack_values(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _text_of(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict):
        return _pack_values(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
