"""The text of a document that its page holds in data for its scripts alone: {"title": "…", "content": "<p>…</p>"}."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.markup import refuse_markup
from transform.web.content import HAN, LEAST_PROSE, PROSE
from transform.web.script_values import read_literal

# A string with marks of HTML whose name says that it is the text.
_TEXT = re.compile(
    r"(?P<mark>[\"']?)\b(?P<name>[a-z_]{0,16}(?:content|html|body|neirong|detail|txt))(?P=mark)\s*[:=]\s*"
    r"(?P<raw>\"(?:[^\"\\]|\\.){40,400000}\"|'(?:[^'\\]|\\.){40,400000}')",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:p|div|span|br|table)\b", re.IGNORECASE)
_LONGEST_SOURCE = 2_000_000


def find_scripted_body(source: str) -> LexborNode | None:
    """The only text with marks of HTML among a page's data; of several any may be another article's.

    >>> page = '{"title": "关于修渠的通知", "content": "<p>' + "各镇要清淤修渠，修补渠段。" * 4 + '</p>"}'
    >>> find_scripted_body(page).text()[:6]
    '各镇要清淤修'
    >>> find_scripted_body(page + page.replace("各镇", "各县")) is None
    True
    """
    texts = dict.fromkeys(
        text
        for match in _TEXT.finditer(source, 0, _LONGEST_SOURCE)
        if _is_text(text := read_literal(match["raw"]))
    )
    if len(texts) != 1:
        return None
    text = next(iter(texts))
    if refuse_markup(text) is not None:
        return None
    return LexborHTMLParser(f"<body>{text}</body>").body


def _is_text(text: str) -> bool:
    if _MARKUP.search(text) is None or PROSE.search(text) is None:
        return False
    return len(HAN.findall(text)) >= LEAST_PROSE
