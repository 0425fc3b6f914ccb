"""A re-check asks for what still stands and was not asked for lately, with its validators, and for nothing else."""

from datetime import timedelta
from pathlib import Path

from crawling import NOW, SETTINGS, night, portal_of
from site_of_ones_own import Answer, Site, article, listing

from extract.crawl import visit_addresses
from extract.manners import Manners
from extract.recheck import list_overdue
from taizhang.archive import Archive
from taizhang.store import Store

LONG_AGO = -400  # days
SINCE = NOW + timedelta(days=LONG_AGO + 7)


def test_everything_that_stands_is_asked_for_again_once(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/list/": listing("/1.html", "/2.html"),
        "/1.html": article("一"),
        "/2.html": Answer("没有", 404),
    }
    portal, store = portal_of(site, rate=1000.0, recheck="never"), Store(tmp_path)
    night(site, tmp_path, LONG_AGO, portal=portal)
    assert list_overdue(portal, Archive(store), NOW + timedelta(days=LONG_AGO)) == []
    jobs = list_overdue(portal, Archive(store), SINCE)
    assert [job.url for job in jobs] == [f"{site.url}/1.html"]

    site.pages["/1.html"] = article("一（改）")
    before = len(site.paths())
    report = visit_addresses(portal, store, Manners.of(portal, SETTINGS), jobs)
    assert site.paths()[before:] == ["/1.html"]
    assert report.outcomes["content"] == 1
    assert list_overdue(portal, Archive(store), SINCE) == []


def test_what_left_the_portal_file_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/list/": listing("/1.html"), "/1.html": article("一")}
    night(site, tmp_path, LONG_AGO)
    other = portal_of(site).channels[0].model_copy(update={"slug": "other"})
    assert list_overdue(portal_of(site, channels=(other,)), Archive(Store(tmp_path)), SINCE) == []
