"""Where Prefect keeps its runs: beside the store that they are about, so that no store shows others'."""

import os
from pathlib import Path

from taizhang.errors import StoreError
from taizhang.ids import short_digest

DATABASE = "PREFECT_API_DATABASE_CONNECTION_URL"
# In a store on a disk; a hidden name is nothing of the store's own.
FOLDER = ".prefect"


def keep_runs_beside(store: str) -> None:
    """Give the server that this process starts a database of this store; what a person has set wins.

    A bucket cannot hold it: its database lies in Prefect's own folder, named after the bucket's
    address. Raises StoreError where no folder can be made.
    """
    # With a server set, this process starts none: there is nothing to give a database to.
    if DATABASE in os.environ or "PREFECT_API_URL" in os.environ:
        return
    folder = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser()
    name = f"taizhang-{short_digest(store)}"
    if "://" not in store:
        folder, name = Path(store).absolute() / FOLDER, "prefect"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made ({error.strerror}): Prefect keeps its runs there"
        ) from None
    os.environ[DATABASE] = f"sqlite+aiosqlite:///{folder / name}.db"
