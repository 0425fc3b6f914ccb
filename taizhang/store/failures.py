"""What a failing disk or bucket means, in one line that says what to do."""

import errno
from urllib.request import getproxies


class Held(Exception):  # noqa: N818  # a state of the lock, turned into StoreError before anybody sees it
    """A lock is taken; `holder` is what its holder wrote into it."""

    def __init__(self, holder: bytes) -> None:
        super().__init__("held")
        self.holder = holder


def describe_damage(root: str, key: str) -> str:
    """One line for a file whose content is not what it should be."""
    # A build is immutable and can be made again: the whole folder goes, since half of it would be
    # taken for a build.
    folder = "/".join(key.split("/")[:3])
    remedy = {
        "builds": f"remove {folder}, `taizhang build` makes it again",
        "releases": "restore it from a copy, or go back to another release with `taizhang rollback`",
    }.get(
        key.split("/")[0],
        "restore it from a copy",
    )
    return f"{key} of the store {root} is damaged: {remedy}"


def in_words(root: str, error: OSError) -> str:
    """One line for an OSError met under `root`."""
    where = f" ({error.filename})" if error.filename else ""
    if isinstance(error, FileNotFoundError):
        return f"the store {root} lacks {error.filename or 'a file'}: is it the right store? If so, restore the file"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"no space left for the store {root}{where}: free some and run again; what was published is untouched"
    if error.errno == errno.EROFS:
        return f"the store {root} is on a read-only disk{where}: mount it writable or name another store"
    if isinstance(error, PermissionError):
        return (
            f"no permission in the store {root}{where}: grant it to this user or name another store"
        )
    if isinstance(error, NotADirectoryError | IsADirectoryError | FileExistsError):
        return f"the store {root} is not laid out as a store{where}: name a folder of its own"
    reason = " ".join(str(error.strerror or error or type(error).__name__).split())
    return (
        f"the store {root} cannot be used{where}: {reason}{_through_proxy(root)}; "
        "put that right and run again"
    )


def _through_proxy(root: str) -> str:
    """That a bucket may have been asked through the proxy of the portals, whose answer it then is."""
    named = [name for name in ("http", "https") if name in getproxies()]
    if not root.startswith("s3://") or not named:
        return ""
    return f" ({named[0].upper()}_PROXY is set: name the bucket's host in NO_PROXY if it is none of the proxy's)"
