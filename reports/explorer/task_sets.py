"""What tasks are found, filtered, counted and sorted by: sets of their numbers, and a few arrays with a place for each."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from reports.explorer.array_files import read_array_file
from reports.explorer.facet_sets import FacetSets
from reports.explorer.number_lists import Numbers, numbers_of, set_of
from reports.explorer.text_segments import TextIndex

Days = npt.NDArray[np.int32]
EPOCH = date(1970, 1, 1)
NO_DAY = np.iinfo(np.int32).max
# Terms whose tasks are remembered: pages and filters ask for the same ones again.
_REMEMBERED = 100
# One row in so many is many; first pages end here; rows that are looked at together.
_DENSE, _FEW, _STEP = 40, 1_000, 4_096


class TermIndex:
    """A column of texts, with the terms that were asked for last."""

    def __init__(self, texts: TextIndex) -> None:
        self._texts = texts
        self._known: OrderedDict[str, BitMap] = OrderedDict()
        self._lock = Lock()

    def find(self, term: str) -> BitMap:
        """The texts that hold a term."""
        with self._lock:
            if term in self._known:
                self._known.move_to_end(term)
                return self._known[term]
        found = self._texts.find(term)
        with self._lock:
            self._known[term] = found
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


class TaskSets:
    """The sets and arrays of one release; tasks are numbered from 0 in the order of the index."""

    def __init__(self, index: Path, segments: Path, contents: Mapping[str, Any]) -> None:
        arrays = read_array_file(index / "tasks.arrays")
        # Days since 1970, NO_DAY where there is none.
        self.due: Days = arrays["due"]
        # The newest first.
        self.by_date = Ranking(arrays["by_date"])
        # By the last day, those without one last.
        self.by_due = Ranking(arrays["by_due"])
        # The number of each task's document.
        self.document: Days = arrays["document"]
        self.size = len(self.due)
        self.everything = BitMap(range(self.size))
        self.facets = {
            name: FacetSets(values, arrays, name) for name, values in contents["facets"].items()
        }
        self.text = TermIndex(TextIndex(segments, contents["text"]))
        self.around = TermIndex(TextIndex(segments, contents["around"]))

    def due_between(self, first: date | None, last: date | None) -> BitMap:
        """The tasks that are due in a time, both days included, either end open."""
        since = days_of(first) if first else np.iinfo(np.int32).min
        until = days_of(last) if last else NO_DAY - 1
        return set_of(np.flatnonzero((self.due >= since) & (self.due <= until)))

    def documents_of(self, tasks: BitMap) -> tuple[Numbers, Numbers]:
        """The documents of some tasks, by number, and how many of these each has."""
        documents, counts = np.unique(self.document[numbers_of(tasks)], return_counts=True)
        return documents.astype(np.uint32), counts.astype(np.uint32)


class Ranking:
    """An order of rows: `places` has the place of each."""

    def __init__(self, places: Days) -> None:
        self._places = places

    @cached_property
    def _rows(self) -> Days:
        rows = np.empty_like(self._places)
        rows[self._places] = np.arange(len(rows), dtype=rows.dtype)
        return rows

    def pick(self, some: BitMap, start: int, stop: int) -> list[int]:
        """Of some rows in this order, those from a place up to another."""
        if len(some) * _DENSE > len(self._places) and stop <= _FEW:
            return self._walk(some, start, stop)
        numbers = numbers_of(some)
        ranks = self._places[numbers]
        if stop < len(numbers):
            nearest = np.argpartition(ranks, stop)[:stop]
            numbers, ranks = numbers[nearest], ranks[nearest]
        found: list[int] = numbers[np.argsort(ranks)][start:stop].tolist()
        return found

    def _walk(self, some: BitMap, start: int, stop: int) -> list[int]:
        """Go through all rows in order until enough of them are among those wanted: they are many."""
        found: list[int] = []
        for first in range(0, len(self._rows), _STEP):
            step = self._rows[first : first + _STEP]
            found += step[np.isin(step, numbers_of(some & set_of(np.sort(step))))].tolist()
            if len(found) >= stop:
                break
        return found[start:stop]


def days_of(day: date) -> int:
    """Days since 1970."""
    return (day - EPOCH).days
