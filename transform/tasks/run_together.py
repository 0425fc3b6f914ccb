"""Ledgers whose cells ran together, a table saved as bare text: 工作任务牵头单位责任单位一、…1.修渠县水利局各镇政府….

The header words, one behind the other, tell the columns. In a row units are found by how they are
written: a department begins with its level (县水利局县林业局), a cell of groups with 各 or 县直, and where two
names meet without a separator one cell ends and the next begins. Where a row names no units, the
cell above it was merged down.
"""

import re
from itertools import chain, pairwise

from msgspec import Struct

from taizhang.tables.terms import Role, TaskSource
from transform.actors.labels import LONG_LABEL, label_role
from transform.actors.unit_names import PrintedNames
from transform.actors.units import UnitList, restore_units, split_units
from transform.lexicon import alternatives, choice, word_entries
from transform.lexicon.table_patterns import table_expression
from transform.model import Evidence, Part, Span, Task, Unit
from transform.tasks.task_texts import ItemTexts, heading_evidence, task_text
from transform.text.items import Item, Outline

_TASK_WORDS = [word for word, entry in word_entries("headers", "column") if entry["kind"] == "task"]
_TASK = choice(_TASK_WORDS)
_UNIT = LONG_LABEL
# At least a task column and two columns of units, or one of units and one of what is asked.
_HEADER = re.compile(
    rf"(?P<before>{_TASK}(?:{_TASK})?)(?P<units>{_UNIT}(?:(?:配合/|协办/)?{_UNIT})?)(?P<behind>{_TASK})?(?=[一1（])"
)
# Characters: 市级牵头责任单位 has eight.
_LONGEST_LABEL = 12
_LONGEST_HEADER = 3 * max(map(len, _TASK_WORDS)) + 2 * _LONGEST_LABEL + len("配合/")


# Where its last column of units ends, and what follows; few texts hold such a place.
_UNITS_END = re.compile(
    f"(?:{alternatives('roles', 'label_head')})(?=[一1（{''.join(sorted({word[0] for word in _TASK_WORDS}))}])"
)
_LEVEL = "[省市县区州旗镇乡]"
_DEPARTMENT = (
    rf"{_LEVEL}(?:(?!{_LEVEL})[\u4e00-\u9fff]){{1,10}}?{alternatives('units', 'run_class')}"
)
_GROUP = f"(?:{table_expression('units', 'run_group')})"
_NAMED = rf"[\u4e00-\u9fff]{{2,8}}?{alternatives('units', 'run_name')}"
_RUN = re.compile(
    rf"(?:(?:{_DEPARTMENT})(?:[，、](?!{_DEPARTMENT})(?:{_NAMED}))*[，、]?)*{_GROUP}(?:[，、](?:{_GROUP}|{_DEPARTMENT}|{_NAMED}))*"
)
_MEET = re.compile(rf"(?<=[局厅委办部院会心])(?={_DEPARTMENT}|{_GROUP})")
_ENDS = re.compile(r"[。”]\s*(?=[^。]*$)")


class _Columns(Struct):
    """The columns of a header: the roles of its columns of units, and whether what is asked stands behind them."""

    start: int
    roles: tuple[Role, ...]
    asked_behind: bool


def run_together_tasks(part: Part, outline: Outline) -> list[Task]:
    """The rows of a ledger that ran together; none where the text holds no such header."""
    columns = _find_columns(part.text)
    if columns is None:
        return []
    rows = [item for item in outline.leaves() if item.start >= columns.start]
    read: list[tuple[Item, int, list[UnitList]]] = []
    # The cells of the row above hold for a row without any, as long as both stand under one heading.
    above: tuple[Item | None, list[UnitList]] = (None, [])
    for item in rows:
        end, cells = _read_cells(part.text, item, columns)
        if not cells and above[0] is item.parent:
            cells = above[1]
        above = (item.parent, cells)
        read.append((item, end, cells))
    # Once all are known: a name may be printed in full in another row.
    restore_units(list(chain.from_iterable(cells for _, _, cells in read)), PrintedNames())
    texts = ItemTexts(part)
    tasks = (_make_task(part, texts, item, end, cells) for item, end, cells in read)
    return [task for task in tasks if task is not None]


def _find_columns(text: str) -> _Columns | None:
    header = _find_header("".join(text.split()))
    if header is None:
        return None
    roles = [label_role(label[0]) for label in re.finditer(_UNIT, header["units"])]
    return _Columns(
        _place_in(text, header.start()),
        tuple(role for role in roles if role),
        header["behind"] is not None,
    )


def _find_header(compact: str) -> re.Match[str] | None:
    """The first header of a text without blanks, sought where its columns of units may end."""
    for end in _UNITS_END.finditer(compact):
        at = end.start()
        header = _HEADER.search(compact, max(at - _LONGEST_HEADER, 0), at + _LONGEST_HEADER + 1)
        if header is not None and header.start() <= at:
            return header
    return None


def _place_in(text: str, number: int) -> int:
    """Where the character stands that has a number among those of a text that are no blanks."""
    at = 0
    for word in text.split():
        at = text.index(word, at)
        if number < len(word):
            return at + number
        at += len(word)
        number -= len(word)
    return 0


def _read_cells(text: str, item: Item, columns: _Columns) -> tuple[int, list[UnitList]]:
    """Where a row's task ends, and its cells of units."""
    if columns.asked_behind:
        run = _RUN.search(text, item.body, item.end)
        place = run.span() if run else None
    else:
        place = _tail_of(text, item)
        if place is None:
            last = text.rfind("。", item.body, item.end)
            return (last + 1 if last >= 0 else item.end), []
    if place is None:
        return item.end, []
    cells = _split_cells(text, place)
    # Fewer cells than columns: the first ones were empty.
    if len(cells) < 2:
        roles = columns.roles[-1:]
    else:
        roles = columns.roles
    given = [*[roles[0]] * (len(cells) - 1), roles[-1]]
    read = [
        split_units(text, role, start=a, end=b) for role, (a, b) in zip(given, cells, strict=True)
    ]
    return place[0], read


def _tail_of(text: str, item: Item) -> Span | None:
    """What stands behind the last sentence of a row."""
    end = _ENDS.search(text, item.body, item.end)
    if end is None or not text[end.end() : item.end].strip():
        return None
    run = _RUN.search(text, end.end(), item.end)
    if run and run.start() == end.end():
        return (end.end(), run.end())
    return None


def _split_cells(text: str, place: Span) -> list[Span]:
    """The cells of a run of units: a new one begins where two names meet."""
    bounds = [
        place[0],
        *(m.start() for m in _MEET.finditer(text, *place) if m.start() > place[0]),
        place[1],
    ]
    return list(pairwise(bounds))


def _make_task(
    part: Part,
    texts: ItemTexts,
    item: Item,
    end: int,
    cells: list[UnitList],
) -> Task | None:
    text, spans = task_text(part, item.body, end)
    if not text:
        return None
    labels, headings = texts.labels(item), texts.headings(item)
    evidence = [
        Evidence("text", part.part_no, "run_together", spans=tuple(spans)),
        Evidence("label", part.part_no, "item", spans=((item.start, item.label_end),)),
        *heading_evidence(part.part_no, headings),
    ]
    units: list[Unit] = []
    for read in chain.from_iterable(cell.units for cell in cells):
        evidence.append(
            Evidence(
                "units",
                part.part_no,
                read.rule,
                index=len(units),
                spans=read.spans,
            )
        )
        units.append(read.unit())
    return Task(
        part.part_no,
        TaskSource.LEDGER,
        text,
        labels[-1],
        [heading.text for heading in headings],
        units,
        any(cell.open_ended for cell in cells),
        path=labels,
        evidence=evidence,
    )
