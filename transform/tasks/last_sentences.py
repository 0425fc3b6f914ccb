"""Last sentences of items, which may be clauses: …。县水利局牵头，县财政局配合。 (docs/reading.md, Task, 2)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from transform.actors.labels import LONG_LABEL
from transform.actors.roles import says_only_when
from transform.actors.verbs import ENDS_WITH_VERB
from transform.lexicon.table_patterns import table_pattern
from transform.model import Span

_ENDS = "。！？"
_BLANK = " \t\u3000\xa0"
_ITEM_LABEL = re.compile(
    r"\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[条章节]|[①-⒛㈠-㈩])+"
)
_SEGMENT = re.compile("[，,；;。]")
_LABEL_INSIDE = table_pattern("roles", "label_in_sentence")
_OPENS_WITH_LABEL = re.compile(LONG_LABEL)
# Characters at a segment's end in which its verb stands.
_LONGEST_VERB = 14
# A longer sentence describes; a shorter one names nobody.
_LONGEST = 300
_SHORTEST = 4


def last_sentences(text: str, stops: Sequence[int]) -> Iterator[Span]:
    """The last sentence of each line, without its full stop, blanks and the label of its item.

    `stops` are where items begin, in order: no sentence runs across one.

    >>> text = "一、修渠。县水务局牵头，县财政局配合。"
    >>> [text[start:end] for start, end in last_sentences(text, [0])]
    ['县水务局牵头，县财政局配合。']
    """
    at = 0
    while at < len(text):
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        end = at + len(text[at:line_end].rstrip(_BLANK))
        if end - at >= _SHORTEST:
            span = _last_of(text, at, end)
            if span:
                following = bisect_right(stops, span[0])
                if following == len(stops) or stops[following] >= end:
                    yield span
        at = line_end + 1


def may_assign(sentence: str) -> bool:
    """Whether a sentence may say who does it: one of its last two segments ends with a verb, or a label is in it.

    >>> may_assign("县水利局牵头，县财政局配合，6月底前完成"), may_assign("责任单位为县水利局")
    (True, True)
    >>> may_assign("定期通报进展，确保取得实效")
    False
    """
    segments = _SEGMENT.split(sentence.rstrip("。；;！？"))[-2:]
    if any(
        ENDS_WITH_VERB.search(segment, max(0, len(segment) - _LONGEST_VERB)) for segment in segments
    ):
        return True
    if _OPENS_WITH_LABEL.match(sentence):
        return True
    return _LABEL_INSIDE.search(sentence) is not None


def _last_of(text: str, line: int, end: int) -> Span | None:
    """The last sentence of a line that ends at `end`."""
    body_end = end - 1 if text[end - 1] in "。；;！？" else end
    start = _sentence_start(text, line, body_end)
    if start > line and says_only_when(text[start:body_end]):
        start = _sentence_start(text, line, start - 1)
    if start == line:
        label = _ITEM_LABEL.match(text, line, body_end)
        start = label.end() if label else line
    start += len(text[start:body_end]) - len(text[start:body_end].lstrip(_BLANK))
    if _SHORTEST <= end - start <= _LONGEST:
        return (start, end)
    return None


def _sentence_start(text: str, line: int, end: int) -> int:
    """Where the sentence of a line begins that ends at `end`."""
    return max(line, *[text.rfind(stop, line, end) + 1 for stop in _ENDS])
