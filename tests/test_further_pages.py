"""Which addresses are an article's further pages: those that are its own with a number added."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from taizhang.addresses import Base
from taizhang.further_pages import MOST_PAGES, find_frames, find_further_pages, may_go_on

URL = "http://www.yunxi.test/zwgk/t20250301_88.html"


TWO = ["t20250301_88_1.html", "t20250301_88_2.html"]


def find(html: str, url: str = URL) -> list[str]:
    """Names of the further pages."""
    assert may_go_on(html, url)
    pages = find_further_pages(LexborHTMLParser(html), html, Base(url), url)
    return [page.rpartition("/")[2] for page in pages]


@pytest.mark.parametrize(
    ("html", "pages"),
    [
        ('<a href="t20250301_88_2.html">3</a><a href="t20250301_88_1.html">2</a>', TWO),
        ('<a href="t20250301_88-2.html">[2]</a>', ["t20250301_88-2.html"]),
        ('<a href="t20250301_89.html">下一篇</a> t20250301_88_', []),
        ('<a href="/other/t20250301_88_1.html">2</a>', []),
        ('<script>createPageHTML(3, 0, "t20250301_88", "html");</script>', TWO),
        ('<script>createPageHTML(1, 0, "t20250301_88", "html");</script>', []),
    ],
)  # fmt: skip
def test_further_pages(html: str, pages: list[str]) -> None:
    assert find(html) == pages


def test_pages_by_a_parameter() -> None:
    url = "http://www.yunxi.test/show.jsp?id=5"
    html = (
        '<a href="?id=5&page=2">下一页</a><a href="?id=6&page=2">别的</a><a href="?id=6">下一篇</a>'
    )
    assert find(html, url) == ["show.jsp?id=5&page=2"]


def test_a_further_page_leads_on_and_never_back() -> None:
    second = URL.replace("_88", "_88_1")
    html = '<a href="t20250301_88.html">上一页</a><a href="t20250301_88_2.html">下一页</a>'
    assert find(html, second) == ["t20250301_88_2.html"]


def test_a_sign_leads_on_as_a_word_does() -> None:
    second = URL.replace("_88", "_88_1")
    assert find('<a href="t20250301_88_2.html">&gt;</a>', second) == ["t20250301_88_2.html"]


def test_an_article_has_no_more_pages_than_a_book() -> None:
    links = "".join(
        f'<a href="t20250301_88_{number}.html">{number}</a>' for number in range(1, 400)
    )
    assert len(find(links)) == MOST_PAGES


def test_frames_of_the_site_that_are_no_files() -> None:
    html = '<iframe src="/b/1.html"></iframe><iframe src="http://other.cn/x.html"></iframe><iframe src="a.pdf"></iframe>'
    assert find_frames(LexborHTMLParser(html), Base(URL), URL) == ["http://www.yunxi.test/b/1.html"]
