"""A page with attachments: their tasks are the document's, a ledger wins, one ledger in several formats counts once."""

import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pytest

from taizhang.issues import Code
from taizhang.tables.terms import PartKind, TaskSource
from transform.files.office import find_converter
from transform.model import Context, Payload, Reading
from transform.reading import read_document

ROWS = [
    ("序号", "工作任务", "责任单位", "完成时限"),
    ("1", "公布政务服务事项清单。", "市司法局、财政局", "6月底前"),
    ("2", "清理没有依据的证明事项。", "市政务服务局", "年底前"),
]
CLAUSES = "<p>一、公布清单</p><p>公布政务服务事项清单。（责任单位：市司法局）</p>"


def page(body: str, *names: str) -> Payload:
    links = "".join(f'<p><a href="/files/{n}.docx">{name}</a></p>' for n, name in enumerate(names))
    html = f"""<html><head><meta charset="utf-8">
<meta name="ArticleTitle" content="关于印发2024年工作要点的通知"></head>
<body><h1>关于印发2024年工作要点的通知</h1><div class="TRS_Editor"><p>各县（市、区）人民政府：</p>
<p>现将工作要点印发给你们，请认真抓好落实，确保各项任务按期完成。</p>{body}{links}</div></body></html>"""
    return Payload(
        html.encode(), "sha256:page", url="http://a.gov.test/1.html", media_type="text/html"
    )


def word(number: int, rows: list[tuple[str, ...]], above: str = "2024年任务台账") -> Payload:
    document = docx.Document()
    document.add_paragraph(above)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    out = io.BytesIO()
    document.save(out)
    return Payload(out.getvalue(), f"sha256:{number}", url=f"http://a.gov.test/files/{number}.docx")


def said(reading: Reading) -> list[tuple[int, str, list[str], str]]:
    return [(t.part_no, t.text, [u.name for u in t.units], str(t.due_on)) for t in reading.tasks]


def test_a_ledger_in_an_attachment_wins_over_the_pages_clauses() -> None:
    reading = read_document(page(CLAUSES, "台账.docx"), [word(0, ROWS)], Context())
    assert {task.source for task in reading.tasks} == {TaskSource.LEDGER}
    assert said(reading) == [
        (1, "公布政务服务事项清单。", ["市司法局", "市财政局"], "2024-06-30"),
        (1, "清理没有依据的证明事项。", ["市政务服务局"], "2024-12-31"),
    ]
    assert [(part.kind, part.name, part.digest) for part in reading.parts] == [
        (PartKind.PAGE, None, "sha256:page"),
        (PartKind.ATTACHMENT, "台账.docx", "sha256:0"),
    ]


def test_one_ledger_twice_counts_once_and_another_counts_too() -> None:
    other = [ROWS[0], ("1", "开展执法检查。", "市应急局", "9月底前")]
    attachments = [word(0, ROWS), word(1, ROWS), word(2, other)]
    reading = read_document(page("", "一.docx", "二.docx", "三.docx"), attachments, Context())
    assert [(no, text) for no, text, _, _ in said(reading)] == [
        (1, "公布政务服务事项清单。"),
        (1, "清理没有依据的证明事项。"),
        (3, "开展执法检查。"),
    ]


def test_a_broken_attachment_is_an_issue_and_the_page_counts() -> None:
    broken = Payload(b"\r\n", "sha256:0", url="http://a.gov.test/files/0.docx")
    reading = read_document(page(CLAUSES, "台账.docx"), [broken], Context())
    assert [task.source for task in reading.tasks] == [TaskSource.CLAUSE]
    [issue] = [issue for issue in reading.issues if issue.code is Code.UNREADABLE_FILE]
    assert (issue.message, issue.capture_digest) == (
        "台账.docx: the file is empty (2 bytes)",
        "sha256:0",
    )


def stored(shared: Path, url: str) -> Payload:
    """What a replay portal answers to an address."""
    parts = urlsplit(url)
    site = shared / "portals/sites" / parts.netloc
    held = parts.query.rpartition("=")[2]
    path = (
        next((site / "_files").glob(f"{held.partition('.')[0]}*"))
        if held
        else site / parts.path.lstrip("/")
    )
    return Payload(path.read_bytes(), f"sha256:{path.name}", url=url)


@pytest.mark.shared
def test_the_replay_portals_ledger_in_whatever_files_a_page_offers(shared: Path) -> None:
    gold = json.loads((shared / "gold/seeds/tongliao-2021.json").read_text("utf-8"))["tasks"]
    want = [
        (task["label"], [tuple(unit) for unit in task["units"]], task["due_on"]) for task in gold
    ]
    sites = json.loads((shared / "portals/expected.json").read_text("utf-8"))["sites"]
    offered: dict[str, list[str]] = {}
    for site in sites.values():
        for attachment in site["attachments"]:
            # Old Word files need a converter; a page that offers nothing else is left out where there is none.
            if attachment["carries_ledger"] and (attachment["format"] != "doc" or find_converter()):
                offered.setdefault(attachment["page"], []).append(attachment["url"])
    assert len(offered) >= 4
    for address, urls in offered.items():
        reading = read_document(
            stored(shared, address), [stored(shared, url) for url in urls], Context()
        )
        got = [
            (
                t.label,
                [(u.role, u.name) for u in t.units],
                t.due_on.isoformat() if t.due_on else None,
            )
            for t in reading.tasks
        ]
        assert got == want, address
        codes = [issue.code for issue in reading.issues if issue.code is not Code.UNKNOWN_UNIT]
        assert codes == ([Code.NO_TEXT_LAYER] if "lanshan" in address else [])
