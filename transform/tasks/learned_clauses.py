"""Clauses in words that nobody has listed: three or more items of a document that are alike teach them.

Endings: 由县水利局包干到底。 由县林业局、财政局包干到底。 由县交通局包干到底。 Labels: 挂帅局：县水利局, three times.
Before the ending, or behind the label, stands nothing but names of organs (docs/reading.md, Task,
2).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from taizhang.tables.terms import Role
from transform.actors.labels import BULLETS, COLON, is_known_label
from transform.actors.lead_rules import LeadRule
from transform.actors.name_gate import is_known
from transform.actors.names import is_complete
from transform.actors.units import Split
from transform.actors.verbs import verb_role
from transform.model import OF_A_DOCUMENT, Span
from transform.tasks.bare_clauses import read_names

# Items that are alike, from which on this is how the document assigns.
HABIT = 3
_LONGEST = 160
_SHORTEST_TAIL, _LONGEST_TAIL = 2, 8
# 县就业局工作人员, 县就业局局长: what no verb ends with.
NO_VERB = frozenset("人员者等的年月日级类号款项次个名元长任记师事")
_PUNCTUATION = "。；;）)】]〕 \t\u3000"
_LEADING = re.compile(r"[（(\[【〔]?(?:[本该此][项条]?(?:工作|任务|事项)?)?(?:由|请|交由?|责成)?")
_NO_RULE = frozenset[LeadRule]()
_HEAD = re.compile(rf"[（(\[【〔]?[\s{BULLETS}]*(?P<head>[\u4e00-\u9fff]{{2,8}}){COLON}")


class _ClauseCandidate(NamedTuple):
    """A stretch that may assign: where its names stand, and the words around them that may be a habit."""

    span: Span
    names: Span
    words: str
    role: Role


class _Ending(NamedTuple):
    """Where the names of a sentence begin and end, and the words behind them."""

    start: int
    end: int
    words: str


def learn_clauses(text: str, candidates: Iterable[Span]) -> list[tuple[Span, Split]]:
    """The candidates that are alike three times or more and hold nothing but names besides, as clauses.

    A candidate is the last sentence of an item, or a bracket at its end. What one document teaches
    counts in it alone. Spans of units count from where the candidate begins.

    >>> text = "由县水务局包干到底。由县林业局包干到底。由县交通局包干到底。"
    >>> spans = [(0, 10), (10, 20), (20, 30)]
    >>> [split.names for _, split in learn_clauses(text, spans)]
    [('县水务局',), ('县林业局',), ('县交通局',)]

    Twice is no habit:

    >>> learn_clauses(text, spans[:2])
    []
    """
    by_words: defaultdict[str, list[_ClauseCandidate]] = defaultdict(list)
    for candidate in _read_candidates(text, candidates):
        by_words[candidate.words].append(candidate)
    learned: list[tuple[Span, Split]] = []
    # Counted twice: as printed, and again once only those are left that hold nothing but names.
    for alike in by_words.values():
        if len(alike) < HABIT:
            continue
        read = [(candidate.span, _read_candidate(text, candidate)) for candidate in alike]
        clauses = [(span, split) for span, split in read if split is not None]
        learned += clauses if len(clauses) >= HABIT else []
    return learned


def _read_candidates(text: str, spans: Iterable[Span]) -> Iterator[_ClauseCandidate]:
    """Candidates by their label, and by their last words where those of others are alike."""
    by_ending: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        if span[1] - span[0] > _LONGEST:
            continue
        labelled = _read_labelled(text, span)
        if labelled is not None:
            yield labelled
        else:
            ending = text[slice(*span)].rstrip(_PUNCTUATION)[-_SHORTEST_TAIL:]
            by_ending[ending].append(span)
    for alike in by_ending.values():
        if len(alike) >= HABIT:
            ended = [_read_ended(text, span) for span in alike]
            yield from filter(None, ended)


def ends_on_names(text: str, span: Span) -> Span | None:
    """Where the names of a sentence stand that is nothing but organs and a word or two behind them.

    >>> ends_on_names("由县水利局、县财政局具体抓。", (0, 14)), ends_on_names("县水利局落实。", (0, 7))
    ((1, 10), (0, 4))
    >>> ends_on_names("加强水利设施管护。", (0, 9)) is None
    True
    """
    ending = _read_ending(text[slice(*span)])
    if ending is None:
        return None
    return span[0] + ending.start, span[0] + ending.end


def _read_labelled(text: str, span: Span) -> _ClauseCandidate | None:
    """A candidate that a label opens which no table knows: 挂帅局：县水利局."""
    head = _HEAD.match(text, *span)
    if head is None or is_known_label(head["head"]) or is_known(head["head"]):
        return None
    end = span[0] + len(text[slice(*span)].rstrip(_PUNCTUATION))
    return _ClauseCandidate(span, (head.end(), end), head["head"], verb_role(head["head"]))


def _read_ended(text: str, span: Span) -> _ClauseCandidate | None:
    """A candidate that ends with words of a habit."""
    ending = _read_ending(text[slice(*span)])
    if ending is None:
        return None
    names = span[0] + ending.start, span[0] + ending.end
    return _ClauseCandidate(span, names, ending.words, verb_role(ending.words))


# Asked for a document's clauses, then for the doubts of each of its tasks.
@lru_cache(maxsize=OF_A_DOCUMENT)
def _read_ending(sentence: str) -> _Ending | None:
    """The last words of a sentence that follow on a name and hold no name's end themselves: 县水利局 + 包干到底."""
    lead = _LEADING.match(sentence)
    start = lead.end() if lead else 0
    end = len(sentence.rstrip(_PUNCTUATION))
    if is_complete(sentence[start:end]) or sentence[end - 1] in NO_VERB:
        return None
    for length in range(_SHORTEST_TAIL, min(_LONGEST_TAIL, end - start - 1) + 1):
        names_end = end - length
        words = sentence[names_end:end]
        if not words.isalnum():
            return None
        if (
            is_complete(sentence[start:names_end])
            and read_names(sentence, start, names_end, _NO_RULE) is not None
        ):
            return _Ending(start, names_end, words)
    return None


def _read_candidate(text: str, candidate: _ClauseCandidate) -> Split | None:
    """The units of a candidate, with the role that its words say as far as they say one."""
    start, end = candidate.names
    split = read_names(text, start, end, _NO_RULE)
    if split is None or not split.names:
        return None
    by = start - candidate.span[0]
    # Whom the others join (会同) cooperates, whatever the words of the habit say.
    units = [
        (
            role if role is Role.COOPERATE else candidate.role,
            tuple([(a + by, b + by) for a, b in spans]),
            raw,
            name,
            rule,
        )
        for role, spans, raw, name, rule in split.units
    ]
    return split._replace(units=units)
