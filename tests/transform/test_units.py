"""Units of clauses: separators, roles, prefixes, tails, groups (docs/reading.md, Units)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.tables.terms import Doubt, Role
from transform.actors.lead_rules import LeadRule
from transform.actors.unit_names import PrintedNames
from transform.actors.units import bare_names, read_units

read_units("云上石林")  # the tables of places are made by whoever asks first, which takes a while


def names(text: str, **options) -> list[str]:
    return [unit.name for unit in read_units(text, **options).units]


def roles(text: str) -> list[tuple[str, str]]:
    return [(unit.role.value[0], unit.name) for unit in read_units(text).units]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("责任单位：县教育局、县民政局", [("r", "县教育局"), ("r", "县民政局")]),
        ("牵头单位：县水利局；配合单位：县林业局", [("l", "县水利局"), ("c", "县林业局")]),
        (
            "牵头单位:县水利局,责任单位:县林业局、县气象局",
            [("l", "县水利局"), ("r", "县林业局"), ("r", "县气象局")],
        ),
        (
            "县水利局牵头，县林业局、县气象局配合",
            [("l", "县水利局"), ("c", "县林业局"), ("c", "县气象局")],
        ),
        ("县水利局、县林业局分别牵头", [("l", "县水利局"), ("l", "县林业局")]),
        ("县水利局、县林业局牵头负责", [("l", "县水利局"), ("l", "县林业局")]),
        ("县水利局会同各有关部门负责", [("r", "县水利局"), ("c", "各有关部门")]),
        ("县水利局牵头，会同县林业局落实", [("l", "县水利局"), ("c", "县林业局")]),
        ("县水利局、县林业局按职责分工负责", [("r", "县水利局"), ("r", "县林业局")]),
        (
            "责任单位：县水利局、县林业局根据各自职责分别组织实施",
            [("r", "县水利局"), ("r", "县林业局")],
        ),
        ("属地责任：各乡镇人民政府", [("r", "各乡镇人民政府")]),
        ("落实部门：县直有关部门\n参与部门：各村", [("r", "县直有关部门"), ("c", "各村")]),
        ("各产业链牵头单位，县工信局", [("r", "各产业链牵头单位"), ("r", "县工信局")]),
        (
            "此项工作由县水利局负责牵头，县林业局、各镇政府按职责分工负责",
            [("l", "县水利局"), ("r", "县林业局"), ("r", "各镇政府")],
        ),
        ("县水利局、县林业局按照职能分工牵头推进", [("l", "县水利局"), ("l", "县林业局")]),
        ("责任单位：县政府办、县政协办", [("r", "县政府办"), ("r", "县政协办")]),
        ("县水利局主办，县林业局协办", [("l", "县水利局"), ("c", "县林业局")]),
        ("督办单位：县政府督查室；责任单位：县水利局", [("s", "县政府督查室"), ("r", "县水利局")]),
        ("牵头科室：规划科；配合科室：财务科", [("l", "规划科"), ("c", "财务科")]),
        ("属地责任：各镇；监管主体：县水利局；备注：年内完成", [("r", "各镇"), ("r", "县水利局")]),
    ],
)
def test_roles(clause, expected):
    assert roles(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("市民政局、教育局", ["市民政局", "市教育局"]),
        ("省民政厅、教育厅，某某海关、财政厅", ["省民政厅", "省教育厅", "某某海关", "省财政厅"]),
        ("市民政局、人民银行甲市分行、教育局", ["市民政局", "人民银行甲市分行", "市教育局"]),
        ("市民政局，各县区人民政府、教育局", ["市民政局", "各县区人民政府", "教育局"]),
        ("市委组织部、宣传部，市财政局", ["市委组织部", "市委宣传部", "市财政局"]),
        ("市民政局、市场监管局", ["市民政局", "市市场监管局"]),
        ("市市场监管局、市政管理局", ["市市场监管局", "市市政管理局"]),
        ("示范区民政局、教育体育局", ["示范区民政局", "示范区教育体育局"]),
        ("市民政局、团市委、妇联", ["市民政局", "团市委", "市妇联"]),
        ("市商务局、丙县金融监管支局", ["市商务局", "丙县金融监管支局"]),
        ("市商务局、柳荫街管理局", ["市商务局", "柳荫街管理局"]),
        ("市商务局、步行街管理中心", ["市商务局", "市步行街管理中心"]),
        ("各县区人民政府、管委", ["各县区人民政府", "各县区管委"]),
    ],
)
def test_prefixes_are_restored(clause, expected):
    assert names(clause) == expected


def test_of_two_prefixes_the_one_that_the_document_prints_elsewhere_holds():
    printed = PrintedNames()
    printed.add(["省林业局", "省林业局"])
    assert names("省水利厅、市民政局、林业局", printed_names=printed) == [
        "省水利厅",
        "市民政局",
        "省林业局",
    ]
    assert names("省水利厅、市民政局、林业局") == ["省水利厅", "市民政局", "市林业局"]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("甲市、乙市人民政府", ["甲市人民政府", "乙市人民政府"]),
        ("贵阳市、黔南州人民政府", ["贵阳市人民政府", "黔南州人民政府"]),
        ("广州、深圳市政府", ["广州市政府", "深圳市政府"]),
        ("丁山新区、戊水开发区管委会", ["丁山新区管委会", "戊水开发区管委会"]),
        (
            "各县（市、区）人民政府（管委会）、相关国有企业",
            ["各县（市、区）人民政府（管委会）", "相关国有企业"],
        ),
        ("各市〔州〕、各县〔市、区〕人民政府", ["各市〔州〕人民政府", "各县〔市、区〕人民政府"]),
        ("各市、县、区政府", ["各市、县、区政府"]),
        ("县、区政府", ["县、区政府"]),
        ("各县（市、区）人民政府", ["各县（市、区）人民政府"]),
    ],
)
def test_tails_and_groups(clause, expected):
    assert names(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("市自然资源和规划局和市民政局", ["市自然资源和规划局", "市民政局"]),
        ("省直有关部门和单位", ["省直有关部门和单位"]),
        ("市民政局及各县区政府", ["市民政局", "各县区政府"]),
        ("市农业委（市扶贫办）、市民政局", ["市农业委（市扶贫办）", "市民政局"]),
        ("各区政府（含开发区、高新区管委会，下同）、市民政局", ["各区政府", "市民政局"]),
        (
            "市本级承担公共服务、行政许可职责的部门、市民政局",
            ["市本级承担公共服务、行政许可职责的部门", "市民政局"],
        ),
        ("市民政局\n市教育局", ["市民政局", "市教育局"]),
    ],
)
def test_separators(clause, expected):
    assert names(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("市民政局等", ["市民政局"]),
        ("市民政局、教育局等部门按职责分工负责", ["市民政局", "市教育局"]),
        ("市民政局等市直有关部门和单位，各区政府", ["市民政局", "各区政府"]),
        ("市民政局等14家单位", ["市民政局"]),
    ],
)
def test_etcetera_is_dropped_and_leaves_the_list_open(clause, expected):
    found = read_units(clause)
    assert [unit.name for unit in found.units] == expected
    assert found.open_ended


def test_a_school_of_higher_learning_is_no_etcetera():
    found = read_units("各高等学校")
    assert [unit.name for unit in found.units] == ["各高等学校"]
    assert not found.open_ended


@pytest.mark.parametrize("note", ["列第一位者为牵头单位，下同", "排在第一位的部门为牵头部门，下同"])
def test_the_first_leads_where_the_clause_says_so(note):
    found = read_units(f"民政部、教育部等负责。{note}")
    assert [(u.role, u.name) for u in found.units] == [
        (Role.LEAD, "民政部"),
        (Role.RESPONSIBLE, "教育部"),
    ]
    assert found.rules == [LeadRule.FIRST]


def test_rules_from_elsewhere_hold():
    [first, second] = read_units("民政部、教育部负责", rules=[LeadRule.FIRST]).units
    assert (first.role, second.role) == (Role.LEAD, Role.RESPONSIBLE)
    units = read_units("民政局、教育局，水利局", rules=[LeadRule.BEFORE_COMMA]).units
    assert [u.role for u in units] == [Role.LEAD, Role.LEAD, Role.RESPONSIBLE]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("省委宣传部、教育厅", ["省委宣传部", "教育厅"]),
        ("省政府办公厅、公安厅", ["省政府办公厅", "公安厅"]),
        ("市政府办公室、卫健、法制办", ["市政府办公室", "市卫健", "市法制办"]),
        ("市委网信办、卫健、交通等部门", ["市委网信办", "市卫健", "市交通"]),
        ("省财政厅、省委宣传部、教育厅", ["省财政厅", "省委宣传部", "省教育厅"]),
        (
            "县委宣传部、网信办，县水利局、财政局",
            ["县委宣传部", "县委网信办", "县水利局", "县财政局"],
        ),
    ],
)
def test_an_organ_of_the_party_lends_no_department_its_level(clause, expected):
    assert names(clause) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("大湾、河口、石桥三镇人民政府", ["大湾镇人民政府", "河口镇人民政府", "石桥镇人民政府"]),
        ("大湾镇、石桥街道办事处", ["大湾镇", "石桥街道办事处"]),
        ("各团场、连队，县水利局", ["各团场、连队", "县水利局"]),
        ("各税务分局、税务所", ["各税务分局", "各税务所"]),
        ("各乡镇卫生院、社区卫生服务中心", ["各乡镇卫生院", "各社区卫生服务中心"]),
        ("各学院、教务处", ["各学院", "教务处"]),
        (
            "八师石河子市工信局、商务局，各团镇",
            ["八师石河子市工信局", "八师石河子市商务局", "各团镇"],
        ),
        ("县残联、红十字会、计生协", ["县残联", "县红十字会", "县计生协"]),
        ("各团镇，石桥开发区管委会", ["各团镇", "石桥开发区管委会"]),
    ],
)
def test_what_a_list_says_once_goes_to_those_that_lack_it(clause, expected):
    assert names(clause) == expected


def test_a_label_that_counts_leads_is_no_rule():
    clause = "第一牵头单位：县科技局；第二牵头单位：县工信局；参加单位：县财政局"
    assert [(u.role.value, u.name) for u in read_units(clause).units] == [
        ("lead", "县科技局"),
        ("lead", "县工信局"),
        ("cooperate", "县财政局"),
    ]
    assert read_units(clause).rules == []


def test_a_note_for_all_that_follows_names_no_unit():
    clause = "州水利局负责。以下均需各县（市）人民政府落实，不再列出"
    assert names(clause) == ["州水利局"]
    assert names("州水利局,各镇政府,以下均需各镇政府落实,不再列出") == ["州水利局", "各镇政府"]


def test_a_deadline_inside_the_clause_is_no_unit():
    clause = "牵头单位：市水利局\n完成时限：2021年6月底"
    found = read_units(clause)
    assert [u.name for u in found.units] == ["市水利局"]
    assert found.deadline is not None
    assert clause[slice(*found.deadline)] == "2021年6月底"


BODIES = [
    "教育局",
    "民政局",
    "水利局",
    "自然资源和规划局",
    "卫生健康委",
    "政府办公室",
    "农业农村局",
    "文化和旅游局",
]


@given(
    st.sampled_from(["省", "市", "县", "区", "州"]),
    st.lists(st.sampled_from(BODIES), min_size=1, max_size=6, unique=True),
    st.sampled_from(["、", "，", ",", "；"]),
    st.booleans(),
    st.booleans(),
)
def test_a_list_of_units_comes_back_as_it_was_meant(level, bodies, separator, elide, is_open):
    meant = [level + body for body in bodies]
    printed = [meant[0], *(bodies[1:] if elide else meant[1:])]
    clause = "责任单位：" + separator.join(printed) + ("等有关部门" if is_open else "")
    found = read_units(clause)
    assert [u.name for u in found.units] == meant
    assert found.open_ended is is_open
    for unit, name in zip(found.units, printed, strict=True):
        assert "".join(clause[a:b] for a, b in unit.spans) == unit.raw == name
        assert unit.name.endswith(unit.raw)


@given(
    st.text(
        "市县区各人民政府管委会、，（）〔〕等和及牵头负责配合责任单位：局办公室。;甲乙1 \n",
        max_size=60,
    ),
    st.integers(0, 5),
)
def test_spans_hold_what_was_printed_whatever_the_text(text, start):
    found = read_units(text, start=min(start, len(text)))
    for unit in found.units:
        assert "".join(text[a:b] for a, b in unit.spans) == unit.raw
        assert unit.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市财政局，天心区、岳麓区教育局", ["市财政局", "天心区教育局", "岳麓区教育局"]),
        ("广州、深圳市教育局", ["广州市教育局", "深圳市教育局"]),
        ("省教育厅、各市、县（区）教育局", ["省教育厅", "各市、县（区）教育局"]),
        ("各县、区卫健局，市疾控中心", ["各县、区卫健局", "市疾控中心"]),
        ("各市、县（市、区）党委、政府", ["各市、县（市、区）党委", "各市、县（市、区）政府"]),
        ("县住建局、各镇、县水利局", ["县住建局", "各镇", "县水利局"]),
        ("各区、市直有关部门", ["各区", "市直有关部门"]),
        ("各县、市场监管局", ["各县", "市场监管局"]),
        ("岳麓区、市教育局", ["岳麓区", "市教育局"]),
        ("各临床、医技科室、财务科", ["各临床、医技科室", "财务科"]),
        ("各学院、部门", ["各学院", "各部门"]),
        ("各县人民政府（管委会）、相关企业", ["各县人民政府（管委会）", "相关企业"]),
    ],
)
def test_a_department_behind_places_is_one_of_each_and_under_one_each_a_group(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "黄委",
        "水利部长江委",
        "太湖局",
        "审计署驻昆明特派办",
        "华东督察局",
        "长航局",
        "国管局",
        "亚组委",
        "第十届园博会执委会",
    ],
)
def test_bodies_of_the_nation_and_of_an_event_take_no_level(name):
    assert names(f"省水利厅、{name}、财政厅负责") == ["省水利厅", name, "省财政厅"]


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        ("责任单位：市直有关部门、单位", ["市直有关部门、单位"]),
        ("责任单位：县直各部门、单位，各镇", ["县直各部门、单位", "各镇"]),
        ("责任单位：各学院、部门", ["各学院", "各部门"]),
        ("责任单位：县水利局、单位", ["县水利局"]),
        ("预期性指标，牵头单位：县发改局；责任单位：县统计局", ["县发改局", "县统计局"]),
        ("云上石林，牵头单位：县发改局", ["县发改局"]),
    ],
)
def test_kinds_of_bodies_belong_to_their_group_and_words_before_a_label_name_nobody(clause, names):
    assert [unit.name for unit in read_units(clause).units] == names


def test_what_nobody_knows_before_a_label_stays_doubted():
    assert [doubt for doubt, _ in read_units("云上石林，牵头单位：县发改局").doubts] == [
        Doubt.UNLIKE_A_UNIT
    ]


@pytest.mark.parametrize("places", ["渠建区、护渠区", "城乡一体化示范区、护渠区"])
def test_a_place_that_shares_two_offices_with_the_next_is_doubted(places):
    read = read_units(f"{places}党工委和管委会").units
    assert [a for a, _ in bare_names(read)] == [0]
