"""A plan's tasks as grams, made once and compared with as many plans as there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from load.links.duties import Duties
from load.links.grams import PAIR_LENGTHS, SHORT_LENGTHS, Grams, Places, TextGrams, count_grams
from load.links.words import object_words, words_that_count


class Pieces(NamedTuple):
    """Pieces of the texts of all tasks in one list: those of task k begin at `first[k]`; each task has one or more."""

    grams: TextGrams
    first: Places


@dataclass(frozen=True)
class PlanGrams:
    """The grams of each part of each task; `objects` are without general words.

    `short_whole` and `short_mains` are in grams of one and two characters, `object_pairs` in those of
    two. `sizes` are the characters of each task that count, `grams` all grams of the plan, sorted.
    """

    whole: TextGrams
    short_whole: TextGrams
    mains: TextGrams
    short_mains: TextGrams
    opening: TextGrams
    sections: TextGrams
    statements: Pieces
    clauses: Pieces
    listed: Pieces
    objects: TextGrams
    object_pairs: TextGrams
    main_objects: TextGrams
    statement_objects: TextGrams
    sizes: Places
    grams: Grams
    short_grams: Grams


def weigh_plan(tasks: Sequence[Duties]) -> PlanGrams:
    """The grams of a plan's tasks; one with nothing that counts has a statement without any."""
    whole = _words(duties.whole for duties in tasks)
    short_whole = count_grams([[duties.words] for duties in tasks], SHORT_LENGTHS)
    object_texts = [object_words(duties.whole) for duties in tasks]
    objects = count_grams(object_texts)
    main_texts = [object_words(duties.main) for duties in tasks]
    main_objects = count_grams(main_texts)
    sections = _words(duties.sections for duties in tasks)
    statements = [duties.statements or [""] for duties in tasks]
    return PlanGrams(
        whole=whole,
        short_whole=short_whole,
        mains=_words(duties.main for duties in tasks),
        short_mains=count_grams(main_texts, SHORT_LENGTHS),
        opening=_words(duties.opening for duties in tasks),
        sections=sections,
        statements=_pieces(statements),
        clauses=_pieces([duties.clauses or [""] for duties in tasks]),
        listed=_pieces([duties.listed or [""] for duties in tasks]),
        objects=objects,
        object_pairs=count_grams(object_texts, PAIR_LENGTHS),
        main_objects=main_objects,
        statement_objects=count_grams(
            [object_words(text) for text in chain.from_iterable(statements)]
        ),
        sizes=np.array([len(duties.words) for duties in tasks], np.int64),
        grams=np.unique(
            np.concatenate([whole.gram, objects.gram, main_objects.gram, sections.gram])
        ),
        short_grams=np.unique(short_whole.gram),
    )


def _pieces(texts: Sequence[Sequence[str]]) -> Pieces:
    first = np.cumsum([0, *map(len, texts[:-1])])[: len(texts)]
    return Pieces(_words(chain.from_iterable(texts)), first)


def _words(texts: Iterable[str]) -> TextGrams:
    return count_grams([[words_that_count(text)] for text in texts])
