"""Texts as grams of a few characters.

No word list, no segmentation; in arrays, since a country has many plans.

A gram is one number, 16 bits a UTF-16 unit. What half of all tasks say (加强组织领导) weighs next to
nothing, since the weight of a gram falls with the number of tasks that have it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

GRAM_LENGTHS = (2, 3, 4)
# For the few characters that name a duty: their order may be turned (舆情回应, 回应舆情).
SHORT_LENGTHS = (1, 2)
PAIR_LENGTHS = (2,)
UNIT = 16  # bits
# Stands in no text of which only words are left.
APART = "\0"
# Tasks that have the grams of one duty: one in each plan.
HELD_BY_A_PAIR = np.array(2.0)
# Pairs of texts with a gram that are held at a time.
AT_ONCE = 2_000_000

Grams = NDArray[np.uint64]
Places = NDArray[np.int64]
Values = NDArray[np.float64]


class TextGrams(NamedTuple):
    """The grams of several texts.

    Text `row[k]` has `gram[k]` `times[k]` times; by text, then by gram.
    """

    rows: int
    row: Places
    gram: Grams
    times: Values


class WeighedGrams(NamedTuple):
    """Texts as vectors of length 1 at most.

    Only grams that both plans have, counted by `place` and in its order.
    """

    rows: int
    row: Places
    place: Places
    weight: Values


def count_grams(texts: Sequence[Sequence[str]], lengths: Sequence[int] = GRAM_LENGTHS) -> TextGrams:
    """The grams of texts, each in pieces that no gram reaches across."""
    row, gram = _grams_in_a_row(texts, lengths)
    order = np.lexsort((gram, row))
    row, gram = row[order], gram[order]
    first = np.flatnonzero(np.r_[True, (np.diff(row) != 0) | (np.diff(gram) != 0)][: len(gram)])
    times = np.diff(np.r_[first, len(gram)]).astype(np.float64)
    return TextGrams(len(texts), row[first], gram[first], times)


def _grams_in_a_row(texts: Sequence[Sequence[str]], lengths: Sequence[int]) -> tuple[Places, Grams]:
    """All grams with their texts, of all texts at once.

    They stand in one long one, parted by a unit that none has.
    """
    units = np.frombuffer(
        APART.join(APART.join(text) for text in texts).encode("utf-16-le"),
        np.uint16,
    )
    # With what parts the pieces.
    sizes = np.array([sum(map(_units, text)) + len(text) for text in texts], np.int64)
    row = np.repeat(np.arange(len(texts)), np.maximum(sizes, 1))[: len(units)]
    whole, gram = units != ord(APART), units.astype(np.uint64)
    rows, grams = [], []
    for length in range(1, max(lengths) + 1):
        if length > 1:
            gram = (gram[:-1] << np.uint64(UNIT)) | units[length - 1 :]
            whole = whole[:-1] & (units[length - 1 :] != ord(APART))
        if length in lengths:
            rows.append(row[: len(gram)][whole])
            grams.append(gram[whole])
    return np.concatenate(rows), np.concatenate(grams)


def _units(piece: str) -> int:
    """How many units of UTF-16 a text has: two for a character beyond the first plane."""
    if piece.isascii() or max(piece) < "\U00010000":
        return len(piece)
    return len(piece.encode("utf-16-le")) // 2


class GramWeights:
    """The weight of each gram between two plans, by how many of their tasks have it."""

    def __init__(self, here: TextGrams, there: TextGrams, shared: Grams) -> None:
        """`here` and `there` are the whole tasks of both plans.

        `shared` are all grams that both plans have.
        """
        self._tasks = here.rows + there.rows
        self._known, self._holding = np.unique(
            np.concatenate([here.gram, there.gram]),
            return_counts=True,
        )
        self._shared = shared

    @property
    def grams(self) -> int:
        """How many grams both plans have."""
        return len(self._shared)

    def weigh(self, texts: TextGrams) -> WeighedGrams:
        """Texts as vectors; shorter than 1 where what many tasks say is all that a text says."""
        weight = (1 + np.log(texts.times)) * self._rarity(texts.gram)
        length = np.sqrt(np.bincount(texts.row, weight * weight, texts.rows))
        grams = np.bincount(texts.row, minlength=texts.rows)
        length = np.maximum(length, np.sqrt(grams) * self._rarity_of_holding(HELD_BY_A_PAIR))
        place, shared = _look_up(texts.gram, self._shared)
        row, place = texts.row[shared], place[shared]
        weight = weight[shared] / length[row]
        order = np.argsort(place, kind="stable")
        return WeighedGrams(texts.rows, row[order], place[order], weight[order])

    def _rarity(self, gram: Grams) -> Values:
        place, known = _look_up(gram, self._known)
        holding = np.zeros(len(gram))
        holding[known] = self._holding[place[known]]
        return self._rarity_of_holding(holding)

    def _rarity_of_holding(self, holding: Values) -> Values:
        return np.log((self._tasks + 1) / (holding + 0.5))


def _look_up(gram: Grams, among: Grams) -> tuple[Places, NDArray[np.bool_]]:
    """Where each gram stands in a sorted array, and whether it does."""
    place = np.searchsorted(among, gram)
    within = place < len(among)
    within[within] = among[place[within]] == gram[within]
    return place, within


def cosines(here: WeighedGrams, there: WeighedGrams, grams: int) -> Values:
    """A row for each text here, a column for each there: 0 where they share no gram, 1 where they are the same."""
    return _product(here, there, grams)


def shares_within(here: WeighedGrams, there: WeighedGrams, grams: int) -> Values:
    """How much of each text here stands in each there, by weight: 1 where all its grams do, whatever else that says."""
    squared = here._replace(weight=here.weight * here.weight)
    present = there._replace(weight=np.ones(len(there.weight)))
    return _product(squared, present, grams)


def count_sole_grams(here: TextGrams, there: TextGrams) -> Values:
    """How many grams each text here shares with each there that no other text of either side has."""
    here_row, here_gram = _held_once(here)
    there_row, there_gram = _held_once(there)
    _, mine, theirs = np.intersect1d(here_gram, there_gram, assume_unique=True, return_indices=True)
    cell = here_row[mine] * there.rows + there_row[theirs]
    counts = np.bincount(cell, minlength=here.rows * there.rows).astype(np.float64)
    return counts.reshape(here.rows, there.rows)


def _held_once(texts: TextGrams) -> tuple[Places, Grams]:
    gram, first, holding = np.unique(texts.gram, return_index=True, return_counts=True)
    once = holding == 1
    return texts.row[first[once]], gram[once]


def _product(here: WeighedGrams, there: WeighedGrams, grams: int) -> Values:
    """The sums over grams of what both texts have, by the grams that both have.

    Most of the matrix is empty.

    Not by a matrix product: that starts threads of its own, which cost more than they spare on
    plans of this size, and rounds otherwise on other machines.
    """
    total = np.zeros(here.rows * there.rows)
    holding = np.bincount(there.place, minlength=grams)
    first = np.cumsum(holding) - holding
    partners = holding[here.place]
    for some in _slices(partners):
        count = partners[some]
        mine = np.repeat(np.arange(some.start, some.stop), count)
        nth = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count)
        theirs = first[here.place[mine]] + nth
        cell = here.row[mine] * there.rows + there.row[theirs]
        total += np.bincount(cell, here.weight[mine] * there.weight[theirs], len(total))
    return total.reshape(here.rows, there.rows)


def _slices(partners: Places) -> Iterator[slice]:
    """Stretches of grams of texts whose partners are `AT_ONCE` or little more.

    Long plans need no more memory.
    """
    ends = np.cumsum(partners)
    start = 0
    while start < len(partners):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + AT_ONCE, side="right")))
        yield slice(start, stop)
        start = stop
