"""The measures of every pair of tasks of two plans, as rows (asking tasks) of columns (tasks they may come from)."""

import numpy as np

from load.links.grams import (
    GramWeights,
    Places,
    TextGrams,
    Values,
    WeighedGrams,
    cosines,
    count_sole_grams,
    shares_within,
)
from load.links.plan_grams import PlanGrams


def measure_pairs(asking: PlanGrams, origins: PlanGrams) -> dict[str, Values]:
    """Each measure that grams give, by its name in tables.toml, for every pair of tasks; 0 to 1.

    whole: how alike they are in all their words, single characters and pairs, since another level
    says the same in words of its own. Plans differ in how they say things, so most are
    relative, to the best that a task finds in the other plan; of two tasks the one that says less,
    the fine one, may be a part of the coarse one. object: how alike their objects are, and
    main_object: how much of the fine one's main object a statement of the coarse one names, both
    against the best for the fine one. mutual: the nearest statements, as far as each is the other's
    nearest. section: one's main duty stands in the headings above the other. main: how alike their
    main duties are. listed: an item of one's enumeration stands in the other's main duty. clause:
    two clauses, each the other's nearest. alone: words of both that no other task of either plan has.
    """
    pair = _PlanPair(asking, origins)
    return {
        "whole": np.sqrt(pair.short_cosines(asking.short_whole, origins.short_whole)),
        "object": _alike_objects(pair),
        "main_object": _named_main_object(pair),
        "mutual": _nearest_statements(pair),
        "section": np.maximum(
            pair.shares(asking.opening, origins.sections),
            pair.shares(origins.opening, asking.sections).T,
        ),
        "main": _alike_mains(pair),
        "listed": _listed_main(pair),
        "clause": _nearest_clauses(pair),
        "alone": _sole_words(pair),
    }


class _PlanPair:
    """Two plans whose texts are compared by the weights that their grams have in both."""

    def __init__(self, asking: PlanGrams, origins: PlanGrams) -> None:
        self.asking, self.origins = asking, origins
        shared = np.intersect1d(asking.grams, origins.grams, assume_unique=True)
        self._weights = GramWeights(asking.whole, origins.whole, shared)
        short = np.intersect1d(asking.short_grams, origins.short_grams, assume_unique=True)
        self._short_weights = GramWeights(asking.short_whole, origins.short_whole, short)
        self._weighed: dict[int, WeighedGrams] = {}
        self._asking_is_fine = asking.sizes[:, None] <= origins.sizes[None, :]

    def cosines(self, here: TextGrams, there: TextGrams) -> Values:
        return cosines(self._weigh(here), self._weigh(there), self._weights.grams)

    def short_cosines(self, here: TextGrams, there: TextGrams) -> Values:
        """Of grams of one and two characters, weighed by how few tasks have them anywhere."""
        weights = self._short_weights
        return cosines(weights.weigh(here), weights.weigh(there), weights.grams)

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


def _alike_objects(pair: _PlanPair) -> Values:
    objects = pair.cosines(pair.asking.objects, pair.origins.objects)
    return pair.of_fine(_against_best_in_row(objects), _against_best_in_column(objects))


def _named_main_object(pair: _PlanPair) -> Values:
    asking, origins = pair.asking, pair.origins
    there = _best_of_columns(
        pair.shares(asking.main_objects, origins.statement_objects),
        origins.statements.first,
    )
    here = _best_of_columns(
        pair.shares(origins.main_objects, asking.statement_objects),
        asking.statements.first,
    ).T
    return pair.of_fine(_against_best_in_row(there), _against_best_in_column(here))


def _nearest_statements(pair: _PlanPair) -> Values:
    here, there = pair.asking.statements, pair.origins.statements
    statements = pair.cosines(here.grams, there.grams)
    said_there = _best_of_columns(statements, there.first)
    said_here = _best_of_rows(statements, here.first)
    return np.sqrt(
        np.minimum(
            _best_of_rows(said_there * _against_best_in_row(said_there), here.first),
            _best_of_columns(said_here * _against_best_in_column(said_here), there.first),
        )
    )


def _nearest_clauses(pair: _PlanPair) -> Values:
    here, there = pair.asking.clauses, pair.origins.clauses
    clauses = pair.cosines(here.grams, there.grams)
    mutual = clauses * _is_best_in_column(clauses) * _is_best_in_column(clauses.T).T
    return _best_of_columns(_best_of_rows(mutual, here.first), there.first)


def _alike_mains(pair: _PlanPair) -> Values:
    alike = pair.short_cosines(pair.asking.short_mains, pair.origins.short_mains)
    return alike * np.maximum(_against_best_in_row(alike), _against_best_in_column(alike))


def _listed_main(pair: _PlanPair) -> Values:
    asking, origins = pair.asking, pair.origins
    here = _best_of_rows(pair.shares(asking.listed.grams, origins.mains), asking.listed.first)
    there = _best_of_rows(pair.shares(origins.listed.grams, asking.mains), origins.listed.first).T
    return np.maximum(here * _against_best_in_column(here), there * _against_best_in_row(there))


def _sole_words(pair: _PlanPair) -> Values:
    here, there = pair.asking.object_pairs, pair.origins.object_pairs
    fewest = np.minimum(_size_of_each(here)[:, None], _size_of_each(there)[None, :])
    return np.sqrt(count_sole_grams(here, there) / np.maximum(fewest, 1))


def _size_of_each(texts: TextGrams) -> Places:
    return np.bincount(texts.row, minlength=texts.rows)


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
