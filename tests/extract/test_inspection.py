"""A portal is looked at by the government's own rules, and for what others write on its pages."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crawling import NOW, SETTINGS, manners_for, night, portal_of
from site_of_ones_own import Answer, Site, article, listing

from extract.hijack import hijack_signs
from extract.inspection import inspect_site
from taizhang.archive.checks import read_checks
from taizhang.injected import injected_words
from taizhang.portals import Channel, ChannelKind
from taizhang.store import Store

URL = "http://www.fangcheng.gov.cn/zwgk/t1.html"
PAGE = (
    "<html><head><title>关于印发2021年政务公开实施方案的通知</title></head><body>{}<p>"
    + "关于印发2021年政务公开实施方案的通知。" * 20
)


def failed(html: str) -> set[str]:
    return {sign.check for sign in hijack_signs(html, URL) if not sign.passed}


def test_an_ordinary_page_bears_no_sign() -> None:
    menu = '<ul style="display:none"><li><a href="/zwgk/">政务公开</a></li><a href="http://www.gov.cn/">国务院</a></ul>'
    counter = '<div style="display:none"><a href="http://cnzz.com/">站长统计</a></div>'
    notice = "打击利用彩票、棋牌室赌博和博彩网站的通告"
    assert failed(PAGE.format(menu + counter + notice)) == set()


def test_foreign_links_in_a_hidden_block() -> None:
    links = "".join(f'<a href="https://www.site{n}.com/">网站{n}<a>' for n in range(9))
    assert failed(PAGE.format(f'<div style="display:none;">{links}</div>')) == {
        "foreign_hosts_in_hidden_blocks"
    }


@pytest.mark.parametrize("word", injected_words("link"))
def test_every_gambling_word_counts_in_a_link_that_leads_away(word: str) -> None:
    assert failed(PAGE.format(f'<a href="http://x.com/">{word}</a>')) == {"gambling_words"}


@pytest.mark.parametrize("word", injected_words("anywhere"))
def test_some_words_count_anywhere(word: str) -> None:
    assert failed(PAGE.format(f"欢迎浏览{word}大全")) == {"gambling_words"}


def test_a_title_that_its_page_does_not_know() -> None:
    assert (
        failed(PAGE.format("").replace("<title>关于印发", "<title>澳洲幸运游戏网上真钱下载平台_"))
        == set()
    )
    strange = "<title>幸运飞艇网上真钱下载平台</title><body>" + "各有关单位：请认真贯彻执行。" * 9
    assert failed(strange) == {"title_in_body", "gambling_words"}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gzdzhrss_com", "hcdd_cq_cn"])
def test_a_real_pair_before_and_after(shared: Path, name: str) -> None:
    folder = shared / "corpus" / "html"
    clean = (folder / f"hijackpair_{name}_clean.html").read_text("utf-8", "replace")
    taken = (folder / f"hijackpair_{name}_hijacked.html").read_text("utf-8", "replace")
    assert "foreign_hosts_in_hidden_blocks" not in failed(clean)
    assert {"foreign_hosts_in_hidden_blocks", "gambling_words"} <= failed(taken)


def rows(site: Site, folder: Path, **given: Any) -> dict[tuple[str, str | None], tuple[bool, str]]:
    portal = portal_of(site, **given)
    found = inspect_site(
        portal, Store(folder), SETTINGS, NOW + timedelta(days=1), manners_for(portal)
    )
    kept = read_checks(Store(folder), "fangcheng", found[0]["checked_on"]).to_pylist()
    assert (
        read_checks(Store(folder), "fangcheng", found[0]["checked_on"] - timedelta(days=1)).num_rows
        == 0
    )
    assert len(kept) == len(found)
    return {(row["check"], row["channel"]): (row["passed"], row["value"]) for row in kept}


def test_a_portal_in_good_order(tmp_path: Path, site: Site) -> None:
    fresh = listing("a.html")
    fresh.body = str(fresh.body).replace("2024-01-09", "2026-11-20")
    site.pages |= {"/": fresh, "/list/": fresh, "/list/a.html": article("关于印发工作方案的通知")}
    night(site, tmp_path)
    found = rows(site, tmp_path)
    assert [name for name, (passed, _) in found.items() if not passed] == []
    assert {name for name, _ in found} >= {
        "reachable",
        "home_updated",
        "channel_updated",
        "dead_links",
        "gambling_words",
    }


def test_a_neglected_and_hijacked_portal(tmp_path: Path, site: Site) -> None:
    bad = article("甲")
    bad.body = (
        str(bad.body) + '<div style="height:1px"><a href="http://fc.test/">刮刮乐中奖图片</a></div>'
    )
    site.pages |= {
        "/": listing("a.html"),
        "/list/": listing("a.html", "b.html"),
        "/list/a.html": bad,
        "/news/": Answer("<title>动态</title>暂无信息"),
    }
    night(site, tmp_path)
    channels = (
        Channel(slug="zfwj", name="政府文件", url=site.url + "/list/"),
        Channel(slug="news", name="动态", url=site.url + "/news/", kind=ChannelKind.NEWS),
    )
    found = rows(site, tmp_path, channels=channels)
    assert found["home_updated", None] == (False, "2024-01-09")
    assert found["channel_updated", "zfwj"] == (False, "2024-01-09")
    assert found["channel_not_empty", "news"] == (False, "0 items")
    assert found["dead_links", None] == (False, "1")
    assert found["channel_gambling_words", "zfwj"] == (False, "1 articles")


def test_a_portal_that_does_not_answer(tmp_path: Path) -> None:
    with Site() as gone:
        pass
    assert not rows(gone, tmp_path)["reachable", None][0]
