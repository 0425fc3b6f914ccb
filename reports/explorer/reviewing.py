"""The queue of doubts that a reader settles, and who writes the answers down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from reports.doubts import find_doubts
from taizhang.rows import Row
from taizhang.store import Store


class Reviewer(Protocol):
    """Writes answers as `taizhang doubts` does; given by whoever starts the explorer.

    Each method raises UserError where the answer cannot be taken.
    """

    def settle(
        self, doubts: Sequence[Row], reason: str, field: str | None, words: Sequence[str]
    ) -> str:
        """Write down that what was read is right, or that `field` is `words` (none: absent); the file's name."""

    def take_back(self) -> bool:
        """Take back the last answer that was given here; False where there is none."""

    def is_settled(self, doubt: Row) -> bool:
        """Whether an answer to this doubt stands in a file already, whoever gave it."""


@dataclass(frozen=True, slots=True)
class Question:
    """The doubts of one document or task, to be settled together."""

    doubts: tuple[Row, ...]

    @property
    def name(self) -> str:
        """The id of what is doubted."""
        return str(self.doubts[0]["task_id"] or self.doubts[0]["document_id"])


class Queue:
    """The doubts of the latest release that no answer settles yet; read once a release."""

    def __init__(self, store: Store, reviewer: Reviewer) -> None:
        self._store, self.reviewer = store, reviewer
        self._read: tuple[str, list[Row]] | None = None

    def questions(self, release_id: str) -> list[Question]:
        """What is left to settle, in the order of `taizhang doubts`."""
        if self._read is None or self._read[0] != release_id:
            self._read = release_id, find_doubts(self._store)
        # Asked anew each time: another person, or a text editor, may have answered meanwhile.
        left = [row for row in self._read[1] if not self.reviewer.is_settled(row)]
        return [Question(tuple(rows)) for rows in self._by_subject(left)]

    def _by_subject(self, rows: Sequence[Row]) -> Iterator[list[Row]]:
        for _, group in groupby(rows, key=lambda row: (row["document_id"], row["task_id"])):
            yield list(group)
