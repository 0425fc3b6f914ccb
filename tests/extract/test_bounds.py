"""What a site can make a crawl keep is bounded, and meeting a bound is said."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from crawling import manners_for, night, portal_of
from site_of_ones_own import Answer, Site, article, listing

import extract.connections
import extract.list_walk
import extract.robots
from extract.connections import MOST_ORIGINS
from extract.links import MOST_FILES, find_attachments
from extract.web import Web


def test_a_list_without_end_is_walked_to_its_bound_and_its_channel_is_an_error(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract.list_walk, "MOST_PAGES", 3)

    def page(number: int) -> Answer:
        following = f'<a href="/list/index_{number + 1}.html">下一页</a>'
        return listing(f"/a{number}.html", more=following)

    site.pages |= {"/list/": page(0), **{f"/list/index_{n}.html": page(n) for n in range(1, 9)}}
    site.pages |= {f"/a{n}.html": article(f"第{n}号") for n in range(9)}
    report = night(site, tmp_path)
    assert [path for path in site.paths() if path.startswith("/list/")] == [
        "/list/",
        "/list/index_1.html",
        "/list/index_2.html",
    ]
    assert report.errors == ["channel zfwj: more than 3 pages"]
    assert {"/a0.html", "/a1.html", "/a2.html"} <= set(site.paths())


def test_so_many_hosts_are_asked_in_one_night_and_no_more(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract.robots, "MOST_HOSTS", 2)
    with Site({"/x.html": article("甲")}) as second, Site({"/y.html": article("乙")}) as third:
        site.pages["/list/"] = listing(f"{second.url}/x.html", f"{third.url}/y.html", "/z.html")
        site.pages["/z.html"] = article("丙")
        night(site, tmp_path)
        assert second.paths() == ["/x.html"]
        assert third.asked == []
    assert "/z.html" in site.paths()


def test_so_many_files_of_a_page_are_asked_for() -> None:
    links = "".join(
        f'<a href="/f/{number}.pdf">附件{number}</a>' for number in range(2 * MOST_FILES)
    )
    found = find_attachments(f"<html><body>{links}</body></html>", "http://a.gov.cn/x.html")
    assert len(found) == MOST_FILES
    assert found[0] == "http://a.gov.cn/f/0.pdf"


def test_so_many_connections_are_kept(site: Site) -> None:
    web = Web(manners_for(portal_of(site)), allow_private=True)
    with ExitStack() as stack:
        others = [stack.enter_context(Site({"/": article("甲")})) for _ in range(MOST_ORIGINS + 3)]
        answers = [web.send_request(f"{other.url}/") for other in others]
        kept = [
            connection
            for connection in psutil.Process().net_connections("tcp")
            if is_kept(connection, others)
        ]
        assert {answer.status for answer in answers} == {200}
        assert len(kept) <= MOST_ORIGINS
    web.close()


def is_kept(connection: Any, sites: list[Site]) -> bool:
    """Whether a connection of this process leads to one of these sites and stands open at its own end."""
    ports = {urlsplit(site.url).port for site in sites}
    return (
        connection.status == psutil.CONN_ESTABLISHED
        and bool(connection.raddr)
        and connection.raddr.port in ports
    )
