"""Tasks of plans that assign nothing (docs/reading.md, Task, 3)."""

import time

import pytest

from tests.transform.texts import read
from transform.text.regions import is_closing


def tasks(text: str) -> list[tuple[str | None, list[str], str]]:
    reading = read(text)
    assert all(t.source == "outline" and not t.units for t in reading.tasks)
    return [(t.label, t.headings, t.text) for t in reading.tasks]


def test_lowest_items_without_general_parts():
    text = (
        "某县水利工作要点\n为做好水利工作，制定本要点。\n一、总体要求\n要修好水渠。\n二、主要任务\n（一）清淤。年内清完。\n"
        "（二）加固\n要用石料。\n三、组织领导\n各镇要管好。\n各地要抓好落实，请及时报送情况。\n某县水利局\n2021年3月1日"
    )
    assert tasks(text) == [
        ("（一）", ["二、主要任务"], "清淤。年内清完。"),
        ("（二）", ["二、主要任务", "（二）加固"], "要用石料。"),
        ("三、", ["三、组织领导"], "各镇要管好。"),
    ]


def test_the_covering_notice_is_no_plan():
    text = (
        "某县政府关于印发《某县水利工作方案》的通知\n各镇政府：\n现印发给你们。\n一、各镇要传达。\n二、各村要学习。\n"
        "某县政府\n2021年3月1日\n某县水利工作方案\n一、清淤。年内清完。\n二、加固。用石料。"
    )
    assert [label for label, _, _ in tasks(text)] == ["一、", "二、"]
    assert [t[2] for t in tasks(text)] == ["清淤。年内清完。", "加固。用石料。"]


def test_a_notice_that_deploys_work_is_a_plan():
    text = "某县政府关于切实做好防汛工作的通知\n各镇政府：\n现通知如下：\n一、清淤。年内清完。\n二、加固。用石料。"
    assert [t[2] for t in tasks(text)] == ["清淤。年内清完。", "加固。用石料。"]


def test_forms_behind_the_plan_are_not_the_plan():
    text = "某县水利工作方案\n一、清淤。年内清完。\n二、加固。用石料。\n附件\n某县水利工作统计表\n1.渠长。\n2.渠宽。"
    assert [t[0] for t in tasks(text)] == ["一、", "二、"]


def test_paragraphs_behind_the_last_item_belong_to_none():
    text = "某县水利工作要点\n一、清淤。年内清完。\n二、加固。用石料。\n三、验收。要严。\n有关部门参照执行。"
    assert tasks(text)[-1][2] == "验收。要严。"


@pytest.mark.parametrize(
    "signature", ["某县水利工程公司", "某县河道管理站\n某县水利局", "某县人力资源网"]
)
def test_who_signs_above_the_date_belongs_to_no_item(signature):
    text = f"某县水利工作要点\n一、清淤。年内清完。\n二、加固\n要用石料。\n各镇管好水渠。\n{signature}\n2021年3月1日"
    assert [t[2] for t in tasks(text)] == ["清淤。年内清完。", "要用石料。\n各镇管好水渠。"]


def test_a_line_right_below_its_heading_signs_nothing():
    text = "某县水利工作要点\n一、清淤。年内清完。\n二、完成时间\n汛期到来之前\n2021年3月1日"
    assert tasks(text)[-1][2] == "汛期到来之前"


def test_signatures_are_told_fast_whatever_repeats():
    began = time.process_time()
    signed, unsigned = (
        "某县人民政府办公室" * 30 + tail for tail in (" 某县局2021年3月1日印发", "，修渠")
    )
    assert is_closing(signed, 0, len(signed))
    assert not is_closing(unsigned, 0, len(unsigned))
    assert time.process_time() - began < 0.5


def test_each_heading_is_proved_where_it_stands():
    text = "某县水利工作要点\n一、工程\n（一）修渠。先干渠，后支渠。\n1.清淤。年内清完。\n2.加固。好。\n二、验收。要严。"
    reading = read(text)
    places = [
        [
            (e.rule, reading.parts[0].text[slice(*e.spans[0])])
            for e in t.evidence
            if e.field == "headings"
        ]
        for t in reading.tasks
    ]
    above = [("own_line", "一、工程"), ("sentence", "（一）修渠。")]
    assert places == [above, above, []]


def test_why_the_plan_is_made_and_what_its_words_mean_are_no_tasks():
    text = (
        "一、充分认识节约用水的重要意义\n水是生命之源。\n二、本意见所称灌区是指百亩以上的灌区。\n"
        "三、修好渠道\n年内修好。\n四、提高节水认识\n各镇开展宣传。"
    )
    assert [t.label for t in read(f"某市节水工作意见\n{text}").tasks] == ["三、", "四、"]


def test_rules_behind_a_notice_are_no_work():
    text = (
        "某县关于做好招生工作的通知\n各校：\n现将有关事项通知如下。\n一、严格政策。要公平。\n二、规范程序。要公开。\n"
        "附件：某县招生工作实施细则\n某县教育局\n2024年2月6日\n附件\n某县招生工作\n实施细则\n"
        "第一条 制定本细则。\n第二条 范围为全县。"
    )
    assert [t.text for t in read(text).tasks] == ["严格政策。要公平。", "规范程序。要公开。"]


def test_what_an_act_is_to_reach_is_a_general_part():
    text = "某县渠系整治活动方案\n为管好渠系，制定本方案。\n一、整治目标\n渠道畅通。\n二、整治内容\n清除淤泥。"
    assert [t[2] for t in tasks(text)] == ["清除淤泥。"]


def test_what_was_done_is_no_task_and_who_signs_belongs_to_none():
    text = (
        "某校2015年工作总结和2016年工作计划\n一、2015年工作回顾\n（一）修好水渠。已完成。\n"
        "二、2016年工作计划\n（一）清淤。年内清完。\n校长室\n2016年1月5日"
    )
    assert [t[2] for t in tasks(text)] == ["清淤。年内清完。"]


def test_a_part_about_nothing_but_goals_is_general_in_whatever_words():
    for title in ("目标指标", "改造目标", "近期建设目标", "整改目标", "目标与原则", "目的意义"):
        text = f"云泽县2024年修渠行动计划\n\n一、{title}\n\n渠系水利用系数达到0.6。\n\n二、清淤修渠\n\n清淤40公里。\n"
        assert [task.label for task in read(text).tasks] == ["二、"], title
    text = "云泽县2024年修渠行动计划\n\n一、完成年度目标\n\n清淤40公里。\n\n二、加强巡查\n\n组织护渠队。\n"
    assert [task.label for task in read(text).tasks] == ["一、", "二、"]
