"""The tasks that have each value of a filter, as bitmaps: filtering and counting are intersections."""

import heapq
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from reports.explorer.array_files import AnyArray
from reports.explorer.number_lists import Numbers, numbers_of, open_set, set_of

# Fewer tasks than this are counted one by one, whatever the number of values.
_FEW = 3_000
# A set is kept as runs where that takes so many times less room.
_LONG_RUNS = 8


class FacetSets:
    """The values of a facet, those of most tasks first, each with the set of its tasks.

    `codes` from `code_starts[n]` to `code_starts[n + 1]` are the values of task n.
    """

    def __init__(self, values: Sequence[str], arrays: Mapping[str, AnyArray], name: str) -> None:
        self.values = values
        self.totals: list[int] = arrays[f"{name}-totals"].tolist()
        self._packed = arrays[f"{name}-packed"]
        self._starts: list[int] = arrays[f"{name}-starts"].tolist()
        self._codes: Numbers = arrays[f"{name}-codes"]
        self._code_starts: Numbers = arrays[f"{name}-code_starts"]
        self._numbers = {value: number for number, value in enumerate(values)}
        self._sets: dict[int, BitMap] = {}

    def tasks_of(self, value: str) -> BitMap:
        """The tasks that have a value."""
        number = self._numbers.get(value)
        return BitMap() if number is None else self._set(number)

    def tasks_of_any(self, values: Iterable[str]) -> BitMap:
        """The tasks that have one of these values."""
        return BitMap.union(BitMap(), *(self.tasks_of(value) for value in values))

    def count(self, tasks: BitMap, most: int) -> list[tuple[str, int]]:
        """How many of some tasks have each value: the `most` values that most have, those that none has left out."""
        size = len(tasks)
        # All tasks: what each value has in all was counted when the index was made.
        if size == len(self._code_starts) - 1:
            found = zip(self.values, self.totals, strict=True)
            return [one for one, _ in zip(found, range(most), strict=False)]
        # Two ways to one answer: few tasks are counted one by one, many by intersecting sets.
        counted = self._count_each(tasks) if size < _FEW else self._count_sets(tasks, most)
        known = sorted(counted, key=lambda one: (-one[1], one[0]))
        return [(self.values[number], count) for number, count in known[:most]]

    def count_value(self, tasks: BitMap, value: str) -> int:
        """How many of some tasks have a value."""
        return tasks.intersection_cardinality(self.tasks_of(value))

    def _count_each(self, tasks: BitMap) -> list[tuple[int, int]]:
        numbers = numbers_of(tasks).astype(np.int64)
        starts = self._code_starts[numbers].astype(np.int64)
        lengths = self._code_starts[numbers + 1].astype(np.int64) - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        counts = np.bincount(self._codes[places], minlength=1)
        return [(number, int(counts[number])) for number in np.flatnonzero(counts).tolist()]

    def _count_sets(self, tasks: BitMap, most: int) -> list[tuple[int, int]]:
        """Values in order of how many tasks they have at all: behind a certain one none can be among the most."""
        counted: list[tuple[int, int]] = []
        best: list[int] = []
        for number, total in enumerate(self.totals):
            # No later value has more tasks than this one in all, and so none among these.
            if len(best) == most and total < best[0]:
                break
            count = tasks.intersection_cardinality(self._set(number))
            if count:
                counted.append((number, count))
                if len(best) < most:
                    heapq.heappush(best, count)
                else:
                    heapq.heappushpop(best, count)
        return counted

    def _set(self, number: int) -> BitMap:
        found = self._sets.get(number)
        if found is None:
            packed = self._packed[self._starts[number] : self._starts[number + 1]]
            found = self._sets[number] = open_set(packed)
        return found


class FacetWriter:
    """Takes the values of each task in order and packs the sets of a facet under its name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[str, int] = {}
        self._codes: list[Numbers] = []
        self._lengths: list[AnyArray] = [np.zeros(1, np.uint32)]

    def add(self, values: pa.Array) -> None:
        """Add tasks: a list of values each."""
        lengths = pc.fill_null(pc.list_value_length(values), 0)
        self._lengths.append(lengths.to_numpy(zero_copy_only=False).astype(np.uint32))
        encoded = pc.list_flatten(values).dictionary_encode()
        numbers = [
            self._known.setdefault(name, len(self._known))
            for name in encoded.dictionary.to_pylist()
        ]
        if numbers:
            indices = encoded.indices.to_numpy(zero_copy_only=False)
            self._codes.append(np.array(numbers, np.uint32)[indices])

    def finish(self) -> tuple[list[str], dict[str, AnyArray]]:
        """The values in order, and the arrays."""
        codes = np.concatenate([np.empty(0, np.uint32), *self._codes])
        starts = np.cumsum(np.concatenate(self._lengths), dtype=np.uint32)
        totals = np.bincount(codes, minlength=len(self._known))
        names = list(self._known)
        # The most frequent first, which is what `_count_sets` rests on.
        order = sorted(range(len(names)), key=lambda number: (-totals[number], names[number]))
        rank = np.zeros(len(names), np.uint32)
        rank[order] = np.arange(len(names), dtype=np.uint32)
        codes = rank[codes] if len(codes) else codes
        rows = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
        rows = rows[np.argsort(codes, kind="stable")]
        totals = totals[order].astype(np.int64)
        packed = [_pack(some) for some in np.split(rows, np.cumsum(totals)[:-1])] if names else []
        arrays = {
            "totals": totals,
            "starts": np.cumsum([0, *map(len, packed)], dtype=np.int64),
            "packed": np.frombuffer(b"".join(packed), np.uint8),
            "codes": codes,
            "code_starts": starts,
        }
        found = {f"{self._name}-{key}": array for key, array in arrays.items()}
        return [names[number] for number in order], found


def _pack(tasks: Numbers) -> bytes:
    """The bytes of a set: as runs only where these are long, since intersections of short ones take ten times as long."""
    found = set_of(tasks)
    plain = bytes(found.serialize())
    found.run_optimize()
    runs = bytes(found.serialize())
    return runs if len(runs) * _LONG_RUNS < len(plain) else plain
