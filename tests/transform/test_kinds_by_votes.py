"""What a document is by what it does and by how its title ends: titles and openings in which no rule was fitted."""

import pytest

from taizhang.tables.terms import DocumentKind
from transform.model import Payload, Reading
from transform.reading import read_source

LETTER = "各镇（街道）、各有关部门：\n"
ORDERS = (
    "一、清点管网。对辖区地下管网逐段登记造册，标明材质和埋深。\n"
    "二、更换老旧管段。优先更换漏损严重的管段，做好施工期间供水。\n"
    "三、加强巡查。建立巡查台账，发现问题立即处置。\n"
)
CLAUSES = (
    "一、清点管网。对辖区地下管网逐段登记造册。（责任单位：市城管局、市水务局）\n"
    "二、更换老旧管段。优先更换漏损严重的管段。（责任单位：市水务局）\n"
    "三、加强巡查。建立巡查台账。（责任单位：各镇街）\n"
)
FACTS = (
    "一、报名条件：年满18周岁，具有本市户籍。\n二、报名时间：2022年3月1日至3月10日。\n"
    "三、报名地点：市政务服务中心二楼大厅。\n四、咨询电话：12345。\n"
)
ARTICLES = (
    "第一章 总则\n第一条 为规范供水管理，根据有关法律法规，制定本办法。\n第二条 本办法适用于本市。\n"
    "第三条 市水务局负责供水监督管理工作。\n第四条 用水单位应当节约用水。\n第五条 本办法自发布之日起施行。\n"
)


def read(title: str, body: str) -> Reading:
    return read_source(Payload(f"{title}\n{body}".encode(), "d", name="x.txt"))


# The last document word of a title counts: what else stands in it is its matter.
PLANS = [
    "某市全面推行行政执法公示制度工作方案",
    "某区公共资源采购领域专项整治行动方案",
    "某县元旦假期旅游市场秩序保障工作方案",
    "关于推进招标投标全流程电子化的实施意见",
    "某市停水停电应急保障任务清单",
    "某省标准化改革创新三年行动计划",
    "某市政策解读提质增效工作要点",
    "某县建议提案答复质量提升工作方案",
    "某区表彰奖励规范化建设实施方案",
    "某市领导小组会议议定事项任务分解表",
    "关于印发《某市预算绩效管理提升行动方案》的通知",
    "某市人民政府办公室关于转发市司法局行政规范性文件清理工作方案的通知",
    "关于加快规范农村集体资产管理办法落实的若干措施",
    "某市价格监测预警工作方案",
    "某区拟录用人员公示制度落实台账",
]
NO_PLANS = {
    "某市供水管理条例": DocumentKind.REGULATION,
    "某市供水管理办法（试行）": DocumentKind.REGULATION,
    "关于印发《某市供水管理实施细则》的通知": DocumentKind.REGULATION,
    "《某市供水管网改造行动方案》政策解读": DocumentKind.INTERPRETATION,
    "一图读懂《某市供水提升行动方案》": DocumentKind.INTERPRETATION,
    "对市政协第十二届三次会议第45号提案的答复": DocumentKind.REPLY,
    "关于市人大代表关于加快管网改造的建议的答复": DocumentKind.REPLY,
    "某市人民政府关于同意某镇供水规划方案的批复": DocumentKind.REPLY,
}


@pytest.mark.parametrize("title", PLANS)
def test_a_plan_is_one_whatever_its_matter_is_called(title):
    for body, tasks in ((LETTER + CLAUSES, 3), (LETTER + ORDERS, 3)):
        reading = read(title, body)
        assert (reading.kind, len(reading.tasks)) == (DocumentKind.PLAN, tasks)


@pytest.mark.parametrize("title", NO_PLANS)
def test_real_titles_of_other_kinds_decide(title):
    body = ARTICLES if NO_PLANS[title] is DocumentKind.REGULATION else CLAUSES
    reading = read(title, body)
    assert reading.kind is NO_PLANS[title]
    assert reading.tasks == []


@pytest.mark.parametrize(
    "opening",
    [
        "现将供水管网改造有关事项通知如下：\n",
        "现就水价听证报名有关事项公告如下：\n",
        LETTER + "现将有关事项通知如下：\n",
    ],
)
def test_facts_and_conditions_under_an_untitled_notice_are_no_tasks(opening):
    assert read(opening.strip(), FACTS).tasks == []


@pytest.mark.parametrize("title", ["关于做好管网巡查工作的通知", "关于切实抓好今冬供水保障的通知"])
def test_a_letter_of_orders_is_a_plan(title):
    reading = read(title, LETTER + ORDERS)
    assert (reading.kind, len(reading.tasks)) == (DocumentKind.PLAN, 3)


@pytest.mark.parametrize(
    "crumb",
    ["首页 >> 信息公开 >> 供水规划", "首页>政务公开>工作方案", "您现在的位置：首页 > 规划计划"],
)
def test_a_breadcrumb_is_no_title(crumb):
    reading = read(crumb, CLAUSES)
    assert reading.metadata.title is None
    assert len(reading.tasks) == 3


def test_a_bare_fragment_of_html_with_a_plan_in_it_is_a_document():
    html = "<p>某市供水管网改造行动方案</p>" + "".join(
        f"<p>{line}</p>" for line in CLAUSES.strip().split("\n")
    )
    reading = read_source(Payload(html.encode(), "d", name="x.html"))
    assert reading.is_document
    assert len(reading.tasks) == 3
    assert reading.metadata.title == "某市供水管网改造行动方案"


def test_a_fragment_that_begins_with_a_table_is_a_document():
    rows = "".join(
        f"<tr><td>{n}</td><td>更换{n}号管段并验收</td><td>市水务局</td></tr>" for n in range(1, 5)
    )
    html = f"<table><tr><th>序号</th><th>工作任务</th><th>责任单位</th></tr>{rows}</table>"
    reading = read_source(Payload(html.encode(), "d", name="x.html"))
    assert reading.is_document
    assert len(reading.tasks) == 4


@pytest.mark.parametrize(
    "title",
    [
        "管网改造一本账",
        "供水提升攻坚战作战图",
        "某市水务工作一览",
        "市水务局2022年度重点事项",
        "某市供水节水倡议落实情况",
    ],
)
def test_a_table_is_asked_before_the_title(title):
    rows = "".join(
        f"<tr><td>{n}</td><td>更换{n}号管段并验收</td><td>市水务局</td></tr>" for n in range(1, 5)
    )
    table = f"<table><tr><td>序号</td><td>工作任务</td><td>责任单位</td></tr>{rows}</table>"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id=zoom>{table}</div></body></html>"
    reading = read_source(Payload(html.encode(), "d", name="x.html"))
    assert len(reading.tasks) == 4


def test_news_of_a_plan_has_no_tasks():
    body = "本报讯 记者从市水务局获悉，今年本市将更换老旧管网30公里。市水务局负责人介绍，工程分三期实施。\n"
    reading = read("我市今年更换老旧管网30公里", body * 3)
    assert (reading.kind, reading.tasks) == (DocumentKind.NEWS, [])


def test_news_that_quotes_a_plans_clauses_has_none_either():
    body = "日前，市政府印发方案，明确三项任务。\n" + CLAUSES
    reading = read("我市出台供水管网改造新举措", "本报讯（记者 李四）" + body)
    assert reading.kind is DocumentKind.NEWS
    assert reading.tasks == []


def test_an_interpretation_below_its_plan_gives_no_tasks():
    title = "某市管网改造行动方案"
    told = f"《{title}》解读\n一、背景\n为保供水。\n二、内容\n"
    told += "（一）清点管网。由市水务局负责。\n（二）加强巡查。由市城管局负责。\n"
    assert len(read(title, CLAUSES + told).tasks) == 3
