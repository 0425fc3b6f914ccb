"""What is read of a page by a short way is what the long way reads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from taizhang import hiding
from taizhang.families import all_families
from transform.model import Paragraph
from transform.text.labelled import LABELS, find_labels
from transform.web import chrome, content, styles, tags, titles
from transform.web.blocks import BlockReader
from transform.web.selecting import select
from transform.web.styles import Looks, read_looks

WORDS = ["甲", "乙。", " ", "\n", "\u3000", "&nbsp;", "\u200b", ""]
OPENED = [
    "<span>",
    '<span style="color:red">',
    '<span style="font-weight:bold">',
    '<span style="display:none">',
    '<font style="font-size:0px">',
    "<o:p>",
    "<em>",
    "<b>",
    "<strong>",
    '<a href="x">',
    "<script>",
    "<i hidden>",
]
INLINE = st.recursive(
    st.sampled_from([*WORDS, "<br>", "<img>", "<!-- 丙 -->"]),
    lambda inner: st.tuples(st.sampled_from(OPENED), st.lists(inner, max_size=3)).map(
        lambda pair: f"{pair[0]}{''.join(pair[1])}</{re.split('[ >]', pair[0][1:])[0]}>"
    ),
    max_leaves=6,
)


def _read(source):
    root = LexborHTMLParser(f"<!doctype html><body><main>{source}</main>").css_first("main")
    assert root is not None
    return BlockReader().read(root)


@given(
    st.lists(INLINE, max_size=5).map("".join),
    st.sampled_from(["", "<b>", "<center>", '<a href="y">']),
)
def test_a_paragraph_is_read_as_a_block_that_is_walked(inner, around):
    paragraph = _read(f'{around}<p align="right">{inner}</p>丁')
    # A block but <p> is walked where it holds an element, and this one, unknown, changes nothing.
    block = _read(f'{around}<div align="right"><x-x></x-x>{inner}</div>丁')
    assert paragraph == block


DECLARATIONS = (
    "display : none|visibility:hidden|DISPLAY:NONE|font-size:1px|font-size:0|font-size: 0.5em !|font-size:16px|"
    "height:1px|width : 0px|line-height:1px|overflow:hidden|overflow : hidden|left:-999px|top: -99px|"
    "text-indent:-9999px|margin-left:-999px|font-weight:bold|FONT-WEIGHT: 700|font-weight:400|font:bold 12px x|"
    "font-family:bolder|text-align:center|Text-Align : RIGHT|text-align:justify|color:red|仿宋|}"
)
STYLES = st.lists(st.sampled_from(DECLARATIONS.split("|")), max_size=5).map(";".join)


@given(STYLES)
def test_looks_are_what_the_patterns_say(style):
    lower = style.lower()
    aligned = styles.ALIGNED.search(lower)
    assert read_looks(style) == Looks(
        hiding.HIDDEN.search(lower) is not None,
        any(
            pattern.search(lower) for pattern in (hiding.TINY_LETTERS, hiding.TINY_BOX, hiding.FAR)
        ),
        styles.BOLD_STYLE.search(lower) is not None,
        aligned[1] if aligned else None,
    )


TITLES = st.lists(
    st.sampled_from(
        [
            *'关于的（）()》”"…..。．_-—| \u3000\n甲',
            "通知",
            "方案",
            "令",
            "网",
            "甲政发〔2021〕3号",
            "号",
        ]
    ),
    max_size=10,
).map("".join)


@given(TITLES)
def test_titles_end_as_the_patterns_say(title):
    joined = "".join(title.split())
    assert titles.bare_title(title) == titles.CUT_SHORT.sub("", joined)
    assert titles.is_cut_short(title) == (titles.CUT_SHORT.search(title) is not None)
    assert titles.without_day(title) == titles.DAY_TAIL.sub("", title)


@given(TITLES, st.lists(TITLES, max_size=2))
def test_names_behind_a_title_are_all_found(title, names):
    known = {titles.bare_title(name) for name in names if name}
    expected = title
    for gap in reversed(list(titles.GAP.finditer(title))):
        if gap.start() and titles.bare_title(expected[gap.end() :]) in known:
            expected = expected[: gap.start()]
    assert titles.without_names(title, titles.bare_names(names)) == expected


def element_of(selector: str) -> str:
    """An element that a container's selector names."""
    if selector.startswith("."):
        return f'<p class="a {selector[1:]} b">甲</p>'
    name = selector.removeprefix("#").removeprefix("[id^=").removesuffix("]")
    return f"<{name}>甲</{name}>" if name == selector else f'<p id="{name}">甲</p>'


@pytest.mark.parametrize("family", sorted(all_families()))
def test_one_look_finds_all_containers_behind_the_first(family):
    selectors = {place.selector for place, _ in content.family_places(family)[1:]}
    tree = LexborHTMLParser(
        '<p class="a">乙</p><p id="a">乙</p>' + "".join(map(element_of, sorted(selectors)))
    )
    each = {node.mem_id for selector in selectors for node in tree.css(selector)}

    assert {node.mem_id for node in select(content.any_behind_first(family), tree.root)} == each
    assert len(each) == len(selectors)


@given(st.text("甲乙_|丨｜>»–— \u3000-\n", max_size=12))
def test_every_gap_in_a_title_holds_a_mark(title):
    assert all(titles.GAP_MARK.search(gap[0]) for gap in titles.GAP.finditer(title))


LINES = st.lists(
    st.sampled_from([*list(LABELS)[:40], *"索引号文 \u3000甲：:2021"]), max_size=6
).map("".join)


@given(LINES)
def test_a_label_before_a_colon_is_the_longest_that_ends_there(text):
    found = [label for label in find_labels(text) if label.mark == "colon"]
    for label in found:
        before = "".join(text[: label.end - 1].split())
        assert before.endswith(label.name)
        assert not text[label.start].isspace()


CRUMBS = st.lists(
    st.sampled_from([*"您你當当前现在目所的位置：>首页栏目 \u3000甲", "首页", "当前位置："]),
    max_size=8,
)


@given(CRUMBS.map("".join))
def test_breadcrumbs_begin_as_the_pattern_says(line):
    marked = chrome.BREADCRUMB_MARKS.search(line) is not None
    begins = chrome.BREADCRUMB.match(chrome.without_gaps(line[:40])) is not None
    assert chrome.is_breadcrumb(line) == (marked and begins)


@given(
    st.lists(
        st.sampled_from(
            [
                "甲",
                "主办单位：甲",
                "联系我们：",
                "上一篇：乙",
                "版权所有：丙",
                "京ICP备12号",
                "相关链接",
            ]
        ),
        max_size=3,
    )
)
def test_every_end_of_a_document_is_seen(pieces):
    block = Paragraph("".join(pieces))
    ends = chrome.is_ending(block) or chrome._is_whole(chrome.WEAK_ENDING, block.text)
    assert chrome.is_any_ending(block.text) == ends


@given(
    st.lists(
        st.sampled_from(
            [
                "甲",
                " ",
                "\u3000",
                "打印",
                "【关闭】",
                "分享到：",
                "字体：大中小",
                "主办：甲",
                "联系我们：",
                "您当前位置：首页",
            ]
        ),
        max_size=4,
    )
)
def test_lines_of_a_frame_are_told_by_their_first_character(pieces):
    line = "".join(pieces)
    assert chrome.is_chrome(line) == chrome._is_whole(chrome.CHROME, line)
    assert chrome.is_weak_ending(line) == chrome._is_whole(chrome.WEAK_ENDING, line)


@given(TITLES, TITLES, st.sampled_from([None, 1]))
def test_lines_that_the_title_repeats_are_all_found(title, text, heading):
    told = titles._HeadTitle(title, titles.bare_title(title), titles._stem_of(title))
    bare = titles.bare_title(text)
    begins = told.whole.startswith(bare) or titles._begins_with(bare, told.stem)
    if len(bare) <= titles.LONGEST_NAME:
        begins = heading is not None and bare in told.whole
    assert titles._begins_alike(Paragraph(text, heading=heading), told) == begins


def test_the_parsers_numbers_of_tags_are_the_same_in_every_tree():
    tree = LexborHTMLParser("<founder-content>甲</founder-content>")
    numbers = {tree.create_node(tag).tag_id: kind for tag, kind in tags._KINDS_BY_NAME.items()}
    text = next(tree.css("founder-content")[0].iter(include_text=True))
    assert text.is_text_node
    assert numbers | {text.tag_id: tags.TEXT} == tags.KINDS
