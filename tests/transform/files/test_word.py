"""Word files built with python-docx and raw markup, read back as a reader sees them."""

import io
import zipfile

import docx
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from taizhang.issues import Code
from tests.transform.files.reading import read_file
from transform.files.numbering import show_numeral
from transform.model import Block, Paragraph, Payload, TableBlock
from transform.text.list_numbers import chinese_words, roman_numeral, word_letters

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def blocks_of(document: object) -> list[Block]:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    (file,) = read_file(Payload(out.getvalue(), "digest", name="a.docx"))
    assert file.issues == []
    return file.blocks


def add(document: object, markup: str) -> None:
    body = document.element.body  # type: ignore[attr-defined]
    body.insert(
        len(body) - 1,
        parse_xml(markup.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1)),
    )


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def slots(block: Block) -> list[list[str | None]]:
    assert isinstance(block, TableBlock)
    return [[cell.text if cell else None for cell in row] for row in block.grid.slots]


def test_paragraphs_keep_their_looks() -> None:
    document = docx.Document()
    document.add_heading("一、总体要求", level=1)
    title = document.add_paragraph()
    title.alignment = 1
    title.add_run("实施方案").bold = True
    document.add_paragraph("正文\t第一行\n第二行")
    document.add_paragraph("   ")
    heading, centred, plain = blocks_of(document)
    assert isinstance(heading, Paragraph)
    assert (heading.text, heading.heading) == ("一、总体要求", 1)
    assert isinstance(centred, Paragraph)
    assert (centred.text, centred.bold, centred.align) == ("实施方案", True, "center")
    assert plain == Paragraph("正文\t第一行\n第二行")


def test_merged_cells() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row.cells):
            cell.text = f"{y}{x}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "左"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "下"
    (block,) = blocks_of(document)
    assert slots(block) == [["左", "01", "02"], ["左", "11", "12"], ["20", "下", "下"]]
    assert isinstance(block, TableBlock)
    assert block.grid.cell(1, 0) is block.grid.cell(0, 0)


def test_removed_text_is_gone_and_inserted_text_is_there() -> None:
    document = docx.Document()
    add(
        document,
        "<w:p><w:r><w:t>责任单位：</w:t></w:r>"
        '<w:del w:id="1" w:author="a"><w:r><w:delText>市卫计委</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>市卫健委</w:t></w:r></w:ins>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
    )
    add(
        document,
        '<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="a"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>',
    )
    add(document, "<w:p><w:r><w:t>后半</w:t></w:r></w:p>")
    assert texts(blocks_of(document)) == ["责任单位：市卫健委", "前半后半"]


def test_pinyin_above_characters_and_field_codes_are_no_text() -> None:
    document = docx.Document()
    add(
        document,
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>lǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>澧</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:t>县</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
    )
    assert texts(blocks_of(document)) == ["澧县"]


def test_text_boxes_stand_after_their_paragraph_once() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    markup = (
        f"<w:p><w:r><w:t>框外</w:t></w:r><w:r>"
        f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    add(document, markup)
    assert texts(blocks_of(document)) == ["框外", "框内"]


def test_a_frame_of_one_column_gives_the_tables_inside() -> None:
    document = docx.Document()
    frame = document.add_table(rows=1, cols=1).cell(0, 0)
    frame.text = "任务分工"
    inner = frame.add_table(rows=2, cols=2)
    for y in range(2):
        for x in range(2):
            inner.cell(y, x).text = f"{y}{x}"
    paragraph, block = blocks_of(document)
    assert paragraph == Paragraph("任务分工")
    assert slots(block) == [["00", "01"], ["10", "11"]]
    assert isinstance(block, TableBlock)
    assert block.number == 0


def test_a_table_inside_a_cell_gives_its_lines() -> None:
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "甲"
    outer.cell(0, 1).text = "乙"
    outer.cell(0, 1).add_table(rows=1, cols=2).cell(0, 0).text = "丙"
    (block,) = blocks_of(document)
    assert [[text and text.split() for text in row] for row in slots(block)] == [
        [["甲"], ["乙", "丙"]]
    ]


def numbered(document: object, texts_of: list[tuple[int, str]]) -> None:
    """Paragraphs of a list of our own: 一、 then （一） then 1."""
    levels = [
        ("chineseCountingThousand", "%1、"),
        ("chineseCountingThousand", "（%2）"),
        ("decimal", "%3."),
    ]
    shape = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element  # type: ignore[attr-defined]
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{shape}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for level, text in texts_of:
        place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        add(document, f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")


def test_automatic_labels_are_shown() -> None:
    document = docx.Document()
    numbered(
        document,
        [
            (0, "总体要求"),
            (0, "重点任务"),
            (1, "优化服务"),
            (2, "公布清单"),
            (2, "清理证明"),
            (1, "强化监管"),
            (2, "抽查"),
        ],
    )
    assert texts(blocks_of(document)) == [
        "一、总体要求",
        "二、重点任务",
        "（一）优化服务",
        "1.公布清单",
        "2.清理证明",
        "（二）强化监管",
        "1.抽查",
    ]


def test_numbers_as_word_shows_them() -> None:
    assert [chinese_words(n) for n in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    assert [roman_numeral(n) for n in (4, 9, 14, 40)] == ["iv", "ix", "xiv", "xl"]
    assert [word_letters(n) for n in (1, 26, 27)] == ["a", "z", "aa"]
    assert show_numeral(3, "decimalEnclosedCircle") == "③"
    assert show_numeral(12, "chineseLegalSimplified") == "壹拾贰"
    assert show_numeral(250, "chineseCounting") == "250"


def test_a_file_that_opens_to_too_much_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (41 * 2**20))
    (file,) = read_file(Payload(out.getvalue(), "digest", name="a.docx"))
    assert len(out.getvalue()) < 100_000
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.UNREADABLE_FILE])
    assert "opens to 41 MB" in file.issues[0].message


RUN = "<w:p><w:r><w:rPr>{mark}</w:rPr><w:t>藏</w:t></w:r><w:r><w:t>现</w:t></w:r></w:p>"


def test_hidden_text_is_a_toggle_with_a_value() -> None:
    for mark, seen in (
        ("<w:vanish/>", "现"),
        ('<w:vanish w:val="true"/>', "现"),
        ('<w:vanish w:val="0"/>', "藏现"),
        ('<w:vanish w:val="off"/>', "藏现"),
        ('<w:vanish w:val="false"/>', "藏现"),
    ):
        document = docx.Document()
        add(document, RUN.format(mark=mark))
        assert texts(blocks_of(document)) == [seen]


def test_styles_hide_text_and_a_run_may_show_it_again() -> None:
    document = docx.Document()
    style = document.styles.add_style("Secret", 1)
    style.element.get_or_add_rPr().append(parse_xml(f"<w:vanish {nsdecls('w')}/>"))
    document.add_paragraph("藏", style="Secret")
    based = document.styles.add_style("Deeper", 1)
    based.base_style = style
    document.add_paragraph("也藏", style="Deeper")
    paragraph = document.add_paragraph("", style="Secret")
    run = paragraph.add_run("现")
    run.font.hidden = False
    assert texts(blocks_of(document)) == ["现"]


def test_deleted_cells_and_hidden_rows_are_not_read() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=2)
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row.cells):
            cell.text = f"{y}{x}"
    for cell in table.rows[1].cells:
        mark = f'<w:cellDel {nsdecls("w")} w:id="1" w:author="a"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(mark))
    table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
    out = io.BytesIO()
    document.save(out)
    (file,) = read_file(Payload(out.getvalue(), "digest", name="a.docx"))
    assert slots(file.blocks[0]) == [["00", "01"], ["30", "31"]]
    assert [issue.code for issue in file.issues] == [Code.LEFT_OUT]


def test_embedded_pieces_are_read_or_named() -> None:
    html = "<p>一、修路。</p><table><tr><td>任务<td>单位<td>时限</tr><tr><td>修路<td>县交通局<td>年底</tr></table>"
    inner = docx.Document()
    inner.add_paragraph("内文")
    packed = io.BytesIO()
    inner.save(packed)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    pieces = (
        ("a.html", "text/html", html.encode()),
        ("b.docx", word, packed.getvalue()),
        ("c.odt", "a/b", b"PK"),
    )
    document = docx.Document()
    document.add_paragraph("前")
    for name, content_type, content in pieces:
        part = Part(PackURI(f"/word/{name}"), content_type, content, document.part.package)
        identity = document.part.relate_to(part, f"{RELATIONS}/aFChunk")
        body = document.element.body
        body.insert(
            len(body) - 1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="{identity}"/>')
        )
    document.add_paragraph("后")
    out = io.BytesIO()
    document.save(out)
    (file,) = read_file(Payload(out.getvalue(), "digest", name="a.docx"))
    assert texts(file.blocks) == ["前", "一、修路。", "内文", "后"]
    assert sum(isinstance(block, TableBlock) for block in file.blocks) == 1
    assert ["word/c.odt" in issue.message for issue in file.issues] == [True]


def test_damaged_styles_cost_no_text() -> None:
    document = docx.Document()
    document.add_paragraph("一、修渠。")
    source, out = io.BytesIO(), io.BytesIO()
    document.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:styles" if name == "word/styles.xml" else old.read(name))
    (file,) = read_file(Payload(out.getvalue(), "digest", name="a.docx"))
    assert texts(file.blocks) == ["一、修渠。"]
    (issue,) = file.issues
    assert "its styles were not read" in issue.message
