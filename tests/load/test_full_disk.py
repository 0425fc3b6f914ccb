"""A disk that is really full, at each stage: one line, the last release whole, and the next run goes on."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from disk_of_tests import fill, small_disk
from site_of_tests import FIRST, PLAN, Site, portal

import taizhang
from load.build import build
from load.release.release import publish
from taizhang.archive import Archive
from taizhang.errors import StoreError
from taizhang.store import Store


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    with small_disk(tmp_path / "disk", 2) as place:
        yield place


def test_a_full_disk_at_each_stage_leaves_the_last_release_whole(disk: Path):
    site = Site(Store(disk / "store"))
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    day = FIRST + timedelta(days=1)
    build(site.store, site.crawl(1), portal(), FIRST)
    first = publish(site.store, [portal()], FIRST)

    def whole() -> None:
        release = taizhang.release(site.store.root)
        assert release.release_id == first.release_id
        assert first.table("tasks").num_rows == 4

    site.put("more", "关于印发2027年政务公开工作要点的通知", PLAN.replace("市教育局", "市民政局"))
    stages = (
        lambda: site.crawl(2),
        lambda: build(site.store, Archive(site.store), portal(), day),
        lambda: publish(site.store, [portal()], day),
    )
    for stage in stages:
        filler = fill(disk)
        with pytest.raises(
            StoreError, match=r"no space left for the store .* free some and run again"
        ) as error:
            stage()
        assert "\n" not in str(error.value)
        whole()
        filler.unlink()
        stage()
    assert taizhang.release(site.store.root).release_id > first.release_id
    assert shutil.disk_usage(disk).free > 0
