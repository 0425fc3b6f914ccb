"""`kill -9` at any moment of a real Prefect night: the store as of one that was never killed.

By turns the whole process group dies, as when a machine fails, and one single process of it, as when the system runs
out of memory and picks one. The last night of each store is left alone.
"""

import json
import os
import random
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from prefect_of_tests import free_port
from running import BIN, environment, run

import taizhang
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from flows.prefect.server import run_server
from taizhang.store import Store
from taizhang.tables import READ_TABLES

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
    store: str,
    home: Path,
    variables: Mapping[str, str],
    moment: float,
    victims: random.Random | None,
) -> None:
    """Start a night and kill it as a whole, or one of its processes, after some seconds."""
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
            process.wait(moment)
        except subprocess.TimeoutExpired:
            family = [
                psutil.Process(process.pid),
                *psutil.Process(process.pid).children(recursive=True),
            ]
            for victim in [victims.choice(family)] if victims else family:
                kill_process(victim)
        try:
            process.wait(180)
        finally:
            # Or it would be waited for without an end, where a process of its own that was killed leaves it waiting.
            process.kill()
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
    untouched = f"{store}-untouched"
    begins, longest = time_night(untouched, home, ours)
    for number in range(kills):
        # Prefect's own start takes most of a night on the sample: most kills fall behind it.
        moment = dice.uniform(begins * 0.8 if number % 5 else 0.5, longest)
        kill_one_night(store, home, ours, moment, victims=dice if number % 2 else None)
        end_leases(store)
        print(f"{number + 1} of {kills}: killed after {moment:.1f} s", flush=True)
    if kills > 1:
        # Nights that all ended before their first fetch would prove nothing.
        assert Store(store).keys("archive")
    ended = run("taizhang", *nightly(store), home=home, proxy=proxy, **variables)
    assert ended.code == 0, ended.err
    after, right = read_tables(store), read_tables(untouched)
    for name in READ_TABLES:
        assert after[name].equals(right[name]), name
    proved = run("taizhang", "verify", "--store", store, home=home, **variables)
    assert proved.code == 0, proved.out + proved.err


def time_night(store: str, home: Path, variables: Mapping[str, str]) -> tuple[float, float]:
    """Seconds after which a night that nobody kills begins to crawl, and those that it takes in all."""
    begun, begins = time.monotonic(), 0.0
    command = [str(BIN / "taizhang"), *nightly(store)]
    with subprocess.Popen(
        command, env=dict(variables), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=home
    ) as process:
        while process.poll() is None:
            if not begins and Store(store).keys("archive"):
                begins = time.monotonic() - begun
            time.sleep(0.2)
        said = process.stderr.read() if process.stderr else b""
    assert process.returncode == 0, said.decode()
    return begins, time.monotonic() - begun


def end_leases(store: str) -> None:
    """Let the minutes pass after which a lock in a bucket falls whose holder was killed; a disk's fell with it."""
    if store.startswith("s3://"):
        bucket = Store(store)
        # Hidden from `keys`, which lists what a store holds.
        for key in bucket.sizes(".locks"):
            held = json.loads(bucket.read(key))
            bucket.write(key, json.dumps(held | {"until": 0}).encode())


def read_tables(store: str) -> dict[str, pa.Table]:
    release = taizhang.release(store)
    return {name: release.table(name) for name in READ_TABLES}


def test_a_night_that_was_killed_goes_on(tmp_path: Path, proxy: str) -> None:
    check_killed_nights(1, str(tmp_path / "store"), tmp_path / "home", proxy)


def test_a_night_whose_own_server_is_killed_ends_at_once_and_says_so(
    tmp_path: Path, proxy: str
) -> None:
    store, home = str(tmp_path / "store"), tmp_path / "home"
    home.mkdir()
    with subprocess.Popen(
        [str(BIN / "taizhang"), *nightly(store)],
        env=environment(home, proxy),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
    ) as process:
        try:
            kill_process(wait_for_server(process))
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 1
    assert said.splitlines()[-1].startswith(
        "taizhang: the Prefect server that this run had started"
    )
    assert "SIGKILL" in said
    assert "Traceback" not in said


def wait_for_server(process: "subprocess.Popen[str]") -> psutil.Process:
    """The server that a night has started for itself."""
    while process.poll() is None:
        for child in psutil.Process(process.pid).children():
            if "uvicorn" in child.cmdline():
                return child
        time.sleep(0.2)
    raise AssertionError("the night ended without a server")


@pytest.mark.prove
def test_fifty_kills_on_a_disk(tmp_path: Path, proxy: str) -> None:
    check_killed_nights(50, str(tmp_path / "store"), tmp_path / "home", proxy)


@pytest.mark.prove
def test_fifty_kills_in_a_bucket(tmp_path: Path, proxy: str, s3: str, bucket_store: object) -> None:
    """With a server that stands, as `taizhang serve` has one: it takes most of a night to start one for each."""
    store = f"s3://taizhang/{uuid.uuid4().hex}"
    port, served = free_port(), tmp_path / "served"
    served.mkdir()
    with run_server(port, environment(served)) as server:
        bucket = {"AWS_ENDPOINT_URL": s3, "PREFECT_API_URL": f"{server}/api", **BUCKET}
        check_killed_nights(50, store, tmp_path / "home", proxy, **bucket)
