"""Lists of numbers by key: short ones as they are, long ones as bitmaps that are intersected without unpacking."""

from array import array
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from reports.explorer.array_files import AnyArray

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]
# Numbers of a list from which on a bitmap takes less room than they do.
_MANY = 32


def set_of(numbers: AnyArray) -> BitMap:
    """Numbers as a bitmap, none of it as runs, which take longer to intersect.

    From an array of Python's own it is made ten times faster than from one of numpy's.
    """
    plain = array("I")
    plain.frombytes(np.ascontiguousarray(numbers, np.uint32).tobytes())
    return BitMap(plain, optimize=False)


def open_set(packed: AnyArray) -> BitMap:
    """The bitmap that some bytes of an array hold; they are not copied first."""
    # From the mapped file: only what is asked for comes into memory.
    return BitMap.deserialize(packed.data)  # type: ignore[arg-type]  # any buffer is taken


def numbers_of(found: BitMap) -> Numbers:
    """The numbers of a bitmap, in order."""
    return np.asarray(found.to_array(), np.uint32)


class NumberLists:
    """Lists in one file, under a name that tells them from others there."""

    def __init__(self, arrays: Mapping[str, AnyArray], name: str) -> None:
        self._few = _Part(*(arrays[f"{name}-few-{one}"] for one in _Part._fields))
        self._many = _Part(*(arrays[f"{name}-many-{one}"] for one in _Part._fields))

    def find(self, key: int) -> BitMap:
        """The numbers of a key, none where it is not known."""
        found = self._many.find(key)
        if found is not None:
            return open_set(found)
        found = self._few.find(key)
        return BitMap() if found is None else set_of(found)


class _Part(NamedTuple):
    """Keys in order; the values of key n go from `starts[n]` to `starts[n + 1]`."""

    keys: Keys
    starts: Keys
    values: AnyArray

    def find(self, key: int) -> AnyArray | None:
        place = int(np.searchsorted(self.keys, np.uint64(key)))
        if place == len(self.keys) or int(self.keys[place]) != key:
            return None
        return self.values[int(self.starts[place]) : int(self.starts[place + 1])]


def pack_lists(name: str, keys: Keys, numbers: Numbers) -> dict[str, AnyArray]:
    """The arrays that hold lists: `keys` in order, one for each of `numbers`, which rise under each key."""
    begins = np.flatnonzero(np.diff(keys, prepend=keys[:1] + np.uint64(1)) != 0)
    counts = np.diff(begins, append=len(keys))
    is_many = counts >= _MANY
    few = ~np.repeat(is_many, counts)
    packed = []
    for start, count in zip(begins[is_many].tolist(), counts[is_many].tolist(), strict=True):
        packed.append(set_of(numbers[start : start + count]).serialize())
    return {
        f"{name}-few-keys": keys[begins[~is_many]],
        f"{name}-few-starts": _starts(counts[~is_many]),
        f"{name}-few-values": numbers[few],
        f"{name}-many-keys": keys[begins[is_many]],
        f"{name}-many-starts": _starts(np.array([len(one) for one in packed], np.int64)),
        f"{name}-many-values": np.frombuffer(b"".join(packed), np.uint8),
    }


def _starts(lengths: npt.NDArray[np.int64]) -> Keys:
    return np.concatenate([np.zeros(1, np.uint64), np.cumsum(lengths).astype(np.uint64)])
