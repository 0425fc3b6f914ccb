"""Tables as offices make them (office_tables.toml), each with the tasks that it holds."""

import tomllib
from pathlib import Path

import pytest

from tests.transform.tables import ledger_of, units_of
from transform.grid import Grid, SourceCell, form_grid
from transform.model import TableBlock, Task
from transform.tables.recognition import is_ledger

CASES = tomllib.loads(Path(__file__).with_name("office_tables.toml").read_text("utf-8"))["table"]
NAMES = [case["name"] for case in CASES]


def drawn(rows: str) -> Grid:
    """A table drawn with | between its cells: ^ goes on with the cell above, < with the one on the left."""
    lines = [[cell.strip() for cell in line.split("|")] for line in rows.strip("\n").split("\n")]
    sources: list[list[SourceCell]] = []
    for y, line in enumerate(lines):
        sources.append([])
        for x, cell in enumerate(line):
            if cell in ("^", "<"):
                continue
            down = across = 1
            while y + down < len(lines) and lines[y + down][x : x + 1] == ["^"]:
                down += 1
            while line[x + across : x + across + 1] == ["<"]:
                across += 1
            sources[-1].append(SourceCell(cell.replace("/", "\n"), down, across))
    return form_grid(sources)


def printed(task: Task) -> str:
    """A task in one line, as the cases have it."""
    text = " > ".join([*task.headings, task.text]).replace("\n", "/")
    due = str(task.due_on or task.deadline_raw or "-")
    return " | ".join([task.label or "-", text, " ".join(units_of(task)) or "-", due])


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_table_gives_the_tasks_that_it_holds(case):
    ledger = ledger_of(TableBlock(drawn(case["rows"]), 0), year=2025)
    assert [printed(task) for task in ledger.tasks] == case["tasks"].split("\n")[:-1]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_grid_is_a_ledger_where_it_holds_tasks(case):
    assert is_ledger(drawn(case["rows"])) == bool(case["tasks"])
