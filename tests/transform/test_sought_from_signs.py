"""Labels and times that are sought from what each of them holds are those that a plain search finds."""

from hypothesis import given
from hypothesis import strategies as st

from transform.text.labels import find_all_inside, find_inside
from transform.times.limits.before import read_at_least, read_before
from transform.times.limits.due import read_due
from transform.times.limits.reading import read_time_limits
from transform.times.limits.realtime import read_realtime
from transform.times.limits.recurring import read_recurring
from transform.times.limits.within import read_within
from transform.times.plan_year import PlanYear

YEAR = PlanYear(2021, "title")
LABELS = (
    "一、 二、 十一、 二十一、 三． （一） (十二) （ 二 ） （一）、 1. 12. 1、 １２、 2． （1） ① ①（十一） ㈠ ⒉ "
    "7.9月 2.2021年 1.5 1234、 第一条"
)
WORDS = "修渠 要快。 责任单位： ， 。 ： （ ） \u3000 2023年 五、六、 第 见 \n"
PERIODS = (
    "2021年 2021 二〇二一年 今年 本年度 次年 6月 十二月 １２月 2021年 6 月 份 30日 三十日 底 末 内 前 "
    "之前 以前 上旬 下旬"
)
MORE_PERIODS = (
    "第一季度 第2季度 上半年 年底 年末 年内 “十四五”末 十四五时期末 到2025年 至二〇二五年 元旦 “国庆节” "
    "“七一” 国际 小长假 劳动节 上午9时 17：00 下班"
)
WITHIN = (
    "压缩至 减少到最多 提速为 优化在 3 十 半 个 工作日 日 天 小时 分钟 周 月 个月 年 内 以内 之内 （含公示） (不含) "
    "办结 反馈 出具 ， \u3000 第 的"
)
RECURRING = "每 按 逐 隔 年 半年 季度 季 月 旬 周 日 天 个 3 十 底 前 1日 报 均 完成 ， 的"
BEFORE = "前 提前 之 至少 不 得 少于 低于 应 间隔 3 十 半 个 工作日 日 天 小时 分钟 月 年 告知 公布 届满 内 以上 ， 的"
OTHER = "完成 ， 。 \u3000 每 去年 于 的 一批 20 \n"


def texts(*pieces: str) -> st.SearchStrategy[str]:
    words = [*" ".join(pieces).split(" "), " "]
    return st.lists(st.sampled_from(words), max_size=14).map("".join)


@given(texts(LABELS, WORDS))
def test_labels_inside_a_line(text):
    plain = [c for c in find_all_inside(text, []) if c.kind in ("first", "second", "third")]
    assert list(find_inside(text, [])) == [
        c for c in plain if not (c.glued and (c.number or 0) > 1)
    ]


@given(texts(PERIODS, MORE_PERIODS, WITHIN, RECURRING, BEFORE, OTHER))
def test_what_a_kind_finds_is_among_the_limits_of_a_text(text):
    kinds = [
        read_recurring,
        read_at_least,
        read_before,
        read_within,
        read_realtime,
        lambda text: read_due(text, YEAR),
    ]
    assert bool(read_time_limits(text, YEAR)) == any(list(read(text)) for read in kinds)


def test_wide_digits_alone_name_a_day_too():
    limits = read_time_limits("１２月底前完成修渠", YEAR)
    assert [(limit.text, str(limit.due_on)) for limit in limits] == [("１２月底前", "2021-12-31")]
