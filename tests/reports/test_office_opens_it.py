"""An exported ledger opens in an office's program, merged as the page that it was read from.

The PDF that LibreOffice prints of it is kept as build/test_output/tongliao.pdf, for people to look at.
"""

import shutil
import subprocess
from pathlib import Path

import pdfplumber
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

import taizhang
from reports.exports.files import export_tasks
from reports.exports.formats import ExportFormat
from reports.exports.ledger import LEDGER
from reports.exports.selection import Selection
from taizhang.releases import Release
from taizhang.store import Store
from transform.files.office import find_converter

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        find_converter() is None, reason="needs LibreOffice, which is not installed"
    ),
]
KEPT = Path(__file__).resolve().parents[2] / "build/test_output"
PAGE = "content_90ad23b3dc6ad50c4fcdf7a67dcd7c4b.shtml"
HEADS = 2  # rows of the sheet above its tasks
A4_ACROSS = (842, 595)  # points
SMALLEST = 6.0  # points of a letter that can be read on paper


@pytest.fixture(scope="module")
def release(replayed_store: Store) -> Release:
    return taizhang.release(replayed_store.root)


@pytest.fixture(scope="module")
def workbook(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 36 tasks of the page as Excel."""
    [document] = [row for row in release.rows("documents") if row["url"].endswith(PAGE)]
    path = tmp_path_factory.mktemp("office") / "tongliao.xlsx"
    wanted = Selection(document=[document["document_id"]])
    assert export_tasks(release, wanted, path, ExportFormat.XLSX) == 36
    return path


def said_once(text: str) -> str:
    """What a cell says; the page's editor left the texts of the cells that it merged in one, each after the other."""
    # A text that stands in itself again before its end repeats what comes before that place.
    again = (text + text).find(text, 1)
    return text[:again]


def printed_spans(shared: Path) -> dict[str, list[tuple[int, int]]]:
    """Which tasks stand beside one heading in the page's own table, by the heading without spaces.

    Cells of one heading that follow each other are one: the page parts some that it need not.
    """
    [page] = (shared / "portals/sites").rglob(PAGE)
    rows = BeautifulSoup(page.read_bytes(), "html.parser").select("table tr")[1:]
    spans: dict[str, list[tuple[int, int]]] = {}
    for number, row in enumerate(rows):
        for cell in row.find_all("td"):
            heading = said_once("".join(cell.get_text().split()))
            height = int(str(cell.get("rowspan") or 1))
            if not heading.startswith(("一、", "二、", "三、", "四、", "（", "(")):
                continue
            known = spans.setdefault(heading, [])
            if known and known[-1][1] == number - 1:
                known[-1] = (known[-1][0], number + height - 1)
            else:
                known.append((number, number + height - 1))
    return spans


def test_headings_are_merged_as_on_the_page(shared: Path, workbook: Path) -> None:
    sheet = load_workbook(workbook).active
    assert sheet is not None
    wanted = printed_spans(shared)
    assert sum(map(len, wanted.values())) >= 18
    found: dict[str, list[tuple[int, int]]] = {}
    levels = [n for n, column in enumerate(LEDGER, 1) if column.heading.endswith("级标题")]
    lasts = {(cells.min_row, cells.min_col): cells.max_row for cells in sheet.merged_cells.ranges}
    for column in levels:
        for line in range(1 + HEADS, sheet.max_row + 1):
            heading = sheet.cell(line, column).value
            if heading:
                last = lasts.get((line, column), line)
                key = "".join(str(heading).split())
                span = (line - HEADS - 1, last - HEADS - 1)
                found.setdefault(key, []).append(span)
    assert found == wanted


def test_libreoffice_prints_all_of_it_on_a4_across(workbook: Path, tmp_path: Path) -> None:
    converter = find_converter()
    assert converter is not None
    command = [
        converter,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(workbook),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    KEPT.mkdir(parents=True, exist_ok=True)
    shutil.copy(tmp_path / "tongliao.pdf", KEPT / "tongliao.pdf")
    said = ""
    with pdfplumber.open(tmp_path / "tongliao.pdf") as document:
        for page in document.pages:
            assert (round(page.width), round(page.height)) == A4_ACROSS
            sizes = sorted(float(letter["size"]) for letter in page.chars)
            assert sizes[len(sizes) // 2] >= SMALLEST
            table = page.extract_table()
            assert table is not None
            # The head of the table stands on each page.
            head = next(row for row in table if "任务内容" in row)
            said += "".join(str(row[head.index("任务内容")] or "") for row in table)
    said = "".join(said.split())
    sheet = load_workbook(workbook).active
    assert sheet is not None
    text = next(n for n, column in enumerate(LEDGER, 1) if column.heading == "任务内容")
    for line in range(1 + HEADS, sheet.max_row + 1):
        task = "".join(str(sheet.cell(line, text).value).split())
        # The last words of each: a row that is too low would cut them.
        assert task[-8:] in said, line
