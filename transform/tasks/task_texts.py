"""What a task shows of its item: text with its spans, headings, label and path."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from transform.model import Evidence, Part, Span
from transform.text.items import Item

_EDGES = " \t\u3000\xa0\n"


def task_text(
    part: Part,
    start: int,
    end: int,
    skip: Collection[Span] = (),
) -> tuple[str, list[Span]]:
    """The text between two places without `skip`, paragraphs joined by line ends, and where it stands."""
    if not skip:
        return _split_paragraphs(part.text, start, end)
    spans: list[Span] = []
    at = start
    for begin, stop in [*sorted(skip), (end, end)]:
        spans += _split_paragraphs(part.text, at, min(begin, end))[1]
        at = max(at, stop)
    pieces: list[str] = []
    # Joined by a line end only where the part has one between them: a clause that was skipped inside
    # a line leaves none.
    for number, (first, last) in enumerate(spans):
        if number and "\n" in part.text[spans[number - 1][1] : first]:
            pieces.append("\n")
        pieces.append(part.text[first:last])
    return "".join(pieces), spans


def _split_paragraphs(text: str, start: int, end: int) -> tuple[str, list[Span]]:
    """The lines of a stretch, trimmed and without empty ones, and where each stands."""
    stretch = text[start:end]
    whole = stretch.strip(_EDGES)
    if not whole:
        return "", []
    at = start + len(stretch) - len(stretch.lstrip(_EDGES))
    if "\n" not in whole:
        return whole, [(at, at + len(whole))]
    lines: list[str] = []
    spans: list[Span] = []
    for line in whole.split("\n"):
        trimmed = line.strip(_EDGES)
        if trimmed:
            first = at + len(line) - len(line.lstrip(_EDGES))
            lines.append(trimmed)
            spans.append((first, first + len(trimmed)))
        at += len(line) + 1
    return "\n".join(lines), spans


class Heading(NamedTuple):
    """A heading as printed, where it stands, and whether that is a line or the first sentence of a paragraph."""

    text: str
    spans: tuple[Span]
    rule: str


class ItemTexts:
    """What tasks show of a part's items, each looked at once, however many tasks stand under it."""

    def __init__(self, part: Part, clauses: Sequence[Span] = ()) -> None:
        """`clauses`, in order, are no part of the headings in whose lines they stand."""
        self._text = part.text
        self._clauses = clauses
        self._labels: dict[int, tuple[str, ...]] = {}
        self._headings: dict[int, tuple[Heading, ...]] = {}

    def labels(self, item: Item | None) -> tuple[str, ...]:
        """The labels that lead to an item, outermost first, as printed; its own is the last."""
        if item is None:
            return ()
        known = self._labels.get(id(item))
        if known is None:
            own = self._text[item.start : item.label_end].strip()
            known = self._labels[id(item)] = (*self.labels(item.parent), own)
        return known

    def headings(self, item: Item | None) -> tuple[Heading, ...]:
        """The headings above an item's text, outermost first, its own too where that is a line of its own."""
        if item is None or item.own_line:
            holder = item
        else:
            holder = item.parent
        if holder is None:
            return ()
        known = self._headings.get(id(holder))
        if known is None:
            return self._headings_to(holder)
        return known

    def _headings_to(self, item: Item) -> tuple[Heading, ...]:
        """The headings of an item and of those above it."""
        above: tuple[Heading, ...] = ()
        if item.parent is not None:
            above = self._headings.get(id(item.parent)) or self._headings_to(item.parent)
        headings = self._headings[id(item)] = (*above, self._heading(item))
        return headings

    def _heading(self, item: Item) -> Heading:
        start, end = item.heading
        at = bisect_left(self._clauses, (start, start))
        if at < len(self._clauses):
            end = min(end, self._clauses[at][0])
        raw = self._text[start:end]
        span = (start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip()))
        return Heading(
            raw.strip().replace("\n", ""),
            (span,),
            "own_line" if item.own_line else "sentence",
        )


def heading_evidence(part_no: int, headings: Iterable[Heading]) -> list[Evidence]:
    """Where the headings of a task stand."""
    return [
        Evidence("headings", part_no, rule, index, spans)
        for index, (_, spans, rule) in enumerate(headings)
    ]
