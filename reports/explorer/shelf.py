"""Which release readers see: the one named, else the latest, and a newer one as soon as its index is made."""

import logging
import threading
import time
from pathlib import Path

from reports.explorer.book import Book
from reports.explorer.index_file import ensure_index
from taizhang.errors import PortalError
from taizhang.releases import open_release, read_pointer, release
from taizhang.store import Store

logger = logging.getLogger(__name__)
# Seconds between two looks at what is the latest.
LOOK_EVERY = 5.0


class Shelf:
    """The release that is shown. A request takes it once, so that a page is of one release."""

    def __init__(
        self, store: Store, release_id: str | None = None, cache: Path | None = None
    ) -> None:
        opened = release(store.root, release_id)
        self._store, self._cache, self._is_pinned = store, cache, release_id is not None
        self._book = Book(opened, ensure_index(opened, cache))
        self._looked_at = time.monotonic()
        self._looking = threading.Lock()

    def book(self) -> Book:
        """The release that is shown now."""
        if (
            not self._is_pinned
            and time.monotonic() - self._looked_at > LOOK_EVERY
            # One look at a time, in a thread of its own: the reader who happens to come first does
            # not wait for it.
            and self._looking.acquire(False)
        ):
            self._looked_at = time.monotonic()
            threading.Thread(target=self._look, name="newer release", daemon=True).start()
        return self._book

    def _look(self) -> None:
        """Take up a newer release; what is shown stays where the store cannot be read just now."""
        try:
            newest = read_pointer(self._store)["release"]
            if newest != self._book.release_id:
                opened = open_release(self._store, newest)
                # Replaced when it is whole; requests that took the old one go on with it.
                self._book = Book(opened, ensure_index(opened, self._cache))
        except PortalError as error:
            logger.warning("the explorer goes on showing %s: %s", self._book.release_id, error)
        finally:
            self._looked_at = time.monotonic()
            self._looking.release()
