"""A reading as the JSON object that `taizhang read --json` prints: the scorer's form, with evidence."""

from datetime import date
from typing import Any

from msgspec.structs import asdict

from transform.model import Evidence, Part, Reading, Target, Task, TimeLimit


def as_json(reading: Reading, source: str) -> dict[str, Any]:
    """One document as plain values; `source` is where it was read from."""
    meta = reading.metadata
    return {
        "source": source,
        "is_document": reading.is_document,
        "document": {
            "title": meta.title,
            "issuer": " ".join(meta.issuers) or None,
            "doc_number": meta.doc_number,
            "index_number": meta.index_number,
            "topic": meta.topic,
            "written_on": _day_json(meta.written_on),
            "published_on": _day_json(meta.published_on),
            "validity": meta.validity,
            "kind": reading.kind,
            "script": reading.script,
            "flags": list(reading.flags),
            "doubts": list(reading.doubts),
            "text": reading.text,
            "evidence": [_evidence_json(e) for e in meta.evidence],
        },
        "tasks": [_task_json(t) for t in reading.tasks],
        "citations": [
            {
                "doc_number": c.doc_number,
                "title": c.title,
                "relation": c.relation,
                "part_no": c.part_no,
                "span": c.span,
            }
            for c in reading.citations
        ],
        "attachments": [{"url": a.url, "name": a.name} for a in reading.attachments],
        "parts": [_part_json(p) for p in reading.parts],
        "issues": [
            {"code": i.code, "message": i.message, "count": i.count} for i in reading.issues
        ],
    }


def _part_json(part: Part) -> dict[str, Any]:
    """A part with the text that all spans count in."""
    return {
        "part_no": part.part_no,
        "kind": part.kind,
        "name": part.name,
        "title": part.title,
        "doc_number": part.doc_number,
        "text": part.text,
    }


def _task_json(task: Task) -> dict[str, Any]:
    return {
        "source": task.source,
        "part_no": task.part_no,
        "label": task.label,
        "headings": task.headings,
        "text": task.text,
        "units": [
            {
                "role": u.role,
                "name": u.name,
                "name_raw": u.name_raw,
                "canonical_name": u.canonical_name,
                "function": u.function,
                "is_group": u.is_group,
            }
            for u in task.units
        ],
        "open_ended": task.open_ended,
        "deadline_raw": task.deadline_raw,
        "deadline_kind": task.deadline_kind,
        "due_on": _day_json(task.due_on),
        "time_limits": [_limit_json(limit) for limit in task.time_limits],
        "targets": [_target_json(target) for target in task.targets],
        "doubts": list(task.doubts),
        "evidence": [_evidence_json(e) for e in task.evidence],
    }


def _limit_json(limit: TimeLimit) -> dict[str, Any]:
    return {
        "text": limit.text,
        "kind": limit.kind,
        "due_on": _day_json(limit.due_on),
        "period": limit.period,
        "day_basis": limit.day_basis,
        "by_month": limit.by_month,
        "year_origin": limit.year_origin,
        "span": limit.span,
    }


def _target_json(target: Target) -> dict[str, Any]:
    values: dict[str, Any] = asdict(target)
    return values | {"by": _day_json(target.by)}


def _evidence_json(evidence: Evidence) -> dict[str, Any]:
    values = {
        "field": evidence.field,
        "index": evidence.index,
        "part_no": evidence.part_no,
        "rule": evidence.rule,
        "spans": [list(s) for s in evidence.spans] or None,
        "table": evidence.table,
        "row": evidence.row,
        "column": evidence.column,
        "inherited": evidence.inherited,
        "place": evidence.place,
        "raw": evidence.raw,
    }
    return {key: value for key, value in values.items() if value is not None}


def _day_json(day: date | None) -> str | None:
    if day:
        return day.isoformat()
    return None
