"""Ledgers and paragraphs in PDFs drawn line by line: what a page break or a narrow cell tears is put together."""

import zlib

import pytest

from taizhang.issues import Code
from tests.transform.files.pdf_writer import PdfPage, write_pdf
from tests.transform.files.reading import read_file
from transform.files import pdf as reader
from transform.files import pdf_device
from transform.files.filetext import FileText
from transform.files.pdf_effort import PAGE, effort
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
    first.cell(A, 60, B, 140, "营商环境").cell(B, 60, C, 100, "1.公布清单。").cell(
        B, 100, C, 140, "2.清理证明。"
    )
    first.cell(C, 60, D, 140, "市司法局").cell(D, 60, E, 100, "6月底").cell(D, 100, E, 140, "7月底")
    first.text(290, 380, "— 1 —")
    second = head(PdfPage())
    second.cell(A, 60, B, 140).cell(B, 60, C, 100, "3.开展评估。").cell(
        B, 100, C, 140, "4.通报结果。"
    )
    second.cell(C, 60, D, 100, "市统计局").cell(C, 100, D, 140, "市审计局").cell(
        D, 60, E, 100, "8月底"
    ).cell(D, 100, E, 140, "9月底")
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
    first.cell(A, 60, B, 100, "营商环境").cell(
        B, 60, C, 100, "1.全面推行告知承诺制度，清理没有依据的"
    )
    first.cell(C, 60, D, 100, "市司法局").cell(D, 60, E, 100, "6月底")
    second = head(PdfPage())
    second.cell(A, 60, B, 80).cell(B, 60, C, 80, "证明事项。").cell(C, 60, D, 80).cell(D, 60, E, 80)
    second.cell(A, 80, B, 100, "政务公开").cell(B, 80, C, 100, "2.公开目录。").cell(
        C, 80, D, 100, "市政府办"
    ).cell(D, 80, E, 100, "7月底")
    assert rows_of(read(first, second))[1:] == [
        ["营商环境", "1.全面推行告知承诺制度，清理没有依据的证明事项。", "市司法局", "6月底"],
        ["政务公开", "2.公开目录。", "市政府办", "7月底"],
    ]


def test_an_empty_cell_at_a_pages_top_stays_empty_where_others_are() -> None:
    first = head(PdfPage())
    first.cell(A, 60, B, 100, "甲").cell(B, 60, C, 100, "1.公布清单。").cell(
        C, 60, D, 100, "市司法局"
    ).cell(D, 60, E, 100)
    first.cell(A, 100, B, 140, "乙").cell(B, 100, C, 140, "2.清理证明。").cell(
        C, 100, D, 140, "市司法局"
    ).cell(D, 100, E, 140, "6月底")
    second = PdfPage()
    second.cell(A, 40, B, 80, "丙").cell(B, 40, C, 80, "3.开展评估。").cell(
        C, 40, D, 80, "市统计局"
    ).cell(D, 40, E, 80)
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
    first.text(
        60, 80, "为贯彻落实上级部署，现将工作要点印发给你们，请结合实际认真组织实施，有关情况"
    )
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
        page.box(
            40 + number % 100 * 5,
            40 + number // 100 * 6,
            45 + number % 100 * 5,
            46 + number // 100 * 6,
        )
    assert [type(block) for block in read(page).blocks] == [Paragraph]


def test_long_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    file = read(*[PdfPage().text(40, 40, "正文正文正文正文正文正文") for _ in range(3)])
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.TOO_SLOW])


def test_pages_without_letters_are_no_empty_document() -> None:
    file = read(PdfPage().box(10, 10, 500, 300))
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.NO_TEXT_LAYER])


def texts_of(file: FileText) -> list[str]:
    return [block.text for block in file.blocks if isinstance(block, Paragraph)]


def ledger(page: PdfPage, x: float = 40, y: float = 60) -> PdfPage:
    """The words of a ledger without any line, in columns of 20, 200, 100 and 80 points."""
    columns = (x, x + 40, x + 260, x + 380)
    rows = (
        ("序号", "工作任务", "责任单位", "完成时限"),
        ("1", "修建跨河大桥", "县交通局", "6月底"),
        ("2", "疏浚城区河道", "县水利局", "9月底"),
    )
    for number, row in enumerate(rows):
        for place, text in zip(columns, row, strict=True):
            page.text(place, y + 24 * number, text)
    return page


LEDGER = [
    ["序号", "工作任务", "责任单位", "完成时限"],
    ["1", "修建跨河大桥", "县交通局", "6月底"],
    ["2", "疏浚城区河道", "县水利局", "9月底"],
]


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_ledger_printed_sideways_is_turned(degrees: int) -> None:
    page = PdfPage()
    for y, row in enumerate(LEDGER):
        for x, text in enumerate(row):
            down, across = 380 - 90 * x, 60 + 40 * y
            if degrees == 90:
                page.turned(across + 25, down - 5, text, 90).box(
                    across, down - 90, across + 40, down
                )
            else:
                page.turned(600 - across - 25, 400 - down + 5, text, -90)
                page.box(600 - across - 40, 400 - down, 600 - across, 400 - down + 90)
    assert rows_of(read(page)) == LEDGER


def test_a_label_that_stands_sideways_in_its_cell_is_read() -> None:
    page = head(PdfPage()).cell(A, 60, B, 160).turned(75, 140, "营商环境", 90)
    page.cell(B, 60, C, 160, "公布清单。").cell(C, 60, D, 160, "市司法局").cell(
        D, 60, E, 160, "6月底"
    )
    assert rows_of(read(page))[1] == ["营商环境", "公布清单。", "市司法局", "6月底"]


def test_open_sides_are_closed() -> None:
    page = ledger(PdfPage())
    for y in (56, 80, 104, 128):
        page.line(36, y, 500, y)
    for x in (76, 296, 416):
        page.line(x, 56, x, 128)
    assert rows_of(read(page)) == LEDGER


@pytest.mark.parametrize("rules", [(), (56, 80, 128), (56, 80, 104, 128)])
def test_columns_without_rules_between_them_are_columns(rules: tuple[float, ...]) -> None:
    page = ledger(PdfPage())
    for y in rules:
        page.line(36, y, 500, y)
    assert rows_of(read(page)) == LEDGER


def test_words_in_three_places_are_no_table_where_nobody_does_anything() -> None:
    page = PdfPage().text(40, 40, "地址").text(250, 40, "电话").text(450, 40, "邮编")
    page.text(40, 60, "人民路一号").text(250, 60, "一二三四").text(450, 60, "二〇〇〇")
    assert not any(isinstance(block, TableBlock) for block in read(page).blocks)


@pytest.mark.parametrize("degrees", [20, 45, -45, 60])
def test_a_slanted_stamp_is_no_text(degrees: int) -> None:
    lines = ("关于加强河道管理的工作方案请认真执行", "县水利局牵头制定巡查制度并按月通报情况")
    page = PdfPage().text(40, 40, lines[0]).text(40, 70, lines[1])
    page.turned(60, 40 if degrees < 0 else 380, "政务公开内部资料", degrees, 30).within("0.8 g")
    file = read(page)
    assert "".join(texts_of(file)) == "".join(lines)
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_a_pale_stamp_across_the_text_is_no_text_but_pale_text_is() -> None:
    line = "县水利局牵头制定巡查制度并按月通报情况"
    stamped = PdfPage().text(40, 40, line).text(60, 30, "样张", 40).within("0.85 g")
    assert texts_of(read(stamped)) == [line]
    pale = PdfPage().text(40, 40, line).text(40, 80, "联系人：某某").within("0.6 g")
    assert "联系人：某某" in "".join(texts_of(read(pale)))


def test_what_no_reader_sees_is_no_text() -> None:
    page = PdfPage().text(40, 40, "县水利局牵头制定巡查制度")
    page.text(40, 60, "看不见的字").within("3 Tr").text(700, 40, "页外的字").text(
        40, 900, "页外的字"
    )
    file = read(page)
    assert texts_of(file) == ["县水利局牵头制定巡查制度"]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_the_text_below_a_scan_is_read() -> None:
    page = PdfPage().scan().text(40, 40, "一、县水利局牵头制定巡查制度").within("3 Tr")
    assert texts_of(read(page)) == ["一、县水利局牵头制定巡查制度"]


def test_pages_that_are_pictures_are_named() -> None:
    text = PdfPage().text(40, 40, "县水利局牵头制定巡查制度并按月通报")
    file = read(PdfPage().scan(), text, PdfPage(), PdfPage().scan())
    assert texts_of(file) == ["县水利局牵头制定巡查制度并按月通报"]
    assert [(issue.code, issue.message) for issue in file.issues] == [
        (Code.NO_TEXT_LAYER, "台账.pdf: 2 of 4 pages are pictures without text: page 1, 4")
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = PdfPage().text(200, 30, "河道管理工作方案", 18)
    left = (
        "一、巡查。各镇每月巡查两次，发现问",
        "题立即报告。二、清淤。汛期以前完成",
        "主要河道的清淤，由县水利局负责，县",
    )
    left += ("财政局配合，按期验收，不得拖延。三",)
    right = (
        "、护岸。加固堤坝十处，由县应急局会",
        "同县水利局办理。四、宣传。在沿河村",
        "庄张贴公告，由县融媒体中心负责，各",
    )
    right += ("镇配合。",)
    for number, (one, two) in enumerate(zip(left, right, strict=True)):
        page.text(40, 70 + 16 * number, one).text(320, 70 + 16 * number, two)
    assert "".join(texts_of(read(page))) == "河道管理工作方案" + "".join(left) + "".join(right)


@pytest.mark.parametrize(
    ("columns", "width", "size"),
    [
        (
            (
                ("一、巡查。各镇每月巡查两次，发现", "问题立即报告。二、清淤。汛期以前"),
                ("完成主要河道的清淤，由县水利局负", "责。"),
            ),
            300,
            16,
        ),
        (
            (
                ("一、巡查。各镇每月巡查", "两次，发现问题立即报", "告。"),
                ("二、清淤。汛期以前完成", "主要河道的清淤，由县水", "利局负责。"),
                ("三、护岸。加固堤坝十处", "，由县应急局会同县水利", "局办理。"),
            ),
            170,
            11,
        ),
    ],
    ids=["two short ones", "three"],
)
def test_short_columns_and_three_are_columns_too(
    columns: tuple[tuple[str, ...], ...], width: int, size: int
) -> None:
    page = PdfPage().text(200, 30, "河道管理工作方案", 18)
    for place, column in enumerate(columns):
        for number, line in enumerate(column):
            page.text(40 + place * width, 70 + 16 * number, line)
    whole = "".join(line for column in columns for line in column)
    assert "".join(texts_of(read(page))) == "河道管理工作方案" + whole


def test_names_set_side_by_side_are_no_columns() -> None:
    page = PdfPage().text(40, 30, "河道管理工作方案由以下单位印发，各镇照此办理，按月报告进展。")
    page.text(40, 60, "青山县水利局").text(320, 60, "青山县财政局")
    page.text(40, 76, "青山县应急管理局").text(320, 76, "青山县农业农村局")
    assert "青山县水利局" in texts_of(read(page))[1]
    assert "青山县财政局" in texts_of(read(page))[1]


@pytest.mark.parametrize(
    ("before", "is_seen"),
    [
        ("0 0 10 10 re W n", False),
        ("0 0 m 10 0 l 10 10 l h W* n", False),
        ("0 0 600 400 re W n 0 0 10 10 re W n", False),
        ("0.1 0 0 0.1 0 0 cm 0 0 99 99 re W n 10 0 0 10 0 0 cm", False),
        ("0 0 600 400 re W n", True),
        ("q 0 0 10 10 re W n Q", True),
    ],
)
def test_what_a_clipping_path_cuts_off_is_no_text(before: str, is_seen: bool) -> None:
    page = PdfPage().text(40, 40, "县水利局牵头制定巡查制度并按月通报")
    page.text(40, 80, "四、删去的任务由县财政局负责").within(before)
    file = read(page)
    assert ("四、删去的任务由县财政局负责" in texts_of(file)) == is_seen
    assert bool(file.issues) != is_seen


def test_a_stream_that_opens_to_too_much_is_refused() -> None:
    packed = zlib.compress(b" " * (pdf_device.MAX_STREAM + 2**20), 9)
    for times, name in ((1, "/FlateDecode"), (2, "[/FlateDecode /FlateDecode]")):
        stream = packed if times == 1 else zlib.compress(packed, 9)
        content = write_pdf(PdfPage().text(40, 40, "正文"), filtered=(name, stream))
        (file,) = read_file(Payload(content, "digest", name="台账.pdf"))
        assert file.blocks == []
        assert [issue.code for issue in file.issues] == [Code.UNREADABLE_FILE]
        assert "64 MB" in file.issues[0].message


def too_slow(*pages: PdfPage) -> list[tuple[Code, bool]]:
    """The issues of a file behind whose page of text others stand, and whether each names page 2."""
    file = read(PdfPage().text(40, 40, "县水利局牵头制定巡查制度"), *pages)
    assert texts_of(file)[:1] == ["县水利局牵头制定巡查制度"]
    return [(issue.code, "page 2" in issue.message) for issue in file.issues]


def test_a_page_that_is_too_full_is_named_and_the_others_are_read() -> None:
    full = PdfPage()
    for row in range(700):
        full.text(0, row % 390, "满" * 60, size=1)
    assert too_slow(full) == [(Code.TOO_SLOW, True)]


def test_a_page_of_more_strokes_or_crossings_than_people_draw_is_named() -> None:
    map_page, squared = PdfPage(), PdfPage()
    for number in range(14_000):
        map_page.line(number % 600, number % 390, number % 7, number % 300)
    for place in range(100):
        squared.line(0, 3.9 * place, 600, 3.9 * place).line(5.9 * place, 0, 5.9 * place, 390)
    assert too_slow(map_page) == [(Code.TOO_SLOW, True)]
    assert too_slow(squared) == [(Code.TOO_SLOW, True)]


def test_dense_pages_of_print_and_of_months_are_read_to_the_last() -> None:
    print_page, months = PdfPage(), PdfPage()
    for row in range(70):
        print_page.text(10, 5.5 * row, "县水利局牵头制定巡查制度按月报告" * 4, size=5)
    for row in range(40):
        for column in range(14):
            months.cell(5 + 42 * column, 9.5 * row, 47 + 42 * column, 9.5 * row + 9.5)
            months.text(7 + 42 * column, 9.5 * row, "巡查河道", size=5)
    file = read(*[print_page, months] * 4)
    assert file.issues == []
    assert effort.taken < 8 * PAGE


def test_a_file_whose_frame_has_no_end_is_refused_in_its_opening() -> None:
    whole = write_pdf(PdfPage().text(40, 40, "县水利局牵头制定巡查制度"))
    names = b" ".join(b"/N%d 1" % number for number in range(200_000))
    content = whole.replace(b"<< /Type /Catalog", b"<< /Type /Catalog /X << " + names + b" >>")
    (file,) = read_file(Payload(content, "digest", name="台账.pdf"))
    assert [issue.code for issue in file.issues] == [Code.TOO_SLOW]


def test_a_space_between_two_names_parts_them() -> None:
    page = (
        head(PdfPage())
        .cell(A, 60, B, 90, "环境")
        .cell(B, 60, C, 90, "疏浚河道")
        .cell(D, 60, E, 90, "6月底")
    )
    page.cell(C, 60, D, 90, "县水利局 县财政局")
    assert rows_of(read(page))[1][2] == "县水利局 县财政局"


def test_a_space_at_which_a_cell_breaks_parts_names_too() -> None:
    page = (
        head(PdfPage())
        .cell(A, 60, B, 100, "环境")
        .cell(B, 60, C, 100, "疏浚河道")
        .cell(D, 60, E, 100, "6月底")
    )
    page.cell(C, 60, D, 100, "县自然资源局 县住建局 ", "县财政局")
    assert rows_of(read(page))[1][2] == "县自然资源局 县住建局 县财政局"


SEEN = "一、修建跨河大桥，年底前通车。"
UNSEEN = "二、删去的任务，另行安排。"


@pytest.mark.parametrize(
    ("size", "before"), [(10, "1 g"), (10, "1 1 1 rg"), (10, "0 0 0 0 k"), (0.5, "0 g")]
)
def test_what_is_white_or_too_small_to_see_is_no_text(size: float, before: str) -> None:
    file = read(PdfPage().text(40, 40, SEEN).text(40, 80, UNSEEN, size).within(before))
    assert [block.text for block in file.blocks if isinstance(block, Paragraph)] == [SEEN]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_white_letters_on_a_dark_ground_are_seen() -> None:
    page = PdfPage().text(40, 40, SEEN)
    page.box(30, 70, 400, 100)
    page.operations[-1] = f"q 0.2 0.3 0.6 rg {page.operations[-1].removesuffix('S')} f Q"
    page.text(40, 80, "三、开办夜校。").within("1 g")
    file = read(page)
    assert "三、开办夜校。" in str(file.blocks)
    assert file.issues == []


def test_what_the_page_is_cut_to_is_its_text() -> None:
    content = write_pdf(PdfPage().text(40, 40, SEEN).text(40, 300, UNSEEN))
    cut = content.replace(
        b"/MediaBox [0 0 600 400]", b"/MediaBox [0 0 600 400] /CropBox [0 200 600 400]"
    )
    (file,) = read_file(Payload(cut, "digest", name="a.pdf"))
    assert [block.text for block in file.blocks if isinstance(block, Paragraph)] == [SEEN]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_a_name_that_fills_its_line_is_not_joined_with_the_next() -> None:
    page = head(PdfPage()).cell(A, 60, B, 120, "水利").cell(B, 60, C, 120, "疏浚内河")
    page.cell(C, 60, D, 120, "市水利局", "县（区）各乡镇人民政府", "市城管局").cell(
        D, 60, E, 120, "6月底"
    )
    (row,) = rows_of(read(page))[1:]
    assert row[2] == "市水利局\n县（区）各乡镇人民政府\n市城管局"
