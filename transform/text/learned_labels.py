"""Labels of forms that a document teaches: 01 02 03, 任务一： 任务二：, ★ ★ at the starts of its lines.

What counts on, line by line, labels items, whatever it looks like (labels.toml lists the shapes). Once a run of two has
taught a form, a single one that begins anew, or counts on, is one too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from transform.actors.labels import ANY_LABEL, COLON, LONG_LABEL
from transform.lexicon import table, words
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Line
from transform.text.headings import is_title
from transform.text.items import LEARNED
from transform.text.labels import Label
from transform.times.dates import chinese_number

_ROWS = words("labels", "row")
_CLAUSE_LABEL = Pattern(rf"\s*{LONG_LABEL}{COLON}")
_SIGN_OF_CLAUSE = Pattern(rf"{ANY_LABEL}{COLON}|(?:负责|牵头|落实)[。)）\]】〕]")
_SHORTEST_RUN = 2
_SECOND = 2  # a run may have lost its first label
_OPENING, _CLOSING = "（([［【〔〈", ")）]］】〕〉"
_LONGEST_CLAUSE = 200


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
    never = tuple(entry.get("unless_begins", ["\n"]))  # a line begins with no line end
    return _Form(entry["name"], Pattern(entry["pattern"]), entry.get("weak", False), never)


_FORMS = [_read_form(entry) for entry in table("labels", "form")]
_INSIDE = [form for form in _FORMS if form.name in ("decimal", "padded", "half_bracket")]
_ANY_FORM = Pattern(*(re.sub(r"\(\?P<\w+>", "(?:", form.pattern.source) for form in _FORMS))


def learn_labels(text: str, lines: Sequence[Line], known: Sequence[Label]) -> list[Label]:
    """The labels of forms that a text teaches, in order; `known` are those of the standard's forms.

    An item whose label was lost, before a run that begins with 2, gets an empty one.
    """
    taken = {label.start for label in known}
    found = [*_at_line_starts(text, lines, taken), *_behind_clauses(text, taken)]
    if not found:
        return []
    found.sort(key=lambda label: label.start)
    runs = [run for form in dict.fromkeys(label.form for label in found) for run in _runs(found, form, known)]
    firsts = [first for first in (_lost_first(text, lines, run[0], taken) for run in runs) if first is not None]
    ends = sorted([*taken, *(label.start for run in runs for label in run), len(text)])
    runs = [run for run in runs if all(_assigns(text, label, ends) for label in run)]
    labels = [label for run in runs for label in run]
    learned = [
        Label(LEARNED, label.number or place, label.start, label.end, True, False, form=label.form)
        for place, label in enumerate([*firsts, *labels], 1)
    ]
    return sorted(learned, key=lambda label: label.start)


def _at_line_starts(text: str, lines: Sequence[Line], taken: set[int]) -> Iterator[_Found]:
    for line in lines:
        if line.start not in taken and _ANY_FORM.match(text, line.start, line.end):
            label = _read_label(text, line.start, line.end, _FORMS)
            if label is not None:
                yield label


def _behind_clauses(text: str, taken: set[int]) -> Iterator[_Found]:
    """What looks like a label right behind a clause in brackets, as in …区财政局〕02推行房票安置."""
    for bracket in find_places(text, _CLOSING):
        at = bracket + 1
        if not text[at : at + 1].isdecimal() or at in taken:
            continue
        opened = max(text.rfind(opening, max(bracket - _LONGEST_CLAUSE, 0), bracket) for opening in _OPENING)
        if opened >= 0 and _SIGN_OF_CLAUSE.search(text, opened, bracket + 1):
            label = _read_label(text, at, len(text), _INSIDE)
            if label is not None:
                yield label


def _read_label(text: str, start: int, end: int, forms: Iterable[_Form]) -> _Found | None:
    """The label that begins at a place, in the first form that fits."""
    for form in forms:
        match = form.pattern.match(text, start, end)
        if match is None or match.group().startswith(form.never) or _CLAUSE_LABEL.match(text, start):
            continue
        groups = match.groupdict()
        path = tuple(int(number) for number in re.findall(r"\d+", groups.get("path") or ""))
        number = _number(groups["n"]) if groups.get("n") else None
        if number is None and "n" in groups:
            continue
        name = f"{form.name}:{groups['word']}" if groups.get("word") else form.name
        return _Found(name, path, number, start, match.end(), form.weak)
    return None


def _lost_first(text: str, lines: Sequence[Line], second: _Found, taken: set[int]) -> _Found | None:
    """The first item of a run that begins with 2: the nearest line above that reads as a heading opens it."""
    if second.number != _SECOND:
        return None
    above = [line for line in lines if line.start < second.start and line.start not in taken]
    for following, line in pairwise(above[::-1]):
        if is_title(text[line.start : line.end]) and not is_title(text[following.start : following.end]):
            return _Found(second.form, (), 1, line.start, line.start, False)
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
        elif label.number in (None, 1, _SECOND) or (runs and label.number == _last_number(runs) + 1):
            runs.append([label])
    is_taught = any(len(run) >= _SHORTEST_RUN for run in runs)
    return [
        run
        for run in runs
        if (is_taught and (run[0].number != _SECOND or len(run) >= _SHORTEST_RUN)) or _counts_in(run[0], known)
    ]


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
    """Whether a clause stands before the next label, where the form is weak without one."""
    if not label.weak:
        return True
    end = next(end for end in ends if end > label.start)
    return _SIGN_OF_CLAUSE.search(text, label.end, end) is not None
