"""What is promised in numbers, and what only looks like it. The plan's year is 2025."""

from datetime import date

import pytest

from transform.targets.read import read_targets

YEAR = 2025


def promised(text: str) -> list[tuple[str | None, str]]:
    """The thing and the amount of each target."""
    return [(target.what, target.text) for target in read_targets(text, YEAR)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市新建改建农村公路300公里。", [("新建改建农村公路", "300公里")]),
        ("培育省级以上智能工厂15家。", [("省级以上智能工厂", "15家")]),
        ("年内完成不少于8条背街小巷整治。", [("背街小巷整治", "不少于8条")]),
        (
            "新增造林面积12万亩，森林覆盖率稳定在45%以上。",
            [("新增造林面积", "12万亩"), ("森林覆盖率", "45%以上")],
        ),
        ("办件平均用时压缩50%以上。", [("办件平均用时", "50%以上")]),
        ("各县（市、区）每季度至少开展1次联合执法检查。", [("联合执法检查", "至少开展1次")]),
        ("PM2.5平均浓度控制在32微克/立方米以内。", [("PM2.5平均浓度", "32微克/立方米以内")]),
        ("安排财政资金1500万元用于老旧电梯更新。", [("老旧电梯更新", "1500万元")]),
        ("组织召开3至5次银企对接会。", [("银企对接会", "3至5次")]),
        ("推动18处停工工地复工、6处厂房竣工投用。", [("停工工地", "18处"), ("厂房", "6处")]),
        ("入园率、转化率分别达到85%、40%。", [("入园率", "85%"), ("转化率", "40%")]),
        (
            "事故起数、死亡人数同比分别下降10%、15%。",
            [("事故起数", "10%"), ("死亡人数", "15%")],
        ),
        ("将福彩公益金的60%用于养老。", [("福彩公益金", "60%")]),
        ("资金拨付不低于序时进度，三季度末达到75%。", [("资金拨付", "75%")]),
        ("压缩项目验收周期4天以上。", [("项目验收周期", "4天以上")]),
        ("粮食总产量220万吨以上，增长2%。", [("粮食总产量", "220万吨以上"), ("粮食总产量", "2%")]),
        ("开工建设东江、南湖、西岭3个泵站。", [("泵站", "3个")]),
        (
            "新增护理人员240人（含高级护理人员80人）。",
            [("新增护理人员", "240人"), ("高级护理人员", "80人")],
        ),
        (
            "全年培训1250个家政服务队和15万名护工。",
            [("家政服务队", "1250个"), ("护工", "15万名")],
        ),
        ("修建和改造乡村道路90公里。", [("乡村道路", "90公里")]),
        ("选派40名农技员赴乡镇开展服务。", [("农技员", "40名")]),
        ("在车站广场配置急救设备20台以上。", [("急救设备", "20台以上")]),
        ("为3万户独居老人加装燃气报警器。", [("独居老人", "3万户")]),
        ("示范社区数量达到城市社区的50%。", [("示范社区数量", "50%")]),
    ],
)
def test_what_is_promised_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert promised(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "对首次上规的企业一次性奖励10万元。",
        "孤儿基本生活养育标准不低于低保标准的1.6倍。",
        "残疾人护理补贴标准从每月181元提高到188元。",
        "团购超过30套（含）的，每套补贴20元。",
        "每新增1家高新技术企业给予园区5万元补助。",
        "用人单位招用毕业年度高校毕业生的，按每人1000元标准给予一次性扩岗补助。",
        "深入推进23项重点改革任务，加快12个在建项目进度。",
        "职工最高贷款额度为80万元。",
        "注册资本不低于500万元的企业可以申请。",
        "审批时限由15个工作日压缩至7个工作日。",
        "建筑高度不超过54米，容积率不大于2.5。",
        "培育一批龙头企业，拓展两个市场。",
        "落实国家二十条优化措施。",
        "截至目前，全市已建成5G基站1.2万个。",
        "对年产值超过8亿元的企业，给予用地保障。",
        "每半年开展一次应急演练。",
        "明确1名分管负责同志。",
        "评选前20名优秀工匠。",
        "推进“三个100”工程。",
        "实现应保尽保、应享尽享。",
        "自收到申请之日起20个工作日内答复。",
        "多子女家庭在认定住房套数时核减1套。",
        "商业建筑层高在6米（含6米）以内的，按1倍计算建筑面积。",
        "支持对新发放的20万元及以下的创业贷款免除反担保。",
        "向银行发放再贷款的比例从贷款本金的60%提升到90%。",
    ],
)
def test_what_promises_no_amount_is_none(text: str) -> None:
    assert promised(text) == []


def test_the_level_one_starts_from_is_no_target() -> None:
    assert promised("城镇化率由52%提高至56%。") == [("城镇化率", "56%")]


def test_a_change_is_told_from_a_level() -> None:
    text = "工业增加值同比增长6.5%左右，能耗强度下降3%，覆盖率提高到90%，新增岗位500个。"
    assert [target.change for target in read_targets(text, YEAR)] == [
        "increase",
        "decrease",
        None,
        None,
    ]


def test_numbers_are_multiplied_out_and_ranges_have_two_ends() -> None:
    first, second, third = read_targets("投资4302.65亿元，惠及1.3万人次以上，举办3—5场展会。", YEAR)
    assert (first.value, first.measure) == (430265000000, "元")
    assert (second.value, second.comparator) == (13000, "at_least")
    assert (third.value, third.value_to, third.comparator) == (3, 5, "range")


def test_time_words_hold_for_the_amounts_behind_them_until_others_come() -> None:
    text = "一季度签约项目60个、开工40个，全年完成投资90亿元，每月召开2次调度会。"
    times = [(target.when, target.by, target.period) for target in read_targets(text, YEAR)]
    assert times == [
        ("一季度", date(2025, 3, 31), None),
        ("一季度", date(2025, 3, 31), None),
        ("全年", date(2025, 12, 31), None),
        ("每月", None, "P1M"),
    ]


def test_without_a_plans_year_a_day_is_unknown() -> None:
    [target] = read_targets("年底前建成20个驿站。", None)
    assert (target.when, target.by) == ("年底前", None)


def test_who_must_each_reach_it_is_said() -> None:
    assert [target.each for target in read_targets("每个社区配备不少于2名专职网格员。", YEAR)] == [
        "每个社区"
    ]
    assert [target.each for target in read_targets("各县（区）至少打造1个示范点。", YEAR)] == [
        "各县（区）"
    ]


def test_an_amount_stands_where_its_span_says() -> None:
    text = "新增停车泊位3000个，改造老旧小区约25个。"
    for target in read_targets(text, YEAR):
        assert text[slice(*target.span)] == target.text
