"""What papers of real governments did that no rule knew: each promise here was broken by one of them."""

import pytest

from taizhang.tables.terms import Doubt
from tests.transform.texts import part_of, read
from transform.actors.units import read_units
from transform.tasks.unread_duties import find_torn

HEAD = "云泽县2028年防汛工作方案\n各乡镇人民政府：\n"
ITEMS = "一、清淤疏浚城区排水管网。\n二、加固病险水库6座。\n三、组建抢险队伍12支。\n"


def names(text: str) -> list[str]:
    return [unit.name for unit in read_units(text).units]


@pytest.mark.parametrize(
    "signature", ["云泽县防汛抗旱指挥部办公室", "云泽县水利局\n云泽县应急管理局"]
)
def test_who_signs_without_a_day_is_no_text_of_the_last_item(signature):
    tasks = read(HEAD + ITEMS + signature).tasks
    assert [task.text for task in tasks] == [
        "清淤疏浚城区排水管网。",
        "加固病险水库6座。",
        "组建抢险队伍12支。",
    ]


def test_who_stands_below_each_item_does_not_sign():
    tasks = read(HEAD + "一、清淤。\n云泽县水利局\n二、修路。\n云泽县交通运输局").tasks
    assert "云泽县交通运输局" in tasks[-1].text or tasks[-1].units


@pytest.mark.parametrize("due", ["十一月底完工", "年底前完工", "2月底前整改清零"])
def test_a_last_day_with_what_is_done_by_then_is_the_deadline(due):
    tasks = read(
        HEAD + f"一、清淤。（县水利局负责，县财政局配合，{due}）\n二、修路。（县交通局负责）"
    ).tasks
    assert [task.deadline_raw for task in tasks] == [due, None]
    assert [unit.name for unit in tasks[0].units] == ["县水利局", "县财政局"]


@pytest.mark.parametrize("piece", ["6月底前县水利局", "铁塔等县分公司"])
def test_what_holds_more_than_a_name_is_doubted(piece):
    assert [doubt for doubt, _ in read_units(f"县财政局、{piece}").doubts] == [Doubt.UNLIKE_A_UNIT]


@pytest.mark.parametrize("name", ["工业和信息化等部门", "县高等教育局", "市平等协商局"])
def test_a_list_that_ends_or_a_word_with_its_sign_is_not(name):
    assert not read_units(f"县财政局、{name}").doubts


def test_who_is_a_member_of_a_committee_is_a_person():
    assert names("县委常委、常务副县长林某牵头，县发改局负责") == ["县发改局"]
    assert names("县人大常委会、县委负责") == ["县人大常委会", "县委"]


def test_offices_of_towns_take_the_prefix_of_their_list():
    assert names("镇财政所、司法所、工商所") == ["镇财政所", "镇司法所", "镇工商所"]
    assert names("县金融局、上海证券交易所、深交所") == ["县金融局", "上海证券交易所", "深交所"]


def test_a_name_that_a_line_end_tore_in_brackets_is_whole():
    text = part_of(
        "清淤修渠。（县水利局牵头，县发展改革局、工业和信息\n化局配合）\n及时报送。"
    ).text
    assert "工业和信息化局配合）\n及时" in text


def test_a_bracket_of_units_that_a_line_end_tore_is_found():
    torn = "（县水利局牵头,县财政局负责落\n实.）"
    text = f"清淤{torn}\n修路（含支路，共\n三条）。"
    assert [text[slice(*span)] for span in find_torn(text, 0, len(text))] == [torn]


def test_a_list_of_works_is_a_plan_by_its_name():
    works = "1.加固校舍3万平方米，开工新建校舍。\n\n2.开工建设新城小学。\n\n3.完成食堂改造项目。\n"
    assert len(read("云泽县教育体育局2030年为民办实事\n\n" + works).tasks) == 3
    assert not read(
        "我市确定2030年十件民生实事\n\n本报讯（记者 李四）日前，市政府确定实事。\n" + works
    ).tasks


def test_wide_bars_draw_a_table():
    rows = "序号｜重点任务｜牵头单位｜配合单位\n1｜修渠56公里｜县水利局｜县财政局\n2｜改厕1200户｜县住建局｜县妇联\n"
    tasks = read("云泽县2030年重点任务分工\n" + rows).tasks
    assert [(t.label, t.text, [u.name for u in t.units]) for t in tasks] == [
        ("1", "修渠56公里", ["县水利局", "县财政局"]),
        ("2", "改厕1200户", ["县住建局", "县妇联"]),
    ]


def test_each_league_and_each_city_keep_their_own_tails():
    assert names("各盟行政公署、市人民政府，各旗县（市、区）人民政府") == [
        "各盟行政公署",
        "各市人民政府",
        "各旗县（市、区）人民政府",
    ]


def test_a_problem_with_its_number_heads_its_fields():
    fields = "整改措施：{}\n责任领导：林远\n责任科室：{}\n整改时限：2030年{}月底前\n"
    text = (
        "云泽县水利局巡察反馈意见整改方案\n一、党的领导方面\n（一）问题：学习不深入。\n"
        + fields.format("每季度研讨1次。", "办公室", 9)
        + "（二）问题：监管不力。\n"
        + fields.format("建立周调度制度。", "建设管理股", 10)
    )
    tasks = read(text).tasks
    assert [task.label for task in tasks] == ["（一）", "（二）"]
    assert [task.headings[-1] for task in tasks] == [
        "（一）问题：学习不深入。",
        "（二）问题：监管不力。",
    ]


def test_numbers_of_its_own_before_items_that_all_assign_are_no_doubt():
    items = "".join(
        f"0{n} 修整干渠{n}。（责任单位：县水利局；配合单位：各镇）\n" for n in range(1, 5)
    )
    reading = read("云泽县2030年渠系整治工作方案\n" + items)
    assert [task.label for task in reading.tasks] == ["01", "02", "03", "04"]
    assert not reading.doubts
    assert not reading.issues


def test_what_heads_each_form_is_its_heading():
    fields = "举措：①推行“一网通办”；②免费刻章。\n牵头：{}；配合：市公安局\n时限：2030年6月底\n"
    text = (
        "云泽市“百日攻坚”行动任务书\n【专项行动一】开办企业提速\n"
        + fields.format("市市场监管局")
        + "【专项行动二】获得电力提质\n"
        + fields.format("市发改委")
    )
    assert [(t.headings, t.text) for t in read(text).tasks] == [
        (["【专项行动一】开办企业提速"], "①推行“一网通办”；②免费刻章。"),
        (["【专项行动二】获得电力提质"], "①推行“一网通办”；②免费刻章。"),
    ]


def test_fields_that_say_who_before_what_are_read_whole():
    fields = (
        "责任领导：林远\n主办单位：{}\n协办单位：市财政局\n工作目标：{}。\n时间要求：{}月底前完成\n"
    )
    text = (
        "云泽市2030年为民承诺办理的2件实事\n一、背街小巷改造\n"
        + fields.format("市建设局", "改造小巷20条", 9)
        + "二、农村饮水安全\n"
        + fields.format("市水利局", "解决5万人饮水", 12)
    )
    assert [(t.label, t.headings, t.text, t.deadline_raw) for t in read(text).tasks] == [
        ("一、", ["一、背街小巷改造"], "改造小巷20条。", "9月底前完成"),
        ("二、", ["二、农村饮水安全"], "解决5万人饮水。", "12月底前完成"),
    ]


def test_a_title_keeps_its_clause_that_a_semicolon_parts():
    text = (
        "云泽街道2030年重点工作方案\n一、平安稳定（包保领导：林远；责任科室：司法所）\n1．化解积案6件。\n2．巡查。\n"
        "二、民生服务（包保领导：周川；责任科室：民政办）\n1．建成食堂2个。\n2．改造50户。\n"
    )
    reading = read(text)
    assert [(t.label, t.headings) for t in reading.tasks] == [
        ("一、", ["一、平安稳定"]),
        ("二、", ["二、民生服务"]),
    ]
    assert not reading.doubts


def test_lines_between_forms_head_them_without_a_number():
    form = "任务内容：{}。\n牵头单位：{}\n完成时限：{}月底\n"
    text = (
        "云泽市2030年民生实事清单\n经市政府研究，确定如下。\n老旧小区改造\n"
        + form.format("改造小区32个", "市住建局", 12)
        + "学位供给\n"
        + form.format("新增学位8000个", "市教育局", 9)
    )
    assert [task.headings for task in read(text).tasks] == [["老旧小区改造"], ["学位供给"]]
    # The title alone above the first heads nothing.
    text = "云泽市民生实事清单\n" + form.format("改造小区32个", "市住建局", 12) * 2
    assert [task.headings for task in read(text).tasks] == [[], []]


def test_a_day_behind_words_that_name_no_organ_signs_only_where_no_organ_does():
    field = "何时完　2032年12月20日\n"
    signed = "云泽市水利局\n2032年3月11日\n"
    text = f"云泽市2032年供水任务书\n一、修渠。\n谁来做　农水科\n{field}"
    assert str(read(text + signed).metadata.written_on) == "2032-03-11"
    assert str(read(text).metadata.written_on) == "2032-12-20"
