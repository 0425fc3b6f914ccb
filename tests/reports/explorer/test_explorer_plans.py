"""A plan as the ledger that offices know, and what it came down to: the rows, the drawing, its table and its file."""

import csv
import io
import re
from datetime import date
from typing import Any

import hostile_release
import rows as make
from starlette.testclient import TestClient

from reports.explorer.ledger_table import columns_of, make_ledger


def row(number: int, title: str, headings: list[str], **given: Any) -> dict[str, Any]:
    said = {"region": "某市", "doc_number": None, "deadline_raw": None, "due_on": None} | given
    units = {
        f"{role}_units": [] for role in ("lead", "responsible", "cooperating", "supervising")
    } | {name: units for name, units in given.items() if name.endswith("_units")}
    return (
        {"task_id": f"{number:016x}", "number": number, "document_title": title}
        | {"headings": headings, "text": f"任务{number}"}
        | said
        | units
    )


def test_what_stands_above_several_tasks_is_one_cell_and_ends_with_its_document() -> None:
    rows = [
        row(1, "甲", ["一、"], lead_units=["市财政局", "市教育局"]),
        row(2, "甲", ["一、"], due_on=date(2026, 6, 30)),
        row(3, "甲", ["二、"]),
        row(4, "乙", ["二、"]),
    ]
    columns = columns_of(rows)
    names = [column.heading for column in columns]
    assert names == [
        "序号",
        "地区",
        "文件",
        "一级标题",
        "任务内容",
        "牵头单位",
        "完成时限",
        "到期日",
    ]
    lines = make_ledger(rows, columns)
    spans = {
        name: [line.cells[at].rows if line.cells[at] else None for line in lines]
        for at, name in enumerate(names)
    }
    assert spans["地区"] == [4, None, None, None]
    assert spans["文件"] == [3, None, None, 1]
    assert spans["一级标题"] == [2, None, 1, 1]
    assert spans["任务内容"] == [1, 1, 1, 1]
    assert lines[0].cells[5].value == "市财政局、市教育局"


def test_a_document_s_ledger_holds_each_of_its_tasks_once(client: TestClient) -> None:
    task = client.get("/api/tasks", params={"source": "ledger"}).json()["rows"][0]
    document = client.get(f"/api/documents/{task['document_id']}").json()
    page = client.get(f"/documents/{task['document_id']}/ledger").text
    linked = re.findall(r'<a class="quiet-link" href="/tasks/([0-9a-f]+)"', page)
    assert linked == [one["task_id"] for one in document["tasks"]]
    assert "牵头单位" in page
    assert "地区" not in page


def test_a_search_is_a_ledger_too(client: TestClient) -> None:
    asked = {"q": "公开", "size": "100"}
    wanted = {row["task_id"] for row in client.get("/api/tasks", params=asked).json()["rows"]}
    page = client.get("/ledger", params=asked).text
    assert set(re.findall(r'class="quiet-link" href="/tasks/([0-9a-f]+)"', page)) == wanted
    assert "/ledger?q=" in client.get("/", params={"q": "公开"}).text


def test_a_cascade_names_who_carries_out_how_much(hostile: TestClient) -> None:
    upper = hostile_release.DOCUMENT
    page = hostile.get(f"/documents/{upper}/cascade").text
    assert '<svg class="sankey"' in page
    assert page.count('class="band"') == 1
    assert "<script>alert" not in page
    table = hostile.get(f"/documents/{upper}/cascade.csv").content.decode("utf-8-sig")
    [head, line] = list(csv.reader(io.StringIO(table)))
    found = dict(zip(head, line, strict=True))
    assert (found["upper_document_id"], found["lower_document_id"]) == (upper, make.identifier(2))
    assert found["duties"] == "1"
    assert found["upper_title"].startswith("'=cmd")


def test_a_plan_that_nobody_carries_out_says_so(client: TestClient) -> None:
    document = client.get("/api/tasks").json()["rows"][0]["document_id"]
    page = client.get(f"/documents/{document}/cascade", headers={"accept-language": "en"}).text
    assert "No plan of this release is known" in page
    assert client.get("/documents/nothing/cascade").status_code == 404
    assert client.get("/documents/nothing/ledger").status_code == 404


def test_a_region_says_who_carries_most_of_it(client: TestClient) -> None:
    counts = client.get("/api/tasks", params={"region": "990121"}).json()["counts"]
    page = client.get("/regions/990121").text
    for facet in ("function", "unit"):
        most = max(
            (one for one in counts[facet] if one["value"] != "none"), key=lambda one: one["count"]
        )
        assert f">{most['value']}</a>" in page


def test_the_release_names_what_changed(client: TestClient) -> None:
    task = client.get("/api/tasks").json()["rows"][0]
    page = client.get("/release").text
    assert f'<a href="/tasks/{task["task_id"]}">{task["text"][:10]}' in page


def test_documents_are_found_by_their_text_behind_those_found_by_their_title(
    client: TestClient,
) -> None:
    found = client.get("/api/documents", params={"q": "重大项目", "size": 100}).json()["rows"]
    by_title = ["重大项目" in row["title"] for row in found]
    assert by_title == sorted(by_title, reverse=True)
    by_text = [row for row in found if row["excerpt"]]
    assert by_text
    assert all("重大项目" in row["excerpt"] for row in by_text)
    page = client.get("/documents", params={"q": "重大项目"}).text
    assert '<mark class="hit" data-mark="hit">重大项目</mark>' in page
