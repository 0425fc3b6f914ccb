"""Where the index of a release lies, and that it is made once, however many servers ask for it.

It is a folder of tables and arrays; beside all indexes of a store lie the segments of texts that these share.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from reports.explorer.index_tables import VERSION, IndexMaker
from reports.explorer.text_segments import SUFFIX
from taizhang.errors import StoreError
from taizhang.releases import Release
from taizhang.tables import TABLES

CONTENTS = "contents.json"
# Columns of texts that are searched, by their names in the contents.
TEXTS = ("text", "around", "heads", "bodies")
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
    where the cache folder cannot be written or a table is damaged.
    """
    folder = (cache or cache_folder()) / _digest(release.store.root)
    manifest = _digest(json.dumps(release.manifest, sort_keys=True, default=str))
    made_by = _digest(f"{VERSION} {pa.__version__} {[table.schema for table in TABLES.values()]}")
    path = folder / f"{release.release_id}-{manifest}-{made_by}.index"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if path.exists():
                # A folder in use is none of the old ones.
                path.touch()
            else:
                _make(release, path)
                _drop_old(folder)
    except (OSError, duckdb.IOException) as error:
        raise StoreError(
            f"the index of {release.release_id} cannot be written below {folder} ({_first_line(error)}): "
            "make room there, or set XDG_CACHE_HOME to another folder"
        ) from error
    except duckdb.Error as error:
        raise StoreError(
            f"the tables of {release.release_id} cannot be read ({_first_line(error)}): "
            "`taizhang verify` names what is damaged"
        ) from error
    return path


def segments_of(index: Path) -> Path:
    """The folder of segments that an index shares with the others of its store."""
    return index.parent / "segments"


def read_contents(index: Path) -> dict[str, Any]:
    """What an index says of itself."""
    found: dict[str, Any] = json.loads((index / CONTENTS).read_text("utf-8", "surrogatepass"))
    return found


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Several servers that meet a new release at once: one makes its index, the others find it."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(release: Release, path: Path) -> None:
    """Make an index aside and move it to its place when it is whole."""
    # DuckDB, which reads the files below, would say of a damaged one what nobody can act on.
    release.require_readable()
    # Held alone by now: what is left aside was a killed maker's.
    for left in path.parent.glob(".*.tmp"):
        shutil.rmtree(left, ignore_errors=True)
    aside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    aside.mkdir()
    segments_of(path).mkdir(exist_ok=True)
    try:
        with duckdb.connect(str(aside / "joined.duckdb")) as connection:
            connection.execute("SET enable_progress_bar = false")
            # DuckDB would take most of the machine's memory, beside whatever else runs on it.
            connection.execute("SET memory_limit = '1GB'")
            connection.execute("SET preserve_insertion_order = false")
            about = IndexMaker(connection, release, aside, segments_of(path)).make()
        # Only needed to sort by: readers look into the files that were written from it.
        (aside / "joined.duckdb").unlink()
        text = json.dumps(about, ensure_ascii=False)
        (aside / CONTENTS).write_text(text, "utf-8", "surrogatepass")
        # Last: an index stands under its name when it is whole.
        aside.replace(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _drop_old(folder: Path) -> None:
    """Delete all indexes but the newest, and segments that none of these has.

    A server that still reads one keeps it until it closes it.
    """
    known = sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime, reverse=True)
    # Readers of a release that was just replaced go on until their pages are loaded.
    for path in known[KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
    used: set[str] = set()
    for path in known[:KEPT]:
        if (path / CONTENTS).exists():
            contents = read_contents(path)
            for column in TEXTS:
                used.update(name for name, _ in contents[column])
    for path in (folder / "segments").glob(f"*{SUFFIX}"):
        if path.name.removesuffix(SUFFIX) not in used:
            path.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
