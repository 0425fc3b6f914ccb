"""Clauses whose verb nobody has listed: three or more items of a document that end alike teach it (docs/reading.md).

…。由县水利局包干到底。 …。由县林业局、财政局包干到底。 …。由县交通局包干到底。: names of organs, then the same words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from transform.actors.lead_rules import LeadRule
from transform.actors.units import Split
from transform.actors.verbs import verb_role
from transform.lexicon import alternatives
from transform.model import Span
from transform.tasks.bare_clauses import read_names

HABIT = 3  # items that end alike, from which on this is how the document assigns
_LONGEST = 160
# The words behind the last name: those that no name holds.
_TAIL = re.compile(rf"(?:{alternatives('units', 'ending')})(?P<tail>[\u4e00-\u9fff]{{2,8}})[。；;）)】\]〕]?$")
_LEADING = re.compile(r"(?:[本该此][项条]?(?:工作|任务|事项)?)?(?:由|请|交由?|责成)?")


def learn_clauses(text: str, candidates: Iterable[Span]) -> list[tuple[Span, Split]]:
    """The candidates that end alike three times or more and hold nothing but names before, as clauses.

    A candidate is the last sentence of an item, or a bracket at its end. What one document teaches counts in it alone.
    """
    by_tail: defaultdict[str, list[tuple[Span, int]]] = defaultdict(list)
    for start, end in candidates:
        if end - start > _LONGEST:
            continue
        tail = _TAIL.search(text, start, end)
        if tail is not None:
            by_tail[tail["tail"]].append(((start, end), tail.start("tail")))
    learned: list[tuple[Span, Split]] = []
    for words, places in by_tail.items():
        if len(places) < HABIT:
            continue
        read = [(span, _read(text, span[0], tail, words)) for span, tail in places]
        alike = [(span, split) for span, split in read if split is not None]
        learned += alike if len(alike) >= HABIT else []
    return learned


def _read(text: str, start: int, tail: int, words: str) -> Split | None:
    """The units before the learned words, with the role that these say as far as they say one."""
    lead = _LEADING.match(text, start, tail)
    at = lead.end() if lead else start
    split = read_names(text, at, tail, frozenset[LeadRule]())
    if split is None:
        return None
    role, by = verb_role(words), at - start
    units = [
        (role, tuple([(a + by, b + by) for a, b in spans]), raw, name, rule)
        for _, spans, raw, name, rule in split.units
    ]
    return split._replace(units=units)
