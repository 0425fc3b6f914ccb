"""What reading in other processes costs: one portal built by one process, by two, and by Dask with two workers.

python -m benchmarks.executors [--pages 1000 4000] [--rounds 3] [--json FILE]

Each build is a process of its own on the same archive (pages as in `benchmarks.growth`). Figures are
CPU of its whole tree of processes, the best of a few rounds in which all executors take turns, so
that a busy machine says nearly the same as a quiet one; what starting costs is taken off by the
difference of two sizes. `alone` is the part of a build's own process: with
it, and half of the rest, the builder and two workers would be done on two idle cores, if nothing of
both ran at the same time; `ahead` is how many times as fast that is as one process, at least.
"""

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import growth
from load.build import finish_build, prepare_build
from load.build_order import BuildOrder
from load.reading.dask_workers import DaskCluster
from load.reading.workers import Workers
from taizhang.archive import Archive
from taizhang.store import Store

SLUG = "made0"
# Of prctl(2), Linux only.
SET_CHILD_SUBREAPER = 36
EXECUTORS: dict[str, Workers] = {
    "one process": 1,
    "two processes": 2,
    "dask, two workers": DaskCluster(None, 2),
}

Figures = dict[str, float]


def write_archive(folder: Path, pages: int) -> None:
    """One portal's archive."""
    sample = growth.sample_pages()
    made = (
        (f"http://{SLUG}.gov.test/zfwj/{n}.html", growth.make_edition(sample, n))
        for n in range(pages)
    )
    growth.write_run(Store(folder), SLUG, made, growth.START)


def build_portal(folder: str, executor: str) -> None:
    """Build in this process; prints its own CPU as JSON."""
    store = Store(folder)
    order = BuildOrder(growth.make_portal(0), growth.DAY, workers=EXECUTORS[executor])
    build = finish_build(store, prepare_build(store, Archive(store), order))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    said = {"alone": usage.ru_utime + usage.ru_stime, "build": build.build_id}
    sys.stdout.write(json.dumps(said) + "\n")


def adopt_orphans() -> None:
    """Let processes whose parent has ended be this one's: else nobody here learns what they cost."""
    ctypes.CDLL(None, use_errno=True).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    """Wait for what a build has left behind: the process that forks readers, and these."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def measure_build(folder: Path, executor: str) -> tuple[Figures, str]:
    """A build in processes of its own, from nothing; its figures and its id."""
    for left in ("builds", "rules"):
        subprocess.run(["rm", "-rf", str(folder / left)], check=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.executors", "--build", executor, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    wall = time.perf_counter() - began
    assert done.returncode == 0, done.stderr
    wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = json.loads(done.stdout.splitlines()[-1])
    return {"cpu": cpu, "wall": wall, "alone": said["alone"]}, said["build"]


def measure_rounds(folder: Path, rounds: int) -> dict[str, Figures]:
    """By executor the best of each figure over the rounds."""
    best: dict[str, Figures] = {}
    for _ in range(rounds):
        found = {name: measure_build(folder, name) for name in EXECUTORS}
        # The same build, whoever read its pages.
        assert len({build for _, build in found.values()}) == 1
        for name, (figures, _) in found.items():
            before = best.get(name, figures)
            best[name] = {what: min(figure, before[what]) for what, figure in figures.items()}
    return best


def compare(few: int, many: int, rounds: int) -> dict[str, Figures]:
    """By executor: milliseconds of CPU a page, of them the builder's own, and what that leaves to gain."""
    with tempfile.TemporaryDirectory() as place:
        measured: dict[int, dict[str, Figures]] = {}
        for pages in (few, many):
            folder = Path(place, str(pages))
            write_archive(folder, pages)
            measured[pages] = measure_rounds(folder, rounds)
    slopes = {
        name: {
            what: 1000 * (measured[many][name][what] - measured[few][name][what]) / (many - few)
            for what in ("cpu", "alone", "wall")
        }
        for name in EXECUTORS
    }
    one = slopes["one process"]["cpu"]
    for figures in slopes.values():
        elsewhere = figures["cpu"] - figures["alone"]
        figures["overhead"] = 100 * (figures["cpu"] / one - 1)
        figures["ahead"] = one / (figures["alone"] + elsewhere / 2)
    return slopes


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, nargs=2, default=[1000, 4000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.build:
        build_portal(said.build[1], said.build[0])
        return
    adopt_orphans()
    found = compare(*said.pages, said.rounds)
    table = Table()
    for column in ("executor", "ms a page", "alone", "wall", "overhead %", "ahead"):
        table.add_column(column, justify="left" if column == "executor" else "right")
    for name, figures in found.items():
        values = [figures[what] for what in ("cpu", "alone", "wall", "overhead", "ahead")]
        table.add_row(name, *(f"{value:.2f}" for value in values))
    Console(width=100).print(table)
    if said.json:
        said.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
