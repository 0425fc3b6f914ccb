"""Prefect's own UI in a real browser: a run from the form, one that is cancelled, one whose worker is killed.

The screenshots lie in the folder that is printed, or in the one that SCREENSHOTS names.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, sync_playwright
from prefect_of_tests import PATIENCE, Server, Worker, is_article, until
from running import Ended, run

from flows.demo.show import PORTALS

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.prefect,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium"),
]


class Browser:
    """A page of the server's UI; `asked` are the hosts that it asked for anything."""

    def __init__(self, page: Page, ui: str, shots: Path) -> None:
        self.page, self._ui, self._shots = page, ui, shots
        self.asked: set[str | None] = set()
        page.on("request", lambda request: self.asked.add(urlsplit(request.url).hostname))

    def open(self, path: str) -> None:
        self.page.goto(f"{self._ui}/{path}")

    def shoot(self, name: str, leave: bool = True) -> None:
        """Keep what is seen, once nothing moves any more, and leave: the UI's background costs a core."""
        self.page.wait_for_timeout(1500)
        file = self._shots / f"{name}.png"
        self.page.screenshot(path=file, full_page=True)
        if leave:
            self.page.goto("about:blank")
        print(f"\n{file}")

    def submit(self) -> str:
        """Send the form; the id of its run. A server whose database is locked answers 5xx: a person presses again."""
        for _ in range(4):
            with self.page.expect_response(
                lambda answer: answer.url.endswith("/create_flow_run")
            ) as answer:
                self.page.get_by_role("button", name="Submit").click()
            if answer.value.ok:
                return str(answer.value.json()["id"])
            assert answer.value.status >= 500, answer.value.text()
            self.page.wait_for_timeout(2000)
        raise AssertionError(answer.value.text())

    def field(self, name: str) -> Locator:
        """A parameter in the form."""
        label = self.page.locator(
            "label", has_text=re.compile(rf"^\s*{name}(\s+\(Optional\))?\s*$")
        )
        return self.page.locator(".schema-form-property", has=label).last

    def choose_day(self, field: str, day: str) -> None:
        """Fill in a date as the form's calendar takes it."""
        self.field(field).get_by_text("Select date").click()
        self.page.locator("input[type=date]").fill(day)
        self.page.get_by_role("button", name="Apply").click()

    def say(self, field: str, kind: str, text: str) -> None:
        """Fill in a field that may also be left out."""
        entry = self.field(field)
        entry.get_by_role("button", name=kind, exact=True).click()
        entry.locator("textarea, input").first.fill(text)

    def cancel(self, flow_run: str) -> None:
        """Cancel a run as a person does."""
        self.open(f"runs/flow-run/{flow_run}")
        self.page.get_by_role("button", name="Cancel").click()
        self.page.get_by_role("dialog").get_by_text("Confirm").click()
        self.page.get_by_role("dialog").wait_for(state="hidden")
        self.page.goto("about:blank")

    def sees_state(self, flow_run: str, state: str) -> None:
        """Look at a run until its state stands there."""
        self.open(f"runs/flow-run/{flow_run}")
        self.page.locator(".state-badge", has_text=state).first.wait_for()


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def browser(server: Server, shots: Path) -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--no-proxy-server"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(PATIENCE * 1000)
        yield Browser(page, server.ui, shots)
        chromium.close()


def test_a_backfill_from_the_form(
    server: Server, worker: Worker, browser: Browser, tmp_path: Path
) -> None:
    page, store = browser.page, tmp_path / "store"
    browser.open("deployments")
    page.get_by_role("link", name="backfill", exact=True).first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    page.get_by_role("button", name="Add item").click()
    browser.field("portal").locator("textarea").first.fill("heling")
    browser.choose_day("since", "2020-01-01")
    browser.choose_day("until", "2026-11-30")
    browser.say("store", "str", str(store))
    browser.say("portals", "path", str(PORTALS))
    browser.shoot("form", leave=False)
    flow_run = browser.submit()
    page.goto("about:blank")
    ended = server.ended(flow_run)
    assert ended["state"]["name"] == "Completed", ended["state"]
    assert ended["parameters"]["since"] == "2020-01-01"
    browser.sees_state(flow_run, "Completed")
    browser.shoot("completed")
    assert (store / "latest" / "tasks").is_dir()
    assert browser.asked <= {"127.0.0.1", None}  # what a page makes itself has no host


def test_a_night_cancelled_and_a_worker_killed(
    server: Server, worker: Worker, browser: Browser, tmp_path: Path
) -> None:
    """Both leave a store that the next night goes on from, without fetching anything twice."""
    store, portals, requests = tmp_path / "store", tmp_path / "portals", worker.requests
    portals.mkdir()
    for file in PORTALS.glob("*.yaml"):  # what is known is not asked for again on the same day
        text = file.read_text(encoding="utf-8").replace("recheck: all", "recheck: age")
        (portals / file.name).write_text(text, encoding="utf-8")
    where = {"store": str(store), "portals": str(portals)}
    before = len(requests.answered)

    requests.stop_after(articles=3)
    cancelled = server.start("nightly/nightly", **where)
    until(lambda: requests.waiting, bool)
    browser.cancel(cancelled)
    assert server.ended(cancelled)["state"]["name"] == "Cancelled"
    requests.go_on()
    browser.sees_state(cancelled, "Cancelled")
    browser.shoot("cancelled")

    assert automate(server, silence=20).code == 0
    try:
        requests.stop_after(articles=3)
        killed = server.start("nightly/nightly", **where)
        until(lambda: requests.waiting, bool)
        worker.kill()
        requests.go_on()
        crashed = server.ended(killed)
    finally:
        assert automate(server, silence=300).code == 0
    assert crashed["state"]["type"] == "CRASHED", crashed["state"]
    assert "no sign of life for 20 s" in crashed["state"]["message"]
    browser.sees_state(killed, "Crashed")
    browser.shoot("crashed")

    worker.ensure()
    night = server.carried_out("nightly/nightly", **where)
    assert night["state"]["name"] == "Completed", night["state"]
    browser.sees_state(night["id"], "Completed")
    browser.page.get_by_text("Artifacts").click()
    browser.shoot("continued")
    articles = Counter(url for url in requests.answered[before:] if is_article(url))
    assert len(articles) > 6
    assert set(articles.values()) == {1}, articles
    verified = run("taizhang", "verify", "--store", str(store), home=tmp_path)
    assert verified.code == 0, verified.out + verified.err


def automate(server: Server, silence: int) -> Ended:
    """Set the server up, as an operator does."""
    command = ("taizhang", "automate", "--portals", str(PORTALS), "--silence", str(silence))
    return run(*command, home=server.home, PREFECT_API_URL=server.api)
