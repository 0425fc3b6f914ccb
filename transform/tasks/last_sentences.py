"""Last sentences of items, which may be clauses: …。县水利局牵头，县财政局配合。 (docs/reading.md, Task, 2)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transform.actors.labels import COLON, DEADLINE_LABEL, LONG_LABEL
from transform.actors.roles import says_only_when
from transform.actors.verbs import ends_with_verb
from transform.lexicon.table_patterns import table_pattern
from transform.model import OF_A_DOCUMENT, Span

_STOPS = "。；;！？"
_BLANK = " \t\u3000\xa0"
_ITEM_LABEL = re.compile(
    r"\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[条章节]|[①-⒛㈠-㈩])+"
)
_LABEL_INSIDE = table_pattern("roles", "label_in_sentence")
# …负责。完成时限：6月底: when it is due stands behind who does it.
_IS_DEADLINE = re.compile(rf"\s*{DEADLINE_LABEL}{COLON}")
_OPENS_WITH_LABEL = re.compile(LONG_LABEL)
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
    for line in text.split("\n"):
        span = _last_of(line)
        if span is not None:
            start, end = at + span[0], at + span[1]
            following = bisect_right(stops, start)
            if following == len(stops) or stops[following] >= end:
                yield start, end
        at += len(line) + 1


# Asked for a document's clauses, then for the doubts of each of its tasks.
@lru_cache(maxsize=OF_A_DOCUMENT)
def may_assign(sentence: str) -> bool:
    """Whether a sentence may say who does it: one of its last two segments ends with a verb, or a label is in it.

    >>> may_assign("县水利局牵头，县财政局配合，6月底前完成"), may_assign("责任单位为县水利局")
    (True, True)
    >>> may_assign("定期通报进展，确保取得实效")
    False
    """
    end = len(sentence.rstrip(_STOPS))
    last = _segment_start(sentence, end)
    if ends_with_verb(sentence[last:end]):
        return True
    if last and ends_with_verb(sentence[_segment_start(sentence, last - 1) : last - 1]):
        return True
    if _OPENS_WITH_LABEL.match(sentence):
        return True
    return _LABEL_INSIDE.holds(sentence)


def _segment_start(sentence: str, end: int) -> int:
    """Where the segment begins that ends at `end`."""
    # Spelled out: a list of them costs as much again.
    return 1 + max(
        sentence.rfind("，", 0, end),
        sentence.rfind(",", 0, end),
        sentence.rfind("；", 0, end),
        sentence.rfind(";", 0, end),
        sentence.rfind("。", 0, end),
    )


@lru_cache(maxsize=OF_A_DOCUMENT)
def _last_of(line: str) -> Span | None:
    """The last sentence of a line."""
    end = len(line.rstrip(_BLANK))
    if end < _SHORTEST:
        return None
    body_end = end - 1 if line[end - 1] in _STOPS else end
    start = _sentence_start(line, body_end)
    if start and (says_only_when(line[start:body_end]) or _IS_DEADLINE.match(line, start)):
        start = _sentence_start(line, start - 1)
    if not start:
        label = _ITEM_LABEL.match(line, 0, body_end)
        start = label.end() if label else 0
    start += len(line[start:body_end]) - len(line[start:body_end].lstrip(_BLANK))
    if _SHORTEST <= end - start <= _LONGEST:
        return (start, end)
    return None


def _sentence_start(line: str, end: int) -> int:
    """Where the sentence begins that ends at `end`."""
    return 1 + max(line.rfind("。", 0, end), line.rfind("！", 0, end), line.rfind("？", 0, end))
