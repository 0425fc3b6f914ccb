"""What a page says beside its document: titles made whole, dates told apart, field boxes, frames, injections."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.dates import read_day
from taizhang.doc_numbers import read_doc_number
from transform.lexicon import entry_words, table
from transform.model import Context, Paragraph, Payload
from transform.text.either_script import either_script
from transform.text.labelled import LABELS
from transform.text.publish_line import is_publish_line, labelled_day, lone_day
from transform.web import chrome, titles
from transform.web.field_box import read_field_box
from transform.web.page import Page, read_page, without_second
from transform.web.printed import Printed
from transform.web.printed_metadata import describe_page, split_issuers
from transform.web.script_values import script_day
from transform.web.titles import PrintedTitle


def read(html, url="http://www.yunxi.test/a.html"):
    return read_page(
        Payload(html.encode(), "sha256:0", url=url), Context(site_name="云溪市人民政府")
    )


BODY = "<p>各区人民政府：</p><p>现将有关事项通知如下，请认真贯彻执行。</p>"


def page_with(head="", above="", body=BODY, below=""):
    return read(
        f"<html><head>{head}</head><body>{above}<div class=TRS_Editor>{body}</div>{below}</body></html>"
    )


# Titles


@pytest.mark.parametrize(
    ("title", "names", "expected"),
    [
        ("关于放假的通知_通知公告_云溪市人民政府", [], "关于放假的通知"),
        ("关于放假的通知-云溪市人民政府", ["云溪市人民政府"], "关于放假的通知"),
        (
            "云溪市人民政府 政府文件 关于放假的通知",
            ["云溪市人民政府", "政府文件"],
            "关于放假的通知",
        ),
        ("2014-2015年度观测通知----云溪观测站", [], "2014-2015年度观测通知"),
        ("云溪小学-云溪中学2020-2021学年安排_通知", [], "云溪小学-云溪中学2020-2021学年安排"),
        ("关于2020年计划的批复 | 云溪市发展和改革委员会", [], "关于2020年计划的批复"),
        ("政府文件--云溪市人民政府--关于放假安排的通知", [], "关于放假安排的通知"),
        ("云溪市修渠工作方案--东渠--分工", [], "云溪市修渠工作方案"),
    ],
)
def test_site_names_are_no_title(title, names, expected):
    assert titles.without_site(title, titles.bare_names(names)) == expected


def test_a_cut_title_is_made_whole_from_another_place():
    whole = "云溪市人民政府办公室关于印发云溪市推进良种示范区建设实施方案的通知"
    chosen = titles.choose_title(
        [
            PrintedTitle(whole[:22] + "...", "meta", "ArticleTitle"),
            PrintedTitle(whole, "heading", "h1"),
        ],
        [],
    )
    assert chosen == PrintedTitle(whole, "heading", "h1")


def test_a_cut_title_is_made_whole_from_the_text_over_two_lines():
    lines = [
        "云政发〔2021〕3号",
        "云溪市人民政府关于印发云溪市",
        "良种示范区建设方案的通知",
        "各县区：",
    ]
    chosen = titles.choose_title(
        [PrintedTitle("云溪市人民政府关于印发云溪市良种…", "meta", "ArticleTitle")], lines
    )
    assert chosen == PrintedTitle(
        "云溪市人民政府关于印发云溪市良种示范区建设方案的通知", "meta_whole", "ArticleTitle"
    )


def test_a_title_cut_everywhere_stays_as_printed():
    cut = PrintedTitle("云溪市人民政府关于印发云溪市良种…", "meta", "ArticleTitle")
    assert titles.choose_title([cut], ["别的文字。"]) == cut


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于印发要点的通知——草政公字【2021】1号", ("关于印发要点的通知", "草政公字【2021】1号")),
        ("关于工伤保险的规定 法释【2014】9号", ("关于工伤保险的规定", "法释【2014】9号")),
        (
            "关于印发要点的通知（云政办发〔2021〕17号）",
            ("关于印发要点的通知", "云政办发〔2021〕17号"),
        ),
        ("云政办发〔2021〕17号", ("云政办发〔2021〕17号", None)),
        ("关于贯彻国办发〔2021〕1号文件的通知", ("关于贯彻国办发〔2021〕1号文件的通知", None)),
    ],
)
def test_a_number_behind_a_title_is_the_documents_number(title, expected):
    assert titles.without_number(title) == expected


def test_a_broken_heading_is_one_title():
    page = page_with("<title>云溪市人民政府</title>", "<h1>关于加强春季<br>森林防火的通知</h1>")
    assert describe_page(page.printed).title == "关于加强春季森林防火的通知"


def test_joint_issuers_above_the_title_of_the_text():
    body = "<p>中共云溪市委办公室</p><p>云溪市人民政府办公室</p><p>关于修渠的通知</p>" + BODY
    assert (
        describe_page(page_with(body=body).printed).title
        == "中共云溪市委办公室 云溪市人民政府办公室关于修渠的通知"
    )


def test_the_title_of_the_text_counts_where_the_page_names_only_its_column():
    body = (
        "<p>云府办发〔2014〕134号</p><p>云溪市人民政府办公室关于印发市水利局主要职责规定的通知</p>"
        + BODY
    )
    page = page_with(
        "<title>云溪市水利局-单位职能</title>",
        "<div>当前位置：首页 &gt; 单位职能</div><h1>单位职能</h1>",
        body,
    )
    assert (
        describe_page(page.printed).title
        == "云溪市人民政府办公室关于印发市水利局主要职责规定的通知"
    )


def test_the_national_tag_with_the_sites_name_behind_the_title():
    head = '<meta name="SiteName" content="云溪市人民政府"><meta name="ArticleTitle" content="{}-云溪市人民政府">'
    assert (
        describe_page(page_with(head.format("关于修渠护林的情况")).printed).title
        == "关于修渠护林的情况"
    )
    assert (
        describe_page(page_with(head.format("2014-2015年度观测")).printed).title
        == "2014-2015年度观测"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "2021年《政府工作报告》责任分解",
            "云溪市人民政府办公室关于印发《政府工作报告》责任分解的通知",
        ),
        ("云溪市人民政府门户网站", "云溪市人民政府办公室关于印发《政府工作报告》责任分解的通知"),
        ("关于印发责任分解的通知_云溪市人民政府", "关于印发责任分解的通知"),
    ],
)
def test_a_heading_in_the_text_counts_where_the_page_title_is_none(title, expected):
    heading = "<h2>云溪市人民政府办公室关于印发《政府工作报告》责任分解的通知</h2>"
    page = page_with(f"<title>{title}</title>", body=heading + BODY)
    assert describe_page(page.printed).title == expected


def test_markup_in_a_tag_is_no_title():
    page = page_with(
        '<meta name="ArticleTitle" content="关于加强春季&lt;br/&gt;森林防火&amp;nbsp;工作的通知">'
    )
    assert describe_page(page.printed).title == "关于加强春季森林防火 工作的通知"


def test_the_heading_of_a_list_beside_the_text_is_no_title():
    aside = "<div><h4>最新政策</h4><ul><li><a href=1.html>关于修路的通知</a></ul></div>"
    page = page_with(head="<title>政策文件</title>", above=f"{aside}<div>关于修渠引水的通知</div>")
    assert page.first("title").raw == "关于修渠引水的通知"


def test_a_day_in_a_field_box_is_not_that_of_publishing():
    row = "<tr><td>文号：<td>青水发〔2022〕3号<td>发文日期：<td>2022年5月21日"
    box = f"<table><tr><td>索引号：<td>H1<td>发布机构：<td>青山县水利局{row}</table>"
    page = page_with(
        head="<title>关于修渠引水的通知</title>", above=f"<h1>关于修渠引水的通知</h1>{box}"
    )
    assert page.first("written_on").raw == "2022年5月21日"
    assert page.first("published_on") is None


def test_a_subtitle_is_no_title():
    page = page_with(
        "<title>云溪市人民政府</title>", "<h1>云溪市森林防火工作方案</h1><h2>（2021年修订）</h2>"
    )
    assert describe_page(page.printed).title == "云溪市森林防火工作方案"


# Dates


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布日期:2022-11-22 浏览次数:138", date(2022, 11, 22)),
        ("文章来源：党委宣传部　　发布时间：2020-12-24 21:07:39　　阅读次数：", date(2020, 12, 24)),
        ("發布時間：2016年9月2日 來源：縣政府", date(2016, 9, 2)),
        ("发布时间：2021/6/2 9:30", date(2021, 6, 2)),
        ("今天是：2026年11月22日 星期日 发布时间", None),
        ("日期：2021-06-02", date(2021, 6, 2)),
        ("成文日期2021年3月8日", None),
        ("截止时间：2021-06-30", None),
        ("发布日期：2021-13-40", None),
        ("发布日期：", None),
    ],
)
def test_the_publish_date_stands_behind_its_label(line, day):
    found = labelled_day(line)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2020-10-12 云溪小学", date(2020, 10, 12)),
        ("| 15-04-28 | 【大 中 小】【打印】【关闭】", date(2015, 4, 28)),
        ("2021-07-24 点击数:[]", date(2021, 7, 24)),
        ("会议于2021年7月24日召开，市长出席并讲话。", None),
        ("共12件", None),
    ],
)
def test_a_lone_date_under_the_title_is_the_publish_date(line, day):
    found = lone_day(line)
    assert (found.day if found else None) == day


def test_only_lines_about_the_page_are_publish_lines():
    assert is_publish_line("来源：市水利局 日期：2021-03-01")
    assert is_publish_line("发布时间：2021-03-01")
    assert not is_publish_line("时间：2021年3月1日上午9时")
    assert not is_publish_line("发布时间为2021年3月1日")


def test_a_label_that_only_its_looks_tell_from_its_value():
    rows = (
        ("索引号", "yx-1"),
        ("发文机关", "云溪市人民政府"),
        ("文号", "云政发〔2021〕5号"),
        ("成文日期", "2021-03-10"),
    )
    box = "".join(f"<div><label>{label}</label><em>{value}</em></div>" for label, value in rows)
    metadata = describe_page(page_with(above=box).printed)
    assert (metadata.doc_number, metadata.written_on) == ("云政发〔2021〕5号", date(2021, 3, 10))
    prose = "<p>名称变更的单位</p><p>文号另行通知</p><p>标题略有修改</p>"
    assert describe_page(page_with(above=prose).printed).doc_number is None


def test_three_dates_are_kept_apart():
    box = "<table><tr><td>索引号：</td><td>A/1</td></tr><tr><td>成文日期：</td><td>2021-03-10</td></tr>"
    page = page_with(
        '<meta name="PubDate" content="2021-03-18 09:00">',
        box + "<tr><td>发文字号：</td><td>云政发【2021】5号</td></tr></table>",
    )
    metadata = describe_page(page.printed)
    assert (metadata.written_on, metadata.published_on) == (date(2021, 3, 10), date(2021, 3, 18))
    assert metadata.doc_number == "云政发〔2021〕5号"
    assert {(e.field, e.rule, e.place, e.raw) for e in metadata.evidence} >= {
        ("published_on", "meta", "PubDate", "2021-03-18 09:00"),
        ("written_on", "field_box", "成文日期", "2021-03-10"),
    }


def test_a_scripts_variable_gives_the_date_that_nothing_else_gives():
    found = script_day("var fbt=''; var pubdata = '2017年07月02日';")
    assert found is not None
    assert (found[0].day, found[1]) == (date(2017, 7, 2), "pubdata")
    assert script_day("var other='2017年07月02日'") is None


@given(
    st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d", "%Y.%m.%d"]),
)
def test_days_are_read_in_every_form(day, form):
    assert read_day(f"发布于 {day.strftime(form)} 10:20") == day


def test_a_labelled_date_below_the_body_counts_where_no_other_does():
    page = page_with(below="<div>发布时间：2021-03-19　来源：市政府</div>")
    assert describe_page(page.printed).published_on == date(2021, 3, 19)


# Field box


def test_every_label_is_found_with_spaces_inside():
    for label, field in LABELS.items():
        lines = [
            Paragraph(text)
            for text in (
                "索 引 号：",
                "X/1",
                "发文字号：",
                "云发〔2021〕1号",
                " ".join(label) + "：",
                "值",
            )
        ]
        pairs = {pair.label: (pair.field, pair.value) for pair in read_field_box(lines).pairs}
        if label not in ("索引号", "发文字号"):
            assert pairs.get(label, (field, "值")) == (field, "值")


def test_pairs_on_one_line_and_empty_values():
    line = "索引号: lan/2021-1 发布机构: 云溪市 文号： 发布日期: 2021-07-24"
    pairs = {pair.field: pair.value for pair in read_field_box([Paragraph(line)]).pairs}
    assert pairs == {"index_number": "lan/2021-1", "issuer": "云溪市", "published_on": "2021-07-24"}


def test_an_empty_value_takes_no_other():
    box = "<dl><dt>索引号</dt><dd>A/1</dd><dt>成文日期</dt><dd>2021-03-10</dd><dt>发布机构</dt><dd></dd></dl>"
    items = "<ul><li>索引号：</li><li>发布机构：云溪市水利局</li><li>成文日期：2021-03-10</li></ul>"
    assert describe_page(page_with("", box + "<h1>关于放假的通知</h1>").printed).issuers == []
    metadata = describe_page(page_with("", items + "<h1>关于放假的通知</h1>").printed)
    assert (metadata.index_number, metadata.issuers) == (None, ["云溪市水利局"])


def test_a_publish_line_is_no_field_box():
    assert read_field_box([Paragraph("来源：市政府 发布时间：2021-01-01 标题：某通知")]).pairs == []


def test_a_label_that_nobody_told_us_of_is_an_issue():
    page = page_with(
        "",
        "<ul><li>索引号：A/1</li><li>文号：云发〔2021〕1号</li><li>发布机构：云溪市</li><li>密级期限：</li></ul>",
    )
    assert [issue.message for issue in page.issues] == ["field box: 密级期限"]


def test_joint_issuers_stand_in_order():
    assert split_issuers("云溪市财政局、云溪市水利局 云溪市审计局") == [
        "云溪市财政局",
        "云溪市水利局",
        "云溪市审计局",
    ]


@pytest.mark.parametrize(
    "word", [word for entry in table("fields", "validity") for word in entry_words(entry)]
)
def test_every_word_of_validity_is_read(word):
    assert describe_page([Printed("validity", word, "field_box", "有效性")]).validity is not None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("国办发〔2018〕108号", "国办发〔2018〕108号"),
        ("道人社[2017]16号", "道人社〔2017〕16号"),
        ("海府﹝2011﹞033号", "海府〔2011〕33号"),
        ("湘政发【2012】第33号", "湘政发〔2012〕33号"),
        ("云 政 发 （ 2018 ） 5 号", "云政发〔2018〕5号"),
        ("钦政办〔2018209号", "钦政办〔2018〕209号"),
        ("钦政办2018〕209号", "钦政办〔2018〕209号"),
        ("国令第707号", None),
        ("无", None),
    ],
)
def test_document_numbers_take_one_form(raw, expected):
    assert read_doc_number(raw) == expected


# Frames

CHROME_LINES = [
    "责任编辑：李四 初审：王五",
    "文件正文 政策解读 附件下载",
    "您当前所在位置：首页 > 政务公开",
    "【字体：大 中 小】",
    "大 中 小",
    "分享到：微信 微博",
    "【打印本页】【关闭窗口】",
    "我要推荐 网站纠错",
    "扫一扫在手机打开当前页",
    "上一篇：没有了",
    "浏览次数：12",
    "视力保护色：",
    "首页 上一页 1 2 下一页 尾页",
    "分享到：微信",
]
ENDING_LINES = [
    "相关链接：",
    "延伸阅读",
    "主办单位：云溪市人民政府",
    "网站标识码：9901000001 云ICP备1号",
    "上一篇：关于放假的通知",
]


@pytest.mark.parametrize("line", CHROME_LINES)
def test_buttons_and_bars_are_no_text(line):
    assert chrome.is_chrome(line)
    assert page_with(body=BODY + f"<p>{line}</p>").blocks == page_with().blocks


@pytest.mark.parametrize("key", ["chrome", "ending"])
def test_every_pattern_of_frames_is_used(key):
    lines = CHROME_LINES if key == "chrome" else ENDING_LINES
    for entry in table("page", key):
        pattern = chrome.re.compile(either_script(entry["pattern"]))
        assert any(pattern.fullmatch(chrome.without_gaps(line)) for line in lines), entry["note"]


@pytest.mark.parametrize(
    "line",
    [
        "2020",
        "1",
        "（一）打印机采购",
        "下载安装包共12个",
        "微信公众号建设",
        "分享发展成果。",
        "文字材料一式三份",
        "扫描二维码加入工作群",
        "位置图",
        "审核：县水务局建设科",
        "编辑：县志办公室主任会议",
    ],
)
def test_short_lines_of_documents_stay(line):
    page = page_with(body=BODY + f"<p>{line}</p>")
    assert page.blocks[-1].text == line


@pytest.mark.parametrize("line", ENDING_LINES)
def test_nothing_follows_the_heading_of_other_things(line):
    page = page_with(body=BODY + f"<p>{line}</p><p>别的新闻标题</p>")
    assert [block.text for block in page.blocks][-1] == "现将有关事项通知如下，请认真贯彻执行。"


@pytest.mark.parametrize("entry", table("page", "cut"), ids=lambda entry: entry["note"])
def test_every_name_of_a_frames_piece_is_cut(entry):
    for word in entry_words(entry):
        page = page_with(body=f'{BODY}<div class="x {word}">别的</div><div id="{word}">别的</div>')
        assert page.blocks == page_with().blocks


def test_a_footer_is_no_text_of_a_page_that_holds_none():
    footer = [
        Paragraph("主办：云溪市人民政府办公室 承办：云溪市数据局"),
        Paragraph("云ICP备00000000号"),
        Paragraph("联系我们"),
    ]
    assert chrome.trim_blocks(footer, framed=True) == []


def test_a_notice_without_text_in_a_frame_that_is_not_known():
    menu = "".join(f"<li><a href='/lm{n}/'>栏目{n}</a></li>" for n in range(40))
    head = "<meta name=ArticleTitle content=关于放假的通知><meta name=PubDate content='2024-01-09'>"
    html = "<html><head>{}</head><body><p>欢迎浏览云溪市人民政府网站，</p><ul>{}</ul><div class=x>{}</div></body></html>"
    page = read(html.format(head, menu, "<img src=a.jpg>"))
    assert page.is_document
    assert page.blocks == []
    page = read(html.format(head, menu, "<p>经研究，元旦放假三天，请各单位做好值班工作。</p>"))
    assert [block.text for block in page.blocks][
        -1
    ] == "经研究，元旦放假三天，请各单位做好值班工作。"


def test_a_copy_for_telephones_counts_once():
    long = Paragraph("一、加强水源调度，科学安排灌溉用水，确保应灌尽灌。")
    title, end = Paragraph("方案"), Paragraph("二、抓好落实。")
    assert without_second([title, long, end, title, long, end]) == [title, long, end]
    assert without_second([title, long, end, long, end]) == [title, long, end]
    assert without_second([title, long, end, long, title]) == [title, long, end, long, title]
    document = [title, long, end, long, title]  # a document that says a line twice by itself
    assert without_second(document * 2) == document


def test_containers_of_one_document_are_kept_and_side_boxes_are_not():
    annex = "<div class=TRS_Editor><p>附件1</p><p>任务清单</p></div>"
    side = "<div class=side><div class=box><div class=TRS_Editor><p>联系电话：0000-1234567</p></div></div></div>"
    page = page_with(below=annex + "<div class=foot>" + side + "</div>")
    assert [block.text for block in page.blocks][-2:] == ["附件1", "任务清单"]


def test_an_annex_beside_the_body_is_kept_and_a_list_of_files_is_not():
    text = "<p>附件1</p><p>任务清单</p><p>一、加强水源调度，科学安排灌溉用水，确保应灌尽灌，"
    text += "由县水务局负责，六月底前完成全部任务。</p>"
    name = "任务清单，含各单位分工及完成时限一览，请按要求逐项填报并及时报送市政府办公室督查科.docx"
    files = f'<div>附件1：<a href="a.docx">{name}</a></div>'
    page = page_with(below=f"<div class=annex>{text}</div>{files}")
    assert [block.text for block in page.blocks][2:4] == ["附件1", "任务清单"]
    assert len(page.blocks) == 5
    assert [link.url for link in page.attachments] == ["http://www.yunxi.test/a.docx"]


# Kinds of page


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<script>location.replace('./bi/');</script>", "redirect"),
        ("<meta http-equiv='refresh' content='0;URL=/zwgk/zzjs/1.html'>", "redirect"),
        ("", "no prose"),
        ("<div>" * 3000 + "深" + "</div>" * 3000, "nested too deep"),
        ("<div>" * 7000 + "深", "nested too deep"),
        ("<table><tr><td>" * 300 + "深", "nested too deep"),
        ('<div class="TRS_Editor">' + "<table><tr><td>" * 300 + "深", "nested too deep"),
        ('<div class="TRS_Editor">' + "<table><tr><td>" * 1500 + "深", "nested too deep"),
    ],
)
def test_what_is_no_document_says_what_it_is(html, why):
    page = read(f"<html><head><title></title></head><body>{html}</body></html>")
    assert (page.is_document, page.why, page.blocks) == (False, why, [])


def test_a_notice_of_many_files_is_no_list():
    files = "".join(
        f'<p><a href="{n}.docx">云溪市2021年政务公开工作要点任务分工台账之{n}.docx</a></p>'
        for n in range(9)
    )
    pages = files.replace(".docx", ".html")
    assert page_with(body="<p>各有关单位：</p>" + files).is_document
    assert page_with(body="<p>各有关单位：</p>" + pages).why == "list"


def test_many_open_tags_are_not_deep():
    rows = "<tr><td>甲<td>乙" * 2000
    assert page_with(body=f"<table>{rows}</table>{BODY}").is_document
    assert page_with(body="<p>各区人民政府，请认真贯彻执行。<br>" * 2000).is_document


def test_a_foreign_link_in_a_hidden_block_is_injected_and_menus_are_not():
    menu = '<div style="display:none"><a href="/a">栏目</a><a href="http://www.gov.cn/">中国政府网</a></div>'
    assert page_with(below=menu).injected == []
    spam = (
        '<div style="display:none">'
        + "".join(f'<a href="http://s{n}.example/">网站{n}</a>' for n in range(4))
        + "</div>"
    )
    assert page_with(below=menu + spam).injected == ["网站0网站1网站2网站3"]
    assert page_with("<title>&#28595;&#38376;&#37329;&#27801;娱乐城</title>").injected == [
        "澳门金沙娱乐城"
    ]
    assert page_with(
        above='<p>欢迎浏览<a href="http://b.example/">备用网址大全</a>网站</p>'
    ).injected == ["备用网址大全"]


def test_attachments_are_links_to_files_near_the_body():
    below = '<ul><li><a href="/f/a.xlsx">台账.xlsx</a></li></ul><div class="related"><a href="/n/2.html">新闻</a></div>'
    page = page_with(
        body=BODY
        + '<p><a href="b.pdf">方案</a><a href="/c.html">页</a><a href="javascript:;">x</a></p>',
        below=below,
    )
    assert [link.url for link in page.attachments] == [
        "http://www.yunxi.test/b.pdf",
        "http://www.yunxi.test/f/a.xlsx",
    ]


def test_a_page_keeps_what_its_places_say_in_the_order_of_trust():
    head = '<meta name="PUBDATE" content="2021-03-18"><meta content="关于放假的通知" name="articletitle">'
    page: Page = page_with(head)
    assert [(value.field, value.rule, value.place) for value in page.printed] == [
        ("title", "meta", "articletitle"),
        ("published_on", "meta", "PUBDATE"),
    ]


# Titles among lines


@pytest.mark.parametrize(
    ("title", "above"),
    [
        # a source and a signature begin the title as well
        (
            "云溪市人民政府关于修渠的通知",
            "<h1>云溪市人民政府关于修渠的通知</h1><p>云溪市人民政府</p><p>2021-03-10</p>",
        ),
        (
            "云溪市人民政府关于修…_云溪市",
            "<div>云溪市人民政府关于修渠的通知</div><div>2021-03-10 【打印】</div>",
        ),
        (
            "云溪市人民政府关于修...",
            "<p>云溪市人民政府</p><p>关于修渠的通知</p><p>2021-03-10 【打印】</p>",
        ),
    ],
)
def test_the_line_that_says_most_of_the_page_title(title, above):
    page = page_with(f"<title>{title}</title>", above)
    assert describe_page(page.printed).title == "云溪市人民政府关于修渠的通知"


def test_a_signature_in_the_text_is_no_title():
    body = f"{BODY}<p>云溪市人民政府</p><p>2021年3月10日</p>"
    page = page_with(
        "<title>云溪市人民政府关于修渠的通知</title>",
        body=f"<h1>云溪市人民政府关于修渠的通知</h1>{body}",
    )
    assert describe_page(page.printed).title == "云溪市人民政府关于修渠的通知"
