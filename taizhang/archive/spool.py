"""Where a WARC file grows.

At its own place on a local disk; for a bucket, in a folder of this machine until it is uploaded.
"""

from pathlib import Path

from taizhang.ids import short_digest
from taizhang.store import Store
from taizhang.temporary import private_folder


def growing_path(store: Store, key: str) -> Path:
    """The path at which the WARC file of a key is written."""
    return store.local_path(key) or _spool_folder(store) / key


def spooled_keys(store: Store, prefix: str) -> set[str]:
    """Keys of the WARC files with that prefix which a bucket does not have yet."""
    if store.local_path(prefix) is not None:
        return set()
    spool = _spool_folder(store)
    files = (spool / prefix).parent.glob("*.warc.gz")
    keys = (path.relative_to(spool).as_posix() for path in files)
    return {key for key in keys if key.startswith(prefix)}


def _spool_folder(store: Store) -> Path:
    # One folder a store: two stores on one machine must not upload each other's files.
    name = short_digest(store.root)
    return private_folder("spool") / name
