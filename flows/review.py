"""Answers that are given in the explorer, written down as `taizhang doubts` writes them."""

from collections.abc import Sequence
from pathlib import Path

from flows.answers import WrittenAnswer, parse_value, tables_of, take_back_answer, write_answer
from load.corrections import load_corrections
from taizhang.rows import Row


class FileReviewer:
    """Writes answers beside the portal files of a folder, and remembers its own so that they can be taken back."""

    def __init__(self, portals: Path) -> None:
        self._portals = portals
        self._given: list[WrittenAnswer] = []

    def settle(
        self,
        doubts: Sequence[Row],
        reason: str,
        field: str | None,
        words: Sequence[str],
    ) -> str:
        """Write an answer down; the file's name. Raises UserError for a value that does not fit."""
        value = None
        if field and words:
            value = parse_value(tables_of(doubts), field, words)
        self._given.append(write_answer(self._portals, doubts, reason, field=field, value=value))
        return str(self._given[-1].file)

    def take_back(self) -> bool:
        """Take back the last answer that was given here and still stands; False where there is none."""
        # An answer that somebody has edited in the file since is passed over: it is theirs now.
        while self._given:
            if take_back_answer(self._given.pop()):
                return True
        return False

    def is_settled(self, doubt: Row) -> bool:
        """Whether a correction settles this doubt, whoever wrote it."""
        subject = doubt["document_id"], doubt["task_id"], doubt["code"]
        # Read anew each time: colleagues may answer at the terminal meanwhile.
        written = load_corrections(self._portals / "corrections").get(doubt["portal"], ())
        return any((answer.document, answer.task, answer.confirms) == subject for answer in written)
