"""The files of a release: each table a folder of them, portals whole, unchanged ones carried over.

A file's content follows from the builds in it. What decides it is hashed before it is written:
where the release before has a file of the same name and hash, that file is carried over byte for
byte, and none of its rows is read.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from load import parquet
from load.cache.code_version import BUILDING, code_version
from load.release.citations import CitedDocuments
from load.release.contents import Share
from load.release.grouping import group_portals, limit_file
from taizhang.errors import DamagedError
from taizhang.ids import short_digest
from taizhang.releases import Release, files_of
from taizhang.rows import Row
from taizhang.store import Staging
from taizhang.store.failures import describe_damage
from taizhang.tables import TABLES, VERSION
from taizhang.tables.crawl import CAPTURES, COVERAGE
from taizhang.tables.documents import DOCUMENT_TABLES
from taizhang.tables.judgement import ISSUES, QUARANTINE
from taizhang.tables.tasks import TASK_TABLES

JOINED = tuple(
    table.name for table in (*DOCUMENT_TABLES, *TASK_TABLES, CAPTURES, COVERAGE, ISSUES, QUARANTINE)
)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of a table as the manifest names it.

    `path` is relative to the release, `hash` the SHA-256 of its bytes. `made_from` hashes what
    decides its content, None where only its rows do.
    """

    path: str
    bytes: int
    hash: str
    rows: int
    made_from: str | None = None


class TableWriter:
    """Writes the tables of one release into its folder; files of `previous` that fit are carried over."""

    def __init__(self, folder: Staging, previous: Release | None) -> None:
        self.files: dict[str, list[ReleaseFile]] = {}
        self._folder = folder
        self._previous = previous
        self._before = {file.path: file for file in _whole_files(previous)}

    def write(self, name: str, pieces: Iterable[pa.Table]) -> None:
        """A table that is made at release, in one file."""
        self.files[name] = [self._write(f"{name}/all.parquet", name, pieces, None)]

    def write_joined(self, name: str, shares: Sequence[Share], cited: CitedDocuments) -> None:
        """A table of the builds, in as many files as it needs."""
        by_slug = {share.slug: share for share in shares}
        sizes = {share.slug: share.build.size(name) for share in shares}
        self.files[name] = []
        for stem, slugs in group_portals(sizes, limit_file(sum(sizes.values()))).items():
            group = [by_slug[slug] for slug in slugs]
            path = f"{name}/{stem}.parquet"
            made_from = _made_from(name, group)
            before = self._before.get(path)
            # The same builds, rules and documents left out: the same rows. They are not even read.
            if before is not None and made_from is not None and before.made_from == made_from:
                self.files[name].append(self._carry(before))
                continue
            pieces = (joined_piece(name, share, cited) for share in group)
            self.files[name].append(self._write(path, name, pieces, made_from))

    def _write(
        self,
        path: str,
        name: str,
        pieces: Iterable[pa.Table],
        made_from: str | None,
    ) -> ReleaseFile:
        with self._folder.writing(path) as file:
            rows = parquet.write_pieces(file, TABLES[name].schema, pieces)
        written = self._folder.path / path
        with written.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        written_file = ReleaseFile(
            path, written.stat().st_size, f"sha256:{digest}", rows, made_from
        )
        before = self._before.get(path)
        # Written, and the same as before after all: the old file is carried, so that copies and
        # backups need not take it again.
        if before is not None and before.hash == written_file.hash:
            written.unlink()
            self._carry(written_file)
        return written_file

    def _carry(self, file: ReleaseFile) -> ReleaseFile:
        assert self._previous is not None
        self._folder.carry(file.path, f"{self._previous.folder}/{file.path}")
        return file


def _made_from(name: str, group: Sequence[Share]) -> str | None:
    """What decides the content of a file; None where other portals do as well."""
    if name == "citations":
        return None
    shares = [[share.slug, share.build.build_id, share.left_out] for share in group]
    if name == "gone":
        tombstones = [share.tombstones.to_pylist() for share in group]
    else:
        tombstones = []
    return short_digest(
        json.dumps(
            [name, VERSION, code_version(BUILDING), shares, tombstones],
            default=str,
        )
    )


def joined_piece(name: str, share: Share, cited: CitedDocuments) -> pa.Table:
    """A portal's rows of a table, in the order of its key."""
    table = share.table(name)
    _require_own_rows(name, share, table)
    if name == "citations":
        return cited.resolve(table, share.slug)
    if name == "gone" and share.tombstones.num_rows:
        return parquet.in_order(name, pa.concat_tables([table, share.tombstones]))
    return table


def _require_own_rows(name: str, share: Share, table: pa.Table) -> None:
    """Raises DamagedError for rows of another portal, or other rows than the build wrote, in a build's table."""
    build = share.build
    counted = build.record.get("rows", {}).get(name, table.num_rows)
    is_short = not share.left_out and table.num_rows != counted
    portals = pc.unique(table["portal"]).to_pylist() if "portal" in table.column_names else []
    if is_short or any(slug not in (None, build.slug) for slug in portals):
        key = f"{build.folder}/{name}.parquet"
        raise DamagedError(describe_damage(build.store.root, key))


def _whole_files(release: Release | None) -> Iterator[ReleaseFile]:
    """Files of a release that has tables in folders.

    Raises DamagedError for one that is not as long as it was.
    """
    if release is None:
        return
    sizes = release.store.sizes(release.folder)
    for resource in release.resources.values():
        for file in files_of(resource):
            key = f"{release.folder}/{file['path']}"
            # Asked of the folder's listing, without reading: a file that was cut off must not be
            # carried into every later release.
            if sizes.get(key) != file["bytes"]:
                raise DamagedError(describe_damage(release.store.root, key))
            if "/" in file["path"]:
                yield ReleaseFile(
                    file["path"],
                    file["bytes"],
                    file["hash"],
                    file["rows"],
                    file.get("made_from"),
                )


def as_entry(file: ReleaseFile) -> Row:
    """A file as the manifest names it."""
    return {name: value for name, value in asdict(file).items() if value is not None}
