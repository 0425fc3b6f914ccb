"""Markup under other names: what Excel and Word open is read, a page of the site is not."""

import pytest

from taizhang.issues import Code
from tests.transform.files.reading import read_only
from transform.files.detection import detect_format
from transform.files.formats import Format
from transform.model import Paragraph, TableBlock

TABLE = (
    "<table border=1><tr><td colspan=3>河道清淤分工</td></tr><tr><td>序号<td>任务<td>责任单位</tr>"
    "<tr><td>1<td>清理河道<td>县水利局</tr><tr><td>2<td>加固堤坝<td>县应急局</tr></table>"
)
SHEETS = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="台账"><Table>{rows}</Table></Worksheet></Workbook>'
)


@pytest.mark.parametrize(
    "before", ["", "<div>", "<style>td{color:red}</style>", "<meta charset=gbk>", "<center>"]
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_table_named_as_a_workbook_is_a_table_with_its_title(before: str, charset: str) -> None:
    file = read_only((before + TABLE).encode(charset), "台账.xls")
    title, block = file.blocks
    assert title == Paragraph("河道清淤分工", align="center")
    assert isinstance(block, TableBlock)
    assert [[cell.text for cell in row if cell] for row in block.grid.slots][1:] == [
        ["1", "清理河道", "县水利局"],
        ["2", "加固堤坝", "县应急局"],
    ]
    assert [(cell.row, cell.column) for cell in block.grid.origins()][:3] == [
        (0, 0),
        (0, 1),
        (0, 2),
    ]


def test_utf_16_exports_are_markup_too() -> None:
    assert read_only(TABLE.encode("utf-16"), "台账.xls").format is Format.HTML


def test_a_web_archive_gives_its_page() -> None:
    lines = ["MIME-Version: 1.0", 'Content-Type: multipart/related; boundary="b"', "", "--b"]
    lines += [
        "Content-Type: text/html; charset=gb2312",
        "Content-Transfer-Encoding: 8bit",
        "",
        TABLE,
        "--b--",
        "",
    ]
    file = read_only("\r\n".join(lines).encode("gb18030"), "台账.mht")
    assert [type(block) for block in file.blocks] == [Paragraph, TableBlock]


def test_a_page_of_the_site_is_no_file() -> None:
    page = f"<!DOCTYPE html><html><body><script src=/a.js></script>{TABLE}</body></html>"
    file = read_only(page.encode(), "台账.xls")
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.UNREADABLE_FILE])


def test_spreadsheets_in_xml_keep_places_merges_and_what_they_hide() -> None:
    rows = (
        '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">清淤任务</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">任务</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="String">责任单位</Data></Cell></Row>'
        '<Row ss:Hidden="1"><Cell><Data ss:Type="String">旧任务</Data></Cell></Row>'
        '<Row ss:Index="5"><Cell><Data ss:Type="String">清理河道</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="DateTime">2025-06-30T00:00:00.000</Data></Cell></Row>'
    )
    file = read_only(SHEETS.format(rows=rows).encode(), "台账.xls")
    title, block = file.blocks
    assert title == Paragraph("清淤任务", align="center")
    assert isinstance(block, TableBlock)
    texts = [[cell.text if cell else None for cell in row] for row in block.grid.slots]
    assert [row for row in texts if any(row)] == [
        ["任务", "", "责任单位"],
        ["清理河道", "", "2025年6月30日"],
    ]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_other_xml_is_an_issue_never_text() -> None:
    for source in (
        '<?xml version="1.0"?><rss><item>任务</item></rss>',
        "<?xml version='1.0'?><data/>",
    ):
        file = read_only(source.encode(), "a.xml")
        assert (file.blocks, [issue.code for issue in file.issues]) == (
            [],
            [Code.UNSUPPORTED_FORMAT],
        )
    assert detect_format("<关于印发方案的通知>".encode()) is Format.TXT


def test_rows_without_their_table_are_a_table() -> None:
    file = read_only("<tr><td>任务<td>单位</tr><tr><td>修桥<td>县交通局</tr>".encode(), "台账.xls")
    (block,) = file.blocks
    assert isinstance(block, TableBlock)
    assert len(block.grid.slots) == 2
