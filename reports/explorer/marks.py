"""Marking stretches of a text: each piece escaped, with what it is marked as around it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from reports.explorer.folding import fold
from taizhang.foreign_text import show_controls

# Characters shown before the first hit.
AROUND = 60
LONGEST = 220  # characters of a hit's text


class TextMark(NamedTuple):
    """A stretch of a text, half-open in code points, the name of what stands there, and the kind of that."""

    start: int
    end: int
    name: str
    kind: str


class MarkedPiece(NamedTuple):
    """A piece of a text under the same marks from end to end."""

    text: str
    marks: tuple[TextMark, ...]


def cut_pieces(text: str, marks: Iterable[TextMark]) -> Iterator[MarkedPiece]:
    """The text in pieces, in order; marks that reach beyond it, or are empty, mark nothing there."""
    kept = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    if not kept:
        if text:
            yield MarkedPiece(text, ())
        return
    places = sorted({0, len(text), *(mark.start for mark in kept), *(mark.end for mark in kept)})
    for start, end in pairwise(places):
        yield MarkedPiece(
            text[start:end],
            tuple(mark for mark in kept if mark.start <= start and end <= mark.end),
        )


def mark_text(text: str, marks: Iterable[TextMark]) -> Markup:
    """The text as HTML: `data-mark` names what stands in a piece, the innermost mark gives its kind."""
    made: list[str] = []
    for piece in cut_pieces(text, marks):
        shown = escape(show_controls(piece.text))
        if not piece.marks:
            made.append(shown)
            continue
        # The shortest says most: a unit's name, not the task around it.
        inner = min(piece.marks, key=lambda mark: mark.end - mark.start)
        names = " ".join(dict.fromkeys(mark.name for mark in piece.marks))
        made.append(
            f'<mark class="{escape(inner.kind)}" data-mark="{escape(names)}">{shown}</mark>'
        )
    # Each piece is escaped above.
    return Markup("".join(made))  # noqa: S704


def find_terms(text: str, terms: Sequence[str]) -> list[TextMark]:
    """Where terms, in the form of the index, stand in a text."""
    folded, marks = fold(text), []
    for term in terms:
        at = folded.find(term)
        while at >= 0:
            marks.append(TextMark(at, at + len(term), "hit", "hit"))
            at = folded.find(term, at + len(term))
    return marks


def mark_hits(text: str, terms: Sequence[str]) -> Markup:
    """The whole text with its hits marked."""
    return mark_text(text, find_terms(text, terms))


def mark_excerpt(text: str, terms: Sequence[str]) -> Markup:
    """A stretch of the text around its first hit, or its beginning, with its hits marked."""
    hits = find_terms(text, terms)
    first = min((mark.start for mark in hits), default=0)
    start = 0 if len(text) <= LONGEST else max(0, min(first - AROUND, len(text) - LONGEST))
    end = min(len(text), start + LONGEST)
    moved = [
        TextMark(max(m.start, start) - start, min(m.end, end) - start, m.name, m.kind) for m in hits
    ]
    shown = mark_text(text[start:end], moved)
    return ("…" if start else "") + shown + ("…" if end < len(text) else "")
