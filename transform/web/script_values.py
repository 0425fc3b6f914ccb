"""A title and a day that a page gives to its scripts alone: var docTitle = '…'; Fbrq = "2017-07-02"; {"title":"…"}."""

import json
import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from taizhang.dates import find_day, read_day
from taizhang.doc_numbers import read_doc_number
from transform.lexicon.pattern import Pattern
from transform.text.publish_line import PrintedDay, labelled_day
from transform.text.title_words import is_called

# A value that begins as a day does, and the name before it: of what (pub, fb), and what it is
# (date, time, sj).
_VALUE = Pattern(r"['\"](?P<raw>(?:19|20)\d\d[^'\"<>]{2,36})['\"]")
_NAME = re.compile(
    r"(?<![a-z])(?P<name>[a-z_]{0,13}(?:pub|fb|fabu|rel|release|issue|post)(?:lish(?:ed)?|ed|lic)?_?"
    r"(?:date|data|time|day|rq|riqi|sj|shijian)[a-z]{0,4}|date_?published)['\"]?\s*[=:]\s*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 48
_TITLE = re.compile(
    r"\b(?P<name>[a-z]{0,12}_?(?:title|biaoti|bt))\s*[=:]\s*(?P<quote>['\"])(?P<raw>[^'\"<>]{6,200})(?P=quote)",
    re.IGNORECASE,
)
_DAY_NAME = re.compile(_NAME.pattern.removesuffix(r"['\"]?\s*[=:]\s*$") + "$", re.IGNORECASE)
_TITLE_NAME = re.compile(r"[a-z]{0,12}[_-]?(?:title|biaoti|bt)", re.IGNORECASE)
# {"title":"…"}: data, of which a page may hold those of other articles too.
_KEY = re.compile(
    r"itle[\"']?\s{0,9}:\s{0,9}(?P<raw>\"(?:[^\"\\<>]|\\.){6,1200}\"|'(?:[^'\\<>]|\\.){6,1200}')"
)
# Data of more articles are a list's, and each costs a look through the source.
_MOST_KEYS = 200
_KEY_BEGINS = re.compile(r"(?<![A-Za-z])[A-Za-z_]{0,13}[tT]$")
# var nextTitle: of another article, or of the site.
_OF_OTHERS = re.compile(
    r"prev?_?|next|last|site|web|col|chan|relat|hot|list|up_?t|down", re.IGNORECASE
)
# The data of an article are called so, or hold its text.
_OF_ARTICLE = re.compile(
    r"(?:article|detail|news|doc(?:ument)?|info)(?:data|info)?[\"']?\s*[=:]\s*$", re.IGNORECASE
)
_HOLDS_TEXT = re.compile(
    r"[\"']?\b[a-z_]{0,16}(?:content|html|neirong)[\"']?\s*:\s*[\"'][^\"']{0,9}[<\\]", re.IGNORECASE
)
_NUMBER_ENDS = ('号"', '\\u53f7"')
_NUMBER_KEY = re.compile(
    r"\"(?P<name>(?:doc|file|document|wen|fawen)_?(?:no|num|number|code|hao|zh)|wenhao|fwzh)\"\s*:\s*"
    r"(?P<raw>\"(?:[^\"\\<>]|\\.){5,200}\")",
    re.IGNORECASE,
)
# The end of such a name before a value. It begins with a letter that the search leaps to: the whole
# name may begin at every word of a page.
_TITLE_VALUE = re.compile(
    r"[tTbB](?i:(?<=t)itle|(?<=b)iaoti|(?<=b)t)\s*[=:]\s*['\"]",
)
_BEFORE_TITLE, _LONGEST_TITLE = 13, 201
_WRITTEN = re.compile(
    r"document\.write(?:ln)?\(\s*(?P<quote>['\"])(?P<raw>[^'\"]{3,200})(?P=quote)(?:\s*\+\s*(?P<name>[A-Za-z_]\w{0,30}))?"
)
_TAG = re.compile(r"<[^<>]*>|^[^<>]*>")
# Characters before a script in which the label of what it writes stands.
_NEAR = 80
# Pages are smaller; behind it stand data of pictures.
_LONGEST_SOURCE = 400_000


def script_day(source: str) -> tuple[PrintedDay, str] | None:
    """The publish day in a script's variable or in what a script writes, with the variable's name or the label.

    >>> day, name = script_day('var pubDate = "2021-04-08 09:30";')
    >>> day.raw, name
    ('2021-04-08 09:30', 'pubDate')
    >>> script_day('var endDate = "2021-04-08";') is None
    True
    """
    for value in _VALUE.scan(source[:_LONGEST_SOURCE]):
        name = _NAME.search(source, max(0, value.start() - _LONGEST_NAME), value.start())
        if name is not None:
            day = read_day(value["raw"])
            if day is not None:
                return PrintedDay(day, value["raw"]), name["name"]
    for match in _WRITTEN.finditer(source, 0, _LONGEST_SOURCE):
        raw = match["raw"] + _value_of(source, match["name"])
        if find_day(raw):
            written = labelled_day(raw) or labelled_day(_text_before(source, match.start()) + raw)
            if written:
                return written, written.label or "document.write"
    return None


def _text_before(source: str, at: int) -> str:
    """What the page prints right before a script: 发布时间：<script>document.write("2021-04-08")."""
    return _TAG.sub("", source[max(0, at - _NEAR) : at]).rpartition("\n")[2].lstrip(">")


def _value_of(source: str, name: str | None) -> str:
    """What a script's variable holds; nothing where it has none."""
    if not name:
        return ""
    assigned = rf"\b{name}\s*=\s*['\"]([^'\"<>]{{1,40}})['\"]"
    match = re.search(assigned, source[:_LONGEST_SOURCE])
    return match[1] if match else ""


def script_title(source: str, url: str | None = None) -> tuple[str, str] | None:
    """The title in a script's variable, where it ends as titles do, with the variable's name.

    >>> script_title("var docTitle = '关于修渠的通知';")
    ('关于修渠的通知', 'docTitle')
    >>> script_title("var siteTitle = '青山县水务局';") is None
    True
    >>> script_title("var nextTitle = '关于修渠的通知';") is None
    True
    """
    for match in _titles_in(source):
        title = " ".join(match["raw"].split())
        if is_called(title) and _OF_OTHERS.match(match["name"]) is None:
            return title, match["name"]
    return _title_in_data(source, url)


def _title_in_data(source: str, url: str | None) -> tuple[str, str] | None:
    """The title in the data of the page's own article: they are called so, hold its text or its address.

    >>> _title_in_data('var article = {"title": "关于修渠的通知"}', None)
    ('关于修渠的通知', 'title')
    >>> _title_in_data('var next = {"title": "关于修渠的通知", "url": "2.html"}', None) is None
    True
    """
    found: dict[str, str] = {}
    if "itle" in source:
        for match in islice(_KEY.finditer(source, 0, _LONGEST_SOURCE), _MOST_KEYS):
            begins = _KEY_BEGINS.search(
                source, max(0, match.start() - _BEFORE_TITLE), match.start()
            )
            title = " ".join(read_literal(match["raw"]).split())
            if begins is None or not is_called(title):
                continue
            if _is_of_page(source, begins.start(), match.end(), url):
                found.setdefault(title, source[begins.start() : match.start() + len("itle")])
    if len(found) == 1:
        return next(iter(found.items()))
    return None


def _is_of_page(source: str, start: int, end: int, url: str | None) -> bool:
    """Whether the data around a place are those of the page's own article."""
    opened = source.rfind("{", 0, start)
    if opened < 0 or "}" in source[opened:start]:
        return False
    if _OF_ARTICLE.search(source, max(0, opened - _LONGEST_NAME), opened):
        return True
    ends = [place for mark in "{}" if (place := source.find(mark, end)) >= 0]
    data = source[opened : min(ends, default=len(source))]
    return (url is not None and url in data.replace("\\/", "/")) or _HOLDS_TEXT.search(
        data
    ) is not None


def data_number(source: str) -> tuple[str, str] | None:
    """The only document number in a page's data under a name that says so: {"documentNumber": "青政发〔2021〕3号"}."""
    if not any(end in source for end in _NUMBER_ENDS):
        return None
    found = {
        literal: match["name"]
        for match in _NUMBER_KEY.finditer(source, 0, _LONGEST_SOURCE)
        if read_doc_number(literal := read_literal(match["raw"])) is not None
    }
    return next(iter(found.items())) if len(found) == 1 else None


def read_literal(quoted: str) -> str:
    r"""What a string in quotation marks says; nothing where it is none.

    >>> read_literal(r'"\u4fee\u6e20"'), read_literal('"')
    ('修渠', '')
    """
    if quoted[:1] == "'":
        quoted = '"' + quoted[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    try:
        value = json.loads(quoted, strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def hidden_title(tree: LexborHTMLParser) -> tuple[str, str] | None:
    """The title in a hidden field of a form that is called so: <input type=hidden id=articleTitle value=…>."""
    for name, value in _hidden_fields(tree):
        title = " ".join(value.split())
        if _TITLE_NAME.fullmatch(name) and is_called(title):
            return title, name
    return None


def hidden_day(tree: LexborHTMLParser) -> tuple[str, str] | None:
    """The publish day in a hidden field of a form that is called so."""
    for name, value in _hidden_fields(tree):
        if _DAY_NAME.fullmatch(name) and read_day(value):
            return value, name
    return None


def _hidden_fields(tree: LexborHTMLParser) -> Iterator[tuple[str, str]]:
    for node in tree.css("input[type=hidden][value]"):
        value = node.attrs.sget("value")
        for name in (node.attrs.get("id"), node.attrs.get("name")):
            if name and value:
                yield name, value


def complete_title(source: str, stem: str) -> str | None:
    """The title that a page's source holds whole, in quotation marks or between tags, where it printed it cut.

    >>> complete_title('<a title="关于修渠引水的通知">', "关于修渠引")
    '关于修渠引水的通知'

    Two that begin alike leave it open:

    >>> complete_title('"关于修渠引水的通知" "关于修渠引水的意见"', "关于修渠引") is None
    True
    """
    begun = re.compile(rf"['\">;]\s{{0,9}}({re.escape(stem)}[^'\"<>\n]{{1,120}})(?=['\"<])")
    whole = {
        text
        for match in begun.finditer(source, 0, _LONGEST_SOURCE)
        if is_called(text := match[1].strip())
    }
    return whole.pop() if len(whole) == 1 else None


def _titles_in(source: str) -> Iterator[re.Match[str]]:
    """What is called a title, each sought around the end of its name."""
    done = 0
    for value in _TITLE_VALUE.finditer(source, 0, _LONGEST_SOURCE):
        start = max(done, value.start() - _BEFORE_TITLE)
        end = min(value.end() + _LONGEST_TITLE, _LONGEST_SOURCE)
        match = _TITLE.search(source, start, end)
        if match is not None and match.start() <= value.start():
            yield match
            done = match.end()
