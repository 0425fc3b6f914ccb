"""One selection of a release as a file: xlsx, csv, parquet or ics."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reports.exports.formats import ExportFormat
from reports.exports.ledger import LEDGER, ledger_rows
from reports.exports.safe_text import make_safe, make_visible
from reports.exports.selection import Selection, addresses_of, select_tasks, units_of
from reports.exports.sentences import add_sentences
from reports.exports.workbook import LedgerSheet, write_workbook
from taizhang.errors import UserError
from taizhang.releases import Release

# One a unit; the rest of the units have theirs together.
MOST_SHEETS = 200
# Characters of a task that a calendar shows.
_SUMMARY = 60


def export_tasks(
    release: Release,
    selection: Selection,
    path: Path,
    file_format: ExportFormat,
    *,
    sheet_per_unit: bool = False,
    explorer: str | None = None,
) -> int:
    """Writes the tasks of a selection to a file; how many there were.

    `explorer` is where `taizhang web` is served: links to archived copies lead there.

    Raises UserError where the selection names what the release does not have, or the file cannot be written.
    """
    return write_tasks(
        release,
        select_tasks(release, selection),
        path,
        file_format,
        sheet_per_unit=sheet_per_unit,
        explorer=explorer,
    )


def write_tasks(
    release: Release,
    tasks: pa.Table,
    path: Path,
    file_format: ExportFormat,
    *,
    sheet_per_unit: bool = False,
    explorer: str | None = None,
) -> int:
    """Writes tasks of a release to a file; how many there were.

    Raises UserError where it cannot be written.
    """
    if sheet_per_unit and file_format is not ExportFormat.XLSX:
        raise UserError(f"a sheet for each unit is for Excel: name {path.stem}.xlsx")
    if file_format is ExportFormat.ICS:
        # A calendar has no place for a task without a day.
        tasks = tasks.filter(pc.is_valid(tasks["due_on"]))
    try:
        if file_format is ExportFormat.XLSX:
            _write_xlsx(release, tasks, path, sheet_per_unit=sheet_per_unit, explorer=explorer)
            return int(tasks.num_rows)
        # Beside its place, then renamed: an export that fails leaves the old file as it was.
        aside = path.with_name(f".{path.name}.tmp")
        try:
            if file_format is ExportFormat.CSV:
                _write_csv(release, tasks, aside)
            elif file_format is ExportFormat.PARQUET:
                pq.write_table(tasks, aside, compression="zstd")
            else:
                aside.write_bytes(make_calendar(release, tasks))
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}): name another file"
        ) from error
    return int(tasks.num_rows)


def _write_xlsx(
    release: Release, tasks: pa.Table, path: Path, *, sheet_per_unit: bool, explorer: str | None
) -> None:
    pages = addresses_of(release)
    tasks = add_sentences(release, tasks)
    title = f"{_name_of_document(tasks)}任务台账（{release.release_id}）"
    # What selecting and sorting took is given back before the workbook asks for its own.
    pa.default_memory_pool().release_unused()
    rows = ledger_rows(tasks, pages, explorer)
    sheets = [LedgerSheet("台账", title, rows, tasks.num_rows)]
    if sheet_per_unit:
        sheets += _unit_sheets(tasks, pages, explorer)
    write_workbook(path, sheets)


def _name_of_document(tasks: pa.Table) -> str:
    """The title and number of the document where all tasks are of one, in front of 任务台账; else empty."""
    if len(pc.unique(tasks["document_id"])) != 1:
        return ""
    title, number = tasks["document_title"][0].as_py(), tasks["doc_number"][0].as_py()
    return f"{title or ''}{f'（{number}）' if number else ''} "


def _unit_sheets(
    tasks: pa.Table, pages: dict[str, dict[str, object]], explorer: str | None
) -> list[LedgerSheet]:
    sheets = []
    for unit, ids in list(units_of(tasks).items())[:MOST_SHEETS]:
        own = tasks.filter(pc.is_in(tasks["task_id"], value_set=pa.array(ids, pa.string())))
        rows = ledger_rows(own, pages, explorer)
        sheets.append(LedgerSheet(unit, f"{unit}任务台账", rows, own.num_rows))
    return sheets


def _write_csv(release: Release, tasks: pa.Table, path: Path) -> None:
    """With a byte order mark: Chinese Excel takes a file without one for GBK."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*(column.heading for column in LEDGER), "原文", "task_id"])
        for row in ledger_rows(tasks, addresses_of(release)):
            cells = [column.cell(row) for column in LEDGER]
            writer.writerow([_csv_cell(cell) for cell in (*cells, row["url"], row["task_id"])])


def _csv_cell(cell: str | date | int | None) -> str | int:
    # A number needs no quotation and cannot be taken for a formula.
    if isinstance(cell, int):
        return cell
    if cell is not None:
        return make_safe(str(cell))
    return ""


def make_calendar(release: Release, tasks: pa.Table) -> bytes:
    """The due days of tasks as an iCalendar file (RFC 5545), whole days; tasks without one are left out."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//taizhang//due dates//ZH")
    calendar.add("version", "2.0")
    # A release is named after its day: the same release gives the same file.
    # RFC 5545 demands a stamp; that of the export's moment would make another file each time.
    stamp = datetime.combine(date.fromisoformat(release.release_id[:10]), datetime.min.time(), UTC)
    pages = addresses_of(release)
    for row in ledger_rows(tasks, pages):
        if row["due_on"] is None:
            continue
        event = Event()
        # The task's own id, so that a calendar which is imported again moves its events instead of
        # doubling them.
        event.add("uid", f"{row['task_id']}@taizhang")
        event.add("dtstamp", stamp)
        event.add("dtstart", row["due_on"])
        # RFC 5545, 3.6.1: the end of a whole day is the day after it.
        event.add("dtend", row["due_on"] + timedelta(days=1))
        event.add("summary", _shorten_cell(make_visible(row["text"])))
        event.add(
            "description",
            "\n".join([make_visible(row["text"]), *_units_said(row["lead_units"], row)]),
        )
        if row["url"]:
            event.add("url", row["url"])
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _units_said(lead_units: Sequence[str], row: dict[str, object]) -> list[str]:
    lines = [f"牵头：{'、'.join(lead_units)}"] if lead_units else []
    responsible = row["responsible_units"]
    if isinstance(responsible, list) and responsible:
        lines.append(f"责任：{'、'.join(responsible)}")
    return lines


def _shorten_cell(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _SUMMARY:
        return line
    return f"{line[: _SUMMARY - 1]}…"
