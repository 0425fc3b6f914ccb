"""A document's own title: the lines above its first paragraph, with the issuers and the number printed around it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from taizhang.dates import read_day
from taizhang.doc_numbers import find_doc_numbers, read_doc_number
from transform.lexicon import table
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import expressions_of, table_pattern
from transform.model import OF_A_DOCUMENT, Line, Part, Span
from transform.text.head.issuers import ISSUES, title_issuers
from transform.text.head.note import Note, is_draft_mark, read_note
from transform.text.head.organs import ORGAN, ORGAN_ENDS, is_organ_line
from transform.text.head.reprinted import without_reprint
from transform.text.head.signature import read_full_date
from transform.text.head.title_lines import is_law, is_torn, lines_of_title
from transform.text.head.values import HeadValue, OwnHead
from transform.text.spaced_out import close_up
from transform.text.title_words import (
    CALLED_ENDS,
    is_called,
    names_column,
    names_column_of_news,
)

# 关于转发《…》: what is issued ends the title, and no document word stands behind it.
_FORWARDS = re.compile(rf"(?:^|关于){ISSUES}[^《》]{{0,24}}《[^《》]+》$")
_TITLE_ENDS = CALLED_ENDS | {"》"}
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十\d]{1,3}[条章]"
)
_LETTERHEAD = table_pattern(
    "metadata", "letterhead", prefix=rf"[^，。；：:《》]*{ORGAN}\s*+", suffix="$"
)
_ANNEX = table_pattern("metadata", "annex_mark")
_NAVIGATION = table_pattern("metadata", "navigation")
# One by one, since some are slow on a long line and few lines hold what they need.
_NAVIGATIONS = [
    Pattern(text) for entry in table("metadata", "navigation") for text in expressions_of(entry)
]
_ISSUER_BEFORE = re.compile(rf"(?:^|[\s　>])(?P<issuer>[^，。；：:《》“”\s>]{{4,40}}?{ORGAN}\n?)$")
_LINE_BEFORE = re.compile(r"(?:^|\n)(?P<line>[^\n]{4,40})\n$")
_FLAT_NUMBER = re.compile(
    r"(?:(?<=[\s　])|(?<=的(?:通知|意见|公告|通告|通报|决定|批复))|(?<=的函))"
    r"(?P<number>[\u4e00-\u9fff]{2,8}[〔﹝\[【]\d{4}[〕﹞\]】]\d+号)"
    r"(?=\s|各|[\u4e00-\u9fff]{4,30}(?:关于|印发))"
)
# （2021年第3号）: a number among its issuer's announcements of a year.
_REGISTERED = re.compile(r"\s*[（(]\s*(?:19|20)\d\d\s*年?\s*第?\s*\d{1,4}\s*号\s*[)）]\s*$")
# 关于修渠的通知某水发〔2021〕3号各镇…, 关于修渠的通知各镇…: glued to what follows titles alone.
GLUED_TITLE = re.compile(
    r"[^。，；：:.《》]{0,60}(?:关于|印发|转发)[^。，；：:.]{3,90}?的(?:通知|意见|公告|通告|函|通报|决定|批复)"
    r"(?=各|[\u3400-\u9fff]{2,10}[〔﹝\[【]\d{4}[〕﹞\]】]\d+号)"
)
_WORD = re.compile(r"\S+")
# 各县水利局:, with a half-width colon; 【字体: and 页面宽度(px): are buttons.
_OPENS_LETTER = re.compile(
    r"[局委府办厅会院部处司校所站员们门位构场心园队组区县市镇乡][)）]?[:：]$"
)
# 时限： has no value; 现公告如下： and 同志们： open a text.
_BUTTON = re.compile(
    r"(?!各|全|同|尊敬|现)[\u3400-\u9fff]{2,6}(?<!下)(?<![们学友生民员门位镇乡村局组])："
)
# Characters in which a text that repeats its page's title does so.
_HEAD_REACH = 2000
# The longest titles in use name ten issuers; a longer line is a sentence.
_LONGEST_TITLE = 110
_SHORTEST_TITLE = 6
_LONGEST_MARK = 24
_LONGEST_FRAME = 24
_LONGEST_WORD = 12
_OPEN, _CLOSED = "（(", "）)"
# Lines of a title, which is broken in the shape of a trapezium or a rhombus (GB/T 9704-2012, 7.3.1);
# none with more was seen.
_MOST_LINES = 4
# Between the columns of a line that was a table row.
_COLUMN_MARK = " | "
# Characters of a place without its level.
_PLACE = 2
# Characters before a title in which an issuer's name stands.
_ISSUER_REACH = 60
_ABOUT = "关于"
# What a notice, an opinion or a letter says of itself in its last word.
_SAYS_WHAT = re.compile("的(?:通知|意见|函|决定|批复|公告|通告|请示)$")


def complete_title(part: Part, title: str) -> tuple[str, Span] | None:
    r"""The title with the issuer that the text prints in front of it, and its span; None where it prints none.

    >>> text = "青山县水务局\n关于修渠的通知\n各县要清淤。"
    >>> complete_title(Part(0, "page", "sha256:0", text, text), "关于修渠的通知")
    ('青山县水务局关于修渠的通知', (0, 14))

    A title that names the place itself is whole:

    >>> text = "青山县人民政府\n青山县修渠办法\n各县要清淤。"
    >>> complete_title(Part(0, "page", "sha256:0", text, text), "青山县修渠办法") is None
    True
    """
    if is_law(title):
        return None
    for start, end in _find_printed(part.text, title):
        before = _issuers_before(part.text, start)
        if before and title[:_PLACE] not in before[0]:
            return before[0] + title, (before[1], end)
    return None


def marked_title(part: Part, title: str) -> tuple[str, Span] | None:
    r"""The title with the draft's mark that the text prints on the line below, and its span; None without one.

    >>> text = "修渠管理办法\n（征求意见稿）\n各县要清淤。"
    >>> marked_title(Part(0, "page", "sha256:0", text, text), "修渠管理办法")
    ('修渠管理办法（征求意见稿）', (0, 14))
    """
    for start, end in _find_printed(part.text, title):
        below = part.text[end : end + _LONGEST_MARK].lstrip("\n ").partition("\n")[0]
        if below and part.text[end : end + 1].isspace() and is_draft_mark(below):
            return title + below.strip(), (start, part.text.find(below, end) + len(below))
    return None


def number_behind(part: Part, title: str) -> str | None:
    r"""The number that the text prints right behind a title, on its line; None where it prints none.

    >>> text = "关于修渠的通知（某政发〔2021〕1号）\n各县要清淤。"
    >>> number_behind(Part(0, "page", "sha256:0", text, text), "关于修渠的通知")
    '某政发〔2021〕1号'
    """
    for start, end in _find_printed(part.text, title):
        line = part.text[start:].partition("\n")[0] if end > start else ""
        whole, number = split_number(line)
        if number is not None and len(whole) <= end - start:
            return number
    return None


def _issuers_before(text: str, at: int) -> tuple[str, int] | None:
    """The issuers that stand right before a place, a blank between them, and where they begin."""
    if text[max(0, at - 3) : at].rstrip("\n")[-1:] not in ORGAN_ENDS:
        return None
    nearest = _ISSUER_BEFORE.search(text, max(0, at - _ISSUER_REACH), at)
    if not nearest:
        return None
    start, issuers = nearest.start("issuer"), nearest["issuer"].replace("\n", "")
    # Joint issuers stand one below the other above the title.
    while line := _LINE_BEFORE.search(text, max(0, start - _ISSUER_REACH), start):
        if not is_organ_line(line["line"]):
            break
        start, issuers = line.start("line"), f"{line['line']} {issuers}"
    return issuers, start


def _find_printed(text: str, title: str) -> Iterator[Span]:
    """Where the head of a text prints a title, also over several lines or with its letters set apart."""
    letters = "".join(title.split())
    if not letters:
        return
    at = text.find(title, 0, _HEAD_REACH)
    while at >= 0:
        yield at, at + len(title)
        at = text.find(title, at + 1, _HEAD_REACH)
    # Without blanks the title is found more often: then some of its letters are set apart.
    head = "".join(text[:_HEAD_REACH].split())
    if head.count(letters) == text.count(title, 0, _HEAD_REACH):
        return
    places = [word.span() for word in _WORD.finditer(text, 0, _HEAD_REACH)]
    at = head.find(letters)
    while at >= 0:
        yield _place_of(places, at), _place_of(places, at + len(letters) - 1) + 1
        at = head.find(letters, at + 1)


def _place_of(places: Iterable[Span], letter: int) -> int:
    """Where a text has a letter that is counted without its blanks; `places` are the words."""
    for start, end in places:
        if letter < end - start:
            break
        letter -= end - start
    return start + letter


def split_number(title: str) -> tuple[str, str | None]:
    """A title without the 发文字号 that stands behind it, and that number.

    >>> split_number("关于修渠的通知——某政发〔2021〕1号")
    ('关于修渠的通知', '某政发〔2021〕1号')
    >>> split_number("关于修渠的通知（某政发〔2021〕1号）")
    ('关于修渠的通知', '某政发〔2021〕1号')

    >>> split_number("关于修渠的公告（2021年第3号）")
    ('关于修渠的公告', None)

    One inside a title stays:

    >>> split_number("关于废止某政发〔2021〕1号的通知")
    ('关于废止某政发〔2021〕1号的通知', None)
    """
    bare = title.rstrip().rstrip("）) \u3000")
    if not bare.endswith("号"):
        return title, None
    registered = _REGISTERED.search(title)
    if registered is not None and is_called(title[: registered.start()]):
        return title[: registered.start()], None
    number = next(
        (
            candidate
            for candidate in find_doc_numbers(bare, in_sentence=False)
            if candidate.end == len(bare)
        ),
        None,
    )
    before = bare[: number.start] if number else ""
    whole = before.rstrip(" \u3000（(—－-")
    is_apart = len(whole) < len(before) or whole.endswith("》") or is_called(whole)
    if number and whole and is_apart:
        return (whole, number.normal_form)
    return (title, None)


def read_title(part: Part, lines: list[Line], head: OwnHead, fields: frozenset[int]) -> None:
    """Adds title and number from the lines above the first paragraph.

    `fields` is where the lines of fields begin.
    """
    run, end = _read_lines(part, lines, head, fields)
    if "title" not in head.values:
        _take_torn_title(part, run, head)
    if "title" not in head.values:
        passed = [line for line in lines[:end] if _ends_with_title(part, line)]
        head.above = [
            (line.start, line.end)
            for line in (*passed, *run)
            if not part.text[line.start : line.end].endswith(("：", ":"))
        ]
    if end < len(lines) and not {"title", "doc_number"} <= head.values.keys():
        _read_below_remark(part, lines[end:], head, fields)


def _read_lines(
    part: Part, lines: Sequence[Line], head: OwnHead, fields: frozenset[int]
) -> tuple[list[Line], int]:
    """Reads lines up to the first that is the document's text.

    Returns the last lines that may make up a title, those between two lines of its frame, and how
    many lines were read.
    """
    run: list[Line] = []
    for number, line in enumerate(lines):
        text = part.text[line.start : line.end]
        note = read_note(text)
        if note is not None:
            _take_note(part, line, note, head)
        elif _COLUMN_MARK in text:
            _read_columns(part, line, text, head)
        elif "title" in head.values:
            if is_draft_mark(text) and run and line.start == run[-1].end + 1:
                _take_mark(part, line, text.strip(), head)
            elif (day := _read_bracketed_day(text)) is not None:
                span = line.start, line.end
                head.noted_on = day, HeadValue(text, "head_line", part.part_no, span)
            elif ends_head(text, is_framed=frames_title(text, line.start in fields)):
                return run, number
        elif frames_title(text, line.start in fields):
            run = []
        elif ends_head(text):
            return run, number
        else:
            run = [*lines_of_title(part, run, text), line]
            if text[-1:] in _TITLE_ENDS or "号" in text:
                _take_title(part, run[-_MOST_LINES:], head, _line_behind(part, line))
    return run, len(lines)


def _read_bracketed_day(text: str) -> date | None:
    """The day that stands below a title in brackets and nothing beside it: （2021年4月6日）.

    >>> _read_bracketed_day("（2021年4月6日）"), _read_bracketed_day("(2021-04-06)")
    (datetime.date(2021, 4, 6), None)
    """
    text = text.strip()
    if text[:1] not in _OPEN or text[-1:] not in _CLOSED or not text[:-1].endswith("日"):
        return None
    dated = read_full_date(text[1:-1])
    return read_day(dated["date"]) if dated is not None and not dated["issuer"] else None


def _ends_with_title(part: Part, line: Line) -> bool:
    """Whether a line of navigation ends with a title: 当前位置：公示 关于修渠的公示."""
    text = part.text[line.start : line.end]
    last = text.split()[-1:]
    return (
        bool(last)
        and len(last[0]) < len(text)
        and _NAVIGATION.holds(text)
        and (has_length_of_title(last[0]) and is_called(last[0]))
    )


def _read_below_remark(
    part: Part, lines: Sequence[Line], head: OwnHead, fields: frozenset[int]
) -> None:
    """The title and the number below a site's remark, the number on a line of its own.

    `lines` begin with the remark; a letter's opening is none, since the letter follows it.
    """
    if part.text[lines[0].start : lines[0].end].endswith(("：", ":")):
        return
    for at, line in enumerate(lines[1:], start=1):
        if read_note(part.text[line.start : line.end]) is not None:
            _read_lines(part, lines[at:], head, fields)
            return


def _take_torn_title(part: Part, run: Sequence[Line], head: OwnHead) -> None:
    """A title that lost a book mark, where no whole one stands below it."""
    for line in run:
        text = part.text[line.start : line.end]
        if is_called(text) and has_length_of_title(text):
            span = line.start, line.end
            head.values["title"] = HeadValue(text, "head_line", part.part_no, span)
            return


def _line_behind(part: Part, line: Line) -> str:
    """The text of the next line, as far as a title's last words go."""
    return part.text[line.end : line.end + _LONGEST_MARK].lstrip("\n").partition("\n")[0]


def ends_head(text: str, *, is_framed: bool = False) -> bool:
    """Whether a line is the document's text rather than its head: a sentence, a letter's opening, an item, a day.

    A day in a line that frames a title (`is_framed`) is the page's.
    """
    if is_framed and len(text) <= _LONGEST_FRAME and not text.endswith(("。", "；")):
        # 【字体： and 浏览次数： stand between a title and its number.
        return False
    if text.endswith(("：", "。", "；")) and _BUTTON.fullmatch(text) is None:
        return True
    if len(text) > _LONGEST_TITLE or _LABEL.match(text) is not None:
        return True
    if is_framed:
        return False
    return opens_letter(text) or read_full_date(text) is not None


def opens_letter(text: str) -> bool:
    """Whether a line says to whom a document is sent.

    >>> opens_letter("各县（市、区）水务局："), opens_letter("各直属机构:"), opens_letter("字体：")
    (True, True, False)
    """
    return _OPENS_LETTER.search(text) is not None


def _take_note(part: Part, line: Line, note: Note, head: OwnHead) -> None:
    """The number of a note, and the day beside it where no other place gives one."""
    span = line.start + note.start, line.start + note.end
    head.values.setdefault("doc_number", HeadValue(note.number, "head_line", part.part_no, span))
    if note.day is not None:
        text = part.text[line.start : line.end]
        head.noted_on = note.day, HeadValue(text, "head_line", part.part_no, (line.start, line.end))


def _take_mark(part: Part, line: Line, mark: str, head: OwnHead) -> None:
    """A draft's mark on the line below the title belongs to it."""
    title = head.values["title"]
    head.values["title"] = HeadValue(
        title.value + mark,
        title.rule,
        part.part_no,
        (title.span[0], line.end),
    )


def frames_title(text: str, is_field: bool) -> bool:
    """Whether a line is of what stands around a title: navigation, a field, a column, an annex's mark, a letterhead."""
    return is_field or _is_of_frame(text)


# Asked for the title, for one without a word of documents, for a better one, and for witnesses.
@lru_cache(maxsize=OF_A_DOCUMENT)
def _is_of_frame(text: str) -> bool:
    if _NAVIGATION.may_match(text) and any(
        pattern.may_match(text) and pattern.search(text) for pattern in _NAVIGATIONS
    ):
        return True
    if names_column_of_news(text):
        return True
    return bool(_ANNEX.match(text) or _LETTERHEAD.match(text))


def join_title(lines: Sequence[str]) -> str:
    """The lines of a title as one, letters set apart put together.

    A blank stands between joint issuers.

    >>> join_title(["青山县水务局", "关于修渠的", "通  知"])
    '青山县水务局关于修渠的通知'
    >>> join_title(["青山县水务局", "青山县财政局关于修渠的通知"])
    '青山县水务局 青山县财政局关于修渠的通知'
    """
    joined = ""
    for line in map(_close_up_word, map(close_up, lines)):
        begins = is_organ_line(joined.rpartition(" ")[2]) and (
            is_organ_line(line) or title_issuers(line)
        )
        if joined and line.startswith(joined):
            # The issuer of a letterhead, once more in front of the title.
            joined = line
        else:
            joined += f" {line}" if begins else line
    return joined


def _close_up_word(line: str) -> str:
    """A last line of a title whose word was set apart unevenly: 实 施意 见.

    >>> _close_up_word("实 施意 见"), _close_up_word("修渠 意见")
    ('实施意见', '修渠 意见')
    """
    if " " not in line or len(line) > _LONGEST_WORD or is_called(line):
        return line
    joined = "".join(line.split())
    return joined if is_called(joined) else line


def _read_columns(part: Part, line: Line, text: str, head: OwnHead) -> None:
    """A line of columns, as lists and records print them: date | issuer | title."""
    at = line.start
    for piece in text.split(_COLUMN_MARK):
        title = piece.strip()
        may_be = "title" not in head.values and _NAVIGATION.search(title) is None
        if may_be and is_called(title) and has_length_of_title(title):
            head.values["title"] = HeadValue(
                title, "head_column", part.part_no, (at, at + len(piece))
            )
        at += len(piece) + len(_COLUMN_MARK)


def has_length_of_title(text: str) -> bool:
    """Whether a text is neither too short nor too long to be a title, in characters."""
    return _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE


def _take_title(part: Part, run: list[Line], head: OwnHead, behind: str) -> None:
    """The title that some lines make up, if they do; `behind` is the line below them."""
    printed = join_title([part.text[line.start : line.end] for line in run])
    printed, number = without_reprint(printed)
    title, number_behind = split_number(printed)
    number = number or number_behind
    if not has_length_of_title(title) or not _is_title(title, behind) or names_column(title):
        return
    head.values["title"] = HeadValue(title, "head_line", part.part_no, (run[0].start, run[-1].end))
    if number and "doc_number" not in head.values:
        head.values["doc_number"] = HeadValue(
            number, "title", part.part_no, (run[0].start, run[-1].end)
        )


def _is_title(text: str, behind: str) -> bool:
    """Whether lines end as titles do; with the name of what they forward, unless that goes on below.

    >>> _is_title("关于转发《关于修渠的通知》", "各县："), _is_title("关于转发《关于修渠的通知》", "的通知")
    (True, False)
    >>> _is_title("关于落实政府工作报告", "主要任务的通知"), _is_title("关于修渠的通知", "关于修路的通知")
    (False, True)
    """
    if is_called(text):
        return not (is_torn(text) or _ends_below(text, behind))
    if not text.endswith("》") or not _FORWARDS.search(text):
        return False
    return is_called(text.rstrip("》")) and not is_called(behind.strip())


def _ends_below(text: str, behind: str) -> bool:
    """Whether the word that says what a document is stands in the line below: 关于落实政府工作报告 / 主要任务的通知."""
    if _ABOUT not in text or _SAYS_WHAT.search(text) or behind.startswith(_ABOUT):
        return False
    return len(behind) <= _LONGEST_MARK and _SAYS_WHAT.search(behind.rstrip()) is not None


def read_flat_title(part: Part, line: Line, head: OwnHead) -> bool:
    """Whether a line that is no title begins with one, set off by a blank: a document printed on one line.

    Adds that title where the head has none.
    """
    if line.end - line.start <= _LONGEST_TITLE:
        return False
    reach = part.text[line.start : line.start + _LONGEST_TITLE + 1]
    first = GLUED_TITLE.match(part.text[line.start : line.end]) or _WORD.search(reach)
    if first is None or first.end() == len(reach):
        return False
    title, _ = without_reprint(first.group())
    if not is_called(title) or not has_length_of_title(title) or is_torn(title):
        return False
    if _LABEL.match(title):
        return False
    span = line.start + first.start(), line.start + first.end()
    head.values.setdefault("title", HeadValue(title, "head_line", part.part_no, span))
    return True


def read_flat_number(part: Part, line: Line, head: OwnHead) -> None:
    """The number of a document that is printed on one line, in its first part."""
    reach = min(line.end, line.start + _HEAD_REACH)
    if "doc_number" not in head.values:
        for match in _FLAT_NUMBER.finditer(part.text, line.start, reach):
            number = read_doc_number(match["number"])
            if number:
                head.values["doc_number"] = HeadValue(
                    number, "head_line", part.part_no, match.span("number")
                )
                break
