"""The pieces of a part's text: the covering notice, the plans that follow it, their annexes."""

import re
from collections.abc import Sequence

from msgspec import Struct

from transform.lexicon import alternatives, words
from transform.lexicon.table_patterns import table_pattern
from transform.model import Line, Part
from transform.text.spaced_out import close_up

_WORD = alternatives("kinds", "document_word")
_TITLE_END = re.compile(rf"{_WORD}(?:[（(〔][^（）()]{{1,24}}[)）〕])*$")
_LAST_OF_TITLE = frozenset([*(word[-1] for word in words("kinds", "document_word")), *")）〕"])
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]|第[一二三四五六七八九十\d]{1,3}[条章]|[①-⒛㈠-㈩]|[（(〔\[【]"
)
# A date, what a printer's note says, a mark, the caption of a picture.
_SENTENCE = re.compile("[。；;，,:：]")
_NO_TITLE = table_pattern("headings", "no_title")
# （试行）, （2023—2025年） belong to a title; （民政部 1997年1月28日） does not.
_NOTE = re.compile(r"[（(](?![^（）()]*年[^（）()]*日)[^（）()]{2,24}[)）]")
_DATE = re.compile(
    r"\s*(?:(?:19|20)\d{2}|[二一][〇○零ＯO九一二三四五六七八]{3})\s*年[^\n]{1,6}月[^\n]{1,5}日\s*$"
)
_MARK = re.compile(
    r"(?P<mark>附\s*[件表录]?\s*(?:[\d一二三四五六七八九十]{1,2}(?:[-－—][\d]{1,2})?)?)(?P<colon>\s*[:：.]?)\s*$"
)
_CLOSING = table_pattern("headings", "closing")
_END = table_pattern("headings", "end")
_NOT_WORK = re.compile(rf"{alternatives('kinds', 'no_work')}(?:[（(〔][^（）()]{{1,24}}[)）〕])*$")
# 附：某某专班成员名单 says what follows; 附件：1.… 2.… only lists what there is.
_TITLED_MARK = re.compile(
    r"(?P<mark>附\s*[件表录]?\s*(?:[\d一二三四五六七八九十]{1,2}(?:[-－—][\d]{1,2})?)?)\s*(?:[:：]\s*|[ \u3000]\s*)"
    r"(?!\d)(?P<title>[^，。；：:、]{4,60})$"
)
_LISTED = re.compile(
    r"\d{1,2}[.．、]|附\s*[件表录]|.{0,120}\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd)\b",
    re.IGNORECASE,
)
# Rules to keep are no work to do (docs/reading.md, Task, 4).
_RULES = re.compile(
    rf"{alternatives('kinds', 'rules_to_keep')}(?:[（(〔][^（）()]{{1,24}}[)）〕])*$"
)
# Shorter lines that end with a document word are headings: 实施方案.
_SHORTEST_TITLE = 8
_LONGEST_TITLE = 60
# By so many characters its last line may be too long: a note （试行） is no part of the title.
_LAST_LINE_OVER = 20
# Lines of a title, which is broken in the shape of a trapezium or a rhombus (GB/T 9704-2012, 7.3.1).
_MOST_LINES = 4
# Lines between a list of annexes and the signature below it.
_LONGEST_LIST = 3
# A paragraph that follows a title is longer than this; a greeting (各县：) is not.
_SHORTEST_PARAGRAPH = 30


class TextRegion(Struct):
    """A stretch of a part with the title that opens it; the first has none where the text has none.

    `mark` is that of an annex (附件1); `is_work` says whether it may be a plan: lists, tables and
    forms are none.
    """

    start: int
    end: int
    title: str | None = None
    mark: str | None = None
    is_work: bool = True


def find_regions(part: Part) -> list[TextRegion]:
    """The regions of a part, in order, covering it wholly."""
    text = part.text
    lines = [i for i in part.items if isinstance(i, Line)]
    regions = [TextRegion(0, len(text))]
    # The line behind what the last one took.
    following = 0
    for number in _find_openings(text, lines):
        if number < following:
            continue
        line = lines[number]
        taken, region = 1, None
        is_annex = text[line.start] == "附"
        # Other lines are items or hold a sentence.
        if not is_annex and (
            _SENTENCE.search(text, line.start, line.end) or _LABEL.match(text, line.start)
        ):
            continue
        if is_annex:
            taken, region = _annex_at(part, lines, number)
        if region is None:
            taken, title = _title_at(part, lines, number)
            if title and (number or not regions[0].title):
                if line.start == regions[-1].start:
                    regions[-1].title = title
                elif _opens_region(part, lines, number, taken):
                    region = TextRegion(
                        line.start,
                        len(text),
                        title,
                        is_work=_RULES.search(title) is None,
                    )
                else:
                    taken = 1
        if region is not None:
            _add_region(regions, region, part, lines[number - 1])
        following = number + max(taken, 1)
    return regions


def _find_openings(text: str, lines: list[Line]) -> list[int]:
    """The lines with which an annex or a title may begin, in order.

    Behind most lines no title ends in the next few, so that nothing need be read from there on.
    """
    openings: set[int] = set()
    for number, line in enumerate(lines):
        if text[line.end - 1] in _LAST_OF_TITLE and not _SENTENCE.search(
            text, line.start, line.end
        ):
            openings.update(range(max(number - _MOST_LINES + 1, 0), number + 1))
        elif text[line.start] == "附":
            openings.add(number)
    return sorted(openings)


def _add_region(regions: list[TextRegion], region: TextRegion, part: Part, before: Line) -> None:
    """Adds a region, or gives what it says to the one before where that holds nothing but a head."""
    last = regions[-1]
    is_head = last is regions[0] or before.end - last.start <= _LONGEST_TITLE
    tables = any(
        not isinstance(i, Line) and last.start <= i.start < region.start for i in part.items
    )
    if (
        is_head
        and not tables
        and region.mark is None
        and "。" not in part.text[last.start : region.start]
    ):
        last.title, last.is_work = region.title, region.is_work
        return
    last.end = region.start
    regions.append(region)


def _annex_at(part: Part, lines: list[Line], number: int) -> tuple[int, TextRegion | None]:
    """How many lines the head of an annex takes that begins with a line, and the annex; None without one."""
    line = lines[number]
    text = part.text[line.start : line.end]
    mark = _TITLED_MARK.match(text) or _MARK.match(text)
    if mark is None or _lists_annexes(part, lines, number, mark.groupdict()):
        return 1, None
    region = TextRegion(line.start, len(part.text), mark="".join(mark["mark"].split()))
    if "title" in mark.groupdict():
        region.title = mark["title"].removeprefix("《").removesuffix("》")
        taken, again = _title_at(part, lines, number + 1)
        taken += 1
        # 附件：《某办法》 and below it 某办法（试行）: the second is the whole title.
        if again and region.title in again:
            region.title = again
        else:
            taken = 1
    else:
        taken, region.title = _title_at(part, lines, number + 1)
        if region.title is None:
            taken, region.title = _short_title(part, lines[number + 1 : number + 3])
        taken += 1
    title = region.title or ""
    region.is_work = (
        bool(_TITLE_END.search(title)) and not _NOT_WORK.search(title) and not _RULES.search(title)
    )
    return taken, region


def _lists_annexes(part: Part, lines: list[Line], number: int, annexes: dict[str, str]) -> bool:
    """Whether a line that begins with 附件 only names annexes: their files, or a signature, follow, or nothing does."""
    if number + 1 == len(lines):
        return part.items[-1] is lines[number]
    behind = [
        part.text[line.start : line.end] for line in lines[number + 1 : number + 1 + _LONGEST_LIST]
    ]
    if _LISTED.match(behind[0]):
        return True
    signed = next((n for n, text in enumerate(behind) if _DATE.match(text)), None)
    if signed is not None and ("title" in annexes or annexes["colon"]):
        return not any(re.search("[。：:]", text) for text in behind[:signed])
    if "title" not in annexes:
        return False
    return is_closing(behind[0], 0, len(behind[0]))


def _short_title(part: Part, lines: list[Line]) -> tuple[int, str | None]:
    """The title of an annex that does not call itself anything: a short line that is no sentence, or two behind 的."""
    title = ""
    for count, line in enumerate(lines, 1):
        text = close_up(part.text[line.start : line.end])
        if len(text) > _LONGEST_TITLE or _LABEL.match(text) or _SENTENCE.search(text):
            break
        title += text
        if not title.endswith("的"):
            return count, title
    return 0, None


def _title_at(part: Part, lines: list[Line], number: int) -> tuple[int, str | None]:
    """How many lines the title that begins with a line takes, and the title."""
    joined = ""
    for count, line in enumerate(lines[number : number + _MOST_LINES], 1):
        text = part.text[line.start : line.end]
        if _SENTENCE.search(text):
            break
        text = close_up(text)
        joined += text
        if len(joined) > _LONGEST_TITLE + _LAST_LINE_OVER or _NO_TITLE.search(text):
            break
        if _LABEL.match(text) and not (count > 1 and text[0] in "（("):
            break
        if (
            joined[-1:] in _LAST_OF_TITLE
            and len(joined) >= _SHORTEST_TITLE
            and _TITLE_END.search(joined)
        ):
            following = None
            if number + count < len(lines):
                following = lines[number + count]
            tail = ""
            if following:
                tail = part.text[following.start : following.end]
            if _NOTE.fullmatch(tail):
                return count + 1, joined + tail
            return count, joined
    return 0, None


def _opens_region(part: Part, lines: list[Line], number: int, taken: int) -> bool:
    """Whether a title opens a region: it follows a signature, or a paragraph follows it."""
    if lines[number].align == "center":
        return True
    before = lines[number - 1]
    if _CLOSING.match(part.text, before.start, before.end) and part.text[before.start] != "附":
        return True
    behind = None
    if number + taken < len(lines):
        behind = lines[number + taken]
    if behind is None or taken > 1:
        return False
    text = part.text[behind.start : behind.end]
    if not text.endswith(("。", "：", ":")):
        return False
    if _LABEL.match(text):
        return False
    return len(text) > _SHORTEST_PARAGRAPH


def is_closing(text: str, start: int, end: int) -> bool:
    """Whether a paragraph behind the last item closes the document.

    >>> is_closing("本措施自印发之日起施行。", 0, 12), is_closing("青山县水务局", 0, 6)
    (True, True)
    >>> is_closing("县水务局要清淤修渠。", 0, 10)
    False
    """
    return _CLOSING.match(text, start, end) is not None


def plan_ends(text: str, lines: Sequence[Line]) -> list[int]:
    """Where the lines begin that end a plan for good: the list of its annexes, the distribution."""
    return [line.start for line in lines if _END.match(text, line.start, line.end)]
