"""What changed from one text to another, line by line, and within a line sign by sign."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

# Signs compared one by one; a longer line is replaced as a whole.
LONGEST_LINE = 2_000
MOST_LINES = 5_000

KindOfStretch = Literal["same", "added", "removed"]


class Stretch(NamedTuple):
    """A stretch that both texts have, or only the later one (`added`) or the earlier one (`removed`)."""

    change: KindOfStretch
    text: str


def compare_texts(before: str, after: str) -> list[Stretch]:
    """The stretches of both texts in order.

    Without the removed ones they are the later text, without the added ones the earlier.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if max(len(old), len(new)) > MOST_LINES:
        return list(_joined(iter([Stretch("removed", before), Stretch("added", after)])))
    return list(_joined(_compare_lines(old, new)))


def _compare_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            yield Stretch("same", gone)
        elif kind == "replace" and max(len(gone), len(come)) <= LONGEST_LINE:
            yield from _compare_signs(gone, come)
        else:
            yield Stretch("removed", gone)
            yield Stretch("added", come)


def _compare_signs(old: str, new: str) -> Iterator[Stretch]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Stretch("same", old[a:b])
        else:
            yield Stretch("removed", old[a:b])
            yield Stretch("added", new[c:d])


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Without empty ones, neighbours of one kind as one."""
    held: Stretch | None = None
    # Neighbours of one kind are joined: a reader sees one change, not its letters.
    for stretch in stretches:
        if not stretch.text:
            continue
        if held is not None and held.change == stretch.change:
            held = Stretch(held.change, held.text + stretch.text)
            continue
        if held is not None:
            yield held
        held = stretch
    if held is not None:
        yield held
