"""The whole reading of a page beside bare parses and beside public tools that find the text alone.

python -m benchmarks.reading [--rounds N] [--json FILE] [--shared DIR]

Every contender reads the same pages in one process on one core, one after the other page by page; a
page's time is the processor's, its best over the rounds. For all of them the garbage collector
looks as often as in a night. The pages are the articles of the replay portals beside the project,
else the tests' frozen pages. Ours starts from bytes and ends with tasks, units, deadlines,
citations and the evidence of each, or with rows of them; all others start from decoded text.

The reading remembers what it made of names and phrases, in caches of bounded size. They are emptied
before a round, so that a page meets what the pages before it left, as in a night. Beside that
stand, in rounds of their own, pages read “again”, which meet what they left themselves, and
“alone”, with empty caches, each as if it were the first.
"""

import argparse
import gc
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import trafilatura
from bs4 import BeautifulSoup
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser

from load.reading.workers import calm_collector
from taizhang.decoding import decode_text
from taizhang.families import by_address
from transform.model import Context, Payload
from transform.reading import read_document
from transform.rows import make_rows
from transform.web.page import read_page

ROOT = Path(__file__).resolve().parents[1]
OURS, OUR_PAGE, BARE = (
    "taizhang, the whole reading",
    "taizhang, the page alone",
    "lexbor, bare parse",
)
OUR_ROWS = "taizhang, to rows of the tables"
OURS_AGAIN, OURS_ALONE = f"{OURS}, again", f"{OURS}, alone"
TRAFILATURA = "trafilatura, the text"
MANY = 10_000


@dataclass(frozen=True, slots=True)
class BenchmarkPage:
    """A page as bytes with its portal's context, and as decoded text."""

    payload: Payload
    context: Context
    text: str
    has_tasks: bool


def pages(shared: Path) -> list[BenchmarkPage]:
    """The articles of the replay portals, else the frozen pages of the tests."""
    articles = []
    for url, path in list_sources(shared):
        content = path.read_bytes()
        payload = Payload(content, "sha256:" + "0" * 64, url=url)
        context = Context(family=by_address(url))
        reading = read_document(payload, [], context)
        articles.append(
            BenchmarkPage(
                payload,
                context,
                decode_text(content).text,
                bool(reading.tasks),
            )
        )
    return articles


def list_sources(shared: Path) -> Iterable[tuple[str, Path]]:
    """Addresses of articles and the files that hold them."""
    expected = shared / "portals" / "expected.json"
    if not expected.exists():
        for path in sorted((ROOT / "tests" / "pages").glob("*/*.html")):
            yield path.read_bytes()[5:].split(b" -->", 1)[0].decode(), path
        return
    for site in json.loads(expected.read_text("utf-8"))["sites"].values():
        for article in site["generation1"]["articles"]:
            url = urlsplit(article["url"])
            yield article["url"], shared / "portals" / "sites" / url.netloc / url.path.lstrip("/")


CONTENDERS: dict[str, Callable[[BenchmarkPage], object]] = {
    BARE: lambda page: LexborHTMLParser(page.text),
    OURS: lambda page: read_document(page.payload, [], page.context),
    OUR_ROWS: lambda page: make_rows(read_document(page.payload, [], page.context), "0" * 16),
    OUR_PAGE: lambda page: read_page(page.payload, page.context),
    "lxml, bare parse": lambda page: lxml.html.document_fromstring(page.text.encode(), parser=UTF8),
    "BeautifulSoup over lxml, bare parse": lambda page: BeautifulSoup(page.text, "lxml"),
    TRAFILATURA: lambda page: trafilatura.extract(page.text),
    "resiliparse, the text": lambda page: extract_plain_text(page.text, main_content=True),
    "readability-lxml, the text": lambda page: Document(page.text).summary(),
}
UTF8 = lxml.html.HTMLParser(encoding="utf-8")


def measure_contenders(found: list[BenchmarkPage], rounds: int) -> dict[str, list[float]]:
    """Each contender's best time for each page, in seconds."""
    best = {name: [float("inf")] * len(found) for name in (*CONTENDERS, OURS_AGAIN, OURS_ALONE)}
    for ours in (OURS, OURS_AGAIN, OURS_ALONE) * rounds:
        # Once before a round: within it a page meets what the pages before it left, as in a night.
        if ours == OURS:
            clear_caches()
        for number, page in enumerate(found):
            if ours == OURS_ALONE:
                clear_caches()
            for contender, read in CONTENDERS.items():
                name = ours if contender == OURS else contender
                # Contenders page by page, not one after the other: a disturbance meets all of them.
                began = time.process_time()
                read(page)
                best[name][number] = min(best[name][number], time.process_time() - began)
    return best


def clear_caches() -> None:
    """Empty the caches of bounded size; tables that are loaded once stay."""
    for remembered in find_caches():
        remembered.cache_clear()


@cache
def find_caches() -> tuple[Any, ...]:
    """What remembers results of the reading."""
    ours = [
        module
        for name, module in sys.modules.items()
        if name.split(".")[0] in ("transform", "taizhang")
    ]
    # By identity: a cached function stands in every module that imports it by name.
    cached = {
        id(value): value
        for module in ours
        for value in vars(module).values()
        if hasattr(value, "cache_parameters")
    }
    # Unbounded caches hold tables that are read once a process; a night never reads them again.
    return tuple(
        value for value in cached.values() if value.cache_parameters()["maxsize"] is not None
    )


def grown(found: list[BenchmarkPage]) -> float:
    """Megabytes by which the process grew over the last nine tenths of many readings."""
    for number in range(MANY):
        page = found[number % len(found)]
        read_document(page.payload, [], page.context)
        # The first tenth fills caches and pools of bounded size; growth behind it is a leak.
        if number == MANY // 10:
            gc.collect()
            before = resident_bytes()
    gc.collect()
    return (resident_bytes() - before) / 2**20


def resident_bytes() -> int:
    """The bytes of memory that the process holds."""
    statm = Path("/proc/self/statm")
    # What is held now; where only the peak is known, growth shows all the same, shrinking does not.
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def work_out_figures(found: list[BenchmarkPage], best: dict[str, list[float]]) -> dict[str, object]:
    """What the project promises about its speed, and each contender's times."""
    with_tasks = [number for number, page in enumerate(found) if page.has_tasks]
    sums = {name: sum(times) for name, times in best.items()}

    def compare_with_bare(ours: str, kind: str = "") -> dict[str, object]:
        ratios = sorted(own / bare for own, bare in zip(best[ours], best[BARE], strict=True))
        return {
            f"{kind}bare_parses_of_the_median_page": statistics.median(ratios),
            f"{kind}bare_parses_of_the_99th_percentile": ratios[
                max(0, round(0.99 * len(ratios)) - 1)
            ],
            f"{kind}bare_parses_of_pages_with_tasks_in_sum": sum(best[ours][n] for n in with_tasks)
            / (sum(best[BARE][n] for n in with_tasks) or float("inf")),
            f"{kind}times_as_fast_as_trafilatura_in_sum": sums[TRAFILATURA] / sums[ours],
        }

    return {
        "pages": len(found),
        "pages_with_tasks": len(with_tasks),
        **compare_with_bare(OURS),
        "bare_parses_of_the_page_alone": statistics.median(
            own / bare for own, bare in zip(best[OUR_PAGE], best[BARE], strict=True)
        ),
        **compare_with_bare(OURS_AGAIN, "again_"),
        **compare_with_bare(OURS_ALONE, "alone_"),
        "contenders": {
            name: {
                "median_ms": statistics.median(times) * 1e3,
                "p99_ms": sorted(times)[max(0, round(0.99 * len(times)) - 1)] * 1e3,
                "sum_ms": sums[name] * 1e3,
                "bare_parses": sums[name] / sums[BARE],
            }
            for name, times in best.items()
        },
    }


def print_figures(result: dict[str, object]) -> None:
    """Print the figures as a table."""
    table = Table(
        "contender",
        "median ms",
        "99th ms",
        "sum ms",
        "bare parses",
        title=f"{result['pages']} pages",
    )
    contenders = result["contenders"]
    assert isinstance(contenders, dict)
    for name, times in sorted(contenders.items(), key=lambda pair: pair[1]["sum_ms"]):
        table.add_row(
            name,
            *(f"{times[key]:.2f}" for key in ("median_ms", "p99_ms", "sum_ms", "bare_parses")),
        )
    console = Console()
    console.print(table)
    for name, value in result.items():
        if isinstance(value, float):
            console.print(f"{name.replace('_', ' ')}: {value:.2f}")


def main(argv: list[str] | None = None) -> int:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=9,
        help="how often each page is read; its best time counts",
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="where to write the figures as JSON",
    )
    parser.add_argument(
        "--shared",
        type=Path,
        default=ROOT.parent / "shared",
        help="the folder beside the project",
    )
    parser.add_argument(
        "--memory",
        action="store_true",
        help=f"also read {MANY} pages and tell how memory grew",
    )
    args = parser.parse_args(argv)
    # One core: a process that is moved loses its caches, which strikes short pages most.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found = pages(args.shared)
    # As a worker does before it reads: what was loaded is not walked through again at each collection.
    gc.freeze()
    calm_collector()
    result = work_out_figures(found, measure_contenders(found, args.rounds))
    if args.memory:
        result["megabytes_grown"] = grown(found)
    print_figures(result)
    if args.json:
        args.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
