"""A selection of a release as files that people open: nothing in them runs, days are days, merged cells are merged."""

import csv
from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from site_of_tests import FIRST, Site, portal
from typer.testing import CliRunner

from flows.cli import app
from load.build import build
from load.release.release import publish
from reports.exports.files import export_tasks
from reports.exports.formats import ExportFormat, format_of
from reports.exports.ledger import LEDGER
from reports.exports.row_heights import LINE
from reports.exports.safe_text import LONGEST, make_safe, make_visible
from reports.exports.selection import Selection, select_tasks
from reports.exports.sentences import _sentence_of, _stretches_of
from reports.exports.workbook import LedgerSheet, write_workbook
from taizhang.errors import DamagedError, UserError
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
    [
        Selection(portal=["lanshn"]),
        Selection(unit=["市财正局"]),
        Selection(function=["财正"]),
        Selection(region=["北京市"]),
        Selection(year=[1999]),
        Selection(due_from=date(2026, 2, 1), due_to=date(2026, 1, 1)),
    ],
)
def test_a_name_that_nothing_has_is_an_error(release: Release, wrong: Selection) -> None:
    with pytest.raises(UserError):
        select_tasks(release, wrong)


def test_a_region_is_named_in_full_or_by_its_end(release: Release) -> None:
    full = select_tasks(release, Selection(region=["山东省临沂市兰山区"]))
    assert select_tasks(release, Selection(region=["兰山区"])).equals(full)
    assert full.num_rows > 0


def test_sheets_for_units_are_for_excel(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    with pytest.raises(UserError, match=r"name units\.xlsx"):
        export_tasks(release, Selection(), path, ExportFormat.CSV, sheet_per_unit=True)
    assert not path.exists()


def test_tasks_without_a_day_are_not_counted_in_a_calendar(
    release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "due.ics"
    count = export_tasks(release, Selection(), path, ExportFormat.ICS)
    events = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert 0 < count == len(events) < release.counts()["tasks"]


def test_the_workbook_holds_every_task_with_days_as_days(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    selection = Selection(portal=["lanshan"])
    assert (
        export_tasks(release, selection, path, ExportFormat.XLSX)
        == select_tasks(release, selection).num_rows
    )
    sheet = load_workbook(path)["台账"]
    assert [cell.value for cell in sheet[2]][: len(HEADINGS)] == HEADINGS
    texts = [cell.value for cell in sheet["G"][2:]]
    assert texts == select_tasks(release, selection)["text"].to_pylist()
    days = [cell for cell in sheet["M"][2:] if cell.value]
    assert days
    assert all(cell.is_date for cell in days)
    assert sheet.print_title_rows == "$1:$2"


def test_cells_that_say_the_same_below_each_other_are_one_within_a_document(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    rows = [row(1), row(2), row(3, headings=["二、解读"]), row(4, document_id="d2")]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    merged = {str(cells) for cells in load_workbook(path)["台账"].merged_cells.ranges}
    assert merged == {"A1:M1", "B3:B5", "C3:C5", "D3:D5", "E3:E4", "F3:F4"}


def test_a_merged_cell_over_several_pages_says_its_text_on_the_first(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    rows = [row(number) for number in range(1, 101)]
    rows += [row(number, document_id="d2", headings=["二、解读"]) for number in (101, 102)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    assert sheet["C3"].alignment.vertical == "top"
    assert sheet["C103"].alignment.vertical == "center"


def test_a_heading_that_comes_again_in_another_section_is_another_cell(tmp_path: Path) -> None:
    path = tmp_path / "levels.xlsx"
    headings = [["一、公开", "（一）平台"]] * 2 + [["二、解读", "（一）平台"]] * 2
    rows = [row(number, headings=own) for number, own in enumerate(headings, 1)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    merged = {str(cells) for cells in load_workbook(path)["台账"].merged_cells.ranges}
    assert merged == {"A1:M1", "B3:B6", "C3:C6", "D3:D6", "E3:E4", "E5:E6", "F3:F4", "F5:F6"}


def test_a_column_that_no_task_fills_takes_no_paper_and_links_are_not_printed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "columns.xlsx"
    rows = [row(1, lead_units=["市财政局"]), row(2)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    hidden = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    shown = [cell.value for cell in sheet[2] if cell.column_letter not in hidden]
    assert {"牵头单位", "任务内容", "到期日"} <= set(shown)
    assert not {"发文字号", "督导单位"} & set(shown)
    assert sheet.print_area == "'台账'!$A$1:$M$4"


def test_a_row_is_as_high_as_a_merged_cell_of_its_own_needs(tmp_path: Path) -> None:
    path = tmp_path / "heights.xlsx"
    long = ["一、紧扣重点领域信息，深化主动公开工作", "（三）推进优化营商环境信息公开工作"]
    rows = [row(1, headings=long), row(2), row(3)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    heights = load_workbook(path)["台账"].row_dimensions
    assert heights[3].height == 3 * LINE
    assert {heights[line].height for line in (4, 5)} == {LINE}


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_text_of_a_page_is_a_formula(text: str, tmp_path: Path) -> None:
    path = tmp_path / "safe.xlsx"
    write_workbook(
        path, [LedgerSheet("台账", text, [row(1, text=text, url="javascript:alert(1)")], 1)]
    )
    sheet = load_workbook(path)["台账"]
    assert sheet["G3"].data_type == "s"
    assert sheet["N3"].hyperlink is None
    assert make_safe(text).startswith("'")


def test_an_address_beyond_the_links_that_excel_allows_is_written_as_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.exports.workbook._MOST_LINKS", 2)
    path = tmp_path / "many.xlsx"
    rows = [row(number, url=f"http://x.gov.cn/{number}") for number in (1, 2, 3)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    assert [sheet[f"N{line}"].hyperlink is not None for line in (3, 4, 5)] == [True, True, False]
    assert sheet["N5"].value == "http://x.gov.cn/3"


PLAN = """一、重点任务
（一）公开规划信息。集中公开发展规划。（责任单位：市发展改革委、市财政局；完成时限：2026年12月底前）
（二）调度项目。每月召开调度会。由市财政局牵头，市审计局配合。
兰山区人民政府办公室
2026年11月2日"""


@pytest.fixture
def read_from_a_page(tmp_path: Path) -> Release:
    store = Store(tmp_path / "store")
    site = Site(store)
    site.put("plan", "兰山区人民政府办公室关于印发2026年重点项目工作要点的通知", PLAN)
    build(store, site.crawl(1), portal(), FIRST)
    publish(store, [portal()], FIRST)
    found = latest_release(store)
    assert found is not None
    return found


def test_a_plan_under_two_addresses_is_listed_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    site = Site(store)
    title = "兰山区人民政府办公室关于印发2026年重点项目工作要点的通知"
    numbered = f"兰政办发〔2026〕5号\n{PLAN}"
    site.put("again", title, f"{numbered}\n（此件公开发布）", published="2026-11-19")
    site.put("first", title, numbered)
    build(store, site.crawl(1), portal(), FIRST)
    publish(store, [portal()], FIRST)
    found = latest_release(store)
    assert found is not None
    documents = {row["url"][-10:-5]: row["document_id"] for row in found.rows("documents")}
    assert set(select_tasks(found, Selection())["document_id"].to_pylist()) == {documents["first"]}
    # Who names a copy gets it.
    asked = Selection(document=[documents["again"]])
    assert select_tasks(found, asked).num_rows == select_tasks(found, Selection()).num_rows > 0


def test_each_task_has_its_sentence_as_a_comment(read_from_a_page: Release, tmp_path: Path) -> None:
    path = tmp_path / "comments.xlsx"
    export_tasks(read_from_a_page, Selection(), path, ExportFormat.XLSX)
    sheet = load_workbook(path)["台账"]
    comments = [sheet.cell(line, 7).comment for line in range(3, sheet.max_row + 1)]
    assert [comment and comment.text for comment in comments] == [
        "原句：（责任单位：市发展改革委、市财政局；\n完成时限：2026年12月底前）",
        "原句：由市财政局牵头，市审计局配合。",
    ]


def test_the_sentence_of_a_task_in_a_table_is_its_cells() -> None:
    place = {"part_no": 0, "table": 0, "spans": [{"start": 4, "end": 8}]}
    evidence = [{"field": "units", **place}, {"field": "text", **place}]
    [(part_no, stretch)] = _stretches_of("t", evidence)
    assert (part_no, _sentence_of("修桥铺路县交通局6月底", stretch)) == (0, "县交通局")


def test_a_comment_is_a_text_whatever_a_page_says(tmp_path: Path) -> None:
    path = tmp_path / "comment.xlsx"
    rows = [row(1, sentence='=cmd|"x"\x1b <b>&</b>\u202e'), row(2)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    assert sheet["G3"].comment.text == '原句：=cmd|"x"<U+001B> <b>&</b><U+202E>'
    assert sheet["G4"].comment is None


def test_the_archived_copy_is_a_link_where_the_explorer_is_served(
    release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "archived.xlsx"
    selection = Selection(portal=["lanshan"])
    for explorer in ("http://127.0.0.1:8020/", None):
        export_tasks(release, selection, path, ExportFormat.XLSX, explorer=explorer)
        cell = load_workbook(path)["台账"]["O3"]
        task = select_tasks(release, selection).to_pylist()[0]
        if explorer:
            page = f"http://127.0.0.1:8020/tasks/{task['task_id']}/archived"
            assert (cell.value, cell.hyperlink.target) == ("存档", page)
        else:
            assert len(cell.value) > 30
            assert cell.hyperlink is None


def test_two_links_a_row_count_as_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.exports.workbook._MOST_LINKS", 3)
    path = tmp_path / "links.xlsx"
    rows = [row(n, url=f"http://x.gov.cn/{n}", archived=f"http://web/{n}") for n in (1, 2)]
    write_workbook(path, [LedgerSheet("台账", "台账", rows, len(rows))])
    sheet = load_workbook(path)["台账"]
    links = [sheet[cell].hyperlink is not None for cell in ("N3", "O3", "N4", "O4")]
    assert links == [True, True, False, False]
    assert sheet["O4"].value == "http://web/2"


def test_tables_come_in_stretches_as_they_come_whole(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taizhang.parquet.ROWS_AT_A_TIME", 7)
    stretches = list(release.batches("tasks", "task_id", "text"))
    assert max(len(stretch) for stretch in stretches) == 7
    rows = [row for stretch in stretches for row in stretch.to_pylist()]
    assert rows == release.rows("tasks", "task_id", "text")
    with pytest.raises(UserError):
        list(release.batches("tasks", "txt"))


@pytest.mark.parametrize("ending", list(ExportFormat))
def test_an_export_that_fails_leaves_the_old_file_as_it_was(
    read_from_a_page: Release, tmp_path: Path, ending: ExportFormat
) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_bytes(b"of yesterday")
    [documents], [tasks] = read_from_a_page.files("documents"), read_from_a_page.files("tasks")
    tasks.write_bytes(documents.read_bytes())
    with pytest.raises(DamagedError):
        export_tasks(read_from_a_page, Selection(), path, ending)
    assert path.read_bytes() == b"of yesterday"
    assert [child.name for child in tmp_path.iterdir() if child.is_file()] == [path.name]


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
