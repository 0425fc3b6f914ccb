import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.addresses import canonical_url, registrable_domain, resolve_link, same_site, surt_key


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Qinzhou.GOV.cn:80/zwgk/", "http://www.qinzhou.gov.cn/zwgk/"),
        ("http://a.gov.cn", "http://a.gov.cn/"),
        ("http://a.gov.cn/x/./y/../t20170511_1.html#top", "http://a.gov.cn/x/t20170511_1.html"),
        ("http://a.gov.cn/x/..", "http://a.gov.cn/"),
        ("http://a.gov.cn/x/y/..", "http://a.gov.cn/x/"),
        (
            "https://a.gov.cn:8443/公开?q=文件&p=1",
            "https://a.gov.cn:8443/%E5%85%AC%E5%BC%80?q=%E6%96%87%E4%BB%B6&p=1",
        ),
        ("http://a.gov.cn/%7euser/%e5%85%ac", "http://a.gov.cn/~user/%E5%85%AC"),
        (
            "http://a.gov.cn/list.jsp;jsessionid=0A1B2C?wz=1&utm_source=wx",
            "http://a.gov.cn/list.jsp?wz=1",
        ),
        ("http://a.gov.cn/100%/x", "http://a.gov.cn/100%25/x"),
    ],
)
def test_one_form_for_each_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["mailto:a@b.cn", "javascript:void(0)", "/zwgk/", "http://", "http://a:b/", "ftp://a/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        canonical_url(url)


@given(st.text(max_size=40))
def test_canonical_form_is_stable(text: str) -> None:
    try:
        once = canonical_url("http://a.gov.cn/" + text)
    except ValueError:
        return
    assert canonical_url(once) == once


def test_key_joins_what_a_portal_never_tells_apart() -> None:
    assert surt_key("https://www.qinzhou.gov.cn/a/?p=2&c=1") == "cn,gov,qinzhou)/a/?c=1&p=2"
    assert surt_key("http://qinzhou.gov.cn/a/?c=1&p=2") == surt_key(
        "https://www.qinzhou.gov.cn/a/?p=2&c=1"
    )
    assert surt_key("http://a.gov.cn/X") != surt_key("http://a.gov.cn/x")
    assert surt_key("http://127.0.0.1:8900/x") == "127.0.0.1:8900)/x"


def test_a_site_is_what_was_registered() -> None:
    assert registrable_domain("zjj.sz.gov.cn") == "sz.gov.cn"
    assert registrable_domain("www.gov.cn") == "www.gov.cn"  # gov.cn itself is a public suffix
    assert (
        registrable_domain("qinzhou.gov.test") == "qinzhou.gov.test"
    )  # .test is on no list: the host
    assert registrable_domain("www.qinzhou.gov.test") == "qinzhou.gov.test"
    assert same_site("http://zjj.sz.gov.cn/x", "https://www.sz.gov.cn/y")
    assert not same_site("http://lanshan.gov.test/", "http://qinzhou.gov.test/")
    assert not same_site("http://a.gov.cn/", "mailto:x@a.gov.cn")


@pytest.mark.parametrize(
    "link", ["javascript:;", "mailto:x@y.cn", "#top", "", "  ", "tel:12345", "http://[::1"]
)
def test_links_that_lead_to_no_page(link: str) -> None:
    assert resolve_link("http://a.gov.cn/zwgk/index.html", link) is None


def test_links_are_resolved_as_browsers_do() -> None:
    base = "http://a.gov.cn/zwgk/zfwj/index.html"
    assert resolve_link(base, "./201705/t1.html") == "http://a.gov.cn/zwgk/zfwj/201705/t1.html"
    assert resolve_link(base, "../../x\n.html ") == "http://a.gov.cn/x.html"
    assert resolve_link(base, "//b.gov.cn/x") == "http://b.gov.cn/x"
    assert resolve_link(base, "files\\a.doc") == "http://a.gov.cn/zwgk/zfwj/files/a.doc"
