"""What a reading by today's rules says otherwise than the latest release, row by row, with both values."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from load.build import open_build
from load.changes import COMPARED, changes, key_of
from load.decisions import decisions
from load.release import latest, without
from taizhang.store import Store
from taizhang.tables import TABLES, Counts
from taizhang.tables.terms import Change

Row = dict[str, Any]
Tables = Mapping[str, pa.Table]


def differences(store: Store, again: Mapping[str, Tables]) -> list[Row]:
    """Rows of `changes` from the builds that the latest release carries to the tables `again`, by portal.

    Each has `before` and `after` besides: the values of the columns that differ, or of all for a row that is new or
    removed. Where nothing is published yet, every row is new.
    """
    release = latest(store)
    carried = release.about["portals"] if release else {}
    withdrawn = list(decisions(store, "withdraw"))
    found: list[Row] = []
    for portal, tables in again.items():
        build_id = carried.get(portal, {}).get("build")
        build = open_build(store, portal, build_id) if build_id else None
        before = {name: build.table(store, name) if build else TABLES[name].schema.empty_table() for name in COMPARED}
        found += _with_values(without(before, withdrawn), without({name: tables[name] for name in COMPARED}, withdrawn))
    return found


def _with_values(before: Tables, after: Tables) -> list[Row]:
    found: list[Row] = changes(before, after).to_pylist()
    some = {name: {row["key"] for row in found if row["table"] == name} for name in COMPARED}
    old, new = ({name: _rows(name, tables[name], some[name]) for name in COMPARED} for tables in (before, after))
    for row in found:
        columns = row["columns"] or list(TABLES[row["table"]].names(Counts.VALUE))
        was, now = old[row["table"]].get(row["key"], {}), new[row["table"]].get(row["key"], {})
        row["before"] = None if row["change"] == Change.ADDED else {name: was[name] for name in columns}
        row["after"] = None if row["change"] == Change.REMOVED else {name: now[name] for name in columns}
    return found


def _rows(name: str, table: pa.Table, keys: set[str]) -> dict[str, Row]:
    """Rows of a table by their key as JSON."""
    if not keys:
        return {}
    rows = ((key_of(TABLES[name].key, row), row) for row in table.to_pylist())
    return {key: row for key, row in rows if key in keys}
