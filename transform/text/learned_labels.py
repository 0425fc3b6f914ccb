"""Labels of forms that a document teaches: 01 02 03, 任务一： 任务二：, ★ ★ at the starts of its lines.

What counts on, line by line, labels items, whatever it looks like (labels.toml lists the shapes).
Once a run of two has taught a form, a single one that begins anew, or counts on, is one too.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from transform.actors.labels import ANY_LABEL, COLON
from transform.lexicon import alternatives, table, words
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Line
from transform.text.headings import is_title
from transform.text.items import LEARNED, RANKS
from transform.text.labels import CLAUSE_LABEL, Label
from transform.text.list_numbers import roman_numeral
from transform.times.dates import chinese_number

_ROWS = words("labels", "row")
_NUMERALS = {roman_numeral(number): number for number in range(1, 40)}
_SENTENCE_END = Pattern(r"[。；;：:）)\]】〕][ \t\u3000]*")
# （责任单位：…） or （县水务局负责）: a weak form is believed where each of its items assigns.
_SIGN_OF_CLAUSE = Pattern(
    rf"{ANY_LABEL}{COLON}|{alternatives('labels', 'assigning_end')}[。)）\]】〕]"
    # Nothing but names: （县水务局、各有关部门）.
    r"|[（(\[【〔][\u4e00-\u9fff、，,]{2,80}[局委办厅部院会司科室处府门位][)）\]】〕]"
)
_SHORTEST_RUN = 2
# So many numbers one after the other are no chance, whatever their form.
_LONG_RUN = 4
# A run may have lost its first label.
_SECOND = 2
_OPENING, _CLOSING = "（([［【〔〈", ")）]］】〕〉"
_LONGEST_CLAUSE = 200


class _Form(NamedTuple):
    """A form of labels; `weak` ones need a clause behind each item.

    `never` are beginnings that speak against it (labels.toml: unless_begins). The number of a Roman
    one is a numeral; what fits it may be of the form `also` too.
    """

    name: str
    pattern: Pattern
    weak: bool
    never: tuple[str, ...]
    is_roman: bool
    also: str | None


class _LabelCandidate(NamedTuple):
    """What may be a label: its form, its number, and in `path` the numbers before it (1.2 of 1.2.3)."""

    form: str
    path: tuple[int, ...]
    number: int | None
    start: int
    end: int
    weak: bool


def _read_form(entry: dict[str, Any]) -> _Form:
    # Where nothing is excepted, what no line begins with: a line end.
    never = tuple(entry.get("unless_begins", ["\n"]))
    return _Form(
        entry["name"],
        Pattern(entry["pattern"]),
        entry.get("weak", False),
        never,
        entry.get("roman", False),
        entry.get("also"),
    )


_FORMS = [_read_form(entry) for entry in table("labels", "form")]
_BY_NAME = {form.name: form for form in _FORMS}
# Forms that a line's start need not teach.
_STANDARD = ("article", "fourth", "fifth")
_ANY_FORM = Pattern(*(re.sub(r"\(\?P<\w+>", "(?:", form.pattern.source) for form in _FORMS))


def learn_labels(text: str, lines: Sequence[Line], standard_labels: Sequence[Label]) -> list[Label]:
    r"""The labels of forms that a text teaches, in order; `standard_labels` are those of the standard's forms.

    An item whose label was lost, before a run that begins with 2, gets an empty one.

    >>> def learn(*lines):
    ...     text = "\n".join(lines)
    ...     starts = [text.find(line) for line in lines]
    ...     placed = [Line(at, at + len(line)) for at, line in zip(starts, lines, strict=True)]
    ...     return [text[x.start : x.end] for x in learn_labels(text, placed, [])]
    >>> learn("01修渠", "各县要清淤。", "02修路")
    ['01', '02']
    >>> learn("任务一：修渠", "任务二：修路")
    ['任务一：', '任务二：']

    One alone teaches nothing, and numbers that do not count on are amounts:

    >>> learn("01修渠", "各县要清淤。"), learn("2 座水库", "7 条渠道")
    ([], [])
    """
    taken = {label.start for label in standard_labels}
    candidates = [*_at_line_starts(text, lines, taken), *_behind_clauses(text, taken)]
    standard = _of_standard(standard_labels)
    if not candidates and not standard:
        return []
    candidates.sort(key=lambda label: label.start)
    runs = list(
        chain.from_iterable(
            _find_runs(candidates, form, standard_labels)
            for form in dict.fromkeys(label.form for label in candidates)
        )
    )
    # With all runs, also those that are given up below: an item ends where anything like one begins.
    ends = sorted([*taken, *(label.start for label in chain.from_iterable(runs)), len(text)])
    runs = [
        run
        for run in runs
        if _is_strong(run) or _is_counted_in(run, candidates) or _all_assign(text, run, ends)
    ]
    labels = list(chain.from_iterable(runs))
    counted = sorted([*standard, *labels], key=lambda label: label.start)
    missing = list(_find_missing(text, lines, counted, standard_labels))
    learned = [_as_label(label, place) for place, label in enumerate([*missing, *labels], 1)]
    return sorted(learned, key=lambda label: label.start)


def _as_label(candidate: _LabelCandidate, place: int) -> Label:
    """A label of the standard's kind, or a learned one; `place` counts what has no number."""
    if candidate.form in RANKS:
        return Label(candidate.form, candidate.number, candidate.start, candidate.end, True, False)
    return Label(
        LEARNED,
        candidate.number or place,
        candidate.start,
        candidate.end,
        True,
        False,
        form=candidate.form,
    )


def _at_line_starts(
    text: str, lines: Sequence[Line], label_starts: set[int]
) -> Iterator[_LabelCandidate]:
    for line in lines:
        if line.start not in label_starts and _ANY_FORM.match(text, line.start, line.end):
            label = _read_label(text, line.start, line.end, _FORMS)
            if label is None:
                continue
            yield label
            other = _BY_NAME[label.form.partition(":")[0]].also
            again = _read_label(text, line.start, line.end, [_BY_NAME[other]]) if other else None
            if again is not None:
                yield again


def _behind_clauses(text: str, label_starts: set[int]) -> Iterator[_LabelCandidate]:
    """What looks like a label right behind a clause in brackets, as in …区财政局〕02推行房票安置."""
    for bracket in find_places(text, _CLOSING):
        at = bracket + 1
        if at in label_starts or not _ANY_FORM.match(text, at):
            continue
        opened = max(
            text.rfind(opening, max(bracket - _LONGEST_CLAUSE, 0), bracket) for opening in _OPENING
        )
        if opened >= 0 and _SIGN_OF_CLAUSE.search(text, opened, bracket + 1):
            label = _read_label(text, at, len(text), _FORMS)
            if label is not None:
                yield label


def _read_label(text: str, start: int, end: int, forms: Iterable[_Form]) -> _LabelCandidate | None:
    """The label that begins at a place, in the first form that fits."""
    for form in forms:
        match = form.pattern.match(text, start, end)
        if match is None or match.group().startswith(form.never):
            continue
        # 01责任单位：… and ★责任单位：… are clauses of the item above.
        if CLAUSE_LABEL.match(text, start) or CLAUSE_LABEL.match(text, match.end()):
            continue
        groups = match.groupdict()
        path = tuple(int(number) for number in re.findall(r"\d+", groups.get("path") or ""))
        number = None
        if groups.get("n"):
            read = _read_numeral if form.is_roman else _read_number
            number = read(groups["n"])
        # The form counts, but this is no number of any row: 任务书：.
        if number is None and "n" in groups:
            continue
        if groups.get("word"):
            name = f"{form.name}:{groups['word']}"
        else:
            name = form.name
        return _LabelCandidate(name, path, number, start, match.end(), form.weak)
    return None


def _find_missing(
    text: str,
    lines: Sequence[Line],
    candidates: Sequence[_LabelCandidate],
    standard_labels: Sequence[Label],
) -> Iterator[_LabelCandidate]:
    """Labels that a form's numbering lacks: inside a line, or the first of a run.

    Inside a line one stands behind a sentence; the first of a run was lost.
    """
    before: dict[tuple[str, tuple[int, ...]], int] = {}
    for label in candidates:
        form = (label.form, label.path)
        lacks, last = (label.number or 0) - 1, before.get(form)
        if lacks >= 1 and last != lacks and (lacks == 1 or last == lacks - 1):
            yield from _find_hidden(text, lines, label, standard_labels)
        before[form] = label.number or 0


def _find_hidden(
    text: str,
    lines: Sequence[Line],
    label: _LabelCandidate,
    standard_labels: Sequence[Label],
) -> Iterator[_LabelCandidate]:
    """The label before one: right behind the end of a sentence above it, where its number stands.

    Where none does and the label is a second one, the nearest line above that reads as a heading is
    the first, whose label was lost.
    """
    above = max((other.end for other in standard_labels if other.start < label.start), default=0)
    form = _BY_NAME[label.form.partition(":")[0]]
    wanted = (label.form, label.path, (label.number or 0) - 1)
    for end in _SENTENCE_END.finditer(text, above, label.start):
        hidden = _read_label(text, end.end(), label.start, [form])
        if hidden is not None and (hidden.form, hidden.path, hidden.number) == wanted:
            yield hidden
            return
    if label.form in _STANDARD or label.number != _SECOND or label.path:
        return
    # From the nearest line up: the heading that a paragraph follows has lost its label.
    inside = [line for line in lines if above <= line.start < label.start]
    for following, line in pairwise(inside[::-1]):
        if is_title(text[line.start : line.end]) and not is_title(
            text[following.start : following.end]
        ):
            yield _LabelCandidate(label.form, (), 1, line.start, line.start, False)
            return


def _of_standard(standard_labels: Sequence[Label]) -> list[_LabelCandidate]:
    """Labels of the standard's forms that may stand inside a line."""
    return [
        _LabelCandidate(label.kind, (), label.number, label.start, label.end, False)
        for label in standard_labels
        if label.kind in _STANDARD
    ]


def _read_number(phrase: str) -> int | None:
    """The place of a letter or numeral in its row, or the number that it is."""
    for row in _ROWS:
        if phrase in row:
            return row.index(phrase) + 1
    return chinese_number(phrase)


def _read_numeral(phrase: str) -> int | None:
    return _NUMERALS.get(phrase.lower())


def _find_runs(
    candidates: Iterable[_LabelCandidate], form: str, standard_labels: Sequence[Label]
) -> list[list[_LabelCandidate]]:
    """The runs of a form that count on, single labels too where a run or the item above teaches the form."""
    runs: list[list[_LabelCandidate]] = []
    for label in candidates:
        if label.form != form:
            continue
        if runs and _counts_on(runs[-1][-1], label):
            runs[-1].append(label)
        else:
            runs.append([label])
    is_taught = any(len(run) >= _SHORTEST_RUN for run in runs)
    return [run for run in runs if _is_believed(run, runs, standard_labels, is_taught=is_taught)]


def _is_believed(
    run: list[_LabelCandidate],
    runs: list[list[_LabelCandidate]],
    standard_labels: Sequence[Label],
    *,
    is_taught: bool,
) -> bool:
    """Whether a run is believed: of two or more, or a single label in a form that is taught.

    A single one must begin anew or count on. Decimals begin with 1, or what they count in does: 2.5
    and 2.6 are amounts.
    """
    first = run[0]
    if first.path and first.number != 1:
        return False
    if len(run) >= _SHORTEST_RUN or _counts_in(first, standard_labels):
        return True
    before = [other[-1].number or 0 for other in runs if other[0].start < first.start]
    if not is_taught:
        return False
    if first.number in (None, 1):
        return True
    return first.number - 1 in before


def _is_strong(run: list[_LabelCandidate]) -> bool:
    """Whether a run needs no clauses to be believed."""
    if not run[0].weak:
        return True
    return run[0].number is not None and len(run) >= _LONG_RUN


def _is_counted_in(run: list[_LabelCandidate], candidates: Iterable[_LabelCandidate]) -> bool:
    """Whether 1.1 follows on each 1 of a run; marks count nothing."""
    if run[0].number is None:
        return False
    firsts = [label.start for label in candidates if label.number == 1 and label.path]
    numbers = {label.start: label.path[-1] for label in candidates if label.path}
    following = [
        min((start for start in firsts if start > label.start), default=-1) for label in run
    ]
    return all(
        numbers.get(start) == label.number for start, label in zip(following, run, strict=True)
    )


def _all_assign(text: str, run: Iterable[_LabelCandidate], ends: Sequence[int]) -> bool:
    return all(_holds_clause(text, label, ends) for label in run)


def _counts_on(before: _LabelCandidate, label: _LabelCandidate) -> bool:
    if label.number is None:
        return True
    if label.path != before.path:
        return False
    return label.number == (before.number or 0) + 1


def _counts_in(label: _LabelCandidate, standard_labels: Sequence[Label]) -> bool:
    """Whether 1.1 stands in the item 1."""
    above = [item.number for item in standard_labels if item.start < label.start]
    if not label.path:
        return False
    if not above:
        return False
    return label.path[-1] == above[-1]


def _holds_clause(text: str, label: _LabelCandidate, ends: Sequence[int]) -> bool:
    """Whether a clause stands before the next label."""
    end = next(end for end in ends if end > label.start)
    return _SIGN_OF_CLAUSE.search(text, label.end, end) is not None
