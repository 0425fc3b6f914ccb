"""What officials print around units and items: brackets, bullets, elided places, numbers behind labels."""

import pytest

from tests.transform.texts import read
from transform.actors.units import read_units

PLAN = "某市2024年水利工作要点\n"


@pytest.mark.parametrize(
    "clause",
    [
        "［责任单位：市水利局］",
        "\n——责任单位：市水利局",
        "\n◆责任单位：市水利局",
        "\n★ 责任单位  市水利局",
    ],
)
def test_brackets_and_bullets_are_no_text(clause):
    [first, _] = read(f"{PLAN}1.修渠。{clause}\n2.护林。（市林业局负责）").tasks
    assert (first.text, [u.name for u in first.units]) == ("修渠。", ["市水利局"])


@pytest.mark.parametrize("verb", ["按职责配合", "根据各自职责分工做好配合", "密切配合", "分别配合"])
def test_who_helps_by_duty_cooperates(verb):
    units = read_units(f"市水利局牵头，各有关部门{verb}，各镇政府负责落实").units
    assert [(u.role.value[0], u.name) for u in units] == [
        ("l", "市水利局"),
        ("c", "各有关部门"),
        ("r", "各镇政府"),
    ]


@pytest.mark.parametrize(
    ("clause", "names"),
    [
        (
            "市水利局，青山、白水、甲子区政府",
            ["市水利局", "青山区政府", "白水区政府", "甲子区政府"],
        ),
        ("市教育、财政局", ["市教育", "市财政局"]),
        ("经开区、高新区管委会", ["经开区管委会", "高新区管委会"]),
        ("各经开区、高新区管委会", ["各经开区、高新区管委会"]),
        ("各区、县(市)政府组织各相关部门实施", ["各区、县(市)政府"]),
        ("市水利局 咨询电话：12345", ["市水利局"]),
        ("各乡（镇）人民政府、街道办事处", ["各乡（镇）人民政府", "各街道办事处"]),
        ("市水利局等有监管职责的部门", ["市水利局"]),
        (
            "各乡镇党委、政府，各县（市、区）委、人民政府",
            ["各乡镇党委", "各乡镇政府", "各县（市、区）委", "各县（市、区）人民政府"],
        ),
        ("县水利局，城北、城南街道办事处", ["县水利局", "城北街道办事处", "城南街道办事处"]),
        ("浦东新区、徐汇区政府", ["浦东新区政府", "徐汇区政府"]),
        ("各镇街、开发区管委会", ["各镇街", "开发区管委会"]),
        ("各乡镇（街道）、高新区管委会", ["各乡镇（街道）", "高新区管委会"]),
        ("市水利局，各乡镇、街道，市林业局", ["市水利局", "各乡镇、街道", "市林业局"]),
    ],
)
def test_names(clause, names):
    assert [u.name for u in read_units(clause).units] == names


def test_groups_and_towns_in_a_bracket_of_names():
    text = (
        "1.修渠。（县水利局负责）\n2.护林。（各镇政府）\n3.防汛。（县气象局、青山街道办、白水镇）"
    )
    assert [[u.name for u in t.units] for t in read(PLAN + text).tasks] == [
        ["县水利局"],
        ["各镇政府"],
        ["县气象局", "青山街道办", "白水镇"],
    ]


def test_a_number_behind_a_label():
    text = "1.修渠。\n2.9月上旬开工。\n3.1-6月排查，\n4.5个水库加固。\n比上年高\n6.5个百分点。"
    assert [t.label for t in read(PLAN + text).tasks] == ["1.", "2.", "3.", "4."]


@pytest.mark.parametrize(
    "title",
    [
        "督查时间",
        "培训对象和范围",
        "评选范围",
        "总体要求 以修好水渠为目标，把各条水渠都修好、管好、用好",
    ],
)
def test_general_parts(title):
    text = f"一、{title}\n各镇都在其中。\n二、修渠\n年内修好。\n三、护林\n年内护好。"
    assert [t.label for t in read(f"某市水利整治工作方案\n{text}").tasks] == ["二、", "三、"]


def test_a_number_before_a_clauses_label_makes_no_item():
    text = "1.修渠。\n（一）责任单位：市水利局\n（二）配合单位：市财政局\n2.护林。（市林业局负责）"
    assert [
        (t.label, t.headings, t.text, [u.name for u in t.units]) for t in read(PLAN + text).tasks
    ] == [
        ("1.", [], "修渠。", ["市水利局", "市财政局"]),
        ("2.", [], "护林。", ["市林业局"]),
    ]


@pytest.mark.parametrize(
    "signature",
    [
        "水利部\n财政部",
        "水利部 财政部",
        "水利部（章）\n国家林草局（盖章）",
        "中共某市委\n某市人民政府",
    ],
)
def test_signatures_are_no_text(signature):
    text = f"一、修渠\n要快。\n二、护林\n要多。\n三、防汛\n要早。\n{signature}\n2024年3月4日"
    assert [t.text for t in read(f"关于修渠护林的实施意见\n{text}").tasks] == [
        "要快。",
        "要多。",
        "要早。",
    ]


@pytest.mark.parametrize(
    "last",
    [
        "本方案自2024年5月1日起施行，有效期5年。",
        "本方案由市水利局负责解释。",
        "发展现状\n水渠都旧了。",
    ],
)
def test_items_that_say_how_long_a_document_holds_are_no_tasks(last):
    text = f"某市水利工作方案\n一、修渠\n要快。\n二、护林\n要多。\n三、{last}"
    assert [t.label for t in read(text).tasks] == ["一、", "二、"]


@pytest.mark.parametrize(
    "line", ["相关解读：《水渠怎样修》", "信息来源：市水利局", "（信息公开形式：主动公开）"]
)
def test_what_a_site_prints_below_is_no_text(line):
    text = f"某市水利工作方案\n一、修渠\n要快。\n二、护林\n要多。\n{line}"
    assert [t.text for t in read(text).tasks] == ["要快。", "要多。"]
