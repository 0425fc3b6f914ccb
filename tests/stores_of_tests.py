"""Stores beside each other, whatever kind they are of."""

from taizhang.releases import FOLDER, LATEST, LINK, read_pointer
from taizhang.store import Store

FOLDERS = ("archive", "builds", "decisions", "releases")


def beside(store: Store, name: str) -> Store:
    """An empty store of the same kind."""
    return Store(f"{store.root}-{name}")


def copy(store: Store, to: Store, *folders: str) -> Store:
    """Copy folders of a store to another one, or all that it holds; the other one."""
    for folder in folders or FOLDERS:
        for key in store.keys(folder):
            to.write(key, store.read(key))
    if not folders and store.exists(LATEST):
        to.write(LATEST, store.read(LATEST))
        to.link(LINK, f"{FOLDER}/{read_pointer(to)['release']}")
    return to
