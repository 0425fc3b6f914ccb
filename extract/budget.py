"""One budget of requests a site, shared by all threads and processes of this machine through a small locked file.

A site is a registrable domain: its subdomains run on the same machines. The file holds two moments of the monotonic
clock: when the next request may start, and until when the site asked to be left alone.
"""

import fcntl
import os
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LAYOUT = struct.Struct("<dd")
STALE = 3600.0  # seconds: no slot lies further ahead; what claims to is left from before a reboot


class Budget:
    """The budget of one site."""

    def __init__(self, site: str, folder: Path | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        folder = folder or Path(tempfile.gettempdir()) / f"taizhang-{os.getuid()}" / "budget"
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / site
        self._sleep = sleep

    def wait(self, interval: float) -> None:
        """Take the next slot and sleep until it comes; slots are `interval` seconds apart."""
        while True:
            slot = self._take(interval)
            while (rest := slot - time.monotonic()) > 0:
                self._sleep(rest)
            # A hold may have been put in place while this slot was slept for.
            if self._read()[1] <= time.monotonic():
                return

    def hold(self, seconds: float) -> None:
        """Let nobody start a request for some time: the site asked for it, or blocked us."""
        with self._locked() as (handle, slot, held):
            _write(handle, slot, max(held, time.monotonic() + seconds))

    def _take(self, interval: float) -> float:
        with self._locked() as (handle, slot, held):
            mine = max(slot, held, time.monotonic())
            _write(handle, mine + interval, held)
            return mine

    def _read(self) -> tuple[float, float]:
        with self._locked() as (_, slot, held):
            return slot, held

    def _locked(self) -> "_Locked":
        return _Locked(self._path)


class _Locked:
    """The file held exclusively, with what it says."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1

    def __enter__(self) -> tuple[int, float, float]:
        self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        content = os.pread(self._handle, LAYOUT.size, 0)
        slot, held = LAYOUT.unpack(content) if len(content) == LAYOUT.size else (0.0, 0.0)
        latest = time.monotonic() + STALE
        return self._handle, slot if slot < latest else 0.0, held if held < latest else 0.0

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


def _write(handle: int, slot: float, held: float) -> None:
    os.pwrite(handle, LAYOUT.pack(slot, held), 0)
