"""A release in which every text that a page could have written is an attack on whoever shows it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import rows as make

from load.release.manifest import data_package
from load.release.tables import TableWriter
from taizhang.store import Store
from taizhang.tables import TABLES

RELEASE = "2026-11-22-001"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ATTACK = f"=cmd|'/c calc'!A1 {MARKUP}\"' onmouseover='alert(3) \x1b[31mred\u202egnp.exe\u2028{{{{7*7}}}} javascript:alert(4)"
TASK = make.identifier(1001)
DOCUMENT = make.identifier(1)
UNIT = f"市{MARKUP}局"


def make_store(folder: Path) -> Store:
    """The store."""
    made = Store(folder)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES} | _rows()
    with made.new_folder(f"releases/{RELEASE}", "datapackage.json") as staged:
        writer = TableWriter(staged, None)
        for name, some in found.items():
            writer.write(name, [TABLES[name].to_arrow(some)])
        staged.write("datapackage.json", data_package(RELEASE, writer.files, {"portals": {}}))
    made.write("latest.json", json.dumps({"release": RELEASE}).encode())
    return made


def _rows() -> dict[str, list[dict[str, Any]]]:
    words = {
        "title": ATTACK,
        "index_number": ATTACK,
        "topic": ATTACK,
        "issuers": [ATTACK],
        "text": ATTACK,
    }
    document = make.document(
        1, **words, url=f"javascript:alert(1)//{MARKUP}", doubts=["kind_by_votes"]
    )
    part = make.part(1, text=f"{ATTACK}\n{make.TEXT}", title=ATTACK, name=ATTACK)
    units = {"responsible_units": [UNIT], "lead_units": [ATTACK]}
    said = {
        "label": ATTACK,
        "headings": [ATTACK],
        "deadline_raw": ATTACK,
        "deadline_kind": "unscheduled",
    }
    place = {"field": "text", "part_no": 0, "spans": [{"start": 2, "end": 40}], "rule": "clause"}
    cell = {"table": 0, "row": 1, "column": 0}
    task = make.task(
        1, text=ATTACK, document_title=ATTACK, issuers=[ATTACK], region=ATTACK, **said, **units
    ) | {
        "doubts": ["learned_form"],
        "due_on": date(2026, 6, 30),
        "evidence": [
            place | cell,
            {"field": "doubts", "index": 0, "part_no": 0, "spans": None, "rule": ATTACK},
        ],
    }
    return {
        "documents": [
            document,
            make.document(2, title=f"去年的{MARKUP}", published_on=date(2019, 5, 6)),
        ],
        "parts": [part, make.part(2)],
        "sections": [
            {
                "document_id": DOCUMENT,
                "part_no": 0,
                "section_no": 1,
                "parent_no": None,
                "level": 1,
                "label": ATTACK,
            }
            | {"heading": ATTACK, "start": 0, "end": 5}
        ],
        "tasks": [task, make.task(2, 2)],
        "task_links": [
            {
                "task_id": TASK,
                "linked_task_id": make.identifier(1002),
                "kind": "last_year",
                "document_id": DOCUMENT,
            }
            | {
                "linked_document_id": make.identifier(2),
                "similarity": 0.9,
                "reason": ATTACK,
                "doubtful": True,
            },
            {
                "task_id": make.identifier(1002),
                "linked_task_id": TASK,
                "kind": "carries_out",
                "document_id": make.identifier(2),
            }
            | {
                "linked_document_id": DOCUMENT,
                "similarity": 0.9,
                "reason": ATTACK,
                "doubtful": False,
            },
        ],
        "plan_series": [
            {
                "series_id": make.identifier(7),
                "document_id": DOCUMENT,
                "region_code": "371302",
                "issuer": ATTACK,
            }
            | {
                "subject": ATTACK,
                "year": 2021,
                "previous_document_id": make.identifier(2),
                "missing_years": [2020],
            }
            | {"upper_document_id": None, "upper_by": None}
        ],
        "task_units": [
            make.unit(
                1, position=1, name=UNIT, name_raw=ATTACK, canonical_name=UNIT, function=ATTACK
            ),
            make.unit(
                1, position=2, name=ATTACK, name_raw=ATTACK, canonical_name=None, role="lead"
            ),
        ],
        "citations": [
            {
                "document_id": DOCUMENT,
                "position": 1,
                "part_no": 0,
                "title": ATTACK,
                "doc_number": None,
            }
            | {"relation": "mentions", "cited_document_id": None, "start": 0, "end": 5}
        ],
        "attachments": [
            {
                "document_id": DOCUMENT,
                "url": "data:text/html,<script>1</script>",
                "name": ATTACK,
                "media_type": ATTACK,
            }
            | {"size": 1, "digest": None, "outcome": "content"}
        ],
        "versions": [
            {
                "document_id": DOCUMENT,
                "valid_from": date(2026, 11, 20),
                "valid_to": None,
                "digest": make.DIGEST,
            }
            | {"title": ATTACK}
        ],
        "issues": [
            {
                "issue_id": make.identifier(1),
                "stage": "transform",
                "code": "unknown_unit",
                "portal": "lanshan",
            }
            | {"url": None, "document_id": DOCUMENT, "capture_digest": None, "message": ATTACK}
            | {"first_seen": date(2026, 11, 20), "count": 1}
        ],
        "quarantine": [
            {
                "table": "tasks",
                "key": json.dumps(ATTACK),
                "portal": "lanshan",
                "document_id": DOCUMENT,
                "row": ATTACK,
            }
            | {"expectation": "text.markup", "reason": ATTACK, "evidence": None, "build_id": "b"}
        ],
        "portals": [
            {
                "portal": "lanshan",
                "name": ATTACK,
                "region": ATTACK,
                "region_code": "371302",
                "family": ATTACK,
            }
            | {"url": "javascript:alert(1)", "owner": ATTACK, "terms": ATTACK, "build": "b"}
            | {
                "as_of": date(2026, 11, 22),
                "health": "broken",
                "stale_since": None,
                "reason": ATTACK,
            }
        ],
        "portal_metrics": [
            {
                "portal": "lanshan",
                "build_id": "b",
                "metric": ATTACK,
                "value": 1.0,
                "low": None,
                "high": None,
            }
            | {"passed": False, "reason": ATTACK}
        ],
        "coverage": [
            {
                "portal": "lanshan",
                "channel": ATTACK,
                "month": "2026-10",
                "state": "partial",
                "documents": 1,
            },
        ],
        "changes": [
            {
                "table": "tasks",
                "key": json.dumps({"task_id": TASK}),
                "portal": "lanshan",
                "document_id": DOCUMENT,
            }
            | {"change": "modified", "columns": [ATTACK]}
        ],
    }
