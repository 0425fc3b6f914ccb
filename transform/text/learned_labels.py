"""Labels of forms that a document teaches: 01 02 03, 任务一： 任务二：, ★ ★ at the starts of its lines.

What counts on, line by line, labels items, whatever it looks like (labels.toml lists the shapes). Once a run of two has
taught a form, a single one that begins anew, or counts on, is one too.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from transform.actors.labels import ANY_LABEL, COLON, LONG_LABEL
from transform.lexicon import table, words
from transform.lexicon.pattern import Pattern
from transform.model import Line
from transform.text.items import LEARNED
from transform.text.labels import Label
from transform.times.dates import chinese_number

_ROWS = words("labels", "row")
_CLAUSE_LABEL = Pattern(rf"\s*{LONG_LABEL}{COLON}")
_SIGN_OF_CLAUSE = Pattern(rf"{ANY_LABEL}{COLON}|(?:负责|牵头|落实)[。)）\]】〕]")
_SHORTEST_RUN = 2


class _Form(NamedTuple):
    """A form of labels; `weak` ones need a clause behind each item."""

    name: str
    pattern: Pattern
    weak: bool
    never: tuple[str, ...]


class _Found(NamedTuple):
    """What may be a label: its form with what all of a run have in common, its number and those before it."""

    form: str
    path: tuple[int, ...]
    number: int | None
    start: int
    end: int
    weak: bool


def _read_form(entry: dict[str, Any]) -> _Form:
    never = tuple(entry.get("unless_begins", ()))
    return _Form(entry["name"], Pattern(entry["pattern"]), entry.get("weak", False), never)


_FORMS = [_read_form(entry) for entry in table("labels", "form")]
_ANY_FORM = Pattern(*(re.sub(r"\(\?P<\w+>", "(?:", form.pattern.source) for form in _FORMS))


def learn_labels(text: str, lines: Sequence[Line], known: Sequence[Label]) -> list[Label]:
    """The labels of forms that the lines of a text teach, in order; `known` are those of the standard's forms."""
    taken = {label.start for label in known}
    free = [line for line in lines if line.start not in taken]
    found = [label for label in (_find_label(text, line) for line in free) if label is not None]
    if not found:
        return []
    runs = [run for form in dict.fromkeys(label.form for label in found) for run in _runs(found, form, known)]
    ends = sorted([*taken, *(label.start for run in runs for label in run), len(text)])
    labels = [label for run in runs for label in run if not label.weak or _assigns(text, label, ends)]
    learned = [
        Label(LEARNED, label.number or place, label.start, label.end, True, False, form=label.form)
        for place, label in enumerate(labels, 1)
    ]
    return sorted(learned, key=lambda label: label.start)


def _find_label(text: str, line: Line) -> _Found | None:
    """What a line begins with, where that has one of the forms."""
    if not _ANY_FORM.match(text, line.start, line.end):
        return None
    for form in _FORMS:
        match = form.pattern.match(text, line.start, line.end)
        if match is None or match.group().startswith(form.never or ("\n",)) or _CLAUSE_LABEL.match(text, match.start()):
            continue
        groups = match.groupdict()
        path = tuple(int(number) for number in re.findall(r"\d+", groups.get("path") or ""))
        number = _number(groups["n"]) if groups.get("n") else None
        if number is None and "n" in groups:
            continue
        name = f"{form.name}:{groups['word']}" if groups.get("word") else form.name
        return _Found(name, path, number, match.start(), match.end(), form.weak)
    return None


def _number(printed: str) -> int | None:
    """The place of a letter or numeral in its row, or the number that it is."""
    for row in _ROWS:
        if printed in row:
            return row.index(printed) + 1
    return chinese_number(printed)


def _runs(found: Iterable[_Found], form: str, known: Sequence[Label]) -> list[list[_Found]]:
    """The runs of a form that count on; single ones only where the form is known, by a run or by the item above."""
    runs: list[list[_Found]] = []
    for label in found:
        if label.form != form:
            continue
        if runs and _follows(runs[-1][-1], label):
            runs[-1].append(label)
        elif label.number in (None, 1) or (runs and label.number == _last_number(runs) + 1):
            runs.append([label])
    is_taught = any(len(run) >= _SHORTEST_RUN for run in runs)
    return [run for run in runs if is_taught or _counts_in(run[0], known)]


def _last_number(runs: list[list[_Found]]) -> int:
    return runs[-1][-1].number or 0


def _follows(before: _Found, label: _Found) -> bool:
    if label.number is None:
        return True
    return label.path == before.path and label.number == (before.number or 0) + 1


def _counts_in(label: _Found, known: Sequence[Label]) -> bool:
    """Whether 1.1 stands in the item 1."""
    above = [item.number for item in known if item.start < label.start]
    return bool(label.path) and bool(above) and label.path[-1] == above[-1]


def _assigns(text: str, label: _Found, ends: Sequence[int]) -> bool:
    """Whether a clause stands before the next label."""
    end = next(end for end in ends if end > label.start)
    return _SIGN_OF_CLAUSE.search(text, label.end, end) is not None
