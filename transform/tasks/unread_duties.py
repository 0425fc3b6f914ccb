"""Words that assign, where nothing was read: a clause in a form that neither rule nor habit knows.

In a task that was read right no bracket of organs ends a paragraph, no label of responsibility
stands before a colon, no sentence is an organ with two or three words behind it, and none orders
somebody in passing. Nor does one item assign nothing between others that do.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from taizhang.tables.terms import Role
from transform.actors.labels import (
    COLON,
    COLONS,
    DEADLINE_LABEL,
    LABEL,
    LABEL_ENDS,
    LONG_LABEL,
    UNKNOWN_UNIT_LABEL,
)
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organ_names import is_organ, may_be_unit
from transform.actors.units import split_text
from transform.actors.verbs import acts_on
from transform.lexicon import table
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Span
from transform.page_lines import CLOSES, LEFT_OPEN
from transform.tasks.brackets import ALL_CLOSING, ALL_OPENING
from transform.tasks.clauses import Clause, count_clauses
from transform.tasks.last_sentences import last_sentences, may_assign
from transform.tasks.learned_clauses import ends_on_names
from transform.tasks.learned_frames import read_frame
from transform.tasks.orders import find_orders
from transform.text.items import Item, Outline
from transform.text.taught_labels import names_organs

_CLOSED = re.compile(
    rf"[{re.escape(''.join(sorted(ALL_CLOSING)))}][ \t\u3000]*[。；;]?[ \t\u3000]*$"
)
_OPENING = re.compile(rf"[{re.escape(''.join(sorted(ALL_OPENING)))}]")
_LABEL = Pattern(rf"(?P<long>{LONG_LABEL})$|(?:{LABEL}|{UNKNOWN_UNIT_LABEL})$")
_FIRST_NAME = re.compile(r"[\s\u3000]*(?P<name>[^、，,;；。\s]{2,24})")
_ANY_LABEL = re.compile(rf"[\u4e00-\u9fff]{{2,8}}[{COLONS}]")
_LONGEST_LABEL, _LONGEST_BRACKET = 20, 82
_TELLS = Pattern(*(entry["pattern"] for entry in table("roles", "telling_tail")))
_LONGEST_SENTENCE, _LONGEST_TAIL, _LONGEST_END = 48, 6, 4
_PAUSE = re.compile("[、，,]")
_BETWEEN = re.compile(r"[、，,；;。\s和及与]|以及")
_FEWEST_SEGMENTS = 2
_DEADLINE = Pattern(rf"(?:^|(?<=[\n。；;]))[ \t\u3000]*{DEADLINE_LABEL}{COLON}")
_CITES = re.compile(r"\d\s*号")
# Items that say what is usual among them: of four, one without a clause was perhaps not read.
_FEWEST_SIBLINGS = 4
_MOST_SILENT = 0.25
_FEW_CLAUSES, _MANY_SILENT = 2, 4
# With a pause in it: one organ and a word may be said in passing.
_BRACKET = re.compile(
    r"[（(【〔\[][^（）()【】〔〕\[\]\n]{2,60}[，,；;][^（）()【】〔〕\[\]\n]{2,60}[)）】〕\]]"
)
_MOST_BELOW = 2  # lines in which a torn bracket goes on
_SHORTEST_BEHIND = 8  # of text behind a clause: less is a label or a mark


def find_unread(text: str, start: int, end: int, *, is_headed: bool = False) -> Iterator[Span]:
    """Where words that assign stand in a stretch of a part's text that is no clause.

    One that `is_headed` begins with the sentence that names its matter: 行业协会收费。
    """
    stretch = text[start:end]
    # As most are behind a clause: the line end, and the next item begins.
    if not stretch or stretch.isspace():
        return
    sentences = [
        span for span in _sentences(stretch) if not is_headed or stretch[: span[0]].strip()
    ]
    said = [*_brackets(stretch), *_framed_brackets(stretch)]
    # Asked of the whole part once: the colons of most plans stand in their clauses.
    if _any_place(_colons(text), start, end):
        said += [*_labels(stretch), *_deadlines(stretch)]
    for begin, stop in [*said, *find_orders(stretch), *sentences]:
        yield start + begin, start + stop


# For all stretches of a part; of a page with annexes a few parts are asked in turn.
@lru_cache(maxsize=4)
def _colons(text: str) -> list[int]:
    return find_places(text, COLONS)


def _any_place(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the places, in order, lies in a stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _brackets(text: str, *, least: float = 0.5) -> Iterator[Span]:
    """Brackets at the ends of lines of whose names the share `least` is organs', one at least."""
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        reach = max(len(line) - _LONGEST_END, 0)
        closed = None
        if not ALL_CLOSING.isdisjoint(line[reach:]):
            closed = _CLOSED.search(line, reach)
        if closed is not None:
            stop = at + closed.start()
            opened = [
                m.start() for m in _OPENING.finditer(text, max(at, stop - _LONGEST_BRACKET), stop)
            ]
            if opened and _names_organs(text, _behind_label(text, opened[-1] + 1), stop, least):
                yield opened[-1], stop + 1
        at = end + 1


def _behind_label(text: str, start: int) -> int:
    """Where the names of a bracket begin that one label opens, whatever it is: （责任卑位：县水利局）."""
    label = _ANY_LABEL.match(text, start)
    return label.end() if label is not None else start


def _framed_brackets(text: str) -> Iterator[Span]:
    """Brackets inside a line that hold organs with a word behind each: （县教育局盯办，县住建局配人），3月."""
    for bracket in _BRACKET.finditer(text):
        if _is_frame(bracket.group()):
            yield bracket.span()


def find_torn(text: str, start: int, end: int) -> Iterator[Span]:
    """Brackets that a line end tore, which hold organs: （县水利局牵头，县财 / 政局配合）."""
    line_end = text.find("\n", start, end)
    while line_end >= 0:
        begin = max(line_end - _LONGEST_BRACKET, start)
        is_near = _OPENING.search(text, begin, line_end) is not None
        opened = LEFT_OPEN.search(text, begin, line_end) if is_near else None
        stop = _find_closed(text, line_end) if opened is not None else None
        if opened is not None and stop is not None:
            inside = "".join(text[opened.start() + 1 : stop - 1].split())
            if any(map(is_organ, split_text(inside, Role.RESPONSIBLE, frozenset()).names)):
                yield opened.start(), stop
        line_end = text.find("\n", line_end + 1, end)


def _find_closed(text: str, line_end: int) -> int | None:
    """Where a bracket closes that is open at a line end, in one of the next lines."""
    closed = CLOSES.match(text, line_end + 1, line_end + 1 + _LONGEST_BRACKET)
    if closed is None or closed.group().count("\n") >= _MOST_BELOW:
        return None
    return closed.end()


def _labels(text: str) -> Iterator[Span]:
    """Labels of units before a colon; one that may be an ordinary word counts only before an organ."""
    for colon in find_places(text, COLONS):
        if text[max(colon - 1, 0)] in LABEL_ENDS:
            label = _LABEL.search(text, max(colon - _LONGEST_LABEL, 0), colon)
            if label is not None and (label["long"] or _precedes_organ(text, colon + 1)):
                yield label.start(), colon + 1


def _deadlines(text: str) -> Iterator[Span]:
    """Labels of deadlines that open a sentence: what a clause says besides who does it."""
    for label in _DEADLINE.scan(text):
        yield label.span()


def _precedes_organ(text: str, at: int) -> bool:
    name = _FIRST_NAME.match(text, at)
    return name is not None and is_organ(name["name"])


def _sentences(text: str) -> Iterator[Span]:
    """Last sentences of lines that are organs and a word."""
    for begin, stop in last_sentences(text, ()):
        if stop - begin <= _LONGEST_SENTENCE and (
            _is_names_and_a_word(text, begin, stop)
            or _is_names_with_verbs(text[begin:stop])
            or _is_frame(text[begin:stop])
            or _is_only_names(text[begin:stop])
        ):
            yield begin, stop


def _is_names_and_a_word(text: str, start: int, end: int) -> bool:
    """Whether a sentence is organs with a word behind them that says nothing else of them: 县水利局包干到底.

    县水利局开展联合检查 says what is done.
    """
    names = ends_on_names(text, (start, end))
    if names is None or is_group(text[slice(*names)]):
        return False
    tail = text[names[1] : end].rstrip("。；;！")
    return len(tail) <= _LONGEST_TAIL and not _TELLS.match(tail) and not acts_on(tail)


def _is_only_names(sentence: str) -> bool:
    """Whether a sentence is nothing but names of organs, two at least: 县水利局、县财政局."""
    # Few sentences end as names do, and to split them costs more than to ask.
    if not is_complete(sentence.rstrip("。；;")) or not _PAUSE.search(sentence):
        return False
    split = split_text(sentence, Role.RESPONSIBLE, frozenset())
    if split.is_assigned or all(map(is_group, split.names)):
        return False
    printed = "".join(raw for _, _, raw, _, _ in split.units)
    return len(_BETWEEN.sub("", sentence)) <= len(printed) and names_organs(split.names)


def _is_frame(sentence: str) -> bool:
    """Whether a sentence is organs with words around them, twice, and no order: 归口县水利局抓，县财政局搭把手."""
    if not _PAUSE.search(sentence):
        return False
    segments = read_frame(sentence)
    if segments is None or len(segments) < _FEWEST_SEGMENTS or any(find_orders(sentence)):
        return False
    return not any(_TELLS.match(segment.tail) for segment in segments if segment.tail)


def _is_names_with_verbs(sentence: str) -> bool:
    """Whether a sentence is nothing but what may be names, with their verbs: 灌溉科牵头，渠管站配合."""
    if not may_assign(sentence):
        return False
    split = split_text(sentence, Role.RESPONSIBLE, frozenset())
    if not split.names or not split.is_sentence or all(map(is_group, split.names)):
        return False
    return all(map(may_be_unit, split.names))


def _names_organs(text: str, start: int, end: int, least: float) -> bool:
    """Whether of the names that a list holds such a share are organs'; of none at all, whether a verb assigns."""
    split = split_text(text[start:end], Role.RESPONSIBLE, frozenset())
    organs = sum(map(is_organ, split.names))
    # 按某政发〔2022〕8号执行 says by which paper, and not who.
    if _CITES.search(text, start, end):
        return False
    if split.is_assigned and (not least or _are_sections(split.names)):
        return True
    return organs > 0 and organs >= least * len(split.names)


def _are_sections(names: Sequence[str]) -> bool:
    """Whether names that a verb follows end as those of sections do, a time among them or not: 4-5月，督察科牵头."""
    named = [name for name in names if not name[:1].isdigit()]
    return bool(named) and all(map(may_be_unit, named))


def find_silent(outline: Outline, clauses: Sequence[Clause]) -> list[Span]:
    """The labels of items that assign nothing, between others of their kind that do."""
    starts = [clause.start for clause in clauses]
    siblings: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
    for item in outline.items:
        siblings[item.parent.start if item.parent else -1, item.kind].append(item)
    silent: list[Span] = []
    for items in siblings.values():
        if len(items) < _FEWEST_SIBLINGS or any(item.child_starts for item in items):
            continue
        without = [item for item in items if count_clauses(starts, item.start, item.end) == 0]
        if len(without) <= _MOST_SILENT * len(items):
            silent += [
                (item.start, item.label_end)
                for item in without
                if item not in (items[0], items[-1])
            ]
    return silent


def find_lone(outline: Outline, clauses: Sequence[Clause], texts: Sequence[Span]) -> list[Span]:
    """One or two clauses because of which most items of a document are no tasks: perhaps they are none.

    Items inside `texts` are parts of tasks.
    """
    if not 0 < len(clauses) <= _FEW_CLAUSES:
        return []
    starts = [clause.start for clause in clauses]
    leaves = [i for i in outline.leaves() if not any(a <= i.body < z for a, z in texts)]
    assigned = sum(count_clauses(starts, item.start, item.end) > 0 for item in leaves)
    if len(leaves) - assigned < _MANY_SILENT:
        return []
    return [(clause.start, clause.end) for clause in clauses]


def find_left_over(text: str, outline: Outline, clauses: Sequence[Clause]) -> Iterator[Span]:
    """Where words that assign stand that no task has: behind the last clause of an item, or in one without any."""
    starts = [clause.start for clause in clauses]
    for item in outline.leaves():
        at = bisect_left(starts, item.end) - 1
        if at < 0 or starts[at] < item.start:
            yield from find_unread(text, item.body, item.end, is_headed=True)
            brackets = _brackets(text[item.body : item.end], least=0)
            yield from ((item.body + a, item.body + z) for a, z in brackets)
        elif clauses[at].end < item.end:
            yield from find_unread(text, clauses[at].end, item.end)


def find_behind(text: str, outline: Outline, clauses: Sequence[Clause]) -> list[Span]:
    """Where an item goes on behind its last clause: text that no task has, unless it closes the document."""
    starts = [clause.start for clause in clauses]
    behind: list[Span] = []
    for item in outline.leaves()[:-1]:
        at = bisect_left(starts, item.end) - 1
        if at < 0 or starts[at] < item.start:
            continue
        rest = text[clauses[at].end : item.end]
        # Without the line ends around it: the last one may be that of another part.
        start = item.end - len(rest.lstrip())
        if len(rest.strip()) >= _SHORTEST_BEHIND:
            behind.append((start, start + len(rest.strip())))
    return behind
