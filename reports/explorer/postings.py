"""In which tasks two signs stand side by side: what any stretch of characters, one and more, is found by.

For each sign and each pair of neighbours there is a list of the tasks that hold it, in their order. One sign or two are
answered by their list alone; what holds a longer stretch holds each of its pairs, and only that is read.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]
_SIGN_BITS = 21  # of a code point
_ROW_BITS = 15
BATCH = 1 << _ROW_BITS  # tasks at once


class _PostingsPiece(NamedTuple):
    """The entries of a batch of tasks: keys in order, how many tasks each has, and these."""

    keys: Numbers
    counts: Numbers
    rows: Rows


class Postings:
    """The lists of one column of texts, read from their files where they are asked for."""

    def __init__(self, folder: Path, name: str) -> None:
        self._keys: Numbers = np.load(folder / f"{name}-keys.npy")
        self._starts: Numbers = np.load(folder / f"{name}-starts.npy")
        self._rows: Rows = np.load(folder / f"{name}-rows.npy", mmap_mode="r")

    def candidates(self, term: str) -> Rows:
        """Rows that may hold a term, in order: all that do, and where it has at most two signs no other."""
        signs = [ord(sign) for sign in term]
        wanted = [_key(*pair) for pair in pairwise(signs)] or [_key(signs[0], 0)]
        lists = sorted((self._list(key) for key in set(wanted)), key=len)
        found = lists[0]
        for other in lists[1:]:
            found = found[_stands_in(other, found)] if len(found) else found
        return found

    def _list(self, key: int) -> Rows:
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return np.empty(0, np.int32)
        return self._rows[self._starts[place] : self._starts[place + 1]]


def write_postings(folder: Path, name: str, batches: Iterable[list[str]]) -> None:
    """Write the lists of a column of texts, given in batches of `BATCH`, the last one shorter."""
    kept: list[Path] = []
    totals: dict[int, int] = {}
    for number, texts in enumerate(batches):
        piece = _piece(texts, number * BATCH)
        kept.append(folder / f"{name}-{number}.npz")
        np.savez(kept[-1], keys=piece.keys, counts=piece.counts, rows=piece.rows)
        for key, count in zip(piece.keys.tolist(), piece.counts.tolist(), strict=True):
            totals[key] = totals.get(key, 0) + count
    keys: Numbers = np.array(sorted(totals), np.int64)
    counts: Numbers = np.array([totals[key] for key in keys.tolist()], np.int64)
    starts: Numbers = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
    np.save(folder / f"{name}-keys.npy", keys)
    np.save(folder / f"{name}-starts.npy", starts)
    rows = np.lib.format.open_memmap(
        folder / f"{name}-rows.npy", "w+", np.int32, (int(starts[-1]),)
    )
    ahead = starts[:-1].copy()
    for piece in _taken_back(kept):
        places = np.searchsorted(keys, piece.keys)
        within = np.arange(len(piece.rows)) - np.repeat(
            np.cumsum(piece.counts) - piece.counts, piece.counts
        )
        rows[np.repeat(ahead[places], piece.counts) + within] = piece.rows
        ahead[places] += piece.counts
    rows.flush()


def _taken_back(kept: Iterable[Path]) -> Iterator[_PostingsPiece]:
    """Pieces from their files, which are not needed any more."""
    for path in kept:
        with np.load(path) as read:
            yield _PostingsPiece(read["keys"], read["counts"], read["rows"])
        path.unlink()


def _piece(texts: list[str], first: int) -> _PostingsPiece:
    """Signs and pairs of some texts, each once a text; `first` is the number of the first text."""
    joined = "\n".join(texts)
    signs = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    lengths = np.array([len(text) + 1 for text in texts], np.int64)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)[: len(signs)]
    pairs = _shifted(signs[:-1], signs[1:], row[:-1])[row[1:] == row[:-1]]
    entries = np.concatenate([_shifted(signs, np.zeros_like(signs), row), pairs])
    entries.sort()
    entries = entries[_begins(entries)]  # each once
    found = entries >> _ROW_BITS
    starts = np.flatnonzero(_begins(found))
    keys, counts = found[starts], np.diff(starts, append=len(found))
    rows = (entries & (BATCH - 1)) + first
    return _PostingsPiece(keys, counts.astype(np.int64), rows.astype(np.int32))


def _begins(values: Numbers) -> npt.NDArray[np.bool_]:
    """Where another value begins among values in order."""
    begins = np.ones(len(values), bool)
    begins[1:] = values[1:] != values[:-1]
    return begins


def _shifted(first: Numbers, second: Numbers, row: Numbers) -> Numbers:
    found: Numbers = (first << (_SIGN_BITS + _ROW_BITS)) | (second << _ROW_BITS) | row
    return found


def _key(first: int, second: int) -> int:
    return (first << _SIGN_BITS) | second


def _stands_in(rows: Rows, wanted: Rows) -> npt.NDArray[np.bool_]:
    """For each of `wanted` whether it is among `rows`; both are in order."""
    places = np.searchsorted(rows, wanted)
    places[places == len(rows)] = 0
    found: npt.NDArray[np.bool_] = rows[places] == wanted
    return found
