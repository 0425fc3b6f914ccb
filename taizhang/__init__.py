"""taizhang 台账: who promised what, by when, on which page."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taizhang.releases import Release


def release(store: str | Path, release_id: str | None = None) -> "Release":
    """A release of a store (a folder, or `s3://bucket/prefix`): the latest, or the one named.

    `taizhang.release("store").tasks(region="长沙市")` is a pandas frame; each table is a method. Ask
    for the release once: all its tables then are of one moment. Raises StoreError before the first
    release.
    """
    # Late: who only wants the version should not wait for the store.
    from taizhang import releases

    return releases.release(store, release_id)
