"""Ledgers and paragraphs in PDFs drawn line by line: what a page break or a narrow cell tears is put together."""

import pytest

from taizhang.issues import Code
from tests.transform.files.pdf_writer import PdfPage, write_pdf
from tests.transform.files.reading import read_file
from transform.files import pdf as reader
from transform.files.filetext import FileText
from transform.model import Paragraph, Payload, TableBlock

# A ledger's columns: section, task, units, deadline.
A, B, C, D, E = 40, 100, 300, 420, 500


def read(*pages: PdfPage) -> FileText:
    (file,) = read_file(Payload(write_pdf(*pages), "digest", name="台账.pdf"))
    return file


def rows_of(file: FileText) -> list[list[str]]:
    assert file.issues == []
    (block,) = [block for block in file.blocks if isinstance(block, TableBlock)]
    return [[cell.text if cell else "" for cell in row] for row in block.grid.slots]


def head(page: PdfPage, y: float = 40) -> PdfPage:
    page.cell(A, y, B, y + 20, "类别").cell(B, y, C, y + 20, "任务")
    return page.cell(C, y, D, y + 20, "责任单位").cell(D, y, E, y + 20, "完成时限")


def test_wrapped_lines_are_joined_and_others_kept() -> None:
    page = head(PdfPage())
    page.cell(A, 60, B, 120, "营商环境")
    # 19 characters fit in 194 points; the second line ends early.
    page.cell(B, 60, C, 120, "全面推行告知承诺制度，清理没有依据的证明", "事项。", "开展评估。")
    page.cell(C, 60, D, 120, "市司法局", "市财政局").cell(D, 60, E, 120, "2024年6月", "底")
    assert rows_of(read(page))[1] == [
        "营商环境",
        "全面推行告知承诺制度，清理没有依据的证明事项。\n开展评估。",
        "市司法局\n市财政局",
        "2024年6月底",
    ]


def test_merged_cells_go_on_over_a_page_break_and_headings_stand_once() -> None:
    first = head(PdfPage())
    first.cell(A, 60, B, 140, "营商环境").cell(B, 60, C, 100, "1.公布清单。").cell(B, 100, C, 140, "2.清理证明。")
    first.cell(C, 60, D, 140, "市司法局").cell(D, 60, E, 100, "6月底").cell(D, 100, E, 140, "7月底")
    first.text(290, 380, "— 1 —")
    second = head(PdfPage())
    second.cell(A, 60, B, 140).cell(B, 60, C, 100, "3.开展评估。").cell(B, 100, C, 140, "4.通报结果。")
    second.cell(C, 60, D, 100, "市统计局").cell(C, 100, D, 140, "市审计局").cell(D, 60, E, 100, "8月底").cell(
        D, 100, E, 140, "9月底"
    )
    file = read(first, second)
    assert rows_of(file) == [
        ["类别", "任务", "责任单位", "完成时限"],
        ["营商环境", "1.公布清单。", "市司法局", "6月底"],
        ["营商环境", "2.清理证明。", "市司法局", "7月底"],
        ["营商环境", "3.开展评估。", "市统计局", "8月底"],
        ["营商环境", "4.通报结果。", "市审计局", "9月底"],
    ]
    assert not any(isinstance(block, Paragraph) for block in file.blocks)


def test_a_row_torn_by_a_page_break_is_one_row() -> None:
    first = head(PdfPage())
    first.cell(A, 60, B, 100, "营商环境").cell(B, 60, C, 100, "1.全面推行告知承诺制度，清理没有依据的")
    first.cell(C, 60, D, 100, "市司法局").cell(D, 60, E, 100, "6月底")
    second = head(PdfPage())
    second.cell(A, 60, B, 80).cell(B, 60, C, 80, "证明事项。").cell(C, 60, D, 80).cell(D, 60, E, 80)
    second.cell(A, 80, B, 100, "政务公开").cell(B, 80, C, 100, "2.公开目录。").cell(C, 80, D, 100, "市政府办").cell(
        D, 80, E, 100, "7月底"
    )
    assert rows_of(read(first, second))[1:] == [
        ["营商环境", "1.全面推行告知承诺制度，清理没有依据的证明事项。", "市司法局", "6月底"],
        ["政务公开", "2.公开目录。", "市政府办", "7月底"],
    ]


def test_an_empty_cell_at_a_pages_top_stays_empty_where_others_are() -> None:
    first = head(PdfPage())
    first.cell(A, 60, B, 100, "甲").cell(B, 60, C, 100, "1.公布清单。").cell(C, 60, D, 100, "市司法局").cell(
        D, 60, E, 100
    )
    first.cell(A, 100, B, 140, "乙").cell(B, 100, C, 140, "2.清理证明。").cell(C, 100, D, 140, "市司法局").cell(
        D, 100, E, 140, "6月底"
    )
    second = PdfPage()
    second.cell(A, 40, B, 80, "丙").cell(B, 40, C, 80, "3.开展评估。").cell(C, 40, D, 80, "市统计局").cell(D, 40, E, 80)
    assert [row[3] for row in rows_of(read(first, second))] == ["完成时限", "", "6月底", ""]


def test_another_table_on_the_next_page_stays_another() -> None:
    first = (
        head(PdfPage())
        .cell(A, 60, B, 80, "甲")
        .cell(B, 60, C, 80, "1.")
        .cell(C, 60, D, 80, "局")
        .cell(D, 60, E, 80, "月")
    )
    second = PdfPage().cell(60, 40, 200, 60, "联系人").cell(200, 40, 350, 60, "电话")
    second.cell(60, 60, 200, 80, "某某").cell(200, 60, 350, 80, "0000")
    file = read(first, second)
    assert [block.number for block in file.blocks if isinstance(block, TableBlock)] == [0, 1]


def test_paragraphs_over_lines_and_pages() -> None:
    first = PdfPage().text(150, 40, "关于印发工作要点的通知", 18)
    first.text(60, 80, "为贯彻落实上级部署，现将工作要点印发给你们，请结合实际认真组织实施，有关情况")
    first.text(40, 95, "及时报告。")
    first.text(60, 110, "一、总体要求").text(
        60, 125, "坚持问题导向，紧盯重点领域，健全工作机制，全面推进各项任务落实，确保按期完"
    )
    first.text(290, 380, "- 1 -")
    second = PdfPage().text(40, 40, "成年度目标。").text(400, 80, "2024年3月1日")
    second.text(290, 380, "- 2 -")
    file = read(first, second)
    assert [block.text for block in file.blocks if isinstance(block, Paragraph)] == [
        "关于印发工作要点的通知",
        "为贯彻落实上级部署，现将工作要点印发给你们，请结合实际认真组织实施，有关情况及时报告。",
        "一、总体要求",
        "坚持问题导向，紧盯重点领域，健全工作机制，全面推进各项任务落实，确保按期完成年度目标。",
        "2024年3月1日",
    ]
    title, *_, signature = (block for block in file.blocks if isinstance(block, Paragraph))
    assert (title.align, signature.align) == ("center", "right")


def test_a_drawing_is_no_table_and_takes_no_time() -> None:
    page = PdfPage().text(40, 10, "规划图见下，请各单位遵照执行，不得擅自变更。")
    for number in range(5000):
        page.box(40 + number % 100 * 5, 40 + number // 100 * 6, 45 + number % 100 * 5, 46 + number // 100 * 6)
    assert [type(block) for block in read(page).blocks] == [Paragraph]


def test_long_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    file = read(*[PdfPage().text(40, 40, "正文正文正文正文正文正文") for _ in range(3)])
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.TOO_SLOW])


def test_pages_without_letters_are_no_empty_document() -> None:
    file = read(PdfPage().box(10, 10, 500, 300))
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.NO_TEXT_LAYER])
