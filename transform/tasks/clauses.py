"""Responsibility clauses: where they stand in a text and what they say (docs/reading.md, Task, 2).

Three forms: in brackets, on lines of their own, and without brackets at a paragraph's end.
"""

import re
import sys
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from taizhang.tables.terms import Role
from transform.actors.labels import (
    ANY_LABEL,
    COLON,
    COLONS,
    DEADLINE_LABEL,
    GAP,
    LABEL,
    LABEL_ENDS,
    LONG_LABEL,
    PERSON_LABEL,
)
from transform.actors.lead_rules import LeadRule, StatedRule, lead_rules
from transform.actors.names import is_complete
from transform.actors.unit_names import PrintedNames
from transform.actors.units import ReadUnit, Split, join_splits, moved, restored_units, split_text
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Line, Part, Span
from transform.tasks.bare_clauses import ends_plain, ends_sentence, last_sentences, read_names

_BRACKET = re.compile(r"[（(\[［【〔〈]|[)）\]］】〕〉]|\n")
_OPENING = "（([［【〔〈"
_CLOSING = ")）]］】〕〉"
_PLAIN = re.compile(r"[（(\[［【〔〈][^（(\[［【〔〈)）\]］】〕〉\n]*[)）\]］】〕〉]")
_CLOSES = re.compile(r"[^（(\[［【〔〈。\n]{0,200}[)）\]］】〕〉]")
# Every alternative begins with a literal, which is what the engine searches fast.
_HINT = re.compile("负责|牵头|配合|落实|实施|主办|承办|协办|单位|部门|参与|协助|责任|主体|指导|支持|时限|完成时")
_VERB_END = Pattern(
    r"(?:负责|牵头|配合|落实|参与|参加|协助|支持|实施|[主承协]办|列出|列举|列明|下同|牵头单位|牵头部门|推进|指导|开展)[。.；;\s]*$"
    r"|(?:负责|牵头|配合|落实|参与|协助|实施|[主承协]办|指导)[，,；;。]"
)
_LABELLED = re.compile(rf"\s*(?:{LABEL}{COLON}|{LONG_LABEL}(?:为|是|\s))")
_ANY_LABEL = Pattern(rf"(?:^|[\s，,；;。]){ANY_LABEL}{COLON}")
_LINE_LABEL = re.compile(rf"[\s●·•※*—－–◆■▲★☆○◎-]*{ANY_LABEL}{COLON}")
# The search begins at the colon: what stands before it is looked at afterwards.
_LABEL_END = Pattern(rf"{ANY_LABEL}\s*$")
_GAP_LABEL = re.compile(
    rf"\n(?=[ \t\u3000●·•※*—－–◆■▲★☆○◎-]*+(?P<label>{Pattern(LONG_LABEL, DEADLINE_LABEL, PERSON_LABEL).guarded})"
    rf"(?P<gap>{GAP})\S)"
)
_PERSON = re.compile(PERSON_LABEL)
_LONGEST_LABEL = 20
_BULLETS = " \t\u3000\xa0●·•※*—－–-◆■▲★☆○◎>"
_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,2}[)）.．、]|[①-⑩]")
_BEFORE_LABEL = frozenset("。；;！？）)]】” \u3000\t\xa0")
_SENTENCE_BEFORE = frozenset('。；;！？!?”"》）)】]〕…：: \t　\n')
_AFTER = re.compile(
    r"[。；;.]?\s*(?:$|\n|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,3}[.．、])"
)
_PROSE = re.compile(r"[。；;！？](?=\S)")
_SWALLOWED = "。；;.，,、"
_LONGEST_NAME = 45
_NOWHERE = (sys.maxsize, sys.maxsize)
_NO_RULE: frozenset[LeadRule] = frozenset()
_HABIT = 3  # brackets of names before a full stop from which on they are clauses
_SHORTEST_BARE = 5  # brackets included
_SHORTEST_CLAUSE = 4  # as 牵头： in a bracket that its line does not close, or （负责）
_LONGEST_CLAUSE = 1500


class Clause(Struct):
    """A clause: its span, its units and what else it says. Several spans printed together make one clause."""

    start: int
    end: int
    units: list[ReadUnit] = []
    open_ended: bool = False
    deadline: Span | None = None
    splits: list[tuple[int, Split]] = []  # as printed, each with where it begins


def find_clauses(part: Part, stops: Iterable[int] = ()) -> list[Clause]:
    """The clauses of a part, in order; `stops` are where items begin, which no clause without brackets runs across."""
    text = part.text
    tables = [(i.start, i.end) for i in part.items if not isinstance(i, Line)]
    rules = lead_rules(text)
    stops = sorted(stops)
    found: list[Clause] = []
    bare: list[Clause] = []
    inside: list[Clause] = []
    for start, end in _bracketed(text):
        in_force = _in_force(rules, start, text) if rules else _NO_RULE
        if _HINT.search(text, start, end) and (clause := _read_bracket(text, start, end, in_force)):
            found.append(clause)
        elif names := _read_bare_bracket(text, start, end, in_force):
            (bare if ends_plain(text, start, end) else inside).append(names)
    # One bracket before a full stop explains; where items end so again and again, it assigns.
    if len(inside) >= _HABIT and len(inside) > len(found):
        bare += inside
    taken = sorted((c.start, c.end) for c in found)
    found += _unbracketed(text, taken, stops, rules)
    found += _bare(text, found, bare, stops, rules)
    if not found:
        return []
    if tables:
        found = [c for c in found if not any(a <= c.start < b for a, b in tables)]
    found.sort(key=lambda c: c.start)
    clauses = _join(text, found)
    _restore(text, clauses)
    return [c for c in clauses if c.units]


def _in_force(rules: list[StatedRule], at: int, text: str) -> frozenset[LeadRule]:
    """The rules that hold at a place: those stated before it, and those of a closing paragraph."""
    closing = text.rfind("\n") + 1 if rules else 0
    return frozenset(rule for start, _, rule in rules if start < at or (start >= closing and closing))


def _bracketed(text: str) -> list[Span]:
    """Outermost brackets whose content may be a clause; an opening bracket that nothing closes ends with its line."""
    found: list[Span] = []
    end = 0
    for start in find_places(text, _OPENING):
        if start < end:
            continue
        if plain := _PLAIN.match(text, start):
            end = plain.end()
            found.append((start, end))
        else:
            end = _read_nested(text, start, found)
    return [s for s in found if _SHORTEST_CLAUSE <= s[1] - s[0] <= _LONGEST_CLAUSE]


def _read_nested(text: str, start: int, found: list[Span]) -> int:
    """Adds what may be clauses of a bracket with others in it, or that its line does not close; returns its end."""
    opened: list[int] = []
    for token in _BRACKET.finditer(text, start):
        char, at = token.group(), token.start()
        if char in _OPENING:
            opened.append(at)
        elif char == "\n":
            if _goes_on(text, start, at):
                continue
            if _LABELLED.match(text, start + 1):
                found.append((start, at))
            return at
        else:
            inner = opened.pop()
            if not opened or _LABELLED.match(text, inner + 1):
                found.append((inner, at + 1))
            if not opened:
                return at + 1
    if _LABELLED.match(text, start + 1):
        found.append((start, len(text)))
    return len(text)


def _goes_on(text: str, start: int, line_end: int) -> bool:
    """Whether a clause in brackets goes on in the next line: a label begins it, or the bracket closes there."""
    if not _LABELLED.match(text, start + 1):
        return False
    return _LINE_LABEL.match(text, line_end + 1) is not None or _CLOSES.match(text, line_end + 1) is not None


def _read_bracket(text: str, start: int, end: int, rules: frozenset[LeadRule]) -> Clause | None:
    inner_end = end - 1 if text[end - 1] in _CLOSING else end
    content = text[start + 1 : inner_end]
    labelled = _LABELLED.match(content) or _ANY_LABEL.search(content)
    if not labelled and not (_VERB_END.search(content) and _stands_apart(text, start, end)):
        return None
    split = split_text(text[start + 1 : inner_end], Role.RESPONSIBLE, rules)
    if not (split.units or (labelled and split.deadline)) or not (labelled or _reads_as_units(split.names)):
        return None
    return _clause(start, _swallow(text, end), start + 1, split)


def _swallow(text: str, end: int) -> int:
    """Where the punctuation behind a clause ends."""
    while text[end : end + 1] and text[end] in _SWALLOWED:
        end += 1
    return end


def _read_bare_bracket(text: str, start: int, end: int, rules: frozenset[LeadRule]) -> Clause | None:
    """A bracket of nothing but names that ends an item or a paragraph."""
    if (
        end - start < _SHORTEST_BARE
        or text[end - 1] not in _CLOSING
        or not _AFTER.match(text, end)
        or not (ends_plain(text, start, end) or ends_sentence(text, start, end))
    ):
        return None
    split = read_names(text, start + 1, end - 1, rules)
    return _clause(start, _swallow(text, end), start + 1, split) if split else None


def _bare(text: str, sure: list[Clause], bare: list[Clause], stops: list[int], rules: list[StatedRule]) -> list[Clause]:
    """Clauses without label or bracket's verb; one alone, in a document that has no other clause, is none."""
    for start, end in last_sentences(text, stops):
        following = bisect_right(stops, start)
        item_end = stops[following] if following < len(stops) else len(text)
        split = read_names(text, start, end, _in_force(rules, start, text))
        if split and split.is_sentence and not any(c.start < item_end and start < c.end for c in sure):
            bare.append(_clause(start, end, start, split))
    if not bare:
        return []
    bare = [b for b in bare if not any(c.start < b.end and b.start < c.end for c in sure)]
    return bare if sure or len(bare) > 1 else []


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a bracket stands between sentences, not inside one."""
    return start == 0 or text[start - 1] in _SENTENCE_BEFORE or _AFTER.match(text, end) is not None


def _reads_as_units(names: Sequence[str]) -> bool:
    """Whether every name has a role said by a verb and nearly all look like names of units."""
    if any(len(n) > _LONGEST_NAME or "。" in n for n in names):
        return False
    return sum(map(is_complete, names)) >= 0.7 * len(names)


def _unbracketed(text: str, taken: list[Span], stops: list[int], rules: list[StatedRule]) -> list[Clause]:
    clauses: list[Clause] = []
    starts = _label_starts(text, taken)
    if not starts:
        return clauses
    barriers = sorted([*stops, *[start for start, _ in taken]])
    brackets = deque(taken)
    done = 0
    for at, gap in starts:
        while brackets and brackets[0][0] <= at:
            done = max(done, brackets.popleft()[1])
        if at < done:
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        barrier = bisect_right(barriers, at)
        if barrier < len(barriers):
            end = min(end, barriers[barrier])
        prose = (m.start() for m in _PROSE.finditer(text, max(at, gap), end))
        end = next((stop for stop in prose if not _ANY_LABEL.match(text, stop, end)), end)
        split = split_text(text[at:end], Role.RESPONSIBLE, _in_force(rules, at, text))
        if gap and not _reads_as_units(split.names):
            continue
        if split.units or split.deadline or _PERSON.match(text, at):
            clauses.append(_clause(_with_bullets(text, at), end, at, split))
            done = end
    return clauses


def _with_bullets(text: str, at: int) -> int:
    """Where the dash, dot or number before a label begins that opens its line; the label itself where there is none."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at].strip(_BULLETS)
    return at if before and not _NUMBER.fullmatch(before) else line


def _label_starts(text: str, taken: Sequence[Span]) -> list[tuple[int, int]]:
    """Where a clause without brackets may begin: a label that opens its line or stands behind a sentence.

    With each, where what is printed for the colon ends; 0 where it is a colon. `taken` are brackets known as clauses,
    in order, whose labels begin none.
    """
    found = [(m.start("label") - 1, m.end("gap") - 1) for m in _GAP_LABEL.finditer(f"\n{text}")]
    colons = find_places(text, COLONS)
    for colon in _outside(taken, colons) if taken else colons:
        last = text[max(0, colon - 1)]
        if last not in LABEL_ENDS and not last.isspace():
            continue
        match = _LABEL_END.search(text, max(0, colon - _LONGEST_LABEL), colon)
        if match is None:
            continue
        at = match.start()
        line = text[text.rfind("\n", 0, at) + 1 : at]
        before = line.strip(_BULLETS)
        if not before or _NUMBER.fullmatch(before) or line[-1] in _BEFORE_LABEL:
            found.append((at, 0))
    return sorted(found)


def _outside(spans: Sequence[Span], positions: Iterable[int]) -> Iterator[int]:
    """The positions that stand in no span; both in order."""
    following = iter(spans)
    start, end = next(following, _NOWHERE)
    for position in positions:
        while position >= end:
            start, end = next(following, _NOWHERE)
        if position < start:
            yield position


def _clause(start: int, end: int, at: int, split: Split) -> Clause:
    deadline = moved(split.deadline, at) if split.deadline else None
    return Clause(start, end, [], split.open_ended, deadline, [(at, split)])


def _join(text: str, clauses: list[Clause]) -> list[Clause]:
    """Clauses with nothing between them are one."""
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        if last and not text[last.end : clause.start].strip(" \t\n　。；;，,、"):
            last.end = max(last.end, clause.end)
            last.open_ended |= clause.open_ended
            last.deadline = last.deadline or clause.deadline
            last.splits += clause.splits
        elif last and clause.start < last.end:
            continue
        else:
            joined.append(clause)
    return joined


def _restore(text: str, clauses: list[Clause]) -> None:
    """Gives each clause its units in reading order, with prefixes and tails of all names restored."""
    printed = PrintedNames()
    for clause in clauses:
        for _, split in clause.splits:
            printed.add(split.names)
    for clause in clauses:
        at, split = clause.splits[0] if len(clause.splits) == 1 else join_splits(clause.splits)
        clause.units = restored_units(text, at, split, printed)
