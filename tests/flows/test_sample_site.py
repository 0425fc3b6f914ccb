"""The bundled sample is what it claims to be: two families, served under their own names through a proxy."""

import re
from collections.abc import Iterator

import pytest
import requests

from flows.demo.server import serve_sample
from flows.demo.site import load_sites

TRS, VSB = "http://chengwan.gov.test", "http://heling.gov.test"


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with serve_sample() as proxy, requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": proxy}
        yield session


def test_list_pages_of_trs_ascend_and_of_vsb_descend(session: requests.Session) -> None:
    first = session.get(f"{TRS}/zwgk/zfwj/").text
    assert 'createPageHTML(2, 0, "index", "html")' in first
    assert session.get(f"{TRS}/zwgk/zfwj/index_1.html").status_code == 200
    assert session.get(f"{TRS}/zwgk/zfwj/index_2.html").status_code == 404
    first = session.get(f"{VSB}/zwgk/xzfwj.htm").content.decode("gb18030")
    assert '<a href="/zwgk/xzfwj/1.htm">2</a>' in first


def test_every_listed_article_but_one_is_there(session: requests.Session) -> None:
    missing = []
    for host, site in load_sites().items():
        listed = {path for page in site.values() for path in _articles(page.content)}
        missing += [
            path for path in listed if session.get(f"http://{host}{path}").status_code == 404
        ]
    assert missing == ["/zwgk/zfwj/202511/t20251103_600421.html"]


def test_the_county_declares_gb2312_and_sends_gb18030(session: requests.Session) -> None:
    answer = session.get(f"{VSB}/info/1017/40862.htm")
    assert b"charset=gb2312" in answer.content
    assert "民生实事任务台账" in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_an_unchanged_page_is_not_sent_again(session: requests.Session) -> None:
    tag = session.get(f"{TRS}/zwgk/zfwj/").headers["ETag"]
    again = session.get(f"{TRS}/zwgk/zfwj/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_host_is_refused(session: requests.Session) -> None:
    assert session.get("http://elsewhere.gov.test/").status_code == 502


def test_the_attachment_is_the_same_bytes_each_time() -> None:
    path = "/zwgk/zfwj/202603/P020260312604488120377.docx"
    first, second = (load_sites()["chengwan.gov.test"][path].content for _ in range(2))
    assert first == second
    assert first.startswith(b"PK")


def _articles(page: bytes) -> set[str]:
    return {
        found.decode()
        for found in re.findall(rb'href="(/[^"]*?(?:/t\d+_\d+\.html|/info/\d+/\d+\.htm))"', page)
    }
