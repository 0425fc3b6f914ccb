"""Several processes answer; one that dies is started again, and none outlives the command. Mapped files are let go of."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import psutil
from hostile_release import TASK, make_store
from running import BIN, environment

from reports.explorer.book import Book
from reports.explorer.index_file import ensure_index
from reports.explorer.mapped_files import let_go
from taizhang.releases import release

PATIENCE = 60


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


def test_processes_come_back_and_end_together(tmp_path: Path) -> None:
    make_store(tmp_path / "store")
    command = [str(BIN / "taizhang"), "web", "--store", "store", "--port", "0", "--workers", "2"]
    variables = environment(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    with subprocess.Popen(
        command,
        env=variables,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        family = psutil.Process(server.pid)
        until(lambda: len(family.children()) == 2 and answers(f"{address}tasks/{TASK}"))
        first, second = family.children()
        first.kill()
        until(lambda: first not in family.children() and len(family.children()) == 2)
        assert all(answers(address) for _ in range(10))
        assert second in family.children()
        children = family.children()
        server.terminate()
        server.communicate(timeout=PATIENCE)
    until(lambda: not any(child.is_running() for child in children))
    assert not answers(address)


def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    make_store(tmp_path / "store")
    command = [str(BIN / "taizhang"), "web", "--store", "store", "--port", "0", "--workers", "2"]
    variables = environment(tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    with subprocess.Popen(
        command, env=variables, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        until(lambda: answers(address))
        children = psutil.Process(server.pid).children()
        server.kill()
        until(lambda: not any(child.is_running() for child in children))


def test_what_is_let_go_of_is_there_again(tmp_path: Path) -> None:
    store = make_store(tmp_path / "store")
    opened = release(store.root)
    book = Book(opened, ensure_index(opened, tmp_path / "cache"))
    before = book.row_of("tasks", TASK), len(book.sets.text.find("alert"))
    assert before[0] is not None
    let_go()
    assert (book.row_of("tasks", TASK), len(book.sets.text.find("alert"))) == before
    assert before[1] == 1
