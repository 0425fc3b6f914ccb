"""Clauses of labels that the document itself teaches: 包干：县住建局；帮衬：县水利局 (docs/reading.md, Task, 2)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from transform.actors.labels import BULLETS, COLON
from transform.actors.units import Split, join_splits, split_text
from transform.actors.verbs import role_by_sense
from transform.lexicon import choice
from transform.model import Span

_SEPARATORS = " \t\u3000，,;；、。"
_OPENING = re.compile(rf"[（(\[【〔]?[\s{BULLETS}]*")
_CLOSING = "。；;）)】]〕 \t\u3000"


def read_fields(
    text: str, candidates: Iterable[Span], taught: Mapping[str, Sequence[Span]]
) -> list[tuple[Span, Split]]:
    """The candidates that are nothing but taught labels with their names, as clauses.

    What a label says of a role its words tell by their sense; units count from where the candidate
    begins.

    >>> text = "包干：县水利局；帮衬：县财政局"
    >>> [(_, split)] = read_fields(text, [(0, len(text))], {"包干": [], "帮衬": []})
    >>> [(unit[0].value, unit[3]) for unit in split.units]
    [('responsible', '县水利局'), ('cooperate', '县财政局')]
    >>> read_fields("包干：县水利局；预算：20万元", [(0, 17)], {"包干": []})
    []
    """
    if not taught:
        return []
    label = re.compile(rf"(?P<label>{choice(taught)}){COLON}")
    clauses: list[tuple[Span, Split]] = []
    for start, end in candidates:
        split = _read_candidate(text, start, end, label)
        if split is not None:
            clauses.append(((start, end), split))
    return clauses


def _read_candidate(text: str, start: int, end: int, label: re.Pattern[str]) -> Split | None:
    opening = _OPENING.match(text, start, end)
    at = opening.end() if opening else start
    labels = list(label.finditer(text, at, end))
    if not labels or labels[0].start() != at:
        return None
    stop = start + len(text[start:end].rstrip(_CLOSING))
    splits: list[tuple[int, Split]] = []
    for number, field in enumerate(labels):
        following = labels[number + 1].start() if number + 1 < len(labels) else stop
        names = text[field.end() : following].rstrip(_SEPARATORS)
        split = split_text(names, role_by_sense(field["label"]), frozenset())
        if not split.names or split.doubts:
            return None
        splits.append((field.end(), split))
    first, joined = join_splits(splits)
    by = first - start
    moved = [
        (role, tuple([(a + by, b + by) for a, b in spans]), raw, name, rule)
        for role, spans, raw, name, rule in joined.units
    ]
    return joined._replace(units=moved)
