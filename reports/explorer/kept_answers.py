"""Answers of searches, kept while their release is shown: it never changes, and what many ask is worked out once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
MOST = 500


class KeptAnswers(Generic[Kept]):
    """The newest answers by what was asked."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, asked: str, find: Callable[[], Kept]) -> Kept:
        """The answer that is known, else the one that `find` gives."""
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        # Outside the lock: two readers may work out the same answer, which is better than all
        # waiting for one.
        found = find()
        with self._lock:
            self._known[asked] = found
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found
