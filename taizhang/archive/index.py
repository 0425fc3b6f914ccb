"""The columnar index in Parquet, a row a capture: of one run, or of many (`taizhang.archive.joined`).

It can be made again from the WARC.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from taizhang.archive.capture import ArchiveError, Capture
from taizhang.parquet import read_parquet
from taizhang.store import Store
from taizhang.tables import TABLES

CAPTURES = TABLES["captures"]
# In the order in which things happened, the same however many files they are read from.
ORDER = [(name, "ascending") for name in ("captured_at", "warc_file", "warc_offset", "run_id")]
# Rows whose values become one text to be digested.
AT_ONCE = 50_000
# What an index file says, beside its rows, of the WARC files of its runs: bytes by name.
WARCS = b"warcs"


def index_folder(portal: str) -> str:
    """Folder of a portal's index files."""
    return f"archive/{portal}/captures"


def index_key(portal: str, run_id: str) -> str:
    """Where the index of a run lies."""
    return f"{index_folder(portal)}/{run_id}.parquet"


def run_of(key: str) -> str:
    """The run whose index lies at a key."""
    return key.rpartition("/")[2].removesuffix(".parquet")


def index_bytes(captures: Iterable[Capture], warcs: Mapping[str, int]) -> bytes:
    """The Parquet file of a run's captures, with the bytes of its WARC files; the same give the same bytes."""
    table = CAPTURES.to_arrow([capture.to_row() for capture in captures])
    return table_bytes(table.replace_schema_metadata({WARCS: json.dumps(warcs).encode()}))


def table_bytes(table: pa.Table) -> bytes:
    """The Parquet file of an index."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def read_index(content: bytes) -> pa.Table:
    """The rows of an index file, in the columns of today's declaration, with what the file says of itself."""
    table = read_parquet(content)
    return table.cast(CAPTURES.schema.with_metadata(table.schema.metadata))


def read_index_file(store: Store, key: str) -> pa.Table:
    """The rows of the index file of a key.

    Raises ArchiveError that names it where it cannot be read.
    """
    try:
        return read_index(store.read(key))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise index_damage(key, " ".join(str(error).split())) from None


def index_damage(key: str, said: str) -> ArchiveError:
    """What is said of an index file that cannot be used."""
    portal = key.split("/")[1]
    return ArchiveError(
        f"{key} is damaged ({said}); `taizhang archive rebuild --portal {portal}` makes it again from the WARC"
    )


def join_tables(tables: list[pa.Table]) -> pa.Table:
    """Index files as one table in order of time."""
    if not tables:
        return CAPTURES.schema.empty_table()
    return pa.concat_tables(tables).sort_by(ORDER)


def table_digest(table: pa.Table) -> str:
    """One digest over every value of an index, whatever files it was read from."""
    digest = hashlib.sha256()
    for at in range(0, table.num_rows, AT_ONCE):
        piece = table.slice(at, AT_ONCE)
        cells = [pc.fill_null(pc.cast(column, pa.string()), "\x00") for column in piece.columns]
        rows = pc.binary_join_element_wise(*cells, "\x1f").combine_chunks()
        together = pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows)
        digest.update(pc.binary_join(together, "\x1e")[0].as_buffer())
        digest.update(b"\x1e")
    return "sha256:" + digest.hexdigest()
