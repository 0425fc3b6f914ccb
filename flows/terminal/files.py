"""Reading files that lie on the disk: no store, no network."""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from flows.terminal.console import output_console
from load.reading.foreign_files import read_saved_files
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json
from transform.model import Payload, Reading
from transform.score_json import as_json


def read_files(files: Iterable[Path]) -> Iterator[tuple[Path, Reading]]:
    """Each file's reading. Raises UserError for one that is not there."""
    named = list(files)
    # In a process of its own, as a build reads: a file that kills its reader costs that file only.
    yield from zip(named, read_saved_files(map(_payload_of, named)), strict=True)


def _payload_of(file: Path) -> Payload:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}; name a file that can be read") from None
    return Payload(content, f"sha256:{hashlib.sha256(content).hexdigest()}", name=file.name)


def print_json(files: Iterable[Path]) -> None:
    """One JSON object a file, each on a line of its own."""
    for file, reading in read_files(files):
        sys.stdout.write(dump_json(as_json(reading, str(file))) + "\n")


def print_tables(files: Iterable[Path]) -> None:
    """What a person wants to see of each file: what it is, its tasks, what was not understood."""
    console = output_console()
    for file, reading in read_files(files):
        _print_reading(file, reading, console)


def _print_reading(file: Path, reading: Reading, console: Console) -> None:
    metadata = reading.metadata
    console.print(
        f"{file}: {metadata.title or 'no title'}",
        style="bold",
        markup=False,
        highlight=False,
    )
    day = metadata.published_on or metadata.written_on
    facts = [reading.kind.value, metadata.doc_number, " ".join(metadata.issuers), day]
    console.print(
        "  " + " · ".join(str(fact) for fact in facts if fact),
        markup=False,
        highlight=False,
    )
    if reading.tasks:
        table = Table("label", "task", "units", "deadline")
        for task in reading.tasks:
            units = "、".join(f"{unit.name}（{unit.role.value}）" for unit in task.units)
            deadline = task.deadline_raw or "、".join(limit.text for limit in task.time_limits)
            table.add_row(
                task.label or "",
                task.text,
                units + ("等" if task.open_ended else ""),
                deadline,
            )
        console.print(table, markup=False)
    for issue in reading.issues:
        console.print(
            f"  {issue.code.value}: {issue.message}",
            style="yellow",
            markup=False,
            highlight=False,
        )
