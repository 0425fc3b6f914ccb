"""Reading by a Dask cluster: the same bytes as one process makes, also where a worker is killed at its work."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster
from site_of_tests import FIRST, PLAN, Site, portal
from stores_of_tests import copy

import load.reading.dask_workers
import load.reading.shards
from load.build import build
from load.reading.dask_workers import DaskCluster, check_workers, choose_workers, connect_client
from taizhang.archive import Archive
from taizhang.errors import UserError
from taizhang.settings import Settings
from taizhang.store import Store


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """Two workers in processes of their own, which see a bucket that was there before; one that dies is started anew."""
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made,
    ):
        yield made
        connect_client(made.scheduler_address, 2).close()
        connect_client.cache_clear()


def grown(store: Store) -> Site:
    """A portal of sixty plans, crawled once."""
    site = Site(store)
    for number in range(60):
        text = PLAN.replace("市教育局", f"第{number}中学")
        site.put(f"n{number}", f"关于印发第{number}号工作要点的通知", text)
    return site


def built(store: Store, workers: int | DaskCluster) -> dict[str, bytes]:
    """The files of a build."""
    made = build(store, Archive(store), portal(), FIRST, workers=workers)
    return {key: store.read(key) for key in store.keys(made.folder)}


class Killer(threading.Thread):
    """Kills a worker as soon as the scheduler says that it is at work."""

    def __init__(self, cluster: LocalCluster) -> None:
        super().__init__(daemon=True)
        self._address = cluster.scheduler_address
        self.killed = False

    def run(self) -> None:
        with Client(self._address) as client:
            pids = client.run(os.getpid)
            for _ in range(10_000):
                busy = [address for address, tasks in client.processing().items() if tasks]
                if busy:
                    os.kill(pids[busy[0]], signal.SIGKILL)
                    self.killed = True
                    return
                time.sleep(0.02)


def test_a_build_by_a_cluster_of_which_a_worker_dies_is_that_of_one_process(
    store: Store, cluster: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk; among the long proofs with the cluster's store in a bucket."""
    monkeypatch.setattr(load.reading.shards, "MOST_PAGES", 15)
    site = grown(Store(tmp_path / "one"))
    site.crawl(1)
    other = copy(site.store, store, "archive")
    killer = Killer(cluster)
    made = [built(site.store, 1)]
    killer.start()
    made.append(built(other, DaskCluster(cluster.scheduler_address, 2)))
    killer.join()
    assert killer.killed
    assert made[0].keys() == made[1].keys()
    assert {key for key in made[0] if made[0][key] != made[1][key]} == set()
    assert sum("tasks.parquet" in key for key in made[0]) == 1


def test_a_cluster_with_other_code_is_refused(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load.reading.dask_workers, "code_version", lambda packages: "other")
    with (
        Client(cluster.scheduler_address) as client,
        pytest.raises(UserError, match="has other code or packages"),
    ):
        check_workers(client)


def test_a_scheduler_that_does_not_answer_is_said() -> None:
    with pytest.raises(UserError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        connect_client("tcp://127.0.0.1:9", 1)


def test_one_setting_chooses_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_workers(Settings(workers=3)) == 3
    monkeypatch.setenv("TAIZHANG_EXECUTOR", "dask")
    assert choose_workers(Settings(workers=3)) == DaskCluster(None, 3)
    assert choose_workers(Settings(scheduler="tcp://10.0.0.5:8786")) == DaskCluster(
        "tcp://10.0.0.5:8786", os.cpu_count()
    )
