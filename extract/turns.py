"""Which machine may ask a site now: one at a time, by a lock of the store that they crawl into.

A site's budget (extract/budget.py) is kept by one machine. Machines with one store take turns at a
site: whoever has the lock asks, all its processes' threads alike, until the site is left alone for
some seconds, or a minute is over and another machine has asked for it. With the turn goes the pace:
the next machine waits a whole interval before its first request, the one that the last machine
kept, and as long as the site asked that one to wait.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import Any

from extract.budget import Budget, budget_folder
from taizhang.errors import DamagedError, InUseError, StoreError
from taizhang.store import Store

# Seconds after which a turn ends, where another machine has asked for it.
TURN = 60.0
# Seconds without a request after which a site is given back.
IDLE = 5.0
# Seconds between two looks of one that waits.
LOOK = 1.0
# Seconds for which one that gave way does not ask again: whoever waits has looked meanwhile.
GIVE_WAY = 2.5 * LOOK
FOLDER = "sites"
# In a folder of budgets: what tells their machine from others.
MACHINE = ".machine"

logger = logging.getLogger(__name__)

# Those of this process, by store and site.
_turns: dict[tuple[str, str], "Turn"] = {}
_opening = Lock()


class Turn:
    """This process's turn at one site, shared by its threads."""

    def __init__(self, store: Store, site: str, folder: Path | None = None) -> None:
        folder = folder or budget_folder()
        self._store, self._site = store, site
        self._budget = Budget(site, folder)
        self._machine = machine_of(folder)
        self._lock = Lock()
        self._held: ExitStack | None = None
        # Crawls that know of it, and requests that are under way.
        self.crawls = self._users = 0
        # Moments of the monotonic clock: when the turn began, when it was used last, and before
        # when it is not asked for again.
        self._began = self._used = self._not_before = 0.0
        self._ends = False

    def begin_request(self, pause: Callable[[float], None]) -> None:
        """Wait, with `pause`, until it is this machine's turn; it stays so until `end_request`."""
        while not self._enter():
            pause(LOOK)

    def end_request(self) -> None:
        """The request is over."""
        # The turn ends when the next one begins: what the answer asks of us, to wait a while, is
        # known by then, and goes along.
        with self._lock:
            self._users -= 1
            self._used = time.monotonic()

    def rest(self, idle: float = IDLE) -> None:
        """Give the site back where this process has not asked it anything for some time."""
        with self._lock:
            if self._held and not self._users and time.monotonic() - self._used >= idle:
                self._give_back()

    def close(self) -> None:
        """Give the site back; nobody of this process asks it any more."""
        self.rest(0.0)
        self._budget.close()

    def _enter(self) -> bool:
        with self._lock:
            self._look_who_waits()
            if self._ends and not self._users:
                self._give_back()
                self._not_before = time.monotonic() + GIVE_WAY
            # Who is in ends what is under way; nobody comes in after a turn's end.
            if self._ends or time.monotonic() < self._not_before:
                return False
            if self._held is None and not self._take():
                return False
            self._users += 1
            return True

    def _take(self) -> bool:
        held = ExitStack()
        try:
            held.enter_context(
                self._store.lock(f"{FOLDER}/{self._site}", f"asking {self._site} for pages")
            )
        except InUseError:
            if not self._store.exists(self._key("asked")):
                self._store.write(self._key("asked"), b"")
            return False
        self._held = held
        self._began = self._used = time.monotonic()
        # Whoever else waits says so again at its next look.
        if self._store.exists(self._key("asked")):
            self._store.remove(self._key("asked"))
        self._take_over_pace()
        return True

    def _look_who_waits(self) -> None:
        """Let the turn end where it is long enough and somebody waits for it."""
        now = time.monotonic()
        if self._held is None or self._ends or now - self._began < TURN:
            return
        self._ends = self._store.exists(self._key("asked"))
        # Nobody: the next turn is ours too.
        self._began = now

    def _give_back(self) -> None:
        assert self._held is not None
        held, self._held, self._ends = self._held, None, False
        try:
            with held:
                self._leave_pace()
        # The lock falls by itself, later; the pages that were fetched count all the same.
        except (StoreError, OSError) as error:
            logger.warning("%s: its turn was not given back: %s", self._site, error)

    def _take_over_pace(self) -> None:
        """Take on the pace of another machine that asked last: as if a request of ours had just ended."""
        said = self._read_pace()
        if said.get("machine") == self._machine:
            return
        interval, until = said.get("interval", 0.0), said.get("until", 0.0)
        if said:
            self._budget.adopt_pace(interval, max(0.0, until - time.time()))
        # Before anything is asked: a machine that is killed meanwhile has still been the last one.
        self._write_pace(interval, until)

    def _leave_pace(self) -> None:
        interval, held = self._budget.tell_pace()
        said = self._read_pace()
        until = round(time.time() + held, 1) if held > 0 else 0.0
        # The same as before, as ever but after a refusal: nothing is written.
        if (said.get("interval"), bool(said.get("until"))) != (interval, bool(until)) or until:
            self._write_pace(interval, until)

    def _read_pace(self) -> dict[str, Any]:
        if not self._store.exists(self._key("pace")):
            return {}
        try:
            return self._store.read_json(self._key("pace"))
        except DamagedError:
            # Nobody's pace that we know of: ours begins with a whole interval.
            return {"machine": ""}

    def _write_pace(self, interval: float, until: float) -> None:
        said = {"machine": self._machine, "interval": interval, "until": until}
        self._store.write(self._key("pace"), json.dumps(said).encode())

    def _key(self, what: str) -> str:
        return f".locks/{FOLDER}/{self._site}.{what}"


def join_turn(store: Store, site: str) -> Turn:
    """This process's turn at a site, the same for all its crawls; each leaves it at its end."""
    with _opening:
        if (store.root, site) not in _turns:
            _turns[store.root, site] = Turn(store, site)
        turn = _turns[store.root, site]
        turn.crawls += 1
        return turn


def leave_turn(turn: Turn) -> None:
    """A crawl is over: with the last one of this process the site is given back."""
    with _opening:
        turn.crawls -= 1
        if turn.crawls:
            return
        for place in [place for place, other in _turns.items() if other is turn]:
            del _turns[place]
    turn.close()


def machine_of(folder: Path) -> str:
    """What tells the machine that keeps a folder of budgets from all others."""
    path = folder / MACHINE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f"{MACHINE}.{secrets.token_hex(4)}"
        aside.write_text(secrets.token_hex(8), encoding="ascii")
        # Of two processes that begin at once the first names it.
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii")
