"""A page divided into its parts: the covering notice, then each plan and annex behind it as a part of its own.

A page is read as one text, since names, rules on who leads and numbering run through all of it.
What was read is then handed to the part that it stands in, with positions in that part's text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from taizhang.tables.terms import PartKind
from transform.model import Cut, Line, Part, PlacedTable, Reading, Section, Span, Task
from transform.text.head.opening import read_own_number
from transform.text.head.title import split_number
from transform.text.regions import TextRegion


def divide_reading(reading: Reading, regions: Sequence[TextRegion]) -> None:
    """Divides the first part of a reading, whose regions are given.

    The other parts are numbered behind its pieces.
    """
    whole, *others = reading.parts
    starts = _find_starts(whole, regions, reading)
    if len(starts) == 1:
        return
    by_start = {region.start: region for region in regions}
    bounds = list(pairwise([*starts, len(whole.text)]))
    pieces = [
        _cut_piece(whole, number, *span, by_start[span[0]]) for number, span in enumerate(bounds)
    ]
    for part in others:
        part.part_no += len(pieces) - 1
    reading.parts = [*pieces, *others]
    _move_findings(reading, starts)
    # A last section reaches to the end of the whole; a piece ends before the line end behind it.
    ends = [len(part.text) for part in reading.parts]
    for section in reading.sections:
        if section.end > ends[section.part_no]:
            section.end = ends[section.part_no]


def _find_starts(whole: Part, regions: Sequence[TextRegion], reading: Reading) -> list[int]:
    """Where the pieces begin; nothing that was read as one runs across.

    A task that has its units from above a title, or a section that goes on behind one, shows that
    the title opens no part of its own: such starts are given up.
    """
    starts = [region.start for region in regions]
    if len(starts) == 1:
        return starts
    crossed: set[int] = set()
    ends = [*starts[1:], len(whole.text)]
    for task in reading.tasks:
        if task.part_no == whole.part_no:
            number = bisect_right(starts, task.evidence[0].spans[0][0]) - 1
            low, high = starts[number], ends[number]
            for evidence in task.evidence:
                for start, end in evidence.spans:
                    if start < low or end > high:
                        crossed.update(_starts_between(starts, min(start, low), max(end, high)))
    for evidence in reading.metadata.evidence:
        if evidence.spans:
            crossed.update(_starts_between(starts, evidence.spans[0][0], evidence.spans[-1][1]))
    next_starts = [*starts, len(whole.text)]
    for section in reading.sections:
        if (
            section.part_no == whole.part_no
            and next_starts[bisect_right(starts, section.start)] < section.end
        ):
            crossed.update(_starts_between(starts, section.start, section.end))
    return [
        start for start in starts if start not in crossed and not _runs_across(whole.items, start)
    ]


def _runs_across(items: Sequence[Line | PlacedTable], position: int) -> bool:
    """Whether one of the items, which stand one behind the other, begins before a position and ends behind it."""
    number = bisect_left(items, position, key=_start_of)
    return number > 0 and items[number - 1].end > position


def _start_of(item: Line | PlacedTable) -> int:
    return item.start


def _starts_between(starts: Sequence[int], first: int, last: int) -> Sequence[int]:
    """The starts inside a stretch."""
    low = bisect_right(starts, first)
    if last > first:
        return starts[low : bisect_right(starts, last - 1, low)]
    return ()


def _cut_piece(whole: Part, number: int, start: int, end: int, region: TextRegion) -> Part:
    """A piece of a part, without the line end behind it."""
    # What was cut at the very end of the text belongs to the last piece.
    after = end if end < len(whole.text) else end + 1
    end = start + len(whole.text[start:end].rstrip("\n"))
    piece = Part(
        number,
        whole.kind if number == 0 else PartKind.ANNEX if region.mark else PartKind.PLAN,
        whole.digest,
        whole.text[start:end],
        whole.original[start:end],
        [
            Cut(min(cut.at, end) - start, cut.kind, cut.text)
            for cut in whole.cuts
            if start <= cut.at < after
        ],
        whole.items[
            bisect_left(whole.items, start, key=_start_of) : bisect_left(
                whole.items, end, key=_start_of
            )
        ],
        name=region.mark if number else whole.name,
        title=whole.title if number == 0 else _title_of(region),
        doc_number=whole.doc_number,
        url=whole.url,
    )
    # The first piece keeps its items where they are: it begins where the whole does.
    if number:
        for item in piece.items:
            _move_item(item, start)
        piece.doc_number = read_own_number(piece)
    return piece


def _title_of(region: TextRegion) -> str | None:
    if region.title:
        return split_number(region.title)[0]
    return None


def _move_item(item: Line | PlacedTable, start: int) -> None:
    item.start -= start
    item.end -= start
    if isinstance(item, PlacedTable):
        item.cells = {place: (a - start, b - start) for place, (a, b) in item.cells.items()}


def _move_findings(reading: Reading, starts: Sequence[int]) -> None:
    """Gives everything that was read the number of its part and its place there."""
    for task in reading.tasks:
        if task.part_no:
            _move_task(task, len(starts) - 1, 0)
        elif number := bisect_right(starts, task.evidence[0].spans[0][0]) - 1:
            _move_task(task, number, starts[number])
            for limit in task.time_limits:
                limit.span = limit.span[0] - starts[number], limit.span[1] - starts[number]
            for target in task.targets:
                target.span = target.span[0] - starts[number], target.span[1] - starts[number]
    _move_sections(reading.sections, starts)
    for citation in reading.citations:
        if citation.part_no:
            citation.part_no += len(starts) - 1
        elif number := bisect_right(starts, citation.span[0]) - 1:
            citation.part_no = number
            citation.span = citation.span[0] - starts[number], citation.span[1] - starts[number]
    for evidence in reading.metadata.evidence:
        if evidence.spans:
            number = bisect_right(starts, evidence.spans[0][0]) - 1
            if number:
                evidence.part_no = number
                evidence.spans = _move_spans(evidence.spans, starts[number])


def _move_task(task: Task, by: int, start: int) -> None:
    """Gives a task a part that stands `by` numbers further on and begins at `start`."""
    task.part_no += by
    for evidence in task.evidence:
        evidence.part_no += by
        # As most have: a plan of a thousand tasks has several thousand of them.
        if len(evidence.spans) == 1:
            ((first, last),) = evidence.spans
            evidence.spans = ((first - start, last - start),)
        else:
            evidence.spans = _move_spans(evidence.spans, start)


def _move_spans(spans: tuple[Span, ...], start: int) -> tuple[Span, ...]:
    return tuple([(first - start, last - start) for first, last in spans])


def _move_sections(sections: Iterable[Section], starts: Sequence[int]) -> None:
    """Sections count anew in each part; their parents stand in the same one."""
    # The number of each part's first section, by part.
    first_numbers: dict[int, int] = {}
    for section in sections:
        if section.part_no:
            section.part_no += len(starts) - 1
        elif number := bisect_right(starts, section.start) - 1:
            first = first_numbers.setdefault(number, section.section_no)
            section.part_no = number
            section.section_no -= first
            section.parent_no = None if section.parent_no is None else section.parent_no - first
            section.start -= starts[number]
            section.end -= starts[number]
