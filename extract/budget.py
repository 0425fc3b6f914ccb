"""One budget of requests a site, shared by all threads and processes of this machine through a small locked file.

Machines that crawl into one store take turns at a site (extract/turns.py).

A site is a registrable domain: its subdomains run on the same machines. One request at a time is on
its way to a site: the file stays locked from before a request is sent until its answer begins, and
the interval counts from there. So no two requests can reach the site closer to each other than
that, however late either of them was sent or noticed.
"""

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path

from taizhang.temporary import private_folder

# Moments of the monotonic clock: since when the interval counts, until when the site asked to be
# left alone; between them the interval that whoever asked last keeps: who has not read robots.txt
# yet keeps the Crawl-delay of who has.
LAYOUT = struct.Struct("<ddd")
# Seconds: no hold lasts longer; what claims to is left from before a reboot.
STALE = 3600.0


def budget_folder() -> Path:
    """Where this machine keeps its budgets."""
    return private_folder("budgets")


class Budget:
    """The budget of one site; an instance belongs to one thread."""

    def __init__(
        self,
        site: str,
        folder: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        folder = folder or budget_folder()
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / site, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, LAYOUT.size)
        self._shared = mmap.mmap(self._file, LAYOUT.size)
        self._sleep = sleep

    def start_request(self, interval: float) -> None:
        """Sleep until a request may be sent, at least `interval` seconds after anybody's.

        The site is ours from then on, until `note_answer_begins`.
        """
        while True:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            rest = self._seconds_left(interval)
            if rest <= 0:
                # Written before the request is sent: if we are killed, the next one counts from
                # here.
                self._write_state(time.monotonic(), interval, 0.0)
                return
            # Not held while we sleep: another process may ask in between, and our rest is reckoned
            # anew.
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._sleep(rest)

    def note_answer_begins(self) -> None:
        """The answer begins, or there will be none: the next request may be sent after its interval."""
        # Counted again from the answer: a slow site gets its whole pause after each answer, not
        # after each question.
        _, interval, held_until = self._read_state()
        self._write_state(time.monotonic(), interval, held_until)
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def hold_requests(self, seconds: float) -> None:
        """Let nobody start a request for some time: the site asked for it, or blocked us."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        last, interval, held_until = self._read_state()
        self._write_state(last, interval, max(held_until, time.monotonic() + seconds))
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def adopt_pace(self, interval: float, held: float) -> None:
        """Go on from another machine's pace: its last request counts as ended now, `held` seconds are left alone."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        now = time.monotonic()
        _, _, held_until = self._read_state()
        # Ours may be from before a reboot.
        held_until = held_until if held_until < now + STALE else 0.0
        self._write_state(now, interval, max(held_until, now + min(held, STALE)))
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def tell_pace(self) -> tuple[float, float]:
        """The interval that is kept, and for how many seconds more the site is left alone."""
        _, interval, held_until = self._read_state()
        return interval, held_until - time.monotonic()

    def close(self) -> None:
        """Close the file; a request that is under way counts from when it was sent."""
        self._shared.close()
        os.close(self._file)

    def _seconds_left(self, interval: float) -> float:
        """Seconds until a request may be sent; negative where it has long been allowed."""
        last, asked_interval, held_until = self._read_state()
        now = time.monotonic()
        if last > now:  # from before a reboot
            last = asked_interval = 0.0
        return (
            max(
                last + max(interval, asked_interval),
                held_until if held_until < now + STALE else 0.0,
            )
            - now
        )

    def _read_state(self) -> tuple[float, float, float]:
        last, interval, held_until = LAYOUT.unpack(self._shared)
        return last, interval, held_until

    def _write_state(self, last: float, interval: float, blocked_until: float) -> None:
        self._shared[:] = LAYOUT.pack(last, interval, blocked_until)
