"""The measures of every pair of tasks of two plans, as rows (asking tasks) of columns (tasks they may come from)."""

from collections.abc import Sequence
from typing import NamedTuple

from load.links.duties import Duties
from load.links.similarity import GramWeights, Vector, best_cosine, cosine, share_within

Grid = list[list[float]]


class Vectors(NamedTuple):
    """The vectors of a task: of all its words, of its opening, of each of its statements."""

    whole: Vector
    opening: Vector
    statements: list[Vector]


def measure_pairs(asking: Sequence[Duties], origins: Sequence[Duties]) -> dict[str, Grid]:
    """Each measure, by its name in tables.toml, for every pair of tasks.

    whole: how alike they are in all their words. opening: how well a statement of the asking task says what the other
    begins with. share: how much of the asking task stands in the other, as a fine duty does in a coarse one.
    Two are relative, since some plans say everything in other words than the next: statement_in_row is how near the two
    nearest statements are against the best task for the same asking one, share_in_column is `share` against
    the best asking task for the same other.
    """
    weights = GramWeights([duties.whole for duties in [*asking, *origins]])
    here = [_vectors(duties, weights) for duties in asking]
    there = [_vectors(duties, weights) for duties in origins]
    share = [[share_within(one.whole, other.whole) for other in there] for one in here]
    nearest = [[_nearest_statements(one, other) for other in there] for one in here]
    return {
        "whole": [[cosine(one.whole, other.whole) for other in there] for one in here],
        "opening": [[best_cosine(other.opening, one.statements) for other in there] for one in here],
        "share": share,
        "statement_in_row": _relative_to_best(nearest),
        "share_in_column": _turn(_relative_to_best(_turn(share))),
    }


def _vectors(duties: Duties, weights: GramWeights) -> Vectors:
    statements = [weights.vector(statement) for statement in duties.statements]
    return Vectors(weights.vector(duties.whole), weights.vector(duties.opening), statements)


def _nearest_statements(one: Vectors, other: Vectors) -> float:
    return max((best_cosine(statement, other.statements) for statement in one.statements), default=0.0)


def _relative_to_best(grid: Grid) -> Grid:
    """Each value as a share of the highest in its row; 0 in a row of zeros."""
    return [[value / max(row) if value else 0.0 for value in row] for row in grid]


def _turn(grid: Grid) -> Grid:
    return [list(column) for column in zip(*grid, strict=True)]
