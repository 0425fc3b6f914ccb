"""Where the latest release lies, for everybody who reads."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taizhang.errors import StoreError, UserError
from taizhang.store import Store

FOLDER = "releases"
LATEST = "latest.json"
LINK = "latest"
MANIFEST = "datapackage.json"
REPORTS = "reports"  # beside the releases, which nobody touches once they are published


def release_key(store: Store) -> str:
    """The folder of the latest release in the store. Raises StoreError before the first one."""
    return f"{FOLDER}/{pointer(store)['release']}"


def pointer(store: Store) -> Mapping[str, Any]:
    """What latest.json says: `release`, `as_of`, `why` … Raises StoreError before the first release."""
    if not store.exists(LATEST):
        raise StoreError(f"the store {store.root} holds no release yet: run `taizhang nightly` first, or name another")
    try:
        found = json.loads(store.read(LATEST))
        if isinstance(found, dict) and isinstance(found.get("release"), str):
            return found
    except ValueError:
        pass
    raise StoreError(f"{LATEST} of the store {store.root} cannot be read: `taizhang rollback RELEASE` writes it anew")


def release(store: str | Path, *tables: str, cache: str | Path | None = None) -> Path:
    """The folder of the latest release of a store; ask once, so that all tables come from one release.

    Of a bucket, the release is copied to a folder on this machine, each file once, checked against the manifest: all of
    it, or only the `tables` named. `cache` is where such folders lie, else `~/.cache/taizhang`; they can be deleted at
    any time. Raises StoreError before the first release, UserError for a table that the release does not have.
    """
    found = Store(store)
    key = release_key(found)
    path = found.local_path(key)
    if path is not None and not tables:
        return path
    manifest = found.read(f"{key}/{MANIFEST}")
    files = {Path(one["path"]).stem: one for one in json.loads(manifest)["resources"]}
    if strangers := [table for table in tables if table not in files]:
        raise UserError(f"the release has no table {strangers[0]}; it has {', '.join(files)}")
    if path is not None:
        return path
    # Other stores have releases of the same name: what a manifest says tells them apart.
    folder = Path(cache or _cache()).expanduser() / hashlib.sha256(manifest).hexdigest()[:12] / Path(key).name
    for table in tables or files:
        _copy(found, f"{key}/{files[table]['path']}", folder, files[table]["hash"])
    for other in (MANIFEST, "README.md"):
        _copy(found, f"{key}/{other}", folder)
    return folder


def _copy(store: Store, key: str, folder: Path, digest: str | None = None) -> None:
    """Copy a file unless it is there. Raises StoreError where it is not what the manifest says."""
    target = folder / key.rpartition("/")[2]
    if target.exists():
        return
    content = store.read(key)
    if digest is not None and digest != f"sha256:{hashlib.sha256(content).hexdigest()}":
        raise StoreError(f"{key} of the store {store.root} is not what its manifest says: run `taizhang verify`")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        aside.write_bytes(content)
        aside.replace(target)
    except OSError as error:
        raise StoreError(f"{target} cannot be written ({error.strerror}): name another folder with cache=…") from error


def _cache() -> Path:
    """Where programs of this user keep what can be fetched again (XDG Base Directory)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "taizhang"
