"""What tasks are filtered, counted and sorted by, as arrays with a place for each task, in the order of the index.

A search of a million tasks is a few passes over such arrays; a database needs ten times as long for the counts alone.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reports.explorer.facets import COMBINED, FACETS, NONE, Facet
from reports.explorer.postings import BATCH, Postings, Rows, write_postings

Mask = npt.NDArray[np.bool_]
# The task's own text; headings, title, number, issuers and units.
TEXTS = ("folded", "folded_around")
NO_DAY = np.iinfo(np.int32).max
_CHUNK = 20_000  # texts read at once


@dataclass(frozen=True, slots=True)
class FacetArrays:
    """The values of a facet by number, and those of each task: `codes` from `starts[n]` to `starts[n + 1]`."""

    names: list[str]
    codes: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]

    def holds(self, values: list[str]) -> Mask:
        """For each task whether it has one of these values."""
        wanted = (
            np.isin(np.array(self.names, object), np.array(values, object))
            if self.names
            else np.zeros(0, bool)
        )
        hit = np.concatenate([np.zeros(1, np.int64), np.cumsum(wanted[self.codes], dtype=np.int64)])
        found: Mask = hit[self.starts[1:]] > hit[self.starts[:-1]]
        return found

    def count(self, tasks: npt.NDArray[np.int64]) -> list[tuple[str, int]]:
        """How many of some tasks have each value, the most first; those that none has are left out."""
        starts = self.starts[tasks]
        lengths = self.starts[tasks + 1] - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
        counts = np.bincount(self.codes[places], minlength=len(self.names))
        known = [(self.names[number], int(counts[number])) for number in np.flatnonzero(counts)]
        return sorted(known, key=lambda one: (-one[1], one[0]))


class TaskArrays:
    """The arrays of one release."""

    def __init__(self, folder: Path) -> None:
        about = json.loads((folder / "facets.json").read_text("utf-8"))
        self.facets = {
            name: FacetArrays(
                names, np.load(folder / f"{name}-codes.npy"), np.load(folder / f"{name}-starts.npy")
            )
            for name, names in about.items()
        }
        # Days since 1970, NO_DAY where there is none.
        self.due = np.load(folder / "due.npy")
        # The place of each task among all, the newest first.
        self.by_date = np.load(folder / "by_date.npy")
        self.size = len(self.due)
        self._postings = {name: Postings(folder, name) for name in TEXTS}
        self._texts = {
            name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all()
            for name in TEXTS
        }

    def holding(self, name: str, term: str) -> Rows:
        """Tasks whose text of that name holds a term, in order."""
        found = self._postings[name].candidates(term)
        if len(term) <= 2 or not len(found):
            return found
        texts = self._texts[name].column(0)
        kept = [
            some[
                pc.match_substring(texts.take(pa.array(some)), term).to_numpy(zero_copy_only=False)
            ]
            for some in (found[at : at + _CHUNK] for at in range(0, len(found), _CHUNK))
        ]
        return np.concatenate(kept)


def write_arrays(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the arrays of the tasks of an index that is being made."""
    names = {}
    for facet in (*FACETS, *COMBINED):
        names[facet.name] = _write_facet(connection, folder, facet)
    (folder / "facets.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    days = connection.execute(
        f"SELECT coalesce(date_diff('day', DATE '1970-01-01', due_on), {NO_DAY})::INTEGER AS due, "  # noqa: S608 — ours
        "(row_number() OVER (ORDER BY published_on DESC NULLS LAST, no))::INTEGER AS place, no FROM tasks ORDER BY no"
    ).fetchnumpy()
    np.save(folder / "due.npy", np.asarray(days["due"], np.int32))
    np.save(folder / "by_date.npy", np.asarray(days["place"], np.int32))
    for name in TEXTS:
        _write_texts(connection, folder, name)


def _write_facet(connection: duckdb.DuckDBPyConnection, folder: Path, facet: Facet) -> list[str]:
    """Write the codes of a facet; its values."""
    column = (
        facet.column
        if facet.kind == "list"
        else f"[coalesce(CAST({facet.column} AS VARCHAR), '{NONE}')]"
    )
    answer = connection.sql(f"SELECT coalesce({column}, []) AS v FROM tasks ORDER BY no")  # noqa: S608 — ours
    lengths, codes = [np.zeros(1, np.int64)], []
    known: dict[str, int] = {}
    for batch in answer.to_arrow_reader(BATCH):
        values = batch.column(0)
        lengths.append(pc.list_value_length(values).to_numpy(zero_copy_only=False).astype(np.int64))
        encoded = pc.list_flatten(values).dictionary_encode()
        numbers = np.array(
            [known.setdefault(name, len(known)) for name in encoded.dictionary.to_pylist()],
            np.int32,
        )
        codes.append(
            numbers[encoded.indices.to_numpy(zero_copy_only=False)]
            if len(encoded)
            else np.empty(0, np.int32)
        )
    np.save(folder / f"{facet.name}-codes.npy", np.concatenate([np.empty(0, np.int32), *codes]))
    np.save(folder / f"{facet.name}-starts.npy", np.cumsum(np.concatenate(lengths), dtype=np.int64))
    return list(known)


def _write_texts(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Write a column of texts for reading by place, and its postings."""
    schema = pa.schema([(name, pa.string())])
    with (
        pa.OSFile(str(folder / f"{name}.arrow"), "wb") as file,
        pa.ipc.new_file(file, schema) as writer,
    ):

        def batches() -> Iterator[list[str]]:
            answer = connection.sql(f"SELECT {name} FROM tasks ORDER BY no")  # noqa: S608 — ours
            held: list[str] = []
            for batch in answer.to_arrow_reader(BATCH):
                writer.write_batch(
                    pa.record_batch([batch.column(0).cast(pa.string())], schema=schema)
                )
                held += batch.column(0).to_pylist()
                while len(held) >= BATCH:
                    yield held[:BATCH]
                    held = held[BATCH:]
            if held:
                yield held

        write_postings(folder, name, batches())
