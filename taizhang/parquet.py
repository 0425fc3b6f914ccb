"""Parquet read in the thread that asks: no thread of Arrow's is left behind.

`pyarrow.parquet.read_table` reads in threads that may still hold what they were given when Python ends; then the
process aborts ("terminate called without an active exception"). Once in some thirty runs on a busy machine, a command
that did its work had exit code 134 (apache/arrow issues 34314 and 33975).
"""

import io
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq


def read_parquet(source: bytes | BinaryIO, columns: Sequence[str] | None = None) -> pa.Table:
    """A table, or only some of its columns."""
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    with pq.ParquetFile(opened, pre_buffer=False) as file:
        return file.read(columns=list(columns) if columns else None, use_threads=False)
