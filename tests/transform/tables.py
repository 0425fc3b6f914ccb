"""Tables for tests, written as rows of texts; (text, rowspan, colspan) is a merged cell."""

from collections.abc import Sequence

from taizhang.tables.terms import PartKind
from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, Part, TableBlock, Task
from transform.tables.ledger import Ledger, read_ledger
from transform.text.parts import compose_part

Written = str | tuple[str, int, int]


def table(*rows: Sequence[Written], number: int = 0) -> TableBlock:
    sources = [
        [SourceCell(c) if isinstance(c, str) else SourceCell(c[0], c[1], c[2]) for c in row]
        for row in rows
    ]
    return TableBlock(form_grid(sources), number)


def part_of(*blocks: Block | str) -> Part:
    placed: list[Block] = [Paragraph(b) if isinstance(b, str) else b for b in blocks]
    number = 0
    for block in placed:
        if isinstance(block, TableBlock):
            block.number = number
            number += 1
    return compose_part(0, PartKind.PAGE, "digest", placed)


def ledger_of(*blocks: Block | str, year: int | None = 2024) -> Ledger:
    part = part_of(*blocks)
    ledger = read_ledger(part, year)
    check_evidence(part, ledger.tasks)
    return ledger


def check_evidence(part: Part, tasks: Sequence[Task]) -> None:
    """The evidence law: what stands at the spans is the value, and it stands in the cell that the evidence names."""
    tables = {item.number: item for item in part.items if not hasattr(item, "align")}
    for task in tasks:
        values = {"text": [task.text], "label": [task.label], "deadline_raw": [task.deadline_raw]}
        values |= {"headings": list(task.headings), "units": [u.name_raw for u in task.units]}
        seen = set()
        for evidence in task.evidence:
            if evidence.field == "doubts":
                continue
            value = values[evidence.field][evidence.index or 0]
            found = "".join(part.text[a:b] for a, b in evidence.spans)
            assert value is not None
            assert "".join(found.split()) == "".join(value.split()), (evidence, value)
            if evidence.table is not None:
                start, end = tables[evidence.table].cells[evidence.row, evidence.column]
                # The number of a chapter stands in the cell beside its title.
                assert all(start <= a and b <= end for a, b in evidence.spans[-1:]), evidence
            seen.add((evidence.field, evidence.index or 0))
        wanted = {
            (name, i)
            for name, those in values.items()
            for i, value in enumerate(those)
            if value is not None
        }
        assert seen == wanted


def units_of(task: Task) -> list[str]:
    """The units of a task as role:name."""
    return [f"{unit.role}:{unit.name}" for unit in task.units]
