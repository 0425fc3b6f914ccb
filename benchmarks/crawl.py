"""CPU time a page of a crawl beside Scrapy's: the replay portals, rate off, robots obeyed, every body kept.

python -m benchmarks.crawl [--rounds N] [--shared DIR]

Both fetch the same pages, five sites at once and one request at a time on each. Ours finds its
pages itself, judges them and writes WARC and index; Scrapy is given the addresses and writes the
bodies to files. Each crawl is made REPEATS times in a process of its own, so that starting weighs
little; imports are not counted; the best round of each counts.
"""

import argparse
import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

REPEATS = 5
ROOT = Path(__file__).resolve().parents[1]


Crawl = Callable[[], int]


def prepare_ours(folder: Path) -> Crawl:
    """Crawls the five portals into fresh stores; gives the number of answers."""
    from extract.crawl import crawl_portal
    from extract.manners import Manners
    from taizhang.portals import Portal, load_portals
    from taizhang.settings import Settings
    from taizhang.store import Store

    settings, portals = Settings(), load_portals(ROOT / "tests" / "portals")

    def crawl_site(portal: Portal) -> int:
        # What is compared is work and not waiting: no pause between requests, none that robots.txt asks for.
        manners = dataclasses.replace(
            Manners.of(portal, settings),
            rate=1e9,
            longest_crawl_delay=0.0,
        )
        stores = (Store(folder / str(number)) for number in range(REPEATS))
        return sum(crawl_portal(portal, store, manners).requests for store in stores)

    def run() -> int:
        with ThreadPoolExecutor(len(portals)) as pool:
            return sum(pool.map(crawl_site, portals))

    return run


def prepare_scrapy(folder: Path, urls: list[str]) -> Crawl:
    """Fetches pages with Scrapy and stores their bodies; gives the number of answers."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    class Pages(scrapy.Spider):
        name = "pages"

        async def start(self) -> AsyncIterator[scrapy.Request]:
            for number in range(REPEATS):
                for url in urls:
                    # `dont_filter`: every round is to fetch the same addresses, which Scrapy would skip.
                    yield scrapy.Request(
                        url,
                        callback=self.keep,
                        dont_filter=True,
                        cb_kwargs={"number": number},
                    )

        def keep(self, response: scrapy.http.Response, number: int) -> None:
            name = hashlib.sha256(response.url.encode()).hexdigest()
            (folder / f"{number}-{name}").write_bytes(response.body)

    folder.mkdir(parents=True)
    # One request at a time on a site, five sites: what ours does. Errors count as answers, for ours keeps them too.
    settings = {
        "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 5, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "CRITICAL", "TELNETCONSOLE_ENABLED": False, "HTTPERROR_ALLOW_ALL": True,
    }  # fmt: skip
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(Pages)

    def run() -> int:
        process.crawl(crawler)
        process.start()
        return int(crawler.stats.get_value("downloader/response_count"))

    return run


def list_addresses(shared: Path) -> list[str]:
    """What a first crawl of the replay portals fetches."""
    truth = json.loads((shared / "portals" / "expected.json").read_text(encoding="utf-8"))["sites"]
    urls: list[str] = []
    for site in truth.values():
        first = site["generation1"]
        urls += [url for entry in first["entries"] for url in entry["page_urls"]]
        urls += [
            page["url"] for page in [*first["articles"], *site["attachments"], *site["redirects"]]
        ]
        urls += site["dead_links"]
    return urls


def main() -> None:
    """Run the rounds, or one crawl of one (called by itself)."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--one", choices=("ours", "scrapy"), help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _measure_crawl(options.one, options.into, options.shared)
    else:
        _compare_rounds(options.rounds, options.shared)


def _measure_crawl(who: str, folder: Path, shared: Path) -> None:
    # Imports happen here, before the clock starts.
    run = prepare_ours(folder) if who == "ours" else prepare_scrapy(folder, list_addresses(shared))
    cpu, wall = time.process_time(), time.perf_counter()
    pages = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(json.dumps({"pages": pages, "cpu_ms": cpu / pages * 1e3, "pages_s": pages / wall}))


def _compare_rounds(rounds: int, shared: Path) -> None:
    if not shared.is_dir():
        sys.exit(f"{shared} is not there: name the folder of replay portals with --shared")
    best: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        serve = [sys.executable, str(shared / "portals" / "serve.py"), "--port", "0"]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            address = "http://" + server.stdout.readline().split()[2]
            for number in range(rounds):
                for who in ("ours", "scrapy"):
                    into = Path(folder, f"{who}-{number}")
                    command = [
                        sys.executable,
                        "-m",
                        "benchmarks.crawl",
                        "--one",
                        who,
                        "--into",
                        str(into),
                    ]
                    # The invented hosts exist behind this proxy only; programs differ in which spelling they read.
                    environment = {**os.environ, "HTTP_PROXY": address, "http_proxy": address}
                    process = subprocess.run(
                        [*command, "--shared", str(shared)],
                        env=environment,
                        cwd=ROOT,
                        capture_output=True,
                        text=True,
                        check=False,
                    )
                    if process.returncode:
                        sys.exit(
                            f"{who}: {(process.stderr.strip().splitlines() or ['failed'])[-1]}"
                        )
                    figures = json.loads(process.stdout.splitlines()[-1])
                    # The least of several: whatever else the machine does makes a round slower, never faster.
                    if who not in best or figures["cpu_ms"] < best[who]["cpu_ms"]:
                        best[who] = figures
        finally:
            server.kill()
    print(f"{'':<8}{'pages':>7}{'CPU ms/page':>13}{'pages/s':>9}")
    for who, figures in best.items():
        print(f"{who:<8}{figures['pages']:>7}{figures['cpu_ms']:>13.2f}{figures['pages_s']:>9.0f}")
    print(f"ours / scrapy: {best['ours']['cpu_ms'] / best['scrapy']['cpu_ms']:.2f}")


if __name__ == "__main__":
    main()
