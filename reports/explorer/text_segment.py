"""Where any stretch of characters stands in some texts: an index of neighbours.

For each pair of neighbouring signs there are the places where it stands, for each sign the texts that hold it. A longer
stretch stands where its pairs stand one behind the other; no text needs to be looked through.

Places count through all texts of a segment, each of which begins at a whole block, with room behind the one before: so
the block of a place says its text, and no stretch reaches from one text into the next.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from reports.explorer.array_files import AnyArray
from reports.explorer.number_lists import Keys, NumberLists, Numbers, numbers_of, pack_lists

_BLOCK_BITS = 6
_BLOCK = 1 << _BLOCK_BITS
_SIGN_BITS = 21  # of a code point
_NOWHERE: Numbers = np.empty(0, np.uint32)


class TextSegment:
    """The index of one segment's texts."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._row_of_block: Numbers = arrays["row_of_block"]
        self._signs = NumberLists(arrays, "signs")
        self._pairs = NumberLists(arrays, "pairs")

    def rows(self, term: str) -> Numbers:
        """Texts that hold a term, by number, in order."""
        if len(term) == 1:
            return numbers_of(self._signs.find(ord(term)))
        # Every other pair covers the term; of an odd one the last two overlap.
        steps = [*range(0, len(term) - 2, 2), len(term) - 2]
        lists = []
        for at in steps:
            found = self._pairs.find(_pair(term[at], term[at + 1]))
            if not found:
                return _NOWHERE
            lists.append((found, at))
        lists.sort(key=lambda one: len(one[0]))
        # The places of the rarest pair so far, moved to where the next one must stand.
        places, at = lists[0]
        for other, step in lists[1:]:
            if not places:
                break
            places = places.shift(step - at) & other
            at = step
        rows: Numbers = self._row_of_block[numbers_of(places) >> _BLOCK_BITS]
        once: Numbers = rows[_begins(rows)]
        return once


def room_of(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The places that texts of these lengths take up."""
    return (lengths + 1 + _BLOCK - 1) // _BLOCK * _BLOCK


def index_texts(texts: Sequence[str]) -> dict[str, AnyArray]:
    """The arrays of a segment; its texts have at most 2^23 places, or there is only one of them.

    Texts of more signs come from no file that is kept (32 MB): pair and place fit into 64 bits.
    """
    signs = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([len(text) for text in texts], np.int64)
    room = room_of(lengths)
    row = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    before = np.cumsum(room) - room - (np.cumsum(lengths) - lengths)
    places = (np.arange(len(signs)) + np.repeat(before, lengths)).astype(np.uint64)
    known = np.flatnonzero(np.bincount(signs, minlength=1)).astype(np.uint64)
    numbers = np.zeros(int(known[-1]) + 1 if len(known) else 1, np.uint64)
    numbers[known] = np.arange(len(known), dtype=np.uint64)
    number = numbers[signs]
    inside = row[1:] == row[:-1]
    pairs = (number[:-1] * np.uint64(len(known)) + number[1:])[inside]
    keys, found = _sorted(pairs, places[:-1][inside], int(room.sum()))
    count = np.uint64(max(1, len(known)))
    keys = (known[keys // count] << np.uint64(_SIGN_BITS)) | known[keys % count]
    sign_keys, sign_rows = _sorted(number, row, len(texts))
    once = _begins(sign_keys) | _begins(sign_rows)
    return {
        "row_of_block": np.repeat(np.arange(len(texts), dtype=np.uint32), room >> _BLOCK_BITS),
        **pack_lists("signs", known[sign_keys[once]], sign_rows[once]),
        **pack_lists("pairs", keys, found),
    }


def _sorted(keys: Keys, numbers: Keys, most: int) -> tuple[Keys, Numbers]:
    """Keys in order, each with its number, which is below `most`; under each key numbers rise."""
    bits = np.uint64(max(1, most - 1).bit_length())
    packed = (keys << bits) | numbers
    packed.sort()
    return packed >> bits, (packed & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.uint32)


def _begins(values: AnyArray) -> npt.NDArray[np.bool_]:
    """Where another value begins among values in order."""
    begins = np.ones(len(values), bool)
    begins[1:] = values[1:] != values[:-1]
    return begins


def _pair(first: str, second: str) -> int:
    return (ord(first) << _SIGN_BITS) | ord(second)
