"""What differs between two releases: rows by key, the columns that differ, and nothing that only moved."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from taizhang.tables import TABLES, Counts
from taizhang.tables.terms import Change

# Sections are left out: their numbers are places, and what they say stands in parts.
COMPARED = ("documents", "parts", "attachments", "tasks", "task_units", "time_limits", "targets", "citations")

Tables = Mapping[str, pa.Table]


def changes(before: Tables, after: Tables) -> pa.Table:
    """The table `changes`; against an empty release every row is new."""
    rows = [row for name in COMPARED for row in _compared(name, before, after)]
    return TABLES["changes"].arrow(rows)


def _compared(name: str, before: Tables, after: Tables) -> Iterator[dict[str, Any]]:
    table = TABLES[name]
    said = [column for column in table.names(Counts.VALUE) if column not in table.key]
    old, new = (tables[name].select([*table.key, *said]) for tables in (before, after))
    if old.equals(new):
        return
    old_rows, new_rows = ({key_of(table.key, row): row for row in rows.to_pylist()} for rows in (old, new))
    places = _Places(before, after)
    for key in sorted(old_rows.keys() | new_rows.keys()):
        was, now = old_rows.get(key), new_rows.get(key)
        row = now or was or {}
        if was is None or now is None:
            yield places.row(name, key, row, Change.ADDED if was is None else Change.REMOVED, [])
        elif differing := [column for column in said if was[column] != now[column]]:
            yield places.row(name, key, row, Change.MODIFIED, differing)


class _Places:
    """The portal and the document of a row, whatever its table knows of them."""

    def __init__(self, before: Tables, after: Tables) -> None:
        self._portals: dict[str, str] = {}
        self._documents: dict[str, str] = {}
        for tables in (before, after):
            self._portals |= _pairs(tables["documents"], "document_id", "portal")
            self._documents |= _pairs(tables["tasks"], "task_id", "document_id")

    def row(self, name: str, key: str, row: Mapping[str, Any], change: Change, columns: list[str]) -> dict[str, Any]:
        """A row of `changes`."""
        document = row.get("document_id") or self._documents.get(row.get("task_id", ""))
        return {
            "table": name,
            "key": key,
            "portal": self._portals.get(document or ""),
            "document_id": document,
            "change": change,
            "columns": columns,
        }


def _pairs(table: pa.Table, key: str, value: str) -> dict[str, str]:
    return dict(zip(table[key].to_pylist(), table[value].to_pylist(), strict=True))


def key_of(columns: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """A row's key as JSON."""
    return json.dumps({column: row[column] for column in columns}, ensure_ascii=False)
