"""How alike two texts of a pair of plans are: cosines of character grams, rare ones counting more.

Grams of 2 to 4 characters need no word list and no segmentation. What half of all tasks say (加强组织领导) weighs
next to nothing, since the weight falls with the number of tasks that have a gram.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from load.links.duties import words_that_count

GRAM_LENGTHS = (2, 3, 4)

Vector = dict[str, float]


class GramWeights:
    """The weight of each gram in the tasks of two plans."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = len(texts)
        self._holding: Counter[str] = Counter()
        for text in texts:
            self._holding.update(set(_grams(text)))

    def vector(self, text: str) -> Vector:
        """A text as weights of its grams, of length 1; empty where nothing in it counts."""
        counts = Counter(_grams(text))
        weights = {gram: (1 + math.log(count)) * self._rarity(gram) for gram, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {gram: weight / length for gram, weight in weights.items()} if length else {}

    def _rarity(self, gram: str) -> float:
        return math.log((self._texts + 1) / (self._holding[gram] + 0.5))


def cosine(one: Vector, other: Vector) -> float:
    """0 where two texts share no gram, 1 where they are the same."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(gram, 0.0) for gram, weight in one.items())


def share_within(one: Vector, other: Vector) -> float:
    """How much of `one` stands in `other`, by weight: 1 where all its grams do, however much else `other` says."""
    return sum(weight * weight for gram, weight in one.items() if gram in other)


def best_cosine(vector: Vector, others: Iterable[Vector]) -> float:
    """The highest cosine with any of `others`; 0 where there are none."""
    return max((cosine(vector, other) for other in others), default=0.0)


def _grams(text: str) -> list[str]:
    words = words_that_count(text)
    return [words[at : at + length] for length in GRAM_LENGTHS for at in range(len(words) - length + 1)]
