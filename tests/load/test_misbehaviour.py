"""Portals that go wrong night after night: the release keeps their last good build and says since when and why."""

from datetime import timedelta
from typing import Any

import pytest
from site_of_tests import FIRST, NOTICE, ROOT, Site, portal
from stores_of_tests import beside

from load.build import build
from load.release.release import publish
from taizhang.releases import Release
from taizhang.store import Store


@pytest.fixture
def busy(store: Store) -> Site:
    """A portal that published something every three days."""
    site = Site(store)
    for number in range(12):
        day = FIRST - timedelta(days=3 * number)
        site.put(
            f"n{number}",
            f"关于第{number + 1}次检查情况的通知",
            f"{NOTICE}第{number + 1}次。",
            published=day.isoformat(),
        )
    return site


def night(site: Site, number: int, as_of_day: int | None = None) -> tuple[Release, dict[str, Any]]:
    day = FIRST + timedelta(days=(as_of_day or number) - 1)
    build(site.store, site.crawl(as_of_day or number), portal(), day)
    release = publish(site.store, [portal()], day)
    [row] = release.table("portals").to_pylist()
    return release, row


def test_a_portal_that_gives_half_is_held_back(busy: Site):
    first, _ = night(busy, 1)
    busy.pages = {
        url: page if number % 2 else 404 for number, (url, page) in enumerate(busy.pages.items())
    }
    release, row = night(busy, 2)
    assert (row["health"], row["stale_since"]) == ("stale", FIRST + timedelta(days=1))
    assert release.table("documents").equals(first.table("documents"))


def test_a_portal_that_gives_three_times_as_much_is_held_back_unless_a_backfill_brought_it(
    busy: Site,
):
    first, _ = night(busy, 1)
    for number in range(60):
        busy.put(
            f"old{number}",
            f"关于第{number + 1}号事项的公告",
            f"{NOTICE}第{number + 1}号公告。",
            published="2020-03-01",
        )
    release, row = night(busy, 2)
    assert row["health"] == "stale"
    assert "(2 times the last 12, or 30 more)" in row["reason"]
    assert release.table("documents").num_rows == first.table("documents").num_rows
    other = Site(beside(busy.store, "other"), dict(list(busy.pages.items())[:12]))
    night(other, 1)
    other.pages, other.purpose = busy.pages, "backfill"
    release, row = night(other, 2)
    assert row["health"] == "fresh"
    assert release.table("documents").num_rows == 72


def test_a_portal_that_shows_the_same_list_for_60_days_is_marked(busy: Site):
    night(busy, 1)
    _, quiet = night(busy, 2, as_of_day=21)
    assert (quiet["health"], quiet["reason"]) == ("quiet", "nothing new for 14 working days")
    release, stale = night(busy, 3, as_of_day=61)
    assert (stale["health"], stale["stale_since"]) == ("stale", FIRST + timedelta(days=60))
    assert "working days without anything new: 42" in stale["reason"]
    assert release.table("documents").num_rows == 12
    busy.put("fresh", "关于恢复更新的通知", f"{NOTICE}即日起恢复。", published="2027-01-20")
    _, back = night(busy, 4, as_of_day=62)
    assert back["health"] == "fresh"


def test_a_portal_whose_pages_all_turn_into_challenges_is_blocked(busy: Site):
    first, _ = night(busy, 1)
    challenge = "<html><head><script>var wzwschallenge='';</script></head><body>请开启JavaScript</body></html>".encode()
    busy.pages = dict.fromkeys(busy.pages, challenge)
    release, row = night(busy, 2)
    assert row["health"] == "blocked"
    assert row["build"] == first.record["portals"]["lanshan"]["build"]
    codes = {issue["code"] for issue in release.table("issues").to_pylist()}
    assert f"{ROOT}/zfwj/n0.html" in release.table("documents")["url"].to_pylist()
    assert "kept_last_good" not in codes
