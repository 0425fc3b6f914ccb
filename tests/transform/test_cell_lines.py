"""Ledgers in bare text, a cell a line."""

from time import process_time

from taizhang.tables.terms import DeadlineKind
from tests.transform.texts import read

HEAD = "某县人民政府办公室关于印发2031年修渠工作要点分工表的通知\n\n附件：分工表\n\n"


def ledger(*lines: str) -> str:
    return HEAD + "\n\n".join(lines) + "\n"


def test_rows_begin_with_a_label():
    text = ledger(
        *["工作任务", "责任单位", "完成时限"],
        *[
            "一、加强水利",
            "（一）修渠",
            "1.修好东渠，清除淤泥。",
            "各镇人民政府、",
            "县水利局",
            "2031年6月底",
        ],
        *["2.修好西渠。", "县林业局牵头，县水利局配合", "全年持续推进"],
        *["（二）护林", "3.及时育苗。", "县林业局", "适时推进"],
    )
    tasks = read(text).tasks
    assert [(t.source, t.label, t.headings, t.text) for t in tasks] == [
        ("ledger", "1.", ["一、加强水利", "（一）修渠"], "修好东渠，清除淤泥。"),
        ("ledger", "2.", ["一、加强水利", "（一）修渠"], "修好西渠。"),
        ("ledger", "3.", ["一、加强水利", "（二）护林"], "及时育苗。"),
    ]
    assert [[(u.role.value, u.name) for u in t.units] for t in tasks] == [
        [("responsible", "各镇人民政府"), ("responsible", "县水利局")],
        [("lead", "县林业局"), ("cooperate", "县水利局")],
        [("responsible", "县林业局")],
    ]
    assert [t.deadline_kind for t in tasks] == [
        DeadlineKind.DUE,
        DeadlineKind.CONTINUING,
        DeadlineKind.UNSCHEDULED,
    ]


def test_what_a_row_lacks_was_merged_down_within_its_chapter():
    text = ledger(
        *["工作任务", "责任单位", "完成时限"],
        *[
            "一、水利",
            "1.修渠。",
            "县水利局",
            "2031年6月底",
            "2.清淤。",
            "3.筑堤。",
            "县水利局",
            "县水利局",
        ],
        *["二、林业", "4.育苗。", "5.护林。", "县林业局", "2031年9月底"],
    )
    tasks = read(text).tasks
    assert [[u.name for u in t.units] for t in tasks] == [
        ["县水利局"],
        ["县水利局"],
        ["县水利局"],
        [],
        ["县林业局"],
    ]
    assert [t.deadline_raw for t in tasks] == [
        "2031年6月底",
        "2031年6月底",
        "2031年6月底",
        None,
        "2031年9月底",
    ]


def test_chapters_printed_again_on_the_next_page_and_equal_ones_below_others():
    text = ledger(
        *["任务名称", "具体任务", "责任单位"],
        *[
            "一、水利",
            "一、水利",
            "（一）加强领导",
            "1.修渠。",
            "县水利局",
            "（一）加强领导",
            "2.清淤。",
            "县水利局",
        ],
        *["二、林业", "（一）加强领导", "3.育苗。", "县林业局", "首页"],
    )
    tasks = read(text).tasks
    assert [t.headings for t in tasks] == [["一、水利", "（一）加强领导"]] * 2 + [
        ["二、林业", "（一）加强领导"]
    ]


def test_numbers_in_a_column_of_their_own():
    text = ledger(
        *["序号", "工作任务", "牵头单位", "完成时限"],
        *[
            "1",
            "修好东渠",
            "县水利局",
            "2031年6月底前",
            "2",
            "清淤",
            "县住房城乡建设局",
            "2031年9月底前",
        ],
    )
    tasks = read(text).tasks
    assert [(t.label, t.text, [u.name for u in t.units], t.deadline_raw) for t in tasks] == [
        ("1", "修好东渠", ["县水利局"], "2031年6月底前"),
        ("2", "清淤", ["县住房城乡建设局"], "2031年9月底前"),
    ]


def test_what_follows_the_table_stays_text():
    text = ledger(
        *["工作任务", "责任单位", "完成时限"],
        *[
            "1.修渠。",
            "县水利局",
            "2031年6月底",
            "2.清淤。",
            "县水利局",
            "信息来源：县政府网",
            "首页",
        ],
    )
    reading = read(text)
    assert [[u.name for u in t.units] for t in reading.tasks] == [["县水利局"], ["县水利局"]]
    assert reading.parts[0].text.endswith("信息来源：县政府网\n首页")


def test_words_that_are_no_header_leave_the_text_alone():
    reading = read(HEAD + "责任单位\n工作任务\n修渠护林。\n")
    assert all(type(item).__name__ == "Line" for item in reading.parts[0].items)


def test_long_files_are_read_in_bounded_time():
    rows = "".join(f"{n}.修渠。\n" for n in range(1, 2000))
    start = process_time()
    read(
        HEAD + "工作任务\n责任单位\n完成时限\n" + "1.护林。\n县林业局\n2.育苗。\n县林业局\n" + rows
    )
    read(HEAD + "工作任务\n责任单位\n" * 6000)
    assert process_time() - start < 8
