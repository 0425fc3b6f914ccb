"""The night's second half in a bucket: the same code, the same releases, whole at every step."""

from datetime import timedelta
from pathlib import Path

from site_of_tests import FIRST, PLAN, ROOT, Site, portal

from load.build import build
from load.release.release import publish
from load.release.retention import clear_releases
from taizhang.releases import latest_release, read_pointer
from taizhang.store import Store
from taizhang.tables import READ_TABLES

DAY_TWO = FIRST + timedelta(days=1)


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it, nothing is cleared up on the way."""


def filled(store: Store) -> Site:
    """One night published, the next one built."""
    site = Site(store)
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    site.put("other", "关于印发2025年政务公开工作要点的通知", PLAN.replace("市司法局", "市民政局"))
    build(store, site.crawl(1), portal(), FIRST)
    publish(store, [portal()], FIRST)
    site.pages[f"{ROOT}/zfwj/third.html"] = site.pages[f"{ROOT}/zfwj/plan.html"].replace(
        b"2026", b"2024"
    )
    build(store, site.crawl(2), portal(), DAY_TWO)
    return site


def test_a_bucket_and_a_disk_hold_the_same_release(bucket_store: Store, tmp_path: Path):
    disk = Store(tmp_path / "store")
    made = []
    for store in (bucket_store, disk):
        filled(store)
        made.append(publish(store, [portal()], DAY_TWO))
    assert made[0].release_id == made[1].release_id
    for name in (*READ_TABLES, "changes", "versions"):
        assert bucket_store.read(f"{made[0].folder}/{name}/all.parquet") == disk.read(
            f"{made[1].folder}/{name}/all.parquet"
        )
    assert read_pointer(bucket_store)["release"] == made[0].release_id
    cleared = clear_releases(bucket_store, keep=1)
    assert len(cleared.releases) == 1
    assert bucket_store.folders("releases") == [made[0].release_id]


def test_a_publisher_killed_at_any_step_leaves_one_whole_release(bucket_store: Store):
    filled(bucket_store)
    first = latest_release(bucket_store)
    number = 0
    for number in range(1, 200, 7):
        steps = iter(range(1, 1000))

        def die(action: str, key: str, steps=steps, number: int = number) -> None:
            if not key.startswith(".locks") and next(steps) == number:
                raise Killed

        try:
            publish(Store(bucket_store.root, after=die), [portal()], DAY_TWO)
        except Killed:
            found = latest_release(bucket_store)
            assert found.table("documents").num_rows in (2, 3)
            assert (found.release_id == first.release_id) == (
                found.table("documents").num_rows == 2
            )
        else:
            break
    assert number > 30, "there were steps to die at"
    assert latest_release(bucket_store).table("documents").num_rows == 3
