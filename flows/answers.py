"""A person's answer to a doubt, written down as a correction: it is none, or the right value is this."""

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from load.corrections import load_corrections
from taizhang.errors import UserError
from taizhang.rows import Row
from taizhang.settings import BUNDLED
from taizhang.tables import TABLES


class WrittenAnswer(NamedTuple):
    """What an answer added to which file."""

    file: Path
    entries: str


def write_answer(
    portals: Path,
    doubts: Sequence[Row],
    reason: str,
    *,
    field: str | None = None,
    value: object = None,
) -> WrittenAnswer:
    """Settle doubts of one document or task (rows of `reports.doubts`); what was written, and where.

    With a `field`, that has the right `value`, None for none at all. Several people may answer at
    once: each waits for the other, and nobody's answer is lost. Raises UserError without a reason,
    for the bundled portal files, and for a value that does not fit.
    """
    if portals == BUNDLED:
        raise UserError(
            "an answer stands beside your own portal files: name their folder with --portals"
        )
    if not reason.strip():
        raise UserError(
            "say why with --reason: whoever reads the evidence later must understand this answer"
        )
    entries = [_answer_entry(doubt, reason) | {"confirms": doubt["code"]} for doubt in doubts]
    if field is not None:
        right = {"absent": True} if value is None else {"value": value}
        entries.append(_answer_entry(doubts[0], reason) | {"field": field} | right)
    folder = portals / "corrections"
    file = folder / f"{doubts[0]['portal']}.toml"
    folder.mkdir(exist_ok=True)
    added = "\n".join(map(_entry_toml, entries))
    # From reading to writing: two answers given at the same time would otherwise each write the
    # file without the other.
    with _alone_in(folder):
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        _replace_file(file, f"{before.rstrip()}\n\n{added}" if before else added)
        try:
            # Read back as a build will: an answer that a build would refuse is refused now, while
            # the person is there.
            load_corrections(folder)
        except UserError:
            _restore_file(file, before)
            raise
    return WrittenAnswer(file, added)


def take_back_answer(answer: WrittenAnswer) -> bool:
    """Take an answer out of its file again; False where it does not stand there so any more."""
    with _alone_in(answer.file.parent):
        before = ""
        if answer.file.exists():
            before = answer.file.read_text(encoding="utf-8")
        # Somebody has edited the file since: what is not there word for word is not taken back by
        # guess.
        if answer.entries not in before:
            return False
        _restore_file(answer.file, before.replace(answer.entries, "", 1).strip())
    return True


def parse_value(table: str, field: str, words: Sequence[str]) -> object:
    """A value as people write it on the command line, by the type of its column; a list where it is one.

    Raises UserError where a day, or a yes or no, is something else.
    """
    known = {column.name: column for column in TABLES[table].fields}
    kind = known[field].type if field in known else pa.string()
    if pa.types.is_list(kind):
        return list(words)
    if len(words) != 1:
        raise UserError(f"{field} has one value: give --value once")
    if pa.types.is_date(kind):
        try:
            return date.fromisoformat(words[0])
        except ValueError:
            raise UserError(f"{field} is a day: write it like 2026-06-30, not {words[0]}") from None
    if pa.types.is_boolean(kind):
        if words[0] not in ("true", "false"):
            raise UserError(f"{field} is true or false, not {words[0]}")
        return words[0] == "true"
    return words[0]


def _answer_entry(doubt: Row, reason: str) -> dict[str, object]:
    """What every answer to this doubt says.

    It holds as long as the sentence stays, or else the bytes of its part.
    """
    if doubt["exact"]:
        # A sentence outlives an edit elsewhere on its page, a digest does not: so it is taken where
        # it stands there exactly once.
        seen = {"sentence": doubt["sentence"]}
    else:
        seen = {"digest": doubt["capture_digest"]}
    subject = {"document": doubt["document_id"]} | (
        {"task": doubt["task_id"]} if doubt["task_id"] else {}
    )
    return subject | seen | {"reason": " ".join(reason.split())}


def _entry_toml(entry: Mapping[str, object]) -> str:
    lines = [f"{name} = {_toml_value(value)}" for name, value in entry.items()]
    return "\n".join(["[[correction]]", *lines, ""])


def _toml_value(value: object) -> str:
    """A TOML value: its strings and lists are written as JSON writes them, but for DEL."""
    if isinstance(value, date):
        return value.isoformat()
    # TOML 1.0 forbids DEL in a string, JSON allows it.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _restore_file(file: Path, before: str) -> None:
    if before:
        _replace_file(file, f"{before.rstrip()}\n")
    else:
        file.unlink()


def _replace_file(file: Path, text: str) -> None:
    """The file with this text, whole at every moment."""
    aside = file.with_name(f".{file.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep all others who answer waiting while the block runs."""
    with (folder / ".lock").open("w") as lock:
        # Falls with the process, however it ends: no lock is left behind.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tables_of(doubts: Iterable[Row]) -> str:
    """The table whose value an answer puts right."""
    if any(doubt["task_id"] for doubt in doubts):
        return "tasks"
    return "documents"
