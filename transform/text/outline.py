"""The outline of a part: items by their labels (GB/T 9704-2012: 一、 > （一） > 1. > （1）), with their headings.

A label at the start of a line always opens an item. One inside a line does where the numbering lacks it elsewhere: a
heading glued to the paragraph before it, or a whole document printed on one line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from operator import attrgetter

from msgspec import Struct

from transform.actors.labels import ANY_LABEL, COLON, GAP, LONG_LABEL
from transform.lexicon.pattern import Pattern
from transform.model import Line, Part, PlacedTable, Section, Span
from transform.text.regions import Region, is_closing, plan_ends
from transform.times.dates import chinese_number

_CHINESE = "一二三四五六七八九十"
# One leading class lets the search skip what no label begins with; each form then looks back at what it began with.
_LABEL = re.compile(
    rf"[第{_CHINESE}（(\d①-⒛㈠-㈩\n](?:"
    rf"(?P<chapter>(?<=第)[{_CHINESE}百\d]{{1,4}}(?:[章节编]|部分(?![是为之由])))"
    rf"|(?P<article>(?<=第)[{_CHINESE}百\d]{{1,4}}条)"
    rf"|(?P<first>(?<=[{_CHINESE}])[{_CHINESE}]{{0,2}}[ \u3000]?[、．.])"
    rf"|(?P<second>(?<=[（(])\s?[{_CHINESE}]{{1,3}}\s?[)）]、?)"
    r"|(?P<third>(?<=\d)(?<![\d.]\d)\d{0,2}(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d{2}年|(?P<number>1?\d(?:[-—－–~～至]1?\d)?(?:月|个(?!百分))))))"
    r"|(?P<fourth>(?<=[（(])\s?\d{1,2}\s?[)）](?![年月日号]))"
    r"|(?P<enclosed>(?<=[①-⒛㈠-㈩]))"
    r"|(?P<lost>(?<=\n)[-—－]?、(?=[\u4e00-\u9fff]))"
    r"|(?P<bare>(?<=\d)(?<=\n\d)\d?(?=[\u4e00-\u9fff]{2})(?![年月日个条项家万亿元所次户项名天])))"
)
_NUMBERS_BEHIND_A_DOT = r"(?:19|20)\d{2}年|1?\d(?:[-—－–~～至]1?\d)?(?:月|个(?!百分))"
# Where a label of the three ranks that may stand inside a line ends, by the character that it ends with: a search that
# begins with one character skips a text at the speed of memory. Most of those that open a line are left out.
_INSIDE = {
    "、": re.compile(rf"、(?<=[{_CHINESE}\d \u3000]、)(?<!\n.、)(?<!\n\d\d、)(?<!\n[{_CHINESE}]{{2}}、)"),
    "．": re.compile(rf"．(?<=[{_CHINESE}\d \u3000]．)(?<!\n.．)"),
    ".": re.compile(rf"\.(?<=[{_CHINESE}\d \u3000]\.)(?<!\n.\.)(?<!\n\d\d\.)(?:(?!\d)|(?={_NUMBERS_BEHIND_A_DOT}))"),
    "）": re.compile(rf"）(?<=[{_CHINESE}\s]）)(?<!\n（.）)(?<!\n（..）)"),
    ")": re.compile(rf"\)(?<=[{_CHINESE}\s]\))(?<!\n\(.\))(?<!\n\(..\))"),
}
_INSIDE_ENCLOSED = re.compile("[㈠-㈩⒈-⒛]")
_BLOCKS_OF_ENCLOSED = (ord("㈠") >> 8, ord("⒈") >> 8)
_LONGEST_LABEL, _LONGEST_LOOK_AHEAD = 6, 10  # what `_LABEL` takes before its last character, and looks at behind it
_LOST = frozenset("、-—－")
_BEGINNINGS = (
    _LOST
    | frozenset(f"第{_CHINESE}（(")
    | {chr(c) for first, last in ("①⒛", "㈠㈩") for c in range(ord(first), ord(last) + 1)}
)
RANKS = {"chapter": 0, "article": 1, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_LEVELS = {kind: max(rank, 1) for kind, rank in RANKS.items()}
_DEEPER = {rank: range(rank + 1, len(RANKS)) for rank in RANKS.values()}
# Characters that are a label by themselves: the first of a row, what it stands for.
_ENCLOSED = (("㈠", "second"), ("⒈", "third"), ("⑴", "fourth"), ("①", "fifth"))
_NO_DIGIT = "第章节编条部分（()）、．.-—－ \t\n\u3000"
_AFTER_SENTENCE = frozenset("。；;！？:：)）]】〕”\"'’>〉》 \t　.")
_INSIDE_KINDS = frozenset({"first", "second", "third"})
_START = attrgetter("start")
_STOPS = frozenset("。)）]】〕")  # what a sentence ends with, a clause behind it included
_BEFORE_GLUED = re.compile(r"[\u4e00-\u9fff》”]")
_SENTENCE_END = re.compile("[。！？]")
_CLAUSE_LINE = Pattern(
    r"[\s●·•※*—－–◆■▲★☆○◎-]*+(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）.．、])?"
    rf"[（(\[［【〔〈]?\s*+{ANY_LABEL}(?:{COLON}|{GAP})"
)
_CLAUSE_LABEL = Pattern(rf"\s*{LONG_LABEL}{COLON}")
_BREAK = re.compile("[。；;！？]")
_GAP = re.compile(r"\s*[^\s。；：:]{4,40}(?=\s+\S{20})")
_TITLE_END = "。：:；;，, \t\n\u3000"
_FOOT = re.compile(r"[\s。](?:附件下载|扫一扫|打印本页|关闭窗口|【打印】|相关链接|分享到)")
# The closing paragraph of a document printed on one line.
_IN_FORCE = re.compile(r"(?<=[。）)\s])本[^，。；：\s]{2,8}自[^。；]{2,30}起(?:正式)?(?:施行|实施|执行)")
# A name that signs: no sentence, no label. Below the last of them stands the day.
_NAME = r"[\u4e00-\u9fff（）() \u3000]{4,60}\n"
_NAME_LINE = re.compile(_NAME)
_SIGNED = re.compile(rf"(?:{_NAME}){{0,9}}+\s*(?:\d{{4}}|二[〇○零]..)\s*年[^\n]{{1,5}}月[^\n]{{1,4}}日\s*(?:\n|$)")
_FLAT_LINE = 1500  # characters in a line from which on a document was printed without line ends
_FEW_LINES, _SHORT_FLAT_LINE = 3, 200  # the same of a text that has hardly any line end
_LONGEST_HEADING = 60
_LONGEST_OPEN_HEADING = 9  # of one that ends with a colon: 工作要求：
_LONGEST_CLOSED_HEADING = 45  # of a heading that ends with 。


class Item(Struct):
    """An item: its label, where it begins and ends, and the heading that it has.

    `heading` is the span of label and title sentence; `own_line` says that the heading is a line (or lines) of its own,
    so that `body`, where the item's text begins, lies behind it. `child_starts` tell where the items right below it
    begin: items that held each other would stay until the garbage collector looks.
    """

    kind: str
    number: int
    start: int
    label_end: int
    end: int = 0
    heading: Span = (0, 0)
    own_line: bool = False
    body: int = 0
    parent: "Item | None" = None
    child_starts: list[int] = []

    @property
    def rank(self) -> int:
        """0 for chapters, 1 一、 2 （一） 3 1. 4 （1） 5 ①."""
        return RANKS[self.kind]


class Outline(Struct):
    """The items of a part in reading order; `roots` are those without a parent."""

    items: list[Item] = []

    @property
    def roots(self) -> list[Item]:
        """Items of the outermost level."""
        return [i for i in self.items if i.parent is None]

    def leaves(self) -> list[Item]:
        """The lowest items."""
        return [i for i in self.items if not i.child_starts]


class _Candidate(Struct):
    kind: str
    number: int | None
    start: int
    end: int
    at_line_start: bool
    glued: bool
    before_number: bool = False
    behind_sentence: bool = False


def read_outline(part: Part, regions: Sequence[Region]) -> Outline:
    """The outline of a part; tables have none. Items end where their region does and where closing paragraphs begin."""
    text = part.text
    lines = [i for i in part.items if isinstance(i, Line)]
    tables = [i for i in part.items if isinstance(i, PlacedTable)] if len(lines) < len(part.items) else []
    longest = max([line.end - line.start for line in lines], default=0)
    flat = longest >= (_FLAT_LINE if len(lines) > _FEW_LINES else _SHORT_FLAT_LINE)
    candidates = _line_labels(text, lines)
    if inside := list(_all_inside(text, tables)) if flat else _inside(text, tables):
        candidates = sorted(candidates + inside, key=_START)
    if not candidates:
        return Outline()
    accepted = _accept(_before_ends(text, lines, regions, candidates), flat)
    outline = Outline(_nest(accepted, len(text)))
    for region in regions:
        _end_items(text, outline, region, flat=flat)
    _detach(outline)
    for item in outline.items:
        _find_heading(text, item, flat=flat)
    return outline


def sections(part_no: int, text: str, outline: Outline) -> list[Section]:
    """The outline as rows."""
    numbers = {id(item): number for number, item in enumerate(outline.items)}
    return [
        Section(
            part_no,
            number,
            numbers[id(item.parent)] if item.parent else None,
            _LEVELS[item.kind],
            text[item.start : item.label_end].strip() or None,
            text[item.label_end : item.heading[1]].strip().rstrip(_TITLE_END) or None,
            item.start,
            item.end,
        )
        for number, item in enumerate(outline.items)
    ]


def heading_text(text: str, item: Item) -> str:
    """Label and title of an item as printed."""
    return text[item.heading[0] : item.heading[1]].strip().replace("\n", "")


def _line_labels(text: str, lines: Sequence[Line]) -> list[_Candidate]:
    """What looks like a label at the start of a line."""
    found: list[_Candidate] = []
    for line in lines:
        start = line.start
        first = text[start]
        if first not in _BEGINNINGS and not first.isdecimal():
            continue
        match = _LABEL.match(text, start - 1 if start and first in _LOST else start)
        if match is None:
            continue
        end = match.end()
        if not _CLAUSE_LABEL.match(text, end):
            form = match.lastgroup or ""
            kind, number = _kind_and_number(form, text[start:end])
            ahead = form == "third" and match["number"] is not None
            found.append(_Candidate(kind, number, start, end, True, False, ahead))
    return found


def _all_inside(text: str, tables: Sequence[PlacedTable]) -> Iterator[_Candidate]:
    """What looks like a label inside a line."""
    for start, end in _between(tables, len(text)):
        for match in _LABEL.finditer(text, start, end):
            candidate = _candidate_inside(text, match)
            if candidate is not None:
                yield candidate


def _inside(text: str, tables: Sequence[PlacedTable]) -> list[_Candidate]:
    """The same of the kinds that may stand there in a text that has line ends, and not glued but for a first one."""
    found: list[_Candidate] = []
    patterns = [pattern for stop, pattern in _INSIDE.items() if stop in text]
    blocks = text.encode("utf-16-le", "surrogatepass")[1::2]  # a byte of each character: searched at memory speed
    has_enclosed = _BLOCKS_OF_ENCLOSED[0] in blocks or _BLOCKS_OF_ENCLOSED[1] in blocks
    if not patterns and not has_enclosed:
        return found
    for start, end in _between(tables, len(text)):
        stops = [m.start() for pattern in patterns for m in pattern.finditer(text, start, end)]
        if has_enclosed:
            stops += [m.start() for m in _INSIDE_ENCLOSED.finditer(text, start, end)]
        stops.sort()
        done = start
        for stop in stops:
            at = max(done, stop - _LONGEST_LABEL)
            while at > done and text[at - 1] in _CHINESE:  # never into the middle of a label before
                at -= 1
            for match in _LABEL.finditer(text, at, stop + _LONGEST_LOOK_AHEAD):
                if match.start() > stop:
                    break
                done = match.end()
                candidate = _candidate_inside(text, match)
                if candidate is None or (candidate.glued and (candidate.number or 0) > 1):
                    continue
                if candidate.kind in _INSIDE_KINDS:
                    found.append(candidate)
    return found


def _between(tables: Sequence[PlacedTable], end: int) -> Iterator[Span]:
    """The stretches of a text before, between and behind its tables."""
    start = 0
    for table in tables:
        yield start, table.start
        start = table.end
    yield start, end


def _candidate_inside(text: str, match: re.Match[str]) -> _Candidate | None:
    """A match as a label inside a line; None where it opens one or cannot stand there."""
    at = match.start()
    before = text[at - 1] if at else "\n"
    glued = before not in _AFTER_SENTENCE
    if glued and not _BEFORE_GLUED.match(before):
        return None
    form = match.lastgroup or ""
    if form in ("lost", "bare") or (glued and form in ("chapter", "article")) or _CLAUSE_LABEL.match(text, match.end()):
        return None
    kind, number = _kind_and_number(form, match.group())
    ahead = match["number"] is not None
    return _Candidate(kind, number, at, match.end(), False, glued, ahead, _is_behind_sentence(text, at))


@lru_cache(maxsize=1 << 10)
def _kind_and_number(form: str, label: str) -> tuple[str, int | None]:
    """The kind of a label that `_LABEL` found as `form`, and its number."""
    digits = label.strip(_NO_DIGIT)
    if form == "enclosed":
        first, kind = next(row for row in _ENCLOSED if row[0] <= digits)
        return kind, ord(digits) - ord(first) + 1
    return form, chinese_number(digits) if digits else None


def _is_behind_sentence(text: str, at: int) -> bool:
    """Whether a sentence, or the clause behind one, ends right before a place."""
    while at and text[at - 1] in " \t\u3000":
        at -= 1
    return text[at - 1 : at] in _STOPS


def _before_ends(
    text: str, lines: Sequence[Line], regions: Sequence[Region], candidates: list[_Candidate]
) -> list[_Candidate]:
    """The candidates without those between the end of a region's plan (附件：…) and the next region or a new 一、."""
    ends = plan_ends(text, lines)
    if not ends:
        return candidates
    starts = [region.start for region in regions]
    kept: list[_Candidate] = []
    ended_at: int | None = None
    at = 0
    for candidate in candidates:
        while at < len(ends) and ends[at] <= candidate.start:
            ended_at = ends[at]
            at += 1
        if ended_at is not None and (
            any(ended_at <= start <= candidate.start for start in starts)
            or (candidate.kind in ("first", "chapter") and candidate.number == 1 and candidate.at_line_start)
        ):
            ended_at = None
        if ended_at is None:
            kept.append(candidate)
    return kept


def _accept(candidates: list[_Candidate], flat: bool) -> list[_Candidate]:
    """The candidates that are labels."""
    accepted: list[_Candidate] = []
    last: dict[int, int] = {}  # rank -> number of the item open there
    counted: dict[int, int] = {}  # rank -> number of the last item, for numbers that run on from section to section
    for number, found in enumerate(candidates):
        candidate: _Candidate | None = found
        if found.kind in ("lost", "bare"):
            candidate = _mended(found, last, islice(candidates, number + 1, None))
        if candidate is None or candidate.number is None:
            continue
        rank = RANKS[candidate.kind]
        # 7.9月 is an item at a line's start behind item 6, else a decimal.
        if candidate.before_number and not (
            candidate.at_line_start and candidate.number - 1 in (last.get(rank), counted.get(rank))
        ):
            continue
        if not candidate.at_line_start and not _belongs(
            candidate, rank, last, counted, islice(candidates, number + 1, None), flat
        ):
            continue
        accepted.append(candidate)
        for deeper in _DEEPER[rank]:
            last.pop(deeper, None)
        last[rank] = counted[rank] = candidate.number
    return accepted


def _mended(candidate: _Candidate, last: dict[int, int], later: Iterable[_Candidate]) -> _Candidate | None:
    """A label that lost its number or its dot, where the numbering before and after leaves one reading."""
    kind = "first" if candidate.kind == "lost" else "third"
    following = next((c for c in later if c.kind == kind and c.at_line_start), None)
    number = candidate.number
    if kind == "first":
        number = last.get(1, 0) + 1
        if following is None or following.number != number + 1:
            return None
    elif following is None or number is None or following.number != number + 1 or last.get(3, 0) != number - 1:
        return None
    return _Candidate(kind, number, candidate.start, candidate.end, True, False)


def _belongs(
    candidate: _Candidate,
    rank: int,
    last: dict[int, int],
    counted: dict[int, int],
    later: Iterable[_Candidate],
    flat: bool,
) -> bool:
    """Whether a label inside a line is what the numbering lacks."""
    number = candidate.number
    if number is None or (not flat and (rank > 3 or candidate.kind in ("chapter", "article"))):
        return False
    if rank > 3 and not candidate.behind_sentence:
        return False
    following = _next_of_kind(candidate, rank, later, flat=flat)
    if number > 1:
        if flat and rank not in counted and not candidate.glued:  # an extract begins with 64.
            return following is not None and following.number == number + 1
        if number - 1 not in (last.get(rank), counted.get(rank) if flat or candidate.glued is False else None):
            return False
        if following is not None and following.number == number:
            return False
        if candidate.glued:
            return flat
        return flat or rank < 3 or following is None or following.number == number + 1
    if rank in last and rank > 1 and not flat:
        return False
    if following is None or following.number != 2:
        return False
    # 三、支持建设。（一）加快前期。…（责任单位：甲局）（二）落实资金。…（责任单位：乙局）
    runs_on = rank == 2 and candidate.behind_sentence and following.behind_sentence
    return flat or following.at_line_start or runs_on


def _next_of_kind(candidate: _Candidate, rank: int, later: Iterable[_Candidate], *, flat: bool) -> _Candidate | None:
    """The next label of the same kind that may follow, before an outer one."""
    for other in later:
        if other.kind == candidate.kind and (flat or other.at_line_start or not other.glued):
            return other
        if other.at_line_start and other.kind in RANKS and RANKS[other.kind] < rank:
            return None
    return None


def _nest(accepted: list[_Candidate], end: int) -> list[Item]:
    items: list[Item] = []
    stack: list[Item] = []
    ranks: list[int] = []
    for label in accepted:
        item = Item(label.kind, label.number or 0, label.start, label.end, end)
        rank = RANKS[label.kind]
        while ranks and ranks[-1] >= rank:
            ranks.pop()
            stack.pop().end = label.start
        if stack:
            item.parent = stack[-1]
            stack[-1].child_starts.append(label.start)
        stack.append(item)
        ranks.append(rank)
        items.append(item)
    return items


def _end_items(text: str, outline: Outline, region: Region, *, flat: bool) -> None:
    """Ends a region's last items before its closing paragraphs."""
    inside = [i for i in outline.items if region.start <= i.start < region.end]
    if not inside:
        return
    last = inside[-1]
    end = min(region.end, last.end)
    line_end = text.find("\n", last.label_end, end)
    # The first line behind a heading is the item's text, however it begins.
    if 0 <= line_end < end and _is_title(text[last.label_end : line_end].strip()):
        line_end = text.find("\n", line_end + 1, end)
    first = line_end + 1
    while 0 <= line_end < end:
        start = line_end + 1
        line_end = text.find("\n", start, end)
        if is_closing(text, start, line_end if line_end >= 0 else end):
            end = _before_signature(text, first, start) - 1
            break
    if foot := _FOOT.search(text, last.label_end, end):
        end = foot.start()
    if flat and (force := _IN_FORCE.search(text, last.label_end, end)):
        end = force.start()
    for item in inside:
        if item.end > end:
            item.end = end


def _before_signature(text: str, first: int, closing: int) -> int:
    """Where the closing paragraphs begin: with all names that sign above the date, of whatever kind.

    `first` is the first line that may close.
    """
    if not _SIGNED.match(text, closing):
        return closing
    while closing > first:
        above = text.rfind("\n", 0, closing - 1) + 1
        if not _NAME_LINE.match(text, above, closing):
            break
        closing = above
    return closing


def _detach(outline: Outline) -> None:
    """Takes items from under those that ended before them: what a list of annexes numbers belongs to no item."""
    for item in outline.items:
        above = item.parent
        while above is not None and item.start >= above.end:
            above.child_starts.remove(item.start)
            above = above.parent
            if above is not None:
                above.child_starts.append(item.start)
        item.parent = above


def _find_heading(text: str, item: Item, *, flat: bool) -> None:
    """Sets the heading of an item and where its text begins.

    On one line (`flat`) a blank is all that is left of the line end between a title and the sentences behind it.
    """
    first_child = item.child_starts[0] if item.child_starts else item.end
    line_end = text.find("\n", item.label_end, first_child)
    behind = line_end + 1
    if line_end < 0:
        line_end = behind = first_child
    title = text[item.label_end : line_end].strip()
    item.heading, item.body = (item.start, line_end), item.label_end
    if flat and item.child_starts and (gap := _GAP.match(text, item.label_end, line_end)):
        item.heading = (item.start, gap.end())
        return
    if len(title) <= _LONGEST_HEADING and _is_title(title) and _has_body(text, behind, item.end):
        item.own_line, item.body = True, line_end
        return
    if title and (sentence_end := _SENTENCE_END.search(text, item.label_end, line_end)):
        item.heading = (item.start, sentence_end.end())


def _has_body(text: str, start: int, end: int) -> bool:
    """Whether something follows a heading line other than the labelled lines of a clause."""
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        if text[start:line_end].strip() and not _CLAUSE_LINE.match(text, start, line_end):
            return True
        start = line_end + 1
    return False


def _is_title(line: str) -> bool:
    """Whether a line reads as a heading: one short sentence."""
    if not line or len(line) > _LONGEST_HEADING or line[-1] in "，,；;、":
        return False
    if line[-1] in ":：":
        return len(line) <= _LONGEST_OPEN_HEADING
    if line[-1] in "。！？":
        return len(line) <= _LONGEST_CLOSED_HEADING and not _BREAK.search(line, 0, len(line) - 1)
    return not _BREAK.search(line)
