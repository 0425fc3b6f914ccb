"""Which pairs of tasks of two plans are links.

Their measures weighed as gold pairs say, and a threshold.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from load.links.duties import Duties, PlainTask, take_apart
from load.links.grams import Values
from load.links.measures import measure_pairs
from load.links.names import measure_names
from load.links.plan_grams import PlanGrams, weigh_plan
from load.links.reasons import shared_words
from load.links.tables import link_number, measure_weights


class TaskLink(NamedTuple):
    """A link, or a pair that is nearly one.

    `asking` and `origin` count from 0 in the two lists; `similarity` is 0 to 1; `reason` is the
    words or the citation that both share, as the asking task prints them. A `doubtful` pair is near
    the threshold but below it: no link.
    """

    asking: int
    origin: int
    similarity: float
    reason: str
    doubtful: bool


@dataclass(frozen=True)
class PreparedPlan:
    """A plan taken apart once, to be linked with as many others as there are."""

    tasks: Sequence[Duties]
    grams: PlanGrams


def prepare_plan(tasks: Sequence[PlainTask]) -> PreparedPlan:
    """The tasks of a plan, complete and in the order of the document.

    What all of them say says nothing of one.
    """
    apart = take_apart(tasks)
    return PreparedPlan(apart, weigh_plan(apart))


def link_tasks(asking: Sequence[PlainTask], origins: Sequence[PlainTask]) -> list[TaskLink]:
    """The links from tasks of a plan to those of the plan that it comes from, in their order, near ones as doubtful.

    A task may have any number of links, or none: most plans split some duties and merge others.
    """
    return link_plans(prepare_plan(asking), prepare_plan(origins))


def link_plans(asking: PreparedPlan, origins: PreparedPlan) -> list[TaskLink]:
    """The same of plans that are taken apart already."""
    if not asking.tasks or not origins.tasks:
        return []
    threshold = link_number("threshold")
    similarity = _weigh_pairs(compare_plans(asking, origins))
    citations = dict(_deciding_citations(asking.tasks, origins.tasks))
    near = {
        (int(row), int(column)) for row, column in np.argwhere(similarity >= link_number("near"))
    }
    links = []
    for row, column in sorted(near | citations.keys()):
        found, citation = float(similarity[row, column]), citations.get((row, column))
        if citation:
            links.append(TaskLink(row, column, max(found, threshold), citation, doubtful=False))
        else:
            reason = shared_words(asking.tasks[row], origins.tasks[column])
            links.append(TaskLink(row, column, found, reason, doubtful=found < threshold))
    return links


def compare_plans(asking: PreparedPlan, origins: PreparedPlan) -> dict[str, Values]:
    """Each measure of tables.toml for every pair of tasks of two plans that have tasks."""
    names = measure_names(asking.tasks, origins.tasks)
    return {**measure_pairs(asking.grams, origins.grams), "name": names}


def _weigh_pairs(measures: dict[str, Values]) -> Values:
    """The similarity of every pair.

    The logistic function of its weighed measures, to three digits.
    """
    total = sum(
        weight * measures[name] for name, weight in measure_weights().items()
    ) + link_number("constant")
    return np.round(1 / (1 + np.exp(-total)), 3)


def _deciding_citations(
    asking: Sequence[Duties],
    origins: Sequence[Duties],
) -> Iterator[tuple[tuple[int, int], str]]:
    """Pairs that alone in their plans cite a document, with its number as the asking task prints it.

    What several tasks cite is the plan's own ground (the order that the whole plan carries out) and
    links none of them.
    """
    here, there = _sole_citations(asking), _sole_citations(origins)
    for number in here.keys() & there.keys():
        row = here[number]
        yield (row, there[number]), asking[row].citations[number]


def _sole_citations(tasks: Sequence[Duties]) -> dict[str, int]:
    """The numbers that one task only cites, with that task's place."""
    counts: Counter[str] = Counter()
    places: dict[str, int] = {}
    for place, duties in enumerate(tasks):
        counts.update(duties.citations.keys())
        places |= dict.fromkeys(duties.citations, place)
    return {number: place for number, place in places.items() if counts[number] == 1}
