"""`kill -9` at any moment of a real Prefect night: the store as of one that was never killed.

By turns the whole process group dies, as when a machine fails, and one single process of it, as when the system runs
out of memory and picks one. The last night of each store is left alone.
"""

import os
import random
import signal
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from running import BIN, environment, run

import taizhang
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from taizhang.tables import READ_TABLES

LONGEST = 14.0  # seconds that a night on the sample takes, Prefect's own start included
BUCKET = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
}


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve_sample() as address:
        yield address


def nightly(store: str) -> list[str]:
    return ["nightly", "--store", store, "--portals", str(PORTALS)]


def kill_one_night(
    store: str, home: Path, variables: Mapping[str, str], dice: random.Random, whole: bool
) -> None:
    """Start a night and kill it, or one of its processes, at a moment that nobody chose."""
    command = [str(BIN / "taizhang"), *nightly(store)]
    with subprocess.Popen(
        command,
        env=dict(variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
        start_new_session=True,
    ) as process:
        try:
            process.wait(dice.uniform(0.5, LONGEST))
        except subprocess.TimeoutExpired:
            family = [
                psutil.Process(process.pid),
                *psutil.Process(process.pid).children(recursive=True),
            ]
            for victim in family if whole else [dice.choice(family)]:
                kill_process(victim)
        try:
            process.wait(180)
        finally:
            for rest in family_of(process.pid):
                kill_process(rest)


def kill_process(process: psutil.Process) -> None:
    try:
        process.send_signal(signal.SIGKILL)
    except psutil.NoSuchProcess:
        return


def family_of(group: int) -> list[psutil.Process]:
    """Processes of a session that outlived the one that began it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != group and os.getsid(process.pid) == group:
                found.append(process)
        except (ProcessLookupError, psutil.Error):
            continue
    return found


def check_killed_nights(kills: int, store: str, home: Path, proxy: str, **variables: str) -> None:
    home.mkdir()
    dice = random.Random(16)
    ours = environment(home, proxy, **variables)
    for number in range(kills):
        kill_one_night(store, home, ours, dice, whole=number % 2 == 0)
    untouched = f"{store}-untouched"
    for left_alone in (store, untouched):
        ended = run("taizhang", *nightly(left_alone), home=home, proxy=proxy, **variables)
        assert ended.code == 0, ended.err
    after, right = read_tables(store), read_tables(untouched)
    for name in READ_TABLES:
        assert after[name].equals(right[name]), name
    proved = run("taizhang", "verify", "--store", store, home=home, **variables)
    assert proved.code == 0, proved.out + proved.err


def read_tables(store: str) -> dict[str, pa.Table]:
    release = taizhang.release(store)
    return {name: release.table(name) for name in READ_TABLES}


def test_a_night_that_was_killed_goes_on(tmp_path: Path, proxy: str) -> None:
    check_killed_nights(1, str(tmp_path / "store"), tmp_path / "home", proxy)


@pytest.mark.prove
def test_fifty_kills_on_a_disk(tmp_path: Path, proxy: str) -> None:
    check_killed_nights(50, str(tmp_path / "store"), tmp_path / "home", proxy)


@pytest.mark.prove
def test_fifty_kills_in_a_bucket(tmp_path: Path, proxy: str, s3: str, bucket_store: object) -> None:
    store = f"s3://taizhang/{uuid.uuid4().hex}"
    check_killed_nights(50, store, tmp_path / "home", proxy, AWS_ENDPOINT_URL=s3, **BUCKET)
