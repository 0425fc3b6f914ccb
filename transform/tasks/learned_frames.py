"""Sentences that are one frame around other organs each time: 归口县水利局抓，县财政局搭把手 (docs/reading.md, Task, 2).

What stands before, between and behind the organs is the same in three items at least: so this
document says who does what, whatever the words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from taizhang.tables.terms import Role
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organ_names import is_organ, may_be_unit
from transform.actors.unit_names import prefix_of, stands_alone
from transform.actors.units import Split, join_splits, split_text
from transform.actors.verbs import role_by_sense
from transform.lexicon import choice, words
from transform.model import OF_A_DOCUMENT, Span
from transform.tasks.learned_clauses import NO_VERB
from transform.text.taught_labels import find_repeated_labels, names_organs

# Items of one frame, from which on this is how the document assigns.
HABIT = 3
_LONGEST, _LONGEST_SEGMENT = 160, 60
_LONGEST_LEAD, _LONGEST_TAIL = 4, 8
_LEVELS = frozenset((*(word[0] for word in words("units", "prefix")), *"省市县区州盟旗各人国"))
_MOST_SEGMENTS = 4
_LONGEST_NAME = 14
_ENDING = 2
_SEGMENT = re.compile(r"[^，,；;]+")
_CLOSING = "。；;）)】]〕 \t\u3000"
_BRACKETS = ("（", "(", "【", "[", "〔")
_OPENING = "（(【[〔 \t\u3000"
_NO_FRAME = re.compile(choice(words("roles", "no_frame")))


class FrameSegment(NamedTuple):
    """Words, names, words; where the names stand counts from the sentence's begin."""

    lead: str
    start: int
    end: int
    tail: str


def learn_frames(text: str, candidates: Iterable[Span]) -> list[tuple[Span, Split]]:
    """The candidates whose frame three of them share, as clauses; units count from where each begins.

    >>> text = "归口县水利局抓，县财政局搭把手。归口县林业局抓，县财政局搭把手。归口县交通局抓，县公安局搭把手。"
    >>> clauses = learn_frames(text, [(0, 16), (16, 32), (32, 48)])
    >>> [[(unit[0].value, unit[3]) for unit in split.units] for _, split in clauses][0]
    [('responsible', '县水利局'), ('cooperate', '县财政局')]
    >>> learn_frames(text, [(0, 16), (16, 32)])
    []
    """
    alike: defaultdict[tuple[str, ...], list[tuple[Span, list[FrameSegment]]]] = defaultdict(list)
    for span in _with_like_endings(text, candidates):
        segments = read_frame(text[slice(*span)])
        if segments is not None:
            frame = tuple(f"{segment.lead}…{segment.tail}" for segment in segments)
            alike[frame].append((span, segments))
    learned: list[tuple[Span, Split]] = []
    for sentences in alike.values():
        if len(sentences) >= HABIT and not _are_parts_of_names(text, sentences):
            learned += [
                (span, _read_units(text[slice(*span)], segments)) for span, segments in sentences
            ]
    return learned


def find_framed_labels(text: str) -> list[Span]:
    r"""Where a label stands three times before organs with words around them: 挂包：县水利局带队，县财政局跟进.

    >>> text = "挂包：县水利局带队，县财政局跟进\n挂包：县林业局带队，县公安局跟进\n挂包：县住建局带队，县公安局跟进"
    >>> [text[start:end] for start, end in find_framed_labels(text)]
    ['挂包：', '挂包：', '挂包：']
    >>> find_framed_labels("时间：上午\n时间：下午\n时间：晚上")
    []
    """
    framed: list[Span] = []
    for places in find_repeated_labels(text).values():
        if len(places) < HABIT:
            continue
        values = [text[colon + 1 :].partition("\n")[0] for _, colon in places]
        if all(read_frame(value) for value in values):
            framed += [(start, colon + 1) for start, colon in places]
    return sorted(framed)


def _with_like_endings(text: str, candidates: Iterable[Span]) -> Iterator[Span]:
    """Candidates that end or begin as two others do: few sentences are looked at closely."""
    by_edge: defaultdict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in candidates:
        if span[1] - span[0] <= _LONGEST:
            sentence = text[slice(*span)].strip(_CLOSING + _OPENING)
            by_edge["end", sentence[-_ENDING:]].append(span)
            by_edge["start", sentence[:_ENDING]].append(span)
    shared: set[Span] = set()
    for alike in by_edge.values():
        if len(alike) >= HABIT:
            shared.update(alike)
    yield from sorted(shared)


# Asked for a document's clauses, then for the doubts of each of its tasks.
@lru_cache(maxsize=OF_A_DOCUMENT)
def read_frame(sentence: str) -> list[FrameSegment] | None:
    """The segments of a sentence each of which is organs with a word or two around them; else None.

    >>> [(s.lead, s.tail) for s in read_frame("归口县水利局抓，县财政局搭把手。")]
    [('归口', '抓'), ('', '搭把手')]
    >>> read_frame("加强水利设施管护。") is None, read_frame("县水利局、县财政局。") is None
    (True, True)
    """
    start = len(sentence) - len(sentence.lstrip(_OPENING))
    end = len(sentence.rstrip(_CLOSING))
    parts = list(_SEGMENT.finditer(sentence, start, end))
    # In a bracket names need not say whose they are: 〔刑侦支队主侦，网安支队协侦〕.
    is_bracket = sentence[:1] in _BRACKETS
    # In most sentences some part names nobody: that is cheap to see.
    leads = [0 if is_bracket else _find_lead(part.group()) for part in parts]
    if len(parts) > _MOST_SEGMENTS or -1 in leads:
        return None
    segments: list[FrameSegment] = []
    for part, lead in zip(parts, leads, strict=True):
        segment = _read_segment(part.group(), part.start(), lead, is_bracket=is_bracket)
        if segment is None:
            return None
        segments.append(segment)
    if not any(segment.lead or segment.tail for segment in segments):
        return None
    return segments


def _find_lead(text: str) -> int:
    """How long the words are before what begins as a name does; -1 where nothing near does."""
    if len(text) > _LONGEST_SEGMENT:
        return -1
    reach = range(min(_LONGEST_LEAD, len(text)) + 1)
    # Behind words stands a level or 各: few characters need be asked.
    asked = (n for n in reach if not n or text[n : n + 1] in _LEVELS)
    return next((length for length in asked if _opens_name(text[length:])), -1)


def _read_segment(text: str, at: int, lead: int, *, is_bracket: bool) -> FrameSegment | None:
    """Words, names, words: the names begin with whose organ it is, or all are units', and are the longest that may be."""
    for end in range(len(text), max(len(text) - _LONGEST_TAIL, lead + 2) - 1, -1):
        if not is_complete(text[lead:end]):
            continue
        names = split_text(text[lead:end], Role.RESPONSIBLE, frozenset()).names
        is_named = names_organs(names) or (is_bracket and _are_units(names))
        # 各分局 alone is no unit, beside others in a bracket it is one.
        if not is_named or _are_long(names) or (not is_bracket and all(map(is_group, names))):
            continue
        around = text[:lead] + text[end:]
        if around and (not around.isalnum() or _NO_FRAME.search(around) or text[-1] in NO_VERB):
            return None
        return FrameSegment(text[:lead], at + lead, at + end, text[end:])
    return None


def _are_units(names: Sequence[str]) -> bool:
    return bool(names) and all(is_organ(name) or may_be_unit(name) for name in names)


def _are_long(names: Iterable[str]) -> bool:
    """Whether what reads as a name is a clause that ends like one: 综合保税区内加工制造企业利用剩余产能承接境内区外委."""
    return any(len(name) > _LONGEST_NAME for name in names)


def _opens_name(text: str) -> bool:
    return prefix_of(text) is not None or stands_alone(text)


def _are_parts_of_names(text: str, sentences: Iterable[tuple[Span, list[FrameSegment]]]) -> bool:
    """Whether the words before a name are its place's: 云泽 before 县水利局, where the text says 云泽县 besides."""
    leads: Counter[str] = Counter()
    for (start, _), segments in sentences:
        leads.update(s.lead + text[start + s.start] for s in segments if s.lead)
    return any(text.count(lead) > count for lead, count in leads.items())


def _read_units(sentence: str, segments: Iterable[FrameSegment]) -> Split:
    splits = [
        (
            s.start,
            split_text(sentence[s.start : s.end], role_by_sense(s.lead + s.tail), frozenset()),
        )
        for s in segments
    ]
    _, joined = join_splits(splits)
    return joined
