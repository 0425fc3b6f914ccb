"""A reread by rules that changed: what it shows, what it reads, and that it touches neither network nor store."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import environment, night_without_prefect

from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from load.builds import newest_build
from taizhang.store import Store

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("taizhang", "flows", "extract", "transform", "expectations", "load", "reports")
# Whatever opens a socket to a machine ends the process there and then; sockets that are files are of this machine.
CLOSED = """
import os, socket
def refuse(*args, **kwargs):
    os.write(2, b"THE NETWORK WAS TOUCHED\\n")
    os._exit(70)
def unless_a_file(do):
    return lambda self, *args: do(self, *args) if self.family == socket.AF_UNIX else refuse()
for name in ("connect", "connect_ex", "sendto", "sendmsg"):
    setattr(socket.socket, name, unless_a_file(getattr(socket.socket, name)))
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
"""
WORD = "财政"
OTHER = (
    "organs.toml",
    'function = "财政"\nstems = ["财政"]',
    'function = "钱粮"\nstems = ["财政"]',
)
WITHOUT_NETWORK = ["unshare", "--map-root-user", "--net"]


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below one, with its size and the moment it was written."""
    found = {}
    for path in folder.rglob("*"):
        told = path.lstat()
        found[str(path.relative_to(folder))] = (told.st_size, told.st_mtime_ns)
    return found


def contents(store: Path) -> dict[str, bytes]:
    """Every file of the newest builds."""
    opened, found = Store(store), {}
    for portal in opened.folders("builds"):
        build = newest_build(opened, portal)
        assert build is not None
        found |= {key: opened.read(key) for key in opened.keys(build.folder)}
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project: nobody works on it while the tests run."""
    folder = tmp_path_factory.mktemp("project")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return folder


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A store after a night on the sample."""
    store = tmp_path_factory.mktemp("reread") / "store"
    with serve_sample() as proxy:
        night_without_prefect(store, PORTALS, proxy, PYTHONPATH=str(project))
    return store


@pytest.fixture
def store(night: Path, tmp_path: Path) -> Path:
    shutil.copytree(night, tmp_path / "store", symlinks=True)
    return tmp_path / "store"


@pytest.fixture(scope="module")
def other_rules(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """The project with one entry of organs.toml changed."""
    return changed(project, tmp_path_factory.mktemp("other") / "project", *OTHER)


def changed(project: Path, folder: Path, table: str, was: str, now: str) -> Path:
    """A copy of the project whose lexicon says something else, and which has no network."""
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "transform" / "lexicon" / table
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    (folder / "sitecustomize.py").write_text(CLOSED, encoding="utf-8")
    return folder


def run(
    command: Sequence[str], project: Path, store: Path, **variables: str
) -> subprocess.CompletedProcess:
    """Run a command with the packages of the project that lies in a folder."""
    env = environment(store.parent) | {"PYTHONPATH": str(project)} | variables
    store.parent.mkdir(exist_ok=True)
    return subprocess.run(
        command, env=env, cwd=store.parent, capture_output=True, text=True, timeout=300
    )


def reread(
    project: Path, store: Path, *options: str, within: Sequence[str] = ()
) -> subprocess.CompletedProcess:
    """Run `taizhang reread`."""
    command = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        "reread",
        "--portals",
        str(PORTALS),
    ]
    return run([*within, *command, "--store", str(store), *options], project, store)


def test_a_dry_run_reads_what_holds_the_word_and_writes_nothing(
    store: Path, other_rules: Path
) -> None:
    before = files(store)
    done = reread(other_rules, store, "--dry-run", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert files(store) == before
    told = json.loads(done.stdout)
    holding = documents_with(store, WORD)
    assert {one["portal"]: one["read"] for one in told["portals"]} == holding
    assert all(one["read"] < one["documents"] for one in told["portals"])
    assert {tuple(one["words"]["organs.organ"]) for one in told["portals"]} == {(WORD,)}
    assert told["changes"]
    for row in told["changes"]:
        assert (row["table"], row["change"], row["columns"]) == (
            "task_units",
            "modified",
            ["function"],
        )
        assert (row["before"], row["after"]) == ({"function": "财政"}, {"function": "钱粮"})


def documents_with(store: Path, word: str) -> dict[str, int]:
    """How many documents of each portal hold a word; those of which rows are in quarantine are read every time."""
    opened, found = Store(store), {}
    for portal in opened.folders("builds"):
        build = newest_build(opened, portal)
        assert build is not None
        parts = build.table("parts").to_pylist()
        rejected = build.table("quarantine").to_pylist()
        holding = {row["document_id"] for row in parts if word in row["text"]}
        found[portal] = len(holding | {row["document_id"] for row in rejected})
    return found


def test_a_selective_reread_makes_the_builds_of_a_full_one(
    store: Path, other_rules: Path, tmp_path: Path
) -> None:
    full = tmp_path / "full" / "store"
    shutil.copytree(store, full, symlinks=True)
    for newest in full.glob("builds/*/newest.json"):
        newest.unlink()  # nothing to remember
    told = {}
    for name, one in (("some", store), ("all", full)):
        done = reread(other_rules, one, "--json")
        assert done.returncode == 0, done.stderr
        told[name] = json.loads(done.stdout)
    assert sum(one["read"] for one in told["some"]["portals"]) < sum(
        one["read"] for one in told["all"]["portals"]
    )
    assert told["some"]["changes"] == told["all"]["changes"]
    assert contents(store) == contents(full)
    assert (
        len(list((store / "releases").iterdir())) == 2
    )  # their names are of two days where midnight lies between


def test_another_pattern_reads_everything(store: Path, project: Path, tmp_path: Path) -> None:
    another = changed(
        project, tmp_path / "project", "headings.toml", "附\\s*件\\s*", "附\\s{0,9}件\\s*"
    )
    told = json.loads(reread(another, store, "--dry-run", "--json").stdout)
    assert all(one["words"] is None and one["read"] == one["documents"] for one in told["portals"])


def test_since_a_day_only_later_documents_are_looked_at(store: Path, other_rules: Path) -> None:
    early, late = (
        json.loads(reread(other_rules, store, "--dry-run", "--json", "--since", day).stdout)
        for day in ("2020-01-01", "2070-01-01")
    )
    assert early["changes"]
    assert late["changes"] == []
    read = [sum(one["read"] for one in told["portals"]) for told in (early, late)]
    assert read == [
        sum(documents_with(store, WORD).values()),
        sum(documents_with(store, "no such word").values()),
    ]


def test_the_same_rules_read_nothing(store: Path, project: Path) -> None:
    before = files(store)
    done = reread(project, store, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "0 of 5 documents read again" in done.stdout
    assert "no row of the latest release changes" in done.stdout
    assert files(store) == before


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run([*WITHOUT_NETWORK, "true"], capture_output=True).returncode != 0,
    reason="no network namespaces here",
)
def test_it_runs_on_a_machine_without_a_network_and_tells_people(
    store: Path, other_rules: Path
) -> None:
    done = reread(other_rules, store, "--dry-run", within=WITHOUT_NETWORK)
    assert done.returncode == 0, done.stderr
    assert (
        "documents read again (documents with a word that changed: organs.organ 财政)"
        in done.stdout
    )
    assert "    function: 财政 → 钱粮" in done.stdout


def test_the_guard_of_the_network_holds(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLOSED)
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    for code in (
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
    ):
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (70, "THE NETWORK WAS TOUCHED\n")
