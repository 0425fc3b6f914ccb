"""What a task shows of its item: text with its spans, headings, label and path."""

import re
from collections.abc import Iterable

from transform.model import Evidence, Part, Span
from transform.text.outline import Item, heading_text

_EDGES = " \t\u3000\xa0\n"
_LINE = re.compile(r"[^\n]+")


def task_text(part: Part, start: int, end: int, skip: Iterable[Span] = ()) -> tuple[str, list[Span]]:
    """The text between two places without `skip`, paragraphs joined by line ends, and where it stands."""
    spans: list[Span] = []
    at = start
    for begin, stop in [*sorted(skip), (end, end)]:
        for line in _LINE.finditer(part.text, at, max(at, min(begin, end))):
            raw = line.group()
            first = line.start() + len(raw) - len(raw.lstrip(_EDGES))
            last = line.end() - (len(raw) - len(raw.rstrip(_EDGES)))
            if first < last:
                spans.append((first, last))
        at = max(at, stop)
    pieces: list[str] = []
    for number, (first, last) in enumerate(spans):
        if number and "\n" in part.text[spans[number - 1][1] : first]:
            pieces.append("\n")
        pieces.append(part.text[first:last])
    return "".join(pieces), spans


def label_of(part: Part, item: Item | None) -> str | None:
    """An item's label as printed."""
    return part.text[item.start : item.label_end].strip() if item else None


def headings_of(part: Part, item: Item | None) -> list[str]:
    """The headings above an item's text, outermost first; its own where it is a line of its own."""
    return [heading_text(part.text, holder) for holder in _holders(item)]


def heading_places(part: Part, item: Item | None) -> list[Evidence]:
    """Where the headings of `headings_of` stand: a line, or the first sentence of a paragraph."""
    places = []
    for index, holder in enumerate(_holders(item)):
        start, end = holder.heading
        raw = part.text[start:end]
        span = (start + len(raw) - len(raw.lstrip()), end - len(raw) + len(raw.rstrip()))
        places.append(Evidence("headings", part.part_no, "own_line" if holder.own_line else "sentence", index, (span,)))
    return places


def _holders(item: Item | None) -> list[Item]:
    """The items whose headings a task has, outermost first: those above its own, and that where its title is a line."""
    holders: list[Item] = []
    above = item if item is None or item.own_line else item.parent
    while above is not None:
        holders.append(above)
        above = above.parent
    return holders[::-1]


def path_of(part: Part, item: Item | None) -> tuple[str, ...]:
    """The labels that lead to an item, outermost first."""
    labels: list[str] = []
    while item is not None:
        labels.append(part.text[item.start : item.label_end].strip())
        item = item.parent
    return tuple(labels[::-1])
