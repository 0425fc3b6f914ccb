"""A publisher killed after any step, readers at any moment, several writers: every reader sees one whole release."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from site_of_tests import FIRST, PLAN, ROOT, Site, portal

import taizhang
from load.build import build, newest_build
from load.release import latest, publish
from taizhang.archive import Archive
from taizhang.errors import StoreError
from taizhang.store import Store
from taizhang.tables import TABLES

DAY_TWO = FIRST + timedelta(days=1)
PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"
CONTEXT = multiprocessing.get_context("fork")


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
    tables = {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}
    documents = set(tables["documents"]["document_id"].to_pylist())
    tasks = set(tables["tasks"]["task_id"].to_pylist())
    assert set(tables["tasks"]["document_id"].to_pylist()) <= documents
    assert set(tables["task_units"]["task_id"].to_pylist()) <= tasks
    assert len(tables) == len(TABLES)
    assert (folder / "datapackage.json").exists()
    return len(documents), len(tasks)


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


def killed_after(root: str, number: int) -> Store:
    """A store whose process dies after its step of that number."""
    steps = iter(range(1, 10_000))

    def count(action: str, key: str) -> None:
        if next(steps) == number:
            os._exit(137)

    return Store(root, after=count)


def steps_of(work: Callable[[Store], Any], root: str) -> list[tuple[str, str]]:
    """The steps that work takes in a store."""
    steps: list[tuple[str, str]] = []
    work(Store(root, after=lambda action, key: steps.append((action, key))))
    return steps


def copied(site: Site, to: Path) -> str:
    """A copy of the store, files linked: nothing in a store is ever written in place."""
    root = Path(site.store.root)
    for path in sorted(root.rglob("*")):
        target = to / path.relative_to(root)
        if path.is_symlink():
            target.symlink_to(path.readlink())
        elif path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif ".locks" not in path.parts:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target)
    return str(to)


def test_the_steps_of_publishing_end_with_the_pointer_and_the_link(two_nights: Site, tmp_path: Path):
    steps = steps_of(lambda store: publish(store, [portal()], DAY_TWO), copied(two_nights, tmp_path / "copy"))
    actions = [action for action, _ in steps]
    assert actions[-4:] == ["rename", "aside", "write", "link"]
    assert steps[-2] == ("write", "latest.json")
    assert set(actions[:-4]) == {"stage"}
    assert [key for action, key in steps if action == "stage"][-1] == "datapackage.json"


def kill_everywhere(site: Site, tmp_path: Path, every: int) -> None:
    whole = steps_of(lambda store: publish(store, [portal()], DAY_TWO), copied(site, tmp_path / "whole"))
    last = len(whole)
    chosen = sorted({*range(1, last + 1, every), *range(last - 3, last + 1)})
    for number in chosen:
        root = copied(site, tmp_path / f"killed{number}")
        code = in_child(lambda root=root, number=number: publish(killed_after(root, number), [portal()], DAY_TWO))
        assert code == 137
        moved = number >= last - 1
        assert seen(taizhang.release(root)) == (AFTER if moved else BEFORE), whole[number - 1]
        assert seen((Path(root) / "latest").resolve()) in (BEFORE, AFTER)
        release = publish(Store(root), [portal()], DAY_TWO)
        assert seen(taizhang.release(root)) == AFTER
        assert seen((Path(root) / "latest").resolve()) == AFTER
        assert latest(Store(root)).release_id == release.release_id
        assert not list(Path(root).rglob(".*.tmp")), "leftovers of the dead are swept"


def test_a_publisher_killed_after_any_step_leaves_one_whole_release(two_nights: Site, tmp_path: Path):
    kill_everywhere(two_nights, tmp_path, every=9)


@pytest.mark.prove
def test_a_publisher_killed_after_every_single_step_leaves_one_whole_release(two_nights: Site, tmp_path: Path):
    kill_everywhere(two_nights, tmp_path, every=1)


def test_a_builder_killed_after_any_step_leaves_the_newest_build_whole(site: Site, tmp_path: Path):
    build(site.store, site.crawl(1), portal(), FIRST)
    site.put("second", "关于印发2027年政务公开工作要点的通知", PLAN)
    site.crawl(2)

    def make(store: Store) -> None:
        build(store, Archive(store), portal(), DAY_TWO)

    steps = steps_of(make, copied(site, tmp_path / "whole"))
    whole = newest_build(Store(tmp_path / "whole"), "lanshan")
    for number in (1, len(steps) // 2, *range(len(steps) - 3, len(steps) + 1)):
        root = copied(site, tmp_path / f"killed{number}")
        assert in_child(lambda root=root, number=number: make(killed_after(root, number))) == 137
        found = newest_build(Store(root), "lanshan")
        assert found.table(Store(root), "documents").num_rows in (3, 4)
        make(Store(root))
        again = newest_build(Store(root), "lanshan")
        assert again.build_id == whole.build_id
        assert again.table(Store(root), "documents").num_rows == 4


def test_a_reader_in_a_tight_loop_sees_whole_releases_only(two_nights: Site):
    root = two_nights.store.root
    read_loop(root, lambda number: _flip(two_nights, number), publishes=4)


@pytest.mark.prove
def test_a_reader_in_a_tight_loop_during_100_publishes_sees_whole_releases_only(two_nights: Site):
    read_loop(two_nights.store.root, lambda number: _flip(two_nights, number), publishes=100)


def _flip(site: Site, number: int) -> None:
    """Publish one more release: a new day each time."""
    publish(site.store, [portal()], DAY_TWO + timedelta(days=number))


def read_loop(root: str, one_more: Callable[[int], None], publishes: int) -> None:
    done, read = threading.Event(), [0]
    failures: list[object] = []

    def loop() -> None:
        while not done.is_set():
            try:
                found = {seen(taizhang.release(root)), seen((Path(root) / "latest").resolve())}
            except (AssertionError, OSError, StoreError) as error:
                failures.append(error)
                return
            if not found <= {BEFORE, AFTER}:
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
    folder = taizhang.release(two_nights.store.root)
    documents = pq.read_table(folder / "documents.parquet")
    publish(two_nights.store, [portal()], DAY_TWO)
    assert taizhang.release(two_nights.store.root) != folder
    assert seen(folder) == BEFORE
    assert pq.read_table(folder / "documents.parquet").equals(documents)


def test_two_publishers_and_a_backfill_at_once_lose_no_build(two_nights: Site):
    root = two_nights.store.root
    other = portal(slug="other", name="别处")
    away = Site(Store(root))
    away.pages = {"http://other.gov.test/a.html": two_nights.pages[f"{ROOT}/zfwj/plan.html"]}
    away.crawl(2, "other")

    def publish_patiently(day: date) -> None:
        for _ in range(600):
            try:
                publish(Store(root), [portal()], day)
                return
            except StoreError as error:
                if "in use" not in str(error):
                    raise
                time.sleep(0.05)
        raise AssertionError("the lock never came free")

    def backfill() -> None:
        build(Store(root), Archive(Store(root)), other, DAY_TWO)

    works = [lambda: publish_patiently(DAY_TWO), lambda: publish_patiently(DAY_TWO), backfill]
    children = [CONTEXT.Process(target=work) for work in works]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0, 0, 0]
    release = publish(Store(root), [portal(), other], DAY_TWO)
    carried = set(release.table(Store(root), "documents")["portal"].to_pylist())
    assert carried == {"lanshan", "other"}
    assert newest_build(Store(root), "other").table(Store(root), "documents").num_rows == 1
