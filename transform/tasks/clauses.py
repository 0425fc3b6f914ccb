"""Responsibility clauses: where they stand in a text and what they say (docs/reading.md, Task, 2).

Forms: in brackets, on lines of their own, without brackets at a paragraph's end, and those that the
document teaches.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from taizhang.regions import place_length
from taizhang.tables.terms import Doubt, Role
from transform.actors.labels import ANY_LABEL, COLON, DEADLINE_LABEL, PERSON_LABEL
from transform.actors.lead_rules import LeadRule, StatedRule, lead_rules
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organ_names import is_organ, is_section, may_be_unit
from transform.actors.unit_names import PrintedNames
from transform.actors.units import (
    ReadUnit,
    Split,
    bare_names,
    join_splits,
    move_span,
    restored_units,
    split_text,
)
from transform.lexicon import alternatives
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import Line, Part, Span
from transform.tables.cell_kinds import is_persons
from transform.tables.cell_persons import drop_persons
from transform.tables.row_units import says_same
from transform.tasks.bare_clauses import (
    ends_plain,
    ends_sentence,
    read_names,
)
from transform.tasks.brackets import ALL_CLOSING, ALL_OPENING, CLOSING, LABELLED, find_brackets
from transform.tasks.label_lines import LabelStart, find_label_starts, with_bullets
from transform.tasks.last_sentences import last_sentences, may_assign
from transform.tasks.learned_clauses import learn_clauses
from transform.tasks.learned_fields import read_fields
from transform.tasks.learned_frames import learn_frames
from transform.text.taught_labels import find_taught_labels

_OF_DUTY = Pattern(alternatives("units", "of_duty"))
_ANY_LABEL = Pattern(rf"(?:^|[\s，,；;。])[\u4e00-\u9fff]{{0,6}}?{ANY_LABEL}{COLON}")
# 承办部门：检察部；时间：3月
_WHEN = re.compile(r"[；;。，,]\s*(?:时间|日期)[:：]")
_LABEL_ONLY = Pattern(rf"\s*+{ANY_LABEL}\s*+")
_NO_UNITS = re.compile(rf"\s*+(?:{PERSON_LABEL}|{DEADLINE_LABEL})")
_ANY_OPENING, _ANY_CLOSING = (
    re.compile(f"[{re.escape(''.join(sorted(signs)))}]") for signs in (ALL_OPENING, ALL_CLOSING)
)
_SENTENCE_BEFORE = frozenset('。；;！？!?”"》）)】]〕…：: \t　\n')
_AFTER = re.compile(
    r"[。；;.]?\s*(?:$|\n|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|\d{1,3}[.．、])"
)
_PROSE = re.compile(r"[。；;！？](?=\S)")
_SWALLOWED = "。；;.，,、"
_SEMICOLONS = frozenset(";；")
# A day below names: they sign.
_SIGNED = re.compile(r"\s*(?:(?:19|20)\d\d|二[〇○零ＯO])[^\n]{0,3}年")
_EDGES = " \t\u3000\n。；;，,）)】]〕"
_GOES_ON = ("、", "，", ",")  # what a line of names ends with that goes on below
_BRACKET_BEHIND = re.compile(r"[（(【〔\[][^（）()【】〔〕\[\]\n]{2,60}[)）】〕\]]")
_BRACKET_BEFORE = re.compile(_BRACKET_BEHIND.pattern + "$")
_LONGEST_BESIDE = 62
# What a bracket holds besides a rule.
_ONLY_RULE = re.compile(r"[（(【〔\[](?:注[：:])?[，,；;。]?(?:下同|以下同)?[。]?[)）】〕\]]")
# 县级田长：林某；责任单位：…: a field before the clause that no table knows, and that its semicolon makes one.
_FIELD_BEFORE = re.compile(
    r"[。；;\s](?P<field>[\u4e00-\u9fff]{2,8}[:：][^:：。；;，,\s]{1,8}[；;])$"
)
_LONGEST_FIELD = 24
_PERSONS_LINE = re.compile(
    r"\s*(?P<label>[\u4e00-\u9fff]{2,8})[:：]\s*(?P<value>[^\n:：。；;]{2,20})"
)
_DASH = "—"  # ——县水利局、县财政局: names alone on their line
_PAUSES = frozenset("，,；;")  # 清淤（县水利局负责），加固（县住建局负责）。
_ASKS = frozenset("请要须应")  # 请县水利局认真落实 is text
_ASSIGNS_WHEN_ASKED = re.compile(alternatives("roles", "asked_verb"))
# What brackets begin with that explain what stands before them: （含县水利局负责的项目）.
_EXPLAINS = table_pattern("units", "explaining")
_LONGEST_NAME = 45
_PARTS_NAMES = re.compile(r"[、，,;；\s]")
_NO_RULE: frozenset[LeadRule] = frozenset()
# Brackets of names before a full stop from which on they are clauses.
_HABIT = 3
_SHORTEST_BARE = 5  # brackets included
_SHORTEST_ALIKE = 4
_FEWEST_ALIKE = 2  # brackets of names and verbs that show how a document assigns


class Clause(Struct):
    """A clause: its span, its units and what else it says; several printed together make one.

    `references` are the roles of units that it only refers to (同上), `rule` how it was found; `doubts`
    say where to look.
    """

    start: int
    end: int
    units: list[ReadUnit] = []
    open_ended: bool = False
    deadline: Span | None = None
    references: tuple[Role, ...] = ()
    doubts: list[tuple[Doubt, Span]] = []
    rule: str = "clause"
    # As printed, each with where it begins.
    splits: list[tuple[int, Split]] = []


def find_clauses(part: Part, stops: Iterable[int] = ()) -> list[Clause]:
    """The clauses of a part, in order.

    `stops` are where items begin, which no clause without brackets runs across.

    >>> def read(text):
    ...     part = Part(0, "page", "sha256:0", text, text, [], [Line(0, len(text))])
    ...     return [(text[c.start : c.end], [u.name for u in c.units]) for c in find_clauses(part)]
    >>> read("清淤修渠。（责任单位：县水务局、财政局）")
    [('（责任单位：县水务局、财政局）', ['县水务局', '县财政局'])]
    >>> read("清淤修渠。牵头单位：县水务局")
    [('牵头单位：县水务局', ['县水务局'])]

    An explanation in brackets assigns nothing, and one bare sentence alone is no habit:

    >>> read("清淤修渠（含县水务局负责的支渠）。"), read("清淤修渠。县水务局牵头。")
    ([], [])
    """
    text = part.text
    # A list, a stub: its kind is asked for all the same.
    if not text:
        return []
    tables = [(item.start, item.end) for item in part.items if not isinstance(item, Line)]
    rules = lead_rules(text)
    stops = sorted(stops)
    clauses = _Finder(text, stops, rules).find()
    # A rule in a closing paragraph, behind which no clause stands, is one for all of them.
    last = max((clause.end for clause in clauses), default=0)
    closing = {stated.rule for stated in rules if stated.start >= last}
    if closing:
        everywhere = [StatedRule(-1, -1, rule) for rule in closing]
        clauses = _Finder(text, stops, [*everywhere, *rules]).find()
    if tables:
        clauses = [c for c in clauses if not any(a <= c.start < b for a, b in tables)]
    if not clauses:
        return []
    clauses.sort(key=lambda clause: clause.start)
    clauses = _join_clauses(text, [_with_brackets(text, clause) for clause in clauses])
    _restore_names(text, clauses)
    _resolve_references(text, clauses)
    _let_answering_lead(clauses, rules, last)
    for clause in clauses:
        _take_rule_before(text, clause)
        _take_persons_above(text, clause)
        field = _FIELD_BEFORE.search(text, max(clause.start - _LONGEST_FIELD, 0), clause.start)
        if field is not None:
            clause.doubts.append((Doubt.UNKNOWN_LABEL, field.span("field")))
    return [clause for clause in clauses if clause.units]


class _Finder:
    """Finds the clauses of a text, form by form: each form knows what those before it have found."""

    def __init__(self, text: str, stops: list[int], rules: list[StatedRule]) -> None:
        self._text = text
        self._stops = stops
        self._starts = frozenset(stops)
        self._rules = rules

    def find(self) -> list[Clause]:
        """All clauses, in no order."""
        clauses: list[Clause] = []
        bare: list[Clause] = []
        inside: list[Clause] = []
        brackets: list[Span] = []
        for start, end in find_brackets(self._text):
            clause = self._read_bracket(start, end)
            if clause:
                clauses.append(clause)
            elif names := self._read_bare_bracket(start, end):
                together = _with_those_beside(self._text, start, end)
                (bare if ends_plain(self._text, *together) else inside).append(names)
            elif self._ends_item(end):
                brackets.append((start, end))
        # One bracket before a full stop explains; where items end so again and again, it assigns.
        if len(inside) >= _HABIT and len(inside) > len(clauses):
            bare += inside
        bare += self._like_others([*clauses, *bare], brackets)
        clauses += self._unbracketed(sorted((c.start, c.end) for c in clauses))
        clauses += self._bare(clauses, bare, brackets)
        return clauses

    def _in_force(self, at: int) -> frozenset[LeadRule]:
        """The rules that hold at a place: those stated before it."""
        if not self._rules:
            return _NO_RULE
        return frozenset(stated.rule for stated in self._rules if stated.start < at)

    def _read_bracket(self, start: int, end: int) -> Clause | None:
        """A bracket with a label, or whose verbs say who does it."""
        text = self._text
        inner_end = end - 1 if text[end - 1] in ALL_CLOSING else end
        content = text[start + 1 : inner_end]
        opened = LABELLED.match(content)
        if not (opened or _OF_DUTY.search(content)):
            return None
        if _LABEL_ONLY.may_end(content) and _LABEL_ONLY.fullmatch(content):
            return None
        labelled = opened or (_ANY_LABEL.may_hold(content) and _ANY_LABEL.search(content))
        apart = labelled or _stands_apart(text, start, end)
        if not labelled and (
            _EXPLAINS.match(content) or not (apart or text[end : end + 1] in _PAUSES)
        ):
            return None
        split = split_text(content, Role.RESPONSIBLE, self._in_force(start))
        if not apart and not (split.is_sentence and all(map(is_organ, split.names))):
            return None
        if labelled:
            is_clause = bool(split.units or split.deadline or split.references)
        else:
            is_reference = bool(split.references) and not split.names
            is_clause = is_reference or (split.is_assigned and _reads_as_units(split))
        if is_clause:
            return _make_clause(start, _skip_punctuation(text, end), start + 1, split)
        return None

    def _read_bare_bracket(self, start: int, end: int) -> Clause | None:
        """A bracket of nothing but names that ends an item or a paragraph."""
        text = self._text
        if not self._stands_as_bare(start, end):
            return None
        split = read_names(text, start + 1, end - 1, self._in_force(start))
        if split:
            return _make_clause(start, _skip_punctuation(text, end), start + 1, split)
        return None

    def _stands_as_bare(self, start: int, end: int, shortest: int = _SHORTEST_BARE) -> bool:
        """Whether a bracket stands where one of nothing but names is a clause."""
        text = self._text
        if _EXPLAINS.match(text, start + 1) and not place_length(text[start + 1 : end]):
            return False
        start, end = _with_those_beside(text, start, end)
        if end - start < shortest or text[end - 1] not in CLOSING or not self._ends_item(end):
            return False
        return ends_plain(text, start, end) or ends_sentence(text, start, end)

    def _like_others(self, clauses: list[Clause], brackets: list[Span]) -> list[Clause]:
        """Brackets of names that no table knows, where most brackets that assign are names and verbs alone.

        （县水利局、县财政局） twice tells what （灌溉股、渠管站） is; where no clause is known, three tell.
        """
        plain = [clause for clause in clauses if not LABELLED.match(self._text, clause.start + 1)]
        if 2 * len(plain) <= len(clauses) and clauses:
            return []
        alike: list[Clause] = []
        unsure: list[Clause] = []
        sections: list[Clause] = []
        for start, end in brackets:
            if not self._stands_as_bare(start, end, shortest=_SHORTEST_ALIKE):
                continue
            split = split_text(
                self._text[start + 1 : end - 1], Role.RESPONSIBLE, self._in_force(start)
            )
            if split.names and not split.doubts and all(map(may_be_unit, split.names)):
                clause = _make_clause(start, _skip_punctuation(self._text, end), start + 1, split)
                clause.rule = "learned_form"
                is_whole = _is_nothing_but_names(self._text[start + 1 : end - 1], split)
                are_sections = all(is_section(name) or is_organ(name) for name in split.names)
                if not (is_whole and self._stops):
                    _doubt_as_learned(clause, (start, end))
                else:
                    (sections if are_sections else unsure).append(clause)
                alike.append(clause)
        # Where two of known names show the form, or three of sections, there is no doubt.
        if len(plain) < _FEWEST_ALIKE:
            for clause in unsure if len(sections) >= _HABIT else unsure + sections:
                _doubt_as_learned(clause, (clause.start, clause.end))
        is_habit = len(plain) >= _FEWEST_ALIKE or len(plain) + len(alike) >= _HABIT
        return alike if is_habit else []

    def _ends_item(self, end: int) -> bool:
        """Whether an item or a paragraph ends at a place, full stop apart."""
        if _AFTER.match(self._text, end) is not None:
            return True
        return end in self._starts

    def _bare(self, sure: list[Clause], bare: list[Clause], brackets: list[Span]) -> list[Clause]:
        """Clauses without label or bracket's verb; one alone in a document without any other clause is none."""
        text = self._text
        unread = list(brackets)
        taken = sorted(
            (c.start, c.end)
            for c in sure
            if any(split.units or split.references for _, split in c.splits)
        )
        for start, end in last_sentences(text, self._stops):
            following = bisect_right(self._stops, start)
            if following < len(self._stops):
                item_end = self._stops[following]
            else:
                item_end = len(text)
            if _any_between(taken, start, item_end):
                continue
            split = self._read_sentence(start, end)
            if split:
                bare.append(_make_clause(start, end, start, split))
            else:
                unread.append((start, end))
        bare += self._sentences_like_others(bare, unread)
        bare += self._learned(unread)
        bare = [clause for clause in bare if not _any_between(taken, clause.start, clause.end)]
        if sure or len(bare) > 1:
            return bare
        return []

    def _read_sentence(self, start: int, end: int) -> Split | None:
        """The units of a sentence that holds nothing but units with their verbs, and perhaps a deadline."""
        text = self._text
        sentence = text[start:end]
        is_meant = text[start] == _DASH or may_assign(sentence)
        if not is_meant or (text[start] in _ASKS and not _ASSIGNS_WHEN_ASKED.search(sentence)):
            return None
        split = read_names(text, start, end, self._in_force(start))
        if split and (split.is_sentence or text[start] == _DASH):
            return split
        return None

    def _sentences_like_others(self, bare: list[Clause], unread: list[Span]) -> list[Clause]:
        """Sentences of names that no table knows, in a document that assigns by sentences; they leave `unread`."""
        text = self._text
        known = sum(text[clause.start] not in ALL_OPENING for clause in bare)
        alike: list[Clause] = []
        for start, end in list(unread):
            if (
                text[start] in ALL_OPENING
                or text[start] in _ASKS
                or not may_assign(text[start:end])
            ):
                continue
            split = split_text(text[start:end], Role.RESPONSIBLE, self._in_force(start))
            if split.names and split.is_sentence and all(map(may_be_unit, split.names)):
                clause = _make_clause(start, end, start, split)
                alike.append(_doubt_as_learned(clause, (start, end)))
        # A股牵头，B所配合 says more of itself than A股负责.
        told = sum(len({unit[0] for unit in clause.splits[0][1].units}) for clause in alike)
        if known < _FEWEST_ALIKE and known + told < _HABIT:
            return []
        for clause in alike:
            unread.remove((clause.start, clause.end))
        return alike

    def _learned(self, unread: list[Span]) -> list[Clause]:
        """Clauses by a habit that only this document shows."""
        clauses = []
        for (start, end), split in _learn(self._text, sorted({*unread})):
            clause = _make_clause(start, _skip_punctuation(self._text, end), start, split)
            clauses.append(_doubt_as_learned(clause, (start, end)))
        return clauses

    def _unbracketed(self, clause_spans: list[Span]) -> list[Clause]:
        """Clauses that a label opens without a bracket around them.

        `clause_spans` are brackets known as clauses.
        """
        clauses: list[Clause] = []
        starts = find_label_starts(self._text, clause_spans)
        if starts:
            barriers = sorted([*self._stops, *[start for start, _ in clause_spans]])
        else:
            barriers = []
        brackets = deque(clause_spans)
        done = 0
        for label in starts:
            while brackets and brackets[0][0] <= label.start:
                done = max(done, brackets.popleft()[1])
            if label.start < done:
                continue
            end = self._end_of_field(label, barriers)
            clause = self._read_field(label, end)
            if clause:
                clauses.append(clause)
                done = end
        return clauses

    def _end_of_field(self, label: LabelStart, barriers: list[int]) -> int:
        """Where what a label opens ends: with its line, before prose, an item or a bracket that is a clause."""
        text = self._text
        # A label alone on its line has its names on the next, or on those that follow.
        is_alone = text[label.end : label.end + 1] == "\n"
        end = text.find("\n", label.end + is_alone)
        end = self._end_of_names(len(text) if end < 0 else end, is_list=is_alone)
        barrier = bisect_right(barriers, label.start)
        if barrier < len(barriers):
            end = min(end, barriers[barrier])
        for stop in _PROSE.finditer(text, max(label.start, label.end), end):
            goes_on = _ANY_LABEL.match(text, stop.start(), end) or _WHEN.match(text, stop.start())
            if not goes_on and not self._names_more(stop, end):
                return stop.start()
        return end

    def _end_of_names(self, end: int, *, is_list: bool) -> int:
        """Where a line of names ends that goes on in those below it: 县水利局、 / 县财政局; in a list any may."""
        text = self._text
        while end < len(text) and (is_list or text[:end].endswith(_GOES_ON)):
            line = text.find("\n", end + 1)
            line = len(text) if line < 0 else line
            if read_names(text, end + 1, line, _NO_RULE) is None or _SIGNED.match(text, line):
                break
            end = line
        return end

    def _names_more(self, stop: re.Match[str], end: int) -> bool:
        """Whether nothing but names goes on behind a semicolon: 责任单位：县水利局；县财政局."""
        if stop.group() not in _SEMICOLONS:
            return False
        following = _PROSE.search(self._text, stop.end(), end)
        return (
            read_names(
                self._text,
                stop.end(),
                following.start() if following else end,
                _NO_RULE,
            )
            is not None
        )

    def _read_field(self, label: LabelStart, end: int) -> Clause | None:
        """The clause that a label opens; a weak label opens one only before names of units."""
        text = self._text
        split = split_text(text[label.start : end], Role.RESPONSIBLE, self._in_force(label.start))
        is_below = "\n" in text[label.start : end]
        if (label.weak or is_below) and not _reads_as_units(split):
            return None
        if (label.is_short or is_below) and not all(map(is_organ, split.names)):
            return None
        if split.units or split.deadline or split.references or _NO_UNITS.match(text, label.start):
            return _make_clause(with_bullets(text, label.start), end, label.start, split)
        return None


def _learn(text: str, candidates: list[Span]) -> Iterator[tuple[Span, Split]]:
    """What of the candidates the document's own habits make clauses: its labels, its endings, its frames."""
    learned: dict[Span, Split] = {}
    taught = find_taught_labels(text)
    # One label twice is no habit; two that go together twice are.
    if len(taught) < _FEWEST_ALIKE:
        taught = {label: spans for label, spans in taught.items() if len(spans) >= _HABIT}
    for habit in (read_fields(text, candidates, taught), learn_clauses(text, candidates)):
        for span, split in habit:
            learned.setdefault(span, split)
    left = [span for span in candidates if span not in learned]
    yield from learned.items()
    yield from learn_frames(text, left)


def count_clauses(starts: Sequence[int], start: int, end: int) -> int:
    """How many clauses begin in a stretch; `starts` are where they begin, in order.

    >>> count_clauses([3, 9, 20], 0, 10), count_clauses([3, 9, 20], 10, 20)
    (2, 0)
    """
    return bisect_left(starts, end) - bisect_left(starts, start)


def _any_between(clause_spans: list[Span], start: int, end: int) -> bool:
    """Whether one of the stretches, in order and apart from each other, has a part between two places."""
    at = bisect_left(clause_spans, (start, start))
    if at < len(clause_spans) and clause_spans[at][0] < end:
        return True
    return at > 0 and clause_spans[at - 1][1] > start


def _skip_punctuation(text: str, end: int) -> int:
    """Where the punctuation behind a clause ends."""
    while text[end : end + 1] and text[end] in _SWALLOWED:
        end += 1
    return end


def _with_those_beside(text: str, start: int, end: int) -> Span:
    """Where brackets side by side begin and end, of which one is given: （县水利局）（县财政局）."""
    while behind := _BRACKET_BEHIND.match(text, end):
        end = behind.end()
    while before := _BRACKET_BEFORE.search(text, max(start - _LONGEST_BESIDE, 0), start):
        start = before.start()
    return start, end


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a bracket stands between sentences, not inside one."""
    if start == 0:
        return True
    if text[start - 1] in _SENTENCE_BEFORE:
        return True
    return _AFTER.match(text, end) is not None


def _reads_as_units(split: Split) -> bool:
    """Whether nearly all names of a text look like names of units, and none like a sentence."""
    names = split.names
    if any(len(n) > _LONGEST_NAME or "。" in n for n in names):
        return False
    remarks = sum(doubt is Doubt.UNLIKE_A_UNIT for doubt, _ in split.doubts)
    return sum(is_complete(name) or is_organ(name) or is_group(name) for name in names) >= 0.7 * (
        len(names) + remarks
    )


def _make_clause(start: int, end: int, at: int, split: Split) -> Clause:
    deadline = None
    if split.deadline:
        deadline = move_span(split.deadline, at)
    doubts = [(doubt, move_span(span, at)) for doubt, span in split.doubts]
    return Clause(
        start,
        end,
        [],
        split.open_ended,
        deadline,
        references=split.references,
        doubts=doubts,
        splits=[(at, split)],
    )


def _is_nothing_but_names(content: str, split: Split) -> bool:
    """Whether the names of a list and what parts them are all that it says."""
    printed = sum(len(raw) for _, _, raw, _, _ in split.units)
    return len(_PARTS_NAMES.sub("", content)) == printed


def _doubt_as_learned(clause: Clause, span: Span) -> Clause:
    """A clause as one that only a habit of its document shows."""
    clause.rule = "learned_form"
    clause.doubts.append((Doubt.LEARNED_FORM, span))
    return clause


def _with_brackets(text: str, clause: Clause) -> Clause:
    """A clause with the brackets right beside it that have no partner in it: they are none of the task's text."""
    inside = text[clause.start : clause.end]
    lacking = len(_ANY_OPENING.findall(inside)) - len(_ANY_CLOSING.findall(inside))
    if clause.start and text[clause.start - 1] in ALL_OPENING:
        clause.start -= 1
        lacking += 1
    if lacking > 0 and text[clause.end : clause.end + 1] in ALL_CLOSING:
        clause.end = _skip_punctuation(text, clause.end + 1)
        lacking -= 1
    if lacking:
        clause.doubts.append((Doubt.UNCLOSED_BRACKET, (clause.start, clause.end)))
    return clause


def _resolve_references(text: str, clauses: list[Clause]) -> None:
    """Gives a clause that says 同上 the units, or the deadline, of the clause above."""
    before: Clause | None = None
    for clause in clauses:
        if clause.deadline is not None and says_same(text[slice(*clause.deadline)].strip(_EDGES)):
            if before is None or before.deadline is None:
                clause.doubts.append((Doubt.UNRESOLVED_REFERENCE, clause.deadline))
            else:
                clause.deadline = before.deadline
        for role in clause.references:
            above = before.units if before else []
            same = [unit for unit in above if unit.role is role]
            if not (same or clause.units):
                same = above
            if same:
                at = _place_of_reference(clause.units, role)
                clause.units[at:at] = same
            else:
                clause.doubts.append((Doubt.UNRESOLVED_REFERENCE, (clause.start, clause.end)))
        before = clause


def _place_of_reference(units: Sequence[ReadUnit], role: Role) -> int:
    """Where units that 同上 stands for belong: before others of their role, else the leading ones first."""
    own = next((at for at, unit in enumerate(units) if unit.role is role), None)
    if own is not None:
        return own
    return 0 if role is Role.LEAD else len(units)


def _let_answering_lead(clauses: Sequence[Clause], rules: Sequence[StatedRule], last: int) -> None:
    """Lets those who answer for a task lead where nobody does and a rule before the clause, or behind all, says so."""
    stated = [rule.start for rule in rules if rule.rule is LeadRule.ANSWERING]
    if not stated:
        return
    holds_from = 0 if max(stated) >= last else min(stated)
    for clause in clauses:
        if clause.start >= holds_from and not any(u.role is Role.LEAD for u in clause.units):
            for unit in clause.units:
                if unit.role is Role.RESPONSIBLE:
                    unit.role = Role.LEAD


def _take_rule_before(text: str, clause: Clause) -> None:
    """Takes a bracket right before a clause that says nothing but who leads: （列第一位的为牵头单位，下同）（县水利局）."""
    before = _BRACKET_BEFORE.search(text, max(clause.start - _LONGEST_BESIDE, 0), clause.start)
    if before is None:
        return
    for rule in lead_rules(before.group()):
        if _ONLY_RULE.fullmatch(before.group()[: rule.start] + before.group()[rule.end :]):
            clause.start = before.start()
            return


def _take_persons_above(text: str, clause: Clause) -> None:
    """Takes lines right above a clause that name persons under a label nobody knows: 分线领导：林某."""
    start = clause.start
    while start and text[start - 1] == "\n":
        line = text.rfind("\n", 0, start - 1) + 1
        field = _PERSONS_LINE.fullmatch(text, line, start - 1)
        if field is None or not is_persons(field["value"]):
            break
        clause.doubts.append((Doubt.UNKNOWN_LABEL, field.span("label")))
        start = line
    clause.start = start


def _join_clauses(text: str, clauses: list[Clause]) -> list[Clause]:
    """Clauses with nothing between them are one."""
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        if last and clause.start < last.end:
            continue
        if last and not text[last.end : clause.start].strip(" \t\n　。；;，,、"):
            last.end = max(last.end, clause.end)
            last.open_ended |= clause.open_ended
            last.deadline = last.deadline or clause.deadline
            last.references += clause.references
            last.doubts += clause.doubts
            last.splits += clause.splits
        else:
            joined.append(clause)
    return joined


def _restore_names(text: str, clauses: list[Clause]) -> None:
    """Gives each clause its units in reading order, with prefixes and tails of all names restored."""
    printed = PrintedNames()
    for clause in clauses:
        for _, split in clause.splits:
            printed.add(split.names)
    for clause in clauses:
        at, split = clause.splits[0] if len(clause.splits) == 1 else join_splits(clause.splits)
        clause.units = restored_units(text, at, split, printed)
        if any(unit.raw[-1] in ALL_CLOSING or " " in unit.raw for unit in clause.units):
            clause.units, _ = drop_persons(clause.units, "")
        clause.doubts += [(Doubt.UNLIKE_A_UNIT, spans) for spans in bare_names(clause.units)]
