"""What import, build and publish cost as an archive grows, and what a night costs in which nothing changed.

python -m benchmarks.growth [--pages 1000 10000] [--each 2500] [--workers 1] [--json FILE]

Pages are plans of a dozen tasks and pages of a sample portal in turn, each a document of its own by
a number in its title and text, in portals of 2,500 pages: what grows is the number of portals, as
from a county to a country, and a build holds the columns of one. With `--portals N` they are spread
over so many, and what grows is how large these are. Pages are 2 to 4 KB long: what is measured is
what goes with documents more than what goes with bytes.

Every stage is a process of its own on one store, so that its figures are those of its whole tree of
processes: CPU, the largest memory of one process, bytes written. What a stage costs at 40 pages is
its fixed part; it is taken off before the rest is divided by the pages. They run once more before
that, so that no figure holds the compiling of modules. Stages:

import     pages to WARC and index
build      archive to judged tables, all of it
publish    builds to a release
again      build and publish a day later, nothing crawled in between
one        build and publish after a night that brought one changed document
reread     build and publish when other code reads: everything is read again, and compared
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.night import article
from flows.demo.site import load_sites
from taizhang.archive import Archive, Exchange, Purpose
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Outcome

MISPRINTED = "2062"  # the year of a day of publication in the sample portal
FIXED = 40  # pages of the run that shows what does not grow
START = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAY = START.date()
STAGES = ("import", "build", "publish", "again", "one", "reread")
FULL = ("import", "build", "publish")  # what a night costs that brings everything


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made, and how many processes read it."""

    pages: int
    portals: int = 4
    workers: int = 1


Figures = dict[int, dict[str, dict[str, float]]]  # by pages and stage


def make_portal(number: int) -> Portal:
    """One of the invented portals."""
    return Portal.model_validate(
        {
            "slug": f"made{number}",
            "name": "造县人民政府",
            "region": {"code": "371302", "name": "山东省临沂市兰山区"},
            "url": f"http://made{number}.gov.test/",
            "owner": "造县人民政府办公室",
            "terms": "invented for this project; no terms",
            "channels": [
                {"slug": "zfwj", "name": "政府文件", "url": f"http://made{number}.gov.test/zfwj/"},
            ],
        }
    )


def sample_pages() -> list[str]:
    """The article pages of a sample portal, as text, but for the one that is kept out as it is meant to be.

    Beside them, plans of a dozen tasks (benchmarks/night.py).
    """
    pages = []
    for answers in load_sites().values():
        for answer in answers.values():
            text = answer.content.decode("utf-8", "replace")
            if (
                answer.media_type == "text/html"
                and "ArticleTitle" in text
                and MISPRINTED not in text
            ):
                pages.append(text)
    return pages


def make_edition(sample: list[str], number: int, edition: int = 0) -> bytes:
    """The document of a number: every other one a plan, the rest sample pages with the number in title and text."""
    # The plans are changed in a line that no task holds: an edition gives a new document and the same tasks.
    if number % 2 == 0:
        return (
            article(number).replace("各有关单位：", f"各有关单位（第{edition + 1}稿）：").encode()
        )
    mark = f"（第{number}号）"
    page = sample[number // 2 % len(sample)]
    page = page.replace("</h1>", f"{mark}</h1>", 1).replace("</title>", f"{mark}</title>", 1)
    page = page.replace('name="ArticleTitle" content="', f'name="ArticleTitle" content="{mark}', 1)
    return re.sub(r"(<p\b[^>]*>)", rf"\g<1>{mark}", page).encode()


def write_run(store: Store, slug: str, pages: Iterator[tuple[str, bytes]], start: datetime) -> None:
    """Write pages into the archive as one night's run."""
    run = Archive(store).open_run(slug, start, "nightly")
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    for number, (url, body) in enumerate(pages):
        # A millisecond apart: captures are sorted by moment, and two at once would have no order.
        moment = start + timedelta(milliseconds=number)
        exchange = Exchange(
            Purpose.ARTICLE,
            url,
            moment,
            Outcome.CONTENT,
            None,
            status=200,
            headers=headers,
            body=body,
            channel="zfwj",
        )
        run.write_exchange(exchange)
    # Complete, as a night that has walked all its lists.
    run.close(complete=True)


def stage_import(store: Store, size: Size) -> None:
    """All pages, each portal its share."""
    sample = sample_pages()
    for number in range(size.portals):
        mine = range(number, size.pages, size.portals)
        made = (
            (f"http://made{number}.gov.test/zfwj/{n}.html", make_edition(sample, n)) for n in mine
        )
        write_run(store, f"made{number}", made, START)


def stage_build(store: Store, size: Size, day: date = DAY) -> None:
    """All portals as a night builds them."""
    # Imported here, so that stages which do not build need not pay for it.
    from load.build import finish_build, prepare_build
    from load.build_order import BuildOrder

    archive = Archive(store)
    for number in range(size.portals):
        portal = make_portal(number)
        order = BuildOrder(portal, day, workers=size.workers)
        finish_build(store, prepare_build(store, archive, order))
        archive.let_go(portal.slug)


def stage_publish(store: Store, size: Size, day: date = DAY) -> None:
    """A release of all portals."""
    from load.release.release import publish

    publish(store, [make_portal(n) for n in range(size.portals)], day)


def stage_again(store: Store, size: Size) -> None:
    """The next day, nothing new in the archive."""
    stage_build(store, size, DAY + timedelta(days=1))
    stage_publish(store, size, DAY + timedelta(days=1))


def stage_one(store: Store, size: Size) -> None:
    """Two nights on, with one document edited; says what publishing alone took."""
    sample = sample_pages()
    start = START + timedelta(days=2)
    write_run(
        store,
        "made0",
        iter([("http://made0.gov.test/zfwj/0.html", make_edition(sample, 0, 1))]),
        start,
    )
    stage_build(store, size, start.date())
    # Publishing by itself: its cost is to grow with what changed, not with what there is.
    before = time.process_time()
    stage_publish(store, size, start.date())
    sys.stdout.write(json.dumps({"publish_cpu": time.process_time() - before}) + "\n")


def stage_reread(store: Store, size: Size) -> None:
    """Three nights on, nothing new, but read by other code."""
    import load.cache.code_version as versions

    # Nothing of what builds has been imported yet: it will find this function.
    known = versions.code_version

    def other_code(
        packages: tuple[str, ...], without: Callable[[str], bool] = lambda _: False
    ) -> str:
        return known(packages, without)[::-1]

    versions.code_version = other_code
    day = DAY + timedelta(days=3)
    stage_build(store, size, day)
    stage_publish(store, size, day)


def measure_stage(stage: str, store: Path, size: Size) -> dict[str, float]:
    """A stage in processes of its own."""
    files = list_inodes(store)
    # Children's usage is a sum over all that have ended: the difference is this stage with all its workers.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.growth", "--stage", stage, "--store", str(store)]
    command += ["--pages", str(size.pages), "--portals", str(size.portals)]
    command += ["--workers", str(size.workers)]
    process = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    wall = time.perf_counter() - began
    # A stage that failed early would be the fastest of all.
    assert process.returncode == 0, process.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    written = sum(size for inode, size in list_inodes(store).items() if inode not in files)
    figures = {
        name: value
        for line in process.stdout.splitlines()
        for name, value in json.loads(line).items()
    }
    return {"cpu": cpu, "wall": wall, "written": float(written), **figures}


def list_inodes(folder: Path) -> dict[int, int]:
    """The files below a folder by inode, with their bytes: a hard link is no new file."""
    # By path, a file that a release links out of a build would count as written twice.
    stats = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return {stat.st_ino: stat.st_size for stat in stats}


def largest_memory() -> float:
    """Bytes of the largest process of this tree so far."""
    # Linux gives kilobytes, and of children the largest one, not their sum.
    usages = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(usages) * 1024.0


def run_stage(stage: str, store: str, size: Size) -> None:
    """A stage in this process; each line that it prints is JSON, and says what only this process knows."""
    stages: dict[str, Callable[[Store, Size], None]] = {
        "import": stage_import,
        "build": stage_build,
        "publish": stage_publish,
        "again": stage_again,
        "one": stage_one,
        "reread": stage_reread,
    }
    stages[stage](Store(store), size)
    sys.stdout.write(json.dumps({"memory": largest_memory()}) + "\n")


def grow(size: Size) -> dict[str, dict[str, float]]:
    """All stages, one after the other, on one store."""
    with tempfile.TemporaryDirectory() as folder:
        take = partial(measure_stage, store=Path(folder), size=size)
        return {stage: take(stage) for stage in STAGES}


def print_figures(figures: Figures) -> None:
    """The figures as a table, and beside what is wanted."""
    table = Table(
        title="CPU of all processes; the fixed part is what 40 pages cost",
        title_justify="left",
    )
    for column in ("pages", "stage", "CPU s", "ms a page", "wall s", "memory MB", "written MB"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for pages, stages in figures.items():
        for stage, stage_figures in stages.items():
            more = pages - FIXED
            each = (
                f"{1000 * (stage_figures['cpu'] - figures[FIXED][stage]['cpu']) / more:.2f}"
                if more
                else "–"
            )
            row = [f"{stage_figures[name]:.1f}" for name in ("cpu", "wall")]
            sizes = [f"{stage_figures[name] / 2**20:,.1f}" for name in ("memory", "written")]
            table.add_row(f"{pages:,}", stage, row[0], each, row[1], *sizes)
    console = Console(width=110)
    console.print(table)
    goals = Table(title="At the most pages", title_justify="left")
    for column in ("figure", "found", "wanted"):
        goals.add_column(column, justify="left" if column == "figure" else "right")
    for words, value, wanted in compare_with_goals(figures):
        goals.add_row(words, f"{value:,.2f}", wanted)
    console.print(goals)


def compare_with_goals(figures: Figures) -> list[tuple[str, float, str]]:
    """What is wanted of growth: a figure in words, the figure at the most pages, and what it should be.

    Memory is compared with the run before; a night without change with a full one, start-up apart.
    """
    pages = sorted(figures)
    most, before = pages[-1], pages[-2]
    here, fixed = figures[most], figures[FIXED]
    full = sum(here[stage]["cpu"] - fixed[stage]["cpu"] for stage in FULL)
    # Wanted is memory that does not grow with pages: ten times as many may take a fifth more.
    memory = [max(figures[count][stage]["memory"] for stage in FULL) for count in (most, before)]
    return [
        (
            "import, build and publish, CPU ms a page beyond the fixed part",
            1000 * full / (most - FIXED),
            "7",
        ),
        (
            "fixed part of a night, CPU s",
            sum(fixed[stage]["cpu"] for stage in ("build", "publish")),
            "8",
        ),
        (
            "a night without change, % of a full one, start-up apart",
            100 * max(0.0, here["again"]["cpu"] - fixed["again"]["cpu"]) / full,
            "1",
        ),
        (
            "bytes written by a night without change",
            here["again"]["written"],
            "the run's own marks",
        ),
        (
            "everything read again by other code, % of a full one, start-up apart",
            100 * (here["reread"]["cpu"] - fixed["reread"]["cpu"]) / full,
            "–",
        ),
        ("one changed document, publish, CPU s", here["one"]["publish_cpu"], "3 at 100,000"),
        (f"peak memory at {most:,} pages : at {before:,}", memory[0] / memory[1], "1.2"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--each", type=int, default=2500, help="pages a portal")
    parser.add_argument("--portals", type=int, help="so many portals, whatever their pages")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--store", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        size = Size(options.pages[0], options.portals or 1, options.workers)
        run_stage(options.stage, options.store, size)
        return

    def size_of(pages: int) -> Size:
        return Size(pages, options.portals or -(-pages // options.each), options.workers)

    with tempfile.TemporaryDirectory() as bytecode:
        # As where it is installed: modules are compiled once, and not in each process again.
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        grow(size_of(FIXED))
        figures = {pages: grow(size_of(pages)) for pages in (FIXED, *options.pages)}
    print_figures(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
