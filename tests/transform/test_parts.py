"""Parts: one text with lines and tables placed in it, repaired, with what was printed beside it."""

from hypothesis import given
from hypothesis import strategies as st

from taizhang.tables.terms import CutKind, PartKind
from tests.transform.texts import DIGEST, part_of
from transform.grid import SourceCell, form_grid
from transform.model import Line, Paragraph, PlacedTable, TableBlock
from transform.text.parts import compose_part


def lines(part) -> list[str]:
    return [part.text[item.start : item.end] for item in part.items]


def test_lines_stand_in_the_text():
    part = part_of("一、甲事\n\n　　乙事如下。 \n丙事")
    assert part.text == "一、甲事\n乙事如下。\n丙事"
    assert lines(part) == ["一、甲事", "乙事如下。", "丙事"]


def test_traditional_script_is_simplified_and_kept_as_printed():
    part = part_of("縣政府辦公室負責，於年底前完成。")
    assert part.text == "县政府办公室负责，于年底前完成。"
    assert part.original == "縣政府辦公室負責，於年底前完成。"


def test_a_name_that_looks_traditional_in_simplified_text_stays():
    assert part_of("乾县水利局负责修渠，各镇配合，把工作做实做细。").text.startswith("乾县")


def test_look_alikes_are_put_right():
    part = part_of("巿水利局自决定之曰起7个工作曰内答复。")
    assert part.text == "市水利局自决定之日起7个工作日内答复。"
    assert part.original == "巿水利局自决定之曰起7个工作曰内答复。"


def test_page_marks_and_ornaments_are_cut_where_they_stand():
    part = part_of("甲事。\n— 2 —\n乙事。\n★★★\n丙事。")
    assert part.text == "甲事。\n乙事。\n丙事。"
    assert [(cut.kind, cut.text, cut.at) for cut in part.cuts] == [
        (CutKind.PAGE_MARK, "— 2 —", 4),
        (CutKind.SEPARATOR, "★★★", 8),
    ]
    assert lines(part) == ["甲事。", "乙事。", "丙事。"]


def test_pinyin_is_cut():
    part = part_of("各村（cūn）要修好水渠。")
    assert part.text == "各村要修好水渠。"
    assert part.cuts[0].kind is CutKind.PINYIN


def test_injected_text_is_cut_and_official_text_about_it_is_not():
    part = part_of("欢迎光临某某娱乐城备用网址。\n严厉打击网上赌博和娱乐城推广。")
    assert part.text == "严厉打击网上赌博和娱乐城推广。"
    assert [cut.kind for cut in part.cuts] == [CutKind.INJECTED]


def test_a_line_broken_inside_a_sentence_is_one_line():
    part = part_of(
        "各镇要把修渠和护林结合起来，把责任落实到每一个村每一条\n渠，并按时报送情况。\n责任单位：县水利局"
    )
    assert lines(part) == [
        "各镇要把修渠和护林结合起来，把责任落实到每一个村每一条渠，并按时报送情况。",
        "责任单位：县水利局",
    ]


def test_personal_numbers_are_masked_in_both_texts():
    part = part_of("联系人手机13912345678。")
    assert part.text == part.original == "联系人手机■■■■■■■■■■■。"


def test_cells_stand_in_the_text():
    grid = form_grid(
        [[SourceCell("序号"), SourceCell("任务")], [SourceCell("1"), SourceCell("修渠\n护林")]]
    )
    part = compose_part(0, PartKind.PAGE, DIGEST, [Paragraph("附表"), TableBlock(grid, 0)])
    assert part.text == "附表\n序号\t任务\n1\t修渠\n护林"
    table = part.items[1]
    assert isinstance(table, PlacedTable)
    assert part.text[slice(*table.cells[1, 1])] == "修渠\n护林"


@given(
    st.lists(
        st.text(
            "甲乙丙縣巿曰県市、。，：(责任单位)★— 2\n\t\u3000赌场博彩cūn13912345678", max_size=30
        ),
        max_size=8,
    )
)
def test_texts_and_places_fit_whatever_is_printed(texts):
    part = compose_part(0, PartKind.PAGE, DIGEST, [Paragraph(text) for text in texts])
    assert len(part.text) == len(part.original)
    placed = [item for item in part.items if isinstance(item, Line)]
    assert "\n".join(part.text[item.start : item.end] for item in placed) == part.text
    for cut in part.cuts:
        assert 0 <= cut.at <= len(part.text)


def test_an_injected_line_between_others_goes_with_its_line_end():
    part = part_of("各镇要修渠。\n福彩刮刮乐中奖图片\n各村要护林。")
    assert part.text == "各镇要修渠。\n各村要护林。"
    assert [(cut.at, cut.text) for cut in part.cuts] == [(7, "福彩刮刮乐中奖图片")]


def test_an_injected_phrase_goes_and_its_sentence_stays():
    part = part_of("各镇要修渠。手机捕鱼游戏下载。各村要护林。")
    assert part.text == "各镇要修渠。各村要护林。"
