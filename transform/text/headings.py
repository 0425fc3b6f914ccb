"""The heading of an item: its label and title, on a line of its own or as the first sentence of its paragraph."""

import re

from transform.actors.labels import ANY_LABEL, BULLETS, COLON, GAP
from transform.lexicon.pattern import Pattern, find_places
from transform.text.items import Item

_BREAK = re.compile("[。；;！？]")
_CLAUSE_LINE = Pattern(
    rf"[\s{BULLETS}]*+(?:[（(]?[一二三四五六七八九十\d]{{1,2}}[)）.．、])?"
    rf"[（(\[［【〔〈]?\s*+{ANY_LABEL}(?:{COLON}|{GAP})"
)
_GAP = re.compile(r"\s*[^\s。；：:]{4,40}(?=\s+\S{20})")
_OPENING = "（([【〔"
_CLOSING = frozenset(")）]】〕")
_CLAUSE_BEHIND = re.compile(
    rf"[（(\[【〔][^（()）\n]{{0,12}}?{ANY_LABEL}{COLON}[^\n。]{{2,300}}[)）\]】〕]$"
)
_SENTENCE_END = re.compile("[。！？]")
_LONGEST_HEADING = 60
# Of one that ends with a colon: 工作要求：. A longer line with a colon opens a list.
_LONGEST_OPEN_HEADING = 9
# Of one that ends with 。: a longer one is a paragraph of one sentence.
_LONGEST_CLOSED_HEADING = 45


def find_heading(text: str, item: Item, *, flat: bool) -> None:
    r"""Sets the heading of an item and where its text begins.

    >>> text = "一、修渠\n各县要清淤。"
    >>> item = Item("first", 1, 0, 2, end=len(text))
    >>> find_heading(text, item, flat=False)
    >>> text[slice(*item.heading)], item.own_line, text[item.body :]
    ('一、修渠', True, '\n各县要清淤。')

    On one line (`flat`) a blank is all that is left of the line end between a title and the
    sentences behind it.
    """
    if item.child_starts:
        first_child = item.child_starts[0]
    else:
        first_child = item.end
    line_end = text.find("\n", item.label_end, first_child)
    behind = line_end + 1
    if line_end < 0:
        line_end = behind = first_child
    title = text[item.label_end : line_end].strip()
    item.heading, item.body = (item.start, line_end), item.label_end
    # With items below it a flat item is a heading and no more: its first blank ends it.
    if flat and item.child_starts:
        gap = _GAP.match(text, item.label_end, line_end)
        if gap:
            item.heading = (item.start, gap.end())
            return
    if _is_title_with_clause(title) and _has_body(text, behind, item.end):
        item.own_line, item.body = True, line_end
        return
    # No line of its own: the first sentence of the paragraph is the heading, as offices set it in
    # bold (一、完善制度。各县要…).
    if title:
        sentence_end = _SENTENCE_END.search(text, item.label_end, line_end)
        if sentence_end:
            item.heading = (item.start, sentence_end.end())


def _is_title_with_clause(line: str) -> bool:
    """Whether a line is a title, whatever the clause in brackets says that ends it.

    >>> _is_title_with_clause("平安稳定（包保领导：林远；责任科室：司法所）"), _is_title_with_clause("修渠；修路（含支路）")
    (True, False)
    """
    if is_title(line):
        return True
    if line[-1:] not in _CLOSING:
        return False
    # A title is short, so its clause opens near the line's start: a search of the whole paragraph takes long.
    for start in find_places(line[: _LONGEST_HEADING + 2], _OPENING):
        title = line[:start].rstrip()
        if is_title(title) and not title.endswith("。") and _CLAUSE_BEHIND.match(line, start):
            return True
    return False


def _has_body(text: str, start: int, end: int) -> bool:
    """Whether something follows a heading line other than the labelled lines of a clause."""
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        if text[start:line_end].strip() and not _CLAUSE_LINE.match(text, start, line_end):
            return True
        start = line_end + 1
    return False


def is_title(line: str) -> bool:
    """Whether a line reads as a heading: one short sentence.

    >>> is_title("加强组织领导"), is_title("工作要求：")
    (True, True)

    Neither a part of a sentence is one, nor what opens a list, nor two sentences:

    >>> is_title("加强组织领导，"), is_title("各县区要重点做好以下工作："), is_title("修渠。修路。")
    (False, False, False)
    """
    if not line or len(line) > _LONGEST_HEADING or line[-1] in "，,；;、":
        return False
    if line[-1] in ":：":
        return len(line) <= _LONGEST_OPEN_HEADING
    if line[-1] in "。！？":
        if len(line) > _LONGEST_CLOSED_HEADING:
            return False
        return not _BREAK.search(line, 0, len(line) - 1)
    return not _BREAK.search(line)
