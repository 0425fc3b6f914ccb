"""Where the index of a release lies, and that it is made once, however many servers ask for it.

It is a folder: its tables as a DuckDB file, and the arrays that tasks are found, counted and sorted by.
"""

import hashlib
import json
import os
import secrets
import shutil
from pathlib import Path

import duckdb

from reports.explorer.index_tables import VERSION, finish_tables, make_tables
from reports.explorer.task_arrays import write_arrays
from taizhang.errors import StoreError
from taizhang.releases import Release
from taizhang.tables import TABLES

DATABASE = "tables.duckdb"
# Indexes of a store that are not deleted: the newest.
KEPT = 3


def cache_folder() -> Path:
    """Where programs of this user keep what can be made again (XDG Base Directory)."""
    return (
        Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "taizhang" / "explorer"
    )


def ensure_index(release: Release, cache: Path | None = None) -> Path:
    """The index of a release, made where it is not there yet.

    A release that was published anew under the same name has another manifest, and so another index. Raises StoreError
    where the cache folder cannot be written.
    """
    folder = (cache or cache_folder()) / _digest(release.store.root)
    manifest = _digest(json.dumps(release.manifest, sort_keys=True, default=str))
    made_by = _digest(
        f"{VERSION} {duckdb.__version__} {[table.schema for table in TABLES.values()]}"
    )
    path = folder / f"{release.release_id}-{manifest}-{made_by}.index"
    if path.exists():
        # A file in use is none of the old ones.
        path.touch()
        return path
    aside = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make(release, aside)
        _move_in(aside, path)
    except (OSError, duckdb.IOException) as error:
        raise StoreError(
            f"the index of {release.release_id} cannot be written below {folder} ({error}): "
            "make room there, or set XDG_CACHE_HOME to another folder"
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _drop_old(folder)
    return path


def _move_in(aside: Path, path: Path) -> None:
    """Move a whole index to its place; of two that were made at the same time either will do."""
    try:
        aside.replace(path)
    except OSError:
        if not path.exists():
            raise


def _make(release: Release, path: Path) -> None:
    path.mkdir()
    with duckdb.connect(str(path / DATABASE)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET memory_limit = '1GB'")
        make_tables(connection, release)
        write_arrays(connection, path)
        finish_tables(connection)
        connection.execute("CHECKPOINT")


def _drop_old(folder: Path) -> None:
    """Delete all but the newest; a server that still reads one keeps it until it closes it."""
    known = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in known[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
