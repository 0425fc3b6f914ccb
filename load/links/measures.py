"""The measures of every pair of tasks of two plans, as rows (asking tasks) of columns (tasks they may come from)."""

import numpy as np

from load.links.grams import (
    GramWeights,
    Places,
    TextGrams,
    Values,
    WeighedGrams,
    cosines,
    shares_within,
)
from load.links.plan_grams import PlanGrams


def measure_pairs(asking: PlanGrams, origins: PlanGrams) -> dict[str, Values]:
    """Each measure, by its name in tables.toml, for every pair of tasks; 0 to 1.

    whole: how alike they are in all their words. Plans differ in how they say things, so most are
    relative, to the best that a task finds in the other plan; of two tasks the one that says less,
    the fine one, may be a part of the coarse one. object: how alike their objects are, and
    main_object: how much of the fine one's main object a statement of the coarse one names, both
    against the best for the fine one. mutual: the nearest statements, as far as each is the other's
    nearest; chosen: how near a statement of the other is, where no asking task says it better.
    section: one's main duty stands in the headings above the other.
    """
    pair = _PlanPair(asking, origins)
    statements = pair.cosines(asking.statements, origins.statements)
    said_there = _best_of_columns(statements, origins.first_statement)
    said_here = _best_of_rows(statements, asking.first_statement)
    objects = pair.cosines(asking.objects, origins.objects)
    return {
        "whole": np.sqrt(pair.cosines(asking.whole, origins.whole)),
        "object": pair.of_fine(_against_best_in_row(objects), _against_best_in_column(objects)),
        "main_object": pair.of_fine(
            _against_best_in_row(
                _best_of_columns(
                    pair.shares(asking.main_objects, origins.statement_objects),
                    origins.first_statement,
                )
            ),
            _against_best_in_column(
                _best_of_rows(
                    pair.shares(origins.main_objects, asking.statement_objects).T,
                    asking.first_statement,
                )
            ),
        ),
        "mutual": np.sqrt(
            np.minimum(
                _best_of_rows(
                    said_there * _against_best_in_row(said_there),
                    asking.first_statement,
                ),
                _best_of_columns(
                    said_here * _against_best_in_column(said_here),
                    origins.first_statement,
                ),
            )
        ),
        "chosen": _best_of_columns(
            said_here * _is_best_in_column(said_here),
            origins.first_statement,
        ),
        "section": np.maximum(
            pair.shares(asking.opening, origins.sections),
            pair.shares(origins.opening, asking.sections).T,
        ),
    }


class _PlanPair:
    """Two plans whose texts are compared by the weights that their grams have in both."""

    def __init__(self, asking: PlanGrams, origins: PlanGrams) -> None:
        shared = np.intersect1d(asking.grams, origins.grams, assume_unique=True)
        self._weights = GramWeights(asking.whole, origins.whole, shared)
        self._weighed: dict[int, WeighedGrams] = {}
        self._asking_is_fine = asking.sizes[:, None] <= origins.sizes[None, :]

    def cosines(self, here: TextGrams, there: TextGrams) -> Values:
        return cosines(self._weigh(here), self._weigh(there), self._weights.grams)

    def shares(self, here: TextGrams, there: TextGrams) -> Values:
        return shares_within(self._weigh(here), self._weigh(there), self._weights.grams)

    def _weigh(self, texts: TextGrams) -> WeighedGrams:
        """Weighed once, however many measures look at them."""
        if id(texts) not in self._weighed:
            self._weighed[id(texts)] = self._weights.weigh(texts)
        return self._weighed[id(texts)]

    def of_fine(self, asking: Values, origin: Values) -> Values:
        """The first where the asking task says less than the other, else the second."""
        return np.where(self._asking_is_fine, asking, origin)


def _best_of_columns(grid: Values, first: Places) -> Values:
    """The best statement of each task in columns; statements of task k begin at `first[k]`."""
    best: Values = np.maximum.reduceat(grid, first, axis=1)
    return best


def _best_of_rows(grid: Values, first: Places) -> Values:
    return _best_of_columns(grid.T, first).T


def _against_best_in_row(grid: Values) -> Values:
    """Each value as a share of the highest in its row; 0 in a row of zeros."""
    best = grid.max(axis=1, keepdims=True)
    share: Values = np.divide(grid, best, out=np.zeros_like(grid), where=best > 0)
    return share


def _against_best_in_column(grid: Values) -> Values:
    return _against_best_in_row(grid.T).T


def _is_best_in_column(grid: Values) -> Values:
    """1 for the highest of a column, 0 elsewhere."""
    best: Values = (grid == grid.max(axis=0, keepdims=True)).astype(np.float64)
    return best
