"""What stands around a plan: the letterhead above it, annexes behind it, titles of what is no plan."""

import pytest

from tests.transform.texts import DIGEST, read
from transform.model import Context, Payload
from transform.reading import read_source

PLAN = "关于修渠护林的实施意见\n为修好水渠，提出如下意见。\n一、修渠\n要快。\n二、护林\n要多。"


@pytest.mark.parametrize(
    "annex",
    [
        "附：某县水利专班成员名单\n组长：赵甲\n一、办公室\n钱乙\n二、综合组\n孙丙",
        "附件\n水利清单\n一、水渠\n东渠\n二、水库\n南库",
        "附件：某县水渠一览表\n一、水渠\n东渠",
    ],
)
def test_an_annex_behind_the_last_item_is_no_plan(annex):
    assert [t.text for t in read(f"{PLAN}\n{annex}").tasks] == ["要快。", "要多。"]


def test_a_list_of_annexes_does_not_hide_the_plan_behind_it():
    text = (
        "关于印发修渠方案的通知\n各镇政府：\n现将方案印发给你们。\n附件：1.修渠工作方案\n某县政府办公室\n2021年3月1日\n"
        "某县修渠护林工作方案\n为修好水渠，制定本方案，请各镇政府按照本方案的要求认真抓好落实。\n一、清淤\n要快。\n二、加固\n要牢。"
    )
    assert [t.text for t in read(text).tasks] == ["要快。", "要牢。"]


@pytest.mark.parametrize("letterhead", ["某县人民政府办公室文件", "某县水利局\n某县林业局文件"])
def test_a_letterhead_is_no_title(letterhead):
    text = f"{letterhead}\n某政办发〔2021〕3号\n某县人民政府办公室关于修好水渠的实施意见\n各镇政府：\n一、修渠\n要快。"
    assert read(text).metadata.title == "某县人民政府办公室关于修好水渠的实施意见"


@pytest.mark.parametrize(
    "title",
    [
        "某县2022年国民经济和社会发展统计公报",
        "《某县水利措施》答记者问",
        "某县水利局2022年工作总结",
    ],
)
def test_what_is_no_plan_has_no_tasks(title):
    assert (
        read(
            f"{title}\n一、修渠。要快。（责任单位：县水利局）\n二、护林。（责任单位：县林业局）"
        ).tasks
        == []
    )


def test_a_short_plan_on_one_line():
    text = "某县水利工作要点 为修好水渠，制定如下要点。 一、修渠。先清淤，后加固，要快。 二、护林。先巡山，后育苗，要多。"
    text += (
        " 三、防汛。先备料，后值守，要早，各镇都要把人员、物资、车辆、预案落实到位。 四、抗旱。"
        + "找水打井，" * 22
    )
    assert [t.label for t in read(text + "要稳。").tasks] == ["一、", "二、", "三、", "四、"]


def test_a_list_of_annexes_is_no_part_of_the_last_item():
    text = (
        "关于修渠护林的实施意见\n一、要求\n（一）快\n要快。\n（二）报送要求\n按时报送。\n"
        "附件:1.关于修渠的\n工作要点\n2.关于护林的\n工作要点\n某县水利局"
    )
    assert [(t.label, t.text) for t in read(text).tasks] == [
        ("（一）", "要快。"),
        ("（二）", "按时报送。"),
    ]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("关于加快修渠 护林的通知", "关于加快修渠护林的通知"),
        ("某县水利局 某县林业局关于修渠 护林的通知", "某县水利局 某县林业局关于修渠护林的通知"),
        ("关于修渠的通知 第二批清单", "关于修渠的通知 第二批清单"),
    ],
)
def test_a_blank_behind_about_is_where_the_line_broke(printed, title):
    body = "<p>各镇要先清淤，后加固，再组织验收，年底前全部完成，确保群众用上放心水。</p>" * 5
    head = f"<title>{printed}</title><meta name='ArticleTitle' content='{printed}'>"
    page = (
        f"<html><head>{head}</head><body><p>各镇要把水渠修好、把林地护好。</p>{body}</body></html>"
    )
    assert (
        read_source(Payload(page.encode(), DIGEST, name="a.html"), Context()).metadata.title
        == title
    )
