"""Heads, field boxes, titles and notes as officials print them, in wording that no rule was fitted to: each a habit."""

from datetime import date

import pytest

from taizhang.issues import Code
from transform.model import Metadata, Payload, Reading
from transform.reading import read_source

BODY = (
    "各乡镇人民政府，县直有关单位：\n"
    "为做好今年的山塘整修工作，结合我县实际，现就有关事项通知如下。\n"
    "一、摸清底数。对全县山塘逐座登记，建立档案，写明位置、库容和管护人。\n"
    "二、分步整修。汛期之前完成病险山塘的清淤和坝体加固，不留隐患。\n"
)


def text_of(head: str, tail: str = "") -> Reading:
    return read_source(Payload(f"{head}\n{BODY}{tail}".encode(), "d", name="x.txt"))


def read_text(text: str) -> Reading:
    return read_source(Payload(text.encode(), "d", name="x.txt"))


def page(above: str, *, head: str = "", tail: str = "", below: str = "") -> Reading:
    body = "".join(f"<p>{line}</p>" for line in (BODY + tail).strip().split("\n"))
    html = (
        f"<html><head><meta charset=utf-8>{head}</head><body>"
        "<div class=top><a href=/>首页</a><a href=/zw/>政务</a></div>"
        f"<div class=main>{above}<div class=neirong>{body}</div>{below}</div></body></html>"
    )
    return read_source(
        Payload(html.encode(), "d", url="http://www.somewhere.gov.cn/a/b/1.html", name="1.html")
    )


def values(metadata: Metadata, names: dict[str, object]) -> dict[str, object]:
    said = {name: getattr(metadata, "issuers" if name == "issuers" else name) for name in names}
    return {
        name: " ".join(value) if isinstance(value, list) else value for name, value in said.items()
    }


# Heads of texts -------------------------------------------------------------------------------------------------------

TITLE = "云岭县人民政府办公室关于开展山塘整修的通知"
HEADS = {
    "number in brackets below the title": (
        f"{TITLE}\n（云政办发〔2021〕14号）",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "number and a day in one pair of brackets": (
        f"{TITLE}\n（云政办发〔2021〕14号  2021年4月6日）",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号", "written_on": date(2021, 4, 6)},
    ),
    "an organ, a number and a day on one line": (
        f"{TITLE}\n云岭县人民政府办公室 云政办发〔2021〕14号 2021年4月6日",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "a day glued before the number": (
        f"{TITLE}\n2021年4月6日云政办发〔2021〕14号",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "a day glued behind the number": (
        f"{TITLE}\n云政办发〔2021〕14号2021年4月6日",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号", "written_on": date(2021, 4, 6)},
    ),
    "a promulgation note with organ, day and number": (
        "云岭县山塘整修实施方案\n（2021年4月6日云岭县人民政府办公室以云政办发〔2021〕14号文件印发）",
        {"title": "云岭县山塘整修实施方案", "doc_number": "云政办发〔2021〕14号"},
    ),
    "a number alone on the first line": (
        f"云政办发〔2021〕14号\n{TITLE}",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "a letterhead above the number": (
        f"云岭县人民政府办公室文件\n云政办发[2021]14号\n{TITLE}",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "a title over three lines": (
        "云岭县人民政府办公室\n关于开展山塘整修\n的通知",
        {"title": TITLE},
    ),
    "the signer beside the number": (
        f"云政办发〔2021〕14号    签发人：张三\n{TITLE}",
        {"title": TITLE, "doc_number": "云政办发〔2021〕14号"},
    ),
    "a draft's mark below the title": (
        "云岭县山塘整修实施方案\n（征求意见稿）",
        {"title": "云岭县山塘整修实施方案（征求意见稿）"},
    ),
    "two issuers on two lines": (
        "云岭县水务局\n云岭县财政局\n关于开展山塘整修的通知\n云水发〔2021〕3号",
        {
            "title": "云岭县水务局 云岭县财政局关于开展山塘整修的通知",
            "doc_number": "云水发〔2021〕3号",
        },
    ),
    "secrecy and urgency above the head": (
        f"特急\n云岭县人民政府办公室文件\n云政办发电〔2021〕14号\n{TITLE}",
        {"title": TITLE, "doc_number": "云政办发电〔2021〕14号"},
    ),
    "fields without colons": (
        (
            "索 引 号 H00120-2021-0014\n发文机关 云岭县人民政府办公室\n"
            f"文 号 云政办发〔2021〕14号\n成文日期 2021年4月6日\n{TITLE}"
        ),
        {
            "doc_number": "云政办发〔2021〕14号",
            "index_number": "H00120-2021-0014",
            "written_on": date(2021, 4, 6),
        },
    ),
    "fields with the value on the next line": (
        f"索引号\nH00120-2021-0014\n发文字号\n云政办发〔2021〕14号\n成文日期\n2021年4月6日\n标题\n{TITLE}",
        {
            "doc_number": "云政办发〔2021〕14号",
            "index_number": "H00120-2021-0014",
            "written_on": date(2021, 4, 6),
        },
    ),
    "several fields on one line without colons": (
        f"索引号 H00120-2021-0014 发文字号 云政办发〔2021〕14号 成文日期 2021-04-06\n{TITLE}",
        {
            "doc_number": "云政办发〔2021〕14号",
            "index_number": "H00120-2021-0014",
            "written_on": date(2021, 4, 6),
        },
    ),
    "a source line with the day": (
        f"{TITLE}\n来源：云岭县水务局  2021-04-08 09:30  浏览：21次",
        {"title": TITLE, "published_on": date(2021, 4, 8)},
    ),
    "a day and a source in brackets": (
        f"{TITLE}\n（2021-04-08  来源：云岭县水务局）",
        {"title": TITLE, "published_on": date(2021, 4, 8)},
    ),
    "a label of the day with blanks inside": (
        f"{TITLE}\n发 布 时 间：2021/4/8",
        {"title": TITLE, "published_on": date(2021, 4, 8)},
    ),
    "fields as bullets, values below, buttons above": (
        f"返回顶部\n\n{TITLE}\n\n"
        "  • 索引号:\n\n    H00120-2021-0014\n  • 主题分类:\n\n  • 来源:\n\n  • 发文机构:\n\n"
        "    云岭县人民政府办公室\n  • 发文字号:\n\n    云政办发〔2021〕14号\n  • 发文日期:\n\n"
        "    2021年04月06日\n  • 有效性:\n\n  • 发布日期:\n\n    2021年04月08日\n  • 内容概述:\n\n"
        + TITLE,
        {
            "title": TITLE,
            "doc_number": "云政办发〔2021〕14号",
            "published_on": date(2021, 4, 8),
            "issuers": "云岭县人民政府办公室",
        },
    ),
    "fields with semicolons between": (
        f"索引号：H00120；发文字号：云政办发〔2021〕14号；成文日期：2021-04-06\n{TITLE}",
        {"index_number": "H00120", "doc_number": "云政办发〔2021〕14号"},
    ),
    "a meeting in the note": (
        "云岭县山塘整修实施方案\n（经2021年4月6日县政府第5次常务会议审议通过，云政办发〔2021〕14号印发）",
        {"title": "云岭县山塘整修实施方案", "doc_number": "云政办发〔2021〕14号"},
    ),
    "secrecy and the issuer on lines above the number": (
        "内部资料\n特急\n云岭县人民政府\n云政发〔2021〕4号\n云岭县人民政府关于开展山塘整修的通知",
        {"title": "云岭县人民政府关于开展山塘整修的通知", "doc_number": "云政发〔2021〕4号"},
    ),
    "three issuers with a comma between": (
        "云岭县水务局、云岭县财政局、云岭县审计局关于开展山塘整修的通知",
        {"issuers": "云岭县水务局 云岭县财政局 云岭县审计局"},
    ),
    "a breadcrumb above the title": (
        f"首页 >> 政务公开 >> 水利方案\n{TITLE}",
        {"title": TITLE},
    ),
    "a breadcrumb that ends with a document word": (
        "首页>政务公开>规划计划\n各乡镇人民政府：",
        {"title": None},
    ),
}


@pytest.mark.parametrize("habit", HEADS)
def test_the_head_of_a_text(habit):
    head, expected = HEADS[habit]
    assert values(text_of(head).metadata, expected) == expected


# Signatures -----------------------------------------------------------------------------------------------------------

EIGHT = [
    "水务局",
    "财政局",
    "农业农村局",
    "自然资源局",
    "应急管理局",
    "林业局",
    "审计局",
    "乡村振兴局",
]
SIGNATURES = {
    "one organ and a day": ("云岭县水务局\n2021年4月6日", "云岭县水务局", date(2021, 4, 6)),
    "a day with blanks": ("云岭县水务局\n2021 年 4 月 6 日", "云岭县水务局", date(2021, 4, 6)),
    "a day in Chinese digits": (
        "云岭县水务局\n二〇二一年四月六日",
        "云岭县水务局",
        date(2021, 4, 6),
    ),
    "a day with a circle for nought": (
        "云岭县水务局\n二○二一年十二月二十六日",
        "云岭县水务局",
        date(2021, 12, 26),
    ),
    "eight organs, a line each": (
        "\n".join(f"云岭县{name}" for name in EIGHT) + "\n2021年4月6日",
        " ".join(f"云岭县{name}" for name in EIGHT),
        date(2021, 4, 6),
    ),
    "eight organs, two a line": (
        "\n".join(f"云岭县{a}    云岭县{b}" for a, b in zip(EIGHT[::2], EIGHT[1::2], strict=True))
        + "\n2021年4月6日",
        " ".join(f"云岭县{name}" for name in EIGHT),
        date(2021, 4, 6),
    ),
    "organ and day on one line": ("云岭县水务局    2021年4月6日", "云岭县水务局", date(2021, 4, 6)),
    "organ and day glued": ("云岭县水务局2021年4月6日", "云岭县水务局", date(2021, 4, 6)),
    "a note behind the signature": (
        "云岭县水务局\n2021年4月6日\n（此件公开发布）\n云岭县水务局办公室 2021年4月7日印发",
        "云岭县水务局",
        date(2021, 4, 6),
    ),
    "annexes between text and signature": (
        "附件：1.山塘整修任务表\n2.山塘登记表\n云岭县水务局\n2021年4月6日",
        "云岭县水务局",
        date(2021, 4, 6),
    ),
    "a branch whose name has the place inside": (
        "国家税务总局云岭县税务局\n云岭县水务局\n2021年4月6日",
        "国家税务总局云岭县税务局 云岭县水务局",
        date(2021, 4, 6),
    ),
    "a party's office": (
        "中共云岭县委办公室  云岭县人民政府办公室\n2021年4月6日",
        "中共云岭县委办公室 云岭县人民政府办公室",
        date(2021, 4, 6),
    ),
    "two organs glued": (
        "云岭县水务局云岭县财政局\n2021年4月6日",
        "云岭县水务局 云岭县财政局",
        date(2021, 4, 6),
    ),
    "the seal's mark": ("云岭县水务局（盖章）\n2021年4月6日", "云岭县水务局", date(2021, 4, 6)),
}


@pytest.mark.parametrize("habit", SIGNATURES)
def test_the_signature_of_a_text(habit):
    tail, issuers, day = SIGNATURES[habit]
    metadata = text_of("关于开展山塘整修的通知", tail).metadata
    assert (" ".join(metadata.issuers), metadata.written_on) == (issuers, day)


# Field boxes of pages -------------------------------------------------------------------------------------------------

BOX = {
    "doc_number": "云政办发〔2021〕14号",
    "index_number": "H00120/2021-0014",
    "written_on": date(2021, 4, 6),
    "published_on": date(2021, 4, 8),
    "issuers": "云岭县人民政府办公室",
}
PAIRS = [
    ("索引号", "H00120/2021-0014"),
    ("发文机关", "云岭县人民政府办公室"),
    ("成文日期", "2021年04月06日"),
    ("发文字号", "云政办发〔2021〕14号"),
    ("发布日期", "2021年04月08日"),
]
H1 = f"<h1>{TITLE}</h1>"


def spread(label: str) -> str:
    return "&nbsp;&nbsp;".join(label) if len(label) < 4 else label


BOXES = {
    "a table of th and td": "<table class=t>"
    + "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in PAIRS)
    + f"</table>{H1}",
    "a table of four columns with colons": "<table><tr>"
    + "</tr><tr>".join(
        f"<td>{spread(a)}：</td><td>{b}</td><td>{spread(c)}：</td><td>{d}</td>"
        for (a, b), (c, d) in zip(PAIRS[::2], [*PAIRS[1::2], ("有效性", "有效")], strict=True)
    )
    + f"</tr></table>{H1}",
    "a list of definitions": "<dl>"
    + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in PAIRS)
    + f"</dl>{H1}",
    "divs of two lines": "<div class=k>"
    + "".join(f"<div>{k}</div><div>{v}</div>" for k, v in PAIRS)
    + f"</div>{H1}",
    "a list of items with a strong label": "<ul>"
    + "".join(f"<li><strong>{k}：</strong>{v}</li>" for k, v in PAIRS)
    + f"</ul>{H1}",
    "spans without a colon": "<ul>"
    + "".join(
        f"<li><span class=l>{spread(k)}</span><span class=r>{v}</span></li>" for k, v in PAIRS
    )
    + f"</ul>{H1}",
    "all on one line": "<p>" + "　".join(f"{k}：{v}" for k, v in PAIRS) + f"</p>{H1}",
    "all on one line without colons": "<p>" + " ".join(f"{k} {v}" for k, v in PAIRS) + f"</p>{H1}",
    "labels in square brackets": "<p>"
    + "</p><p>".join(f"【{k}】{v}" for k, v in PAIRS)
    + f"</p>{H1}",
    "below the title": f"{H1}<table>"
    + "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in PAIRS)
    + "</table>",
    "an unknown label among them": "<dl>"
    + "".join(
        f"<dt>{k}</dt><dd>{v}</dd>" for k, v in [*PAIRS[:2], ("公文归口", "水利类"), *PAIRS[2:]]
    )
    + f"</dl>{H1}",
    "a header row over a row of values": "<table><tr>"
    + "".join(f"<th>{k}</th>" for k, _ in PAIRS)
    + "</tr><tr>"
    + "".join(f"<td>{v}</td>" for _, v in PAIRS)
    + f"</tr></table>{H1}",
}


@pytest.mark.parametrize("habit", BOXES)
def test_the_field_box_of_a_page(habit):
    metadata = page(BOXES[habit]).metadata
    assert values(metadata, BOX) == BOX
    assert metadata.title == TITLE


@pytest.mark.parametrize(
    "box",
    [
        "<dl>{}</dl>".format(
            "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in [*PAIRS, ("公文归口", "水利类")])
        ),
        "<table>{}</table>".format(
            "".join(
                f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in [*PAIRS, ("公文归口", "水利类")]
            )
        ),
        "<table>{}</table>".format(
            "".join(
                f"<tr><td>{k}：</td><td>{v}</td></tr>"
                for k, v in [*PAIRS[:3], ("公文归口", "水利类"), *PAIRS[3:]]
            )
        ),
        "<ul>{}</ul>".format(
            "".join(f"<li><b>{k}：</b>{v}</li>" for k, v in [("公文归口", "水利类"), *PAIRS])
        ),
        "<p>{}</p>".format(
            "　".join(f"{k}：{v}" for k, v in [*PAIRS[:2], ("公文归口", "水利类"), *PAIRS[2:]])
        ),
        "<div>{}</div>".format(
            "".join(
                f"<div>{k}</div><div>{v}</div>"
                for k, v in [*PAIRS[:2], ("公文归口", "水利类"), *PAIRS[2:]]
            )
        ),
    ],
    ids=["dl", "th", "table", "list", "line", "divs"],
)
def test_an_unknown_label_beside_known_ones_is_an_issue(box):
    reading = page(box + H1)
    assert "field box: 公文归口" in [issue.message for issue in reading.issues]
    assert values(reading.metadata, BOX) == BOX


UNKNOWN_IN_TEXTS = {
    "a line each": "索引号：H001\n公文归口：水利类\n发文字号：云政办发〔2021〕14号\n成文日期：2021-04-06",
    "on one line": (
        "索引号：H001 公文归口：水利类 发文字号：云政办发〔2021〕14号 成文日期：2021-04-06"
    ),
    "on one line without colons": (
        "索引号 H001 公文归口 水利类 发文字号 云政办发〔2021〕14号 成文日期 2021-04-06"
    ),
    "lines of their own": (
        "索引号\nH001\n公文归口\n水利类\n发文字号\n云政办发〔2021〕14号\n成文日期\n2021-04-06"
    ),
    "brackets": (
        "【索引号】H001 【公文归口】水利类 【文号】云政办发〔2021〕14号 【成文日期】2021-04-06"
    ),
    "bars": (
        "索 引 号: | H001 | 公文归口: | 水利类 |\n文 号: | 云政办发〔2021〕14号 | 成文日期: | 2021-04-06 |"
    ),
    "behind the last": (
        "索引号：H001\n发文字号：云政办发〔2021〕14号\n成文日期：2021-04-06\n公文归口：水利类"
    ),
    "before the first": (
        "公文归口：水利类\n索引号：H001\n发文字号：云政办发〔2021〕14号\n成文日期：2021-04-06"
    ),
}


@pytest.mark.parametrize("form", UNKNOWN_IN_TEXTS)
def test_an_unknown_label_in_a_text_is_an_issue(form):
    reading = text_of(f"{UNKNOWN_IN_TEXTS[form]}\n{TITLE}")
    assert [issue.message for issue in reading.issues] == ["field box: 公文归口"]
    assert reading.metadata.doc_number == "云政办发〔2021〕14号"


def test_a_label_that_ends_as_a_known_one_is_unknown():
    box = "索引号：H001\n发文字号：云政办发〔2021〕14号\n成文日期：2021-04-06\n签批层级：县级"
    assert [issue.message for issue in text_of(f"{box}\n{TITLE}").issues] == ["field box: 签批层级"]


def test_who_a_letter_is_to_is_no_label():
    box = "索引号：H001\n发文字号：云政办发〔2021〕14号\n成文日期：2021-04-06"
    for to in ("各乡镇人民政府：", "县水务局："):
        issues = read_text(f"{box}\n{to}\n为做好整修工作，现通知如下。").issues
        assert not [issue for issue in issues if issue.code is Code.UNKNOWN_FIELD_LABEL]


@pytest.mark.parametrize("cell", ["th", "td"])
def test_an_unknown_label_in_a_header_row_is_an_issue(cell):
    pairs = [PAIRS[0], ("公文归口", "水利类"), *PAIRS[1:]]
    names = "".join(f"<{cell}>{name}</{cell}>" for name, _ in pairs)
    values_below = "".join(f"<td>{value}</td>" for _, value in pairs)
    reading = page(f"<table><tr>{names}</tr><tr>{values_below}</tr></table>{H1}")
    assert "field box: 公文归口" in [issue.message for issue in reading.issues]
    assert values(reading.metadata, BOX) == BOX


def test_a_field_box_below_the_article():
    box = "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in PAIRS)
    assert values(page(H1, below=f"<table>{box}</table>").metadata, BOX) == BOX


# Titles of pages ------------------------------------------------------------------------------------------------------

TITLES = {
    "in a heading": page(H1, head=f"<title>{TITLE}_云岭县人民政府</title>"),
    "in the <title> alone": page(
        "", head=f"<title>{TITLE}-通知公告-云岭县人民政府门户网站</title>"
    ),
    "in a script's variable": page(
        "<script>var docTitle = '云岭县人民政府办公室关于开展山塘整修的通知';document.write(docTitle)</script>",
        head="<title>云岭县人民政府</title>",
    ),
    "cut in the <title>, whole in a bold line": page(
        f"<p align=center><b>{TITLE}</b></p>", head="<title>云岭县人民政府办公室关于开展…</title>"
    ),
    "in a div with a date below": page(
        f"<div class=biaoti>{TITLE}</div><div class=xx>2021-04-08 来源：县水务局</div>",
        head=f"<title>{TITLE}</title>",
    ),
    "broken by a <br>": page(
        "<h2>云岭县人民政府办公室<br>关于开展山塘整修的通知</h2>",
        head="<title>云岭县政府网</title>",
    ),
    "below a breadcrumb": page(
        f"<div>您的位置：<a href=/>首页</a> &gt; <a href=/t>水利工作方案</a> &gt; 正文</div>{H1}",
        head="<title>水利工作方案</title>",
    ),
    "in a paragraph of the body": page(
        "<div>当前位置：首页 &gt; 文件</div>", head="<title>云岭县人民政府</title>"
    ),
    "behind the site's name in the <title>": page(
        "", head=f"<title>云岭县人民政府门户网站-政策文件-{TITLE}</title>"
    ),
    "in a tag for sharing": page("", head=f'<meta property="og:title" content="{TITLE}">'),
    "in a meta with another name": page(
        "", head=f'<meta name="ArticleTitle" content="{TITLE}"><title>云岭县</title>'
    ),
}


@pytest.mark.parametrize("habit", [h for h in TITLES if h != "in a paragraph of the body"])
def test_the_title_of_a_page(habit):
    assert TITLES[habit].metadata.title == TITLE


# Days of pages --------------------------------------------------------------------------------------------------------

DAYS = {
    "a source line": "<div>来源：县水务局　2021-04-08 10:22　字号：大 中 小</div>",
    "the day before the source": "<div>2021-04-08 10:22:33　来源：县水务局</div>",
    "alone in brackets": "<div>[2021-04-08]</div>",
    "in round brackets with a label": "<div>（发布时间：2021-04-08 阅读次数：<span></span>）</div>",
    "with points": "<div>日期：2021.04.08</div>",
    "in Chinese": "<div>时间：2021年4月8日 08:30　信息来源：县水务局</div>",
    "a short label": "<div>发布：2021-04-08</div>",
    "label and day in two elements": "<div><span>发布时间</span><span>2021-04-08</span>"
    "<span>来源</span><span>县水务局</span></div>",
    "the day alone": "<p>2021年04月08日</p>",
    "a time element": "<time datetime=2021-04-08T10:00:00>4月8日</time>",
    "in a script's variable": "<script>var pubtime = '2021-04-08 10:22:33';</script>",
    "written by a script": "<script>document.write('发布时间：2021-04-08')</script>",
    "another name of a variable": '<script>var docPubTime="2021-04-08";</script>',
    "in what search engines are told": (
        '<script type="application/ld+json">{"datePublished":"2021-04-08T10:00:00"}</script>'
    ),
    "written by a script behind its label": (
        '<p>发布时间：<script>document.write("2021-04-08")</script></p>'
    ),
    "a property": '<span itemprop="datePublished" content="2021-04-08"></span>',
    "label on a line of its own": "<p>发布日期</p><p>2021-04-08</p>",
    "update and publish": "<div>发布时间：2021-04-08　更新时间：2021-05-09</div>",
}


@pytest.mark.parametrize("habit", DAYS)
def test_the_publish_day_of_a_page(habit):
    assert page(H1 + DAYS[habit], head=f"<title>{TITLE}</title>").metadata.published_on == date(
        2021, 4, 8
    )


@pytest.mark.parametrize(
    "above",
    [
        "<div>今天是2021年4月8日 星期四</div>",
        "<div>截止时间：2021-04-08</div>",
        "<div>活动时间：2021年4月8日</div>",
    ],
)
def test_a_day_that_is_not_the_pages(above):
    assert page(above + H1, head=f"<title>{TITLE}</title>").metadata.published_on is None
