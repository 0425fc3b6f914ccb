"""A plan's tasks as grams, made once and compared with as many plans as there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from load.links.duties import Duties
from load.links.grams import Grams, Places, TextGrams, count_grams
from load.links.words import object_words, words_that_count


@dataclass(frozen=True)
class PlanGrams:
    """The grams of each part of each task; `objects` are without general words.

    Statements of all tasks stand in one list: those of task k begin at `first_statement[k]`; each
    task has one or more. `sizes` are the characters of each task that count, `grams` all grams of
    the plan, sorted.
    """

    whole: TextGrams
    opening: TextGrams
    sections: TextGrams
    statements: TextGrams
    objects: TextGrams
    main_objects: TextGrams
    statement_objects: TextGrams
    first_statement: Places
    sizes: Places
    grams: Grams


def weigh_plan(tasks: Sequence[Duties]) -> PlanGrams:
    """The grams of a plan's tasks; one with nothing that counts has a statement without any."""
    statements = [duties.statements or [""] for duties in tasks]
    flat = [statement for own in statements for statement in own]
    whole = _words(duties.whole for duties in tasks)
    objects = count_grams([object_words(duties.whole) for duties in tasks])
    main_objects = count_grams([object_words(duties.main) for duties in tasks])
    sections = _words(duties.sections for duties in tasks)
    return PlanGrams(
        whole=whole,
        opening=_words(duties.opening for duties in tasks),
        sections=sections,
        statements=_words(flat),
        objects=objects,
        main_objects=main_objects,
        statement_objects=count_grams([object_words(statement) for statement in flat]),
        first_statement=np.cumsum([0, *map(len, statements[:-1])])[: len(tasks)],
        sizes=np.array([len(words_that_count(duties.whole)) for duties in tasks], np.int64),
        grams=np.unique(
            np.concatenate([whole.gram, objects.gram, main_objects.gram, sections.gram])
        ),
    )


def _words(texts: Iterable[str]) -> TextGrams:
    return count_grams([[words_that_count(text)] for text in texts])
