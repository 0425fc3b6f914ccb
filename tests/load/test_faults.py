"""A publisher killed after any step, readers at any moment, several writers: every reader sees one whole release."""

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from site_of_tests import FIRST, PLAN, ROOT, Site, portal
from stores_of_tests import beside, copy

import taizhang
from load.build import build
from load.builds import newest_build
from load.release.release import publish
from taizhang.archive import Archive
from taizhang.errors import InUseError, StoreError
from taizhang.releases import LINK, Release, latest_release
from taizhang.store import Store, bucket
from taizhang.tables import TABLES

DAY_TWO = FIRST + timedelta(days=1)
PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"
CONTEXT = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def short_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a bucket, the lock of a killed process falls when its lease has run out: here within a second."""
    monkeypatch.setattr(bucket, "LEASE", 1.0)


@pytest.fixture
def two_nights(site: Site) -> Site:
    """One night published; of the second, with a plan more and one less, the build is there."""
    build(site.store, site.crawl(1), portal(), FIRST)
    publish(site.store, [portal()], FIRST)
    site.put("second", "关于印发2027年政务公开工作要点的通知", PLAN.replace("市教育局", "市民政局"))
    site.pages[f"{ROOT}/zfwj/notice.html"] = 404
    build(site.store, site.crawl(2), portal(), DAY_TWO)
    return site


def seen(folder: Path) -> tuple[int, int]:
    """Documents and tasks of a release, every table read whole and its references checked."""
    tables = {path.parent.name: pq.read_table(path) for path in folder.glob("*/*.parquet")}
    documents = set(tables["documents"]["document_id"].to_pylist())
    tasks = set(tables["tasks"]["task_id"].to_pylist())
    assert set(tables["tasks"]["document_id"].to_pylist()) <= documents
    assert set(tables["task_units"]["task_id"].to_pylist()) <= tasks
    assert len(tables) == len(TABLES)
    assert (folder / "datapackage.json").exists()
    return len(documents), len(tasks)


def seen_now(store: Store) -> tuple[int, int]:
    """What a reader finds who comes now, who has read nothing before."""
    with tempfile.TemporaryDirectory() as cache:
        found = seen(taizhang.release(store.root).path(cache=cache))
    link = store.local_path(LINK)
    assert link is None or seen(link.resolve()) in (BEFORE, AFTER)
    return found


BEFORE, AFTER = (3, 4), (3, 8)


def in_child(work: Callable[[], Any]) -> int:
    """Run work in a process of its own; its exit code, 137 for one that killed itself."""

    def run() -> None:
        try:
            work()
        except StoreError:
            os._exit(1)
        os._exit(0)

    child = CONTEXT.Process(target=run)
    child.start()
    child.join(120)
    return child.exitcode or 0


def killed_after(store: Store, number: int) -> Store:
    """The store, for a process that dies after its step of that number. Locks are no steps of it."""
    steps = iter(range(1, 10_000))

    def count(action: str, key: str) -> None:
        if not key.startswith(".locks") and next(steps) == number:
            os._exit(137)

    return Store(store.root, after=count)


def steps_of(work: Callable[[Store], Any], store: Store) -> list[tuple[str, str]]:
    """The steps that work takes in a store."""
    steps: list[tuple[str, str]] = []
    work(Store(store.root, after=lambda action, key: steps.append((action, key))))
    return [(action, key) for action, key in steps if not key.startswith(".locks")]


def patiently(work: Callable[[], Any]) -> Any:
    """Do work as soon as nobody else holds the lock."""
    for _ in range(600):
        try:
            return work()
        except InUseError:
            time.sleep(0.05)
    raise AssertionError("the lock never came free")


def publish_two(store: Store) -> Release:
    return publish(store, [portal()], DAY_TWO)


def test_the_steps_of_publishing_end_with_the_pointer(two_nights: Site):
    steps = steps_of(publish_two, two_nights.store)
    actions = [action for action, _ in steps]
    if two_nights.store.local_path(LINK):
        assert actions[-4:] == ["rename", "aside", "write", "link"]
        assert steps[-2] == ("write", "latest.json")
        assert set(actions[:-4]) <= {"stage", "carry"}
        assert [key for action, key in steps if action == "stage"][-1] == "datapackage.json"
    else:
        assert [key.rpartition("/")[2] for _, key in steps[-2:]] == [
            "datapackage.json",
            "latest.json",
        ]


def kill_everywhere(site: Site, every: int) -> None:
    whole = steps_of(publish_two, copy(site.store, beside(site.store, "whole")))
    last = len(whole)
    pointed = max(
        number
        for number, (action, key) in enumerate(whole, 1)
        if (action, key) == ("write", "latest.json")
    )
    chosen = sorted({*range(1, last + 1, every), *range(last - 3, last + 1)})
    for number in chosen:
        store = copy(site.store, beside(site.store, f"killed{number}"))
        assert (
            in_child(lambda store=store, number=number: publish_two(killed_after(store, number)))
            == 137
        )
        assert seen_now(store) == (AFTER if number >= pointed else BEFORE), whole[number - 1]
        release = patiently(lambda store=store: publish_two(store))
        assert seen_now(store) == AFTER
        assert latest_release(store).release_id == release.release_id
        if link := store.local_path(LINK):
            assert seen(link.resolve()) == AFTER
            assert not list(link.parent.rglob(".*.tmp")), "leftovers of the dead are swept"


def test_a_publisher_killed_after_any_step_leaves_one_whole_release(two_nights: Site):
    kill_everywhere(two_nights, every=13)


@pytest.mark.prove
def test_a_publisher_killed_after_every_single_step_leaves_one_whole_release(two_nights: Site):
    kill_everywhere(two_nights, every=1)


def test_a_builder_killed_after_any_step_leaves_the_newest_build_whole(site: Site):
    build(site.store, site.crawl(1), portal(), FIRST)
    site.put("second", "关于印发2027年政务公开工作要点的通知", PLAN)
    site.crawl(2)

    def make(store: Store) -> None:
        build(store, Archive(store), portal(), DAY_TWO)

    other = copy(site.store, beside(site.store, "whole"))
    steps = steps_of(make, other)
    whole = newest_build(other, "lanshan")
    for number in (1, len(steps) // 2, *range(len(steps) - 3, len(steps) + 1)):
        store = copy(site.store, beside(site.store, f"killed{number}"))
        assert in_child(lambda store=store, number=number: make(killed_after(store, number))) == 137
        found = newest_build(store, "lanshan")
        assert found.table("documents").num_rows in (3, 4)
        make(store)
        again = newest_build(store, "lanshan")
        assert again.build_id == whole.build_id
        assert again.table("documents").num_rows == 4


def test_a_reader_in_a_tight_loop_sees_whole_releases_only(two_nights: Site):
    read_loop(two_nights.store, lambda number: _flip(two_nights, number), publishes=4)


@pytest.mark.prove
def test_a_reader_in_a_tight_loop_during_100_publishes_sees_whole_releases_only(two_nights: Site):
    read_loop(two_nights.store, lambda number: _flip(two_nights, number), publishes=100)


def _flip(site: Site, number: int) -> None:
    """Publish one more release: a new day each time."""
    publish(site.store, [portal()], DAY_TWO + timedelta(days=number))


def read_loop(store: Store, one_more: Callable[[int], None], publishes: int) -> None:
    done, read = threading.Event(), [0]
    failures: list[object] = []

    def loop() -> None:
        while not done.is_set():
            try:
                found = seen_now(store)
            except (AssertionError, OSError, StoreError) as error:
                failures.append(error)
                return
            if found not in (BEFORE, AFTER):
                failures.append(found)
                return
            read[0] += 1

    reader = threading.Thread(target=loop)
    reader.start()
    for number in range(publishes):
        one_more(number)
    while read[0] < 3 and not failures:
        time.sleep(0.01)
    done.set()
    reader.join()
    assert failures == []
    assert read[0] >= 3


def test_a_release_taken_once_stays_while_others_are_published(two_nights: Site):
    folder = taizhang.release(two_nights.store.root).path()
    documents = pq.read_table(folder / "documents")
    publish(two_nights.store, [portal()], DAY_TWO)
    assert taizhang.release(two_nights.store.root).path() != folder
    assert seen(folder) == BEFORE
    assert pq.read_table(folder / "documents").equals(documents)


def test_two_publishers_and_a_backfill_at_once_lose_no_build(two_nights: Site):
    root = two_nights.store.root
    other = portal(slug="other", name="别处")
    away = Site(Store(root))
    away.pages = {"http://other.gov.test/a.html": two_nights.pages[f"{ROOT}/zfwj/plan.html"]}
    away.crawl(2, "other")

    def backfill() -> None:
        build(Store(root), Archive(Store(root)), other, DAY_TWO)

    def publish_one() -> None:
        patiently(lambda: publish_two(Store(root)))

    works = [publish_one, publish_one, backfill]
    children = [CONTEXT.Process(target=work) for work in works]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0, 0, 0]
    release = publish(Store(root), [portal(), other], DAY_TWO)
    carried = set(release.table("documents")["portal"].to_pylist())
    assert carried == {"lanshan", "other"}
    assert newest_build(Store(root), "other").table("documents").num_rows == 1
