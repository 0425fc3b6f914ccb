"""What looks like duties and gives no task is said: lists by unit, torn columns, text behind a clause; what is none is not."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.texts import read

TITLE = "云泽县渠系整治职责分工\n\n"


def doubts(reading):
    return {*reading.doubts}.union(*[task.doubts for task in reading.tasks])


@pytest.mark.parametrize(
    "text",
    [
        "县水利局：抓好支渠清淤和堤岸加固。\n县林业局：抓好渠边补种。\n县教育局：负责护渠宣传进校园。\n",
        "7.县水利局：抓好支渠清淤。\n8.县林业局：抓好渠边补种。\n9.县教育局：做好护渠宣传。\n",
        "（二）分工。县水利局负责支渠清淤；县林业局负责渠边补种；县教育局负责护渠宣传。\n",
        "渠管部门：抓好支渠清淤。\n林业部门：抓好渠边补种。\n县教育局：做好护渠宣传。\n",
        "四、职责\n（一）水利部门\n抓好支渠清淤和堤岸加固。\n（二）县林业局的工作职责\n抓好渠边的树木补种。\n",
        "各镇人民政府：\n现将清单印发给你们。\n一、县水利局牵头任务（共3项）\n疏通支渠；加固堤岸。\n",
        "序号 |\n重点任务 |\n年度目标 |\n责任 单位 |\n进展 |\n7 |\n疏通支渠 |\n县水利局 |\n",
        "工作任务 |\n工作要求 |\n牵头单位 |\n责任单位 |\n一、清淤 |\n|||\n",
    ],
)
def test_a_list_of_duties_that_gives_no_task_is_no_silence(text):
    reading = read(TITLE + text)
    doubts = {*reading.doubts}.union(*[task.doubts for task in reading.tasks])
    assert {Doubt.DUTIES_UNREAD, Doubt.UNREAD_DUTY} & doubts


def test_a_label_before_units_is_no_silence_in_a_paper_that_calls_itself_nothing():
    text = "交办对象：{}\n交办内容：清运积存垃圾\n\n"
    units = ("后勤中心", "安全股", "设备室")
    reading = read("柳林中学环境整治交办单\n\n" + "".join(map(text.format, units)))
    assert (reading.tasks, reading.doubts[-1]) == ([], Doubt.DUTIES_UNREAD)


@pytest.mark.parametrize(
    "text",
    [
        "县水利局：0000-1234567\n县林业局：0000-1234568\n县教育局：0000-1234569\n",
        "县水利局：抓好支渠清淤。\n县林业局：抓好渠边补种。\n",
        "云泽县水利局机构职能\n（一）办公室\n负责文电、会务和档案。\n（二）灌溉股\n负责渠系的日常养护。\n",
        "（一）渠建公司\n不得挪用清淤的专项资金。\n（二）渠管公司\n不得占用渠边的护堤林地。\n",
        "1.县水利局\n2.县林业局\n3.县教育局\n",
    ],
)
def test_what_gives_nobody_work_is_not_doubted(text):
    # Whether a line above it is a title may be doubted.
    assert {*read(text).doubts} <= {Doubt.TITLE_UNSURE}


def test_members_of_a_body_that_is_set_up_are_given_no_work():
    lines = "县水利局：抓好支渠清淤。\n县林业局：抓好渠边补种。\n县教育局：做好护渠宣传。\n"
    assert read(f"关于成立云泽县渠系整治领导小组的通知\n\n{lines}").doubts == []


PLAN = "云泽县渠系整治工作方案\n\n一、主要任务\n\n"


def test_items_under_headings_that_are_units_are_doubted():
    text = "1.渠管站\n巡查支渠，登记缺口。\n2.水保办\n补种树木，管护到位。\n"
    assert read(PLAN + text).doubts == [Doubt.UNREAD_DUTY]


def test_text_behind_a_clause_that_no_task_has_is_doubted():
    behind = "验收后移交各镇管护。"
    items = [
        f"1.疏通支渠。（责任单位：县水利局）\n{behind}\n",
        "2.补种树木。（责任单位：县林业局）\n",
    ]
    reading = read(PLAN + "".join(items))
    [doubt] = [e for e in reading.metadata.evidence if e.rule == Doubt.LEFT_OVER]
    assert reading.parts[0].text[slice(*doubt.spans[0])].strip() == behind


def test_what_stands_behind_the_last_clause_closes_the_plan():
    items = "1.疏通支渠。（责任单位：县水利局）\n2.补种树木。（责任单位：县林业局）\n本方案由县水利局解释。\n"
    assert read(PLAN + items).doubts == []


def test_a_clause_that_ends_a_title_sentence_covers_what_follows_in_the_paragraph():
    text = (
        "1.修好支渠（牵头单位：县水利局）。各镇要清淤补缺。\n"
        "2.种好护堤林（责任单位：县林业局）。先补缺口，再管幼树。\n"
    )
    assert [(task.text, task.units[0].name) for task in read(PLAN + text).tasks] == [
        ("修好支渠。各镇要清淤补缺。", "县水利局"),
        ("种好护堤林。先补缺口，再管幼树。", "县林业局"),
    ]


def test_stems_with_a_colon_are_labels_in_a_bracket_that_bars_part():
    text = "1.修好支渠。〔主抓：县水利局 | 协同：县财政局〕\n2.种好护堤林。〔主抓：县林业局 | 协同：各镇〕\n"
    found = [[(u.role.value, u.name) for u in task.units] for task in read(PLAN + text).tasks]
    assert found == [
        [("lead", "县水利局"), ("cooperate", "县财政局")],
        [("lead", "县林业局"), ("cooperate", "各镇")],
    ]


def test_items_whose_text_begins_with_an_amount_count_on():
    text = "云泽县2024年民生实事工作方案\n\n1.疏通支渠9公里。\n2.30个村通上渠水；\n3.120户搬离渠边。\n4.补种树木。\n"
    assert [(task.label, task.text) for task in read(text).tasks] == [
        ("1.", "疏通支渠9公里。"),
        ("2.", "30个村通上渠水；"),
        ("3.", "120户搬离渠边。"),
        ("4.", "补种树木。"),
    ]


def test_a_decimal_that_a_line_end_set_first_is_no_label():
    text = "云泽县2024年民生实事工作方案\n\n1.疏通支渠，总长达到\n2.30公里渠道全部通水。\n3.补种树木。\n"
    assert "2." not in [task.label for task in read(text).tasks]


RECTIFICATION = """云泽县渠系督察反馈意见整改方案

一、支渠多处淤塞，沿线村民取水困难。
责任单位：县水利局
督导单位：市水利局
整改时限：2022年12月底前
整改措施：
1.逐段清淤。
2.补齐闸门。
二、护堤林被侵占。
责任单位：县林业局
督导单位：市林业局
整改时限：2021年底前
整改措施：
1.拆除违建。
2.补种树木。
"""


def test_measures_of_a_spelled_out_rectification_list_stand_under_their_problem():
    tasks = read(RECTIFICATION).tasks
    assert [(task.headings, task.text, [u.name for u in task.units]) for task in tasks] == [
        (
            ["一、支渠多处淤塞，沿线村民取水困难。"],
            "1.逐段清淤。\n2.补齐闸门。",
            ["县水利局", "市水利局"],
        ),
        (["二、护堤林被侵占。"], "1.拆除违建。\n2.补种树木。", ["县林业局", "市林业局"]),
    ]


def test_a_field_box_drawn_with_bars_above_a_ledger_gives_no_task():
    box = [
        "索引号 | 0001/2022-1 | 公开方式 | 主动公开 |",
        "公开范围 | 面向社会 | 公开时限 | 长期公开 |",
        "发布单位 | 县政府 | 发文日期 | 2022-07-14 |",
    ]
    rows = [
        "序号 | 实事项目 | 实施计划 | 责任单位 | 配合单位 |",
        "1 | 疏通支渠 | 逐段清淤，补齐闸门。 | 县水利局 | 县财政局 |",
        "2 | 补种树木 | 先补缺口，再管幼树。 | 县林业局 | 各镇 |",
    ]
    tasks = read("\n".join([*box, *rows])).tasks
    assert [(task.label, task.units[0].name) for task in tasks] == [
        ("1", "县水利局"),
        ("2", "县林业局"),
    ]


@pytest.mark.parametrize(
    "title",
    ["关于印发《2024年县政府民生实事》的通知", "关于印发2024年与群众生活密切相关的实事的通知"],
)
def test_a_notice_that_issues_works_lists_them(title):
    letter = "各镇人民政府：\n现将《2024年县政府民生实事》印发给你们。"
    text = f"{title}\n\n{letter}\n\n一、疏通支渠。\n二、补种树木。\n三、新建水闸。\n"
    assert [task.text for task in read(text).tasks] == ["疏通支渠。", "补种树木。", "新建水闸。"]


ORDERS = "一、细化责任\n各单位要制定计划，明确措施。\n二、加强督查\n县政府办公室每月通报进度。\n"


def test_items_of_a_letter_whose_annex_is_a_table_of_tasks_are_doubted():
    letter = f"关于做好2031年政府重点工作任务的通知\n\n各镇人民政府：\n现通知如下：\n{ORDERS}"
    reading = read(f"{letter}附件：1.2031年重点工作任务分解表\n2.联系人名单\n")
    assert reading.tasks
    assert Doubt.UNREAD_DUTY in doubts(reading)
    assert Doubt.UNREAD_DUTY not in doubts(read(letter))


def test_a_plan_below_its_letter_has_its_own_items_whatever_table_of_targets_comes_with_it():
    letter = (
        "各镇人民政府：\n现将《2031年水利工作要点》印发给你们。\n\n县政府办公室\n2031年1月3日\n\n"
    )
    text = f"关于印发《2031年水利工作要点》的通知\n\n{letter}2031年水利工作要点\n\n{ORDERS}\n附件：2031年目标任务分解表\n"
    assert Doubt.UNREAD_DUTY not in doubts(read(text))


def test_who_takes_part_in_all_tasks_is_a_unit_of_none():
    note = "具体任务均涉及各镇人民政府，不再做分工，下同。"
    first = f"一、疏通支渠。〔责任单位：县水利局、财政局按职责分工负责。{note}〕\n"
    text = f"水利工作方案\n\n{first}二、补种树木。〔责任单位：县林业局〕\n"
    assert [[unit.name for unit in task.units] for task in read(text).tasks] == [
        ["县水利局", "县财政局"],
        ["县林业局"],
    ]


def test_a_letter_that_asks_organs_for_something_is_an_issue():
    text = (
        "关于报送法治建设情况的函\n\n市直各单位：\n\n现函告如下：\n\n一、请市司法局于11月20日前完成初稿。\n\n"
        "二、请市教育局、市公安局分别提供典型案例2个。\n\n联系人：周某"
    )
    reading = read(text)
    assert not reading.tasks
    assert "duties_unread" in [issue.code for issue in reading.issues]


def test_a_label_before_organs_with_words_around_them_is_no_silence():
    item = "{}\n整修渠段，9月底前通过验收。\n挂包：{}带队，县财政局跟进\n"
    items = [
        item.format(*pair)
        for pair in (("北渠", "县水利局"), ("南渠", "县林业局"), ("东渠", "县住建局"))
    ]
    reading = read("云泽县2031年渠系包保安排\n\n" + "".join(items))
    assert (reading.tasks, reading.doubts[-1:]) == ([], [Doubt.DUTIES_UNREAD])


def test_a_letter_that_tells_those_whom_it_is_sent_to_what_they_do_is_no_silence():
    letter = "柳督单〔2032〕9号\n县水利局、县财政局：\n会议议定以下事项，请抓紧办理。\n"
    duties = "（1）修渠资金缺口480万元，由县财政局于6月10日前筹足；\n（2）大湾移民点供水，县水利局5个工作日内拿出方案。\n"
    assert Doubt.DUTIES_UNREAD in read(f"关于会议定事项的交办单\n{letter}{duties}").doubts
    answered = "你局来函收悉。县财政局的意见已转，县水利局来函已存。\n"
    assert Doubt.DUTIES_UNREAD not in read(f"关于来函的情况\n{letter}{answered}").doubts
