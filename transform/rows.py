"""A reading as rows of our tables (taizhang/tables), with ids of tasks that outlive edits."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import asdict

from taizhang.ids import short_digest
from taizhang.regions import region_of_issuer
from taizhang.rows import Row
from taizhang.tables.terms import DueFrom, LimitKind, PartKind, Role
from transform.model import Evidence, Part, Reading, Target, Task, TimeLimit

# Between what an id is made of: no text holds this control character, so that two paths never join
# to one.
_UNIT_SEPARATOR = "\x1f"


def make_rows(
    reading: Reading,
    document_id: str,
    portal_region: str | None = None,
) -> dict[str, list[Row]]:
    """Rows by table: documents, parts, sections, tasks, task_units, time_limits, targets, citations, attachments.

    Columns that only the archive and the portal's file know are left out of documents and tasks,
    None in attachments. `portal_region` is the code of the portal's region; it settles which place
    an issuer's name means.
    """
    rows: dict[str, list[Row]] = {
        "documents": [_document_row(reading, document_id, portal_region)],
        "parts": [_part_row(part, document_id) for part in reading.parts],
        "sections": [
            asdict(section) | {"document_id": document_id} for section in reading.sections
        ],
        "tasks": [],
        "task_units": [],
        "time_limits": [],
        "targets": [],
        "citations": _citation_rows(reading, document_id),
        "attachments": _attachment_rows(reading, document_id),
    }
    for position, (task, task_id) in enumerate(
        zip(reading.tasks, task_ids(reading, document_id), strict=True),
        1,
    ):
        rows["tasks"].append(_task_row(task, task_id, document_id, position))
        rows["task_units"] += _unit_rows(task, task_id)
        rows["time_limits"] += _placed_rows(task.time_limits, task_id)
        rows["targets"] += _placed_rows(task.targets, task_id)
    return rows


def task_ids(reading: Reading, document_id: str) -> list[str]:
    """An id for each task: of its document, part, path of labels and ordinal among tasks with the same path."""
    parts = {part.part_no: _part_key(part) for part in reading.parts}
    seen: Counter[tuple[str, ...]] = Counter()
    ids = []
    for task in reading.tasks:
        place = (document_id, parts[task.part_no], task.source, *task.path)
        ordinal = seen[place]
        seen[place] += 1
        key = _UNIT_SEPARATOR.join((*place, str(ordinal)))
        ids.append(short_digest(key))
    return ids


def _part_key(part: Part) -> str:
    """What tells a task's source from the document's others and stays when files are added: the page, or the file.

    Plans and annexes in the page are told apart by their titles, which lead their tasks' paths.
    """
    is_file = part.kind in (PartKind.ATTACHMENT, PartKind.MEMBER)
    if is_file:
        return f"{part.kind}:{part.name or part.url or ''}"
    return "page"


def _document_row(reading: Reading, document_id: str, portal_region: str | None) -> Row:
    metadata = reading.metadata
    # A joint document counts where its first issuer is: whoever is in charge stands first.
    region_code = None
    if metadata.issuers:
        region_code = region_of_issuer(metadata.issuers[0], portal_region, metadata.written_on)
    return {
        "document_id": document_id,
        "title": metadata.title,
        "doc_number": metadata.doc_number,
        "issuers": metadata.issuers,
        "issuer_region_code": region_code,
        "index_number": metadata.index_number,
        "topic": metadata.topic,
        "written_on": metadata.written_on,
        "published_on": metadata.published_on,
        "validity": metadata.validity,
        "kind": reading.kind,
        "script": reading.script,
        "flags": list(reading.flags),
        "doubts": list(reading.doubts),
        "text": reading.text,
        "evidence": [_evidence_values(e) for e in metadata.evidence],
    }


def _part_row(part: Part, document_id: str) -> Row:
    return {
        "document_id": document_id,
        "part_no": part.part_no,
        "kind": part.kind,
        "name": part.name,
        "title": part.title,
        "doc_number": part.doc_number,
        "capture_digest": part.digest,
        "text": part.text,
        "original": part.original if part.original != part.text else None,
        "cuts": [{"at": cut.at, "kind": cut.kind, "text": cut.text} for cut in part.cuts],
    }


def _task_row(task: Task, task_id: str, document_id: str, position: int) -> Row:
    limits = [
        limit.due_on for limit in task.time_limits if limit.kind is LimitKind.DUE and limit.due_on
    ]
    return {
        "task_id": task_id,
        "document_id": document_id,
        "part_no": task.part_no,
        "position": position,
        "source": task.source,
        "label": task.label,
        "headings": task.headings,
        "text": task.text,
        "lead_units": [u.name for u in task.units if u.role is Role.LEAD],
        "responsible_units": [u.name for u in task.units if u.role is Role.RESPONSIBLE],
        "cooperating_units": [u.name for u in task.units if u.role is Role.COOPERATE],
        "supervising_units": [u.name for u in task.units if u.role is Role.SUPERVISE],
        "open_ended": task.open_ended,
        "deadline_raw": task.deadline_raw,
        "deadline_kind": task.deadline_kind,
        "due_on": task.due_on or max(limits, default=None),
        "due_from": DueFrom.DEADLINE if task.due_on else DueFrom.TIME_LIMIT if limits else None,
        "doubts": list(task.doubts),
        "evidence": [_evidence_values(e) for e in task.evidence],
    }


def _unit_rows(task: Task, task_id: str) -> list[Row]:
    return [
        asdict(unit) | {"task_id": task_id, "position": n} for n, unit in enumerate(task.units, 1)
    ]


def _placed_rows(values: Sequence[TimeLimit] | Sequence[Target], task_id: str) -> list[Row]:
    """A row a value, in the order of the text, its span as two columns."""
    rows = []
    for position, value in enumerate(values, 1):
        row = asdict(value)
        # The task says it, as a doubt.
        row.pop("is_unsure", None)
        start, end = row.pop("span")
        rows.append(row | {"task_id": task_id, "position": position, "start": start, "end": end})
    return rows


def _citation_rows(reading: Reading, document_id: str) -> list[Row]:
    return [
        {
            "document_id": document_id,
            "position": position,
            "part_no": citation.part_no,
            "title": citation.title,
            "doc_number": citation.doc_number,
            "relation": citation.relation,
            "start": citation.span[0],
            "end": citation.span[1],
        }
        for position, citation in enumerate(reading.citations, 1)
    ]


def _attachment_rows(reading: Reading, document_id: str) -> list[Row]:
    """A row a file; what its fetch gave is load's to fill in."""
    unknown = {"media_type": None, "size": None, "digest": None, "outcome": None}
    links = {link.url: link for link in reversed(reading.attachments)}
    return [
        {"document_id": document_id, "url": link.url, "name": link.name, **unknown}
        for link in links.values()
    ]


def _evidence_values(evidence: Evidence) -> Row:
    row = asdict(evidence)
    row["spans"] = [{"start": start, "end": end} for start, end in evidence.spans] or None
    return row
