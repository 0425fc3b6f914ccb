"""One budget of requests a site, shared by all threads and processes of this machine through a small locked file.

A site is a registrable domain: its subdomains run on the same machines. The file holds two moments of the monotonic
clock: when the last request started, and until when the site asked to be left alone. Slots are not handed out ahead:
a worker that overslept its slot would come too close to the next one.
"""

import fcntl
import os
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LAYOUT = struct.Struct("<dd")
STALE = 3600.0  # seconds: no hold lasts longer; what claims to is left from before a reboot
NEVER = float("-inf")
SLACK = 0.01  # seconds: what lies between here and the wire is not the same for any two requests


class Budget:
    """The budget of one site."""

    def __init__(self, site: str, folder: Path | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        folder = folder or Path(tempfile.gettempdir()) / f"taizhang-{os.getuid()}" / "budget"
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / site
        self._sleep = sleep

    def wait(self, interval: float) -> None:
        """Sleep until `interval` seconds have passed since the last request of anybody, and start one."""
        while (rest := self._start(interval + SLACK if interval > SLACK else interval)) > 0:
            self._sleep(rest)

    def hold(self, seconds: float) -> None:
        """Let nobody start a request for some time: the site asked for it, or blocked us."""
        with self._locked() as (handle, started, held):
            _write(handle, started, max(held, time.monotonic() + seconds))

    def _start(self, interval: float) -> float:
        """Start a request if one may start now; else the seconds until one might."""
        with self._locked() as (handle, started, held):
            now = time.monotonic()
            rest = max(started + interval, held) - now
            if rest <= 0:
                _write(handle, now, held)
            return rest

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
        started, held = LAYOUT.unpack(content) if len(content) == LAYOUT.size else (NEVER, 0.0)
        now = time.monotonic()
        return self._handle, started if started <= now else NEVER, held if held < now + STALE else 0.0

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


def _write(handle: int, started: float, held: float) -> None:
    os.pwrite(handle, LAYOUT.pack(started, held), 0)
