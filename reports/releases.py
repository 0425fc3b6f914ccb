"""Releases as reports read them: which there are, and their tables with only the columns that are needed."""

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from taizhang.parquet import read_parquet
from taizhang.releases import FOLDER, LATEST, MANIFEST, pointer
from taizhang.store import Store
from taizhang.tables import TABLES


@dataclass(frozen=True, slots=True)
class Release:
    """One published release. Nothing is read before it is asked for."""

    store: Store
    release_id: str

    @property
    def folder(self) -> str:
        """Where it lies in the store."""
        return f"{FOLDER}/{self.release_id}"

    def has(self, name: str) -> bool:
        """Whether it carries a table."""
        return self.store.exists(f"{self.folder}/{name}.parquet")

    def table(self, name: str, *columns: str) -> pa.Table:
        """A table, in its declared types; only the columns named, if any are. Empty where the release lacks it."""
        schema = TABLES[name].schema
        wanted = pa.schema([schema.field(column) for column in columns]) if columns else schema
        if not self.has(name):
            return wanted.empty_table()
        with self.store.open(f"{self.folder}/{name}.parquet") as file:
            return read_parquet(file, wanted.names).cast(wanted)

    def rows(self, name: str, *columns: str) -> list[dict[str, Any]]:
        """A table's rows."""
        rows: list[dict[str, Any]] = self.table(name, *columns).to_pylist()
        return rows

    def counts(self) -> dict[str, int]:
        """How many rows each table has, as the manifest says."""
        found = json.loads(self.store.read(f"{self.folder}/{MANIFEST}"))["resources"]
        return {one["path"].removesuffix(".parquet"): one["rows"] for one in found}


def latest(store: Store) -> Release | None:
    """The release that readers get; None before the first one."""
    if not store.exists(LATEST):
        return None
    return Release(store, pointer(store)["release"])


def up_to(store: Store, release: Release, number: int) -> list[Release]:
    """A release and those before it, `number` at most, the oldest first; their ids sort by time."""
    known = [name for name in store.folders(FOLDER) if name <= release.release_id]
    return [Release(store, name) for name in known[-number:]]
