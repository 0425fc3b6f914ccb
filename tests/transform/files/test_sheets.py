"""Workbooks written as raw .xlsx, so that no other library decides what a cell holds."""

import io
import zipfile

from taizhang.issues import Code
from transform.files import FileText, read_file
from transform.model import Paragraph, Payload, TableBlock

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HIDDEN = ' state="hidden"'
XF = '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="57"/><xf numFmtId="176"/>'
FORMAT = '<numFmts count="1"><numFmt numFmtId="176" formatCode="m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheets: list[tuple[str, dict[str, str | int], list[str]]], hidden: tuple[str, ...] = ()) -> bytes:
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
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>'
        )
        links = "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        links += f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>')
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
    assert block.grid.is_inherited(2, 2)


def test_each_visible_sheet_is_a_table_and_blank_margins_are_left_out() -> None:
    cells: dict[str, str | int] = {"C5": "任务", "D5": "责任单位", "C6": "建平台", "D6": "市数据局"}
    file = read(workbook([("一", cells, []), ("藏", cells, []), ("空", {}, []), ("二", cells, [])], hidden=("藏",)))
    tables = [block for block in file.blocks if isinstance(block, TableBlock)]
    assert [block.number for block in tables] == [0, 1]
    assert [len(block.grid.slots) for block in tables] == [2, 2]


def test_a_stray_cell_far_away_does_not_fill_the_memory() -> None:
    file = read(workbook([("一", {"A1": "任务", "XFD1048576": "远"}, [])]))
    assert file.blocks == []
    assert [issue.code for issue in file.issues] == [Code.UNREADABLE_FILE]
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
