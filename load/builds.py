"""Builds as they stand in the store, and which is a portal's newest."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import pyarrow as pa

from load import parquet
from load.build_record import BuildRecord, read_build_record
from load.corrections import Correction, parse_corrections
from taizhang.errors import DamagedError
from taizhang.store import Store
from taizhang.store.failures import describe_damage
from taizhang.store.keys import is_name
from taizhang.tables import TABLES

FOLDER = "builds"
SEAL = "build.json"


class NewestPointer(TypedDict):
    """What newest.json must say; the id names a folder."""

    build_id: str


@dataclass(frozen=True, slots=True)
class Build:
    """A build as it stands in the store; `record` is its build.json."""

    store: Store
    slug: str
    build_id: str
    record: BuildRecord

    @property
    def folder(self) -> str:
        """Its folder in the store."""
        return f"{FOLDER}/{self.slug}/{self.build_id}"

    @property
    def about(self) -> BuildRecord:
        """The record, under the name by which scripts of others ask for it."""
        return self.record

    @property
    def as_of(self) -> date:
        """The newest day on which its archive shows anything of the portal."""
        return date.fromisoformat(self.record["as_of"])

    @property
    def age(self) -> tuple[str, str]:
        """How much of the archive it has seen, and its day: a younger build has a greater one."""
        return self.record["until"], self.record["as_of"]

    @property
    def corrections(self) -> list[Correction]:
        """The corrections that it was made with."""
        return parse_corrections(self.record.get("corrections", ()))

    def table(self, name: str, *columns: str) -> pa.Table:
        """One of its tables, only the `columns` named if any are; empty where it has none of that name.

        Raises DamagedError where the file that it was made with is there no more, or another
        stands in its place: no rows, or another portal's, would be taken for what the portal says.
        """
        key = f"{self.folder}/{name}.parquet"
        written = self.record.get("bytes", {}).get(name)
        if written and self.store.size(key) != written:
            raise DamagedError(describe_damage(self.store.root, key))
        return parquet.read_declared(self.store, self.folder, name, columns)

    def require_whole(self) -> None:
        """Raises DamagedError for a table that is not as long as it was written."""
        sizes = self.store.sizes(self.folder)
        for name, written in self.record.get("bytes", {}).items():
            key = f"{self.folder}/{name}.parquet"
            if sizes.get(key) != written:
                raise DamagedError(describe_damage(self.store.root, key))

    def size(self, name: str) -> int:
        """Bytes of the file of a table."""
        # Builds from before sizes were remembered: the folder says what its files have.
        if "bytes" not in self.record:
            return self.store.sizes(self.folder).get(f"{self.folder}/{name}.parquet", 0)
        return self.record["bytes"].get(name, 0)


class BuildTables(Mapping[str, pa.Table]):
    """The tables of a build by their names, each read when it is asked for."""

    def __init__(self, build: Build) -> None:
        self._build = build

    def __getitem__(self, name: str) -> pa.Table:
        return self._build.table(name)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def open_build(store: Store, slug: str, build_id: str) -> Build | None:
    """A build of the store; None where there is none of that id."""
    key = f"{FOLDER}/{slug}/{build_id}/{SEAL}"
    if store.exists(key):
        return Build(store, slug, build_id, read_build_record(store, key))
    return None


def newest_build(store: Store, slug: str) -> Build | None:
    """The portal's newest build, whether or not it was ever published."""
    key = f"{FOLDER}/{slug}/newest.json"
    if not store.exists(key):
        return None
    build_id = store.read_json(key, NewestPointer)["build_id"]
    if not is_name(build_id):
        raise DamagedError(describe_damage(store.root, key))
    return open_build(store, slug, build_id)


def point_to_newest(store: Store, build: Build) -> None:
    """Let newest.json name this build, unless it names one that has seen more of the archive."""
    key = f"{FOLDER}/{build.slug}/newest.json"
    content = as_json(
        {
            "build_id": build.build_id,
            "until": build.record["until"],
            "as_of": build.record["as_of"],
        }
    )
    while True:
        present = store.read(key) if store.exists(key) else None
        if present == content or _until_of(present) > build.record["until"]:
            return
        if store.swap(key, content, present):
            return


def _until_of(pointer: bytes | None) -> str:
    """How far the build that a pointer names has seen; nothing for a pointer that cannot be read."""
    try:
        return str(json.loads(pointer or b"{}").get("until", ""))
    except (ValueError, AttributeError, RecursionError):
        return ""


def as_json(value: object) -> bytes:
    """JSON for people and for diffs: indented, keys in order."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
