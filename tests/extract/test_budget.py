"""One budget a site, however many workers and processes ask."""

import itertools
import multiprocessing
import threading
import time
from pathlib import Path

from extract.budget import Budget


def take(folder: Path, site: str, times: int, log: Path, interval: float = 0.05) -> None:
    budget = Budget(site, folder)
    for _ in range(times):
        budget.wait(interval)
        with log.open("a") as file:
            file.write(f"{time.monotonic()}\n")


def moments(log: Path) -> list[float]:
    return sorted(float(line) for line in log.read_text().splitlines())


def test_four_workers_in_two_processes_keep_one_rate(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def two_threads() -> None:
        threads = [threading.Thread(target=take, args=(tmp_path / "b", "a.gov.cn", 5, log)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    processes = [multiprocessing.get_context("fork").Process(target=two_threads) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    times = moments(log)
    assert len(times) == 20
    assert times[-1] - times[0] > 19 * 0.05 - 0.01
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.045


def test_sites_do_not_wait_for_each_other(tmp_path: Path) -> None:
    started = time.monotonic()
    for site in ("a.gov.cn", "b.gov.cn", "c.gov.cn"):
        Budget(site, tmp_path).wait(10)
    assert time.monotonic() - started < 1


def test_a_worker_that_overslept_does_not_come_close_to_the_next(tmp_path: Path) -> None:
    Budget("a.gov.cn", tmp_path).wait(0.1)
    Budget("a.gov.cn", tmp_path, sleep=lambda rest: time.sleep(rest + 0.08)).wait(0.1)
    late = time.monotonic()
    Budget("a.gov.cn", tmp_path).wait(0.1)
    assert time.monotonic() - late > 0.099


def test_a_hold_stops_everybody_even_those_who_wait(tmp_path: Path) -> None:
    log = tmp_path / "log"
    Budget("a.gov.cn", tmp_path / "b").wait(0.2)
    waiting = threading.Thread(target=take, args=(tmp_path / "b", "a.gov.cn", 1, log, 0.2))
    waiting.start()
    time.sleep(0.05)
    held = time.monotonic()
    Budget("a.gov.cn", tmp_path / "b").hold(0.5)
    waiting.join()
    assert moments(log)[0] - held > 0.49


def test_what_is_left_from_before_a_reboot_holds_nobody(tmp_path: Path) -> None:
    budget = Budget("a.gov.cn", tmp_path)
    budget.hold(10**7)
    started = time.monotonic()
    budget.wait(0.01)
    assert time.monotonic() - started < 1
