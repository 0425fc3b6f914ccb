"""Which link is a file, and at which address it lies: the rule that crawl and reading share."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from extract.links import find_attachments
from taizhang.addresses import Base, find_base
from taizhang.decoding import decode_text
from taizhang.files import (
    NAMED,
    TYPE,
    find_files,
    is_file_address,
    is_file_link,
    link_tables,
    mentions_files,
    names_file,
)
from transform.model import Context, Payload
from transform.web.page import read_page

URL = "http://www.yunxi.test/zwgk/2023/t20230301_11.html"
FOLDER = "http://www.yunxi.test/zwgk/2023/"
TEXT = "各乡镇人民政府，县政府各部门：现将任务分工表印发给你们，请认真抓好落实。" * 4

LINKS = [
    ('<a href="./P020230301.doc">台账</a>', FOLDER + "P020230301.doc"),
    ('<a href="/module/download/downfile.jsp?classid=0&amp;filename=1">附件</a>', "http://www.yunxi.test/module/download/downfile.jsp?classid=0&filename=1"),
    ('<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=D">x</a>', "http://www.yunxi.test/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=D"),
    ('<a href="/attachment/0/61/61877/1834210.PDF">附件</a>', "http://www.yunxi.test/attachment/0/61/61877/1834210.PDF"),
    ('<a href="/oa/attachment/88213">清单</a>', "http://www.yunxi.test/oa/attachment/88213"),
    ('<a href="filedown.do?fid=8">清单</a>', FOLDER + "filedown.do?fid=8"),
    ('<a href="/wcm/f?id=7">重点工作台账.docx</a>', "http://www.yunxi.test/wcm/f?id=7"),
    ('<a href="/wcm/f?id=8">任务分解表.xls（36 KB）</a>', "http://www.yunxi.test/wcm/f?id=8"),
    ('<a href="/wcm/f?id=9" title="任务分解表.wps">附件2</a>', "http://www.yunxi.test/wcm/f?id=9"),
    ('<a href="b.rtf">一</a>', FOLDER + "b.rtf"),
    ('<a href="b.ceb">一</a>', FOLDER + "b.ceb"),
    ('<a href="b.et">一</a>', FOLDER + "b.et"),
    ('<a href="b.ofd">一</a>', FOLDER + "b.ofd"),
    ('<a href="b.7z">一</a>', FOLDER + "b.7z"),
    ('<a href="\n /pub/清单 一.xlsx\n">一</a>', "http://www.yunxi.test/pub/%E6%B8%85%E5%8D%95%20%E4%B8%80.xlsx"),
    (r'<a href="..\..\pub\a.xlsx">一</a>', "http://www.yunxi.test/pub/a.xlsx"),
    ('<a href="/pub/100%完成.xlsx">一</a>', "http://www.yunxi.test/pub/100%25%E5%AE%8C%E6%88%90.xlsx"),
    ('<div class="wp_pdf_player" pdfsrc="/_upload/a.pdf"></div>', "http://www.yunxi.test/_upload/a.pdf"),
    ('<iframe src="b.pdf"></iframe>', FOLDER + "b.pdf"),
    ('<embed src="b.pdf">', FOLDER + "b.pdf"),
    ('<object data="b.pdf"></object>', FOLDER + "b.pdf"),
    ('<iframe src="/lib/pdfjs/web/viewer.html?file=../../../up/b.pdf#page=1"></iframe>', "http://www.yunxi.test/up/b.pdf"),
    ('<a href="/lib/pdfjs/web/viewer.html?file=%2Fup%2Fb.pdf">附件</a>', "http://www.yunxi.test/up/b.pdf"),
    ('<a href="#" onclick="downLoad(\'/up/c.xlsx\', 3); return false">附件</a>', "http://www.yunxi.test/up/c.xlsx"),
    ('<a href="javascript:openFile(\'/up/d.doc\')">附件</a>', "http://www.yunxi.test/up/d.doc"),
    ('<button onclick="location.href=\'/up/e.zip\'">下载</button>', "http://www.yunxi.test/up/e.zip"),
    ('<a href="javascript:;" onclick="get(\'/oss/88/x\')">台账.xlsx</a>', "http://www.yunxi.test/oss/88/x"),
    ('<script>document.write("<a href=\\"\\/up\\/f.docx\\">附件<\\/a>")</script>', "http://www.yunxi.test/up/f.docx"),
    ("<script>var pdf = '/up/g.pdf';</script>", "http://www.yunxi.test/up/g.pdf"),
]  # fmt: skip


def page_with(html: str, head: str = "") -> str:
    head += '<meta name="ArticleTitle" content="云溪县2023年重点工作任务分工表">'
    head += '<meta name="PubDate" content="2023-03-01">'
    body = f'<div class="TRS_Editor"><p>{TEXT}</p><p>{html}</p></div>'
    return f"<html><head>{head}</head><body>{body}</body></html>"


def read_urls(page: bytes) -> list[str]:
    return [link.url for link in read_page(Payload(page, "sha256:x", URL), Context()).attachments]


@pytest.mark.parametrize(("html", "url"), LINKS)
def test_what_is_fetched_as_a_file_is_read_as_one(html: str, url: str) -> None:
    page = page_with(html)
    assert find_attachments(page, URL) == [url]
    assert read_urls(page.encode()) == [url]
    assert all(mentions_files(page.encode(charset)) for charset in ("utf-8", "gb18030", "utf-16"))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="t2.html">关于docx格式的通知</a>',
        '<a href="/download/index.html">下载中心</a>',
        '<a href="/bsfw/download/">下载中心</a>',
        '<a href="/xxgk/download/list.jsp">下载中心</a>',
        '<a href="mailto:a.doc@b.cn">邮箱</a>',
        '<a href="/attachment/2023/a.jpg">图</a>',
        '<img src="a.jpg">',
        '<a href="t20230301_11.html#x">附件.doc</a>',
        '<a href="javascript:download(1)">打印</a>',
        "<script>var skin = \"/images/page.css\", app = '/js/app.js'</script>",
    ],
)
def test_no_files(html: str) -> None:
    page = page_with(html)
    assert find_attachments(page, URL) == []
    assert read_urls(page.encode()) == []


def test_links_are_relative_to_what_the_page_says() -> None:
    page = page_with('<a href="a.doc">一</a>', '<base target="_blank" href="/up/2023/">')
    assert (
        find_attachments(page, URL)
        == read_urls(page.encode())
        == ["http://www.yunxi.test/up/2023/a.doc"]
    )


@pytest.mark.parametrize(
    ("charset", "query"),
    [("utf-8", "%E5%8F%B0%E8%B4%A6.xls"), ("gbk", "%CC%A8%D5%CB.xls")],
)
def test_a_query_goes_out_in_the_pages_own_charset_and_a_path_in_utf8(
    charset: str, query: str
) -> None:
    page = page_with(
        '<a href="/表/down.jsp?f=台账.xls&g=%41">一</a>', f"<meta charset={charset}>"
    ).encode(charset)
    decoded = decode_text(page)
    url = f"http://www.yunxi.test/%E8%A1%A8/down.jsp?f={query}&g=A"
    assert find_attachments(decoded.text, URL, decoded.charset) == read_urls(page) == [url]


def test_files_on_another_site_are_rows_and_issues_but_not_fetched() -> None:
    page = page_with('<a href="http://oss.example.net/a.doc">分工表.doc</a>')
    assert find_attachments(page, URL) == []
    read = read_page(Payload(page.encode(), "sha256:x", URL), Context())
    assert [link.url for link in read.attachments] == ["http://oss.example.net/a.doc"]
    assert [(issue.code, issue.message) for issue in read.issues] == [
        (
            "leads_off_site",
            "分工表.doc: lies on another site and is not fetched: http://oss.example.net/a.doc",
        )
    ]


def test_a_link_that_is_called_a_file_and_leads_nowhere_is_an_issue() -> None:
    page = page_with('<a href="javascript:void(0)" onclick="down(17)">分工表.doc</a>')
    assert find_attachments(page, URL) == []
    read = read_page(Payload(page.encode(), "sha256:x", URL), Context())
    assert [(issue.code, issue.message) for issue in read.issues] == [
        ("leads_nowhere", "分工表.doc: the page does not say where it lies")
    ]


def test_links_of_a_page_from_nowhere_stay_as_they_are() -> None:
    page = page_with('<a href="a.doc">一</a>').encode()
    assert [link.url for link in read_page(Payload(page, "sha256:x"), Context()).attachments] == [
        "a.doc"
    ]


def test_a_page_without_files_needs_no_parsing() -> None:
    assert not mentions_files('<body><a href="t2.html">关于docx格式的通知</a></body>'.encode())


@pytest.mark.parametrize("suffix", [entry["suffix"] for entry in link_tables()["type"]])
def test_every_suffix_is_known_in_addresses_texts_and_sources(suffix: str) -> None:
    assert is_file_address(f"/up/a.{suffix.upper()}?v=1")
    assert is_file_address(f"/show.jsp?name=a.{suffix}&x=1")
    assert names_file(f"附件1. 分工表.{suffix}")
    assert mentions_files(f'<a href="a.{suffix}">'.encode())


@pytest.mark.parametrize("entry", [entry["text"] for entry in link_tables()["word"]])
def test_every_word_makes_up_the_name_of_a_script_with_a_sure_one(entry: str) -> None:
    assert is_file_address(f"/common/{entry}Download.jsp?id=1")
    assert is_file_address(f"/common/down{entry}/17") or entry == "load"


@pytest.mark.parametrize(
    "entry", [e["suffix"] for name in ("page", "media") for e in link_tables()[name]]
)
def test_pages_and_pictures_are_no_files(entry: str) -> None:
    assert not is_file_address(f"/attachment/17.{entry}")


@pytest.mark.parametrize("entry", [entry["suffix"] for entry in link_tables()["script"]])
def test_scripts_below_a_folder_render_pages(entry: str) -> None:
    assert not is_file_address(f"/attachment/list1.{entry}")


@pytest.mark.parametrize("entry", link_tables()["shown"], ids=lambda entry: entry["selector"])
def test_every_place_that_shows_files_is_looked_at(entry: dict[str, str]) -> None:
    tag = entry["selector"].partition("[")[0] or "div"
    tree = LexborHTMLParser(f'<{tag} {entry["attribute"]}="/a.pdf"></{tag}>')
    if tag == "frame":
        tree = LexborHTMLParser(
            f'<html><frameset><frame {entry["attribute"]}="/a.pdf"></frameset></html>'
        )
    assert tree.root is not None
    assert [file.url for file in find_files([tree.root], Base(URL))] == [
        "http://www.yunxi.test/a.pdf"
    ]


@pytest.mark.parametrize("entry", [entry["parameter"] for entry in link_tables()["viewer"]])
def test_every_viewer_shows_its_file(entry: str) -> None:
    assert is_file_link(f"/viewer.html?{entry}=/a.pdf", ())


def test_every_entry_says_where_it_was_seen() -> None:
    assert all(entry["note"] for entries in link_tables().values() for entry in entries)


def test_names_of_files_are_found_in_linear_time() -> None:
    assert NAMED.search("." * 100_000) is None
    assert not names_file(("a" + TYPE) * 10_000)
    assert find_base("<base " * 20_000, URL).url == URL
