"""TERM and Ctrl-C end a command within ten seconds, in one line, whatever it is doing; the store goes on from there."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from running import BIN, environment, night_without_prefect

import taizhang
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from taizhang.tables import READ_TABLES

MOST = 10.0  # seconds from the signal to the end
NIGHT = ("nightly",)
BACKFILL = ("backfill", "--portal", "heling", "--from", "2025-01-01", "--to", "2026-12-31")
FEW = ((NIGHT, 4.0), (BACKFILL, 3.0))
THIRTY = tuple(
    (command, 0.4 + 1.1 * number) for number in range(15) for command in (NIGHT, BACKFILL)
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A command that was stopped."""

    code: int
    err: str
    seconds: float
    left: list[str]


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve_sample() as address:
        yield address


@pytest.fixture(scope="module")
def untouched(proxy: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """The tables of a store whose commands nobody stopped."""
    return tables(one_night(tmp_path_factory.mktemp("untouched") / "store", proxy))


def one_night(store: Path, proxy: str) -> Path:
    night_without_prefect(store, PORTALS, proxy)
    return store


def tables(store: Path) -> dict[str, pa.Table]:
    release = taizhang.release(store)
    return {name: release.table(name) for name in READ_TABLES}


def stop(
    command: tuple[str, ...], after: float, number: signal.Signals, store: Path, proxy: str
) -> Stopped:
    """Start a command, send it a signal so many seconds later, as a terminal or a service manager does."""
    words = [str(BIN / "taizhang"), *command, "--store", str(store), "--portals", str(PORTALS)]
    with subprocess.Popen(
        words,
        env=environment(store.parent, proxy),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=store.parent,
        start_new_session=True,
    ) as process:
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            pass
        else:
            return Stopped(process.returncode, "", 0.0, [])  # it was done before
        started = psutil.Process(process.pid).children(recursive=True)
        begun = time.monotonic()
        if number is signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, err = process.communicate(timeout=60)
        seconds = time.monotonic() - begun
    left = [
        child.name()
        for child in started
        if child.is_running() and child.status() != psutil.STATUS_ZOMBIE
    ]
    return Stopped(process.returncode, err, seconds, left)


def check_stops(
    moments: tuple[tuple[tuple[str, ...], float], ...], store: Path, proxy: str
) -> None:
    """Stop commands on one store at all these moments, by turns as a service manager and as a terminal does."""
    store.parent.mkdir(parents=True, exist_ok=True)
    for turn, (command, after) in enumerate(moments):
        number = signal.SIGINT if turn % 2 else signal.SIGTERM
        stopped = stop(command, after, number, store, proxy)
        if stopped.seconds:  # it had not ended before
            where = f"{command[0]} after {after:.1f} s: {stopped}"
            assert stopped.seconds < MOST, where
            assert stopped.code in (1, -number), where
            assert stopped.err.count("\n") <= 1, where
            assert stopped.err == "" or stopped.err.startswith(
                f"taizhang: stopped by {number.name}"
            ), where
            assert stopped.left == [], where


def check_sound(store: Path, proxy: str, untouched: dict[str, pa.Table]) -> None:
    """The next night ends well, and its tables are those of a store that nobody stopped."""
    after = tables(one_night(store, proxy))
    for name in READ_TABLES:
        assert after[name].equals(untouched[name]), name
    ended = subprocess.run([str(BIN / "taizhang"), "verify", "--store", str(store)], check=False)
    assert ended.returncode == 0


def test_a_stopped_night_and_backfill_go_on(
    tmp_path: Path, proxy: str, untouched: dict[str, pa.Table]
) -> None:
    check_stops(FEW, tmp_path / "store", proxy)
    check_sound(tmp_path / "store", proxy, untouched)


@pytest.mark.prove
def test_thirty_stops_leave_a_sound_store(
    tmp_path: Path, proxy: str, untouched: dict[str, pa.Table]
) -> None:
    check_stops(THIRTY, tmp_path / "store", proxy)
    check_sound(tmp_path / "store", proxy, untouched)
