"""Rows that are right in every way, for tests that spoil one of them."""

from datetime import date
from typing import Any

import pyarrow as pa

from taizhang.tables import TABLES

Rows = dict[str, list[dict[str, Any]]]

DIGEST = "sha256:" + "0" * 64
TEXT = (
    "关于印发2021年政务公开工作要点的通知\n各县（市、区）人民政府，市直各部门：\n"
    "一、推进重点领域信息公开\n（一）公开规划信息。集中公开本地区国民经济和社会发展规划。（责任单位：市发展改革委）\n"
    "（二）公开市场主体信息。完善政府规章库，2021年底前完成。（牵头单位：市司法局；配合单位：市财政局）"
)


def identifier(number: int) -> str:
    """An id of the declared form."""
    return f"{number:016x}"


def document(number: int = 1, **values: Any) -> dict[str, Any]:
    """A document."""
    return {
        "document_id": identifier(number),
        "work_id": None,
        "is_primary": None,
        "portal": "lanshan",
        "portal_region_code": "371302",
        "url": f"http://lanshan.gov.test/info/1021/{number}.htm",
        "aliases": [],
        "title": "关于印发2021年政务公开工作要点的通知",
        "doc_number": "兰政办发〔2021〕8号",
        "issuers": ["兰山区人民政府办公室"],
        "issuer_region_code": "371302",
        "index_number": "lsqrmzf/2021-0000008",
        "topic": None,
        "written_on": date(2021, 4, 30),
        "published_on": date(2021, 5, 6),
        "validity": None,
        "kind": "plan",
        "script": "hans",
        "flags": [],
        "doubts": [],
        "text": TEXT,
        "evidence": [],
        "capture_digest": DIGEST,
        "first_seen": date(2026, 11, 20),
        "last_changed": date(2026, 11, 20),
    } | values


def part(number: int = 1, **values: Any) -> dict[str, Any]:
    """A document's page."""
    return {
        "document_id": identifier(number),
        "part_no": 0,
        "kind": "page",
        "name": None,
        "title": None,
        "doc_number": None,
        "capture_digest": DIGEST,
        "text": TEXT,
        "original": None,
        "cuts": [],
    } | values


def task(number: int = 1, document_number: int = 1, **values: Any) -> dict[str, Any]:
    """A task of a document, closed by a clause."""
    text = "公开规划信息。集中公开本地区国民经济和社会发展规划。"
    start = TEXT.index(text)
    return {
        "task_id": identifier(1000 + number),
        "document_id": identifier(document_number),
        "part_no": 0,
        "position": number,
        "portal": "lanshan",
        "region": "山东省临沂市兰山区",
        "document_title": "关于印发2021年政务公开工作要点的通知",
        "doc_number": "兰政办发〔2021〕8号",
        "issuers": ["兰山区人民政府办公室"],
        "published_on": date(2021, 5, 6),
        "source": "clause",
        "label": "（一）",
        "headings": ["一、推进重点领域信息公开"],
        "text": text,
        "lead_units": [],
        "responsible_units": ["市发展改革委"],
        "cooperating_units": [],
        "supervising_units": [],
        "open_ended": False,
        "deadline_raw": None,
        "deadline_kind": None,
        "due_on": None,
        "doubts": [],
        "evidence": [
            {
                "field": "text",
                "part_no": 0,
                "spans": [{"start": start, "end": start + len(text)}],
                "rule": "clause",
            }
        ],
    } | values


def unit(number: int = 1, **values: Any) -> dict[str, Any]:
    """A task's unit."""
    return {
        "task_id": identifier(1000 + number),
        "position": 1,
        "role": "responsible",
        "name": "市发展改革委",
        "name_raw": "市发展改革委",
        "canonical_name": "发展和改革委员会",
        "function": "发改",
        "is_group": False,
    } | values


def time_limit(number: int = 1, **values: Any) -> dict[str, Any]:
    """A task's time limit."""
    return {
        "task_id": identifier(1000 + number),
        "position": 1,
        "text": "2021年底前",
        "kind": "due",
        "due_on": date(2021, 12, 31),
        "period": None,
        "day_basis": None,
        "by_month": None,
        "year_origin": "text",
        "start": 10,
        "end": 17,
    } | values


def target(number: int = 1, **values: Any) -> dict[str, Any]:
    """A task's numeric commitment."""
    return {
        "task_id": identifier(1000 + number),
        "position": 1,
        "text": "不少于4次",
        "what": "新闻发布会",
        "comparator": "at_least",
        "change": None,
        "value": 4.0,
        "value_to": None,
        "measure": "次",
        "each": None,
        "when": "全年",
        "by": date(2021, 12, 31),
        "period": None,
        "start": 20,
        "end": 25,
    } | values


def citation(number: int = 1, **values: Any) -> dict[str, Any]:
    """A document's citation."""
    return {
        "document_id": identifier(number),
        "position": 1,
        "part_no": 0,
        "title": "2021年政务公开工作要点",
        "doc_number": "国办发〔2021〕12号",
        "relation": "implements",
        "cited_document_id": None,
        "start": 4,
        "end": 10,
    } | values


def good(documents: int = 3) -> Rows:
    """Documents, each with a part, two tasks, their units, a time limit, a target and a citation."""
    rows: Rows = {
        name: []
        for name in ("documents", "parts", "sections", "attachments", "tasks", "task_units")
    }
    rows |= {
        "time_limits": [],
        "targets": [],
        "citations": [],
        "versions": [],
        "gone": [],
        "issues": [],
    }
    for number in range(1, documents + 1):
        rows["documents"].append(document(number))
        rows["parts"].append(part(number))
        rows["citations"].append(citation(number))
        for one in (2 * number - 1, 2 * number):
            rows["tasks"].append(task(one, number))
            rows["task_units"].append(unit(one))
        rows["time_limits"].append(time_limit(2 * number))
        rows["targets"].append(target(2 * number))
    return rows


def tables(rows: Rows) -> dict[str, pa.Table]:
    """Rows as Arrow tables of the declared types; what no test spoils is left as it stands."""
    return {
        name: pa.Table.from_pylist(found, schema=TABLES[name].schema)
        for name, found in rows.items()
    }
