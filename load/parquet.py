"""Parquet that is the same bytes for the same rows: zstd, rows in order, no timestamps, no pandas."""

import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from taizhang.errors import DamagedError
from taizhang.parquet import adapt_to, read_parquet, take_rows
from taizhang.store import Store
from taizhang.store.failures import describe_damage
from taizhang.tables import TABLES

ROW_GROUP = 65_536
# Of a row group in memory: what a reader of a few columns must hold at once, and a writer too.
GROUP_BYTES = 64 << 20
# Bytes that say where a text or a list ends.
OFFSET = 4


def as_bytes(table: pa.Table) -> bytes:
    """A Parquet file. Raises pa.ArrowInvalid where a required column holds null."""
    buffer = io.BytesIO()
    write_pieces(buffer, table.schema, [table])
    return buffer.getvalue()


def write_pieces(file: BinaryIO, schema: pa.Schema, pieces: Iterable[pa.Table]) -> int:
    """A Parquet file of tables one behind the other, never more than a row group and a piece in memory; its rows.

    Where a row group ends follows from the rows alone. Raises pa.ArrowInvalid where a required
    column holds null.
    """
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        waiting: list[pa.Table] = []
        weight = 0
        for piece in pieces:
            rows += piece.num_rows
            waiting.append(piece)
            weight += weigh(piece)
            if sum(table.num_rows for table in waiting) >= ROW_GROUP or weight >= GROUP_BYTES:
                _write_groups(writer, waiting, weight)
                waiting, weight = [], 0
        if waiting:
            _write_groups(writer, waiting, weight)
    return rows


def _write_groups(writer: pq.ParquetWriter, tables: list[pa.Table], weight: int) -> None:
    table = pa.concat_tables(tables)
    if table.num_rows == 0:
        return
    groups = max(-(-table.num_rows // ROW_GROUP), -(-weight // GROUP_BYTES))
    # Rows divided evenly: a last group of three rows would cost a reader as much as a full one.
    size = -(-table.num_rows // groups)
    for start in range(0, table.num_rows, size):
        writer.write_table(table.slice(start, size).combine_chunks(), row_group_size=size)


def weigh(table: pa.Table) -> int:
    """Bytes that the values of a table take, however they lie in memory: `nbytes` depends on that."""
    return sum(map(_weigh_column, table.columns))


def _weigh_column(column: pa.ChunkedArray | pa.Array) -> int:
    kind = column.type
    if pa.types.is_list(kind):
        return OFFSET * len(column) + _weigh_column(pc.list_flatten(column))
    if pa.types.is_struct(kind):
        fields = (pc.struct_field(column, place) for place in range(kind.num_fields))
        return sum(map(_weigh_column, fields))
    if pa.types.is_string(kind):
        letters: int = pc.sum(pc.binary_length(column)).as_py() or 0
        return OFFSET * len(column) + letters
    width: int = max(1, kind.bit_width // 8)
    return width * len(column)


def in_order(name: str, table: pa.Table) -> pa.Table:
    """A declared table's rows by key, and in its declared columns.

    Rows in one piece that are in order stay where they are.
    """
    declared = TABLES[name]
    return sort_rows(table.select(declared.schema.names).cast(declared.schema), declared.key)


def sort_rows(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """A table's rows by key, however long its strings are together."""
    schema = table.schema
    keys = [(column, "ascending") for column in key]
    places = pc.sort_indices(table.select(key), sort_keys=keys)
    if np.array_equal(places.to_numpy(), np.arange(len(places))):
        # Pieces hold up to twice the memory of their rows, as they were made by appending.
        return table.combine_chunks()
    taken = []
    # Column by column, each let go when its rows are taken: where nobody else holds the table, no
    # more than a column of it stands twice.
    for name in schema.names:
        column, table = table[name], table.drop_columns([name])
        taken.append(take_rows(column, places))
    return pa.Table.from_arrays(taken, schema=schema)


def read_table(store: Store, key: str, columns: Sequence[str] = ()) -> pa.Table:
    """A Parquet file of the store.

    Raises StoreError where there is none, DamagedError where it is none.
    """
    try:
        with store.open(key) as file:
            return read_parquet(file, columns)
    except (pa.ArrowException, OSError):
        raise DamagedError(describe_damage(store.root, key)) from None


def read_declared(store: Store, folder: str, name: str, columns: Sequence[str] = ()) -> pa.Table:
    """A declared table of a build, or some of its columns: empty where the folder has no such file.

    A column that the file did not have yet is null.
    """
    key = f"{folder}/{name}.parquet"
    declared = TABLES[name].schema
    if columns:
        schema = pa.schema([declared.field(column) for column in columns])
    else:
        schema = declared
    # A build from before the table was declared.
    if not store.exists(key):
        return schema.empty_table()
    return adapt_to(schema, read_table(store, key, columns))
