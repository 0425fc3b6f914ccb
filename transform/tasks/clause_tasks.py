"""Tasks from responsibility clauses: every clause closes one (docs/reading.md, Task, 2)."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from taizhang.tables.terms import TaskSource
from transform.doubts import doubt_task
from transform.model import Evidence, Part, Span, Task
from transform.tasks.brackets import OPENING
from transform.tasks.clauses import Clause, count_clauses
from transform.tasks.task_texts import ItemTexts, heading_evidence, task_text
from transform.text.items import Item, Outline

# A title sentence, and what ends one.
_LONGEST_TITLE = 80
_STOPS = "。；;"
_STOP = re.compile(f"[{_STOPS}\n]")
_OPEN = tuple(OPENING)


class _Closed(NamedTuple):
    """What a clause closes: an item, where there is one, and where the text that it is about begins and ends."""

    item: Item | None
    start: int
    end: int
    whole: bool = False
    # Whether what it is about is the item's own heading, which then stands above nothing.
    is_heading: bool = False
    # Whether the clause stands inside what it is about: behind a title sentence, before its full stop.
    is_inside: bool = False


def clause_tasks(part: Part, outline: Outline, clauses: list[Clause]) -> list[Task]:
    """The tasks of a part's clauses, in reading order."""
    texts = ItemTexts(part, [(clause.start, clause.end) for clause in clauses])
    tasks = []
    starts = [clause.start for clause in clauses]
    # Where the last clause of an item ends.
    ends: dict[int, int] = {}
    for clause, holder in zip(clauses, _find_holders(outline, clauses), strict=True):
        closed = _close_items(part.text, clause, holder, ends.get(id(holder)), starts)
        ends[id(holder)] = clause.end
        text, spans = task_text(
            part,
            closed.start,
            closed.end,
            _clauses_inside(part.text, clauses, starts, closed),
        )
        if (
            not text
            and closed.item is not None
            and _is_about_heading(part.text, closed.item, clause, starts)
        ):
            item = closed.item
            closed = _Closed(
                item, item.label_end, min(item.heading[1], clause.start), is_heading=True
            )
            text, spans = task_text(part, closed.start, closed.end)
        if text:
            tasks.append(_make_task(part, texts, clause, closed, text, spans))
    return tasks


def _is_about_heading(text: str, item: Item, clause: Clause, starts: list[int]) -> bool:
    """Whether a clause without a text is about its item's heading.

    So it is where it stands in the heading's line, where sub-items have clauses of their own, and
    where the heading is a sentence. 组织机构 above the units that hold an event says of no work who
    does it.
    """
    if not item.own_line:
        return False
    if clause.start < item.heading[1] and text.startswith(_OPEN, clause.start):
        return True
    return count_clauses(starts, item.start, item.end) > 1 or text[
        : item.heading[1]
    ].rstrip().endswith("。")


def _clauses_inside(
    text: str, clauses: list[Clause], starts: list[int], closed: _Closed
) -> Sequence[Span]:
    """The clauses that stand in what a clause closes, of which most have none."""
    first = bisect_left(starts, closed.start)
    if first == len(starts) or starts[first] >= closed.end:
        return ()
    if closed.is_inside:
        return [_without_stop(text, clauses[first])]
    return [(c.start, c.end) for c in clauses[first : bisect_left(starts, closed.end, first)]]


def _without_stop(text: str, clause: Clause) -> Span:
    """Where a clause stands inside a sentence, without the stop behind it that ends the sentence."""
    return clause.start, clause.start + len(text[clause.start : clause.end].rstrip(_STOPS))


def _find_holders(outline: Outline, clauses: list[Clause]) -> list[Item | None]:
    """For each clause the innermost item that holds it."""
    holders: list[Item | None] = []
    items = outline.items
    at = -1
    for clause in clauses:
        while at + 1 < len(items) and items[at + 1].start <= clause.start:
            at += 1
        item = items[at] if at >= 0 else None
        while item is not None and item.end <= clause.start:
            item = item.parent
        holders.append(item)
    return holders


def _close_items(
    text: str,
    clause: Clause,
    item: Item | None,
    before: int | None,
    starts: list[int],
) -> _Closed:
    """What a clause closes; `before` is where the last one of the same item ends."""
    if item is None:
        if before is None:
            start = _start_above(text, clause.start)
        else:
            start = before
        return _Closed(None, start, clause.start)
    if _heads_item(text, clause, item, starts):
        return _Closed(item, clause.end, item.end, True)
    if _ends_title(text, clause, item, starts):
        return _Closed(item, item.body, item.end, True, is_inside=True)
    whole = _whole_item(text, clause, item, starts)
    if whole is not item:
        return _Closed(whole, whole.body, clause.start, True)
    return _Closed(item, item.body if before is None else before, clause.start)


def _start_above(text: str, at: int) -> int:
    """Where what the first clause of a text without items is about begins.

    That is its line, or the one above where the clause opens its own; a first line without a full
    stop is the title.
    """
    start = text.rfind("\n", 0, at) + 1
    if text[start:at].strip() or not start:
        return start
    above = text.rfind("\n", 0, start - 1) + 1
    return start if not above and "。" not in text[:start] else above


def _heads_item(text: str, clause: Clause, item: Item, starts: list[int]) -> bool:
    """Whether the only clause of an item stands right below its heading, above all that it is about."""
    if not item.own_line:
        return False
    if text[item.body : clause.start].strip():
        return False
    if not (bool(item.child_starts) or "。" in text[clause.end : item.end]):
        return False
    return count_clauses(starts, item.start, item.end) == 1


def _ends_title(text: str, clause: Clause, item: Item, starts: list[int]) -> bool:
    """Whether the only clause of an item ends its title sentence, behind which its text goes on in the same paragraph.

    1.修好水渠（牵头单位：县水利局）。各镇要清淤。
    """
    if item.own_line or item.child_starts:
        return False
    title = text[item.label_end : clause.start]
    if not title.strip() or len(title) > _LONGEST_TITLE or _STOP.search(title):
        return False
    if text[clause.end - 1] not in _STOPS or not text[clause.start : clause.end].startswith(_OPEN):
        return False
    line_end = text.find("\n", clause.end, item.end)
    behind = text[clause.end : line_end if line_end >= 0 else item.end]
    return "。" in behind and count_clauses(starts, item.start, item.end) == 1


def _whole_item(text: str, clause: Clause, item: Item, starts: list[int]) -> Item:
    """The outermost item at whose very end the clause stands while none of its other sub-items has any."""
    if text[clause.end : item.end].strip():
        return item
    while item.parent is not None:
        parent = item.parent
        if (
            len(parent.child_starts) < 2
            or parent.child_starts[-1] != item.start
            or count_clauses(starts, parent.start, parent.end) > 1
        ):
            break
        item = parent
    return item


def _make_task(
    part: Part,
    texts: ItemTexts,
    clause: Clause,
    closed: _Closed,
    text: str,
    spans: list[Span],
) -> Task:
    """The task that a clause closes, with what it is about and where that stands."""
    number, item = part.part_no, closed.item
    labels = texts.labels(item)
    headings = texts.headings(item.parent if item and closed.is_heading else item)
    evidence = [Evidence("text", number, clause.rule, None, tuple(spans))]
    if item is not None:
        rule = "whole_item" if closed.whole else item.rule
        # An empty label was lost on the way: it stands nowhere.
        if item.label_end > item.start:
            evidence.append(Evidence("label", number, rule, None, ((item.start, item.label_end),)))
        evidence += heading_evidence(number, headings)
    units = []
    for index, read in enumerate(clause.units):
        units.append(read.unit())
        evidence.append(Evidence("units", number, read.rule, index, read.spans))
    shown = [heading.text for heading in headings]
    task = Task(
        number,
        TaskSource.CLAUSE,
        text,
        labels[-1] or None if labels else None,
        shown,
        units,
        clause.open_ended,
    )
    task.path, task.evidence = labels, evidence
    if clause.deadline:
        task.deadline_raw, span = _trim_span(part.text, clause.deadline)
        evidence.append(Evidence("deadline_raw", number, "clause", None, (span,)))
    for doubt, span in clause.doubts:
        doubt_task(task, doubt, [span])
    return task


def _trim_span(text: str, span: Span) -> tuple[str, Span]:
    raw = text[slice(*span)]
    start = span[0] + len(raw) - len(raw.lstrip())
    value = raw.strip().rstrip("。；;，,）)】]〕")
    return value, (start, start + len(value))
