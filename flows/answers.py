"""A person's answer to a doubt, written down as a correction: the doubt is none, or what the right value is."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from load.corrections import load_corrections
from taizhang.errors import UserError
from taizhang.settings import BUNDLED
from taizhang.tables import TABLES

Row = Mapping[str, Any]


def write_answer(
    portals: Path, doubts: Sequence[Row], reason: str, *, field: str | None = None, value: object = None
) -> Path:
    """Settle doubts of one document or task (rows of `reports.doubts`); the file that says so.

    With a field, that has the right value, None for none at all. Raises UserError without a reason, for the bundled
    portal files, and for a value that does not fit.
    """
    if portals == BUNDLED:
        raise UserError("an answer stands beside your own portal files: name their folder with --portals")
    if not reason.strip():
        raise UserError("say why with --reason: whoever reads the evidence later must understand this answer")
    entries = [_answer_entry(doubt, reason) | {"confirms": doubt["code"]} for doubt in doubts]
    if field is not None:
        right = {"absent": True} if value is None else {"value": value}
        entries.append(_answer_entry(doubts[0], reason) | {"field": field} | right)
    folder = portals / "corrections"
    file = folder / f"{doubts[0]['portal']}.toml"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    folder.mkdir(exist_ok=True)
    file.write_text(
        "\n".join([*([before.rstrip() + "\n"] if before else []), *map(_entry_toml, entries)]), encoding="utf-8"
    )
    try:
        load_corrections(folder)
    except UserError:
        _restore_file(file, before)
        raise
    return file


def parse_value(table: str, field: str, words: Sequence[str]) -> object:
    """A value as people write it on the command line, by the type of its column; a list where it is one.

    Raises UserError where a day or a yes or no is something else.
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
    """What every answer to this doubt says: it holds as long as the sentence stays, or else the bytes of its part."""
    seen = {"sentence": doubt["sentence"]} if doubt["exact"] else {"digest": doubt["capture_digest"]}
    about = {"document": doubt["document_id"]} | ({"task": doubt["task_id"]} if doubt["task_id"] else {})
    return about | seen | {"reason": " ".join(reason.split())}


def _entry_toml(entry: Mapping[str, object]) -> str:
    lines = [f"{name} = {_toml_value(value)}" for name, value in entry.items()]
    return "\n".join(["[[correction]]", *lines, ""])


def _toml_value(value: object) -> str:
    """A TOML value: its strings and lists are written as JSON writes them, but for DEL."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _restore_file(file: Path, before: str) -> None:
    if before:
        file.write_text(before, encoding="utf-8")
    else:
        file.unlink()


def tables_of(doubts: Iterable[Row]) -> str:
    """The table whose value an answer puts right."""
    return "tasks" if any(doubt["task_id"] for doubt in doubts) else "documents"
