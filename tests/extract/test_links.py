"""Which links of an article are its files."""

import pytest

from extract.links import SCRIPTS, SIGNS, attachment_links, mentions_files

BASE = "http://a.gov.cn/zwgk/t1.html"


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<a href="./P020210712563401289.doc">台账</a>', "http://a.gov.cn/zwgk/P020210712563401289.doc"),
        ('<a href="/module/download/downfile.jsp?classid=0&amp;filename=1.xls">附件</a>', "http://a.gov.cn/module/download/downfile.jsp?classid=0&filename=1.xls"),
        ('<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=D">x</a>', "http://a.gov.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=D"),
        ('<a href="/attachment/0/61/61877/1834210.PDF">附件</a>', "http://a.gov.cn/attachment/0/61/61877/1834210.PDF"),
        ('<a href="/file?id=7">工作台账.docx</a>', "http://a.gov.cn/file?id=7"),
        ('<div class="wp_pdf_player" pdfsrc="/_upload/a.pdf"></div>', "http://a.gov.cn/_upload/a.pdf"),
        ('<iframe src="b.pdf"></iframe>', "http://a.gov.cn/zwgk/b.pdf"),
        ('<a href="http://oss.a.gov.cn/c.zip">压缩包</a>', "http://oss.a.gov.cn/c.zip"),
    ],
)  # fmt: skip
def test_files(html: str, url: str) -> None:
    page = f"<body>文件{html}{html}</body>"
    assert attachment_links(page, BASE) == [url]
    assert all(mentions_files(page.encode(charset)) for charset in ("utf-8", "gb18030", "utf-16"))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="http://www.other.cn/x.doc">x.doc</a>',
        '<a href="javascript:download(1)">附件.doc</a>',
        '<a href="t2.html">关于docx格式的通知</a>',
        '<a href="mailto:a.doc@b.cn">邮箱</a>',
        '<img src="a.jpg">',
        '<a href="t1.html#x">附件.doc</a>',
    ],
)
def test_no_files(html: str) -> None:
    assert attachment_links(f"<body>{html}</body>", BASE) == []


def test_a_page_without_files_needs_no_parsing() -> None:
    page = '<body><a href="t2.html">关于docx格式的通知</a><script>pulldown.show()</script></body>'
    assert not mentions_files(page.encode())
    assert all(any(sign.decode() in script for sign in SIGNS) for script in SCRIPTS)
