"""Clearing away never touches what latest, a pinned release or the next night needs; rolling back is one step."""

from datetime import timedelta

import pytest
from site_of_tests import FIRST, NEWS, Site, portal

import taizhang
from load.build import build
from load.builds import newest_build
from load.release.release import publish
from load.release.retention import accept_build, clear_releases, pin_release, roll_back
from taizhang.errors import UserError
from taizhang.releases import latest_release


@pytest.fixture
def four_nights(site: Site) -> Site:
    for number in range(1, 5):
        site.put(
            "news", "全市政务公开工作会议召开", f"{NEWS}这是第{number}次会议，会议强调要抓好落实。"
        )
        archive = site.crawl(number)
        build(site.store, archive, portal(), FIRST + timedelta(days=number - 1))
        publish(site.store, [portal()], FIRST + timedelta(days=number - 1))
    return site


def test_what_is_needed_stays(four_nights: Site):
    store = four_nights.store
    first, second, third, fourth = store.folders("releases")
    pin_release(store, first, "cited in a paper", FIRST)
    for name in (first, second, fourth, "latest"):
        store.write(f"reports/{name}.html", b"a report")
    planned = clear_releases(store, keep=1, dry_run=True)
    assert planned.releases == (second, third)
    assert len(store.folders("releases")) == 4
    cleared = clear_releases(store, keep=1)
    assert cleared == planned
    assert store.folders("releases") == [first, fourth]
    assert len(store.folders("builds/lanshan")) == 2
    assert store.keys("reports") == [f"reports/{name}.html" for name in (first, fourth, "latest")]
    for name in (first, fourth):
        assert store.exists(f"releases/{name}/tasks/all.parquet")
    again = publish(store, [portal()], FIRST + timedelta(days=3))
    assert again.record["previous"] == fourth
    assert again.record["decisions"]["pinned"] == {first: "cited in a paper"}
    with pytest.raises(UserError, match="at least one"):
        clear_releases(store, keep=0)


def test_a_rollback_moves_the_pointer_and_is_named_in_the_next_manifest(four_nights: Site):
    store = four_nights.store
    second = store.folders("releases")[1]
    roll_back(store, second, "the third night read a list wrongly", FIRST + timedelta(days=4))
    assert taizhang.release(store.root).release_id == second
    if link := store.local_path("latest"):
        assert link.resolve().name == second
    build(store, four_nights.crawl(5), portal(), FIRST + timedelta(days=4))
    release = publish(store, [portal()], FIRST + timedelta(days=4))
    assert release.record["decisions"]["rolled_back"] == {
        second: "the third night read a list wrongly"
    }
    assert release.record["previous"] == second
    with pytest.raises(UserError, match=r"no release 2019-01-01-001; do you mean"):
        roll_back(store, "2019-01-01-001", "no such", FIRST)


def test_a_build_that_is_not_there_cannot_be_accepted(four_nights: Site):
    made = newest_build(four_nights.store, "lanshan")
    with pytest.raises(
        UserError, match=f"no build of lanshan nothing; there are .*{made.build_id}"
    ):
        accept_build(four_nights.store, "lanshan", "nothing", "because", FIRST)


def test_an_orphan_that_a_killed_publisher_left_is_cleared(four_nights: Site):
    store = four_nights.store
    with store.new_folder("releases/2026-11-23-002", "datapackage.json") as folder:
        folder.write("datapackage.json", store.read("releases/2026-11-23-001/datapackage.json"))
    store.write("releases/2026-11-24-001/tasks.parquet", b"without a manifest")
    cleared = clear_releases(store, keep=2)
    assert "2026-11-24-001" in cleared.releases
    assert latest_release(store).release_id == "2026-11-23-001"
