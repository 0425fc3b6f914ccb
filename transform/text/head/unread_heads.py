"""What looks like a title, a number, a day or a signature, and became none."""

import re
from collections.abc import Iterator, Sequence

from taizhang.dates import find_day
from taizhang.doc_numbers import find_doc_numbers
from transform.model import Line, Metadata, Part, Span
from transform.text.head.note import read_note
from transform.text.head.organs import is_organ_line
from transform.text.head.title import ends_head, frames_title, has_length_of_title
from transform.text.head.values import OwnHead
from transform.text.title_words import is_called, names_column

# Characters of a text on one line in which its head stands.
_FLAT_HEAD = 160
# A longer line that ends as no title does is a paragraph.
_PARAGRAPH = 60
# Lines of a head, and below its title.
_HEAD_LINES = 14
# What leads to a number that is another document's.
_CITES = re.compile(r"根据|按照|依据|遵照|贯彻|落实|转发|转载|废止|代替|》\s*[（(]$")
_TAIL = 400
_FIRST_LINES, _LAST_LINES = 3, 5
_DAY = (
    r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|[二一][〇○零OＯo0九][^。，；：\s]{2}年[^。，；：\s]{1,3}月[^。，；：\s]{1,3}日"
)
# 2021年4月6日 where nothing but a blank, a full stop or a bracket follows.
_LAST_DAY = re.compile(rf"(?:{_DAY})(?=[\s。（(]|附件|$)(?!\s*\d)")
# 青山县水务局 right before it, behind a full stop or a blank.
_NAME = re.compile(r"[。！）)\s](?P<name>[\u3400-\u9fff（）()]{3,40})[ \u3000]*\Z")
_LONGEST_NAME = 44
_NO_SIGNER = re.compile(
    r"[于至自从到在以即为]$|^(?:时间|截至|截止|公示|自|于|至)|有效期|开始|施行|日期|时间"
)
_STOP = re.compile(r"[。，；：,;:（(\s]")
_FRONT = re.compile(
    r"[^。《》，；]{0,60}关于[^。，；]{3,90}?的(?:通知|意见|公告|通告|函|通报|决定|批复)"
)
_LABEL = re.compile(
    "附[件表图录]|[（(]?[一二三四五六七八九十\\d]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,3}[条章]"
)
_OPENS = ("各", "根据", "为", "按照", "现将")
# A label of another thing's day: 开标时间：2021年4月6日.
_OTHER = re.compile(
    r"[。，；]|截止|截至|报名|开标|会议|活动|培训|施行|实施|有效|失效|至|起|归档|今天|今日|现在|通过|修[正订改]|公布"
)
# A label before a name, and a group.
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|各|有关|相关)")


def find_unread_title(part: Part, lines: Sequence[Line], head: OwnHead) -> Iterator[Span]:
    """Lines that end as titles do, and the front of a long first line that does, where no title was read.

    What a letter issues is none, whether it stands below the signature or is quoted.
    """
    end = head.signed_on[1].span[0] if head.signed_on is not None else len(part.text)
    is_first = True
    for line in lines:
        text = part.text[line.start : line.end].strip()
        if line.start >= end:
            return
        if len(text) > _PARAGRAPH and not is_called(text):
            front = _front_of(text) if is_first else ""
            is_first = False
            if front and not front.startswith(_OPENS) and _LABEL.match(front) is None:
                yield line.start, line.start + len(front)
            continue
        if _is_like_title(text) and f"《{text}》" not in part.text:
            yield line.start, line.end


def _is_like_title(text: str) -> bool:
    """Whether a line by itself ends as titles do, and is neither an item nor a field."""
    if not (has_length_of_title(text) and is_called(text)) or names_column(text):
        return False
    if text.startswith(_OPENS) or read_note(text) is not None or _LABEL.match(text) is not None:
        return False
    return not frames_title(text, is_field=False)


def _front_of(text: str) -> str:
    """What a long line begins with, if that ends as titles do and no full stop follows it."""
    glued = _FRONT.match(text)
    if glued is not None:
        return glued[0]
    front = _STOP.split(text, maxsplit=1)[0]
    return front if is_called(front) and text[len(front) : len(front) + 1] != "。" else ""


def find_unread_numbers(part: Part, lines: Sequence[Line]) -> Iterator[Span]:
    """Numbers above the text, or before its first full stop, that nothing there cites."""
    for line in lines[:_HEAD_LINES]:
        text = part.text[line.start : line.end]
        front = re.split(r"[。；]", text[:_FLAT_HEAD], maxsplit=1)[0]
        if "号" in front:
            for number in find_doc_numbers(front, in_sentence=True):
                if _CITES.search(front[: number.start]) is None:
                    yield line.start + number.start, line.start + number.end
        if ends_head(text):
            return


def find_unread_signature(part: Part) -> tuple[Span | None, Span] | None:
    """A name and a day at the end of a text, run into its last lines; the name may be missing."""
    text = part.text
    first = text.find("。")
    if first < 0:
        return None
    for day in _LAST_DAY.finditer(text, first):
        is_last = day.start() >= len(text) - _TAIL
        named = _NAME.search(text, max(first, day.start() - _LONGEST_NAME), day.start())
        if named is not None:
            if is_organ_line(named["name"]) or (is_last and _may_sign(named["name"])):
                return named.span("name"), day.span()
        elif is_last and text[first : day.start()].rstrip(" \u3000").endswith("。"):
            return None, day.span()
    return None


def _may_sign(name: str) -> bool:
    """Whether a name that no rule knows may be a signer's: no label, and no end of a title or a clause.

    >>> _may_sign("青山水务发展公司"), _may_sign("有效期至"), _may_sign("修渠应急预案")
    (True, False, False)
    """
    return _NO_SIGNER.search(name) is None and not is_called(name)


def find_unread_days(
    part: Part, lines: Sequence[Line], metadata: Metadata, read: Sequence[Span]
) -> Iterator[Span]:
    """Days in lines above the text from which nothing was read, though the page has no day of publishing."""
    if metadata.published_on is not None:
        return
    for line in lines[:_HEAD_LINES]:
        text = part.text[line.start : line.end]
        day = find_day(text)
        if day is not None and day.day != metadata.written_on and _OTHER.search(text) is None:
            at = line.start + day.start
            if all(not start <= at < end for start, end in read):
                yield at, line.start + day.end
        if ends_head(text, is_framed=day is not None):
            return


def find_last_organ(part: Part) -> Span | None:
    """The one organ that stands alone near the end of a text, behind its sentences: who signs without a day, perhaps.

    （二）各街道办事处 heads what is theirs.
    """
    lines = [item for item in part.items if isinstance(item, Line)]
    found = [
        (line.start, line.end)
        for line in lines[_FIRST_LINES:][-_LAST_LINES:]
        if _NUMBERED.match(part.text, line.start, line.end) is None
        and is_organ_line(part.text[line.start : line.end].strip())
    ]
    return found[0] if len(found) == 1 else None
