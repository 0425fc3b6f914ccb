"""The columnar index: one Parquet file a run, a row a capture.

It can be made again from the WARC.
"""

import hashlib
import io
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from taizhang.archive.capture import ArchiveError, Capture
from taizhang.parquet import read_parquet
from taizhang.store import Store
from taizhang.tables import TABLES

CAPTURES = TABLES["captures"]
# In the order in which things happened.
ORDER = [("captured_at", "ascending"), ("warc_file", "ascending"), ("warc_offset", "ascending")]


def index_folder(portal: str) -> str:
    """Folder of a portal's index files."""
    return f"archive/{portal}/captures"


def index_key(portal: str, run_id: str) -> str:
    """Where the index of a run lies."""
    return f"{index_folder(portal)}/{run_id}.parquet"


def index_bytes(captures: Iterable[Capture]) -> bytes:
    """The Parquet file of a run's captures; the same captures give the same bytes."""
    table = CAPTURES.to_arrow([capture.to_row() for capture in captures])
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def read_index(content: bytes) -> pa.Table:
    """The rows of an index file, in the columns of today's declaration."""
    return read_parquet(content).cast(CAPTURES.schema)


def read_index_file(store: Store, key: str) -> pa.Table:
    """The rows of the index file of a key.

    Raises ArchiveError that names it where it cannot be read.
    """
    try:
        return read_index(store.read(key))
    except (pa.ArrowException, OSError, ValueError) as error:
        portal = key.split("/")[1]
        said = " ".join(str(error).split())
        raise ArchiveError(
            f"{key} is damaged ({said}); `taizhang archive rebuild --portal {portal}` makes it again from the WARC"
        ) from None


def join_tables(tables: list[pa.Table]) -> pa.Table:
    """Index files as one table in order of time."""
    if not tables:
        return CAPTURES.schema.empty_table()
    return pa.concat_tables(tables).sort_by(ORDER)


def table_digest(table: pa.Table) -> str:
    """One digest over every value of an index, whatever files it was read from."""
    cells = [pc.fill_null(pc.cast(column, pa.string()), "\x00") for column in table.columns]
    rows = pc.binary_join_element_wise(*cells, "\x1f")
    digest = hashlib.sha256()
    for row in rows.to_pylist():
        digest.update(row.encode())
        digest.update(b"\x1e")
    return "sha256:" + digest.hexdigest()
