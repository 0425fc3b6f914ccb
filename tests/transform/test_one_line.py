"""Documents and items printed on one line: what numbers and sentences say in place of line ends."""

import pytest

from tests.transform.texts import read
from transform.model import Reading

LONG = "各镇各部门要如实上报情况，不得瞒报漏报，" * 6


def said(reading: Reading) -> list[tuple[str | None, list[str], str]]:
    return [(task.label, task.headings, task.text) for task in reading.tasks]


def test_items_inside_a_paragraph_each_with_its_clause() -> None:
    text = (
        "某县稳增长若干措施\n一、修渠。要快。（责任单位：县水利局）\n"
        "二、护林。（一）巡山。先查后管。（责任单位：县林业局）（二）育苗。选好苗。（责任单位：县林业局）"
    )
    assert said(read(text)) == [
        ("一、", [], "修渠。要快。"),
        ("（一）", ["二、护林。"], "巡山。先查后管。"),
        ("（二）", ["二、护林。"], "育苗。选好苗。"),
    ]


@pytest.mark.parametrize(
    "list_", ["符合下列条件：（一）有山；（二）有林。", "应当（一）巡山，（二）育苗。"]
)
def test_a_list_inside_a_sentence_has_no_items(list_: str) -> None:
    text = f"某县稳增长若干措施\n一、修渠。要快。（责任单位：县水利局）\n二、护林。{list_}（责任单位：县林业局）"
    assert said(read(text))[1] == ("二、", [], f"护林。{list_}")


def test_articles_and_innermost_items_on_one_line() -> None:
    text = (
        f"某县修渠若干措施 第一条 修渠。{LONG}要快。（县水利局负责） 第二条 护林。{LONG}要多。（县林业局负责）"
        f" 第三条 防汛。1.备料。 (1)备石料。{LONG}先算后备。（县应急局负责） (2)备木料。先砍后备。（县林业局负责）"
    )
    assert [(t.label, t.units[0].name) for t in read(text).tasks] == [
        ("第一条", "县水利局"),
        ("第二条", "县林业局"),
        ("(1)", "县应急局"),
        ("(2)", "县林业局"),
    ]


def test_an_extract_begins_with_any_number() -> None:
    text = (
        f"三、水利 64.修渠。{LONG}要快。 责任单位：县水利局 65.护林。{LONG}要多。 责任单位：县林业局"
        " 66.防汛。要早。 责任单位：县应急局"
    )
    assert [(t.label, [u.name for u in t.units]) for t in read(text).tasks] == [
        ("64.", ["县水利局"]),
        ("65.", ["县林业局"]),
        ("66.", ["县应急局"]),
    ]


def test_a_title_ends_at_the_blank_before_its_sentences() -> None:
    text = (
        f"某县水利工作方案 一、修好水渠 坚持先清淤后加固，{LONG}务求实效。 （一）清淤。要快。（责任单位：县水利局）"
        " （二）加固。要牢。（责任单位：县水利局） 二、护好林地 坚持先查后管，务求实效，抓好落实，确保不减。"
        " （一）巡山。要勤。（责任单位：县林业局） （二）育苗。要好。（责任单位：县林业局）"
    )
    assert [t.headings for t in read(text).tasks] == [
        ["一、修好水渠"],
        ["一、修好水渠"],
        ["二、护好林地"],
        ["二、护好林地"],
    ]


def test_what_says_from_when_a_document_holds_ends_its_last_item() -> None:
    text = "某县水利工作要点 为修好水渠，制定如下要点。 "
    text += (
        f"一、修渠。{LONG}要快。 二、护林。{LONG}要多。 本方案自2023年7月22日起施行，有效期为5年。"
    )
    assert [t.text[-3:] for t in read(text).tasks] == ["要快。", "要多。"]


def test_a_clause_right_below_a_heading_is_about_the_item() -> None:
    text = (
        "某县水利行动计划\n一、行动举措\n（一）修渠行动\n牵头单位：县水利局\n责任单位：县林业局\n1.清淤。要快。\n2.加固。要牢。\n"
        "（二）护林行动\n牵头单位：县林业局\n先查后管，务求实效。"
    )
    tasks = read(text).tasks
    assert [(t.label, t.headings, t.text, [u.name for u in t.units]) for t in tasks] == [
        (
            "（一）",
            ["一、行动举措", "（一）修渠行动"],
            "1.清淤。要快。\n2.加固。要牢。",
            ["县水利局", "县林业局"],
        ),
        ("（二）", ["一、行动举措", "（二）护林行动"], "先查后管，务求实效。", ["县林业局"]),
    ]


def test_who_holds_an_event_is_no_clause() -> None:
    text = (
        "某县文化节工作方案\n一、组织机构\n主办单位：某县人民政府\n承办单位：某县文旅局\n联系我们：0777-123456\n"
        "二、修渠。要快。（责任单位：县水利局）"
    )
    assert [t.label for t in read(text).tasks] == ["二、"]
