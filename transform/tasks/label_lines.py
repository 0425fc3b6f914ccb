"""Where clauses without brackets begin: a label that opens its line or stands behind a sentence (docs/reading.md).

责任单位：…, 【责任单位】…, 责任单位 … and 责任单位 alone on its line, above the names.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from transform.actors.labels import (
    ANY_LABEL,
    BRACKETED_LABEL,
    BULLETS,
    COLONS,
    DEADLINE_LABEL,
    GAP,
    LONG_LABEL,
    PERSON_LABEL,
    UNKNOWN_UNIT_LABEL,
    is_stem,
    is_weak,
    label_role,
)
from transform.actors.names import is_complete
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Span
from transform.text.labelled import is_page_label

# What may stand before a label that opens its line: blanks, a bullet, the > of quoted mail.
_BEFORE = f" \t\u3000\xa0>{BULLETS}"
# The search begins at the colon: what stands before it is looked at afterwards.
_LABEL_END = Pattern(rf"(?:{ANY_LABEL}|{UNKNOWN_UNIT_LABEL})\s*$")
_LONGEST_LABEL = 20
_IN_LINE = Pattern(LONG_LABEL, DEADLINE_LABEL, PERSON_LABEL)
_GAP_LABEL = re.compile(
    rf"\n(?=[ \t\u3000{BULLETS}]*+(?P<label>{_IN_LINE.guarded})(?P<gap>{GAP}|[ \t\u3000\xa0]*\n)\S)"
)
_BRACKETED = Pattern(BRACKETED_LABEL)
_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）.．、]|[①-⑩]")
_BEFORE_LABEL = frozenset("。；;！？）)]】” \u3000\t\xa0")
# Words that narrow a label, 灌区 in 灌区实施单位: so many characters at most.
_LONGEST_NARROWING = 6
_NARROWING = re.compile(rf"[\u4e00-\u9fff]{{1,{_LONGEST_NARROWING}}}$")
# 组长：林某 / 副组长：周某 / 成员单位：县水利局: who makes up a group, and no work.
_MEMBERS = "成员"
_CHAIR = re.compile("(?:第一|常务|执行)?副?(?:总?组长|总?指挥长?|主任|召集人)[:：]")
_REACH_OF_CHAIR, _LINES_OF_CHAIR = 200, 3
_NOWHERE = (sys.maxsize, sys.maxsize)


class LabelStart(Struct, frozen=True, order=True):
    """Where a label begins and ends.

    `weak` where it is none but for the names behind it (责任单位 县水利局), `is_short` where it is but a
    stem (责任：).
    """

    start: int
    end: int
    weak: bool = False
    is_short: bool = False


def find_label_starts(text: str, clause_spans: Sequence[Span]) -> list[LabelStart]:
    """Where a clause without brackets may begin, in order.

    Labels inside `clause_spans`, brackets known as clauses, do not.

    >>> text = "修渠。责任单位：县水务局"
    >>> [text[label.start : label.end] for label in find_label_starts(text, [])]
    ['责任单位：']
    >>> [label.weak for label in find_label_starts("责任单位 县水务局", [])]
    [True]

    A label inside a sentence opens nothing:

    >>> find_label_starts("会议要求各责任单位：抓紧", [])
    []
    """
    # A line end in front makes the first line one like the others; positions move by one.
    labels = [
        LabelStart(match.start("label") - 1, match.end("gap") - 1, weak=True)
        for match in _GAP_LABEL.finditer(f"\n{text}")
    ]
    labels += _bracketed_labels(text)
    colons = find_places(text, COLONS)
    for colon in _places_outside(clause_spans, colons) if clause_spans else colons:
        if not _LABEL_END.may_end(text[max(0, colon - 2) : colon]):
            continue
        match = _LABEL_END.seek(text, max(0, colon - _LONGEST_LABEL), colon)
        if match is None:
            continue
        at = _field_start(text, match.start())
        if at is not None:
            label = match.group().strip()
            is_short = is_stem(label)
            if _MEMBERS in label and _follows_chair(text, at):
                continue
            is_unknown = label_role(label) is None and not re.fullmatch(ANY_LABEL, label)
            if is_unknown and is_page_label(label):
                continue
            labels.append(LabelStart(at, colon + 1, is_unknown or is_weak(label), is_short))
    return sorted(labels)


def _follows_chair(text: str, at: int) -> bool:
    """Whether the lines right above name who heads a group, so that 成员单位 says who belongs to it."""
    above = text[max(0, at - _REACH_OF_CHAIR) : text.rfind("\n", 0, at) + 1].rstrip()
    lines = above.split("\n")
    return any(_CHAIR.match("".join(line.split())) for line in lines[-_LINES_OF_CHAIR:])


def _field_start(text: str, at: int) -> int | None:
    """Where the field of a label begins: at the label, or at words that narrow it (灌区实施单位); None inside text."""
    if _opens_field(text, at):
        return at
    line = text.rfind("\n", 0, at) + 1
    narrowing = _NARROWING.search(text, max(line, at - _LONGEST_NARROWING), at)
    if narrowing is None or is_complete(narrowing.group()):
        return None
    if _opens_field(text, narrowing.start()):
        return narrowing.start()
    return None


def _opens_field(text: str, at: int) -> bool:
    """Whether a place opens its line, bullets and numbers apart, or stands behind a sentence."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    before = line.strip(_BEFORE)
    if not before:
        return True
    if _NUMBER.fullmatch(before) is not None:
        return True
    return line[-1] in _BEFORE_LABEL


def _bracketed_labels(text: str) -> list[LabelStart]:
    """Labels in brackets of their own: 【责任单位】县水利局."""
    labels = []
    for match in _BRACKETED.scan(text):
        behind = text[match.end() : match.end() + 1]
        if (
            behind
            and not behind.isspace()
            and behind not in "、，,;；。)）]】"
            and _opens_field(text, match.start())
        ):
            labels.append(LabelStart(match.start(), match.end()))
    return labels


def with_bullets(text: str, at: int) -> int:
    r"""Where the dash, dot or number before a label begins that opens its line, else the label itself.

    >>> with_bullets("修渠。\n● 责任单位：县水务局", 6), with_bullets("修渠。责任单位：县水务局", 3)
    (4, 3)
    """
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at].strip(_BEFORE)
    if before and not _NUMBER.fullmatch(before):
        return at
    return line


def _places_outside(spans: Sequence[Span], positions: Iterable[int]) -> Iterator[int]:
    """The positions that stand in no span; both in order."""
    following = iter(spans)
    start, end = next(following, _NOWHERE)
    for position in positions:
        while position >= end:
            start, end = next(following, _NOWHERE)
        if position < start:
            yield position
