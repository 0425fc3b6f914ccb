"""The store that a command looks at: one that is not there is said, not taken for an empty one."""

from pathlib import Path

from taizhang.known_names import require_known
from taizhang.releases import LATEST
from taizhang.store import Store

# A store has at least one of them.
TRACES = ("archive", "builds", "releases", "decisions", LATEST)


def open_existing(root: str) -> Store:
    """A store that something was ever written into.

    Raises UserError where there is none, with the stores beside it.
    """
    store = Store(root)
    if not _is_store(store):
        made_by = f"`taizhang nightly --store {root}` makes one, or name another with --store"
        # Most often a command is run in another folder than the night: the stores that are near are
        # named.
        require_known("store", root, _stores_beside(root), made_by)
    return store


def _is_store(store: Store) -> bool:
    return any(store.exists(key) for key in TRACES)


def _stores_beside(root: str) -> list[str]:
    """Folders beside one that are stores, as a person would write them; a bucket is not searched."""
    parent = Path(root).parent
    if "://" in root or not parent.is_dir():
        return []
    folders = [str(path) for path in sorted(parent.iterdir()) if path.is_dir()]
    return [folder for folder in folders if _is_store(Store(folder))]
