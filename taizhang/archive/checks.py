"""Inspections of portals, kept beside their captures.

Rows of `portal_checks`, one Parquet file a portal and day.
"""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from taizhang.parquet import read_parquet
from taizhang.store import Store
from taizhang.tables import TABLES

CHECKS = TABLES["portal_checks"]


def checks_key(portal: str, day: date) -> str:
    """Where the checks of a portal on a day lie."""
    return f"archive/{portal}/checks/{day.isoformat()}.parquet"


def write_checks(store: Store, portal: str, day: date, rows: list[dict[str, Any]]) -> None:
    """Keep the rows of one inspection; a second one of the same day replaces the first."""
    buffer = io.BytesIO()
    pq.write_table(CHECKS.to_arrow(rows), buffer, compression="zstd")
    store.write(checks_key(portal, day), buffer.getvalue())


def read_checks(store: Store, portal: str, until: date) -> pa.Table:
    """All checks of a portal up to a day, in order of the table's key."""
    rows: list[dict[str, Any]] = []
    for key in _check_keys(store, portal, until):
        rows += read_parquet(store.read(key)).to_pylist()
    return CHECKS.to_arrow(rows)


def last_check(store: Store, portal: str, until: date) -> str | None:
    """The newest day up to `until` on which a portal was inspected; None where it never was."""
    keys = _check_keys(store, portal, until)
    if keys:
        return Path(keys[-1]).stem
    return None


def _check_keys(store: Store, portal: str, until: date) -> list[str]:
    last = checks_key(portal, until)
    return sorted(key for key in store.keys(f"archive/{portal}/checks") if key <= last)
