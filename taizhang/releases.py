"""Releases for everybody who reads: which is the latest, and its tables in however many files."""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from taizhang.errors import DamagedError, StoreError, UserError
from taizhang.ids import full_digest, short_digest
from taizhang.known_names import require_known
from taizhang.parquet import adapt_to, count_parquet_rows, iter_parquet, keep_rows, read_parquet
from taizhang.release_record import ReleaseManifest, ReleasePointer, ReleaseRecord
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.store.failures import describe_damage
from taizhang.store.keys import is_key, is_name
from taizhang.tables import TABLES, Field

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "releases"
LATEST = "latest.json"
LINK = "latest"
MANIFEST = "datapackage.json"
# Beside the releases, which nobody touches once they are published.
REPORTS = "reports"


class TableReader:
    """A table of a release as a method that gives a frame: `release.tasks("text", region="长沙市")`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, release: "Release", owner: type) -> "Callable[..., pd.DataFrame]":
        return partial(release.frame, self._name)


@dataclass(frozen=True)
class Release:
    """One published release of a store: all its tables are of one moment, and read when asked for.

    >>> release = taizhang.release("store")                                   # doctest: +SKIP
    >>> release.tasks("text", "due_on", region="长沙市")                       # doctest: +SKIP
    >>> release.table("task_units", role=["lead", "responsible"])             # doctest: +SKIP
    """

    store: Store
    release_id: str
    # Who proves a release reads its tables as they stand, to tell what is missing from them.
    counts_rows: bool = True

    documents = TableReader("documents")
    parts = TableReader("parts")
    sections = TableReader("sections")
    attachments = TableReader("attachments")
    versions = TableReader("versions")
    gone = TableReader("gone")
    tasks = TableReader("tasks")
    task_units = TableReader("task_units")
    time_limits = TableReader("time_limits")
    targets = TableReader("targets")
    citations = TableReader("citations")
    captures = TableReader("captures")
    portal_checks = TableReader("portal_checks")
    coverage = TableReader("coverage")
    issues = TableReader("issues")
    quarantine = TableReader("quarantine")
    portals = TableReader("portals")
    portal_metrics = TableReader("portal_metrics")
    changes = TableReader("changes")
    task_links = TableReader("task_links")
    plan_series = TableReader("plan_series")

    @property
    def folder(self) -> str:
        """Its folder in the store."""
        return f"{FOLDER}/{self.release_id}"

    @cached_property
    def manifest(self) -> Row:
        """Its datapackage.json. Raises DamagedError where that is none, or names files out of the release."""
        key = f"{self.folder}/{MANIFEST}"
        found = self.store.read_json(key, ReleaseManifest)
        if not all(map(is_key, _list_files(found))):
            raise DamagedError(describe_damage(self.store.root, key))
        return found

    @property
    def record(self) -> ReleaseRecord:
        """What its manifest says of how it was made: its day, code, portals and decisions."""
        record: ReleaseRecord = self.manifest["taizhang"]
        return record

    def build_of(self, portal: str) -> str | None:
        """The build that it brings of a portal; None where it brings none."""
        record = self.record["portals"].get(portal)
        return record["build"] if record else None

    @cached_property
    def resources(self) -> Mapping[str, Row]:
        """What its manifest says of each table, by the table's name."""
        return {
            resource["name"].replace("-", "_"): resource for resource in self.manifest["resources"]
        }

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: resource["rows"] for name, resource in self.resources.items()}

    def has(self, name: str) -> bool:
        """Whether it carries a table."""
        return name in self.resources

    def keys(self, name: str) -> list[str]:
        """Keys of a table's files in the store; none where the release lacks the table."""
        if name not in self.resources:
            return []
        return [f"{self.folder}/{file['path']}" for file in files_of(self.resources[name])]

    def _files(self, name: str) -> list["_TableFile"]:
        """A table's files as its manifest tells of them; none where the release lacks the table."""
        if name not in self.resources:
            return []
        return [
            _TableFile(
                self.store,
                f"{self.folder}/{file['path']}",
                TABLES[name].key,
                file.get("rows") if self.counts_rows else None,
            )
            for file in files_of(self.resources[name])
        ]

    @cached_property
    def regions(self) -> list[str]:
        """The regions that it has portals of, each named in full (湖南省长沙市)."""
        return sorted(set(self.table("portals", "region")["region"].to_pylist()))

    def full_region(self, name: str) -> str:
        """The region that a name means: in full, or the end of one alone (长沙市).

        Raises UserError where it means none or several.
        """
        if name in self.regions:
            return name
        found = [region for region in self.regions if name and region.endswith(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UserError(f"{name} means several regions; name one of: {', '.join(found)}")
        return require_known("region", name, self.regions)

    def table(self, name: str, *columns: str, **where: object) -> pa.Table:
        """A table in its declared types; only the `columns` named, if any are.

        `where` keeps rows by column: a value, or several of which it must be one; a row of a column
        of lists is kept where its list holds one of them. A `region` is named in full or by its end.
        A table that the release lacks is empty. Raises UserError for a table, a column, a region or
        a value of a closed set that nothing has, StoreError for a file that is damaged.
        """
        where = self._name_regions(where)
        schema = TABLES[require_known("table", name, TABLES)].schema
        for column in (*columns, *where):
            require_known(f"column of {name}", column, schema.names)
        for column, value in where.items():
            _require_choices(TABLES[name].field(column), value)
        wanted = [
            column
            for column in schema.names
            if column in (columns or schema.names) or column in where
        ]
        # pa.Schema.empty_table would import pandas, half a second for whoever only looks.
        only = pa.schema([schema.field(column) for column in wanted])
        # First an empty one of today's types: a release that lacks the table, or all of whose files
        # are older than a column, still gives the declared columns.
        empty = pa.Table.from_batches([], schema=only)
        pieces = (keep_rows(file.read(only), where) for file in self._files(name))
        return pa.concat_tables([empty, *pieces]).select(list(columns) or schema.names)

    def _name_regions(self, where: dict[str, object]) -> dict[str, object]:
        """Filters with regions as the tables name them: a name that nothing has would filter everything out in silence."""
        region = where.get("region")
        if isinstance(region, str):
            return where | {"region": self.full_region(region)}
        if isinstance(region, (list, tuple, set)):
            return where | {"region": [self.full_region(str(name)) for name in region]}
        return where

    def batches(self, name: str, *columns: str) -> Iterator[pa.Table]:
        """The same rows in their order, some at a time, for tables that fit into no memory.

        Raises UserError and StoreError as `table` does.
        """
        schema = TABLES[require_known("table", name, TABLES)].schema
        for column in columns:
            require_known(f"column of {name}", column, schema.names)
        only = pa.schema([schema.field(column) for column in columns or schema.names])
        for file in self._files(name):
            yield from file.read_batches(only)

    def rows(self, name: str, *columns: str, **where: object) -> list[Row]:
        """The rows of `table`."""
        rows: list[Row] = self.table(name, *columns, **where).to_pylist()
        return rows

    def frame(self, name: str, *columns: str, **where: object) -> "pd.DataFrame":
        """`table` as a pandas frame, with the types that `pandas.read_parquet` gives."""
        frame: pd.DataFrame = self.table(name, *columns, **where).to_pandas(use_threads=False)
        return frame

    def require_readable(self) -> None:
        """Raises DamagedError for a file of its tables that is none, of another table, or of other rows: only ends are read."""
        for name in TABLES:
            for file in self._files(name):
                file.require_readable()

    def files(self, *names: str, cache: str | Path | None = None) -> list[Path]:
        """The Parquet files of some tables (of all where none is named) on this machine, for whatever reads Parquet.

        Of a release in a bucket they are copied to `cache`, else to `~/.cache/taizhang`, each once
        and checked against the manifest; what lies there can be deleted at any time.
        """
        found = []
        for name in names or self.resources:
            require_known("table", name, self.resources)
            for file in files_of(self.resources[name]):
                path = self.store.local_path(f"{self.folder}/{file['path']}")
                found.append(
                    path or self._copy_file(file["path"], file["hash"], self._cache_folder(cache))
                )
        return found

    def path(self, *names: str, cache: str | Path | None = None) -> Path:
        """Its folder on this machine, with its tables as folders in it; of a bucket, copied as by `files`."""
        path = self.store.local_path(self.folder)
        if path is not None:
            return path
        self.files(*names, cache=cache)
        folder = self._cache_folder(cache)
        for other in (MANIFEST, "README.md"):
            self._copy_file(other, None, folder)
        return folder

    def _cache_folder(self, cache: str | Path | None) -> Path:
        """Where copies lie. Other stores have releases of the same name.

        What a manifest says tells them apart.
        """
        return (
            Path(cache or _cache_folder()).expanduser()
            / short_digest(json.dumps(self.manifest))
            / self.release_id
        )

    def _copy_file(self, name: str, digest: str | None, folder: Path) -> Path:
        """Copy a file unless it is there.

        Raises StoreError where it is not what the manifest says.
        """
        target = folder / name
        if target.exists():
            return target
        content = self.store.read(f"{self.folder}/{name}")
        if digest is not None and digest != f"sha256:{full_digest(content)}":
            root = self.store.root
            raise StoreError(
                f"{name} of {self.release_id} in {root} is not what its manifest says: `taizhang verify`"
            )
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two notebooks may copy the same file at the same time: each writes its own and the
            # last rename wins, with equal bytes.
            aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
            aside.write_bytes(content)
            aside.replace(target)
        except OSError as error:
            hint = "name another folder with cache=…"
            raise StoreError(f"{target} cannot be written ({error.strerror}): {hint}") from error
        return target


def latest_release(store: Store) -> Release | None:
    """The release that readers get; None before the first one."""
    if not store.exists(LATEST):
        return None
    return open_release(store, read_pointer(store)["release"])


def open_release(store: Store, release_id: str) -> Release:
    """A release by its id. Raises StoreError where there is none."""
    release = Release(store, release_id)
    _ = release.manifest
    return release


def list_releases(store: Store) -> list[str]:
    """Ids of all whole releases, the oldest first."""
    return [name for name in store.folders(FOLDER) if store.exists(f"{FOLDER}/{name}/{MANIFEST}")]


def releases_up_to(store: Store, release: Release, number: int) -> list[Release]:
    """A release and those before it, `number` at most, the oldest first; their ids sort by time."""
    # An id is its day and a number, so their order as texts is that of time.
    known = [name for name in store.folders(FOLDER) if name <= release.release_id]
    return [Release(store, name) for name in known[-number:]]


def read_pointer(store: Store) -> Mapping[str, Any]:
    """What latest.json says: `release`, `as_of`, `why` and more.

    Raises StoreError before the first release, or where the pointer cannot be read.
    """
    if not store.exists(LATEST):
        raise StoreError(
            f"the store {store.root} holds no release yet: run `taizhang nightly` first, or name another"
        )
    with suppress(DamagedError):
        pointer = store.read_json(LATEST, ReleasePointer)
        if is_name(pointer["release"]):
            return pointer
    raise StoreError(
        f"{LATEST} of the store {store.root} cannot be read: `taizhang rollback RELEASE` writes it anew"
    )


def _list_files(manifest: Row) -> Iterator[str]:
    """The paths of all files that a manifest names."""
    for resource in manifest["resources"]:
        path = resource["path"]
        yield from [path] if isinstance(path, str) else path
        yield from (file["path"] for file in resource.get("files", ()))


def release(store: str | Path, release_id: str | None = None) -> Release:
    """A release of a store, the latest or the one named; all that is read of it is of one moment.

    Raises StoreError before the first release, UserError for one that is not there.
    """
    opened = Store(store)
    if release_id is None:
        return open_release(opened, read_pointer(opened)["release"])
    return open_release(opened, require_known("release", release_id, list_releases(opened)))


def files_of(resource: Row) -> list[Row]:
    """The files of a table by its entry in the manifest, each with `path`, `bytes`, `hash` and `rows`.

    Before version 2 of the tables an entry was its only file.
    """
    files: list[Row] = resource.get("files") or [resource]
    return files


def _require_choices(field: Field, value: object) -> None:
    """Raises UserError for a value that a column with a closed set never has: it would filter everything out in silence."""
    values = value if isinstance(value, (list, tuple, set)) else (value,)
    for choice in filter(None, values if field.choices else ()):
        require_known(field.name, str(choice), map(str, field.choices or ()))


@dataclass(frozen=True, slots=True)
class _TableFile:
    """A file of a table, with what is known of it: the columns that tell rows apart, and how many rows it has.

    A file of another table, or one with other rows, is damage: it would be read as nothing, or as
    what the release does not say. `rows` is None for files of before counts were kept.
    """

    store: Store
    key: str
    identifying: Sequence[str]
    rows: int | None

    def read(self, schema: pa.Schema) -> pa.Table:
        """The columns that a schema names, as it types them; null where the file has them not."""
        with self._say_damage(), self.store.open(self.key) as file:
            table = read_parquet(file, schema.names, self.identifying)
            self._require_rows(len(table))
            return adapt_to(schema, table)

    def read_batches(self, schema: pa.Schema) -> Iterator[pa.Table]:
        """The same, some rows at a time."""
        read = 0
        with self._say_damage(), self.store.open(self.key) as file:
            for batch in iter_parquet(file, schema.names, self.identifying):
                read += len(batch)
                yield adapt_to(schema, batch)
            self._require_rows(read)

    def require_readable(self) -> None:
        """Raises DamagedError as reading does, from the end of the file alone."""
        with self._say_damage(), self.store.open(self.key) as file:
            self._require_rows(count_parquet_rows(file, self.identifying))

    def _require_rows(self, found: int) -> None:
        if self.rows is not None and found != self.rows:
            raise pa.ArrowInvalid(f"{found} rows, not {self.rows}")

    @contextmanager
    def _say_damage(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError):
            raise DamagedError(describe_damage(self.store.root, self.key)) from None


def _cache_folder() -> Path:
    """Where programs of this user keep what can be fetched again (XDG Base Directory)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "taizhang"
