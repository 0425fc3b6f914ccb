"""Tables as Arrow files, read where they lie: a row costs its own bytes, and no process holds a copy."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reports.explorer.array_files import AnyArray, read_array_file, write_array_file
from reports.explorer.mapped_files import map_file
from reports.explorer.number_lists import Numbers
from taizhang.rows import Row

SUFFIX = ".arrow"


class RowFile:
    """A table whose rows are asked for by their numbers."""

    def __init__(self, folder: Path, name: str) -> None:
        file = pa.ipc.open_file(pa.py_buffer(map_file(folder / f"{name}{SUFFIX}")))
        batches = [file.get_batch(number) for number in range(file.num_record_batches)]
        self.table = pa.Table.from_batches(batches, file.schema)
        # A list, for bisect: in an array each look would make a number of numpy's.
        self._firsts = np.cumsum([0, *(batch.num_rows for batch in batches)]).tolist()
        self.size: int = self._firsts[-1]
        self._narrow: dict[tuple[str, ...], list[pa.RecordBatch]] = {(): batches}

    def rows(self, start: int, stop: int, columns: Sequence[str] = ()) -> list[Row]:
        """The rows from a number up to another, in some columns, else in all."""
        found: list[Row] = []
        while start < stop:
            batch, first = self._batch_of(start, columns)
            end = min(stop, first + batch.num_rows)
            # Stretches, not rows: the tasks of a document stand side by side.
            found += batch.slice(start - first, end - start).to_pylist()
            start = end
        return found

    def take(self, numbers: Iterable[int], columns: Sequence[str] = ()) -> list[Row]:
        """The rows of some numbers, in their order."""
        pieces = []
        for number in numbers:
            batch, first = self._batch_of(number, columns)
            pieces.append(batch.slice(number - first, 1))
        found: list[Row] = pa.concat_batches(pieces).to_pylist() if pieces else []
        return found

    def _batch_of(self, number: int, columns: Sequence[str]) -> tuple[pa.RecordBatch, int]:
        """The piece of the file that a row lies in, and the number of its first row."""
        wanted = tuple(columns)
        if wanted not in self._narrow:
            self._narrow[wanted] = [batch.select(list(wanted)) for batch in self._narrow[()]]
        place = bisect_right(self._firsts, number) - 1
        return self._narrow[wanted][place], self._firsts[place]


class OwnedRows:
    """A table whose rows belong to those of another: of row n those from `starts[n]` to `starts[n + 1]`."""

    def __init__(self, folder: Path, name: str, table: str | None = None) -> None:
        self.file = RowFile(folder, table or name)
        self._starts: Numbers = read_array_file(folder / f"{name}.starts")["starts"]

    def of(self, owner: int) -> list[Row]:
        """The rows of one owner."""
        return self.file.rows(int(self._starts[owner]), int(self._starts[owner + 1]))

    def places(self, owner: int) -> range:
        """The numbers of the rows of one owner."""
        return range(int(self._starts[owner]), int(self._starts[owner + 1]))

    def owners(self, numbers: Numbers) -> Numbers:
        """Whose some rows are."""
        return (np.searchsorted(self._starts, numbers, "right") - 1).astype(np.uint32)


class IdIndex:
    """Which row has an id."""

    def __init__(self, folder: Path, name: str) -> None:
        arrays = read_array_file(folder / f"{name}.ids")
        self._keys: npt.NDArray[np.uint64] = arrays["keys"]
        self._rows: Numbers = arrays["rows"]

    def candidates(self, identifier: str) -> list[int]:
        """The rows that may have it: nearly always one, or none."""
        key = _key_of(identifier)
        first, last = (int(np.searchsorted(self._keys, key, side)) for side in ("left", "right"))
        found: list[int] = self._rows[first:last].tolist()
        return found


def write_rows(
    folder: Path, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> int:
    """Write a table in these columns; how many rows it has."""
    count = 0
    with (
        pa.OSFile(str(folder / f"{name}{SUFFIX}"), "wb") as file,
        pa.ipc.new_file(file, schema) as writer,
    ):
        for batch in batches:
            writer.write_batch(fit_batch(batch, schema))
            count += batch.num_rows
    return count


def write_owned(
    folder: Path, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], owners: int
) -> None:
    """Write a table whose rows come in order of their owners, whose numbers stand in the column `owner`."""
    counts = np.zeros(owners, np.int64)

    def counted() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            numbers = batch.column("owner").to_numpy(zero_copy_only=False)
            counts[:] += np.bincount(numbers, minlength=owners)
            yield batch

    write_rows(folder, name, schema, counted())
    write_starts(folder, name, counts)


def write_starts(folder: Path, name: str, counts: AnyArray) -> None:
    """Write where the rows of each owner begin; `counts` is how many each has."""
    starts = np.concatenate([np.zeros(1, np.uint32), np.cumsum(counts).astype(np.uint32)])
    write_array_file(folder / f"{name}.starts", {"starts": starts})


def write_ids(folder: Path, name: str, identifiers: Iterable[str]) -> None:
    """Write which row has which id; they come in the order of the rows."""
    # Digests are spread evenly: a binary search in them needs no more than their order.
    keys = np.fromiter((_key_of(one) for one in identifiers), np.uint64)
    order = np.argsort(keys, kind="stable").astype(np.uint32)
    write_array_file(folder / f"{name}.ids", {"keys": keys[order], "rows": order})


def fit_batch(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The columns of a schema out of a batch, in their declared types."""
    columns = [batch.column(field.name).cast(field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _key_of(identifier: str) -> np.uint64:
    # Eight bytes an id instead of sixteen letters; whoever asks compares the id itself.
    digest = hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))
