"""Texts that somebody copied from pages: half-width punctuation, buttons, glued fields, whatever stands around."""

from datetime import date

import pytest

from tests.transform.texts import read
from transform.model import Payload
from transform.reading import read_source

NOTICE = "关于支持灵活就业的通知"
MEASURES = "关于支持灵活就业的若干措施"
TITLE = f"青石市人民政府办公室{MEASURES}"
NUMBER = "青政办〔2022〕8号"
WRITTEN, PUBLISHED = date(2022, 5, 21), date(2022, 5, 24)
OFFICE = "青石市人民政府办公室"
BUREAU = "青石市人力资源和社会保障局"
BODY = """各县(市、区)人民政府,市政府各部门:
为支持灵活就业,结合我市实际,制定以下措施。
一、发放补贴。对吸纳就业的企业给予补贴。(责任单位:市人社局、市财政局)
二、开展培训。每年培训1000人次以上。(责任单位:市人社局)
"""
CASES = [
    (
        f"{TITLE}\n发布日期:2022-05-2418:54信息来源:青石市人民政府点击量:294分享:\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n时间:2022-05-24 18:54:11 来源:青石日报 作者:\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n2022-05-24 18:54来源:青石市人民政府办公室\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n来源:市政府办公室  日期:2022-05-24  字体:[大 中 小]\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n【发布日期】2022-05-24\n【来源】市政府办\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n发表于:2022年05月24日  浏览次数:33\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n发布人:管理员 发布时间:2022/5/24 9:12:00\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n2022/05/24  |  青石市人民政府  |  浏览 102\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (f"{TITLE}\n(2022-05-24)\n", "", {"title": TITLE}),
    (
        f"索引号:11410500/2022-00053主题分类:就业发文机关:青石市人民政府办公室成文日期:2022年05月21日标题:{TITLE}发文字号:{NUMBER}发布日期:2022年05月24日\n",
        "",
        {
            "title": TITLE,
            "doc_number": NUMBER,
            "written_on": WRITTEN,
            "published_on": PUBLISHED,
            "index_number": "11410500/2022-00053",
            "issuers": OFFICE,
        },
    ),
    (
        (
            "索 引 号: 11410500/2022-00053 信息分类: 就业\n发布机构: 青石市人民政府办公室 生成日期: 2022-05-21\n"
            f"名 称: {TITLE}\n文 号: {NUMBER} 有 效 性: 有效\n"
        ),
        "",
        {"title": TITLE, "doc_number": NUMBER, "written_on": WRITTEN, "issuers": OFFICE},
    ),
    (
        f"{TITLE}\n文号:{NUMBER}\n发布日期:2022-05-24\n效力:有效\n",
        "",
        {"title": TITLE, "doc_number": NUMBER, "published_on": PUBLISHED},
    ),
    (
        f"{TITLE}\n{NUMBER}\n",
        "青石市人民政府办公室\n\n2022年5月21日\n",
        {"title": TITLE, "doc_number": NUMBER, "written_on": WRITTEN, "issuers": OFFICE},
    ),
    (
        f"青石市人民政府办公室\n{MEASURES}\n({NUMBER})\n",
        "",
        {"doc_number": NUMBER, "title": "青石市人民政府办公室" + MEASURES},
    ),
    (
        f"青石市人民政府办公室\n关于印发《{MEASURES}》的通知\n\n{NUMBER}\n",
        "青石市人民政府办公室\n2022年5月21日\n(此件公开发布)\n",
        {
            "title": f"青石市人民政府办公室关于印发《{MEASURES}》的通知",
            "doc_number": NUMBER,
            "written_on": WRITTEN,
            "issuers": OFFICE,
        },
    ),
    (
        f"{TITLE}\n",
        "青石市人民政府办公室\n2022年5月21日印发\n",
        {"title": TITLE, "written_on": WRITTEN},
    ),
    (
        f"{TITLE}\n",
        "(联系单位:市人社局,联系电话:0000-123456)\n青石市人力资源和社会保障局 青石市财政局\n二〇二二年五月二十一日\n",
        {"title": TITLE, "written_on": WRITTEN},
    ),
    (
        "关于支持灵活就业的通知\n",
        "青石市人力资源和社会保障局 青石市财政局\n二〇二二年五月二十一日\n",
        {
            "title": "关于支持灵活就业的通知",
            "written_on": WRITTEN,
            "issuers": "青石市人力资源和社会保障局 青石市财政局",
        },
    ),
    (
        "关于支持灵活就业的通知\n",
        "青石市人力资源和社会保障局、青石市财政局、青石市民政局\n2022年5月21日\n",
        {"written_on": WRITTEN, "issuers": "青石市人力资源和社会保障局 青石市财政局 青石市民政局"},
    ),
    (
        "关于支持灵活就业的通知\n",
        "青石市人力资源和社会保障局办公室                    2022年5月21日印发\n",
        {"title": "关于支持灵活就业的通知"},
    ),
    (
        "关于支持灵活就业的通知\n",
        "特此通知。\n附件:申请表\n青石市人力资源和社会保障局\n2022-05-21\n",
        {"written_on": WRITTEN, "issuers": "青石市人力资源和社会保障局"},
    ),
    (
        "关于支持灵活就业的通知\n",
        "青石市人力资源和社会保障局\n2022.5.21\n",
        {"written_on": WRITTEN, "issuers": "青石市人力资源和社会保障局"},
    ),
    (
        "关于支持灵活就业的通知\n",
        "青石市人社局\n2022年 5月21 日\n",
        {"written_on": WRITTEN, "issuers": "青石市人社局"},
    ),
    (
        "各县(市、区)人社局:\n",
        "青石市人社局\n2022年5月21日\n",
        {"title": None, "written_on": WRITTEN, "issuers": "青石市人社局"},
    ),
    ("青石市支持灵活就业若干措施(试行)\n", "", {"title": "青石市支持灵活就业若干措施(试行)"}),
    (
        "青石市支持灵活就业若干措施\n(2022年5月21日青石市人民政府第3次常务会议通过)\n",
        "",
        {"title": "青石市支持灵活就业若干措施"},
    ),
    (
        "青石市支持灵活就业十条措施\n为支持就业,制定本措施。\n",
        "",
        {"title": "青石市支持灵活就业十条措施"},
    ),
    (f"【青石市】{MEASURES}\n", "", {"title": MEASURES}),
    (
        f"当前位置:首页>政务公开>政策文件>正文\n{TITLE}\n发布时间:2022-05-24\n",
        "",
        {"title": TITLE, "published_on": PUBLISHED},
    ),
    (f"首页 / 政策 / 文件\n{TITLE}\n", "", {"title": TITLE}),
    (f"您现在所在的位置:\n\n{TITLE}\n", "", {"title": TITLE, "issuers": OFFICE}),
    (f"目前所处栏目:\n{TITLE}\n", "", {"title": TITLE}),
    (f"打印本页 关闭窗口\n{TITLE}\n", "", {"title": TITLE}),
    (
        f"青石市人民政府办公室文件\n\n{NUMBER}\n\n青石市人民政府办公室\n{MEASURES}\n",
        "",
        {"title": "青石市人民政府办公室" + MEASURES, "doc_number": NUMBER},
    ),
    (
        f"青石市人民政府办公室(通知)\n{NUMBER}\n{TITLE}\n",
        "",
        {"title": TITLE, "doc_number": NUMBER},
    ),
    (
        f"青政办发明电〔2022〕8号\n{TITLE}\n",
        "",
        {"doc_number": "青政办发明电〔2022〕8号", "title": TITLE},
    ),
    (
        f"青人社规〔2022〕8号 QSFS-2022-002\n{TITLE}\n",
        "",
        {"doc_number": "青人社规〔2022〕8号", "title": TITLE},
    ),
    (f"{TITLE}\n青政办〔2022〕 8 号\n", "", {"doc_number": NUMBER}),
    (
        f"{TITLE}\n青政办[2022]8号    发布日期:2022-05-24\n",
        "",
        {"doc_number": NUMBER, "published_on": PUBLISHED},
    ),
    (f"{TITLE} 青政办〔2022〕8号\n", "", {"doc_number": NUMBER, "title": TITLE}),
    (f"{TITLE}({NUMBER})\n", "", {"doc_number": NUMBER, "title": TITLE}),
    (
        f"发文单位:青石市人民政府办公室\n文　　号:{NUMBER}\n发布日期:2022-5-21\n执行日期:2022-6-1\n{TITLE}\n",
        "",
        {"doc_number": NUMBER, "issuers": OFFICE, "title": TITLE},
    ),
    (
        f"文件名称\t{TITLE}\n文号\t{NUMBER}\n成文日期\t2022-05-21\n发布机构\t青石市人民政府办公室\n",
        "",
        {"doc_number": NUMBER, "written_on": WRITTEN, "title": TITLE},
    ),
    (f"{TITLE}\n来源 | 青石市人民政府办公室\n", "", {"title": TITLE}),
]


@pytest.mark.parametrize(("head", "tail", "expected"), CASES, ids=range(len(CASES)))
def test_what_a_copied_text_says_about_itself(head, tail, expected):
    reading = read_source(Payload(f"{head}{BODY}{tail}".encode(), "d", name="x.txt"))
    metadata = reading.metadata
    said = {
        name: " ".join(metadata.issuers) if name == "issuers" else getattr(metadata, name)
        for name in expected
    }
    assert said == expected
    assert len(reading.tasks) == 2


def test_all_who_sign_are_issuers_where_the_day_stands_beside_the_last():
    text = f"{MEASURES}\n各镇：\n请整修山塘。\n青石市水利局\n青石市财政局\n青石市林业局　　2022年5月24日\n"
    assert read(text).metadata.issuers == ["青石市水利局", "青石市财政局", "青石市林业局"]


def test_what_a_site_prints_below_a_copied_text_assigns_nothing():
    plan = (
        f"{TITLE}\n一、修塘。清淤加固。（责任单位：市水利局）\n二、护林。（责任单位：市林业局）\n"
    )
    tail = "上一篇：关于修渠的通知\n下一篇：关于修路的通知\n主办：青石市人民政府办公室　网站标识码：1234567890\n"
    assert [task.text for task in read(plan + tail).tasks] == [t.text for t in read(plan).tasks]
