"""The explorer in a real browser: a walk as an analyst takes it, by mouse and by keyboard, wide and as a phone.

The screenshots lie in the folder that is printed, or in the one that SCREENSHOTS names.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hostile_release
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Route, sync_playwright

from flows.review import FileReviewer
from reports.explorer.app import make_app
from reports.explorer.serving import address_of, open_port
from taizhang.store import Store

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a browser: apt-get install chromium"
)
PHONE = 390
SERIOUS = ("serious", "critical")


class Visitor:
    """A page of the browser; `said` is what came up on its console, `asked` the hosts that it asked for anything."""

    def __init__(self, browser: Browser, base: str, shots: Path, **context: Any) -> None:
        self.page: Page = browser.new_context(**context).new_page()
        self.page.set_default_timeout(60_000)
        self.said: list[str] = []
        self.asked: set[str | None] = set()
        self._base, self._shots = base, shots
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).hostname))

    def open(self, path: str) -> None:
        self.page.goto(self._base + path.lstrip("/"), wait_until="networkidle")

    def shoot(self, name: str) -> None:
        file = self._shots / f"{name}.png"
        self.page.screenshot(path=file, full_page=True)
        print(f"\n{file}")

    def faults(self) -> list[str]:
        """Serious findings of axe-core about the page that is open."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in found
            if one["impact"] in SERIOUS
        ]

    def width(self) -> int:
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width


def serve_in_background(app: FastAPI) -> Iterator[str]:
    """Serve an application while the fixture lives; its address."""
    opened = open_port("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield address_of(opened)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def base(sample_store: Store, cache: Path) -> Iterator[str]:
    yield from serve_in_background(make_app(sample_store, cache=cache))


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--no-proxy-server"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


def test_an_analyst_finds_a_task_and_the_sentence_behind_it(
    browser: Browser, base: str, shots: Path
) -> None:
    visitor = Visitor(browser, base, shots, locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("/")
    page.keyboard.type("政務公開")
    page.locator(".total", has_text="共 7 项任务").wait_for()  # as typed, without a click
    assert page.evaluate("document.activeElement.id") == "q"
    assert "q=" in page.url
    visitor.shoot("search")
    page.locator("#filter-unit ~ ul a", has_text="市水利局").click()
    page.locator(".total", has_text="共 1 项任务").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("#citation").wait_for()
    assert (
        page.locator("mark.unit", has_text="市水利局")
        .or_(page.locator("mark.unit", has_text="水利局"))
        .count()
        == 1
    )
    unit = page.locator("dd [data-mark^=units-]", has_text="水利局")
    unit.hover()
    assert page.locator("mark.unit.on").count() == 1
    visitor.shoot("task")
    page.get_by_role("link", name="存档原貌").click()
    frame = page.frame_locator("iframe.frame")
    frame.locator("#here").wait_for()
    assert frame.locator("#here").inner_text() == "加强重大项目信息公开。"
    visitor.shoot("archived")
    page.get_by_role("link", name="English").click()
    page.get_by_text("Nothing in it runs").wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("next hit").wait_for()
    visitor.shoot("keys")
    page.keyboard.press("Escape")
    visitor.open("/?q=%E8%B4%A2%E6%94%BF")
    with page.expect_download() as download:
        page.get_by_role("link", name="xlsx").click()
    assert download.value.path().read_bytes().startswith(b"PK")
    assert visitor.said == []
    assert visitor.asked == {"127.0.0.1"}


PATHS = (
    "/",
    "/documents",
    "/units",
    "/regions",
    "/regions/990100",
    "/due?month=2026-06",
    "/charts",
    "/portals",
)
MORE = ("/portals/chengwan", "/release", "/api", "/units/市财政局", "/tasks/nothing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_serves_whoever_sees_badly_or_has_a_phone(
    browser: Browser, base: str, shots: Path, scheme: str
) -> None:
    visitor = Visitor(
        browser, base, shots, color_scheme=scheme, viewport={"width": PHONE, "height": 800}
    )
    task = visitor.page.request.get(f"{base}api/tasks?source=ledger").json()["rows"][0]
    about = (
        f"/tasks/{task['task_id']}",
        f"/documents/{task['document_id']}",
        f"/tasks/{task['task_id']}/archived",
        f"/documents/{task['document_id']}/ledger",
        f"/documents/{task['document_id']}/cascade",
        "/ledger?size=100",
    )
    faults, wide = [], []
    for path in (*PATHS, *MORE, *about):
        visitor.open(path)
        faults += [f"{path} {fault}" for fault in visitor.faults()]
        if visitor.width() > PHONE:
            wide.append(path)
        visitor.shoot(f"{scheme}-{path.strip('/').replace('/', '-').partition('?')[0] or 'first'}")
    assert faults == []
    assert wide == []
    assert [said for said in visitor.said if "404" not in said] == []
    assert visitor.asked == {"127.0.0.1"}


def test_a_script_of_an_archived_page_never_runs(browser: Browser, base: str, shots: Path) -> None:
    """The second fence: the page as it was archived, scripts and all, under the frame's rights and policy."""
    visitor = Visitor(browser, base, shots)
    task = visitor.page.request.get(f"{base}api/tasks").json()["rows"][0]

    def arm(route: Route) -> None:
        answer = route.fetch()
        armed = "<script>top.document.title = 'taken'; fetch('/taken')</script><img src=x onerror=\"fetch('/taken')\">"
        route.fulfill(response=answer, body=armed + answer.text())

    visitor.page.route("**/frames/**", arm)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open(f"/tasks/{task['task_id']}/archived")
    assert any("/frames/" in url for url in asked)
    assert [url for url in asked if "taken" in url] == []
    assert visitor.page.title() != "taken"
    assert any("sandbox" in said for said in visitor.said), visitor.said


@pytest.mark.shared
def test_no_script_of_any_crawled_page_runs_in_the_frame(
    browser: Browser, base: str, shots: Path, shared: Path
) -> None:
    """The raw pages, attacks among them, with a script of their own at the end, under the frame's rights alone."""
    visitor = Visitor(browser, base, shots)
    task = visitor.page.request.get(f"{base}api/tasks").json()["rows"][0]
    raw = [
        path.read_bytes()
        for folder in ("cases", "portals")
        for path in sorted((shared / folder).rglob("*.html"))
    ]
    armed = [page for page in raw if b"<script" in page or b"onerror" in page or b"onload" in page]
    assert len(armed) > 20
    waiting = iter(armed[:: max(1, len(armed) // 40)])
    shown = 0

    def serve_raw(route: Route) -> None:
        end = b"<script>parent.postMessage('taken', '*'); top.document.title = 'taken'</script>"
        route.fulfill(response=route.fetch(), body=next(waiting, b"") + end)

    visitor.page.route("**/frames/**", serve_raw)
    visitor.page.add_init_script(
        "window.taken = []; addEventListener('message', event => taken.push(event.data))"
    )
    answered: set[str] = set()
    visitor.page.on("response", lambda response: answered.add(response.url))
    refused: set[str | None] = set()
    visitor.page.on("requestfailed", lambda request: refused.add(request.failure))
    dialogs: list[str] = []
    visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for _ in range(40):
        visitor.open(f"/tasks/{task['task_id']}/archived")
        assert visitor.page.evaluate("window.taken") == []
        assert visitor.page.title() != "taken"
        shown += 1
    assert shown == 40
    assert dialogs == []
    assert {urlsplit(url).hostname for url in answered} == {"127.0.0.1"}
    assert {urlsplit(url).path.split("/")[1] for url in answered} == {"assets", "tasks", "frames"}
    # What the pages would have asked for was never sent.
    assert refused == {"csp"}


def test_a_doubt_is_settled_with_one_key_and_taken_back_with_another(
    browser: Browser, shots: Path, tmp_path: Path, cache: Path
) -> None:
    """On a release whose every text is an attack: none of it acts."""
    portals = tmp_path / "portals"
    portals.mkdir()
    app = make_app(
        hostile_release.make_store(tmp_path / "store"), cache=cache, reviewer=FileReviewer(portals)
    )
    served = serve_in_background(app)
    visitor = Visitor(browser, next(served), shots, viewport={"width": 1280, "height": 900})
    page = visitor.page
    visitor.open("/review")
    page.locator("#reason").fill("李华: read beside its page")
    visitor.shoot("review")
    assert visitor.faults() == []
    page.locator("#reason").evaluate("field => field.blur()")
    page.keyboard.press("a")
    page.get_by_text("1 doubts to settle").wait_for()
    page.keyboard.press("a")  # the reason is known
    page.get_by_text("Nothing is left to settle").wait_for()
    assert (portals / "corrections" / "lanshan.toml").read_text("utf-8").count("李华") == 2
    page.keyboard.press("u")
    page.get_by_text("1 doubts to settle").wait_for()
    page.keyboard.press("e")
    page.locator("#field").select_option("due_on")
    page.locator("#value").fill("2026-09-30")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Nothing is left to settle").wait_for()
    assert "value = 2026-09-30" in (portals / "corrections" / "lanshan.toml").read_text("utf-8")
    for path in (
        "/",
        "/portals",
        "/release",
        "/charts",
        f"/tasks/{hostile_release.TASK}",
        "/units",
        "/regions",
    ):
        visitor.open(path)
    for path in ("ledger", "cascade"):
        visitor.open(f"/documents/{hostile_release.DOCUMENT}/{path}")
        visitor.shoot(f"hostile-{path}")
        assert visitor.faults() == []
    visitor.open(f"/documents/{hostile_release.DOCUMENT}")
    visitor.shoot("hostile")
    next(served, None)
    assert visitor.said == []
    assert visitor.asked == {"127.0.0.1"}
