"""One budget a site, however many workers and processes ask."""

import itertools
import multiprocessing
import os
import random
import threading
import time
from pathlib import Path
from typing import Any

from extract.budget import LAYOUT, Budget


def take(folder: Path, site: str, times: int, log: Path, interval: float = 0.05) -> None:
    """Requests that reach their site sooner or later, as the net will have it."""
    budget, late = Budget(site, folder), random.Random(site)
    for _ in range(times):
        budget.start_request(interval)
        time.sleep(late.random() * 0.02)
        with log.open("a") as file:
            file.write(f"{time.monotonic()}\n")
        budget.note_answer_begins()
    budget.close()


def once(folder: Path, interval: float, **given: Any) -> None:
    budget = Budget("a.gov.cn", folder, **given)
    budget.start_request(interval)
    budget.note_answer_begins()
    budget.close()


def moments(log: Path) -> list[float]:
    return sorted(float(line) for line in log.read_text().splitlines())


def test_four_workers_in_two_processes_keep_one_rate(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def two_threads() -> None:
        threads = [
            threading.Thread(target=take, args=(tmp_path / "b", "a.gov.cn", 5, log))
            for _ in range(2)
        ]
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
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.05


def test_sites_do_not_wait_for_each_other(tmp_path: Path) -> None:
    started = time.monotonic()
    for site in ("a.gov.cn", "b.gov.cn", "c.gov.cn"):
        Budget(site, tmp_path).start_request(10)
    assert time.monotonic() - started < 1


def test_a_worker_that_overslept_does_not_come_close_to_the_next(tmp_path: Path) -> None:
    once(tmp_path, 0.1)
    once(tmp_path, 0.1, sleep=lambda rest: time.sleep(rest + 0.08))
    late = time.monotonic()
    once(tmp_path, 0.1)
    assert time.monotonic() - late > 0.099


def test_nothing_is_sent_while_a_request_is_on_its_way(tmp_path: Path) -> None:
    budget, log = Budget("a.gov.cn", tmp_path), tmp_path / "log"
    budget.start_request(0.05)
    waiting = threading.Thread(target=take, args=(tmp_path, "a.gov.cn", 1, log))
    waiting.start()
    time.sleep(0.2)
    assert not log.exists()
    answered = time.monotonic()
    budget.note_answer_begins()
    waiting.join()
    assert moments(log)[0] - answered >= 0.05


def test_a_worker_that_dies_with_a_request_on_its_way_stops_nobody(tmp_path: Path) -> None:
    def die() -> None:
        Budget("a.gov.cn", tmp_path).start_request(0.05)
        os._exit(9)

    victim = multiprocessing.get_context("fork").Process(target=die)
    victim.start()
    victim.join()
    started = time.monotonic()
    once(tmp_path, 0.05)
    assert time.monotonic() - started < 1


def test_who_has_not_read_robots_keeps_the_delay_of_who_has(tmp_path: Path) -> None:
    once(tmp_path, 0.2)
    started = time.monotonic()
    once(tmp_path, 0.01)
    assert time.monotonic() - started > 0.19
    once(tmp_path, 0.01)
    assert time.monotonic() - started < 0.3


def test_a_hold_stops_everybody_even_those_who_wait(tmp_path: Path) -> None:
    log = tmp_path / "log"
    once(tmp_path / "b", 0.2)
    waiting = threading.Thread(target=take, args=(tmp_path / "b", "a.gov.cn", 1, log, 0.2))
    waiting.start()
    time.sleep(0.05)
    held = time.monotonic()
    Budget("a.gov.cn", tmp_path / "b").hold_requests(0.5)
    waiting.join()
    assert moments(log)[0] - held > 0.49


def test_what_is_left_from_before_a_reboot_holds_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.gov.cn").write_bytes(
        LAYOUT.pack(time.monotonic() + 10**6, 100.0, time.monotonic() + 10**7)
    )
    started = time.monotonic()
    once(tmp_path, 0.01)
    assert time.monotonic() - started < 1
