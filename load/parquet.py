"""Parquet that is the same bytes for the same rows: zstd, rows in key order, no timestamps, nothing of pandas."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from taizhang.errors import DamagedError
from taizhang.parquet import read_parquet
from taizhang.store import Store
from taizhang.store.failures import damaged
from taizhang.tables import TABLES

ROW_GROUP = 65_536


def as_bytes(table: pa.Table) -> bytes:
    """A Parquet file. Raises pa.ArrowInvalid where a required column holds null."""
    buffer = io.BytesIO()
    pq.write_table(table.combine_chunks(), buffer, compression="zstd", row_group_size=ROW_GROUP)
    return buffer.getvalue()


def in_order(name: str, table: pa.Table) -> pa.Table:
    """A declared table's rows by key, nulls first, and in its declared columns."""
    declared = TABLES[name]
    table = table.select(declared.schema.names).cast(declared.schema)
    return table.sort_by([(column, "ascending") for column in declared.key])


def read(store: Store, key: str) -> pa.Table:
    """A Parquet file of the store. Raises StoreError where there is none, DamagedError where it is none."""
    try:
        return read_parquet(store.read(key))
    except (pa.ArrowException, OSError):
        raise DamagedError(damaged(store.root, key)) from None


def read_declared(store: Store, folder: str, name: str) -> pa.Table:
    """A declared table of a build or a release, empty where the folder has no such file."""
    key = f"{folder}/{name}.parquet"
    if not store.exists(key):
        return TABLES[name].schema.empty_table()
    return read(store, key).cast(TABLES[name].schema)
