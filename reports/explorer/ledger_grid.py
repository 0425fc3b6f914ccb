"""The table that a task was read from, put together again from the evidence of all tasks that stand in it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reports.explorer.evidence_marks import KINDS, mark_name
from taizhang.rows import Row


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands in a cell, and the names of the task's values that were read from it."""

    text: str
    names: tuple[str, ...]
    kind: str | None


@dataclass(frozen=True, slots=True)
class LedgerGrid:
    """Rows of cells by their numbers in the printed table; `here` is the row of the task that is looked at.

    `heads` names the columns by what most of their cells were read as. Only cells that some value was read from are
    known; a cell that nothing was read from is None.
    """

    heads: list[str]
    rows: list[tuple[int, list[GridCell | None]]]
    here: int


def make_grid(task_id: str, tasks: Sequence[Row], text: str, part_no: int) -> LedgerGrid | None:
    """The grid of the tasks of one table, given with their evidence; None where a task stands in no table."""
    cells: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    names: dict[tuple[int, int], list[Row]] = defaultdict(list)
    fields: dict[int, Counter[str]] = defaultdict(Counter)
    here = -1
    wanted: list[Row] = next((task["evidence"] for task in tasks if task["task_id"] == task_id), [])
    number = next((place["table"] for place in wanted if place["table"] is not None), None)
    for task in tasks:
        for place in task["evidence"]:
            row, column = place["row"], place["column"]
            if (
                place["table"] != number
                or place["part_no"] != part_no
                or row is None
                or column is None
            ):
                continue
            spans = {(span["start"], span["end"]) for span in place["spans"] or ()}
            # A merged cell is evidence of several tasks: its text is shown once.
            cells[row, column] += sorted(spans - set(cells[row, column]))
            fields[column][place["field"]] += 1
            if task["task_id"] == task_id:
                names[row, column].append(place)
                here = row if place["field"] == "text" else here
    if number is None or not cells:
        return None
    columns = sorted(fields)
    rows = []
    for row in sorted({row for row, _ in cells}):
        line = [
            _cell(cells.get((row, column)), names.get((row, column), []), text)
            for column in columns
        ]
        rows.append((row, line))
    return LedgerGrid([fields[column].most_common(1)[0][0] for column in columns], rows, here)


def _cell(spans: list[tuple[int, int]] | None, places: Sequence[Row], text: str) -> GridCell | None:
    if not spans:
        return None
    ordered = sorted(spans)
    # A unit's span lies within its cell's: the widest says what is printed.
    outermost = [span for span in ordered if not any(_holds(other, span) for other in ordered)]
    printed = "".join(
        (
            text[before[1] : start]
            if before and "\n" not in text[before[1] : start]
            else "\n"
            if before
            else ""
        )
        + text[start:end]
        for before, (start, end) in zip([None, *outermost], outermost, strict=False)
    )
    kinds = [KINDS.get(place["field"], "label") for place in places]
    return GridCell(
        printed, tuple(dict.fromkeys(map(mark_name, places))), kinds[0] if kinds else None
    )


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]
