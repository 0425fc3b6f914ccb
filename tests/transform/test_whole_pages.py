"""Whole pages whose title, day or text stand where no line prints them: in scripts, data, hidden fields, breadcrumbs."""

import json
from datetime import date

import pytest

from tests.transform.texts import DIGEST
from transform.model import Payload
from transform.reading import read_source

TEXT = [
    "各乡镇人民政府：",
    "为做好今年的灌溉，保障春耕用水，现将有关事项通知如下：",
    "一、清淤修渠。各乡镇要组织人力清除淤泥，修补破损渠段。",
    "二、报告进度。各乡镇要按月报告清淤的长度、用工和费用。",
    "青山县水利局",
    "2022年5月21日",
]
MARKUP = "".join(f"<p>{line}</p>" for line in TEXT)
TITLE = "青山县水利局关于做好春灌工作的通知"
MENU = "<ul><li><a href=/>首页</a><li><a href=/zw/>政务公开</a><li><a href=/fw/>办事服务</a></ul>"


def read(page, url="http://www.qingshan.test/a/1.html"):
    return read_source(Payload(f"<meta charset=utf-8>{page}".encode(), DIGEST, url=url))


def around(above, title="青山县人民政府", text=MARKUP, below=""):
    return f"<title>{title}</title><body>{MENU}{above}<div class=art>{text}</div>{below}"


def head_of(page):
    reading = read(page)
    assert reading.is_document
    return reading.metadata.title, reading.metadata.published_on


@pytest.mark.parametrize(
    "said",
    [
        (
            '<script type="application/ld+json">{"@id": "http://www.qingshan.test/a/1.html", '
            '"title": "TITLE", "pubDate": "2022-05-23T10:00:00"}</script>'
        ),
        '<script>var docTitle = "TITLE"; var pubDate = "2022-05-23";</script>',
        "<input type=hidden id=articleTitle value=TITLE><input type=hidden name=pubDate value=2022-05-23>",
    ],
    ids=["data", "variables", "hidden_fields"],
)
def test_a_title_and_day_that_only_scripts_see(said):
    assert head_of(around(said.replace("TITLE", TITLE))) == (TITLE, date(2022, 5, 23))


def test_the_data_of_the_article_below_give_no_title():
    data = json.dumps({"title": TITLE, "url": "/a/2.html"})
    assert head_of(around(f"<script>var next = {data}</script>"))[0] is None


def test_data_of_several_articles_give_no_title():
    data = json.dumps([{"title": TITLE}, {"title": "青山县水利局关于防汛的通知"}])
    assert head_of(around(f"<script>var list = {data}</script>"))[0] is None


def test_a_hidden_field_of_another_name_gives_no_title():
    assert head_of(around(f"<input type=hidden id=keyword value={TITLE}>"))[0] is None


def test_a_cut_title_is_made_whole_from_what_the_source_holds():
    page = around(
        f'<p id=t></p><script>$("#t").html("{TITLE}")</script>', TITLE[:12] + "...-青山县人民政府"
    )
    assert head_of(page)[0] == TITLE


def test_the_last_step_of_a_breadcrumb_may_be_the_title():
    crumb = "<div>您所在的位置：<a href=/>首页</a> &gt; <a href=/zw/>政府文件</a> &gt; {}</div>"
    assert head_of(around(crumb.format(TITLE)))[0] == TITLE
    assert head_of(around(crumb.format("政府信息公开工作年度报告")))[0] is None


def test_who_issued_it_stands_above_the_title_of_a_gazette():
    above = "<div>青山县公报 2022年第5期</div><div>青山县水利局<br>关于做好春灌工作的通知</div>"
    assert head_of(around(above, "青山县公报2022年第5期"))[0] == TITLE


def test_a_line_that_the_page_title_says_behind_columns_is_the_title():
    page = around(f"<span class=bt>{TITLE}</span>", f"青山县人民政府 政府文件 {TITLE}")
    assert head_of(page)[0] == TITLE


@pytest.mark.parametrize("glued", ["——青山日报", "-青山日报", "（青山日报）"])
def test_a_headline_without_the_name_of_its_source(glued):
    text = "<p>连日来，青山县抢抓农时，组织人员修渠引水，保障春耕。</p>" * 3
    above = f"<h1>青山：春灌正当时{glued}</h1><p>日期：2022-05-23 来源：青山日报</p>"
    assert head_of(around(above, text=text)) == ("青山：春灌正当时", date(2022, 5, 23))


def test_a_headline_that_names_its_source_in_its_words_stays():
    text = "<p>连日来，青山县抢抓农时，组织人员修渠引水，保障春耕。</p>" * 3
    above = "<h1>读者写给青山日报</h1><p>日期：2022-05-23 来源：青山日报</p>"
    assert head_of(around(above, text=text))[0] == "读者写给青山日报"


def test_a_day_and_a_counter_in_brackets_are_no_text():
    page = around("", text=f"<div><b>{TITLE}</b><br>[2022-5-23]　[阅读：31次]</div>{MARKUP}")
    assert head_of(page) == (TITLE, date(2022, 5, 23))
    assert "阅读" not in read(page).text


def test_who_put_it_on_the_page_is_no_text():
    below = "<p>责任编辑：李四</p>"
    page = around(f"<h1>{TITLE}</h1>", text=MARKUP + below)
    assert read(page).text.splitlines() == TEXT


def test_a_field_box_of_fields_that_nobody_may_write_in():
    rows = {"标题": TITLE, "发文字号": "青水发〔2022〕5号", "发布日期": "2022-05-23"}
    cells = [
        f"<tr><td>{label}<td><input readonly value='{value}'>" for label, value in rows.items()
    ]
    page = around(f"<table>{''.join(cells)}</table>")
    assert head_of(page) == (TITLE, date(2022, 5, 23))
    assert read(page).metadata.doc_number == "青水发〔2022〕5号"


def test_what_a_reader_may_write_is_no_text():
    above = f"<h1>{TITLE}</h1><p>发布日期：<input value=2022-05-23></p>"
    assert head_of(around(above)) == (TITLE, None)


ARTICLE = {
    "title": TITLE,
    "documentNumber": "青水发〔2022〕5号",
    "publishTime": "2022-05-23 10:00:00",
    "content": MARKUP,
}


def shell(data):
    return (
        f"<title>青山县人民政府</title><body><div id=app></div><script>var data = {data}</script>"
    )


def test_data_written_as_a_scripts_object():
    data = f"{{title:'{TITLE}', pubDate:'2022-05-23', content:'{MARKUP}'}}"
    reading = read(shell(data))
    assert (reading.metadata.title, reading.text.splitlines()) == (TITLE, TEXT)


def test_the_title_of_the_article_among_related_ones():
    related = [{"title": "青山县水利局关于防汛的通知", "url": "/a/2.html"}]
    assert head_of(shell(json.dumps({**ARTICLE, "related": related})))[0] == TITLE


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_document_in_the_data_of_a_page_is_read(ascii_only):
    page = shell(json.dumps({"article": ARTICLE}, ensure_ascii=ascii_only))
    assert head_of(page) == (TITLE, date(2022, 5, 23))
    reading = read(page)
    assert reading.text.splitlines() == TEXT
    assert reading.metadata.doc_number == "青水发〔2022〕5号"


@pytest.mark.parametrize(
    "data",
    [
        [ARTICLE, ARTICLE | {"content": MARKUP.replace("修渠", "修路")}],
        {"title": "青山县春灌忙", "content": MARKUP},
        {"content": MARKUP, "publishTime": "2022-05-23"},
        ARTICLE | {"content": "", "tips": MARKUP},
    ],
    ids=["several", "no_day", "no_title", "another_name"],
)
def test_data_that_do_not_say_which_document_they_are_give_none(data):
    assert not read(shell(json.dumps(data))).is_document


@pytest.mark.parametrize(
    "shows",
    ["<embed src=/f/5.pdf>", "<object data=/f/5.pdf></object>", "<iframe src=/f/5.pdf></iframe>"],
)
def test_a_page_that_shows_a_file_is_its_document(shows):
    page = f"<title>{TITLE}</title><body>{MENU}<h1>{TITLE}</h1><p>发布时间：2022-05-23</p><div>{shows}</div>"
    reading = read(page)
    assert reading.is_document
    assert (reading.metadata.title, reading.metadata.published_on) == (TITLE, date(2022, 5, 23))
    assert [link.url for link in reading.attachments] == ["http://www.qingshan.test/f/5.pdf"]


def test_a_home_page_that_shows_a_file_is_none():
    page = (
        f"<title>青山县人民政府</title><body>{MENU}<h1>政务公开</h1><div><embed src=/f/5.pdf></div>"
    )
    assert not read(page).is_document


def test_a_page_of_a_title_and_a_file_that_is_called_so_is_a_document():
    page = f"<title>{TITLE}</title><body>{MENU}<p>发布时间：2022-05-23</p><a href=/f/5.doc>{{}}.doc</a>"
    reading = read(page.format(TITLE))
    assert [link.url for link in reading.attachments] == ["http://www.qingshan.test/f/5.doc"]
    assert not read(page.format("办事指南下载")).is_document


def test_titles_with_sentences_and_days_below_them_are_a_list():
    item = "<li><h3><a href=/a/{0}.html>关于第{0}批项目申报的通知</a></h3>"
    item += "<p>各有关单位：现组织第{0}批申报，请报送材料。</p><em>2022-05-0{0}</em>"
    page = f"<title>通知</title><body>{MENU}<ul>{''.join(map(item.format, range(1, 6)))}</ul>"
    assert not read(page).is_document


def test_a_remark_in_an_articles_place_is_no_document():
    page = "<title>青山县人民政府</title><body><div class=TRS_Editor><p>该信息尚未发布，请浏览其他信息。</p></div>"
    assert not read(page).is_document


def test_tabs_above_a_text_are_none_of_it():
    tabs = "<div><span>文件正文</span><span>政策解读</span><span>附件下载</span></div>"
    page = f"<title>{TITLE}</title><body>{MENU}<h1>{TITLE}</h1><div>{tabs}<div>{MARKUP}</div></div>"
    assert read(page).text.splitlines() == TEXT


def test_what_a_home_page_shows_above_all_else_is_no_document():
    page = shell(json.dumps(ARTICLE))
    assert not read(page, "http://www.qingshan.test/").is_document
    assert not read(page, "http://www.qingshan.test/index.html").is_document


@pytest.mark.parametrize(
    ("holds", "files"),
    [
        ("<img src=/i/1.jpg><img src=/i/2.jpg>", []),
        ("<p><a href=/f/5.pdf>青水发5号.pdf</a></p>", ["http://www.qingshan.test/f/5.pdf"]),
    ],
)
def test_pictures_or_files_below_a_title_are_a_document_without_a_text(holds, files):
    page = f"<title>{TITLE}_青山县</title><body>{MENU}<h1>{TITLE}</h1><p>发布时间：2022-05-23</p><div>{holds}</div>"
    reading = read(page)
    assert reading.is_document
    assert reading.text == ""
    assert [link.url for link in reading.attachments] == files
    assert "empty_document" in [issue.code.value for issue in reading.issues]


def test_pictures_below_the_name_of_a_site_are_none():
    page = f"<title>青山县风光</title><body>{MENU}<h1>青山县风光</h1><p>2022-05-23</p><div><img src=/i/1.jpg></div>"
    assert not read(page).is_document


def test_a_title_that_the_page_cuts_stands_whole_in_its_breadcrumb():
    crumb = f"<div>当前位置：<a href=/>首页</a> &gt;&gt; <a href=/z>通知</a> &gt;&gt; {TITLE}</div>"
    assert head_of(around(crumb, TITLE[:12] + "…"))[0] == TITLE


def test_the_titles_of_neighbours_in_variables_are_none():
    page = around(
        '<script>var prevTitle = "关于防汛的通知"; var nextTitle = "关于抗旱的通知";</script>'
    )
    assert head_of(page)[0] is None


@pytest.mark.parametrize("label", ["信息标题", "文章标题", "标题"])
def test_a_label_in_front_of_a_title_is_none_of_it(label):
    lines = f"<div>{label}：{TITLE}</div><div>发布时间：2022-05-23</div><div>发布人：水利股</div>"
    page = f"<title>信息公开</title><body>{MENU}{lines}<div class=art>{MARKUP}</div>"
    assert head_of(page) == (TITLE, date(2022, 5, 23))
    assert read(page).text.splitlines() == TEXT
