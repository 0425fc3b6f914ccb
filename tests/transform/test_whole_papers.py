"""Shapes of whole papers that fragments do not show, each with the reading that a person gives it."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.texts import read

LETTERS = {"lead": "L", "responsible": "R", "cooperate": "C", "supervise": "S"}


def units(task) -> str:
    return " ".join(LETTERS[unit.role] + unit.name for unit in task.units)


def test_who_belongs_to_a_leading_group_has_no_work_by_that():
    text = (
        "云溪镇2021年秸秆禁烧工作方案\n\n一、组织领导\n\n成立领导小组。\n\n组 长：林远\n\n副组长：周川、许原\n\n"
        "成员部门：镇农办、综治办及各村。\n\n二、职责分工\n\n1、镇农办负责技术推广。\n\n2、镇综治办负责日常巡查。"
    )
    tasks = read(text).tasks
    assert [task.label for task in tasks] == ["一、", "1、", "2、"]
    assert not any(task.units for task in tasks)


def test_a_label_of_a_footer_that_stands_below_each_item_is_the_documents():
    text = (
        "云泽区2025年为民办实事项目\n一、新建口袋公园10个。\n主办单位：区园林中心\n完成时限：11月底\n"
        "二、改造老旧小区28个。\n主办单位：区住建委\n完成时限：12月底\n三、放映公益电影400场。\n主办单位：区文旅局\n完成时限：全年\n"
    )
    tasks = read(text).tasks
    assert [units(task) for task in tasks] == ["L区园林中心", "L区住建委", "L区文旅局"]


def test_a_counted_problem_above_its_fields_is_the_heading_of_its_measures():
    fields = "责任单位：{}\n督导单位：{}\n整改时限：{}\n整改措施：\n（1）{}。\n（2）{}。\n"
    text = (
        "云泽市反馈意见整改方案\n一、整改任务\n问题1：河长制不到位。\n"
        + fields.format("青山县人民政府", "市水利局", "2022年12月底前", "排查排污口", "验收销号")
        + "问题2：建筑垃圾违规堆放。\n"
        + fields.format("市城管局", "市住建局", "长期坚持", "开展清理行动", "建立巡查机制")
    )
    first, second = read(text).tasks
    assert first.headings == ["一、整改任务", "问题1：河长制不到位。"]
    assert first.text == "（1）排查排污口。\n（2）验收销号。"
    assert units(second) == "R市城管局 S市住建局"


def test_a_rate_of_what_can_be_done_permits_nothing():
    text = "云泽市2023年工作方案\n\n一、推进一网通办。6月底前网上可办率达100%。\n\n二、护林。加强巡查。"
    assert [limit.text for limit in read(text).tasks[0].time_limits] == ["6月底前"]


def test_a_lone_clause_that_silences_all_other_items_is_doubted():
    items = "\n\n".join(f"{n}、护林{n}。加强{n}区巡查。" for n in "二三四五六")
    text = f"云泽县2026年防汛工作方案\n\n一、修渠。清淤修渠。（责任单位：县水利局）\n\n{items}"
    reading = read(text)
    assert [task.label for task in reading.tasks] == ["一、"]
    assert Doubt.UNREAD_DUTY in reading.doubts


@pytest.mark.parametrize(
    ("clause", "said", "deadline"),
    [
        (
            "市水务局牵头，各区（县）政府落实。完成时间：2021年5月",
            "L市水务局 R各区（县）政府",
            "2021年5月",
        ),
        ("市水务局负责。时限：长期坚持", "R市水务局", "长期坚持"),
        ("完成时限：2021年5月底。市水务局负责。", "R市水务局", "2021年5月底"),
        ("主责部门（单位）：市水务局 ； 配合部门（单位）：市财政局", "L市水务局 C市财政局", None),
        ("牵头单位/部门：市水务局；配合处室（单位）：规划处", "L市水务局 C规划处", None),
    ],
)
def test_a_clause_of_a_list_says_who_and_by_when(clause, said, deadline):
    text = f"云泽市2021年水库管护清单\n1.建立公示制度。{clause}\n2.推进设施建设。{clause}\n3.专业化管护。{clause}\n"
    first, *_ = read(text).tasks
    assert (first.text, units(first), first.deadline_raw) == ("建立公示制度。", said, deadline)


def test_names_alone_and_a_label_of_a_deadline_are_doubted_where_nothing_reads_them():
    text = "云泽市2021年管护工作方案\n1.建立公示制度。市水务局、市财政局。\n2.推进设施建设。完成时限：抓紧\n3.护林。加强巡查。\n"
    assert [Doubt.UNREAD_DUTY in task.doubts for task in read(text).tasks] == [True, True, False]


def test_a_list_of_kinds_below_one_each_is_one_group():
    text = "云泽团2022年整治方案\n1.清洁行动。责任单位：各连队、社区。\n2.管护。责任单位：各村、幼儿园。\n"
    assert [units(task) for task in read(text).tasks] == ["R各连队、社区", "R各村、幼儿园"]


def test_marks_before_items_that_end_with_names_alone_are_labels():
    text = (
        "云泽区2022年法治政府建设重点任务及分工\n（一）健全制度\n◆编制决策目录。（区政府办公室、区司法局）\n"
        "◆清理文件。（区司法局、各有关部门）\n（二）规范执法\n◆落实三项制度。（区司法局）\n◆评查案卷。（区司法局）\n"
    )
    assert [(task.label, task.text) for task in read(text).tasks] == [
        ("◆", "编制决策目录。"),
        ("◆", "清理文件。"),
        ("◆", "落实三项制度。"),
        ("◆", "评查案卷。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "船闸2031年底前通航。",
        "5月20日前播种结束。",
        "每月25日前将进展情况报县防汛办。",
        "压缩企业开办时间至1个工作日内。",
    ],
)
def test_a_time_that_plainly_binds_is_not_doubted(sentence):
    (task, _) = read(f"云泽县2031年工作方案\n\n一、修渠。{sentence}\n\n二、护林。加强巡查。").tasks
    assert task.time_limits
    assert Doubt.LIMIT_UNSURE not in task.doubts


def test_persons_of_a_level_are_persons():
    fields = "牵头校领导：{}\n牵头单位：{}\n\n"
    text = (
        "云泽大学2031年要点任务分解\n\n1.修渠。\n"
        + fields.format("林远", "后勤处")
        + "2.护林。\n"
        + fields.format("周川", "保卫处")
    )
    tasks = read(text).tasks
    assert [units(task) for task in tasks] == ["L后勤处", "L保卫处"]
    assert not any(task.doubts for task in tasks)


def test_a_clause_in_the_line_of_the_last_heading_closes_it_too():
    text = (
        "关于印发攻坚任务的通知\n\n各镇：\n\n一、违建清零  拆除违建3万平方米  （区城管局牵头，各镇落实）\n"
        "二、积案清零  化解积案26件  （区信访局牵头，各镇落实）\n三、隐患清零  整改隐患9处  （区应急局牵头，各镇落实）\n\n"
        "云泽区人民政府办公室\n2024年3月8日\n"
    )
    assert [task.label for task in read(text).tasks] == ["一、", "二、", "三、"]


def test_a_list_of_measures_in_one_line_keeps_its_numbers():
    fields = "责任单位：{}\n验收单位：{}\n整改时限：{}\n整改措施：1.{}。2.{}。\n"
    text = (
        "云泽市反馈意见整改清单\n一、水质不达标\n"
        + fields.format("青山县人民政府", "市生态环境局", "12月底", "清淤", "巡河")
        + "二、渗滤液积存\n"
        + fields.format("市城管局", "市住建局", "9月底", "扩建设施", "加强监管")
    )
    assert [(task.label, task.text) for task in read(text).tasks] == [
        ("一、", "1.清淤。2.巡河。"),
        ("二、", "1.扩建设施。2.加强监管。"),
    ]


def test_sections_above_items_are_doubted_where_a_label_names_them():
    text = "云泽局2031年工作任务分解\n科室：审批一科\n①修渠。\n②清淤。\n科室：审批二科\n①护林。\n②巡山。\n"
    assert Doubt.UNREAD_DUTY in read(text).doubts


def test_what_stands_in_brackets_before_its_lines_is_said_where_it_is_a_unit():
    text = "云泽镇2031年防汛责任分解\n【镇应急办】1.备足物资。2.完善预案。\n【镇水利站】1.排查隐患。\n【各村】1.落实巡查。\n"
    reading = read(text)
    assert not any(task.units for task in reading.tasks)
    assert reading.tasks or "duties_unread" in [issue.code for issue in reading.issues]


def test_a_rule_in_brackets_of_its_own_before_a_clause_is_no_text():
    text = (
        "云泽州2031年任务分工\n（一）修渠10公里。（列第一位的为牵头单位，下同）（州水利局、州财政局）\n"
        "（二）护林8万亩。（州林业局、州财政局）\n"
    )
    first, second = read(text).tasks
    assert (first.text, units(first)) == ("修渠10公里。", "L州水利局 R州财政局")
    assert units(second) == "L州林业局 R州财政局"


def test_offices_of_a_prefecture_share_its_prefix():
    text = (
        "云泽地区2031年工作要点\n一、护草。核定载畜量。（行署农牧局、林草局，各县人民政府）\n"
        "二、防火。加强巡护。（行署应急局、林草局）\n"
    )
    first, second = read(text).tasks
    assert units(first) == "R行署农牧局 R行署林草局 R各县人民政府"
    assert units(second) == "R行署应急局 R行署林草局"


def test_a_number_in_brackets_behind_what_is_counted_is_a_label():
    text = (
        "云泽电站2031年重点任务\n任务（一）　浇筑大坝。\n责任部门：工程部。完成时间：12月31日。\n"
        "任务（二）　安装机组。\n责任部门：机电部。完成时间：10月31日。\n"
    )
    assert [(task.label, task.text) for task in read(text).tasks] == [
        ("任务（一）", "浇筑大坝。"),
        ("任务（二）", "安装机组。"),
    ]


@pytest.mark.parametrize("signature", ["2031年2月8日", "云泽市水利局\n2031年2月8日"])
def test_a_last_item_of_one_sentence_keeps_it_above_the_signature(signature):
    text = f"云泽市修渠实施方案\n\n一、实施步骤\n\n（一）3月底前，上报清单。\n\n（二）8月底前，全面建成并投用。\n\n{signature}\n"
    assert [task.text for task in read(text).tasks] == [
        "3月底前，上报清单。",
        "8月底前，全面建成并投用。",
    ]


def test_a_letter_that_issues_a_list_of_tasks_which_is_not_there_is_doubted():
    text = (
        "云泽市人民政府办公室关于印发2031年重点工作责任分解的通知\n\n各县人民政府：\n\n"
        "《2031年重点工作责任分解》已经市政府同意，现印发给你们。\n\n一、各单位要提高站位。\n\n二、各单位要强化责任。\n\n"
        "云泽市人民政府办公室\n2031年5月20日\n"
    )
    assert Doubt.UNREAD_DUTY in read(text).doubts


def test_a_title_goes_on_to_the_word_that_says_what_it_is():
    text = "云泽市人民政府办公室\n关于分解落实2031年市政府工作报告\n主要目标任务的通知\n各县人民政府：\n现将分解表印发给你们。\n"
    assert read(text).metadata.title == (
        "云泽市人民政府办公室关于分解落实2031年市政府工作报告主要目标任务的通知"
    )


def test_labels_before_sections_that_nobody_knows_are_doubted():
    text = (
        "云泽农科院2031年工作要点分解\n一、科研\n1、育成品种12个。主体：作物所；服务：科研处\n"
        "2、建成种质库。主体：各研究所；服务：计财处\n3、签技术合同。主体：果树所；服务：成果转化处\n"
    )
    assert Doubt.UNREAD_DUTY in read(text).doubts


def test_a_bracket_of_organs_behind_a_heading_is_read_or_said():
    items = (
        "一、农机调度（县农业农村局{0}）\n1．检修农机。\n2．发放作业证。\n"
        "二、交通保通（县交通运输局{0}，县公安局{1}）\n3．开通绿道。\n4．巡路。\n"
    )
    reading = read("云泽县2031年生产保障方案\n" + items.format("负总责", "协助"))
    assert [units(task) for task in reading.tasks] == ["R县农业农村局", "R县交通运输局 C县公安局"]
    reading = read("云泽县2031年生产保障方案\n" + items.format("挂帅", "跟进"))
    assert Doubt.UNREAD_DUTY in reading.doubts


@pytest.mark.parametrize(
    ("clause", "said", "deadline"),
    [
        ("承办村：石门村、上寨村；乡里盯办：水利站", "R石门村 R上寨村 R水利站", None),
        ("整改到位时间：6月30日。整改责任单位：各乡镇。", "R各乡镇", "6月30日"),
        ("（责任：宣传部、教师工作部；时间：9月10日前）", "R宣传部 R教师工作部", "9月10日前"),
        ("承办部门：检察技术部；时间：3月。", "R检察技术部", "3月"),
        ("责任单位：办公室、注册处。", "R办公室 R注册处", None),
    ],
)
def test_fields_of_a_clause_are_what_their_values_are(clause, said, deadline):
    text = f"云泽乡2031年修渠计划\n1.修小水渠。{clause}\n2.修小广场。{clause}\n3.修小路。{clause}\n"
    first, *_ = read(text).tasks
    assert (units(first), first.deadline_raw) == (said, deadline)


def test_whom_others_join_cooperates_in_a_form_that_is_learned():
    lines = [
        f"{n}、修{what}。由县水利局会同县财政局办理。"
        for n, what in zip("一二三", "渠路桥", strict=True)
    ]
    assert [units(t) for t in read("云泽县2031年工作安排\n" + "\n".join(lines)).tasks] == [
        "R县水利局 C县财政局"
    ] * 3


def test_a_day_right_behind_a_label_is_no_decimal():
    text = "云泽公司2031年保供任务\n1.5月31日前治理线路36条。牵头部门：运检部\n2.12月底前演练2次。牵头部门：调控中心\n"
    assert [(task.label, task.text) for task in read(text).tasks] == [
        ("1.", "5月31日前治理线路36条。"),
        ("2.", "12月底前演练2次。"),
    ]


def test_what_is_to_be_reached_is_the_text_where_only_a_name_stands_beside_it():
    rows = (
        "饮水提升 | 受益人口3万人 | 县水利局",
        "学位供给 | 新增学位1800个 | 县教育局",
        "助餐服务 | 建成助餐点12个 | 县民政局",
    )
    lines = [f"| {n} | {row} |" for n, row in enumerate(rows, 1)]
    head = "| 序号 | 实事项目 | 年度目标 | 牵头单位 |\n| --- | --- | --- | --- |\n"
    first, *_ = read("云泽县2031年民生实事任务表\n\n" + head + "\n".join(lines) + "\n").tasks
    assert (first.headings, first.text) == (["饮水提升"], "受益人口3万人")


def test_months_before_units_in_a_bracket_are_when():
    text = (
        "云泽市2031年督察计划\n一、督察内容\n1、责任制落实情况（4-5月，督察科牵头，秘书科配合）\n"
        "2、突出问题整治情况（7-8月，督察科、监督科牵头）\n3、复议法实施情况（10月，应诉科牵头，督察科配合）\n"
    )
    assert [(task.label, units(task), task.deadline_raw) for task in read(text).tasks] == [
        ("1、", "L督察科 C秘书科", "4-5月"),
        ("2、", "L督察科 L监督科", "7-8月"),
        ("3、", "L应诉科 C督察科", "10月"),
    ]


def test_a_frame_in_brackets_needs_no_level_before_its_names():
    text = (
        "云泽市公安局2031年净网部署\n（一）打击诈骗。〔刑侦支队主侦，网安支队、经侦支队协侦〕\n"
        "（二）整治谣言。〔网安支队主侦，各分局协侦〕\n（三）清理黑卡。〔治安支队主侦，各派出所协侦〕\n"
    )
    assert [units(task) for task in read(text).tasks] == [
        "R刑侦支队 C网安支队 C经侦支队",
        "R网安支队 C各分局",
        "R治安支队 C各派出所",
    ]


def test_a_label_of_a_footer_below_items_that_have_their_own_title_lines_is_the_documents():
    """主办单位：… closes a page; where it stands below each item it closes none."""
    fields = "主办单位：{}\n协办单位：{}\n"
    text = (
        "云泽市2011年为民办实事实施方案\n一、实施饮水工程\n解决5万人饮水安全问题。\n"
        + fields.format("市水务局", "市财政局")
        + "二、实施住房工程\n新建住房2000套。\n"
        + fields.format("市房管局", "市国土局")
    )
    tasks = read(text).tasks
    assert [task.headings for task in tasks] == [["一、实施饮水工程"], ["二、实施住房工程"]]
    assert [units(task) for task in tasks] == ["L市水务局 C市财政局", "L市房管局 C市国土局"]


@pytest.mark.parametrize(
    "clause",
    [
        "责任单位：县水利局、县财政局，按职责分工负责，下同",
        "县水利局、县财政局，按职责分工负责",
        "县水利局、县财政局，根据各自职责抓好落实",
    ],
)
def test_how_work_is_shared_is_no_unit_behind_a_comma_either(clause):
    text = f"云泽县2024年工作要点\n一、修渠。清淤。（{clause}）\n二、护林。加强巡查。（县林业局负责）\n"
    task, _ = read(text).tasks
    assert units(task) == "R县水利局 R县财政局"
    assert not task.doubts


def test_each_months_end_before_an_act_is_a_time_limit():
    text = "云泽县2031年工作方案\n\n一、修渠。每月底上报清淤情况。\n\n二、护林。加强巡查。"
    task, _ = read(text).tasks
    assert [(limit.text, limit.period) for limit in task.time_limits] == [("每月底", "P1M")]
