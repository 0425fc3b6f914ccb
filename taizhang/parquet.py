"""Parquet and Arrow tables as the whole tree reads them.

Files are read in the thread that asks: no thread of Arrow's is left behind.
`pyarrow.parquet.read_table` reads in threads that may still hold what they were given when Python
ends; then the process aborts ("terminate called without an active exception"). Once in some thirty
runs on a busy machine, a command that did its work had exit code 134 (apache/arrow issues 34314 and
33975).
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from taizhang.errors import UserError

# Of texts of documents, some megabytes.
ROWS_AT_A_TIME = 500
# Bytes of a column beyond which it is not moved as one array: Arrow's short offsets end at 2 GiB.
WALL = 1 << 30
# Pieces that so many bytes are moved in.
PIECES = 8


def read_parquet(
    source: bytes | BinaryIO, columns: Sequence[str] | None = None, key: Sequence[str] = ()
) -> pa.Table:
    """A table, or only some of its columns; a column that the file does not have is left out.

    Raises pa.ArrowInvalid where it lacks a column of `key`: then it is a file of another table.
    """
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    with pq.ParquetFile(opened, pre_buffer=False) as file:
        _require_key(file, key)
        return file.read(columns=list(columns) if columns else None, use_threads=False)


def count_parquet_rows(source: BinaryIO, key: Sequence[str] = ()) -> int:
    """How many rows a file says that it has; only its end is read. Raises pa.ArrowInvalid as `read_parquet` does."""
    with pq.ParquetFile(source, pre_buffer=False) as file:
        _require_key(file, key)
        rows: int = file.metadata.num_rows
        return rows


def _require_key(file: pq.ParquetFile, key: Sequence[str]) -> None:
    lacking = [name for name in key if name not in file.schema_arrow.names]
    if lacking:
        raise pa.ArrowInvalid(f"no column {lacking[0]}")


def iter_parquet(
    source: BinaryIO, columns: Sequence[str], key: Sequence[str] = ()
) -> Iterator[pa.Table]:
    """The same columns, some rows at a time."""
    with pq.ParquetFile(source, pre_buffer=False) as file:
        _require_key(file, key)
        known = [name for name in columns if name in file.schema_arrow.names]
        for batch in file.iter_batches(ROWS_AT_A_TIME, columns=known, use_threads=False):
            yield pa.Table.from_batches([batch])


def take_rows(column: pa.ChunkedArray, places: pa.Array) -> pa.ChunkedArray:
    """Rows of a column by their places, though its strings be longer than short offsets reach."""
    if column.nbytes < WALL:
        return column.take(places)
    # Arrow takes from a column as from one array, and string arrays end at 2 GiB: rows of a long
    # one are moved one by one, so that nothing of it stands three times.
    starts = np.cumsum([0, *map(len, column.chunks)])
    wanted = places.to_numpy().astype(np.int64)
    chunks = np.searchsorted(starts, wanted, side="right") - 1
    # Far fewer bytes than the wall, since some rows are longer than others.
    rows = max(1, len(column) * (WALL // PIECES) // column.nbytes)
    pieces = []
    for at in range(0, len(wanted), rows):
        moved = [
            column.chunk(chunk).slice(place - starts[chunk], 1)
            for chunk, place in zip(chunks[at : at + rows], wanted[at : at + rows], strict=True)
        ]
        pieces.append(pa.concat_arrays(moved))
    return pa.chunked_array(pieces, column.type)


def take_table(table: pa.Table, places: pa.Array) -> pa.Table:
    """Rows of a table by their places, see `take_rows`."""
    columns = [take_rows(column, places) for column in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def adapt_to(schema: pa.Schema, table: pa.Table) -> pa.Table:
    """A table in the columns and types of a schema; columns that it does not have are null."""
    columns = [
        table[field.name].cast(field.type)
        if field.name in table.column_names
        else pa.nulls(len(table), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def keep_rows(table: pa.Table, where: Mapping[str, object]) -> pa.Table:
    """Rows whose columns have the value given, or one of several.

    A list has it where one of its items is it. Raises UserError for a value that is none of a
    column's type.
    """
    for name, wanted in where.items():
        try:
            table = table.filter(_is_one_of(table[name].combine_chunks(), wanted))
        # Asked and answered by Arrow itself: which of the three it raises for a value of a wrong
        # type depends on both types.
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
            raise UserError(
                f"{name} is of type {table[name].type}: {wanted!r} is no value of it"
            ) from None
    return table


def _is_one_of(column: pa.Array, values: object) -> pa.Array:
    several = list(values) if isinstance(values, list | tuple | set | frozenset) else [values]
    if not pa.types.is_list(column.type):
        return pc.is_in(column, value_set=pa.array(several).cast(column.type))
    items = pc.is_in(
        pc.list_flatten(column),
        value_set=pa.array(several).cast(column.type.value_type),
    )
    # By the numbers of the rows that items came from: Arrow has no question for lists as a whole.
    rows = pc.list_parent_indices(column).filter(items)
    return pc.is_in(pa.array(range(len(column)), rows.type), value_set=rows)
