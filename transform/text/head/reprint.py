"""The document's own head in a reprint: below a news site's headline and its words on the document.

某市出台修渠办法 … 全文如下： and then the title that the document has, or a line alone that is what the words quote.
"""

import re
from collections.abc import Sequence
from itertools import islice

from transform.lexicon.pattern import Pattern
from transform.model import Line, Part
from transform.text.head.issuers import title_issuers
from transform.text.head.organs import is_organ_line
from transform.text.head.signature import read_full_date
from transform.text.head.title import (
    has_length_of_title,
    opens_letter,
    read_title,
)
from transform.text.head.title_lines import begins_with_matter
from transform.text.head.unworded_title import RULE as UNWORDED
from transform.text.head.values import HeadValue, OwnHead
from transform.text.title_words import is_called, names_column

# Lines in which a site's words end, and lines of the head below them.
_REACH = 24
_HEAD_LINES = 14
_INTRODUCES = Pattern(
    r"(?:通知|公告|通告|意见|办法|方案|规定|条例|公报|文件)(?:的)?全文(?:如下)?[：:]$",
    r"(?:全文|原文|详情|正文|(?:具体|主要|文件)内容)(?:公布|发布|刊登)?如下[：:。]?$",
)
# A letter's opening, whoever it is sent to; a button with a colon (字体：) is shorter.
_ADDRESSES = re.compile(r"(?:各|[^：:]{8})[^：:]*[：:]$")
_COLONS = (":", "：")
# 一、指导思想: below it stand the files that a text speaks of.
_ITEM = re.compile("[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")
# A shorter line may be in the words above it by chance.
_SHORTEST = 8


def take_reprinted_head(part: Part, lines: Sequence[Line], head: OwnHead) -> None:
    """Puts the title and the number that stand below a site's own words in the place of the site's headline."""
    for at, line in enumerate(lines[:_REACH]):
        text = part.text[line.start : line.end].rstrip()
        if _INTRODUCES.may_end(text) and _INTRODUCES.search(text) is not None:
            own = OwnHead()
            read_title(part, list(lines[at + 1 : at + 1 + _HEAD_LINES]), own, frozenset())
            _take_values(own, head)
            return
        if _addresses(text):
            break
    found = head.values.get("title")
    if found is None or found.rule == UNWORDED:
        _take_quoted(part, lines, head)


def _addresses(text: str) -> bool:
    """Whether a line says to whom a letter is sent: it ends with a colon, as few lines do."""
    return text.endswith(_COLONS) and (opens_letter(text) or _ADDRESSES.match(text) is not None)


def _take_values(own: OwnHead, head: OwnHead) -> None:
    """What the document's own head says counts before what the site's says."""
    for name in ("title", "doc_number"):
        if name in own.values:
            head.values[name] = own.values[name]


def _take_quoted(part: Part, lines: Sequence[Line], head: OwnHead) -> None:
    """A line alone that the words above it name, or that names its issuer, where no line above the text ends as titles do."""
    words = above = ""
    for line in islice(lines, _REACH):
        text = part.text[line.start : line.end].strip()
        if _addresses(text) or _ITEM.match(text):
            return
        if read_full_date(text) is not None:
            # Below a letter's signature stands what it issues.
            return
        if has_length_of_title(text) and is_called(text) and not names_column(text):
            if title_issuers(text) or (len(text) >= _SHORTEST and text in words):
                span = line.start, line.end
                head.values["title"] = HeadValue(text, "head_line", part.part_no, span)
                return
            if begins_with_matter(text) and is_organ_line(above):
                start = line.start - len(above) - 1
                title = HeadValue(above + text, "head_line", part.part_no, (start, line.end))
                head.values["title"] = title
                return
        words += f"{text}\n"
        above = text
