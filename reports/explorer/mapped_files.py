"""Files of an index mapped into memory, and let go of again.

What was looked at stays mapped, and after some thousand requests a process would seem to hold the whole index. The
system keeps the files' pages in any case as long as it has room: letting go of them costs a look into its cache.
"""

import mmap
import threading
import time
import weakref
from pathlib import Path

import psutil

# Bytes of files that a process has mapped before it lets go of them, and how often it looks, in seconds.
MOST = 400 << 20
EVERY = 1.0

_known: "weakref.WeakSet[mmap.mmap]" = weakref.WeakSet()
_watch = threading.Lock()


def map_file(path: Path) -> mmap.mmap:
    """The content of a file; it stays readable when the file is deleted."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _known.add(mapped)
    return mapped


def let_go() -> None:
    """Unmap the pages of all files; who reads them next finds them where they were."""
    for mapped in list(_known):
        mapped.madvise(mmap.MADV_DONTNEED)


def watch_memory() -> None:
    """From now on let go of mapped files whenever they are too many; asked for once or more often."""
    if hasattr(mmap, "MADV_DONTNEED") and _watch.acquire(blocking=False):
        threading.Thread(target=_keep_small, name="mapped files", daemon=True).start()


def _keep_small() -> None:
    process = psutil.Process()
    while True:
        time.sleep(EVERY)
        if getattr(process.memory_info(), "shared", 0) > MOST:
            let_go()
