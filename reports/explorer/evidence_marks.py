"""The marks of a task in its document's text: where each of its values stands."""

from collections.abc import Iterator, Sequence

from reports.explorer.marks import TextMark
from reports.explorer.records import TaskRecord
from taizhang.rows import Row

# How a value's stretch is coloured, by the column of its evidence.
KINDS = {
    "text": "text",
    "label": "label",
    "headings": "heading",
    "units": "unit",
    "deadline_raw": "deadline",
    "due_on": "deadline",
    "doubts": "doubt",
}


def evidence_marks(record: TaskRecord) -> list[TextMark]:
    """Every stretch of the part's text that a value of the task was read from."""
    part_no = record.task["part_no"]
    marks: list[TextMark] = []
    for place in record.task["evidence"]:
        if place["part_no"] == part_no:
            name, kind = mark_name(place), KINDS.get(place["field"], "label")
            spans = place["spans"] or ()
            marks += [TextMark(span["start"], span["end"], name, kind) for span in spans]
    marks += _placed(record.limits, "limit")
    return [*marks, *_placed(record.targets, "target")]


def mark_name(place: Row) -> str:
    """What a piece of evidence is called in a page: `text`, `units-0`, `doubts-1`."""
    return place["field"] if place["index"] is None else f"{place['field']}-{place['index']}"


def task_marks(tasks: Sequence[Row], part_no: int) -> Iterator[TextMark]:
    """Where the tasks of a document stand in the text of one of its parts, each under its id."""
    for task in tasks:
        for place in task["evidence"]:
            if place["field"] == "text" and place["part_no"] == part_no:
                for span in place["spans"] or ():
                    yield TextMark(span["start"], span["end"], task["task_id"], "task")


def _placed(rows: Sequence[Row], kind: str) -> list[TextMark]:
    return [TextMark(row["start"], row["end"], f"{kind}-{row['position']}", kind) for row in rows]
