"""Trees become lines and tables as printed: nothing lost, nothing glued in, what is not shown kept apart."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from transform.model import Paragraph, TableBlock
from transform.web.blocks import BlockReader
from transform.web.plain_text import clean_line


def read(source):
    tree = LexborHTMLParser(f"<body><div id=root>{source}</div>")
    root = tree.css_first("#root")
    assert root is not None
    return BlockReader().read(root)


def lines(source):
    return [block.text for block in read(source).blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<p>投资<font>2883.5</font>亿元，<span lang=EN-US>20</span><span>21</span>年</p>",
            ["投资2883.5亿元，2021年"],
        ),
        (
            "一、总体要求<br/>二、主要任务<br><br>三、保障措施",
            ["一、总体要求", "二、主要任务", "三、保障措施"],
        ),
        ("<p>　　&nbsp; &nbsp;各有关单位：&nbsp;</p>", ["各有关单位："]),
        ("<p>市水利局\n      负责</p>", ["市水利局负责"]),
        ("<p>see the\n   Serpens filament</p>", ["see the Serpens filament"]),
        ("<p>2021&nbsp;&nbsp;年 &nbsp;1 月</p>", ["2021 年 1 月"]),
        ("<p>前<div>中</div>后</p>", ["前", "中", "后"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
        ("<pre>第一行\n第二行</pre>", ["第一行", "第二行"]),
        ("<p>甲<script>var x='乙'</script><style>p{}</style><!-- 丙 -->丁</p>", ["甲丁"]),
        ("<p>零\u200b宽\ufeff字</p>", ["零宽字"]),
        ("<p></p><p>&nbsp;</p><p><o:p>&nbsp;</o:p></p>", []),
    ],
)
def test_lines_stand_as_printed(source, expected):
    assert lines(source) == expected


def test_looks_of_a_line_are_told():
    found = read(
        '<h2>标题</h2><p style="text-align: center"><b>粗</b><strong>体</strong></p>'
        '<p align=right>署名</p><p><span style="font-weight:bold">整行</span></p><p><b>半</b>行</p><center>中</center>'
    ).blocks
    looks = [(b.text, b.bold, b.align, b.heading) for b in found if isinstance(b, Paragraph)]
    assert looks == [
        ("标题", True, None, 2),
        ("粗体", True, "center", None),
        ("署名", False, "right", None),
        ("整行", True, None, None),
        ("半行", False, None, None),
        ("中", False, "center", None),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">X<a href="http://x.example/">彩票</a></div>',
        '<span style="DISPLAY: none">X<a href="http://x.example/">彩票</a></span>',
        '<p hidden>X<a href="http://x.example/">彩票</a></p>',
        '<div style="visibility:hidden">X<a href="http://x.example/">彩票</a></div>',
        '<div style="font-size:1px;height:1px;overflow:hidden">X<a href="http://x.example/">彩票</a></div>',
        '<div style="position:absolute;left:-9999px">X<a href="http://x.example/">彩票</a></div>',
        '<font style="font-size:0px">X<a href="http://x.example/">彩票</a></font>',
        '<table style="display:none"><tr><td>X<a href="http://x.example/">彩票</a></td></tr></table>',
    ],
)
def test_what_is_not_shown_is_kept_apart(hidden):
    found = read(f"<p>前</p>{hidden}<p>后</p>")
    assert [block.text for block in found.blocks] == ["前", "后"]
    assert [(piece.text, piece.hrefs) for piece in found.hidden] == [
        ("X彩票", ["http://x.example/"])
    ]


def test_a_frame_without_letter_size_still_shows_its_article():
    text = "各有关单位，现将有关事项通知如下。" * 30
    assert lines(f'<div style="font-size:0"><p style="font-size:16px">{text}</p></div>') == [text]


def test_a_data_table_is_a_grid_and_its_cells_keep_their_lines():
    found = read(
        "<table><tbody><tr><td>任务</td><td>单位</td></tr><tr><td rowspan=2><p>一</p><p>二</p></td>"
        "<td>市<span>水利</span>局</td></tr><tr><td>市财政局<br>市审计局</td></tr></tbody></table>"
    ).blocks
    (table,) = found
    assert isinstance(table, TableBlock)
    assert [[cell.text for cell in row] for row in table.grid.slots] == [
        ["任务", "单位"],
        ["一\n二", "市水利局"],
        ["一\n二", "市财政局\n市审计局"],
    ]


def test_what_a_cell_hides_is_no_text_of_it():
    hidden = '<td>甲<span style="display:none">X</span></td>'
    (table,) = read(
        f"<table><tr>{hidden}<td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    ).blocks
    assert [cell.text for cell in table.grid.origins()] == ["甲", "乙", "丙", "丁"]


def test_a_layout_table_is_its_lines():
    prose = "".join(f"<p>第{n}条　各单位应当依法履行职责。</p>" for n in range(20))
    found = read(
        f"<table><tr><td>&nbsp;</td><td>{prose}</td></tr><tr><td></td><td>落款</td></tr></table>"
    ).blocks
    assert len(found) == 21
    assert all(isinstance(block, Paragraph) for block in found)


def test_tables_are_numbered_in_order():
    data = "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    found = read(f"{data}<p>中间</p><table><tr><td>{data}</td></tr></table>{data}").blocks
    assert [block.number for block in found if isinstance(block, TableBlock)] == [0, 1, 2]


def test_links_name_what_they_lead_to():
    found = read(
        '<p>附件：<a href="a.docx">1.<b>台账</b>.docx</a></p><a href="b.pdf" title="全名.pdf"><p>块</p></a>'
    )
    assert [(link.href, link.text, link.title) for link in found.links] == [
        ("a.docx", "1.台账.docx", None),
        ("b.pdf", "块", "全名.pdf"),
    ]


def test_a_table_of_one_row_goes_on_with_the_one_above():
    rows = "<tr><td>序号</td><td>任务</td><td>单位</td></tr><tr><td>1</td><td>修渠</td><td>水利局</td></tr>"
    head = f"<table>{rows}</table>"
    rest = "<table><tr><td>2</td><td>护林</td><td>林业局</td></tr></table>"
    assert [type(block) for block in read(head + rest).blocks] == [TableBlock, TableBlock]
    narrow = "<table><tr><td>护林</td><td>林业局</td></tr></table>"
    assert [type(block) for block in read(head + narrow).blocks] == [
        TableBlock,
        Paragraph,
        Paragraph,
    ]
    assert [type(block) for block in read(head + "<p>其他</p>" + rest).blocks] == [
        TableBlock,
        *[Paragraph] * 4,
    ]


TEXT = st.text(st.sampled_from('一二（）1a，。\u3000 &<>"'), max_size=12).map(html.escape)
INLINE = st.sampled_from(["span", "b", "font", "a", "o:p", "unknown-tag", "sup"])
BLOCK = st.sampled_from(["p", "div", "li", "blockquote", "h3", "section", "td"])


def tree_of(children):
    wrap = st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag}>",
        INLINE | BLOCK,
        st.lists(children, max_size=4),
    )
    return wrap | st.just("<br>") | st.just("<img>") | TEXT


@given(st.recursive(TEXT, tree_of, max_leaves=25))
def test_blocks_lose_no_printed_character(source):
    tree = LexborHTMLParser(f"<body><div id=root>{source}</div>")
    root = tree.css_first("#root")
    printed = re.sub(r"\s", "", root.text())
    found = "".join(line for block in BlockReader().read(root).blocks for line in [block.text])
    assert re.sub(r"\s", "", found) == printed


ROWS = st.lists(
    st.lists(
        st.text(st.sampled_from("甲乙丙丁12"), min_size=1, max_size=6), min_size=2, max_size=4
    ),
    min_size=2,
    max_size=5,
)


@given(ROWS)
def test_tables_lose_no_cell(rows):
    source = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    (table,) = read(f"<table>{source}</table>").blocks
    assert [[c.text for c in table.grid.origins() if c.row == y] for y in range(len(rows))] == rows


@given(st.text(st.sampled_from("一 \u3000\xa0\n\t\u200b，a1"), max_size=30))
def test_clean_keeps_what_has_a_look(text):
    once = clean_line(text)
    assert clean_line(once) == once
    assert re.sub(r"[\s\u200b]", "", once) == re.sub(r"[\s\u200b]", "", text)
    assert "  " not in once


def test_pinyin_above_characters_is_no_text():
    assert lines("<p>加强<ruby>财政<rp>（</rp><rt>caizheng</rt><rp>）</rp></ruby>公开</p>") == [
        "加强财政公开"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ol><li>甲事</li><li>乙事</li></ol>", ["1.甲事", "2.乙事"]),
        (
            "<ol start=3><li>甲事</li><li value=7><p>乙事</p></li><li><b>丙</b>事</li></ol>",
            ["3.甲事", "7.乙事", "8.丙事"],
        ),
        (
            "<ol style='list-style-type:cjk-ideographic'><li>甲事<li>乙事</ol>",
            ["一、甲事", "二、乙事"],
        ),
        ("<ol type=a><li>甲事<ol><li>子事</ol><li>乙事</ol>", ["a.甲事", "1.子事", "b.乙事"]),
        ("<ol><li>甲事<ul><li>子事</ul><li>乙事</ol>", ["1.甲事", "子事", "2.乙事"]),
        ("<ol style='list-style:none'><li>甲事</ol><ol><li>一、乙事</ol>", ["甲事", "一、乙事"]),
        (
            "<ol style='list-style: trad-chinese-informal inside'><li>甲事<li>乙事</ol>",
            ["一、甲事", "二、乙事"],
        ),
        ("<ol reversed><li>甲事<li>乙事</ol>", ["2.甲事", "1.乙事"]),
        ("<ol type=I><li>甲事<li>乙事</ol>", ["I.甲事", "II.乙事"]),
        (
            "<ol style='list-style:cjk-heavenly-stem'><li>甲事<li>乙事</ol>",
            ["甲、甲事", "乙、乙事"],
        ),
        (
            "<style>ol{list-style-type:upper-roman}</style><ol><li>甲事<li>乙事</ol>",
            ["I.甲事", "II.乙事"],
        ),
        (
            "<style>ul,ol,li{list-style:none}</style><ol><li>甲事<li>乙事</ol>",
            ["1.甲事", "2.乙事"],
        ),
        (
            "<style>/* .c{} */ .x, ol.c{list-style-type:cjk-ideographic}</style><ol class='b c'><li>甲事<li>乙事</ol>",
            ["一、甲事", "二、乙事"],
        ),
    ],
)
def test_ordered_lists_show_the_numbers_that_a_browser_prints(source, expected):
    assert lines(source) == expected


ROW = "<tr><td>{0}<td>{1}<td>{2}</tr>"


def grids(source):
    return [
        [[cell.text if cell else None for cell in row] for row in block.grid.slots]
        for block in read(source).blocks
        if isinstance(block, TableBlock)
    ]


@pytest.mark.parametrize(
    "hidden",
    ["style='display:none'", "hidden", "style='visibility: collapse'", "class='a gone'", "id=row2"],
)
def test_rows_that_are_hidden_are_no_rows(hidden):
    row = ROW.format(1, "修桥", "交通局")
    old = ROW.format(2, "旧事", "旧局").replace("<tr", f"<tr {hidden}")
    head = ROW.format("序号", "任务", "单位")
    sheet = "<style>@media all{tr.gone{display: none}} #row2 {visibility:hidden}</style>"
    source = f"{sheet}<table>{head}{row}{old}</table>"
    assert grids(source) == [[["序号", "任务", "单位"], ["1", "修桥", "交通局"]]]
    assert read(source).hidden_rows == 1


def test_a_heading_in_a_table_of_its_own_belongs_to_the_table_below():
    head, row, last = (
        ROW.format("序号", "任务", "单位"),
        ROW.format(1, "修桥", "交通局"),
        ROW.format(2, "通水", "水利局"),
    )
    whole = [["序号", "任务", "单位"], ["1", "修桥", "交通局"], ["2", "通水", "水利局"]]
    assert grids(f"<div><table>{head}</table></div><div><table>{row}{last}</table></div>") == [
        whole
    ]
    assert grids(f"<table>{head}</table><p>另</p><table>{row}{last}</table>") == [whole[1:]]
    torn = grids(f"<table>{head}</table><table>{row}</table><table>{last}</table>")
    assert [row for grid in torn for row in grid] == whole


def test_a_last_row_behind_a_page_number_goes_on_with_its_table():
    head, row, last = (
        ROW.format("序号", "任务", "单位"),
        ROW.format(1, "修桥", "交通局"),
        ROW.format(2, "通水", "水利局"),
    )
    source = f"<table>{head}{row}</table><p>— 2 —</p><table>{last}</table>"
    assert [row for grid in grids(source) for row in grid][-1] == ["2", "通水", "水利局"]
    assert grids(f"<table>{head}{row}</table><p>另一事</p><table>{last}</table>") == grids(
        f"<table>{head}{row}</table>"
    )
