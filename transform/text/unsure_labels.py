"""What in the labels of a part makes a person look twice: forms that the document taught, numbers that are missing."""

from bisect import bisect_left
from collections.abc import Sequence

from transform.model import Span
from transform.text.items import LEARNED, Outline

_COUNTED = ("first", "second", "third", LEARNED)
_FEWEST_CONFIRMED = 3


def learned_spans(outline: Outline) -> list[Span]:
    """Where labels stand whose form the document taught."""
    return [
        (item.start, item.label_end)
        for item in outline.items
        if item.is_learned and item.label_end > item.start
    ]


def are_confirmed(text: str, outline: Outline, assigned: Sequence[int]) -> bool:
    """Whether numbers that a document taught are labels for sure: each lowest item of them, three at least, has a clause.

    `assigned` are where clauses of a known form begin, in order. A mark, ★, says nothing of its number.

    >>> from transform.text.items import Item
    >>> items = [Item(LEARNED, 1 + at, 9 * at, 9 * at + 2, end=9 * at + 9) for at in (0, 1, 2)]
    >>> are_confirmed("01修渠（县水局）" * 3, Outline(items), [4, 13, 22])
    True
    >>> are_confirmed("01修渠（县水局）" * 3, Outline(items), [4, 13])
    False
    >>> are_confirmed("★ 修渠（县水局）" * 3, Outline(items), [4, 13, 22])
    False
    """
    learned = [item for item in outline.items if item.is_learned]
    leaves = [item for item in learned if not item.child_starts]
    if len(leaves) < _FEWEST_CONFIRMED:
        return False
    if not all(any(map(str.isalnum, text[i.start : i.label_end])) for i in learned):
        return False
    return all(
        bisect_left(assigned, item.end) > bisect_left(assigned, item.start) for item in leaves
    )


def find_gaps(outline: Outline) -> list[Span]:
    """Where labels stand that skip one: 三、 behind 一、.

    A number may begin again in each section or run on through all of them (1. 2. | 3. 4.); both are
    no gaps.

    >>> from transform.text.items import Item
    >>> items = [Item("first", number, at, at + 2) for number, at in ((1, 0), (3, 9))]
    >>> find_gaps(Outline(items)), find_gaps(Outline(items[:1]))
    ([(9, 11)], [])
    """
    gaps = []
    # The number of the last item of a kind under an item.
    last: dict[tuple[int, str], int] = {}
    # The number of the last item of a kind in the whole part.
    counted: dict[str, int] = {}
    for item in outline.items:
        if item.kind in _COUNTED and item.number and item.label_end > item.start:
            above = (item.parent.start if item.parent else -1, item.kind)
            allowed = (1, last.get(above, 0) + 1, counted.get(item.kind, 0) + 1)
            if item.number not in allowed and above in last:
                gaps.append((item.start, item.label_end))
            last[above] = counted[item.kind] = item.number
    return gaps


def forms_of(text: str, spans: Sequence[Span]) -> str:
    """The first of some labels as printed, for people.

    >>> forms_of("01甲02乙03丙04丁", [(0, 2), (3, 5), (6, 8), (9, 11)])
    '01, 02, 03 …'
    """
    shown = [text[slice(*span)].strip() for span in spans[:3]]
    return ", ".join(shown) + (" …" if len(spans) > len(shown) else "")
