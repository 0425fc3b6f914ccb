"""The run report in a real browser: no request, no message on the console, nothing wider than a phone.

The page is looked at twice. By itself from the disk, where the browser's own net log tells every address it asked for;
and framed as wide as a phone by a page of a local server, which measures it and sees every request.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import rows as make
import sample

from expectations.judge import Batch, judge_builds
from expectations.pages import checks_page
from reports.run_report import write_report
from taizhang.store import Store

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: apt-get install chromium"
)
PHONE = 360
LARGER_PHONE = 390
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--enable-logging=stderr",
)
# A page of checks has no room that scrolls sideways: all of it must fit.
WHOLE = f"""<!doctype html><title>none</title><body><iframe width="{LARGER_PHONE}" height="800" src="/report"></iframe>
<script>
onload = () => {{
  const page = document.querySelector("iframe").contentDocument;
  page.querySelectorAll("details").forEach(folded => folded.open = true);
  const wide = [...page.querySelectorAll("main *, header *")]
    .filter(element => element.getBoundingClientRect().right > {LARGER_PHONE} + 1)
    .map(element => element.outerHTML.slice(0, 80));
  const rows = page.querySelectorAll("tr").length;
  document.title = JSON.stringify({{ wide, width: page.documentElement.scrollWidth, rows }});
}};
</script>"""
FRAME = f"""<!doctype html><title>none</title><body><iframe width="{PHONE}" height="800" src="/report"></iframe>
<script>
onload = () => {{
  const page = document.querySelector("iframe").contentDocument;
  const wide = [...page.querySelectorAll("main *, header *")].filter(one => !one.closest(".wide, svg"))
    .filter(one => one.getBoundingClientRect().right > {PHONE} + 1).map(one => one.outerHTML.slice(0, 80));
  const texts = [...page.querySelectorAll("svg.columns text")].map(one => one.getBoundingClientRect().height);
  document.title = JSON.stringify({{ wide, width: page.documentElement.scrollWidth, least: Math.min(...texts),
    sections: page.querySelectorAll("section").length, charts: page.querySelectorAll("svg").length }});
}};
</script>"""


@pytest.fixture(scope="module")
def page(store: Store) -> Path:
    path = store.local_path(write_report(store, moment=sample.NOW))
    assert path is not None
    return path


def browse(address: str, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", *flags, "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)


def asked_for(log: Path) -> set[str]:
    """Every address of the web that a page asked for; what the browser asks by itself has no origin."""
    asked = [
        event.get("params", {}) for event in json.loads(log.read_text(encoding="utf-8"))["events"]
    ]
    return {
        one["url"]
        for one in asked
        if one.get("url", "").startswith(("http", "ws"))
        and one.get("initiator", "not an origin") != "not an origin"
    }


def test_it_asks_nobody_for_anything_and_complains_of_nothing(page: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = browse(page.as_uri(), tmp_path / "profile", f"--log-net-log={log}")
    assert "运行报告" in done.stdout
    assert "CONSOLE" not in done.stderr
    assert asked_for(log) == set()


def test_a_page_that_asks_and_complains_would_be_found_out(tmp_path: Path) -> None:
    log, bad = tmp_path / "net.json", tmp_path / "bad.html"
    bad.write_text(
        '<img src="http://127.0.0.1:1/pixel.png"><script>console.error("trouble")</script>',
        encoding="utf-8",
    )
    done = browse(bad.as_uri(), tmp_path / "profile", f"--log-net-log={log}")
    assert "CONSOLE" in done.stderr
    assert asked_for(log) == {"http://127.0.0.1:1/pixel.png"}


class Seen(ThreadingHTTPServer):
    """Serves the frame and the report, and keeps what was asked for."""

    def __init__(self, report: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = {"/frame": FRAME.encode(), "/whole": WHOLE.encode(), "/report": report}
        self.asked: list[str] = []


class Handler(BaseHTTPRequestHandler):
    server: Seen

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        content = self.server.pages.get(self.path, b"")
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — http.server's own name
        pass


@pytest.fixture
def server(page: Path) -> Iterator[Seen]:
    with serving(page.read_bytes()) as seen:
        yield seen


@contextmanager
def serving(page: bytes) -> Iterator[Seen]:
    seen = Seen(page)
    threading.Thread(target=seen.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield seen
    seen.shutdown()
    seen.server_close()


def test_a_phone_shows_all_of_it(server: Seen, tmp_path: Path) -> None:
    done = browse(f"http://127.0.0.1:{server.server_port}/frame", tmp_path / "profile")
    measured = json.loads(done.stdout.split("<title>", 1)[1].split("</title>", 1)[0])
    assert measured["sections"] == 8
    assert measured["charts"] > 15
    assert measured["wide"] == []
    assert measured["width"] <= PHONE
    assert measured["least"] >= 9  # pixels that the smallest letters of a chart are high
    assert set(server.asked) <= {
        "/frame",
        "/report",
        "/favicon.ico",
    }  # the frame has no icon of its own


LONG_ADDRESS = f"http://www.heling.test/{'very-long-name/' * 20}t20260101_1.html"


@pytest.fixture(scope="module")
def checks() -> bytes:
    """The checks of a build in which a row with a long address was kept out."""
    rows = make.good(2)
    rows["tasks"][0]["text"] = f"<td>{LONG_ADDRESS}</td>"
    [verdict] = judge_builds([Batch("lanshan", "b1", sample.TODAY, make.tables(rows))])
    counts = {
        name: {"read": read, "published": published, "quarantined": kept_out, "duplicates": 0}
        for name, (read, published, kept_out) in verdict.counts.items()
    }
    about = {
        "build_id": "b1",
        "as_of": "2026-11-22",
        "until": "2026-11-22T01:00:00+00:00",
        "code": "c",
        "tables": "1",
    }
    return checks_page("兰山区", about | {"counts": counts}, verdict.checks).encode()


def test_a_phone_shows_the_checks_whole(checks: bytes, tmp_path: Path) -> None:
    with serving(checks) as seen:
        done = browse(f"http://127.0.0.1:{seen.server_port}/whole", tmp_path / "profile")
    measured = json.loads(done.stdout.split("<title>", 1)[1].split("</title>", 1)[0])
    assert measured["rows"] > 20
    assert measured["wide"] == []
    assert measured["width"] <= LARGER_PHONE
