"""A night on small sites of our own: what misbehaves, what misleads, what asks to be left alone."""

import gzip
import ipaddress
import json
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import NOW, SETTINGS, manners_for, night, portal_of
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from site_of_ones_own import Answer, Asked, Site, article, listing

from extract.crawl import crawl_portal, visit_addresses
from extract.inspection import inspect_site
from extract.manners import Manners
from taizhang.archive import Archive, Capture
from taizhang.errors import StoreError, UserError
from taizhang.portals import Channel
from taizhang.settings import Settings
from taizhang.store import Store


def captures(folder: Path) -> dict[str, Capture]:
    """The newest capture of each path."""
    found = Archive(Store(folder)).captures("fangcheng")
    return {"/" + capture.url.split("/", 3)[3]: capture for capture in found}


def outcomes(folder: Path) -> dict[str, tuple[str, str | None]]:
    return {
        path: (capture.outcome.value, capture.detail) for path, capture in captures(folder).items()
    }


# Robots ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("robots", [Answer("oops", 503), Answer("oops", 500)])
def test_a_robots_file_that_fails_closes_the_site(tmp_path: Path, robots: Answer) -> None:
    with Site({"/list/": listing("a.html")}, robots) as site:
        report = night(site, tmp_path)
        assert site.paths() == []
        assert not report.complete
        assert "fetch nothing" in report.errors[0]
        assert outcomes(tmp_path)["/list/"][0] == "robots_denied"


def test_a_site_that_cannot_be_reached_fails_with_one_line(tmp_path: Path) -> None:
    with Site() as site:
        portal = portal_of(site)
    report = night(site, tmp_path, portal=portal)
    assert len(report.errors) == 1
    assert "cannot be reached" in report.errors[0]
    assert "\n" not in report.errors[0]


@pytest.mark.parametrize(
    "robots",
    [
        Answer("", 404),
        Answer("", 403),
        Answer("<html><title>页面不存在</title>Disallow: /</html>"),
        Answer(
            "\ufeff# 网站\r\nUser-agent: Baiduspider\r\nDisallow: /\r\n\r\nUser-agent: *\r\nDisallow: /secret/\r\n"
        ),
    ],
)
def test_robots_files_that_let_the_list_be_fetched(tmp_path: Path, robots: Answer) -> None:
    pages = {"/list/": listing("a.html", "/secret/b.html"), "/list/a.html": article("甲")}
    with Site({**pages, "/secret/b.html": article("乙")}, robots) as site:
        night(site, tmp_path)
        secret = outcomes(tmp_path)["/secret/b.html"][0]
        assert outcomes(tmp_path)["/list/a.html"] == ("content", None)
        assert (secret == "robots_denied") == ("/secret/b.html" not in site.paths())
        assert (secret == "robots_denied") == ("secret" in str(robots.body))


def test_robots_rules_are_kept_for_a_day(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nDisallow: /x/", headers={"Content-Type": "text/plain"}
    )
    site.pages["/list/"] = listing("a.html")
    portal = portal_of(site)
    for hours in (0, 12, 25):
        crawl_portal(portal, Store(tmp_path), manners_for(portal), NOW + timedelta(hours=hours))
    assert [asked.path for asked in site.asked].count("/robots.txt") == 2


def test_crawl_delay_and_rate_are_kept(tmp_path: Path, site: Site) -> None:
    site.pages["/robots.txt"] = Answer(
        "User-agent: *\nCrawl-delay: 0.2", headers={"Content-Type": "text/plain"}
    )
    site.pages["/list/"] = listing("a.html", "b.html", "c.html")
    night(site, tmp_path, longest_crawl_delay=5.0)
    assert span(site.asked[1:]) > 0.19
    site.pages["/robots.txt"] = Answer("no", 404)
    del site.asked[:]
    night(site, tmp_path, 2, rate=10.0)
    assert span(site.asked) > 0.09


def span(asked: list[Asked]) -> float:
    """Seconds from one request to the next, on average: a busy machine notes the time of a single one late."""
    return (asked[-1].time - asked[0].time) / (len(asked) - 1)


# Waiting where asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_kept_in_both_forms_by_the_sites_own_clock(
    tmp_path: Path, site: Site, form: str
) -> None:
    there = datetime(2031, 1, 1, tzinfo=UTC)  # the site's clock is years ahead
    times = iter([503, 429])

    def busy(_: Asked) -> Answer:
        status = next(times, None)
        if status is None:
            return article("甲")
        value = (
            "1" if form == "seconds" else format_datetime(there + timedelta(seconds=1), usegmt=True)
        )
        return Answer(
            "busy", status, {"Retry-After": value, "Date": format_datetime(there, usegmt=True)}
        )

    site.pages |= {
        "/list/": listing("a.html", "b.html"),
        "/list/a.html": busy,
        "/list/b.html": article("乙"),
    }
    night(site, tmp_path)
    after = [asked.time for asked in site.asked if asked.time > site.asked[2].time]
    assert min(after) - site.asked[2].time > 0.99, (
        "somebody was asked while the whole site wanted to rest"
    )
    assert outcomes(tmp_path)["/list/a.html"] == ("content", None)


def test_a_site_that_wants_hours_of_rest_ends_the_night_and_loses_nothing(
    tmp_path: Path, site: Site
) -> None:
    site.pages |= {"/list/": listing("a.html", "b.html"), "/list/b.html": article("乙")}
    site.pages["/list/a.html"] = Answer("busy", 503, {"Retry-After": "7200"})
    report = night(site, tmp_path)
    assert "come back in 7200 s" in str(report.stopped)
    assert "/list/b.html" not in site.paths()
    site.pages["/list/a.html"] = article("甲")
    assert night(site, tmp_path, 1).complete
    assert {outcomes(tmp_path)[f"/list/{name}.html"][0] for name in "ab"} == {"content"}


def test_blocks_in_a_row_end_the_night(tmp_path: Path, site: Site) -> None:
    challenge = Answer("<html><script>$_ts={}</script></html>", 412, {"Set-Cookie": "forged=1"})
    site.pages |= {"/list/": listing(*(f"{n}.html" for n in range(9)))}
    site.pages |= {f"/list/{n}.html": challenge for n in range(9)}
    report = night(site, tmp_path, blocked_hold=(0.2, 0.4))
    assert report.outcomes["blocked"] == 3
    assert "blocked 3 times in a row" in report.errors[0]
    times = [asked.time for asked in site.asked if asked.path.endswith("html")]
    assert times[1] - times[0] > 0.19
    assert times[2] - times[1] > 0.39
    assert all("cookie" not in asked.headers for asked in site.asked)


def test_a_cookie_of_an_ordinary_answer_is_kept(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = listing("a.html")
    site.pages["/list/"].headers["Set-Cookie"] = "JSESSIONID=1; Path=/"
    night(site, tmp_path)
    assert site.asked[-1].headers["cookie"] == "JSESSIONID=1"


def test_a_site_that_goes_down_is_left_alone(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = listing(*(f"{n}.html" for n in range(30)))
    site.pages |= {f"/list/{n}.html": Answer("", 502) for n in range(30)}
    site.pages["/"] = Answer("", 502)
    report = night(site, tmp_path, attempts=1)
    assert "does not answer any more" in report.errors[0]
    assert len(site.paths()) < 10
    site.pages["/"] = article("首页")
    assert night(site, tmp_path, 1, attempts=1).complete


# Misleading answers ----------------------------------------------------------------------------------------------


def test_redirects_and_stubs(tmp_path: Path, site: Site) -> None:
    stub = '<html><head><title></title><meta http-equiv="refresh" content="0;URL={}"></head></html>'
    names = ["moved", "script", "deleted", "away", "private", "login", "https"]
    site.pages |= {
        "/list/": listing(*(f"{name}.html" for name in names)),
        "/list/moved.html": Answer("", 302, {"Location": "/list/new.html"}),
        "/list/new.html": article("新址"),
        "/list/script.html": Answer(
            "<html><script>location.replace('./sub/t1.html')</script></html>"
        ),
        "/list/sub/t1.html": article("脚本"),
        "/list/deleted.html": Answer(stub.format("../")),
        "/list/away.html": Answer("", 301, {"Location": "http://www.other.cn/x.html"}),
        "/list/private.html": Answer("", 301, {"Location": "http://10.0.0.1/x.html"}),
        "/list/login.html": Answer("", 302, {"Location": "/sso/login?from=x"}),
        "/list/https.html": Answer("", 301, {"Location": site.url + "/list/https.html?ssl"}),
        "/list/https.html?ssl": article("加密"),
    }
    report = night(site, tmp_path)
    found = outcomes(tmp_path)
    assert found["/list/moved.html"] == ("redirect", site.url + "/list/new.html")
    assert found["/list/script.html"] == ("redirect", site.url + "/list/sub/t1.html")
    assert found["/list/deleted.html"] == ("soft_404", site.url + "/")
    assert found["/list/away.html"] == ("redirect", "http://www.other.cn/x.html")
    assert found["/list/login.html"][0] == "blocked"
    for path in ("/list/new.html", "/list/sub/t1.html", "/list/https.html?ssl"):
        assert found[path] == ("content", None)
    assert captures(tmp_path)["/list/new.html"].referrer == site.url + "/list/moved.html"
    assert {capture.url.split("/")[2] for capture in captures(tmp_path).values()} == {site.url[7:]}
    assert report.new_articles == 3


def test_a_channel_that_leads_to_its_first_child(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = Answer(
        '<html><title></title><script>location.replace("./bi/");</script></html>'
    )
    site.pages["/list/bi/"] = listing("a.html")
    site.pages["/list/bi/a.html"] = article("甲")
    assert night(site, tmp_path).errors == []
    assert outcomes(tmp_path)["/list/bi/a.html"] == ("content", None)


def test_files_that_are_none(tmp_path: Path, site: Site) -> None:
    links = "".join(
        f'<a href="{name}">附件</a>'
        for name in ("two.doc", "page.doc", "good.doc", "table.xls", "gone.pdf")
    )
    page = article("附件")
    page.body = (
        str(page.body)
        + links
        + '<a href="http://other.cn/x.doc">x.doc</a><iframe src="inside.pdf"></iframe>'
    )
    site.pages |= {
        "/list/": listing("a.html"),
        "/list/a.html": page,
        "/list/two.doc": Answer(b"\r\n", headers={"Content-Type": "application/msword"}),
        "/list/page.doc": Answer("<html><script>alert('文件不存在')</script></html>"),
        "/list/good.doc": Answer(
            b"\xd0\xcf\x11\xe0" * 9, headers={"Content-Type": "application/msword"}
        ),
        "/list/table.xls": Answer("<html><table><tr><td>1</td></tr></table></html>"),
        "/list/inside.pdf": Answer(b"%PDF-1.4" + b"x" * 99),
    }
    night(site, tmp_path)
    found = outcomes(tmp_path)
    assert found["/list/two.doc"] == ("soft_404", "a file of 2 bytes")
    assert found["/list/page.doc"] == ("error", "a page instead of a file")
    assert found["/list/gone.pdf"] == ("gone", "status 404")
    assert {found[f"/list/{name}"][0] for name in ("good.doc", "table.xls", "inside.pdf")} == {
        "content"
    }
    assert captures(tmp_path)["/list/good.doc"].referrer == site.url + "/list/a.html"
    assert all("referer" in asked.headers for asked in site.asked if asked.path.endswith(".doc"))


def test_mobile_twins_are_one_page(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = listing("content/mpost_1.html", "content/post_1.html")
    site.pages["/list/content/post_1.html"] = article("甲")
    night(site, tmp_path)
    assert site.paths() == ["/list/", "/list/content/post_1.html"]


# Lists -----------------------------------------------------------------------------------------------------------


def test_an_empty_list_is_real_or_the_reader_is_broken(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = Answer("<html><title>政府文件</title><div>暂无信息</div></html>")
    report = night(site, tmp_path)
    assert (report.errors, report.complete) == ([], True)
    assert outcomes(tmp_path)["/list/"] == ("content", "empty_list")
    site.pages["/list/"] = listing("a.html")
    site.pages["/list/a.html"] = article("甲")
    assert night(site, tmp_path, 1).errors == []
    site.pages["/list/"] = Answer("<html><title>政府文件</title><div id=app>暂无信息</div></html>")
    report = night(site, tmp_path, 2)
    assert report.errors == ["channel zfwj: list_not_parsed"]
    assert outcomes(tmp_path)["/list/"] == ("content", "list_not_parsed")
    assert outcomes(tmp_path)["/list/a.html"][0] == "unchanged", "what is known is still asked for"


def test_a_list_is_walked_to_what_is_known_and_in_full_once_a_week(
    tmp_path: Path, site: Site
) -> None:
    for number in range(1, 6):
        more = f'<a href="?pageNo={number + 1}">下一页</a>' if number < 5 else ""
        path = "/list/" if number == 1 else f"/list/?pageNo={number}"
        site.pages[path] = listing(*(f"{number}{n}.html" for n in range(3)), more=more)
    portal = portal_of(site, recheck="age")
    walked = []
    for number in range(15):
        del site.asked[:]
        night(site, tmp_path, number, portal)
        walked.append(len([path for path in site.paths() if "html" not in path]))
    assert walked[0] == 5
    assert sorted(set(walked[1:])) == [1, 5]
    assert walked[1:].count(5) == 2


def test_a_list_whose_last_page_redirects_to_the_home_page(tmp_path: Path, site: Site) -> None:
    pager = '<script>createPageHTML(9,{},"index","html");</script>'
    site.pages["/list/"] = listing("a.html", "b.html", more=pager.format(0))
    site.pages["/list/index_1.html"] = Answer("", 302, {"Location": "/"})
    site.pages["/"] = listing("/xw/1.html", "/xw/2.html")
    report = night(site, tmp_path)
    assert (report.listed, report.errors, report.complete) == (2, [], True)
    assert site.paths() == ["/list/", "/list/index_1.html", "/list/a.html", "/list/b.html"]


def test_a_page_of_other_sites_links_does_not_end_a_list(tmp_path: Path, site: Site) -> None:
    away = [f"http://mp.weixin.qq.com/s/{n}" for n in range(3)]
    site.pages["/list/"] = listing(*away, more='<a href="?page=2">下一页</a>')
    site.pages["/list/?page=2"] = listing("a.html", more='<a href="?page=3">下一页</a>')
    site.pages["/list/?page=3"] = listing(*away, more='<a href="?page=4">下一页</a>')
    assert night(site, tmp_path).listed == 1
    assert site.paths() == ["/list/", "/list/?page=2", "/list/?page=3", "/list/a.html"]


def test_links_by_a_base_and_by_a_scheme_that_the_site_does_not_answer_to(
    tmp_path: Path, site: Site
) -> None:
    page = listing("zw/a.html", site.url.replace("http:", "https:") + "/zw/b.html", "zw/b.html")
    site.pages["/list/"] = Answer(
        str(page.body).replace("<title>", f'<base href="{site.url}/"><title>')
    )
    site.pages |= {"/zw/a.html": article("甲"), "/zw/b.html": article("乙")}
    assert night(site, tmp_path).new_articles == 2
    assert site.paths() == ["/list/", "/zw/a.html", "/zw/b.html"]


def test_jpaas_whose_interface_begins_with_the_second_page(tmp_path: Path, site: Site) -> None:
    unit = (
        "<script url=\"/unit\" querydata=\"{'webId':'f75d','tagId':'当前栏目list','pageId':'p'}\"></script>"
        "<!-- /api-gateway/jpaas-publish-server/front/page/build/unit -->"
    )
    site.pages["/list/"] = listing(*(f"/art/2024/art_{n:032x}.html" for n in range(15)), more=unit)

    def interface(asked: Asked) -> Answer:
        number = 2 if "pageNo%22%3A2" in asked.path else 0
        rows = (
            listing(*(f"/art/2024/art_{n:032x}.html" for n in range(15, 20))).body
            if number == 2
            else None
        )
        return Answer(
            json.dumps({"data": {"html": rows}}), headers={"Content-Type": "application/json"}
        )

    stem = "/unit?webId=f75d&tagId=%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AElist&pageId=p&paramJson="
    for number in (1, 2, 3):
        site.pages[f"{stem}%7B%22pageNo%22%3A{number}%2C%22pageSize%22%3A15%7D"] = interface
    assert night(site, tmp_path).listed == 20
    assert {asked.headers.get("referer") for asked in site.asked if "/unit" in asked.path} == {
        site.url + "/list/"
    }


# Bounds ----------------------------------------------------------------------------------------------------------


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path, site: Site) -> None:
    bomb = gzip.compress(b"\0" * 50 * 2**20)
    site.pages |= {"/list/": listing("a.html", "b.html"), "/list/b.html": article("乙")}
    site.pages["/list/a.html"] = Answer(bomb, headers={"Content-Encoding": "gzip"})
    started = time.monotonic()
    night(site, tmp_path)
    assert outcomes(tmp_path)["/list/a.html"] == ("error", "unpacks to more than 4194304 bytes")
    assert outcomes(tmp_path)["/list/b.html"][0] == "content"
    assert time.monotonic() - started < 5


def test_a_head_that_drips_in_byte_by_byte_is_cut(tmp_path: Path, site: Site) -> None:
    def drip(asked: Asked) -> Answer:
        for _ in range(40):
            asked.wire.write(b"X")
            asked.wire.flush()
            time.sleep(0.2)
        return article("甲")

    site.pages |= {
        "/list/": listing("a.html", "b.html"),
        "/list/a.html": drip,
        "/list/b.html": article("乙"),
    }
    started = time.monotonic()
    night(site, tmp_path, exchange=1.5)
    assert time.monotonic() - started < 4
    assert outcomes(tmp_path)["/list/a.html"] == ("error", "not finished in 1.5 s")
    assert outcomes(tmp_path)["/list/b.html"][0] == "content"


def test_private_addresses_are_refused_unless_the_portal_file_allows_them(
    tmp_path: Path, site: Site
) -> None:
    site.pages["/list/"] = listing("a.html")
    report = night(site, tmp_path, portal=portal_of(site, allow_private=False))
    assert site.asked == []
    assert not report.complete


def test_a_name_that_leads_to_a_private_address_is_refused(tmp_path: Path, site: Site) -> None:
    port = site.url.rpartition(":")[2]
    named = Channel(slug="zfwj", name="政府文件", url=f"http://ip6-localhost.test:{port}/list/")
    portal = portal_of(
        site, url=f"http://ip6-localhost.test:{port}/", channels=(named,), allow_private=False
    )
    import socket

    real = socket.getaddrinfo

    def fake(host: str, *args: Any, **kwargs: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith(".test") else host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", fake)
        night(site, tmp_path, portal=portal)
    assert site.asked == []
    robots = captures(tmp_path)["/robots.txt"]
    assert robots.detail == "refused: a private address"


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    first, last = NOW - timedelta(days=9999), NOW + timedelta(days=9999)
    built = x509.CertificateBuilder(name, name, key.public_key(), 1, first, last)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = signed.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, *form
    )
    (folder / "site.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    return context


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with Site(
        {"/list/": listing("a.html"), "/list/a.html": article("甲")}, secure=certificate(tmp_path)
    ) as site:
        report = night(site, tmp_path / "checked")
        assert "cannot be reached" in report.errors[0]
        robots = captures(tmp_path / "checked")["/robots.txt"]
        assert robots.detail == "certificate refused: self-signed certificate"
        portal = portal_of(site, insecure_tls="expired; the owner was told")
        assert night(site, tmp_path / "unchecked", portal=portal).complete
        (summary,) = (tmp_path / "unchecked").rglob("runs/*.json")
        assert "expired; the owner was told" in summary.read_text()


def test_an_old_server_is_read_where_the_portal_file_says_why(tmp_path: Path) -> None:
    context = certificate(tmp_path)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with Site({"/list/": listing("a.html"), "/list/a.html": article("甲")}, secure=context) as site:
        assert not night(
            site, tmp_path / "new", portal=portal_of(site, insecure_tls="old")
        ).complete
        portal = portal_of(site, insecure_tls="old", legacy_tls="TLS 1.0 only; the owner was told")
        assert night(site, tmp_path / "old", portal=portal).complete
        (summary,) = (tmp_path / "old").rglob("runs/*.json")
        assert "TLS 1.0 only" in summary.read_text()


# Runs ------------------------------------------------------------------------------------------------------------


def test_a_closed_window_carries_the_frontier_on(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = listing(*(f"{n}.html" for n in range(8)))

    def slow(asked: Asked) -> Answer:
        time.sleep(0.3)
        return article(asked.path)

    site.pages |= {f"/list/{n}.html": slow for n in range(8)}
    closes = datetime(2026, 11, 21, 18, 0, 1, tzinfo=UTC)  # 02:00:01 in China
    portal = portal_of(site, window="01:00-02:00", recheck="never")
    first = crawl_portal(
        portal, Store(tmp_path), manners_for(portal), closes - timedelta(seconds=2)
    )
    assert first.stopped == "its window closed"
    assert first.errors == []
    done = len(site.paths()) - 1
    assert 0 < done < 8
    tomorrow = NOW + timedelta(hours=23, minutes=30)
    assert crawl_portal(portal, Store(tmp_path), manners_for(portal), tomorrow).complete
    paths = [path for path in site.paths() if path != "/list/"]
    assert sorted(paths) == [f"/list/{n}.html" for n in range(8)], (
        "each article once, over two nights"
    )


def test_an_inspection_does_not_make_a_night_forget_what_it_left(
    tmp_path: Path, site: Site
) -> None:
    site.pages |= {"/list/": listing("a.html", "b.html"), "/list/b.html": article("乙")}
    site.pages["/list/a.html"] = Answer("busy", 503, {"Retry-After": "7200"})
    assert night(site, tmp_path).stopped
    inspect_site(
        portal_of(site),
        Store(tmp_path),
        SETTINGS,
        NOW + timedelta(hours=1),
        manners_for(portal_of(site)),
    )
    site.pages |= {"/list/": listing(), "/list/a.html": article("甲")}
    night(site, tmp_path, 1)
    assert {outcomes(tmp_path)[f"/list/{name}.html"][0] for name in "ab"} == {"content"}


def test_outside_its_window_nothing_is_fetched(tmp_path: Path, site: Site) -> None:
    report = night(site, tmp_path, portal=portal_of(site, window="09:00-10:00"))
    assert "outside its window 09:00-10:00" in str(report.stopped)
    assert site.asked == []


def test_single_addresses_with_their_files(tmp_path: Path, site: Site) -> None:
    page = article("甲")
    page.body = str(page.body) + '<a href="x.pdf">附件</a>'
    site.pages |= {"/list/a.html": page, "/list/x.pdf": Answer(b"%PDF-1.4" + b"x" * 99)}
    portal = portal_of(site)
    url = site.url + "/list/a.html"
    report = visit_addresses(portal, Store(tmp_path), manners_for(portal), [url], now=NOW)
    assert site.paths() == ["/list/a.html", "/list/x.pdf"]
    assert report.complete


def test_one_crawl_at_a_time_holds_a_portal(tmp_path: Path, site: Site) -> None:
    site.pages["/list/"] = listing("a.html")
    store = Store(tmp_path)
    with (
        store.lock("crawl-fangcheng", "crawling fangcheng"),
        pytest.raises(StoreError, match="crawling fangcheng"),
    ):
        night(site, tmp_path)
    assert site.asked == []


def test_a_real_site_is_not_crawled_without_a_contact(tmp_path: Path, site: Site) -> None:
    with pytest.raises(UserError, match="TAIZHANG_CONTACT"):
        Manners.of(portal_of(site, allow_private=False), Settings())
    assert site.asked == []
