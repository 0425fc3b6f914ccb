"""Time limits: what binds somebody, and what only looks like it (docs/reading.md, Deadlines and time limits)."""

import pytest

from transform.times.plan_year import PlanYear
from transform.times.time_limits import read_time_limits

YEAR = PlanYear(2021, "title")


def limits(text: str) -> list[tuple[str, str, str | None]]:
    found = []
    for limit in read_time_limits(text, YEAR):
        value = limit.due_on.isoformat() if limit.due_on else limit.period
        if limit.by_month:
            value = f"{value}@{limit.by_month:02d}-end"
        if limit.day_basis == "working":
            value = f"{value}/working"
        assert text[slice(*limit.span)] == limit.text
        found.append((limit.text, limit.kind.value, value))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年底前完成河道清淤。", [("2021年底前", "due", "2021-12-31")]),
        ("力争6月底前建成泵站，年内通水。", [("6月底前", "due", "2021-06-30"), ("年内", "due", "2021-12-31")]),
        ("到2025年，灌区全部改造。", [("到2025年", "due", "2025-12-31")]),
        ("确保重点渠段第一季度全部开工。", [("第一季度", "due", "2021-03-31")]),
        ("争取8月完成验收。", [("8月", "due", "2021-08-31")]),
        ("按月公布水位，每季度通报一次。", [("按月", "recurring", "P1M"), ("每季度", "recurring", "P3M")]),
        ("每年1月31日前报送总结。", [("每年1月31日前", "recurring", "P1Y@01-end")]),
        ("每月10日前拨付补助。", [("每月10日前", "recurring", "P1M")]),
        ("每半年检查一遍，每3年普查一次。", [("每半年", "recurring", "P6M"), ("每3年", "recurring", "P3Y")]),
        ("水情信息实时发布。", [("实时", "realtime", None)]),
        ("受理后20个工作日内办结。", [("20个工作日内", "within", "P20D/working")]),
        ("审批时间压缩至3个工作日。", [("3个工作日", "within", "P3D/working")]),
        ("险情发生后2小时内上报，三个月内修复。", [("2小时内", "within", "PT2H"), ("三个月内", "within", "P3M")]),
        ("用地价款可在合同签订后一年内缴清。", [("一年内", "within", "P1Y")]),
        ("于会议召开前10日，书面通知各村。", [("前10日", "before", "P10D")]),
        ("征求意见时间不得少于30日。", [("不得少于30日", "at_least", "P30D")]),
        ("泵房2024年内完成改造。", [("2024年内", "due", "2024-12-31")]),
        (
            "水费改革2024年度内到位，本年度内验收。",
            [("2024年度内", "due", "2024-12-31"), ("本年度内", "due", "2021-12-31")],
        ),
        ("水样于 9 月 30 日前送检。", [("9 月 30 日前", "due", "2021-09-30")]),
        (
            "闸门 6 月底前修好，2022 年 8月 4 日前试水。",
            [("6 月底前", "due", "2021-06-30"), ("2022 年 8月 4 日前", "due", "2022-08-04")],
        ),
        (
            "受理后 20 个工作日内办结，每 月通报。",
            [("20 个工作日内", "within", "P20D/working"), ("每 月", "recurring", "P1M")],
        ),
        (
            "水表台账9月20日17：00前报送，余下9月21日下班前报送。",
            [("9月20日17：00前", "due", "2021-09-20"), ("9月21日下班前", "due", "2021-09-21")],
        ),
        (
            "三季度主体完工，2022年第一季度启用。",
            [("三季度", "due", "2021-09-30"), ("2022年第一季度", "due", "2022-03-31")],
        ),
        (
            "2022年11月30日完成初验，最迟12月1日放水。",
            [("2022年11月30日", "due", "2022-11-30"), ("12月1日", "due", "2021-12-01")],
        ),
        (
            "至2024年底建成水库，至2025年末不少于5座。",
            [("2024年底", "due", "2024-12-31"), ("2025年末", "due", "2025-12-31")],
        ),
        (
            "提前15日公告，提前5个工作日通知村民。",
            [("提前15日", "before", "P15D"), ("提前5个工作日", "before", "P5D/working")],
        ),
        ("取水证届满前30日申请延续，听证7日前公告。", [("前30日", "before", "P30D"), ("7日前", "before", "P7D")]),
        ("提供不低于3年的管护。", [("不低于3年", "at_least", "P3Y")]),
    ],
)
def test_what_binds(text, expected):
    assert limits(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "及时、定期、适时公开。",
        "2021年第一季度新增贷款30亿元。",
        "每户每年最高补助500元。",
        "农户每人每月领取80元。",
        "将每年3-6月作为灌溉季。",
        "健全周通报、月调度机制。",
        "开展“一月一主题”活动，推行“每周一课”。",
        "对2020年3月31日前购买的农机给予补贴。",
        "毕业5年内的高校毕业生可以申请。",
        "连续缴费不少于6个月的，可以申请。",
        "政策执行期限至2023年12月31日。",
        "还款日期可延至2021年6月30日。",
        "加强年底考核，编好年度报告。",
        "办理时间压缩2天以上。",
        "最长不超过6个月。",
        "自2021年3月1日起施行。",
        "2021年1月1日至2021年6月30日，对农机免费检修。",
        "比上年末增长一成。",
        "推进实时监测能力建设。",
        "2021年内购房的给予补贴。",
        "水库于2019年建设，2020年6月30日完成验收。",
        "执行至2024年底。",
        "取水许可0.5天办结，1.5小时内答复。",
    ],
)
def test_what_does_not_bind(text):
    assert limits(text) == []


def test_the_origin_of_a_year_is_told():
    [own, plans] = read_time_limits("2022年底前开工，12月底前收尾。", YEAR)
    assert (own.year_origin, plans.year_origin) == ("text", "title")
