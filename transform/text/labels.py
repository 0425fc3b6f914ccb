"""Labels as officials print them (GB/T 9704-2012): where a text has what looks like one.

A label at the start of a line is one. Inside a line, and where it lost its number, the numbering
decides (outline.py).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from msgspec import Struct

from transform.actors.labels import COLON, LONG_LABEL
from transform.lexicon.pattern import Pattern
from transform.model import Line, PlacedTable, Span
from transform.times.dates import chinese_number

_CHINESE = "一二三四五六七八九十"
# One leading class lets the search skip what no label begins with; each form then looks back at
# what it began with.
_LABEL = re.compile(
    rf"[第{_CHINESE}（(\d①-⒛㈠-㈩\n](?:"
    rf"(?P<chapter>(?<=第)[{_CHINESE}百\d]{{1,4}}(?:[章节编]|部分(?![是为之由])))"
    rf"|(?P<article>(?<=第)[{_CHINESE}百\d]{{1,4}}条)"
    rf"|(?P<first>(?<=[{_CHINESE}])[{_CHINESE}]{{0,2}}[ \u3000]?[、．﹒.])"
    # Without its opening bracket, at the start of a line: 一）修渠.
    rf"|(?P<torn>(?<=[{_CHINESE}])[{_CHINESE}]{{0,2}}[)）])"
    rf"|(?P<second>(?<=[（(])\s?[{_CHINESE}]{{1,3}}\s?[)）]、?)"
    r"|(?P<third>(?<=\d)(?<![\d.]\d)\d{0,2}(?:[、．﹒]|\.(?!\d)|\.(?=(?:19|20)\d{2}年|(?P<number>1?\d(?:[-—－–~～至]1?\d)?(?:月|个(?!百分)))"
    r"|(?P<amount>\d{1,6}(?:[个条家所座处项台套件名人户栋批次亩吨辆支场间]|公里|余|多)(?!百分)))))"
    r"|(?P<fourth>(?<=[（(])\s?\d{1,2}\s?[)）](?![年月日号]))"
    r"|(?P<enclosed>(?<=[①-⒛㈠-㈩]))"
    r"|(?P<lost>(?<=\n)[-—－]?、(?=[\u4e00-\u9fff]))"
    r"|(?P<bare>(?<=\d)(?<=\n\d)\d?(?=[\u4e00-\u9fff]{2})(?![年月日个条项家万亿元所次户项名天])))"
)
# What may follow 3. though it begins with a digit: 3.2024年底前 and 3.2个 are items, 3.5亿元 is none.
_NUMBERS_BEHIND_A_DOT = r"(?:19|20)\d{2}年|1?\d(?:[-—－–~～至]1?\d)?(?:月|个(?!百分))"
# Where a label of the three ranks that may stand inside a line ends, by the character that it ends
# with: a search that begins with one character skips a text at the speed of memory. Most of those
# that open a line are left out, since find_line_labels has them. `_LABEL` has the last word: what is
# found here too often costs time, never a wrong label.
_ENDS_INSIDE = {
    "、": re.compile(
        rf"、(?<=[{_CHINESE}\d \u3000]、)(?<!\n.、)(?<!\n\d\d、)(?<!\n[{_CHINESE}]{{2}}、)"
    ),
    "．": re.compile(rf"．(?<=[{_CHINESE}\d \u3000]．)(?<!\n.．)"),
    ".": re.compile(
        rf"\.(?<=[{_CHINESE}\d \u3000]\.)(?<!\n.\.)(?<!\n\d\d\.)(?:(?!\d)|(?={_NUMBERS_BEHIND_A_DOT}))"
    ),
    "）": re.compile(rf"）(?<=[{_CHINESE}\s]）)(?<!\n（.）)(?<!\n（..）)"),
    ")": re.compile(rf"\)(?<=[{_CHINESE}\s]\))(?<!\n\(.\))(?<!\n\(..\))"),
}
_INSIDE_ENCLOSED = re.compile("[㈠-㈩⒈-⒛]")
_BLOCKS_OF_ENCLOSED = (ord("㈠") >> 8, ord("⒈") >> 8)
# What `_LABEL` takes before its last character, and looks at behind it.
_LONGEST_LABEL, _LONGEST_LOOK_AHEAD = 6, 10
# With what a label begins whose number was lost on the way: 、完善制度.
_LOST = frozenset("、-—－")
_BEGINNINGS = (
    _LOST
    | frozenset(f"第{_CHINESE}（(")
    | {
        chr(c)
        for c in chain.from_iterable(
            range(ord(first), ord(last) + 1) for first, last in ("①⒛", "㈠㈩")
        )
    }
)
# Characters that are a label by themselves: the first of a row, what it stands for.
_ENCLOSED = (("㈠", "second"), ("⒈", "third"), ("⑴", "fourth"), ("①", "fifth"))
_NO_DIGIT = "第章节编条部分（()）、．﹒.-—－ \t\n\u3000"
_AFTER_SENTENCE = frozenset("。；;！？:：)）]】〕”\"'’>〉》 \t　.")
_INSIDE_KINDS = frozenset({"first", "second", "third"})
# What a sentence ends with, a clause behind it included.
_STOPS = frozenset("。)）]】〕")
_SEMICOLONS = frozenset("；;")
_BEFORE_GLUED = re.compile(r"[\u4e00-\u9fff》”]")
# 1责任单位：… is a clause's label behind a number, no item.
CLAUSE_LABEL = Pattern(rf"\s*{LONG_LABEL}{COLON}")


_IS_DAY = re.compile("(?:1[0-2]|[1-9])月(?:[12]?\\d日|3[01]日|[底初中上下末])")


class Label(Struct):
    """What looks like a label.

    `kind` is the rank's name (items.py: RANKS), or `lost` and `bare` of one that lost its number or
    its dot; `form` is that of a learned one. `glued` says that no sentence ends before it,
    `before_number` that a number follows it, as in 7.9月 and 2.50个.
    """

    kind: str
    number: int | None
    start: int
    end: int
    at_line_start: bool
    glued: bool
    before_number: bool = False
    behind_sentence: bool = False
    form: str = ""


def find_line_labels(text: str, lines: Sequence[Line]) -> list[Label]:
    """What looks like a label at the start of a line (GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）).

    >>> def read(text):
    ...     return [(x.kind, x.number) for x in find_line_labels(text, [Line(0, len(text))])]
    >>> read("一、加强公开"), read("（二）完善制度"), read("3.修渠")
    ([('first', 1)], [('second', 2)], [('third', 3)])
    >>> read("④修路"), read("第三章 总则"), read("二）完善制度")
    ([('fifth', 4)], [('chapter', 3)], [('second', 2)])

    A decimal, a year and a clause's own label are none:

    >>> read("3.5亿元"), read("（2021年）"), read("1.责任单位：县水务局")
    ([], [], [])
    """
    labels: list[Label] = []
    for line in lines:
        start = line.start
        first = text[start]
        if first not in _BEGINNINGS and not first.isdecimal():
            continue
        match = _LABEL.match(text, start - 1 if start and first in _LOST else start)
        if match is None:
            continue
        end = match.end()
        if not CLAUSE_LABEL.match(text, end):
            form = match.lastgroup or ""
            kind, number = _kind_and_number(form, text[start:end])
            if match["amount"] is not None and not _is_behind_item(text, start):
                continue
            before_number = form == "third" and (match["number"] or match["amount"]) is not None
            # 1.5月31日前完成: a day behind a label, and no amount.
            before_number = before_number and _IS_DAY.match(text, end) is None
            labels.append(Label(kind, number, start, end, True, False, before_number))
    return labels


def find_all_inside(text: str, tables: Sequence[PlacedTable]) -> Iterator[Label]:
    """What looks like a label inside a line, of all kinds: for a text without line ends.

    >>> text = "青山县方案 一、修渠。 （一）清淤。"
    >>> [(label.kind, label.number) for label in find_all_inside(text, [])]
    [('first', 1), ('second', 1)]
    """
    for start, end in _stretches_between(tables, len(text)):
        for match in _LABEL.finditer(text, start, end):
            candidate = _label_inside(text, match)
            if candidate is not None:
                yield candidate


def find_inside(text: str, tables: Sequence[PlacedTable]) -> list[Label]:
    """What looks like a label inside a line of a text that has line ends.

    It is of the first three ranks, and where it is glued to the text before it, a first one.

    >>> [(label.kind, label.number) for label in find_inside("修渠。（二）清淤。", [])]
    [('second', 2)]
    >>> find_inside("投资增长3.5个百分点，（详见附件）", [])
    []
    """
    labels: list[Label] = []
    patterns = [pattern for stop, pattern in _ENDS_INSIDE.items() if stop in text]
    # The higher byte of each character: whether any is of the blocks ㈠ and ⒈ is asked at the speed
    # of memory.
    blocks = text.encode("utf-16-le", "surrogatepass")[1::2]
    has_enclosed = _BLOCKS_OF_ENCLOSED[0] in blocks or _BLOCKS_OF_ENCLOSED[1] in blocks
    if not patterns and not has_enclosed:
        return labels
    for start, end in _stretches_between(tables, len(text)):
        if has_enclosed:
            sought = [*patterns, _INSIDE_ENCLOSED]
        else:
            sought = patterns
        matches = chain.from_iterable(pattern.finditer(text, start, end) for pattern in sought)
        stops = sorted(m.start() for m in matches)
        done = start
        for stop in stops:
            at = max(done, stop - _LONGEST_LABEL)
            # Never into the middle of a label before.
            while at > done and text[at - 1] in _CHINESE:
                at -= 1
            for match in _LABEL.finditer(text, at, stop + _LONGEST_LOOK_AHEAD):
                if match.start() > stop:
                    break
                done = match.end()
                candidate = _label_inside(text, match)
                if candidate is not None and _may_stand_inside(candidate):
                    labels.append(candidate)
    return labels


def _may_stand_inside(label: Label) -> bool:
    """Whether a label may stand inside a line: of those that are glued to their text only a first one."""
    is_later = (label.number or 0) > 1
    if label.glued and is_later:
        return False
    return label.kind in _INSIDE_KINDS


def _stretches_between(tables: Sequence[PlacedTable], end: int) -> Iterator[Span]:
    """The stretches of a text before, between and behind its tables."""
    start = 0
    for table in tables:
        yield start, table.start
        start = table.end
    yield start, end


def _label_inside(text: str, match: re.Match[str]) -> Label | None:
    """A match as a label inside a line; None where it opens one or cannot stand there."""
    at = match.start()
    before = text[at - 1] if at else "\n"
    glued = before not in _AFTER_SENTENCE
    if glued and not _BEFORE_GLUED.match(before):
        return None
    form = match.lastgroup or ""
    if (
        form in ("lost", "bare", "torn")
        or (glued and form in ("chapter", "article"))
        or CLAUSE_LABEL.match(text, match.end())
    ):
        return None
    kind, number = _kind_and_number(form, match.group())
    before_number = (match["number"] or match["amount"]) is not None
    behind_sentence = _is_behind_sentence(text, at)
    return Label(kind, number, at, match.end(), False, glued, before_number, behind_sentence)


# Kept: a corpus has a few hundred different labels.
@lru_cache(maxsize=1 << 10)
def _kind_and_number(form: str, label: str) -> tuple[str, int | None]:
    """The kind of a label that `_LABEL` found as `form`, and its number."""
    digits = label.strip(_NO_DIGIT)
    if form == "enclosed":
        first, kind = next(row for row in _ENCLOSED if row[0] <= digits)
        return kind, ord(digits) - ord(first) + 1
    if form == "torn":
        form = "second"
    return form, chinese_number(digits) if digits else None


def _is_behind_item(text: str, start: int) -> bool:
    """Whether the line above one ends as items of a list do: with a sentence or with a semicolon."""
    above = text[max(start - _LONGEST_LABEL, 0) : start].rstrip()[-1:]
    return above in _STOPS or above in _SEMICOLONS


def _is_behind_sentence(text: str, at: int) -> bool:
    """Whether a sentence, or the clause behind one, ends right before a place."""
    while at and text[at - 1] in " \t\u3000":
        at -= 1
    return text[at - 1 : at] in _STOPS
