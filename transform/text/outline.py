"""The outline of a part: items by their labels (GB/T 9704-2012: 一、 > （一） > 1. > （1）), with their headings.

A label at the start of a line always opens an item. One inside a line does where the numbering
lacks it elsewhere: a heading glued to the paragraph before it, or a whole document printed on one
line.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from math import ceil
from operator import attrgetter

from transform.actors.organ_names import is_organ
from transform.lexicon.table_patterns import table_pattern
from transform.model import Line, Part, PlacedTable, Section
from transform.text.headings import find_heading, is_title
from transform.text.items import LEARNED, RANKS, Item, Outline
from transform.text.labels import Label, find_all_inside, find_inside, find_line_labels
from transform.text.learned_labels import learn_labels
from transform.text.regions import TextRegion, is_closing, plan_ends

_DEEPER = {rank: range(rank + 1, len(RANKS)) for rank in RANKS.values()}
_TITLE_END = "。：:；;，, \t\n\u3000"
# How far a form that the document teaches ranks below the item in which it was first seen.
_BELOW = 0.5
_START = attrgetter("start")
_FOOT = table_pattern("headings", "foot_of_page", prefix=r"[\s。]")
# The closing paragraph of a document printed on one line.
_IN_FORCE = table_pattern("headings", "in_force", prefix=r"(?<=[。）)\s])")
# A name that signs: no sentence, no label. Below the last of them stands the day.
_NAME = r"[\u4e00-\u9fff（）() \u3000]{3,60}\n"
_NAME_LINE = re.compile(_NAME)
# 各乡镇人民政府 is who is meant, and signs nothing.
_NAME_ALONE = re.compile(r"[ \t\u3000]*(?![各有相])[\u4e00-\u9fff]{5,30}[ \t\u3000]*")
_DAY_LINE = r"\s*(?:\d{4}|二[〇○零]..)\s*年[^\n]{1,5}月[^\n]{1,4}日\s*(?:\n|$)"
_DAY = re.compile(_DAY_LINE)
_LINE_LABEL = re.compile(r"\s*([\u4e00-\u9fff]{2,8})\s*[：:]")
_SIGNED = re.compile(rf"(?>(?:{_NAME}){{0,9}}){_DAY_LINE}")
# Characters in a line from which on a document was printed without line ends: no paragraph of a plan
# is so long.
_FLAT_LINE = 1500
# The same of a text that has hardly any line end.
_FEW_LINES, _SHORT_FLAT_LINE = 3, 200


def read_outline(part: Part, regions: Sequence[TextRegion]) -> Outline:
    r"""The outline of a part; tables have none.

    Items end where their region does and where closing paragraphs begin.

    >>> def read(text):
    ...     lines, at = [], 0
    ...     for line in text.split("\n"):
    ...         lines.append(Line(at, at + len(line)))
    ...         at += len(line) + 1
    ...     part = Part(0, "page", "sha256:0", text, text, [], lines)
    ...     return [text[slice(*item.heading)] for item in read_outline(part, []).items]
    >>> read("一、修渠\n（一）清淤。各县要清淤。\n二、修路\n及时修补。")
    ['一、修渠', '（一）清淤。', '二、修路']
    >>> read("01修渠\n各县要清淤。\n02修路\n及时修补。")
    ['01修渠', '02修路']

    What only looks like a label opens no item:

    >>> read("投资增长\n3.5个百分点，\n二是修路")
    []
    """
    text = part.text
    lines = [i for i in part.items if isinstance(i, Line)]
    if len(lines) < len(part.items):
        tables = [i for i in part.items if isinstance(i, PlacedTable)]
    else:
        tables = []
    longest = max([line.end - line.start for line in lines], default=0)
    flat = longest >= (_FLAT_LINE if len(lines) > _FEW_LINES else _SHORT_FLAT_LINE)
    candidates = find_line_labels(text, lines)
    if flat:
        inside = list(find_all_inside(text, tables))
    else:
        inside = find_inside(text, tables)
    if inside:
        candidates = sorted(candidates + inside, key=_START)
    if candidates:
        accepted = _accept_labels(_before_ends(text, lines, regions, candidates), flat)
    else:
        accepted = []
    # One line has no line starts that could teach a form.
    if not flat:
        learned = learn_labels(text, lines, accepted)
        if learned:
            accepted = sorted(accepted + _before_ends(text, lines, regions, learned), key=_START)
    if not accepted:
        return Outline()
    outline = Outline(_nest_items(accepted, len(text)))
    for region in regions:
        _end_items(text, outline, region, flat=flat)
    _detach_items(outline)
    for item in outline.items:
        find_heading(text, item, flat=flat)
    return outline


def make_sections(part_no: int, text: str, outline: Outline) -> list[Section]:
    """The outline as rows."""
    numbers = {id(item): number for number, item in enumerate(outline.items)}
    return [
        Section(
            part_no,
            number,
            numbers[id(item.parent)] if item.parent else None,
            max(ceil(item.rank), 1),
            text[item.start : item.label_end].strip() or None,
            text[item.label_end : item.heading[1]].strip().rstrip(_TITLE_END) or None,
            item.start,
            item.end,
        )
        for number, item in enumerate(outline.items)
    ]


def _before_ends(
    text: str, lines: Sequence[Line], regions: Sequence[TextRegion], candidates: list[Label]
) -> list[Label]:
    """The candidates without those between the end of a region's plan (附件：…) and the next region or a new 一、."""
    ends = plan_ends(text, lines)
    if not ends:
        return candidates
    starts = [region.start for region in regions]
    before_ends: list[Label] = []
    ended_at: int | None = None
    at = 0
    for candidate in candidates:
        while at < len(ends) and ends[at] <= candidate.start:
            ended_at = ends[at]
            at += 1
        if ended_at is not None and (
            any(ended_at <= start <= candidate.start for start in starts)
            or (
                candidate.kind in ("first", "chapter")
                and candidate.number == 1
                and candidate.at_line_start
            )
        ):
            ended_at = None
        if ended_at is None:
            before_ends.append(candidate)
    return before_ends


def _accept_labels(candidates: list[Label], flat: bool) -> list[Label]:
    """The candidates that are labels."""
    accepted: list[Label] = []
    # Rank -> number of the item open there.
    last: dict[int, int] = {}
    # Rank -> number of the last item, for numbers that run on from section to section.
    counted: dict[int, int] = {}
    for number, printed in enumerate(candidates):
        candidate: Label | None = printed
        if printed.kind in ("lost", "bare"):
            candidate = _mend_label(printed, last, islice(candidates, number + 1, None))
        if candidate is None or candidate.number is None:
            continue
        rank = RANKS[candidate.kind]
        # 7.9月 is an item at a line's start behind item 6, else a decimal.
        if candidate.before_number and not (
            candidate.at_line_start and candidate.number - 1 in (last.get(rank), counted.get(rank))
        ):
            continue
        if not candidate.at_line_start and not _fills_gap(
            candidate, rank, last, counted, islice(candidates, number + 1, None), flat
        ):
            continue
        accepted.append(candidate)
        # What stood below the item before is closed: its numbers begin again, unless they run on.
        for deeper in _DEEPER[rank]:
            last.pop(deeper, None)
        last[rank] = counted[rank] = candidate.number
    return accepted


def _mend_label(candidate: Label, last: dict[int, int], later: Iterable[Label]) -> Label | None:
    """A label that lost its number or its dot, where the numbering before and after leaves one reading."""
    kind = "first" if candidate.kind == "lost" else "third"
    following = next((c for c in later if c.kind == kind and c.at_line_start), None)
    number = candidate.number
    if kind == "first":
        number = last.get(1, 0) + 1
        if following is None or following.number != number + 1:
            return None
    elif (
        following is None
        or number is None
        or following.number != number + 1
        or last.get(3, 0) != number - 1
    ):
        return None
    return Label(kind, number, candidate.start, candidate.end, True, False)


def _fills_gap(
    candidate: Label,
    rank: int,
    last: dict[int, int],
    counted: dict[int, int],
    later: Iterable[Label],
    flat: bool,
) -> bool:
    """Whether a label inside a line is what the numbering lacks.

    A label too many cuts a task in two; one too few leaves two tasks in one. Without line ends
    (`flat`) all must be found so, with them only what was glued to a paragraph by mistake.
    """
    number = candidate.number
    if number is None or (not flat and (rank > 3 or candidate.kind in ("chapter", "article"))):
        return False
    if rank > 3 and not candidate.behind_sentence:
        return False
    following = _next_of_kind(candidate, rank, later, flat=flat)
    if number > 1:
        so_far = (last.get(rank), counted.get(rank))
        return _counts_further(candidate, rank, so_far, following, flat=flat)
    # A first one inside a line opens a list only where its second one follows.
    if rank in last and rank > 1 and not flat:
        return False
    if following is None or following.number != 2:
        return False
    if flat or following.at_line_start:
        return True
    # 三、支持建设。（一）加快前期。…（责任单位：甲局）（二）落实资金。…（责任单位：乙局）
    return rank == 2 and candidate.behind_sentence and following.behind_sentence


def _counts_further(
    candidate: Label,
    rank: int,
    so_far: tuple[int | None, int | None],
    following: Label | None,
    *,
    flat: bool,
) -> bool:
    """Whether a label inside a line counts on from the last one at a line's start, or the last one at all."""
    last, counted = so_far
    number = candidate.number or 0
    is_next = following is not None and following.number == number + 1
    if flat and counted is None and not candidate.glued:  # an extract begins with 64.
        return is_next
    before = (last, counted) if flat or candidate.glued is False else (last,)
    if number - 1 not in before:
        return False
    is_repeated = following is not None and following.number == number
    if is_repeated:
        return False
    if candidate.glued:
        return flat
    return flat or rank < 3 or following is None or is_next


def _next_of_kind(
    candidate: Label,
    rank: int,
    later: Iterable[Label],
    *,
    flat: bool,
) -> Label | None:
    """The next label of the same kind that may follow, before an outer one."""
    for other in later:
        if other.kind == candidate.kind and (flat or other.at_line_start or not other.glued):
            return other
        if other.at_line_start and other.kind in RANKS and RANKS[other.kind] < rank:
            return None
    return None


def _nest_items(accepted: list[Label], end: int) -> list[Item]:
    items: list[Item] = []
    stack: list[Item] = []
    ranks = _Ranks()
    for label in accepted:
        rank = ranks.rank_of(label, stack)
        item = Item(label.kind, label.number or 0, label.start, label.end, end, rank=rank)
        while stack and stack[-1].rank >= rank:
            stack.pop().end = label.start
        if stack:
            item.parent = stack[-1]
            stack[-1].child_starts.append(label.start)
        stack.append(item)
        items.append(item)
    return items


class _Ranks:
    """The ranks of a document's labels: the standard's, and between two of them those of forms that it teaches."""

    def __init__(self) -> None:
        self._learned: dict[str, float] = {}

    def rank_of(self, label: Label, above: Sequence[Item]) -> float:
        """The rank of a label; `above` are the items open before it, outermost first."""
        if label.kind == "article" and "article" not in self._learned:
            # 一、 > 第一条: articles in a section of a plan; those of a regulation hold their 一、
            # instead.
            self._learned["article"] = (
                RANKS["article"] + bool(above and above[-1].kind == "first") * _BELOW
            )
        form = label.form or label.kind
        if form in self._learned:
            return self._learned[form]
        if label.kind != LEARNED:
            return RANKS[label.kind]
        # Halved, so that a form within a form finds its place between the two: 1 < 1.5 < 1.75 < 2.
        step = _BELOW
        while above and (above[-1].rank + step) in self._learned.values():
            step /= 2
        self._learned[form] = (above[-1].rank if above else 0) + step
        return self._learned[form]


def _end_items(text: str, outline: Outline, region: TextRegion, *, flat: bool) -> None:
    """Ends a region's last items before its closing paragraphs."""
    inside = [i for i in outline.items if region.start <= i.start < region.end]
    if not inside:
        return
    last = inside[-1]
    end = min(region.end, last.end)
    line_end = text.find("\n", last.label_end, end)
    # The first line behind a heading is the item's text, however it begins; a signature is none, where
    # the heading is a sentence or a day alone signs.
    heading = text[last.label_end : line_end].strip()
    is_said, start_below = heading.endswith("。"), line_end + 1
    is_signed = line_end >= 0 and (
        _DAY.match(text, line_end + 1) is not None
        or (is_said and _SIGNED.match(text, line_end + 1) is not None)
    )
    if 0 <= line_end < end and is_title(heading) and not is_signed:
        line_end = text.find("\n", line_end + 1, end)
    first = line_end + 1
    # Below a heading without a full stop a name may be all that its item says.
    below = start_below if is_said else first
    while 0 <= line_end < end:
        start = line_end + 1
        line_end = text.find("\n", start, end)
        stop = line_end if line_end >= 0 else end
        if is_closing(text, start, stop) and not _is_label_again(text, inside, start, stop):
            end = _before_signature(text, first, start) - 1
            break
    end = _before_names(text, inside, below, end)
    foot = _FOOT.search(text, last.label_end, end)
    if foot:
        end = foot.start()
    if flat:
        force = _IN_FORCE.search(text, last.label_end, end)
        if force:
            end = force.start()
    for item in inside:
        if item.end > end:
            item.end = end


def _is_label_again(text: str, items: Sequence[Item], start: int, end: int) -> bool:
    """Whether the label of a line stands below an item further above too: 主办单位：… is no footer then."""
    label = _LINE_LABEL.match(text, start, end)
    if label is None:
        return False
    above = text[items[0].start : items[-1].start]
    return re.search(rf"\n\s*{label[1]}\s*[：:]", above) is not None


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


def _before_names(text: str, items: Sequence[Item], first: int, end: int) -> int:
    """Where the organs begin that sign without a day, each alone on a line at the very end.

    Where the item above ends so too they are whose work it is. `first` is the first line that may
    close.
    """
    if first < 1 or (len(items) > 1 and _signers_start(text, items[-2].label_end, items[-1].start)):
        return end
    return _signers_start(text, first, end) or end


def _signers_start(text: str, first: int, end: int) -> int | None:
    """Where the last lines begin that name one organ each; None where the last one does not."""
    end = len(text[:end].rstrip())
    signers = None
    while end > first:
        start = text.rfind("\n", 0, end) + 1
        if start < first or not _NAME_ALONE.fullmatch(text, start, end):
            break
        if not is_organ("".join(text[start:end].split())):
            break
        signers, end = start, start - 1
    return signers


def _detach_items(outline: Outline) -> None:
    """Takes items from under those that ended before them: what a list of annexes numbers belongs to no item."""
    for item in outline.items:
        above = item.parent
        while above is not None and item.start >= above.end:
            above.child_starts.remove(item.start)
            above = above.parent
            if above is not None:
                above.child_starts.append(item.start)
        item.parent = above
