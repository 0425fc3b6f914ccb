"""A selection of a release as files that people open: nothing in them runs, days are days, merged cells are merged."""

import csv
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from typer.testing import CliRunner

from flows.cli import app
from reports.exports.files import export_tasks
from reports.exports.formats import ExportFormat, format_of
from reports.exports.ledger import LEDGER
from reports.exports.safe_text import LONGEST, make_safe, make_visible
from reports.exports.selection import Selection, select_tasks
from reports.exports.workbook import LedgerSheet, write_workbook
from taizhang.errors import UserError
from taizhang.releases import Release, latest_release
from taizhang.store import Store
from taizhang.tables.terms import Role

HEADINGS = [column.heading for column in LEDGER]
NO_UNITS = {f"{role}_units": [] for role in ("lead", "responsible", "cooperating", "supervising")}


@pytest.fixture(scope="module")
def release(store: Store) -> Release:
    found = latest_release(store)
    assert found is not None
    return found


def row(number: int, **values: object) -> dict[str, object]:
    """A row of a ledger, of one document unless another is named."""
    return {
        "number": number,
        "task_id": f"{number:016x}",
        "document_id": "d1",
        "region": "禾岭县",
        "document_title": "工作要点",
        "doc_number": None,
        "headings": ["一、公开"],
        "text": "公开预算",
        "deadline_raw": None,
        "due_on": date(2026, 6, 30),
        "url": "http://www.heling.test/a.html",
        "capture_digest": "sha256:0",
        **NO_UNITS,
        **values,
    }


def test_a_selection_meets_all_filters_that_are_given(release: Release) -> None:
    every = select_tasks(release, Selection())
    assert every.num_rows == release.counts()["tasks"]
    portal = select_tasks(release, Selection(portal=["lanshan"]))
    assert set(portal["portal"].to_pylist()) == {"lanshan"}
    led = select_tasks(release, Selection(portal=["lanshan"], unit=["市财政局"], role=[Role.LEAD]))
    assert 0 < led.num_rows < portal.num_rows
    assert all("市财政局" in units for units in led["lead_units"].to_pylist())
    due = select_tasks(release, Selection(due_from=date(2026, 11, 22), due_to=date(2026, 12, 31)))
    assert all(date(2026, 11, 22) <= day <= date(2026, 12, 31) for day in due["due_on"].to_pylist())


@pytest.mark.parametrize(
    "wrong",
    [Selection(portal=["lanshn"]), Selection(unit=["市财正局"]), Selection(function=["财正"])],
)
def test_a_name_that_nothing_has_is_an_error(release: Release, wrong: Selection) -> None:
    with pytest.raises(UserError):
        select_tasks(release, wrong)


def test_the_workbook_holds_every_task_with_days_as_days(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    selection = Selection(portal=["lanshan"])
    assert (
        export_tasks(release, selection, path, ExportFormat.XLSX)
        == select_tasks(release, selection).num_rows
    )
    sheet = load_workbook(path)["台账"]
    assert [cell.value for cell in sheet[2]][: len(HEADINGS)] == HEADINGS
    texts = [cell.value for cell in sheet["F"][2:]]
    assert texts == select_tasks(release, selection)["text"].to_pylist()
    days = [cell for cell in sheet["L"][2:] if cell.value]
    assert days
    assert all(cell.is_date for cell in days)
    assert sheet.print_title_rows == "$1:$2"


def test_cells_that_say_the_same_below_each_other_are_one_within_a_document(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    rows = [row(1), row(2), row(3, headings=["二、解读"]), row(4, document_id="d2")]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    merged = {str(cells) for cells in load_workbook(path)["台账"].merged_cells.ranges}
    assert merged == {"A1:N1", "B3:B5", "C3:C5", "D3:D5", "E3:E4"}


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_of_a_page_is_a_formula(text: str, tmp_path: Path) -> None:
    path = tmp_path / "safe.xlsx"
    write_workbook(
        path, [LedgerSheet("台账", text, [row(1, text=text, url="javascript:alert(1)")], 1)]
    )
    sheet = load_workbook(path)["台账"]
    assert sheet["F3"].data_type == "s"
    assert sheet["M3"].hyperlink is None
    assert make_safe(text).startswith("'")


def test_an_address_beyond_the_links_that_excel_allows_is_written_as_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.exports.workbook._MOST_LINKS", 2)
    path = tmp_path / "many.xlsx"
    rows = [row(number, url=f"http://x.gov.cn/{number}") for number in (1, 2, 3)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    assert [sheet[f"M{line}"].hyperlink is not None for line in (3, 4, 5)] == [True, True, False]
    assert sheet["M5"].value == "http://x.gov.cn/3"


def test_what_is_invisible_is_seen_and_what_is_too_long_is_cut() -> None:
    assert make_visible("甲\u202e乙\x1b[31m") == "甲<U+202E>乙<U+001B>[31m"
    assert len(make_visible("长" * (LONGEST + 9))) == LONGEST


def test_a_sheet_for_each_unit_has_a_name_that_excel_allows(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    name = "各县（市、区）人民政府[一/二]" * 4
    write_workbook(path, [LedgerSheet(name, "", [row(1)], 1), LedgerSheet(name, "", [row(1)], 1)])
    names = load_workbook(path).sheetnames
    assert len(set(names)) == 2
    assert all(len(sheet) <= 31 for sheet in names)


def test_csv_opens_in_chinese_excel(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    rows = export_tasks(release, Selection(), path, ExportFormat.CSV)
    assert path.read_bytes().startswith("\ufeff".encode())
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert read[0][: len(HEADINGS)] == HEADINGS
    assert len(read) == rows + 1


def test_a_calendar_holds_each_due_day_once(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "due.ics"
    export_tasks(release, Selection(), path, ExportFormat.ICS)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    tasks = select_tasks(release, Selection())
    assert sorted(event.start for event in events) == sorted(
        day for day in tasks["due_on"].to_pylist() if day
    )
    assert len({event["uid"] for event in events}) == len(events)


def test_a_file_without_a_known_ending_asks_for_a_format(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--format"):
        format_of(tmp_path / "out.doc", None)
    assert format_of(tmp_path / "out", ExportFormat.CSV) is ExportFormat.CSV


def test_the_command_says_how_many_tasks_it_wrote(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    done = CliRunner().invoke(
        app, ["export", str(path), "--store", str(store.root), "--portal", "lanshan"]
    )
    assert done.exit_code == 0, done.output
    assert "tasks of release 2026-11-22-001" in done.output
