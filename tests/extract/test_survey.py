"""A site is looked at: a portal file proposed, a portal file tested."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from crawling import SETTINGS, Replay, crawl_all, portal_of
from site_of_ones_own import Answer, Site, article, listing

from extract.survey import SurveyedArticle, check_file, propose_file
from extract.visits import Visit
from taizhang.errors import PortalError, UserError
from taizhang.portals import Portal, PortalRegion, load_portal

QUICK = SETTINGS.model_copy(update={"rate": 1e9, "attempts": 1, "timeout": 2})


def load(text: str, slug: str, folder: Path) -> Portal:
    path = folder / f"{slug}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_portal(path)


@pytest.mark.shared
@pytest.mark.parametrize("place", ["home", "list"])
@pytest.mark.parametrize("slug", ["qinzhou", "lanshan", "changsha", "tongliao"])
def test_a_proposed_file_crawls_the_site(
    replay: Callable[..., Replay],
    portals: list[Portal],
    truth: dict[str, Any],
    tmp_path: Path,
    slug: str,
    place: str,
) -> None:
    replay()
    portal = next(one for one in portals if one.slug == slug)
    url = portal.url if place == "home" else portal.channels[0].url
    proposal = propose_file(url, QUICK, allow_private=True)
    print("\n" + proposal.text)
    proposed = load(proposal.text, proposal.slug, tmp_path)
    assert proposed.region.code == portal.region.code
    assert proposed.name in portal.name
    assert not proposed.verified
    assert {channel.url for channel in proposed.channels} <= {
        channel.url for channel in portal.channels
    }
    crawl_all([proposed], tmp_path / "store")


def test_a_site_without_lists_says_so(site: Site) -> None:
    site.pages["/"] = article("首页")
    with pytest.raises(PortalError, match="no list of documents found"):
        propose_file(site.url, QUICK, allow_private=True)


def test_a_site_that_does_not_answer_says_so() -> None:
    with Site() as gone:
        pass
    with pytest.raises(PortalError, match="cannot be reached"):
        propose_file(gone.url, QUICK, allow_private=True)
    with pytest.raises(UserError, match="no web address"):
        propose_file("fangcheng", QUICK)


def test_a_portal_file_is_tested_against_its_site(site: Site) -> None:
    site.pages["/list/"] = listing("a.html", "b.html")
    site.pages["/list/a.html"] = Answer(
        '<html><head><meta name="ArticleTitle" content="甲"><meta name="PubDate" content="2024-01-09"></head>'
        '<div class="TRS_Editor">' + "各有关单位：" * 90 + "</div></html>"
    )
    read = SurveyedArticle("甲", date(2024, 1, 9), 540, 0)
    seen: list[str] = []

    def reader(visit: Visit) -> SurveyedArticle:
        seen.append(visit.job.url)
        return read

    found = {
        finding.check: finding
        for finding in check_file(portal_of(site, family="trs"), QUICK, reader)
    }
    assert seen == [site.url + "/list/a.html"]
    assert found["list found"].passed
    assert found["dates parsed"].value == "2 of 2"
    assert not found["newest document"].passed
    for name, said in (
        ("title", "甲"),
        ("publish date", "2024-01-09"),
        ("body", "540 letters, 0 files"),
    ):
        assert found[f"{name} found"].passed
        assert found[f"{name} found"].value == said
    assert found["family"].passed
    read = SurveyedArticle(None, None, 0, 0)
    failed = {
        one.check: one.verdict
        for one in check_file(portal_of(site, family="vsb"), QUICK, reader)
        if not one.passed
    }
    wrong = dict.fromkeys(
        ["region", "title found", "publish date found", "body found", "family"], "wrong"
    )
    assert failed == {"newest document": "old"} | wrong
    site.pages["/list/"] = article("改版")
    assert [finding.verdict for finding in check_file(portal_of(site), QUICK, reader)] == [
        "wrong",
        "wrong",
    ]


def test_one_odd_article_does_not_make_a_list_wrong(site: Site) -> None:
    site.pages["/list/"] = listing("a.html", "b.html", "c.html")
    for name in "abc":
        site.pages[f"/list/{name}.html"] = article("各有关单位：" * 90)
    titles = {"/list/a.html": None, "/list/b.html": "乙", "/list/c.html": "丙"}

    def reader(visit: Visit) -> SurveyedArticle:
        return SurveyedArticle(titles[visit.job.url.removeprefix(site.url)], None, 540, 0)

    found = {finding.check: finding for finding in check_file(portal_of(site), QUICK, reader)}
    assert found["title found"].passed
    assert found["title found"].value == f"乙; 1 of 3 without, such as {site.url}/list/a.html"
    assert found["publish date found"].verdict == "wrong"


def test_a_region_is_named_by_its_code(site: Site) -> None:
    site.pages["/list/"] = listing("a.html", "b.html")
    lost = portal_of(site).model_copy(
        update={"region": PortalRegion(code="371302", name="山东省临沂市罗庄区")}
    )
    found = {
        finding.check: finding
        for finding in check_file(lost, QUICK, lambda _: SurveyedArticle(None, None, 0, 0))
    }
    assert found["region"].value == "山东省临沂市罗庄区, but 371302 is 兰山区"
    assert found["region"].verdict == "wrong"


def test_a_proposal_says_what_the_package_knows(site: Site, tmp_path: Path) -> None:
    links = '<a href="/list/">政策文件</a><a href="/empty/">通知公告</a><a href="/list/#4321">规范性文件</a>'
    site.pages["/"] = Answer(
        f'<html><head><meta name="SiteIDCode" content="3713020001"></head>{links}</html>'
    )
    site.pages["/list/"] = listing("a.html", "b.html")
    site.pages["/empty/"] = article("还没有")
    proposal = propose_file(site.url, QUICK, allow_private=True)
    assert "name: 山东省临沂市兰山区" in proposal.text
    assert any("通知公告: not read" in line for line in proposal.findings)
    proposed = load(proposal.text, proposal.slug, tmp_path)
    assert {channel.url for channel in proposed.channels} == {
        f"{site.url}/list/",
        f"{site.url}/list/#4321",
    }
    assert "4321" in {channel.slug for channel in proposed.channels}
    every = proposal.text.replace("\n# What may be said", "\n## What may be said").replace(
        "\n# ", "\n"
    )
    asked = load(every, proposal.slug, tmp_path)
    assert (asked.rate, asked.recheck, asked.gone_after) == (
        proposed.rate,
        proposed.recheck,
        proposed.gone_after,
    )
    assert asked.window is not None
