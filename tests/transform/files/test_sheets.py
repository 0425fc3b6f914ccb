"""Workbooks written as raw .xlsx, so that no other library decides what a cell holds."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from taizhang.issues import Code
from tests.transform.files.reading import read_file
from transform.files.filetext import FileText
from transform.files.formats import Format
from transform.files.office import find_converter
from transform.model import Paragraph, Payload, TableBlock

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HIDDEN = ' state="hidden"'
XF = '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="176"/>'
FORMAT = '<numFmts count="1"><numFmt numFmtId="176" formatCode="m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(
    sheets: list[tuple[str, dict[str, str | int], list[str]]], hidden: tuple[str, ...] = ()
) -> bytes:
    """Sheets of a name, cells by address and merged ranges. A date is written as date, its day and style."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        root = f'<Relationship Id="w" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        names = "".join(
            f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"{HIDDEN if name in hidden else ""}/>'
            for i, (name, _, _) in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        links += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}">{FORMAT}<cellXfs count="4">{XF}</cellXfs></styleSheet>',
        )
        for i, (_, cells, merges) in enumerate(sheets, 1):
            rows: dict[int, str] = {}
            for address, value in cells.items():
                row = int("".join(c for c in address if c.isdigit()))
                if isinstance(value, int):
                    cell = f'<c r="{address}"><v>{value}</v></c>'
                elif value.startswith("date:"):
                    _, day, style = value.split(":")
                    cell = f'<c r="{address}" s="{style}"><v>{day}</v></c>'
                else:
                    cell = f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'
                rows[row] = rows.get(row, "") + cell
            data = "".join(f'<row r="{row}">{rows[row]}</row>' for row in sorted(rows))
            merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
            merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
            archive.writestr(
                f"xl/worksheets/sheet{i}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{merged}</worksheet>',
            )
    return out.getvalue()


def read(content: bytes) -> FileText:
    (file,) = read_file(Payload(content, "digest", name="台账.xlsx"))
    return file


def test_titles_merges_and_values() -> None:
    file = read(
        workbook(
            [
                (
                    "台账",
                    {
                        "A1": "附件",
                        "A2": "2024年重点任务台账",
                        "A3": "序号",
                        "B3": "任务",
                        "C3": "责任单位",
                        "D3": "完成时限",
                        "A4": 1,
                        "B4": "建平台",
                        "C4": "市数据局",
                        "D4": "date:45473:1",
                        "A5": 2,
                        "B5": "建中心",
                    },
                    ["A2:D2", "C4:C5", "D4:D5"],
                )
            ]
        )
    )
    assert file.issues == []
    annex, title, block = file.blocks
    assert annex == Paragraph("附件")
    assert title == Paragraph("2024年重点任务台账", align="center")
    assert isinstance(block, TableBlock)
    assert [[cell.text if cell else None for cell in row] for row in block.grid.slots] == [
        ["序号", "任务", "责任单位", "完成时限"],
        ["1", "建平台", "市数据局", "2024年6月30日"],
        ["2", "建中心", "市数据局", "2024年6月30日"],
    ]
    assert block.grid.cell(2, 2) is block.grid.cell(1, 2)


def test_each_visible_sheet_is_a_table_and_blank_margins_are_left_out() -> None:
    cells: dict[str, str | int] = {"C5": "任务", "D5": "责任单位", "C6": "建平台", "D6": "市数据局"}
    file = read(
        workbook(
            [("一", cells, []), ("藏", cells, []), ("空", {}, []), ("二", cells, [])],
            hidden=("藏",),
        )
    )
    tables = [block for block in file.blocks if isinstance(block, TableBlock)]
    assert [block.number for block in tables] == [0, 1]
    assert [len(block.grid.slots) for block in tables] == [2, 2]


def test_a_stray_cell_far_away_does_not_fill_the_memory() -> None:
    file = read(workbook([("一", {"A1": "任务", "XFD1048576": "远"}, [])]))
    assert file.blocks == [Paragraph("任务")]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]
    assert "1048576" in file.issues[0].message


def test_a_damaged_workbook_is_an_issue() -> None:
    content = workbook([("一", {"A1": "任务", "B1": "单位"}, [])])
    broken = content.replace(b"<sheetData>", b"<sheetDat<>")
    for part in (broken, content[:-60]):
        file = read(part)
        assert file.blocks == []
        assert [issue.code for issue in file.issues] == [Code.UNREADABLE_FILE]
        assert "\n" not in file.issues[0].message


def test_dates_show_what_their_format_shows() -> None:
    cells: dict[str, str | int] = {"A1": "完成时限", "B1": "任务", "A2": "date:44531:2", "B2": "一"}
    cells |= {"A3": "date:44561:3", "B3": "二", "A4": "date:44561:1", "B4": "三"}
    (block,) = read(workbook([("台账", cells, [])])).blocks
    assert isinstance(block, TableBlock)
    assert [row[0].text for row in block.grid.slots if row[0]] == [
        "完成时限",
        "2021年12月",
        "12月31日",
        "2021年12月31日",
    ]


def formatted(*cells: tuple[float | str, str]) -> list[str]:
    """How a workbook's column shows values under formats."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["时限", "任务"])
        for y, (value, code) in enumerate(cells, 1):
            sheet.write(y, 0, value, book.add_format({"num_format": code}))
            sheet.write(y, 1, "一")
    (block,) = read(out.getvalue()).blocks
    assert isinstance(block, TableBlock)
    return [row[0].text for row in block.grid.slots[1:] if row[0]]


def test_numbers_show_what_their_format_adds() -> None:
    shown = formatted(
        (9, '0"月底前"'),
        (2026, '0"年底前"'),
        (3, '"第"0"季度"'),
        (2.1, "0.00"),
        (0.85, "0%"),
        (1234.5, "#,##0.0"),
        (7, "000"),
        (11, '[DBNum1][$-804]General"月"'),
        (46000, 'yyyy"年"m"月底前"'),
        (46000, "yyyy-mm"),
        (46000, "mm/dd/yyyy"),
        (5, "General"),
        (-3, "0;[红色]-0"),
        ("县水利局", '@"牵头"'),
    )
    assert shown == [
        "9月底前", "2026年底前", "第3季度", "2.10", "85%", "1,234.5", "007", "十一月", "2025年12月底前", "2025年12月",
        "2025年12月9日", "5", "-3", "县水利局牵头",
    ]  # fmt: skip


def hiding_book() -> bytes:
    """A row, a column and the first row of a merged cell are hidden."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["序号", "任务", "内部备注", "责任单位"])
        sheet.write_row(1, 0, [1, "旧任务", "删", ""])
        sheet.write_row(2, 0, [2, "修路", "急", ""])
        sheet.write_row(3, 0, [3, "建桥", "", "县住建局"])
        sheet.merge_range(1, 3, 2, 3, "县交通局")
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
    return out.getvalue()


def test_hidden_rows_and_columns_are_not_read_and_said() -> None:
    file = read(hiding_book())
    (block,) = file.blocks
    assert isinstance(block, TableBlock)
    assert [[cell.text if cell else None for cell in row] for row in block.grid.slots] == [
        ["序号", "任务", "责任单位"],
        ["2", "修路", "县交通局"],
        ["3", "建桥", "县住建局"],
    ]
    assert [issue.message for issue in file.issues] == [
        "台账.xlsx: sheet 台账: hidden from readers, so not read: 1 rows, 1 columns"
    ]


@pytest.mark.parametrize("way", ['ht="0" customHeight="1"', 'hidden="true"'])
def test_a_row_without_height_is_hidden(way: str) -> None:
    content = workbook([("台账", {"A1": "任务", "B1": "单位", "A2": "修路", "B2": "县交通局"}, [])])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="2"', f'<row r="2" {way}'.encode()))
    file = read(out.getvalue())
    assert "修路" not in str(file.blocks)
    assert [issue.message for issue in file.issues] == [
        "台账.xlsx: sheet 台账: hidden from readers, so not read: 1 rows, 0 columns"
    ]


def test_damaged_formats_cost_no_values() -> None:
    content = workbook([("台账", {"A1": "任务", "B1": "单位", "A2": "修路", "B2": "县交通局"}, [])])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<styleSheet" if name.endswith("styles.xml") else old.read(name))
    file = read(out.getvalue())
    assert "修路" in str(file.blocks)
    (issue,) = file.issues
    assert "its formats were not read" in issue.message


def test_formulas_without_values_are_named() -> None:
    content = workbook([("台账", {"A1": "任务", "B1": "时限", "A2": "修路"}, [])])
    formula = b'<c r="B2"><f>"2025&#24180;"</f></c></row></sheetData>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</row></sheetData>", formula))
    assert [issue.message for issue in read(out.getvalue()).issues] == [
        "台账.xlsx: sheet 台账: 1 cells hold formulas whose values the file does not store: B2"
    ]


@pytest.mark.parametrize(
    "cell", ['<c s="2" r="A2">', "<c r='A2' s='2'>", '<c s="2">', '<x:c s="2" r="A2">']
)
def test_a_style_is_found_however_the_cell_is_written(cell: str) -> None:
    content = workbook(
        [("台账", {"A1": "完成时限", "B1": "任务", "A2": "date:44531:2", "B2": "一"}, [])]
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b'<c r="A2" s="2">', cell.encode())
            if ":c" in cell:
                part = part.replace(b"<v>44531</v></c>", b"<x:v>44531</x:v></x:c>")
                part = part.replace(b"<worksheet ", f'<worksheet xmlns:x="{MAIN}" '.encode())
            new.writestr(name, part)
    (block,) = read(out.getvalue()).blocks
    assert isinstance(block, TableBlock)
    assert block.grid.slots[1][0].text == "2021年12月"  # type: ignore[union-attr]


def test_long_sheets_are_read_to_their_end() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for y in range(20_500):
            sheet.write_row(y, 0, [f"任务{y}", "县水利局"])
    (block,) = read(out.getvalue()).blocks
    assert isinstance(block, TableBlock)
    assert len(block.grid.slots) == 20_500


@pytest.mark.skipif(find_converter() is None, reason="needs LibreOffice, which is not installed")
def test_an_old_workbook_shows_and_hides_the_same(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(hiding_book())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        find_converter() or "",
        profile,
        "--headless",
        "--convert-to",
        "xls",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    new, old = read(hiding_book()), read((tmp_path / "a.xls").read_bytes())
    assert old.format is Format.XLS
    assert old.blocks == new.blocks
    assert [issue.code for issue in old.issues] == [Code.LEFT_OUT]
