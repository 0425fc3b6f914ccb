"""What a document is, and that what is no plan gives no task (docs/reading.md, Task, 4)."""

import pytest

from taizhang.tables.terms import DocumentKind
from tests.transform.texts import read
from transform.text.kinds import Doings, judge_kind

BODY = "各镇政府：\n为管好水渠，现就有关事项通知如下。\n一、清淤。（责任单位：县水利局）\n二、加固。（责任单位：县水利局）"


def kind_of(
    title: str | None, text: str, clauses: int = 0, headings: tuple[str, ...] = ()
) -> DocumentKind:
    return judge_kind(title, text, Doings(lambda: clauses, lambda: False, lambda: headings)).kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某县2021年水利工作要点", DocumentKind.PLAN),
        ("关于印发《某县修渠实施方案》的通知", DocumentKind.PLAN),
        ("某县人民政府关于加快修渠的若干意见（试行）", DocumentKind.PLAN),
        ("某县修渠十条措施", DocumentKind.PLAN),
        ("某县人民政府关于切实做好防汛工作的通知", DocumentKind.PLAN),
        ("关于印发《某县水渠管理办法》的通知", DocumentKind.REGULATION),
        ("某县水渠管理规定（征求意见稿）", DocumentKind.REGULATION),
        ("某县水渠条例", DocumentKind.REGULATION),
        ("关于《某县水渠管理办法（草案）》公开征求意见的公告", DocumentKind.REGULATION),
        ("对县政协第12号提案的答复", DocumentKind.REPLY),
        ("某县人民政府关于同意设立水利站的函", DocumentKind.REPLY),
        ("某县水利局关于切实做好修渠工作的函", DocumentKind.PLAN),
        ("某县人民政府关于同意设立水利站的批复", DocumentKind.REPLY),
        ("《某县修渠实施方案》解读", DocumentKind.INTERPRETATION),
        ("某县人民政府关于表彰修渠先进单位的决定", DocumentKind.AWARD),
        ("某县人民政府关于张某等任职的通知", DocumentKind.APPOINTMENT),
        ("某县2021年统计公报", DocumentKind.STATISTICS),
        ("某县水利局2021年政府信息公开工作年度报告", DocumentKind.REPORT),
        ("关于2021年清明节放假的通知", DocumentKind.NOTICE),
    ],
)
def test_titles(title, kind):
    assert kind_of(title, "各镇政府：", 0) is kind


def test_openings_of_texts_without_a_title():
    assert kind_of(None, "本报讯（记者某某）水渠修好了。", 0) is DocumentKind.NEWS
    assert (
        kind_of(None, "第一章 总则\n第一条 为管好水渠，制定本办法。", 0) is DocumentKind.REGULATION
    )
    assert kind_of(None, "为管好水渠，制定本方案。", 0) is DocumentKind.PLAN


def test_a_headline_is_news_though_it_speaks_of_a_plan():
    text = "日前，某县印发《修渠实施方案》，各地正在落实。"
    assert kind_of("某县印发修渠方案 三百里水渠将焕然一新", text, 5) is DocumentKind.NEWS


@pytest.mark.parametrize(
    "title",
    [
        "某县水渠管理办法",
        "对县政协第12号提案的答复",
        "《某县修渠实施方案》解读",
        "某县人民政府关于表彰先进的决定",
    ],
)
def test_what_is_no_plan_gives_no_task_whatever_it_says(title):
    body = (
        BODY
        if "办法" not in title
        else "第一条 清淤。（县水利局负责）\n第二条 加固。（县水利局负责）"
    )
    assert read(f"{title}\n{body}").tasks == []


def test_a_plan_does():
    assert len(read(f"某县修渠实施方案\n{BODY}").tasks) == 2
