"""Where the latest release lies, for everybody who reads."""

import json
from pathlib import Path

from taizhang.errors import StoreError, UserError
from taizhang.store import Store

FOLDER = "releases"
LATEST = "latest.json"
LINK = "latest"


def release_key(store: Store) -> str:
    """The folder of the latest release in the store. Raises StoreError before the first one."""
    if not store.exists(LATEST):
        raise StoreError(f"the store {store.root} holds no release yet: run `taizhang nightly` first, or name another")
    return f"{FOLDER}/{json.loads(store.read(LATEST))['release']}"


def release(store: str | Path) -> Path:
    """The folder of the latest release of a local store; ask once, so that all tables come from one release.

    Raises UserError for a bucket, whose releases have an address and no folder: it names that address.
    """
    found = Store(store)
    key = release_key(found)
    path = found.local_path(key)
    if path is None:
        raise UserError(f"{store} is a bucket: read {found.root}/{key}/tasks.parquet and its neighbours from there")
    return path
