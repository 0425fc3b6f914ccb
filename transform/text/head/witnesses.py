"""Witnesses of a head: other places that should say the same as what was read, or that hold what nothing was read from.

A head is read from the first place that says something. Where another place says otherwise, or a line looks like a
number, a day or a title and became none, the value is doubted.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from taizhang.dates import find_day
from taizhang.doc_numbers import find_doc_numbers
from taizhang.tables.terms import Doubt
from transform.model import Line, Metadata, Part, Span
from transform.text.head.better_title import find_candidates
from transform.text.head.doubtful_issuers import ask_issuers, is_same
from transform.text.head.issuers import title_issuers
from transform.text.head.note import read_note
from transform.text.head.organs import is_organ_line
from transform.text.head.signature import TORN_DAY
from transform.text.head.unread_heads import (
    find_unread_days,
    find_unread_numbers,
    find_unread_signature,
    find_unread_title,
)
from transform.text.head.unworded_title import RULE as UNWORDED
from transform.text.head.values import NO_PLACE, OwnHead
from transform.text.head.weak_titles import is_weak
from transform.text.title_words import is_called

Witness = tuple[Doubt, Span]

# Lines in which a head stands, and characters of its lines: longer ones are paragraphs.
_HEAD_LINES = 24
_LONGEST_LINE = 60
_TITLE_LINES = 14
# 某政办发〔202115, 某政办发2021 15号: a year and a number behind a 代字.
_LIKE_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,10}[发办函字规电通告文复政府]\s*[〔〕\[\]（(【】﹝﹞［］„‟〈<{]?\s*(?:19|20)\d\d\s*[^\s\d\u4e00-\u9fff]?"
    r"\s*第?\s*\d{1,4}\s*号?\s*$"
)
_ISSUED = re.compile(r"现将《([^》]{4,100})》?[^。，\n]{0,24}(?:印发|下发|转发|发)给?你们")
_OF_YEAR = re.compile(r"20\d\d年[^\n]*(?:任务|项目|安排|实事|工作|分工|事项)$")
_MARKS = re.compile(r"[\s《》〈〉“”（）()〔〕\[\]]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Chinese characters of a line above the text that may have been its title.
_LIKE_TITLE = 8
# What a letter's addressees begin with, where no colon ends them.
_ADDRESSES = "各"
# 某县水务局关于修渠的通知各镇：, all on one line.
_GLUED_TITLE = re.compile(
    r"[^。《》]{0,110}?关于[^。《》，]{3,90}?的(?:通知|意见|公告|通告|函|通报|决定|批复)(?=各|[\u3400-\u9fff]{2,20}[：:])"
)
_PLACE_ENDS = tuple("省市县区州盟旗镇乡国")
# What stands before 关于 in a title: letters and nothing else.
_LIKE_ISSUER = re.compile(r"[\u3400-\u9fff\s]{3,40}")
_ABOUT = "关于"
_YEAR_OF_NUMBER = re.compile(r"〔(\d{4})〕")


def find_head_witnesses(part: Part, metadata: Metadata, head: OwnHead) -> list[Witness]:
    """What speaks against a head as it was read, with its place in the part's text, or `NO_PLACE`."""
    lines = [item for item in part.items if isinstance(item, Line)]
    short = [line for line in islice(lines, _HEAD_LINES) if line.end - line.start <= _LONGEST_LINE]
    return list(
        chain(
            _ask_title(part, metadata, head),
            _ask_number(part, short, metadata),
            _ask_days(part, lines, metadata, head),
            ask_issuers(part, metadata, head),
        )
    )


def _ask_title(part: Part, metadata: Metadata, head: OwnHead) -> Iterator[Witness]:
    """A title that is none by its words, holds what is none, or is not what the text says is issued."""
    title = metadata.title
    if title is None:
        yield from _ask_untitled(part, head)
        return
    rules = {e.rule: e.spans for e in metadata.evidence if e.field == "title"}
    place = next(chain.from_iterable(rules.values()), NO_PLACE)
    is_torn = title.count("《") != title.count("》")
    number = next(find_doc_numbers(title, in_sentence=False), None)
    is_numbered = number is not None and not title[: number.start].strip("（([【 ")
    issued = _ISSUED.search(part.text)
    first = next((item.start for item in part.items if isinstance(item, Line)), 0)
    letters = _MARKS.sub("", title)
    is_other = issued is not None and not _speaks_of(letters, _MARKS.sub("", issued[1]))
    # 云泽区2025年为民办实事项目 at the top: what names its year names the document.
    is_of_year = (
        place[0] == first and _OF_YEAR.search(title) and "\n" not in part.text[slice(*place)]
    )
    is_unworded = UNWORDED in rules and not is_of_year
    is_led = _is_led_by_another(title, metadata.issuers) or _is_headline(letters, head)
    is_led = is_led or is_weak(part, metadata, head, place)
    if is_unworded or is_torn or is_numbered or is_other or is_led:
        yield Doubt.TITLE_UNSURE, place
    lines = [item for item in islice(part.items, _TITLE_LINES) if isinstance(item, Line)]
    candidates = list(find_candidates(part, lines, frozenset()))
    votes = [c.votes for c in candidates if _MARKS.sub("", c.text) in letters]
    for candidate in candidates:
        other = _MARKS.sub("", candidate.text)
        is_rival = candidate.is_formal or candidate.votes > max(votes, default=0)
        if is_rival and other not in letters and letters not in other:
            yield Doubt.TITLE_UNSURE, candidate.span


def _speaks_of(title: str, issued: str) -> bool:
    """Whether a title names what its letter issues, perhaps by a word more or less.

    >>> _speaks_of("关于印发修渠应急预案的通知", "修渠预案"), _speaks_of("关于修渠的通知", "护林实施办法")
    (True, False)
    """
    pairs = {issued[at : at + 2] for at in range(len(issued) - 1)}
    return 2 * sum(pair in title for pair in pairs) >= len(pairs)


def _is_headline(letters: str, head: OwnHead) -> bool:
    """Whether a title ends as none does, and the text prints another that does."""
    own = _MARKS.sub("", head.text("title") or "")
    return is_called(own) and not is_called(letters) and own not in letters and letters not in own


def _ask_untitled(part: Part, head: OwnHead) -> Iterator[Witness]:
    """Where no title was read: lines that may have been one, and one that is glued to the text."""
    lines = [item for item in islice(part.items, _HEAD_LINES) if isinstance(item, Line)]
    for span in find_unread_title(part, lines, head):
        yield Doubt.TITLE_UNSURE, span
        if not head.values.get("issuer") and title_issuers(part.text[slice(*span)]):
            yield Doubt.ISSUER_UNSURE, span
    for span in head.above:
        is_address = part.text.startswith(_ADDRESSES, span[0])
        if len(_CHINESE.findall(part.text, *span)) >= _LIKE_TITLE and not is_address:
            yield Doubt.TITLE_UNSURE, span
    first = next((item for item in part.items if isinstance(item, Line)), None)
    glued = _GLUED_TITLE.match(part.text, first.start, first.end) if first is not None else None
    if glued is not None:
        yield Doubt.TITLE_UNSURE, glued.span()


def _is_led_by_another(title: str, issuers: Sequence[str]) -> bool:
    """Whether what stands before 关于 is neither an issuer nor a place: a column of the site, perhaps.

    >>> _is_led_by_another("通知公告关于修渠的通知", ["青山县水务局"])
    True
    >>> _is_led_by_another("青山县水务局关于修渠的通知", []), _is_led_by_another("修渠办关于清淤的通知", ["青山县修渠办"])
    (False, False)
    """
    before = title[: max(title.find(_ABOUT), 0)].strip("《【[ ")
    if not _LIKE_ISSUER.fullmatch(before) or before.endswith(_PLACE_ENDS):
        return False
    if title_issuers(title) or is_organ_line(before):
        return False
    return bool(issuers) and not any(is_same(name, before) for name in issuers)


def _ask_number(part: Part, lines: Sequence[Line], metadata: Metadata) -> Iterator[Witness]:
    """A line that is another number, or one like a number where none was read."""
    for line in lines:
        text = part.text[line.start : line.end]
        note = read_note(text)
        if note is not None:
            if metadata.doc_number is not None and note.number != metadata.doc_number:
                yield Doubt.NUMBER_UNSURE, (line.start, line.end)
        elif metadata.doc_number is None:
            like = _LIKE_NUMBER.search(text)
            if like is not None:
                yield Doubt.NUMBER_UNSURE, (line.start + like.start(), line.start + like.end())
    if metadata.doc_number is None:
        everything = [item for item in islice(part.items, _HEAD_LINES) if isinstance(item, Line)]
        for span in find_unread_numbers(part, everything):
            yield Doubt.NUMBER_UNSURE, span


def _ask_days(
    part: Part, lines: Sequence[Line], metadata: Metadata, head: OwnHead
) -> Iterator[Witness]:
    """A day of signing that is another than the one read, days in the wrong order, a day from which nothing was read."""
    if head.signed_on is not None and metadata.written_on not in (None, head.signed_on[0]):
        yield Doubt.DAY_UNSURE, head.signed_on[1].span
    written, published = metadata.written_on, metadata.published_on
    year = _YEAR_OF_NUMBER.search(metadata.doc_number or "")
    if written is not None and year is not None and written.year - int(year[1]) not in (0, 1):
        yield Doubt.DAY_UNSURE, NO_PLACE
    read = [printed.span for _, printed in head.days.values()]
    for span in find_unread_days(part, lines, metadata, read):
        yield Doubt.DAY_UNSURE, span
    unread = find_unread_signature(part) if written is None else None
    if unread is not None:
        yield Doubt.DAY_UNSURE, unread[1]
    if written is not None and published is not None and published < written:
        yield Doubt.DAY_UNSURE, NO_PLACE
    if written is None:
        for line in lines:
            text = part.text[line.start : line.end]
            is_like = len(text) < _LONGEST_LINE and TORN_DAY.fullmatch(text)
            if is_like and find_day(text) is None:
                yield Doubt.DAY_UNSURE, (line.start, line.end)
