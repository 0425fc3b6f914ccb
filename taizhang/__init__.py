"""taizhang 台账: who promised what, by when, on which page."""

from pathlib import Path


def release(store: str | Path, *tables: str, cache: str | Path | None = None) -> Path:
    """The folder of the latest release of a store; ask once, so that all tables come from one release.

    `pandas.read_parquet(taizhang.release("store") / "tasks.parquet")`. A store may be `s3://bucket/prefix`; then the
    release is copied to `cache`, else to `~/.cache/taizhang`: all of it, or only the tables that are named.
    """
    from taizhang import releases  # late: who only wants the version should not wait for the store

    return releases.release(store, *tables, cache=cache)
