"""Pages show what the release says, ask nobody else, and take nothing that a page wrote for markup."""

import csv
import html
import io
import re
import tomllib
from collections import Counter
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import hostile_release
import openpyxl
import pyarrow.parquet as pq
import pytest
import rows as make
from httpx import Response
from starlette.testclient import TestClient

from reports.explorer.app import make_app
from reports.explorer.archived import make_harmless
from reports.explorer.book import Book, TooLongError
from reports.explorer.facets import FACETS, Has
from reports.explorer.index_file import ensure_index
from reports.explorer.ledger_grid import make_grid
from reports.explorer.views.charts import CHARTS
from reports.explorer.views.preferences import is_own_path
from taizhang.ids import full_digest
from taizhang.releases import release
from taizhang.store import Store
from taizhang.tables.terms import (
    Comparator,
    DeadlineKind,
    DocumentKind,
    LimitKind,
    LinkKind,
    PartKind,
    Relation,
    TaskSource,
)

WORDS = tomllib.loads(files("reports.explorer").joinpath("words.toml").read_text(encoding="utf-8"))
SETS: dict[str, type[StrEnum]] = {
    "source": TaskSource,
    "deadline_kind": DeadlineKind,
    "limit_kind": LimitKind,
    "comparator": Comparator,
    "document_kind": DocumentKind,
    "relation": Relation,
    "part_kind": PartKind,
    "link_kind": LinkKind,
    "has": Has,
}
OF_A_KIND = 3
ASSETS = tomllib.loads(
    files("reports.explorer").joinpath("assets/assets.toml").read_text(encoding="utf-8")
)["asset"]


def first_task(client: TestClient, **given: str) -> dict[str, str]:
    found: dict[str, str] = client.get("/api/tasks", params=given).json()["rows"][0]
    return found


def follow_links(client: TestClient) -> dict[str, Response]:
    """Pages by address, found by following links from the first page: a few of each kind."""
    seen: dict[str, Response] = {}
    kinds = Counter[str]()
    ahead = ["/"]
    while ahead:
        address = ahead.pop(0)
        kind = re.sub(r"[0-9a-f]{12,16}|%[^/?&]*|=[^&]*", "*", address)
        if (
            address in seen
            or kinds[kind] == OF_A_KIND
            or "preferences" in address
            or "&" in address
        ):
            continue
        kinds[kind] += 1
        seen[address] = client.get(address)
        if "text/html" in seen[address].headers.get("content-type", "") and not address.startswith(
            "/frames/"
        ):
            found = re.findall(r'(?:href|src|data-chart)="(/[^"#]*)', seen[address].text)
            ahead += [html.unescape(one) for one in found]
    return seen


@pytest.fixture(scope="module")
def pages(client: TestClient) -> dict[str, Response]:
    return follow_links(client)


def test_the_words_of_both_languages_are_complete() -> None:
    assert set(WORDS) == {"word", *SETS}
    for kind, values in SETS.items():
        assert set(WORDS[kind]) == {value.value for value in values}
    for kind, entries in WORDS.items():
        for key, words in entries.items():
            assert set(words) == {"en", "zh"}, (kind, key)


def test_every_word_is_said_somewhere() -> None:
    package = files("reports.explorer")
    pages = [
        path for folder in ("templates", "views", "") for path in package.joinpath(folder).iterdir()
    ]
    said = "".join(path.read_text("utf-8") for path in pages if path.name.endswith((".py", ".j2")))
    named = {*CHARTS, *(facet.name for facet in FACETS)}
    assert [key for key in WORDS["word"] if f'"{key}"' not in said and key not in named] == []


def test_assets_are_what_their_packages_hold() -> None:
    for asset in ASSETS:
        content = files("reports.explorer").joinpath("assets", asset["file"]).read_bytes()
        assert full_digest(content) == asset["sha256"], asset["file"]
    ours = {"explorer.css", "explorer.js", "icon.svg", "assets.toml"}
    assert {
        path.name for path in files("reports.explorer").joinpath("assets").iterdir()
    } == ours | {asset["file"] for asset in ASSETS}


def test_every_link_of_ours_leads_somewhere(pages: dict[str, Response]) -> None:
    assert len(pages) > 30
    assert [address for address, answer in pages.items() if answer.status_code != 200] == []


def test_every_page_forbids_scripts_and_other_hosts(pages: dict[str, Response]) -> None:
    for address, answer in pages.items():
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        if address.startswith("/frames/"):
            continue
        assert "unsafe" not in policy
        if "text/html" in answer.headers["content-type"]:
            assert not re.search(
                r"<script(?! src=\"/assets/)|<style|\sstyle=|\son\w+=", answer.text
            ), address
            assert not re.search(r'(src|srcset|action)="(?!/)', answer.text), address


def test_both_languages_and_looks_are_remembered(client: TestClient) -> None:
    back = client.get("/preferences?lang=zh&theme=dark&back=/units", follow_redirects=False)
    assert back.headers["location"] == "/units"
    page = client.get("/units")
    assert '<html lang="zh-Hans">' in page.text
    assert "look-dark.css" in page.text
    client.cookies.clear()
    assert (
        '<html lang="en">'
        in client.get("/units", headers={"accept-language": "en-GB,zh;q=0.5"}).text
    )
    assert (
        '<html lang="zh-Hans">' in client.get("/units", headers={"accept-language": "zh-TW"}).text
    )


@pytest.mark.parametrize(
    "address", ["//evil.test/", "/\\evil.test", "https://evil.test/", "javascript:alert(1)", "/\nx"]
)
def test_nobody_is_sent_to_another_site(address: str) -> None:
    assert not is_own_path(address)


def test_a_task_shows_its_values_where_they_stand(client: TestClient) -> None:
    task = first_task(client, q="加强财政信息公开")
    page = client.get(f"/tasks/{task['task_id']}").text
    assert re.search(r'<mark class="unit" data-mark="units-0">市财政局</mark>', page)
    assert re.search(r'<mark class="limit" data-mark="(text )?limit-1">6月底前</mark>', page)
    assert re.search(r'data-mark="text">加强财政信息公开', page)


def test_a_ledger_task_shows_the_table_with_its_cells(client: TestClient) -> None:
    task = first_task(client, q="清淤疏浚", source="ledger")
    page = client.get(f"/tasks/{task['task_id']}").text
    table = page[page.index('<table class="cells"') :]
    assert '<tr class="here"><td><mark class="label" data-mark="label">1</mark></td>' in table
    assert "应急排水队伍" in table  # another row of the same table


def test_the_archived_page_is_shown_without_its_links_and_scrolled(client: TestClient) -> None:
    task = first_task(client, q="加强财政信息公开")
    page = client.get(f"/tasks/{task['task_id']}/archived").text
    [frame] = re.findall(r'<iframe class="frame" sandbox title="[^"]*" src="([^"]*)">', page)
    answer = client.get(frame.replace("&amp;", "&"))
    assert '<mark id="here">加强财政信息公开。</mark>' in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert not re.search(r"<script|<link|src=|href=\"http", answer.text)


ARMED = """<html><head><base href="http://evil.test/">
<style>p { color: red; background: url(http://evil.test/a) }</style>
<meta http-equiv=refresh content="0;url=http://evil.test"></head><body onload="alert(1)">
<p style="color: blue; background: u\\72l(http://evil.test)">甲</p><svg onload=alert(1)><script>1</script></svg>
<a href="javascript:alert(1)">乙</a><img src="http://evil.test/x" srcset="http://evil.test/y 2x">
<iframe src="http://evil.test"></iframe><form action="http://evil.test"><button formaction="//e">丙</button></form>
<a href="#foot">丁</a><math><mtext><style><img src=x onerror=alert(1)></style></mtext></math></body></html>"""


def test_an_archived_page_keeps_its_look_and_loses_what_acts() -> None:
    page = make_harmless(ARMED)
    assert "evil.test" not in page
    assert not re.search(r"<script|\son\w+=(?!alert\(1\)></style>)|javascript", page)
    assert "color: red" in page
    assert 'href="#foot"' in page
    assert [sign for sign in "甲乙丙丁" if sign not in page] == []


def test_hostile_text_is_text_on_every_page(hostile: TestClient) -> None:
    found = follow_links(hostile)
    assert f"/tasks/{hostile_release.TASK}" in found
    for address, answer in found.items():
        assert answer.status_code in (200, 404), address
        kind = answer.headers["content-type"]
        if "html" in kind:
            assert "<script>alert" not in answer.text, address
            assert "<img" not in answer.text, address
            assert not re.search(r'href="\s*(javascript|data):', answer.text), address
        if "html" in kind or "json" in kind:
            assert "\x1b" not in answer.text, address
            assert "\u202e" not in answer.text, address
    shown = found[f"/tasks/{hostile_release.TASK}"].text
    assert "&lt;script&gt;alert(1)" in shown
    assert "{{7*7}}" in shown


def test_the_same_duty_last_year_and_the_plan_before_are_named_both_ways(
    hostile: TestClient,
) -> None:
    last_year = make.identifier(1002)
    assert f'href="/tasks/{last_year}"' in hostile.get(f"/tasks/{hostile_release.TASK}").text
    assert f'href="/tasks/{hostile_release.TASK}"' in hostile.get(f"/tasks/{last_year}").text
    before = make.identifier(2)
    assert (
        f'href="/documents/{before}"' in hostile.get(f"/documents/{hostile_release.DOCUMENT}").text
    )
    assert "no plan for 2020" in hostile.get(f"/documents/{before}").text
    assert "no plan for 2020" in hostile.get("/regions/371302").text


def test_files_of_hostile_text_hold_no_formula(hostile: TestClient) -> None:
    rows = list(
        csv.reader(io.StringIO(hostile.get("/download/tasks.csv").content.decode("utf-8-sig")))
    )
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    book = openpyxl.load_workbook(io.BytesIO(hostile.get("/download/tasks.xlsx").content))
    assert [cell.value for row in book.active for cell in row if cell.data_type == "f"] == []


def test_downloads_hold_what_was_found(client: TestClient) -> None:
    asked = {"q": "公开", "source": "clause"}
    total = client.get("/api/tasks", params=asked).json()["total"]
    assert client.get("/download/tasks.csv", params=asked).content.startswith(b"\xef\xbb\xbf")
    table = pq.read_table(io.BytesIO(client.get("/download/tasks.parquet", params=asked).content))
    assert (
        table.num_rows == total == len(client.get("/download/tasks.json", params=asked).json()) > 0
    )
    assert all("公开" in row["text"] + row["document_title"] for row in table.to_pylist())


@pytest.mark.parametrize("address", ["/api/tasks?q=公开", "/download/tasks.csv", "/api/portals"])
def test_an_answer_that_is_known_is_not_sent_again(client: TestClient, address: str) -> None:
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


def test_the_description_of_the_interface_needs_nobody(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {"/api/tasks", "/api/tasks/{task_id}", "/download/tasks.{ending}"} <= set(
        described["paths"]
    )
    assert client.get("/docs").status_code == 404
    assert "/api/tasks" in client.get("/api").text


@pytest.mark.parametrize(
    "address",
    ["/tasks/0000000000000000", "/documents/x", "/units/nobody", "/nowhere", "/assets/a/b.js"],
)
def test_what_is_not_there_is_said(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_what_another_site_sends_is_refused(client: TestClient) -> None:
    for headers in (
        {},
        {"origin": "http://evil.test"},
        {"origin": "http://127.0.0.1", "sec-fetch-site": "cross-site"},
    ):
        assert client.post("/", headers=headers).status_code == 403


def test_a_question_that_takes_too_long_is_stopped(sample_store: Store, cache: Path) -> None:
    opened = release(sample_store.root)
    book = Book(opened, ensure_index(opened, cache), seconds=0.3)
    with pytest.raises(TooLongError):
        book.rows(
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3"
        )
    assert book.rows("SELECT count(*) AS portals FROM portals") == [{"portals": 2}]


def test_a_newer_release_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil
    import time

    store = hostile_release.make_store(tmp_path / "store")
    monkeypatch.setattr("reports.explorer.shelf.LOOK_EVERY", 0.0)
    with TestClient(
        make_app(store, cache=tmp_path / "cache"), base_url="http://127.0.0.1"
    ) as client:
        assert client.get("/api/portals").json()["release"] == hostile_release.RELEASE
        folder = Path(store.root) / "releases"
        shutil.copytree(folder / hostile_release.RELEASE, folder / "2026-11-23-001")
        store.write("latest.json", b'{"release": "2026-11-23-001"}')
        for _ in range(100):
            if client.get("/api/portals").json()["release"] == "2026-11-23-001":
                break
            time.sleep(0.1)
        else:
            pytest.fail("the newer release was not noticed")


def test_a_cell_is_put_together_from_its_stretches() -> None:
    text = "1\t甲项\t市甲局、市乙局\n2\t乙项\t市丙局"

    def place(
        field: str, word: str, row: int, column: int, index: int | None = None
    ) -> dict[str, object]:
        start = text.index(word)
        spans = [{"start": start, "end": start + len(word)}]
        return {
            "field": field,
            "index": index,
            "part_no": 0,
            "spans": spans,
            "table": 0,
            "row": row,
            "column": column,
        }

    first = [
        place("text", "甲项", 1, 1),
        place("units", "市甲局", 1, 2, 0),
        place("units", "市乙局", 1, 2, 1),
    ]
    tasks = [
        {"task_id": "a", "evidence": first},
        {
            "task_id": "b",
            "evidence": [place("text", "乙项", 2, 1), place("units", "市丙局", 2, 2, 0)],
        },
    ]
    grid = make_grid("a", tasks, text, 0)
    assert grid is not None
    assert grid.here == 1
    assert grid.heads == ["text", "units"]
    assert [[cell.text for cell in line if cell] for _, line in grid.rows] == [
        ["甲项", "市甲局、市乙局"],
        ["乙项", "市丙局"],
    ]
    assert (
        make_grid("a", [{"task_id": "a", "evidence": make.task()["evidence"][:0]}], text, 0) is None
    )
