"""The text of a document that its page holds in data for its scripts alone: {"title": "…", "content": "<p>…</p>"}."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.markup import refuse_markup
from transform.web.content import HAN, LEAST_PROSE, PROSE
from transform.web.script_values import read_literal

# How the name ends of a string that is a text, and what stands behind it: a string.
_NAMES = ("content", "html", "body", "neirong", "detail", "txt")
_TEXT = re.compile(
    r"[\"']?\s{0,9}[:=]\s{0,9}(?P<raw>\"(?:[^\"\\]|\\.){40,400000}\"|'(?:[^'\\]|\\.){40,400000}')"
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
        for literal in _find_literals(source[:_LONGEST_SOURCE])
        if _is_text(text := read_literal(literal))
    )
    if len(texts) != 1:
        return None
    text = next(iter(texts))
    if refuse_markup(text) is not None:
        return None
    return LexborHTMLParser(f"<body>{text}</body>").body


def _find_literals(source: str) -> Iterator[str]:
    """The strings whose names say that they are a text; a plain search for the names is many times faster than a pattern's."""
    lower = source.lower()
    for name in _NAMES:
        at = lower.find(name)
        while at >= 0:
            match = _TEXT.match(source, at + len(name))
            if match is not None:
                yield match["raw"]
            at = lower.find(name, match.end() if match is not None else at + len(name))


def _is_text(text: str) -> bool:
    if _MARKUP.search(text) is None or PROSE.search(text) is None:
        return False
    return len(HAN.findall(text)) >= LEAST_PROSE
