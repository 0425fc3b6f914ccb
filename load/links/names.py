"""Names that two tasks share: what a plan puts in quotation marks (“带押过户”) is one thing wherever it is printed."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from load.links.duties import Duties
from load.links.grams import Values


def measure_names(asking: Sequence[Duties], origins: Sequence[Duties]) -> Values:
    """1 where a name stands in these two tasks alone, less the more tasks print it; 0 without a shared name.

    A name need be quoted in one of the plans only.
    """
    shared = np.zeros((len(asking), len(origins)))
    for name in sorted(_names_in_both(asking, origins)):
        here = [row for row, duties in enumerate(asking) if name in duties.words]
        there = [column for column, duties in enumerate(origins) if name in duties.words]
        cells = np.ix_(here, there)
        shared[cells] = np.maximum(shared[cells], 1 / np.sqrt(len(here) * len(there)))
    return shared


def _names_in_both(asking: Sequence[Duties], origins: Sequence[Duties]) -> set[str]:
    here = "\n".join(duties.words for duties in asking)
    there = "\n".join(duties.words for duties in origins)
    quoted = set(chain.from_iterable(duties.quoted for duties in (*asking, *origins)))
    return {name for name in quoted if name in here and name in there}
