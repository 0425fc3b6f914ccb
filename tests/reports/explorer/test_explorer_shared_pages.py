"""Every crawled page of ../shared, attacks among them, is made harmless; a night of them shows as text in every view."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reports.explorer.app import make_app
from reports.explorer.archived import harmless_style, make_harmless
from taizhang.decoding import decode_text
from taizhang.markup import MarkupError
from taizhang.store import Store

pytestmark = pytest.mark.shared
ACTIVE = {"script", "link", "base", "iframe", "frame", "object", "embed", "applet", "template"}
ADDRESSES = {"src", "srcset", "srcdoc", "action", "formaction", "background", "poster", "data"}


class Finder(HTMLParser):
    """Another parser than the one that made the page harmless: what it would run, ask for or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE or (tag == "meta" and ("charset", "utf-8") not in attrs):
            self.found.append(tag)
        for name, value in attrs:
            leads = name == "href" and not (value or "").startswith("#")
            if name.startswith("on") or name in ADDRESSES or leads:
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and (value or "") != harmless_style(value or ""):
                self.found.append(f"{tag} style={value}")


def active(source: str) -> list[str]:
    """What is active in a page."""
    finder = Finder()
    finder.feed(source)
    return finder.found


def pages_of(shared: Path) -> Iterator[Path]:
    for folder in ("cases", "portals"):
        for suffix in ("html", "htm", "shtml", "jsp"):
            yield from sorted((shared / folder).rglob(f"*.{suffix}"))


def test_no_page_of_an_archive_keeps_anything_that_acts(shared: Path) -> None:
    armed = 0
    for path in pages_of(shared):
        source = decode_text(path.read_bytes(), None).text
        try:
            page = make_harmless(source, "加强")
        except MarkupError:
            continue
        assert active(page) == [], path
        armed += active(source) != []
    assert armed > 100


@pytest.fixture(scope="module")
def replayed(
    replayed_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The explorer after a night at the replay portals."""
    made = make_app(replayed_store, cache=tmp_path_factory.mktemp("cache"))
    with TestClient(made, base_url="http://127.0.0.1") as client:
        yield client


def test_whatever_portals_wrote_is_text_in_every_view(replayed: TestClient) -> None:
    tasks = replayed.get("/api/tasks", params={"size": 100}).json()
    documents = replayed.get("/api/documents", params={"size": 100}).json()
    assert tasks["total"] > 100
    addresses = ["/", "/documents", "/units", "/regions", "/release", "/charts", "/due", "/portals"]
    addresses += [f"/tasks/{row['task_id']}" for row in tasks["rows"]]
    for row in documents["rows"]:
        base = f"/documents/{row['document_id']}"
        addresses += [base, f"{base}/ledger", f"{base}/cascade", f"{base}/archived"]
    ours = re.compile(r"<script src=\"/assets/[0-9a-f]+/[a-z.]+\.js\" defer></script>")
    for address in addresses:
        answer = replayed.get(address)
        assert answer.status_code == 200, address
        rest = ours.sub("", answer.text)
        assert not re.search(r"(?i)<script|<img|\son(error|load|click)=", rest), address
        assert not re.search(r'(?i)(href|src)="\s*(javascript|data|vbscript):', rest), address
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", rest), address


def test_every_archived_page_of_a_night_is_harmless(replayed: TestClient) -> None:
    rows = replayed.get("/api/documents", params={"size": 100}).json()["rows"]
    seen = 0
    for row in rows:
        answer = replayed.get(f"/frames/{row['document_id']}")
        if answer.status_code != 200:
            continue
        assert active(answer.text) == [], row["url"]
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        seen += 1
    assert seen > 20
