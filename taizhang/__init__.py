"""taizhang 台账: who promised what, by when, on which page."""

from pathlib import Path


def release(store: str | Path) -> Path:
    """The folder of the latest release of a store; ask once, so that all tables come from one release.

    `pandas.read_parquet(taizhang.release("store") / "tasks.parquet")`
    """
    from taizhang import releases  # late: who only wants the version should not wait for the store

    return releases.release(store)
