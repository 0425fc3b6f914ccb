"""What a part is asked once, or only where a word stands, is what every stretch of it says by itself."""

from hypothesis import example, given
from hypothesis import strategies as st

from taizhang.tables.terms import PartKind
from tests.transform.texts import DIGEST
from transform.actors.lead_rules import lead_rules
from transform.model import Paragraph
from transform.tasks import unread_duties
from transform.tasks.unread_duties import find_unread
from transform.text.head.opening import read_opening, read_own_number
from transform.text.parts import compose_part

DUTIES = st.lists(
    st.sampled_from(
        [
            *"（）：:、，。；\n \u3000",
            *("责任单位", "包保单位", "完成时限", "牵头", "搭把手", "由", "6月底前"),
            *("县水利局", "县财政局", "清淤修渠", "1."),
        ]
    ),
    max_size=24,
).map("".join)
RULES = st.lists(
    st.sampled_from(
        [
            "列首位的",
            "排名",
            "第一",
            "其余",
            "其他",
            "为",
            "牵头",
            "配合",
            "单位",
            "，",
            "无",
            "责任",
        ]
    ),
    max_size=9,
).map("".join)
LINES = st.lists(
    st.sampled_from(
        [
            "附件2",
            "某县修渠方案",
            "某政发〔2021〕3号",
            "（某水发〔2020〕12号 2020年3月1日）",
            "发文字号：某 政 发 （ 2018 ） 5 号",
            "关于印发某县修渠方案的通知（某政办发〔2021〕7号）",
            "一、清淤修渠。年底前完成。",
            "各镇人民政府：",
            "账号和文号另行公布。",
        ]
    ),
    max_size=7,
)
# Longer than any rule reaches.
FAR = "清淤修渠" * 40


@given(DUTIES, DUTIES, DUTIES)
@example("责任单位：", "县水利局", "：")
@example("清淤。", "包保单位：县水利局", "\n")
@example("清淤", "\n", "（县水利局、县财政局）")
def test_a_stretch_is_doubted_as_if_it_stood_alone(before, stretch, behind):
    text, start = before + stretch + behind, len(before)
    alone = [(start + a, start + z) for a, z in find_unread(stretch, 0, len(stretch))]

    assert list(find_unread(text, start, start + len(stretch))) == alone
    labels = {*unread_duties._labels(stretch), *unread_duties._deadlines(stretch)}
    assert {(start + a, start + z) for a, z in labels} <= {*alone}


@given(st.lists(RULES, min_size=1, max_size=4))
@example(["列首位的为牵头单位，其余为配合单位", "无", "第一为牵头单位"])
def test_rules_on_who_leads_far_apart_are_those_of_each_place(rules):
    expected = []
    at = 0
    for rule in rules:
        expected += [(at + s.start, at + s.end, s.rule) for s in lead_rules(rule)]
        at += len(rule) + len(FAR)

    assert [tuple(stated) for stated in lead_rules(FAR.join(rules))] == expected


@given(LINES)
@example(["附件2", "某政发〔2021〕3号", "某县修渠方案"])
def test_the_number_of_a_part_is_that_of_its_whole_head(lines):
    blocks = [Paragraph(line) for line in lines]
    part = compose_part(0, PartKind.PLAN, DIGEST, blocks)

    assert read_own_number(part) == read_opening(part).text("doc_number")
