"""The evidence law, value by value: what stands at a value's spans is it, or leads to it by a step.

What a person corrected says so; that it is what the correction says, reading again proves. Rows of
the tables and the text of their part come in, what does not hold goes out. Nothing here trusts the
reading: where it says that a value stands, and which step it names, is tried.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from load.corrections import RULE as CORRECTED
from taizhang.rows import Row
from taizhang.tables.terms import DeadlineKind
from transform.model import PlacedTable
from transform.times.deadlines import read_deadline

_DEADLINE = ("deadline_raw", "deadline_kind", "due_on")
_SPACE = re.compile(r"\s+")
# What may stand between a title and its number: 》的通知（.
_BEFORE_NUMBER = 24
_BETWEEN = re.compile(r"[\s、，,;；和及]+")


# The evidence of a task's values, by column and place in a list (0 where the column is no list).
Evidence = Mapping[tuple[str, int], Row]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value that its evidence does not bear out."""

    table: str
    key: str
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A part's text, and the tables placed in it where they were rebuilt from the capture."""

    text: str
    tables: Mapping[int, PlacedTable] | None = None

    def pieces(self, evidence: Row) -> list[str]:
        """What stands at the spans of a value."""
        return [self.text[span["start"] : span["end"]] for span in evidence["spans"] or ()]


@dataclass(slots=True)
class Proof:
    """How many values were tried, and what did not hold."""

    values: int
    flaws: list[Flaw]

    def add(self, flaws: Iterator[Flaw] | Sequence[Flaw]) -> None:
        """Count one value, with what is wrong about it."""
        self.values += 1
        self.flaws += flaws


def prove_task(
    task: Row,
    units: Sequence[Row],
    limits: Sequence[Row],
    targets: Sequence[Row],
    source: SourceText,
) -> Proof:
    """Prove a task: text, label, headings, units, deadline, time limits, targets; rows by position."""
    proof = Proof(0, [])
    evidence: Evidence = {
        (place["field"], place["index"] or 0): place for place in task["evidence"]
    }
    _prove_texts(proof, task, evidence, source)
    _prove_units(proof, task["task_id"], units, evidence, source)
    for table, rows in (("time_limits", limits), ("targets", targets)):
        _prove_spans(proof, task["task_id"], table, rows, source)
    # What a person put right is not what is printed: reading again proves that it is the correction.
    if not any(evidence.get((name, 0), {}).get("rule") == CORRECTED for name in _DEADLINE):
        proof.add(list(_prove_deadline(task)))
    for place in task["evidence"]:
        if place["table"] is not None and source.tables is not None:
            proof.add(list(_prove_cell(task["task_id"], place, task["evidence"], source)))
    return proof


def _prove_texts(proof: Proof, task: Row, evidence: Evidence, source: SourceText) -> None:
    """Text, label, deadline as printed, and headings, but for what a person put right."""
    key = task["task_id"]
    for name in ("text", "label", "deadline_raw"):
        value, found = task[name], evidence.get((name, 0))
        if value is None:
            continue
        if found is None:
            # A label without a place is none of the text's; text and deadline must have one.
            proof.add([Flaw("tasks", key, name, "no evidence says where it stands")])
        elif found["rule"] != CORRECTED:
            proof.add(_prove_printed(key, name, value, found, source))
    for index, heading in enumerate(task["headings"]):
        found = evidence.get(("headings", index))
        if found is not None and found["rule"] != CORRECTED:
            proof.add(_prove_printed(key, f"headings[{index}]", heading, found, source))


def _prove_units(
    proof: Proof, key: str, units: Sequence[Row], evidence: Evidence, source: SourceText
) -> None:
    for index, unit in enumerate(units):
        others = [other for other in units if other is not unit]
        found = evidence.get(("units", index))
        proof.add(list(_prove_unit(key, index, unit, found, others, source)))


def _prove_spans(
    proof: Proof, key: str, table: str, rows: Sequence[Row], source: SourceText
) -> None:
    """Time limits or targets: each text stands where its row says."""
    for row in rows:
        printed = source.text[row["start"] : row["end"]]
        where = f"{table}[{row['position']}]"
        wrong = printed != row["text"]
        proof.add([_text_flaw(table, key, where, printed, row["text"])] if wrong else [])


def _prove_printed(
    key: str, name: str, value: str, evidence: Row, source: SourceText
) -> list[Flaw]:
    pieces = source.pieces(evidence)
    if name == "text":
        if is_joined(value, pieces):
            return []
    # Labels and headings are joined from spans without the blanks between them, so blanks inside do
    # not count; at the ends of a span they would be no evidence.
    elif all(piece == piece.strip() for piece in pieces) and _SPACE.sub(
        "", "".join(pieces)
    ) == _SPACE.sub("", value):
        return []
    return [_text_flaw("tasks", key, name, "".join(pieces), value)]


def is_joined(text: str, pieces: Sequence[str]) -> bool:
    """Whether a text is these pieces, with at most a line end between two."""
    at = 0
    for number, piece in enumerate(pieces):
        # A text that was cut by a page's end is joined with a line end that no span holds.
        if number and text[at : at + 1] == "\n" and not piece.startswith("\n"):
            at += 1
        if text[at : at + len(piece)] != piece:
            return False
        at += len(piece)
    return bool(pieces) and at == len(text)


def _prove_unit(
    key: str, index: int, unit: Row, evidence: Row | None, others: Sequence[Row], source: SourceText
) -> Iterator[Flaw]:
    name = f"units[{index + 1}]"
    if evidence is None:
        yield Flaw("task_units", key, name, "no evidence says where it stands")
        return
    printed = "".join(source.pieces(evidence))
    if printed != unit["name_raw"]:
        yield _text_flaw("task_units", key, name, printed, unit["name_raw"])
    elif evidence["rule"] != CORRECTED and not follows_by_step(
        unit["name"], unit["name_raw"], evidence["rule"], [other["name_raw"] for other in others]
    ):
        step = f"“{unit['name']}” does not follow from “{unit['name_raw']}” by the step “{evidence['rule']}”"
        yield Flaw("task_units", key, name, step)


def follows_by_step(name: str, raw: str, rule: str, others: Sequence[str]) -> bool:
    """Whether a name follows from what is printed by a named step.

    `others` are the task's other units as printed.

    printed: the same. joined: the same without blanks. prefix: with the level or place with which
    another one begins. tail: with the ending that another one has. group: the same, however its
    members are separated.
    """
    plain = _SPACE.sub("", raw)
    printed = [_SPACE.sub("", other) for other in others]
    match rule:
        case "printed":
            return name == raw
        case "joined":
            return name == plain
        case "prefix":
            prefix = name.removesuffix(plain)
            return (
                name != prefix
                and prefix != ""
                and any(other.startswith(prefix) for other in printed)
            )
        case "tail":
            tail = name.removeprefix(plain)
            return name != tail and tail != "" and any(has_tail(other, tail) for other in printed)
        case "group":
            return _BETWEEN.sub("", name) == _BETWEEN.sub("", raw)
    return False


def has_tail(other: str, tail: str) -> bool:
    """Whether a printed name has an ending; a place's class (省, 市, 县 …) may stand inside it."""
    return other.endswith(tail) or (len(tail) > 1 and other.endswith(tail[1:]) and tail[0] in other)


def _prove_deadline(task: Row) -> Iterator[Flaw]:
    raw, kind, due_on = task["deadline_raw"], task["deadline_kind"], task["due_on"]
    if raw is None:
        if kind is not None:
            yield Flaw(
                "tasks",
                task["task_id"],
                "deadline_kind",
                f"{kind} without a deadline printed",
            )
        return
    # The plan's year is that of the day, but for 明年6月底 and 1月前, which lie in the next and the last.
    years = [due_on.year, due_on.year - 1, due_on.year + 1] if isinstance(due_on, date) else [None]
    # Read by the reader's own grammar, with each year that it may have had: the day must follow
    # from what is printed, whichever of them it was.
    readings = [read_deadline(raw, year) for year in years]
    read = next((reading for reading in readings if reading.due_on == due_on), readings[0])
    if read.kind != kind and not (read.kind is None and kind == DeadlineKind.DUE):
        yield Flaw(
            "tasks",
            task["task_id"],
            "deadline_kind",
            f"“{raw}” says {read.kind or 'nothing'}, not {kind}",
        )
    elif kind == DeadlineKind.DUE and read.due_on is not None and read.due_on != due_on:
        yield Flaw("tasks", task["task_id"], "due_on", f"“{raw}” says {read.due_on}, not {due_on}")


def _prove_cell(
    key: str,
    evidence: Row,
    all_evidence: Sequence[Row],
    source: SourceText,
) -> Iterator[Flaw]:
    """Whether a value's cell is where the grid that was rebuilt has it."""
    assert source.tables is not None
    place = (evidence["row"], evidence["column"])
    name = f"{evidence['field']} in table {evidence['table']}, row {place[0]}, column {place[1]}"
    table = source.tables.get(evidence["table"])
    cell = table.grid.cell(*place) if table else None
    if table is None or cell is None or (cell.row, cell.column) != place:
        yield Flaw("tasks", key, name, "no cell begins there in the table rebuilt from the capture")
        return
    start, end = table.cells[place]
    spans = evidence["spans"] or []
    # The number of a chapter stands in the cell beside its title: the title's own cell holds the
    # last span.
    own_spans = spans[-1:] if evidence["field"] == "headings" else spans
    if not all(start <= span["start"] and span["end"] <= end for span in own_spans):
        yield Flaw("tasks", key, name, "the span lies outside the cell")
    # Rows of the table in which the task's own values stand, merged cells left aside: the last of
    # them is the task's row.
    rows = {
        other["row"]
        for other in all_evidence
        if other["table"] == evidence["table"]
        and other["inherited"] is False
        and other["field"] != "headings"
    }
    own = max(rows, default=None)
    if own is None:
        return
    if not evidence["inherited"] and evidence["row"] != own:
        yield Flaw("tasks", key, name, f"the task stands in row {own}")
    elif (
        evidence["inherited"]
        and evidence["field"] != "headings"
        and not cell.row <= own < cell.row + cell.rowspan
    ):
        yield Flaw("tasks", key, name, f"the merged cell does not reach the task's row {own}")


def prove_sections(sections: Sequence[Row], source: SourceText) -> Proof:
    """Labels and headings of a part's outline."""
    proof = Proof(0, [])
    for section in sections:
        text = _SPACE.sub("", source.text[section["start"] : section["end"]])
        key = f"{section['document_id']} part {section['part_no']} section {section['section_no']}"
        label = _SPACE.sub("", section["label"] or "")
        proof.add(
            []
            if text.startswith(label)
            else [_text_flaw("sections", key, "label", text[:20], label)]
        )
        heading = _SPACE.sub("", section["heading"] or "")
        # A little room, for the point or the bracket between a label and its heading.
        wrong = heading not in text[len(label) : len(label) + len(heading) + 8]
        proof.add([_text_flaw("sections", key, "heading", text[:60], heading)] if wrong else [])
    return proof


def prove_citations(citations: Sequence[Row], source: SourceText) -> Proof:
    """Documents cited: each part of the number stands at the span, each part of the title there or right before it."""
    proof = Proof(0, [])
    for citation in citations:
        key = f"{citation['document_id']} citation {citation['position']}"
        for column in ("title", "doc_number"):
            value = citation[column]
            if value is None:
                continue
            before = len(value) + _BEFORE_NUMBER if column == "title" else 0
            text = _SPACE.sub("", source.text[max(0, citation["start"] - before) : citation["end"]])
            # Word by word: a title is printed with its own book marks and line breaks.
            words = [word for word in re.split(r"[^\w]+", value) if word]
            wrong = not all(_SPACE.sub("", word) in text for word in words)
            proof.add([_text_flaw("citations", key, column, text, value)] if wrong else [])
    return proof


def _text_flaw(table: str, key: str, column: str, printed: str, value: str) -> Flaw:
    return Flaw(
        table,
        key,
        column,
        f"the text there is “{_shorten_text(printed)}”, not “{_shorten_text(value)}”",
    )


def _shorten_text(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:24]}…{text[-12:]}"
