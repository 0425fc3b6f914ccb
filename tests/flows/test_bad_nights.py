"""A night that cannot be: one line that says what to do, exit code 1 or 2, the last release as it was."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from disk_of_tests import fill, small_disk
from running import Ended, night_without_prefect, run

from flows.demo.server import serve_sample
from flows.demo.show import PORTALS

pytestmark = pytest.mark.prefect


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample's proxy."""
    with serve_sample() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, sample: str) -> Path:
    """A store with a release of the sample."""
    store = tmp_path_factory.mktemp("good") / "store"
    night_without_prefect(store, PORTALS, sample)
    return store


@pytest.fixture
def disk(tmp_path: Path, good: Path) -> Iterator[Path]:
    """A small disk in memory with a copy of that store."""
    with small_disk(tmp_path / "disk", 4) as place:
        shutil.copytree(good, place / "store", symlinks=True)
        yield place


def options(store: Path, portals: Path = PORTALS) -> list[str]:
    return ["--store", str(store), "--portals", str(portals)]


def night(store: Path, home: Path, proxy: str, portals: Path = PORTALS) -> Ended:
    """A night after the first, with a page more to ask for: robots.txt and lists of the day."""
    return run("taizhang", "nightly", *options(store, portals), home=home, proxy=proxy)


def release_of(store: Path) -> dict[str, bytes]:
    """What readers get: every file of the release that the pointer names."""
    name = json.loads((store / "latest.json").read_text(encoding="utf-8"))["release"]
    files = (store / "releases" / name).rglob("*")
    return {str(path.relative_to(store)): path.read_bytes() for path in files if path.is_file()}


def read_only(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (fill, ("no space left for the store", "free some and run again")),
        (read_only, ("is on a read-only disk", "mount it writable or name another store")),
    ],
    ids=["full", "read-only"],
)
def test_a_store_that_cannot_be_written(
    disk: Path, tmp_path: Path, sample: str, spoil: Callable[[Path], None], words: tuple[str, ...]
) -> None:
    store = disk / "store"
    before = release_of(store)
    spoil(disk)
    ended = night(store, tmp_path, sample)
    assert ended.code == 1
    assert ended.err.count("\n") == 1, ended.err
    assert ended.err.startswith("taizhang: ")
    for word in words:
        assert word in ended.err
    assert release_of(store) == before


def test_portals_that_cannot_be_reached_are_named(good: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(good, store, symlinks=True)
    before = release_of(store)
    ended = run(
        "taizhang",
        "crawl",
        *options(store),
        home=tmp_path,
        proxy="http://127.0.0.1:9",
        TAIZHANG_ATTEMPTS="1",
    )
    assert ended.code == 1
    for portal in ("chengwan", "heling"):
        assert sum(line.startswith(f"{portal}: ") for line in ended.out.splitlines()) == 1
    assert release_of(store) == before


def test_a_wrong_portal_file_is_said_before_anything_is_done(
    good: Path, tmp_path: Path, sample: str
) -> None:
    portals = tmp_path / "portals"
    shutil.copytree(PORTALS, portals)
    file = portals / "heling.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("family: ", "famly: "), encoding="utf-8"
    )
    before = {path: path.stat().st_mtime_ns for path in good.rglob("*")}
    ended = night(good, tmp_path, sample, portals)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "heling.yaml" in ended.err
    assert "famly" in ended.err
    assert {path: path.stat().st_mtime_ns for path in good.rglob("*")} == before
