"""Words whose letters were set apart to fill a line: 的  通  知, 组 建 方 案."""

import re
from collections.abc import Iterator

from transform.actors.labels import ANY_LABEL, COLONS
from transform.model import Span

# Three letters or more that each stand alone, or the last word of a title. Two are no sign: 张 三
# signs so, and a blank may be all that is left of a line end.
_APART = re.compile(
    r"(?<!\S)\S(?:[ \t\u3000\xa0]+\S){2,}(?!\S)|(?<!\S)[通意方办规决公]\s+[知见案法定告报](?=\S{0,1}$)"
)
_BLANK = re.compile(r"\s+")
# A label's last letters with a blank before them: few lines hold one.
_LABEL_END = re.compile(
    rf"[ \t\u3000\xa0][\u4e00-\u9fff]{{1,3}}[ \t\u3000\xa0]*(?P<colon>[{COLONS}])"
)
_APART_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff\s])\s*(?P<printed>[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff])+)\s*$"
)
_LONGEST_APART = 32
_LABEL = re.compile(ANY_LABEL)


def close_up(text: str) -> str:
    """The text with such words put together.

    >>> close_up("关于修渠的 通  知"), close_up("组 建 方 案")
    ('关于修渠的 通知', '组建方案')
    >>> close_up("县水务局 县财政局")
    '县水务局 县财政局'
    """
    if " " in text or "\u3000" in text:
        return _APART.sub(lambda match: _BLANK.sub("", match.group()), text)
    return text


def find_blanks_in_labels(text: str) -> Iterator[Span]:
    """The blanks that set the letters of a clause's label apart: 牵 头 单 位：县水利局.

    >>> [text[:start] + "|" for text in ["责任 单位：县水利局"] for start, _ in find_blanks_in_labels(text)]
    ['责任|']
    >>> len(list(find_blanks_in_labels("（牵 头 单 位：县水利局；配 合 单 位：县财政局）")))
    6

    What stands before a label is none of it:

    >>> list(find_blanks_in_labels("县财政局配合 责任单位：县水利局"))
    []
    """
    for end in _LABEL_END.finditer(text):
        colon = end.start("colon")
        reach = _APART_BEFORE.search(text, max(0, colon - _LONGEST_APART), colon)
        if reach is None:
            continue
        printed = reach["printed"]
        if _LABEL.fullmatch(_BLANK.sub("", printed)) is not None:
            start = reach.start("printed")
            for blank in _BLANK.finditer(printed):
                yield start + blank.start(), start + blank.end()
