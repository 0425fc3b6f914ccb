"""Organs: canonical names and functions across reforms; every entry of the table can be reached."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.actors.organ_table import era_of, load_bodies
from transform.actors.organs import Organ, identify_organ, is_body, name_body, name_function
from transform.lexicon import table, words

ENTRIES = table("organs", "organ")
PREFIXES = ("市", "市委", "市人民政府", "省", "国家", "")
# A sentence's worth of names for each organ led from above, in the table's order.
LED_FROM_ABOVE = [
    ("人行广元中心支行", "中国人民银行广元中心支行"),
    ("国家税务总局泸州市税务局", "泸州市税务局"),
    ("国家金融监管总局濮阳监管分局", "国家金融监督管理总局濮阳监管分局"),
    ("河南金融监管局", "国家金融监督管理总局河南监管局"),
    ("西双版纳金融监管分局", "国家金融监督管理总局西双版纳监管分局"),
    ("中国银保监会", "中国银行保险监督管理委员会"),
    ("河南银保监局济源监管组", "中国银行保险监督管理委员会河南监管局济源监管组"),
    ("银监会", "中国银行业监督管理委员会"),
    ("广元银监分局", "中国银行业监督管理委员会广元监管分局"),
    ("保监会", "中国保险监督管理委员会"),
    ("广西保监局", "中国保险监督管理委员会广西监管局"),
    ("证监会", "中国证券监督管理委员会"),
    ("河南证监局", "中国证券监督管理委员会河南监管局"),
    ("中科院", "中国科学院"),
    ("西安海关", "西安海关"),
    ("海关总署", "海关总署"),
    ("国家统计局通辽调查队", "国家统计局通辽调查队"),
    ("国家矿山安全监察局贵州局", "国家矿山安全监察局贵州局"),
    ("团市委", "共青团市委"),
    ("共青团钦州市委员会", "共青团钦州市委"),
    ("国网常德供电公司", "国网常德供电公司"),
    ("市住房公积金管理中心石棉县管理部", "市住房公积金管理中心石棉县管理部"),
    ("柳叶湖旅游度假区管委会", "柳叶湖旅游度假区管理委员会"),
    ("城关镇政府", "城关镇人民政府"),
    ("建设街道办", "建设街道办事处"),
    ("民航云南监管局", "中国民用航空云南监管局"),
    ("中国铁路昆明局集团", "中国铁路昆明局集团有限公司"),
    ("成都铁路监管局", "国家铁路局成都铁路监督管理局"),
    ("铁路成都局", "中国铁路成都局集团有限公司"),
    ("民航华东空管局", "中国民用航空华东地区空中交通管理局"),
    ("四川能源监管办", "国家能源局四川监管办"),
    ("河南黄河河务局", "河南黄河河务局"),
    ("韶山灌区管理局", "韶山灌区管理局"),
    ("大熊猫国家公园管理局", "大熊猫国家公园管理局"),
    ("长江海事局", "长江海事局"),
    ("上海打捞局", "上海打捞局"),
    ("矿山安监局四川局", "国家矿山安全监察局四川局"),
    ("证监会四川监管局", "中国证券监督管理委员会四川监管局"),
    ("云泽银保监分局", "中国银行保险监督管理委员会云泽监管分局"),
    ("外汇局四川省分局", "国家外汇管理局四川省分局"),
    ("华东督察局", "生态环境部华东督察局"),
    ("长江流域局", "生态环境部长江流域生态环境监督管理局"),
    ("国家自然资源督察广州局", "国家自然资源督察广州局"),
    ("四川调查总队", "国家统计局四川调查总队"),
    ("云泽生态环境局", "云泽生态环境局"),
    ("武汉海事法院", "武汉海事法院"),
    ("市人大常委会法工委", "市人大法工委"),
    ("市政协文史委", "市政协文史委"),
    ("云泽县委", "云泽县委员会"),
    ("国网四川电力", "国网四川电力"),
    ("市人行", "市人民银行"),
    ("市直工委", "市委直属机关工作委员会"),
    ("市监委", "市纪律检查委员会"),
    ("兵团办公厅", "新疆生产建设兵团办公厅"),
    ("市森林公安局", "市森林公安局"),
]


def entry_name(entry: dict[str, Any]) -> str:
    return str(entry["stems"][0] + entry["classes"][0])


@pytest.mark.parametrize("entry", ENTRIES, ids=entry_name)
def test_each_way_to_write_an_organ_reaches_it(entry: dict[str, Any]) -> None:
    """None is shadowed by another entry: with some prefix, in its days, it is read as this organ."""
    on = entry.get("until") or entry.get("since")
    ways = [s + c for s in entry["stems"] for c in entry["classes"]]
    ways += [*entry.get("aliases", ()), *entry.get("others", ())]
    for written in ways:
        meant = [
            b for b in load_bodies()[written] if not b.bare and b.function == entry["function"]
        ]
        found = [identify_organ(prefix + written, on) for prefix in PREFIXES]
        assert any(
            organ is not None
            and organ.function == entry["function"]
            and any(
                organ.canonical_name.endswith(b.name) or organ.canonical_name == b.national
                for b in meant
            )
            for organ in found
        ), (written, found)


@pytest.mark.parametrize("entry", ENTRIES, ids=entry_name)
def test_days_and_successors_are_consistent(entry: dict[str, Any]) -> None:
    since, until = entry.get("since"), entry.get("until")
    assert since is None or until is None or since < until
    if name := entry.get("successor"):
        after = until + timedelta(days=1)
        heirs = [e for e in ENTRIES if entry_name(e) == name and e is not entry]
        assert any(e.get("until", after) >= after for e in heirs), name
        assert any(e.get("since", until) <= until for e in heirs), name
    else:
        assert until is None


@pytest.mark.parametrize("entry", ENTRIES, ids=entry_name)
def test_an_entry_says_nothing_twice(entry: dict[str, Any]) -> None:
    ways = [s + c for s in entry["stems"] for c in entry["classes"]]
    ways += [*entry.get("aliases", ()), *entry.get("others", ())]
    assert len(ways) == len(set(ways))
    assert entry["note"]


@pytest.mark.parametrize(
    ("number", "names"), list(enumerate(LED_FROM_ABOVE)), ids=[n for n, _ in LED_FROM_ABOVE]
)
def test_organs_led_from_above(number: int, names: tuple[str, str]) -> None:
    entry = table("organs", "vertical")[number]
    organ = identify_organ(names[0], entry.get("until") or entry.get("since"))
    assert organ == Organ(names[1], entry["function"])


def test_each_organ_led_from_above_has_its_test() -> None:
    assert len(LED_FROM_ABOVE) == len(table("organs", "vertical"))


@pytest.mark.parametrize(
    ("name", "canonical", "function"),
    [
        ("市发改委", "市发展和改革委员会", "发改"),
        ("市发展改革委", "市发展和改革委员会", "发改"),
        ("县发改局", "县发展和改革局", "发改"),
        ("国家发展改革委", "国家发展和改革委员会", "发改"),
        ("省人力资源社会保障厅", "省人力资源和社会保障厅", "人社"),
        ("市人力社保局", "市人力资源和社会保障局", "人社"),
        ("市住房城乡建设委", "市住房和城乡建设委员会", "住建"),
        ("市住建", "市住房和城乡建设局", "住建"),
        ("省财政", "省财政厅", "财政"),
        ("广东省财政", "广东省财政厅", "财政"),
        ("财政部", "财政部", "财政"),
        ("科技部", "科学技术部", "科技"),
        ("国家铁路局", "国家铁路局", "铁路"),
        ("中国社科院", "中国社会科学院", "科技"),
        ("中央外办", "中央外事工作委员会办公室", "外事"),
        ("中央文明办", "中央精神文明建设指导委员会办公室", "宣传"),
        ("国务院参事室", "国务院参事室", "参事"),
        ("省委党史研究室", "省委党史研究室", "地方志"),
        ("县委教育工委", "县委教育工作委员会", "教育"),
        ("地委组织部", "地委组织部", "组织"),
        ("外经贸部", "对外贸易经济合作部", "商务"),
        ("税务总局", "国家税务总局", "税务"),
        ("市场监管总局", "国家市场监督管理总局", "市场监管"),
        ("市场监管局", "市场监督管理局", "市场监管"),
        ("市市场监管局", "市市场监督管理局", "市场监管"),
        ("钦州市财政局", "钦州市财政局", "财政"),
        ("通辽市科尔沁区教育局", "通辽市科尔沁区教育局", "教育"),
        ("市政府办公室", "市人民政府办公室", "政府办"),
        ("省政府办公厅", "省人民政府办公厅", "政府办"),
        ("国务院办公厅", "国务院办公厅", "政府办"),
        ("市委办", "市委办公室", "党委办"),
        ("市国资委", "市人民政府国有资产监督管理委员会", "国资"),
        ("市政府国资委", "市人民政府国有资产监督管理委员会", "国资"),
        ("国务院国资委", "国务院国有资产监督管理委员会", "国资"),
        ("宣传部", "宣传部", "宣传"),
        ("县委宣传部", "县委宣传部", "宣传"),
        ("中共会宁县委组织部", "会宁县委组织部", "组织"),
        ("示范区党工委组织部", "示范区党工委组织部", "组织"),
        ("市网信办", "市委网络安全和信息化委员会办公室", "网信"),
        ("市农业委(市扶贫办)", "市农业委员会", "农业农村"),
        ("示范区发展改革和统计局(商务局)", "示范区发展改革和统计局", "发改"),
        ("韩城市政府", "韩城市人民政府", "政府"),
        ("县人民政府", "县人民政府", "政府"),
        ("郑东新区管委会", "郑东新区管理委员会", "开发区"),
        ("开发区管委会", "开发区管理委员会", "开发区"),
        ("郑东新区财政局", "郑东新区财政局", "财政"),
        ("市中级法院", "市中级人民法院", "法院"),
        ("市公安局高新分局", "市公安局高新分局", "公安"),
        ("市委", "市委员会", "党委"),
        ("示范区党工委", "示范区党工作委员会", "党委"),
        ("市直机关工委", "市委直属机关工作委员会", "直属机关"),
        ("市级财政部门", "市财政部门", "财政"),
        ("自治区国资委", "自治区人民政府国有资产监督管理委员会", "国资"),
        ("建设部", "建设部", "住建"),
        ("党委宣传部", "党委宣传部", "宣传"),
        ("政府办公室", "人民政府办公室", "政府办"),
        ("福清生态环境局", "福清生态环境局", "生态环境"),
        ("公安局", "公安局", "公安"),
        ("市公安局", "市公安局", "公安"),
        ("财政部门", "财政部门", "财政"),
        ("市教育行政部门", "市教育行政部门", "教育"),
        ("市县两级", None, None),
        ("市相关部门", None, None),
        ("资源局", None, None),
        ("市", None, None),
        ("", None, None),
    ],
)
def test_names_are_identified(name: str, canonical: str | None, function: str | None) -> None:
    organ = identify_organ(name)
    assert (organ.canonical_name if organ else None, organ.function if organ else None) == (
        canonical,
        function,
    )


@pytest.mark.parametrize(
    ("name", "canonical", "function"),
    [
        ("外交部", "外交部", "外事"),
        ("共青团中央", "中国共产主义青年团中央委员会", "共青团"),
        ("国管局", "国家机关事务管理局", "机关事务"),
        ("中央和国家机关工委", "中央和国家机关工作委员会", "直属机关"),
        ("长江委", "长江水利委员会", "水利"),
        ("国家能源局南方监管局", "国家能源局南方监管局", "能源"),
        ("审计署驻昆明特派办", "审计署驻昆明特派办", "审计"),
        ("海关总署广东分署", "海关总署广东分署", "海关"),
        ("国家外汇管理局云泽市分局", "国家外汇管理局云泽市分局", "外汇"),
        ("云泽市教育局", "云泽市教育局", "教育"),
        ("石桥镇综治中心", "石桥镇社会治安综合治理中心", "政法"),
        ("第八师石河子市财政局", "第八师石河子市财政局", "财政"),
        ("兴安盟行政公署办公室", "兴安盟行政公署办公室", "政府办"),
        ("县教科体局", "县教科体局", "教育"),
        ("市规自局", "市规自局", "自然资源"),
        ("区自然资源分局", "区自然资源分局", "自然资源"),
        ("公安云泽分局", "公安云泽分局", "公安"),
        ("市委市直机关工委", "市委直属机关工作委员会", "直属机关"),
        ("水利部黄委", "黄河水利委员会", "水利"),
        ("县财政所", "县财政所", "财政"),
        ("市场监管部门", "市场监督管理部门", "市场监管"),
        ("金融监管部门", "地方金融监督管理部门", "金融"),
        ("镇应急管理办", "镇应急管理办公室", "应急"),
        ("十二师财政局", "十二师财政局", "财政"),
        ("县工业商务局", "县工业商务局", "工信"),
        ("市公安局交通管理局", "市公安局交通管理局", "公安"),
        ("县委依法治县办", "县委全面依法治县委员会办公室", "司法"),
        ("市城管委", "市城市管理委员会", "城管"),
        ("县委社工部", "县委社会工作部", "社会工作"),
    ],
)
def test_names_follow_from_how_organs_are_called(name: str, canonical: str, function: str) -> None:
    assert identify_organ(name) == Organ(canonical, function)


def test_a_function_alone_is_whichever_department_has_it() -> None:
    assert name_function("发改") == Organ("发展和改革部门", "发改")
    assert name_function("桃源") is None


@pytest.mark.parametrize("name", ["管理所", "研究室", "人民办", "文化场所"])
def test_a_stem_that_says_nothing_alone_makes_no_organ(name: str) -> None:
    assert identify_organ(name) is None


@pytest.mark.parametrize(
    "name", ["市财政局云泽桃源", "市桃科局", "教体", "市文化宫桃源分局部", "市工商业局"]
)
def test_what_only_sounds_like_an_organ_is_none(name: str) -> None:
    assert identify_organ(name) is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("贵州金控集团", "贵州金控集团"),
        ("云泽华润燃气有限公司（筹）", "云泽华润燃气有限公司"),
        ("平潭综合实验区", "平潭综合实验区"),
        ("第八师石河子市", "第八师石河子市"),
        ("政策法规处", "政策法规处"),
        ("局办公室", "局办公室"),
        ("市测绘院", "市测绘院"),
        ("县游客集散中心", "县游客集散中心"),
        ("市森防指办公室", "市森防指办公室"),
        ("市治堵办", "市治堵办"),
        ("中储粮云泽直属库", "中储粮云泽直属库"),
        ("143团", "143团"),
        ("公共场所", None),
        ("各业务科室", None),
        ("被审计单位", None),
        ("市桃源局", None),
    ],
)
def test_bodies_that_are_no_organs_have_their_own_name(name: str, own: str | None) -> None:
    assert name_body(name) == own


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("市工商局", "市市场监管局"),
        ("市质监局", "市市场监管局"),
        ("市食品药品监管局", "市市场监管局"),
        ("市卫计委", "市卫健委"),
        ("市卫生局", "市卫健委"),
        ("市计生委", "市卫健委"),
        ("市环保局", "市生态环境局"),
        ("市国土资源局", "市自然资源局"),
        ("市规划局", "市自然资源和规划局"),
        ("市国税局", "市税务局"),
        ("市地税局", "国家税务总局钦州市税务局"),
        ("市安监局", "市应急局"),
        ("市农委", "市农业农村局"),
        ("市农业局", "市农业农村局"),
        ("市畜牧局", "市农业农村局"),
        ("市文化局", "市文化和旅游局"),
        ("市旅发委", "市文旅局"),
        ("市文新广电局", "市文旅局"),
        ("市政府法制办", "市司法局"),
        ("市扶贫办", "市乡村振兴局"),
        ("市金融办", "市地方金融管理局"),
        ("市大数据局", "市数据局"),
        ("市粮食局", "市粮食和物资储备局"),
        ("市人事局", "市人社局"),
        ("市建委", "市住建局"),
    ],
)
def test_a_function_spans_the_reforms(former: str, present: str) -> None:
    was, is_now = identify_organ(former), identify_organ(present)
    assert was is not None
    assert is_now is not None
    assert was.function == is_now.function
    assert was.canonical_name != is_now.canonical_name


@pytest.mark.parametrize(
    ("name", "on", "canonical"),
    [
        ("市编办", date(2016, 5, 1), "市机构编制委员会办公室"),
        ("市编办", date(2021, 5, 1), "市委机构编制委员会办公室"),
        ("市委编办", None, "市委机构编制委员会办公室"),
        ("河南金融监管局", date(2020, 5, 1), "河南地方金融监督管理局"),
        ("河南金融监管局", date(2024, 5, 1), "国家金融监督管理总局河南监管局"),
        ("河南银保监局", date(2024, 5, 1), "中国银行保险监督管理委员会河南监管局"),
        ("市金融监管局", date(2024, 5, 1), "市地方金融监督管理局"),
        ("市工商局", date(2021, 5, 1), "市工商行政管理局"),
    ],
)
def test_the_day_decides_between_organs_of_one_name(
    name: str, on: date | None, canonical: str
) -> None:
    organ = identify_organ(name, on)
    assert organ is not None
    assert organ.canonical_name == canonical


@given(
    st.dates(date(1999, 1, 1), date(2030, 1, 1)),
    st.sampled_from(ENTRIES + table("organs", "vertical")),
)
def test_no_organ_begins_or_ends_within_an_era(day: date, entry: dict[str, Any]) -> None:
    first = era_of(day)
    since, until = entry.get("since", date.min), entry.get("until", date.max)
    assert first <= day
    assert (since <= first <= until) == (since <= day <= until)


@pytest.mark.parametrize(
    ("name", "canonical", "function"),
    [
        ("县发改和科技局", "县发改和科技局", "发改"),
        ("市农业农村和水利局", "市农业农村和水利局", "农业农村"),
        ("区司法和信访局", "区司法和信访局", "司法"),
        ("县林业水利局", "县林业水利局", "林草"),
        ("市社会保险基金管理局", "市社会保险基金管理局", "人社"),
        ("县果业发展局", "县果业发展局", "农业农村"),
        ("市园林和林业绿化局", "市园林和林业绿化局", "林草"),
        ("市文化广电新闻出版局", "市文化广电新闻出版局", "文旅"),
        ("县商务和统计委", "县商务和统计委员会", "商务"),
    ],
)
def test_a_compound_has_the_function_of_its_first_part(
    name: str, canonical: str, function: str
) -> None:
    assert identify_organ(name) == Organ(canonical, function)


@pytest.mark.parametrize(
    "name",
    [
        "贵州金控集团",
        "郑州银行",
        "国开行贵州省分行",
        "市自来水公司",
        "省“双找”工作专班",
        "示范区",
        "平潭综合实验区",
        "被审计单位",
    ],
)
def test_what_is_no_organ_is_known_to_be_none(name: str) -> None:
    assert identify_organ(name) is None
    assert is_body(name)


def test_each_word_for_departments_is_understood() -> None:
    for word in words("organs", "department_word"):
        assert identify_organ("市财政" + word) == Organ("市财政" + word, "财政"), word


@pytest.mark.parametrize("name", ["市桃源局", "省A厅", "市某某委"])
def test_what_is_not_known_is_neither(name: str) -> None:
    assert identify_organ(name) is None
    assert not is_body(name)
