"""Which pairs of tasks of two plans are links: their measures weighed as gold pairs say, and a threshold."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from load.links.duties import Duties, PlainTask
from load.links.measures import measure_pairs
from load.links.reasons import shared_words
from load.links.tables import link_number, measure_weights


class TaskLink(NamedTuple):
    """A link, or a pair that is nearly one.

    `asking` and `origin` count from 0 in the two lists; `similarity` is 0 to 1; `reason` is the words or the citation
    that both share, as the asking task prints them. A `doubtful` pair is near the threshold but below it: no link.
    """

    asking: int
    origin: int
    similarity: float
    reason: str
    doubtful: bool


def link_tasks(asking: Sequence[PlainTask], origins: Sequence[PlainTask]) -> list[TaskLink]:
    """The links from tasks of a plan to those of the plan that it comes from, in their order, near ones as doubtful.

    A task may have any number of links, or none: most plans split some duties and merge others.
    """
    here, there = [Duties(task) for task in asking], [Duties(task) for task in origins]
    threshold, near = link_number("threshold"), link_number("near")
    citations = dict(_deciding_citations(here, there))
    links = []
    for (row, column), similarity in _weigh_pairs(here, there):
        citation = citations.get((row, column))
        if citation:
            links.append(TaskLink(row, column, max(similarity, threshold), citation, doubtful=False))
        elif similarity >= near:
            reason = shared_words(here[row], there[column])
            links.append(TaskLink(row, column, similarity, reason, doubtful=similarity < threshold))
    return links


def _weigh_pairs(asking: Sequence[Duties], origins: Sequence[Duties]) -> Iterator[tuple[tuple[int, int], float]]:
    """Every pair with its similarity: the logistic function of its weighed measures, to three digits."""
    grids = measure_pairs(asking, origins)
    weights, constant = measure_weights(), link_number("constant")
    for row in range(len(asking)):
        for column in range(len(origins)):
            total = constant + sum(weight * grids[name][row][column] for name, weight in weights.items())
            yield (row, column), round(1 / (1 + math.exp(-total)), 3)


def _deciding_citations(asking: Sequence[Duties], origins: Sequence[Duties]) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs that alone in their plans cite a document, with its number as the asking task prints it.

    What several tasks cite is the plan's own ground (the order that the whole plan carries out) and links none of them.
    """
    here, there = _sole_citations(asking), _sole_citations(origins)
    for number in here.keys() & there.keys():
        row = here[number]
        yield (row, there[number]), asking[row].citations[number]


def _sole_citations(tasks: Sequence[Duties]) -> dict[str, int]:
    """The numbers that one task only cites, with that task's place."""
    counts = Counter(number for duties in tasks for number in duties.citations)
    places = {number: place for place, duties in enumerate(tasks) for number in duties.citations}
    return {number: place for number, place in places.items() if counts[number] == 1}
