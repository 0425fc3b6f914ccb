"""The pieces of a part's text: the covering notice, the plans that follow it, their annexes."""

import re
from dataclasses import dataclass

from transform.lexicon import alternatives, table
from transform.model import Line, Part

_WORD = alternatives("kinds", "document_word")
_TITLE_END = re.compile(rf"{_WORD}(?:[（(〔][^（）()]{{1,24}}[)）〕])*$")
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]|第[一二三四五六七八九十\d]{1,3}[条章]|[①-⑳]|[（(〔\[【]"
)
_DATE = re.compile(r"\s*(?:(?:19|20)\d{2}|[二一][〇○零ＯO九一二三四五六七八]{3})\s*年[^\n]{1,6}月[^\n]{1,5}日\s*$")
_ANNEX = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]{0,2}\s*[:：.]?\s*$")
_CLOSING = re.compile("(?:" + "|".join(e["pattern"] for e in table("headings", "closing")) + ")")
_END = re.compile("(?:" + "|".join(e["pattern"] for e in table("headings", "end")) + ")")
_NOT_WORK = re.compile(
    r"(?:表|名单|目录|清单|模板|样表|样式|公示|指南|说明|须知|函)(?:[（(〔][^（）()]{1,24}[)）〕])*$"
)
# 附：某某专班成员名单 says what follows; 附件：1.… 2.… only lists what there is.
_ANNEX_HEAD = re.compile(r"附\s*件?\s*\d{0,2}\s*[:：]\s*(?!\d)(?P<title>[^，。；：:、]{4,60})$")
_SHORTEST_TITLE = 8
_LONGEST_TITLE = 60


@dataclass(slots=True)
class Region:
    """A stretch of a part with the title that opens it; the first has none where the text begins without."""

    start: int
    end: int
    title: str | None = None
    is_annex: bool = False


def find_regions(part: Part) -> list[Region]:
    """The regions of a part, in order, covering it wholly."""
    lines = [i for i in part.items if isinstance(i, Line)]
    regions = [Region(0, len(part.text))]
    annex = False
    number = 0
    while number < len(lines):
        line = lines[number]
        text = part.text[line.start : line.end]
        if _ANNEX.match(text):
            annex = True
            number += 1
            continue
        head = _ANNEX_HEAD.match(text)
        named = head["title"] if head else text if annex and len(text) < _SHORTEST_TITLE else ""
        if _NOT_WORK.search(named):
            regions[-1].end = line.start
            regions.append(Region(line.start, len(part.text), named, is_annex=True))
            annex = False
            number += 1
            continue
        taken, title = _title_at(part, lines, number)
        if title and (number or not regions[0].title):
            if line.start == regions[-1].start:
                regions[-1].title = title
            elif _opens(part, lines, number, taken, annex=annex):
                regions[-1].end = line.start
                regions.append(Region(line.start, len(part.text), title, annex and bool(_NOT_WORK.search(title))))
            else:
                taken = 1
        annex = False
        number += max(taken, 1)
    return regions


def _title_at(part: Part, lines: list[Line], number: int) -> tuple[int, str | None]:
    """How many lines the title that begins with a line takes, and the title."""
    joined = ""
    for count, line in enumerate(lines[number : number + 4], 1):
        text = part.text[line.start : line.end]
        if _DATE.match(text) or (_LABEL.match(text) and not (joined and text[0] in "（(")):
            break
        joined += text
        if len(joined) > _LONGEST_TITLE + 20 or re.search("[。；;，,:：]", text):
            break
        if _TITLE_END.search(joined) and len(joined) >= _SHORTEST_TITLE:
            following = lines[number + count] if number + count < len(lines) else None
            tail = part.text[following.start : following.end] if following else ""
            if re.fullmatch(r"[（(][^（）()]{2,24}[)）]", tail):
                return count + 1, joined + tail
            return count, joined
    return 0, None


def _opens(part: Part, lines: list[Line], number: int, taken: int, *, annex: bool) -> bool:
    """Whether a title opens a region: it follows a signature or an annex mark, or a paragraph follows it."""
    if annex or lines[number].align == "center":
        return True
    before = lines[number - 1]
    if _CLOSING.match(part.text, before.start, before.end):
        return True
    behind = lines[number + taken] if number + taken < len(lines) else None
    if behind is None or taken > 1:
        return False
    text = part.text[behind.start : behind.end]
    return text.endswith(("。", "：", ":")) and not _LABEL.match(text) and len(text) > 30


def is_closing(text: str, start: int, end: int) -> bool:
    """Whether a paragraph behind the last item closes the document."""
    return _CLOSING.match(text, start, end) is not None


def ends_plan(text: str, start: int, end: int) -> bool:
    """Whether a line ends a plan for good: the list of its annexes, the distribution."""
    return _END.match(text, start, end) is not None
