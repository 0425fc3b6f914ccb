"""Doubts on the terminal: listed with their sentences, counted, answered."""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from flows.answers import parse_value, tables_of, write_answer
from flows.terminal.console import output_console
from reports import listing
from reports.doubts import GROUPS, find_doubts
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json
from taizhang.rows import Row
from taizhang.settings import Settings
from taizhang.store import Store

MOST = 50  # printed; --json has all


def show_doubts(rows: Sequence[Row], by: Sequence[str], *, as_json: bool) -> None:
    """Each doubt with its sentence, or how many share the columns `by`."""
    if by:
        counted = listing.group_rows(list(rows), by, GROUPS)
        if not as_json:
            listing.show_rows(counted, (*by, "count"), output_console(), MOST)
            return
        rows = counted
    if as_json:
        sys.stdout.write(dump_json(list(rows)) + "\n")
        return
    _print_doubts(rows, output_console())


def list_doubts(
    store: Store,
    subject: str | None,
    portal: str | None,
    code: str | None,
) -> list[Row]:
    """Doubts of the latest release; see `reports.doubts`."""
    return find_doubts(store, portal, code, subject)


def answer_doubt(
    settings: Settings,
    rows: Sequence[Row],
    reason: str,
    *,
    field: str | None = None,
    words: Sequence[str] = (),
    absent: bool = False,
) -> None:
    """Write a person's answer down and say where.

    Raises UserError where there is no doubt to answer.
    """
    if not rows:
        raise UserError("there is no such doubt to answer; `taizhang doubts` lists them")
    # Both or neither says nothing: an empty value must be meant, not forgotten.
    if field is not None and absent == bool(words):
        raise UserError("--field goes with the right --value, or with --absent where there is none")
    value = None
    if field and words:
        value = parse_value(tables_of(rows), field, words)
    file = write_answer(settings.portals, rows, reason, field=field, value=value).file
    codes = ", ".join(row["code"] for row in rows)
    sys.stdout.write(
        f"{file}: {codes} of {rows[0]['task_id'] or rows[0]['document_id']} is settled; "
    )
    sys.stdout.write("`taizhang build` and `taizhang publish` show it, so does the next night\n")


def _print_doubts(rows: Sequence[Row], console: Console) -> None:
    """A paragraph a doubt: what it is about, what is doubted, the sentence."""
    if not rows:
        console.print("none")
    for row in rows[:MOST]:
        if row["task_id"]:
            subject = f"task {row['task_id']}"
        else:
            subject = f"document {row['document_id']}"
        console.print(
            Text(
                f"{row['portal']} {subject}: {row['code']}, {row['meaning']}",
                style="bold",
            )
        )
        console.print(
            Text(f"  {row['title'] or 'no title'}  {row['url']}", style="dim"),
            soft_wrap=True,
        )
        console.print(Text(f"  {row['sentence']}"), soft_wrap=True)
    if len(rows) > MOST:
        console.print(
            f"… and {len(rows) - MOST:,} more; --json has all",
            style="dim",
            highlight=False,
        )
