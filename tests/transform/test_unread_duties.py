"""Words that assign in a form that nothing reads are doubted; what a plan says besides is not."""

import pytest

from taizhang.tables.terms import Doubt, Role
from tests.transform.texts import DIGEST, read
from transform.actors.name_gate import NameVerdict, judge_name
from transform.actors.units import ReadUnit, bare_names
from transform.model import Payload
from transform.reading import read_source
from transform.tasks.unread_duties import find_unread

PLAN = "云泽县2024年渠系整治工作方案\n\n一、主要任务\n\n"
ITEM = "{label}.整修{what}。加固堤岸。{clause}\n\n"


def plan(*clauses: str) -> str:
    """A plan of one item a clause."""
    return PLAN + "".join(
        ITEM.format(label=number, what=f"干渠{number}", clause=clause)
        for number, clause in enumerate(clauses, 1)
    )


def doubted(*clauses: str) -> list[str]:
    """What the doubts of such a plan's tasks and document point at."""
    reading = read(plan(*clauses))
    evidence = [e for task in reading.tasks for e in task.evidence] + reading.metadata.evidence
    text = reading.parts[0].text
    return [text[slice(*span)] for e in evidence if e.rule == Doubt.UNREAD_DUTY for span in e.spans]


READ = "（责任单位：县水利局）"


@pytest.mark.parametrize(
    ("unread", "pointed"),
    [
        ("（县水利局 林某某）", "（县水利局 林某某）"),
        (
            "（县水利局、县财政局、渠道养护者联盟筹备处）",
            "（县水利局、县财政局、渠道养护者联盟筹备处）",
        ),
        ("由县水利局包干到底。", "由县水利局包干到底。"),
        ("由县财政局兜底保障。", "由县财政局兜底保障。"),
        ("由县水利局牵头，做到日日清淤。", "由县水利局牵头"),
        ("此事交由县水利局办理，县财政局搭把手。", "此事交由县水利局办理"),
        ("由林某同志负责，做到日日清淤。", "由林某同志负责"),
        (
            "栽护堤林（县水利局盯办，县财政局配齐人手），3月底前。",
            "（县水利局盯办，县财政局配齐人手）",
        ),
    ],
)
def test_organs_in_a_form_that_is_not_read_are_doubted(unread, pointed):
    assert doubted(unread, READ) == [pointed]


@pytest.mark.parametrize(
    "prose",
    [
        "县水利局要加强调度。",
        "各镇可参照执行。",
        "县水利局另行制定细则。",
        "（详见附件2）",
        "（含支渠、毛渠）",
        "加强与县水利局的沟通。",
        "完善责任体系。",
        "由各部门自行落实。",
        "由县水利局牵头组建抢险队。",
    ],
)
def test_prose_is_not(prose):
    assert doubted(prose + READ, READ) == []


def test_an_item_that_assigns_nothing_between_others_that_do_is_doubted():
    assert doubted(READ, READ, "要抓紧。", READ, READ) == ["3."]


@pytest.mark.parametrize("place", [0, 4])
def test_the_first_and_the_last_of_them_may_be_of_another_kind(place):
    clauses = [READ] * 5
    clauses[place] = "要抓紧。"
    assert doubted(*clauses) == []


def test_what_is_left_behind_a_clause_is_doubted_where_it_assigns():
    assert doubted(f"{READ}\n由县财政局包干到底。", READ) == ["由县财政局包干到底。"]
    assert doubted(f"{READ}\n要加强调度。", READ) == []


@pytest.mark.parametrize(
    ("name", "is_doubted"),
    [
        ("县渠系协办办公室", True),
        ("县整治责任专班", True),
        ("县自来水有限责任公司", False),
        ("县协同创新中心", False),
        ("县水利局等十余家", True),
        ("县高等职业学校", False),
        ("管委会", True),
        ("云泽县、青岭县人民政府", False),
        ("县妇女儿童工作委员会办公室", False),
        ("各有关责任单位", False),
    ],
)
def test_a_name_that_holds_what_says_a_role_is_doubted(name, is_doubted):
    task = read(plan(f"（责任单位：{name}）", READ)).tasks[0]
    assert (Doubt.UNLIKE_A_UNIT in task.doubts) == is_doubted


def test_an_item_without_a_clause_that_orders_somebody_is_doubted_among_few_too():
    assert doubted(READ, "由县财政局负责，做到日日清淤。", READ) == ["由县财政局负责"]


@pytest.mark.parametrize("title", ["关于做好渠系清淤工作的函", "关于渠系清淤工作的会议纪要"])
def test_orders_in_a_document_that_gives_no_task_are_a_sign_of_duties(title):
    text = f"{title}\n\n一、清淤。此事由县水利局办理，县财政局搭把手。\n\n二、护堤。由林某同志牵头，逐段巡查。\n"
    assert Doubt.DUTIES_UNREAD in read(text).doubts


def test_an_answer_that_tells_who_did_what_is_no_plan():
    text = "对县政协第3号提案的答复\n\n一、清淤。由县水利局牵头，已完成。\n\n二、护堤。由县林业局牵头，已完成。\n"
    assert read(text).doubts == []


def test_labels_of_units_in_a_document_that_gives_no_task_are_a_sign_of_duties():
    text = "关于停水的公告\n\n停水期间安排如下。\n\n牵头单位：\n\n配合单位：\n"
    assert Doubt.DUTIES_UNREAD in read(text).doubts


def test_two_names_that_were_not_parted_are_doubted():
    assert judge_name("县水利局和各乡镇") is NameVerdict.UNSURE
    assert judge_name("县水利局和谐水务中心") is NameVerdict.UNIT


@pytest.mark.parametrize(
    ("rule", "is_doubted"),
    [
        ("凡未另行说明者，名录首行视为牵头单位。", True),
        ("列首位的为牵头单位。", False),
        ("各单位要服从牵头单位调度。", False),
    ],
)
def test_a_rule_on_who_leads_in_unknown_words_is_doubted(rule, is_doubted):
    assert bool(doubted(READ, READ, READ, f"{rule}{READ}")) == is_doubted


def test_sentences_of_names_that_no_table_knows_are_doubted_in_a_plan_without_clauses():
    text = "某局2024年工作要点\n\n一、清淤。灌溉科牵头，渠管站配合。\n\n二、护堤。加固堤岸。\n"
    first, second = read(text).tasks
    assert (first.units, first.doubts) == ([], [Doubt.UNREAD_DUTY])
    assert second.doubts == []


def test_orders_in_words_that_nobody_knows_are_no_silence() -> None:
    names = ("县住建局", "县教育局", "县城管局")
    items = [
        f"事项{n} 改造{n}处。这件事由{name}扛总责，年底交卷。" for n, name in enumerate(names, 1)
    ]
    letter = "\n".join(["关于分解民生实事的函", "各有关单位：", "现将民生实事分解如下。", *items])
    assert Doubt.DUTIES_UNREAD in read(letter).doubts


LEDGER = "<table><tr><td>序号<td>工作任务<td>责任单位<tr><td>1<td>{task}<td>县水利局</table>"


@pytest.mark.parametrize(("clauses", "is_doubted"), [(5, True), (1, False)])
def test_a_ledger_of_fewer_rows_than_clauses_is_doubted(clauses, is_doubted):
    text = plan(*[READ] * clauses).replace("\n\n", "<p>")
    page = f"<meta charset=utf-8><h1>云泽县2024年渠系整治工作方案</h1><p>{text}"
    page += LEDGER.format(task="清点渠系台账资料")
    reading = read_source(Payload(page.encode(), DIGEST, name="plan.html"))
    assert [task.text for task in reading.tasks] == ["清点渠系台账资料"]
    assert (Doubt.UNREAD_DUTY in reading.doubts) is is_doubted


OFFICES = ["灌溉股负责疏通支渠。", "工程股负责加固堤岸。", "县财政局：安排清淤经费。"]


def test_items_that_open_with_whose_work_they_are_are_doubted():
    assert doubted(*OFFICES) == []
    reading = read(
        "云泽县渠系整治工作方案\n\n三、责任分工\n\n"
        + "\n".join(f"（{label}）{duty}" for label, duty in zip("一二三", OFFICES, strict=True))
    )
    assert [task.doubts for task in reading.tasks] == [[Doubt.UNREAD_DUTY]] * 3


def test_two_that_do_are_no_habit():
    text = "云泽县渠系整治工作方案\n\n一、主要任务\n\n1.县水利局负责清淤，要快。\n2.县财政局负责拨款，要足。\n3.加强巡查。"
    assert [task.doubts for task in read(text).tasks] == [[], [], []]


@pytest.mark.parametrize(
    ("raw", "name", "rule", "following"),
    [
        ("各市", "各市政府", "tail", "县人民政府"),
        ("市城管委", "市城管委政府", "tail", "各区政府"),
        ("青渠新区管委会", "市青渠新区管委会", "prefix", "市水利局"),
    ],
)
def test_what_cannot_have_been_left_out_is_doubted_where_it_was_put_back(
    raw, name, rule, following
):
    units = [
        ReadUnit(Role.RESPONSIBLE, ((0, len(raw)),), raw, name, rule),
        ReadUnit(Role.RESPONSIBLE, ((9, 12),), following, following),
    ]
    assert list(bare_names(units)) == [(0, len(raw))]


def test_a_day_in_an_item_that_is_no_task_is_left_over():
    items = "".join(f"{n}、修渠{n}。清淤。（责任单位：县水利局）\n\n" for n in "一二三四五")
    last = "七、防火。加强巡查。（责任单位：县林业局）\n"
    text = f"云泽县2024年修渠工作方案\n\n{items}六、护林。10月底前完成巡护道路整修。\n\n{last}"
    reading = read(text)
    evidence = [e for e in reading.metadata.evidence if e.rule == Doubt.LEFT_OVER]
    assert [reading.parts[0].text[slice(*span)] for e in evidence for span in e.spans] == [
        "10月底前"
    ]
    general = text.replace("六、护林。10月底前完成", "六、工作目标。10月底前完成")
    assert Doubt.LEFT_OVER not in read(general).doubts


def test_when_reports_are_due_is_left_over_of_nobody():
    items = "".join(f"{n}、修渠{n}。清淤。（责任单位：县水利局）\n\n" for n in "一二三")
    for told in ("于4月5日前报送工作总结", "4月30日前将活动总结和图片报县水利局"):
        text = f"云泽县2024年修渠工作方案\n\n{items}四、工作要求\n\n各镇要精心组织，{told}。\n"
        assert Doubt.LEFT_OVER not in read(text).doubts


def test_an_act_with_its_object_behind_an_organ_is_no_unread_duty():
    text = "县教育局会同县市场监管局开展联合检查。"
    assert not list(find_unread(text, 0, len(text)))
    assigned = "县教育局、县市场监管局包干到底。"
    assert list(find_unread(assigned, 0, len(assigned)))
