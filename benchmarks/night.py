"""What Prefect costs in a night of 1,000 pages: the nightly flow beside the same stages called plainly.

python -m benchmarks.night [--rounds N] [--articles N]

A site of its own is served on this machine, asked at any rate. Prefect's server is up before; each
night is a process of its own with a store of its own, both kinds in turn, and the best of each
counts. What is compared is the wall time of the run: the flow's, beside that of its stages called
plainly. Its CPU time is told as well, and the wall time of the whole process, which pays for the
import of Prefect once.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process
from pathlib import Path

ARTICLES, ROWS = 1000, 50
KINDS = ("plain", "prefect")
LIMIT = 0.10
PORTAL = """\
slug: made
name: 造县人民政府
region: {{code: "990121", name: 造县}}
url: http://127.0.0.1:{port}/
owner: 造县人民政府办公室
terms: invented for this project; no terms
verified: true
allow_private: true
rate: 100000
channels:
  - {{slug: zfwj, name: 县政府文件, url: "http://127.0.0.1:{port}/zfwj/index.html", kind: policy}}
"""
TASK = "{number}.推进第{number}项重点工作，定期报送进展。（县{unit}牵头，县财政局配合，{month}月底前完成）"
UNITS = ("教育局", "民政局", "水利局", "交通运输局", "农业农村局", "卫生健康局")


def article(number: int) -> str:
    """A plan with a dozen tasks."""
    tasks = "".join(
        f"<p>{TASK.format(number=task, unit=UNITS[(number + task) % 6], month=task % 12 + 1)}</p>"
        for task in range(1, 13)
    )
    title = f"造县2026年第{number}号工作方案"
    return (
        f'<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}"></head><body><h1>{title}</h1>'
        f'<div class="article-content"><p>造政办发〔2026〕{number}号</p><p>各有关单位：</p><p>一、重点任务</p>{tasks}'
        f"<p>造县人民政府办公室</p><p>2026年{number % 9 + 1}月{number % 28 + 1}日</p></div></body></html>"
    )


def make_list_page(page: int, pages: int, articles: int) -> str:
    """A page of the list, with a link to the next one."""
    rows = "".join(
        f'<li><a href="/zfwj/{number}.html">造县2026年第{number}号工作方案</a><span>2026-{number % 9 + 1:02}-'
        f"{number % 28 + 1:02}</span></li>"
        for number in range(page * ROWS + 1, min(articles, (page + 1) * ROWS) + 1)
    )
    more = f'<a href="/zfwj/index_{page + 1}.html">下一页</a>' if page + 1 < pages else ""
    return f'<html><title>县政府文件</title><div class="list"><ul>{rows}</ul>{more}</div></html>'


def serve_site(port: int, articles: int) -> None:
    """Serve the site until the process is ended."""
    # Everything is rendered before the first request: the site must not be what is measured.
    pages = -(-articles // ROWS)
    site = {f"/zfwj/{number}.html": article(number).encode() for number in range(1, articles + 1)}
    for page in range(pages):
        site[f"/zfwj/index{f'_{page}' if page else ''}.html"] = make_list_page(
            page, pages, articles
        ).encode()
    site["/"] = site["/zfwj/index.html"]

    class MadeSiteHandler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet; unbuffered, each would wait for the other's acknowledgement.
        wbufsize = 65536

        def do_GET(self) -> None:
            body = site.get(self.path)
            self.send_response_only(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

    ThreadingHTTPServer(("127.0.0.1", port), MadeSiteHandler).serve_forever()


def run_night(kind: str, store: Path, portals: Path) -> None:
    """A night in this process.

    Says how long its run took, how much CPU time, and how many documents it published.
    """
    # Before the clock: what is compared is the run, and the whole process has a figure of its own.
    from flows.night import Night
    from flows.plan import make_plan
    from flows.summary import Summary
    from taizhang.settings import load_settings

    if kind == "prefect":
        from flows.prefect.nightly import nightly

    async def run() -> Summary:
        if kind == "plain":
            return await Night(
                make_plan(
                    load_settings(store=str(store), portals=portals),
                    None,
                    None,
                )
            ).run()
        # As a state, since a night with troubles ends failed and would raise before its summary is read.
        state = await nightly(store=str(store), portals=portals, return_state=True)
        summary: Summary = await state.aresult(raise_on_failure=False)
        return summary

    began, cpu = time.perf_counter(), time.process_time()
    summary = asyncio.run(run())
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    # A night that gave up early would be the fastest.
    assert not summary.has_failed, summary.troubles
    figures = {"run": seconds, "cpu": cpu, "documents": summary.portals[0].documents}
    sys.stdout.write(json.dumps(figures) + "\n")


def _measure_night(
    kind: str,
    folder: Path,
    portals: Path,
    environment: dict[str, str],
) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.night",
        "--one",
        kind,
        "--store",
        str(folder),
        "--portals",
        str(portals),
    ]
    began = time.perf_counter()
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    assert process.returncode == 0, process.stderr
    figures: dict[str, float] = json.loads(process.stdout.splitlines()[-1])
    return figures | {"wall": seconds}


def _free_port() -> int:
    # Free now, and nobody else's most likely a moment later; both servers want the number before they start.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def _compare_rounds(rounds: int, articles: int) -> int:
    from flows.prefect.server import run_server

    port = _free_port()
    site = Process(target=serve_site, args=(port, articles), daemon=True)
    site.start()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "portals").mkdir()
        (home / "portals" / "made.yaml").write_text(PORTAL.format(port=port), encoding="utf-8")
        # The site is on this machine: a proxy of the environment would be asked for it.
        plain = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        plain |= {
            "PREFECT_HOME": str(home / "prefect"),
            "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
        }
        nights: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        with run_server(_free_port(), plain) as ui:
            environment = plain | {"PREFECT_API_URL": f"{ui}/api"}
            # In turn, and not one kind after the other: a machine that slows down slows both.
            for number in range(rounds):
                for kind in KINDS:
                    night = _measure_night(
                        kind, home / f"{kind}{number}", home / "portals", environment
                    )
                    assert night["documents"] == articles, night
                    nights[kind].append(night)
                    printed = ", ".join(f"{what} {value:.1f}" for what, value in night.items())
                    print(f"round {number + 1} {kind}: {printed}", flush=True)
    site.terminate()
    ratios = {}
    for what in ("run", "cpu", "wall"):
        without, by = (min(night[what] for night in nights[kind]) for kind in KINDS)
        ratios[what] = by / without - 1
        print(f"{what}: plainly {without:.1f} s, by Prefect {by:.1f} s: {ratios[what]:+.1%}")
    return 0 if ratios["run"] < LIMIT else 1


def main() -> int:
    """Run the rounds, or one night of one (called by itself).

    Exit code 1 where Prefect costs more than its limit.
    """
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--one", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--portals", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_night(options.one, options.store, options.portals)
        return 0
    return _compare_rounds(options.rounds, options.articles)


if __name__ == "__main__":
    sys.exit(main())
