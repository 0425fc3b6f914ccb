"""Outlines: labels at line starts, labels that the numbering lacks, headings, what ends a plan (GB/T 9704-2012)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transform.texts import part_of, read
from transform.text.outline import make_sections, read_outline
from transform.text.regions import find_regions


def outline(text: str) -> list[tuple[int, str]]:
    part = part_of(text)
    found = read_outline(part, find_regions(part))
    headings = [part.text[slice(*item.heading)].strip().replace("\n", "") for item in found.items]
    return [(item.rank, heading) for item, heading in zip(found.items, headings, strict=True)]


def test_levels():
    text = "一、水利\n（一）修渠\n1.清淤\n（1）东渠\n①上段\n②下段\n（2）西渠\n2.加固\n（二）护林\n二、林业"
    assert [rank for rank, _ in outline(text)] == [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("labels", "ranks"),
    [
        (("一、", "㈠", "㈡", "二、"), [1, 2, 2, 1]),
        (("一、", "⒈", "⒉", "二、"), [1, 3, 3, 1]),
        (("1.", "⑴", "⑵", "2."), [3, 4, 4, 3]),
        (("一 、", "（ 一 ）", "（ 二 ）", "二 、"), [1, 2, 2, 1]),
        (("第一部分 ", "一、", "二、", "第二部分 "), [0, 1, 1, 0]),
    ],
)
def test_labels_in_one_character_and_with_blanks(labels, ranks):
    found = outline("\n".join(f"{label}修好水渠" for label in labels))
    assert found == [(rank, f"{label}修好水渠") for rank, label in zip(ranks, labels, strict=True)]


def test_numbers_may_run_on_from_section_to_section():
    assert [h for _, h in outline("一、水利\n1.清淤\n2.加固\n二、林业\n3.护林\n4.育苗")] == [
        "一、水利",
        "1.清淤",
        "2.加固",
        "二、林业",
        "3.护林",
        "4.育苗",
    ]


def test_a_heading_glued_to_the_paragraph_before_it():
    text = "一、水利\n（一）修渠。先清淤。（二）加固。用石料。\n（三）验收。年底前验收。\n二、林业"
    assert [h for _, h in outline(text)] == [
        "一、水利",
        "（一）修渠。",
        "（二）加固。",
        "（三）验收。",
        "二、林业",
    ]


def test_a_reference_to_an_item_is_none():
    text = "（一）修渠。按照第（二）项办。\n（二）护林。见（一）。\n1.清淤。比2.5米深。"
    assert [h for _, h in outline(text)] == ["（一）修渠。", "（二）护林。", "1.清淤。"]


def test_a_number_lost_and_a_dot_lost():
    text = "一、水利\n-、林业\n三、气象\n1.清淤\n2加固\n3.验收"
    assert [h for _, h in outline(text)] == [
        "一、水利",
        "-、林业",
        "三、气象",
        "1.清淤",
        "2加固",
        "3.验收",
    ]


def test_a_year_behind_a_label():
    assert [h for _, h in outline("1.修渠。\n2.2021年6月前完成护林。")] == [
        "1.修渠。",
        "2.2021年6月前完成护林。",
    ]
    assert outline("比上年高1.5米。\n2.5万亩。") == []


def test_headings_end_with_their_sentence():
    assert outline("一、修好水渠。各镇都要修。\n（一）清淤。\n（二）加固。")[0] == (
        1,
        "一、修好水渠。",
    )


def test_a_document_printed_on_one_line():
    sentence = "各村要把渠道和林地一并管好，做到有人管、有钱管、有制度管，" * 30
    text = (
        f"为管好水渠，制定如下措施:一、水利（一）修渠。{sentence}（责任单位:县水利局）（二）加固。要快。（责任单位:县水利局）"
        f"二、林业（三）护林。{sentence}（责任单位:县林业局）（四）育苗。要多。（责任单位:县林业局）"
    )
    assert [h for _, h in outline(text)] == [
        "一、水利",
        "（一）修渠。",
        "（二）加固。",
        "二、林业",
        "（三）护林。",
        "（四）育苗。",
    ]
    assert [t.headings for t in read(text).tasks] == [
        ["一、水利"],
        ["一、水利"],
        ["二、林业"],
        ["二、林业"],
    ]


@pytest.mark.parametrize("annexes", ["附件：1.分组表\n2.统计表", "附：1、分组表\n2、统计表"])
def test_what_stands_behind_the_list_of_annexes_is_no_item(annexes):
    text = (
        f"某县水利工作方案\n一、修渠\n要快。\n二、护林\n要多。\n{annexes}\n某县水利局\n2021年3月1日"
    )
    assert [h for _, h in outline(text)] == ["一、修渠", "二、护林"]


def test_sections_cover_what_they_hold():
    part = part_of("一、水利\n（一）修渠。先清淤。\n（二）加固。\n二、林业\n护林。")
    rows = make_sections(0, part.text, read_outline(part, find_regions(part)))
    assert [(s.section_no, s.parent_no, s.level, s.label, s.heading) for s in rows] == [
        (0, None, 1, "一、", "水利"),
        (1, 0, 2, "（一）", "修渠"),
        (2, 0, 2, "（二）", "加固"),
        (3, None, 1, "二、", "林业"),
    ]
    assert (
        part.text[rows[0].start : rows[0].end] == "一、水利\n（一）修渠。先清淤。\n（二）加固。\n"
    )


def test_several_plans_in_a_document_begin_anew():
    text = (
        "各镇政府：\n现将两个方案印发给你们。\n某县政府办公室\n2021年3月1日\n"
        "某县修渠专项行动方案\n为修好水渠，制定本方案，请各镇政府按照本方案的要求认真抓好落实。\n"
        "一、清淤。（责任单位：县水利局）\n二、加固。（责任单位：县水利局）\n"
        "某县护林专项行动方案\n为护好林地，制定本方案，请各镇政府按照本方案的要求认真抓好落实。\n"
        "一、巡山。（责任单位：县林业局）\n二、育苗。（责任单位：县林业局）"
    )
    part = part_of(text)
    assert [r.title for r in find_regions(part)] == [
        None,
        "某县修渠专项行动方案",
        "某县护林专项行动方案",
    ]
    found = read(text).tasks
    assert [t.label for t in found] == ["一、", "二、", "一、", "二、"]
    assert len({t.path for t in found}) == 4


@pytest.mark.parametrize("style", ["{}、", "（{}）"])
@given(data=st.data())
def test_numbered_items_round_trip(style, data):
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    count = data.draw(st.integers(1, 12))
    titles = data.draw(
        st.lists(st.text("修渠护林清淤", min_size=1, max_size=9), min_size=count, max_size=count)
    )
    labels = [style.format(n) for n in numerals[:count]]
    text = "\n".join(
        f"{label}{title}\n先清淤，后加固。" for label, title in zip(labels, titles, strict=True)
    )
    assert [h for _, h in outline(text)] == [
        f"{label}{title}" for label, title in zip(labels, titles, strict=True)
    ]


@given(st.text("一二三、（）()123.．①②第条章附件：\n。；甲乙丙年月日 　-", max_size=80))
def test_items_nest_whatever_the_text(text):
    part = part_of(text)
    found = read_outline(part, find_regions(part))
    for item in found.items:
        assert item.start < item.label_end <= item.end <= len(part.text)
        assert item.start <= item.heading[0] <= item.heading[1] <= len(part.text)
        if item.parent is not None:
            assert item.parent.start <= item.start
            assert item.rank > item.parent.rank
