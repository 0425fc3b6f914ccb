"""Files that kill, hang or fill the memory: what is lost is that file, and it is named; by real deaths of processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from load.reading.cage import Death
from load.reading.workers import do_aside, run_jobs

ROOT_FOLDER = Path(__file__).parents[2]


def obey(job: tuple[int, str]) -> int:
    """Does what a job says with this process, or gives its number back."""
    number, order = job
    if order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "abort":
        os.abort()
    if order == "fill":
        try:
            bytearray(3 * 2**30)
        except MemoryError:
            return -2
    if order == "raise":
        raise ValueError("an error of the code")
    if order == "sleep":
        time.sleep(60)
    return number


def die_once(job: tuple[int, str]) -> int:
    """As if somebody killed this process over an innocent job: the file that the job names says that it was done."""
    number, done = job
    if done and not Path(done).exists():
        Path(done).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly(job: tuple[int, str], death: Death) -> int:
    return -1 if death.exit_code in (-signal.SIGKILL, -signal.SIGABRT) else -9


def is_foreign(_: object) -> bool:
    return True


def test_a_death_is_the_fault_of_its_job_and_of_no_other() -> None:
    orders = {5: "kill", 17: "abort", 18: "kill", 60: "kill", 99: "kill"}
    jobs = [(number, orders.get(number, "")) for number in range(100)]
    found = list(run_jobs(obey, jobs, 2, deadly, is_foreign))
    assert found == [-1 if number in orders else number for number in range(100)]


def test_a_process_that_was_killed_from_outside_costs_its_job_nothing(tmp_path: Path) -> None:
    jobs = [
        (number, str(tmp_path / f"{number}") if number in (3, 4, 30) else "")
        for number in range(40)
    ]
    assert list(run_jobs(die_once, jobs, 2, deadly, is_foreign)) == list(range(40))


def test_a_process_holds_no_more_memory_than_it_may() -> None:
    assert list(run_jobs(obey, [(1, "fill"), (2, "")], 1, deadly, is_foreign)) == [-2, 2]


def test_an_error_of_the_code_is_raised_where_the_jobs_came_from() -> None:
    with pytest.raises(ValueError, match="an error of the code"):
        list(run_jobs(obey, [(1, ""), (2, "raise")], 1, deadly, is_foreign))


def test_who_wants_no_more_results_leaves_no_process() -> None:
    results = run_jobs(obey, [(1, ""), *[(2, "sleep")] * 5], 2, deadly, is_foreign)
    assert next(results) == 1
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 10
    assert threading.active_count() < 20


def tell_process(order: str) -> int:
    """The process that does the job, unless the job ends it."""
    if order == "abort":
        os.abort()
    return os.getpid()


def died(_: object, death: Death) -> int:
    return death.exit_code or 0


def test_a_process_beside_a_thread_stays_for_its_next_job_and_is_no_other_threads() -> None:
    found: list[list[int]] = []

    def ask() -> None:
        found.append([do_aside(tell_process, "", died) for _ in range(3)])

    for _ in range(2):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    here, there = map(set, found)
    assert len(here) == len(there) == 1
    assert here != there


def test_the_death_of_a_process_beside_a_thread_is_its_jobs_and_the_next_has_another() -> None:
    before = do_aside(tell_process, "", died)
    assert do_aside(tell_process, "abort", died) == -signal.SIGABRT
    assert do_aside(tell_process, "", died) not in (before, os.getpid())


def test_a_process_that_died_with_nothing_to_do_costs_no_job() -> None:
    idle = do_aside(tell_process, "", died)
    os.kill(idle, signal.SIGTERM)
    psutil.wait_procs([psutil.Process(idle)] if psutil.pid_exists(idle) else [], timeout=10)
    assert do_aside(tell_process, "", died) > 0


def test_files_that_kill_are_named_once_and_all_else_is_read(tmp_path: Path) -> None:
    script = Path(__file__).with_name("deadly_nights.py")
    paths = os.pathsep.join((str(ROOT_FOLDER), str(ROOT_FOLDER / "tests")))
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    ends = {
        "KILL": "ended by SIGKILL",
        "ABORT": "ended by SIGABRT",
        "HANG": "far too long",
        "FILL": "more than the memory holds",
    }
    for night in (first, second):
        assert night["documents"] == 6
        assert night["parts"].count("附件1.txt") == 5
        for word, end in ends.items():
            [message] = [text for _, url, text in night["issues"] if url.endswith(f"/{word}.txt")]
            assert end in message
    assert first["issues"] == second["issues"]
    tried = (tmp_path / "tried.txt").read_text().split()
    # With its shard (the first of them), with its page, and alone; never again on the second night,
    # although each page is new. What may have been killed from outside is given to another process
    # each time.
    assert {word: tried.count(word) for word in ("KILL", "ABORT", "HANG")} == {
        "KILL": 4,
        "ABORT": 3,
        "HANG": 2,
    }
