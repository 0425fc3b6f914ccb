"""Whole sites of four more families, each crawled by a portal file of a few lines: all that is listed, nothing else.

Every site has what real ones have: a navigation of many columns, an endless calendar, a box of hot titles with dates,
links that lead off the site or nowhere, a redirect, a dead link, a file, a column that robots.txt closes.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from crawling import night, portal_of
from site_of_ones_own import Answer, Asked, Site

from taizhang.portals import Channel

COUNT, SIZE = 23, 7
JSON = {"Content-Type": "application/json;charset=UTF-8"}


def chrome(body: str, head: str = "") -> Answer:
    """A page of the site around `body`."""
    nav = "".join(f'<li><a href="/lanmu/{n}/">栏目{n}</a></li>' for n in range(60))
    hot = "".join(
        f'<li><a href="/rd/t2019010{n}_10000{n}.html">热点文章{n}</a><i>2019-01-0{n}</i></li>'
        for n in range(1, 9)
    )
    html = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>方城区人民政府</title>{head}</head><body>"
        f'<div class="nav"><ul>{nav}<li><a href="/rili/?m=12">日历</a></li><li><a href="/closed/">内部</a></li></ul>'
        f'</div><div class="right"><h3>热点</h3><ul class="hot">{hot}</ul></div>{body}<div class="footer">'
        '<a href="http://beian.miit.gov.cn/">备案</a><a href="mailto:a@b.gov.cn">邮箱</a> 2024-01-01</div>'
    )
    return Answer(html)


def article(number: int) -> Answer:
    file = '<p>附件：<a href="/files/ledger.docx">工作台账.docx</a></p>' if number == 3 else ""
    return chrome(
        f'<div class="con"><h1>第{number}号通知</h1><p>{"各有关单位：请认真贯彻执行。" * 30}</p>{file}</div>'
    )


class Family:
    """A site of one family: where its channel is, where its articles are, and the pages that list them."""

    def __init__(
        self, name: str, channel: str, path: str, lists: Callable[[list[str]], dict[str, Any]]
    ) -> None:
        self.name, self.channel, self.path, self.lists = name, channel, path, lists

    def links(self) -> list[str]:
        links = [self.path.format(n) for n in range(COUNT)]
        links[5] = "http://mp.weixin.qq.com/s/abc"
        links[9] = "javascript:void(0)"
        return links


def rows(links: list[str], first: int) -> str:
    return "".join(
        f'<li><span>2024-01-{n % 28 + 1:02}</span><a href="{link}" title="方城区第{n}号通知">方城区第...</a></li>'
        for n, link in enumerate(links, first)
    )


def slices(links: list[str]) -> Iterator[tuple[int, list[str]]]:
    for number in range(-(-len(links) // SIZE)):
        yield number, links[number * SIZE : (number + 1) * SIZE]


def haiyun(links: list[str]) -> dict[str, Any]:
    pages = {}
    for number, part in slices(links):
        pager = f'<div class="page"><script>createPageHTML(2,{number},"index","shtml","{COUNT}");</script></div>'
        name = "/zwgk/zfwj/" if number == 0 else f"/zwgk/zfwj/index_{number}.shtml"
        pages[name] = chrome(
            f'<div class="gl"><ul class="more-list">{rows(part, number * SIZE)}</ul>{pager}</div>'
        )
    return pages


def jpaas(links: list[str]) -> dict[str, Any]:
    query = "{'parseType':'bulidstatic','webId':'f75d','tplSetId':'a1','pageType':'column','tagId':'%s','pageId':'p9'}"
    address = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    unit = f'<script parseType="bulidstatic" url="{address}" querydata="%s"></script>'
    scripts = unit % (query % "导航栏") + unit % (query % "右侧内容")
    parts = dict(slices(links))

    def interface(asked: Asked) -> Answer:
        given = parse_qs(urlsplit(asked.path).query)
        number = json.loads(given["paramJson"][0])["pageNo"]
        if given["tagId"] == ["导航栏"]:
            html = "<ul><li><a href='/lanmu/1/'>栏目1</a></li></ul>"
        else:
            html = f"<div class=l><ul>{rows(parts.get(number - 1, []), (number - 1) * SIZE)}</ul></div>"
        return Answer(
            json.dumps({"success": True, "code": "200", "data": {"html": html}}), headers=JSON
        )

    return {"/xxgk/zfwj/index.html": chrome(scripts), "*/api-gateway/": interface}


def gkmlpt(links: list[str]) -> dict[str, Any]:
    def interface(asked: Asked) -> Answer:
        number = int(parse_qs(urlsplit(asked.path).query)["page"][0])
        part = dict(slices(links)).get(max(number, 1) - 1, [])
        found = [
            {"title": f"第{n}号通知", "url": link, "date": 1704729600 + n}
            for n, link in enumerate(part)
        ]
        return Answer(json.dumps({"articles": found, "total": COUNT}), headers=JSON)

    script = "<script>window._CONFIG = { ROOT: '/gkmlpt', SID: '2', LANG: 'zh' };</script>"
    return {
        "/gkmlpt/index": chrome("<div id=app></div>", script),
        "*/gkmlpt/api/all/4321?": interface,
    }


def ucap(links: list[str]) -> dict[str, Any]:
    def interface(asked: Asked) -> Answer:
        given = parse_qs(urlsplit(asked.path).query)
        number = int(given["page"][0])
        found = [
            {"title": f"第{n}号通知", "url": link, "publishedTimeStr": "2024-01-09 08:00:00"}
            for n, link in enumerate(dict(slices(links)).get(number - 1, []))
        ]
        return Answer(
            json.dumps({"data": {"page": number, "rows": SIZE, "total": COUNT, "results": found}}),
            headers=JSON,
        )

    head = '<meta name="channelId" content="5b80c5ff2bb349d6948d17015fa43ddf">'
    script = '<ul id="list"></ul><script>$.getJSON("/common/search/" + $("meta[name=channelId]").attr("content"))</script>'
    return {
        "/fc/c00215/list.shtml": chrome(script, head),
        "*/common/search/5b80c5ff2bb349d6948d17015fa43ddf?": interface,
    }


FAMILIES = [
    Family("trs_haiyun", "/zwgk/zfwj/", "/zwgk/zfwj/t28{:06}.shtml", haiyun),
    Family("hanweb_jpaas", "/xxgk/zfwj/index.html", "/art/2024/art_{:032x}.html", jpaas),
    Family(
        "gkmlpt", "/gkmlpt/index#4321", "/gkmlpt/content/8/8{0:03}/post_88880{0:02}.html", gkmlpt
    ),
    Family("ucap", "/fc/c00215/list.shtml", "/fc/c00215/202401/{:032x}.shtml", ucap),
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_all_that_is_listed_and_nothing_else(tmp_path: Path, family: Family, site: Site) -> None:
    links = family.links()
    pages = family.lists(links)
    moved, dead, target = links[12], links[15], family.path.format(COUNT + 1)
    pages |= {
        link: article(n) for n, link in enumerate(links) if link.startswith("/") and link != dead
    }
    pages |= {moved: Answer("", 302, {"Location": target}), target: article(12)}
    pages["/files/ledger.docx"] = Answer(b"PK\x03\x04" + b"x" * 99)
    pages["/robots.txt"] = Answer(
        "User-agent: *\r\nDisallow: /closed/\r\n", headers={"Content-Type": "text/plain"}
    )
    site.pages = pages
    portal = portal_of(
        site,
        family=family.name,
        channels=(Channel(slug="zfwj", name="政府文件", url=site.url + family.channel),),
    )
    report = night(site, tmp_path, portal=portal)
    articles = {link for link in links if link.startswith("/")} | {target}
    interface = next((name[1:] for name in pages if name.startswith("*")), "*")
    asked = [path for path in site.paths() if not path.startswith(interface)]
    lists = {urlsplit(family.channel).path} | {
        name for name in pages if name.startswith("/zwgk/zfwj/index_")
    }
    assert set(asked) - lists == articles | {"/files/ledger.docx"}
    assert len(asked) == len(set(asked))
    assert report.errors == []
    assert (
        report.new_articles == len(articles) - 2
    )  # the one that moved and the dead one have no page
    quiet = night(site, tmp_path, 1, portal)
    assert quiet.new_articles == 0
