"""The whole reading: a page with its attachments, or a single file, to everything that is known of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from taizhang.issues import Code, Issue
from taizhang.tables.terms import DocumentKind, Flag, PartKind, Script, Stage
from transform.citations import read_citations
from transform.clause_tasks import clause_tasks
from transform.clauses import find_clauses
from transform.deadlines import read_deadline
from transform.files import read_file
from transform.files.formats import Format, detect
from transform.flags import read_flags
from transform.kinds import document_kind, may_assign, may_list_work
from transform.document_metadata import read_metadata
from transform.model import Block, Context, Evidence, Part, Payload, Reading, Task
from transform.outline import read_outline, sections
from transform.outline_tasks import outline_tasks
from transform.page import Page, read_page
from transform.parts import compose_part
from transform.plan_year import PlanYear, plan_year
from transform.regions import Region, find_regions
from transform.repair import simplify
from transform.time_limits import read_time_limits


def read_source(payload: Payload, context: Context | None = None) -> Reading:
    """Reads a saved page or a single file by what its bytes are."""
    if detect(payload.content) is Format.HTML or _is_named_html(payload):
        return read_document(payload, (), context or Context())
    return _read_files(payload)


def read_document(page: Payload, attachments: Sequence[Payload], context: Context) -> Reading:
    """Reads a page with its attachments; not a document where the page is a list, a stub or a home page."""
    found = read_page(page, context)
    reading = _read_blocks(found.blocks, page, found)
    reading.is_document = found.is_document
    reading.attachments = found.attachments
    reading.issues += found.issues
    return reading


def _is_named_html(payload: Payload) -> bool:
    name = (payload.name or payload.url or "").lower()
    return name.endswith((".html", ".htm", ".shtml", ".jsp")) or "html" in (payload.media_type or "")


def _read_files(payload: Payload) -> Reading:
    blocks: list[Block] = []
    issues: list[Issue] = []
    for file in read_file(payload):
        blocks += file.blocks
        issues += file.issues
    reading = _read_blocks(blocks, payload, None)
    reading.issues += issues
    return reading


def _read_blocks(blocks: Sequence[Block], payload: Payload, page: Page | None) -> Reading:
    part = compose_part(0, PartKind.PAGE, payload.digest, blocks, url=payload.url, name=payload.name)
    metadata, head = read_metadata(part, page)
    regions = find_regions(part)
    outline = read_outline(part, regions)
    clauses = find_clauses(part, [i.start for i in outline.items])
    title = metadata.title or next((r.title for r in regions if r.title), None)
    kind = document_kind(title, part.text, len(clauses))
    reading = Reading(True, metadata, kind=kind, parts=[part])
    reading.sections = sections(0, part.text, outline)
    reading.citations = read_citations(part, metadata.doc_number)
    reading.flags = read_flags(part, head)
    reading.script = Script.HANT if Flag.TRADITIONAL_SCRIPT in reading.flags else Script.HANS
    if clauses and may_assign(kind):
        reading.tasks = clause_tasks(part, outline, clauses)
    elif may_list_work(kind, title):
        reading.tasks = outline_tasks(part, outline, regions)
    for task in reading.tasks:
        _read_times(task, plan_year(metadata, _plan_title(task, regions)))
    return reading


def _plan_title(task: Task, regions: Sequence[Region]) -> str | None:
    """The title of the plan that a task stands in."""
    at = task.evidence[0].spans[0][0]
    return next((r.title for r in regions if r.start <= at < r.end), None)


def _read_times(task: Task, year: PlanYear) -> None:
    """Reads a task's deadline, or else the time limits of its text."""
    if task.deadline_raw is not None:
        deadline = read_deadline(task.deadline_raw, year.year)
        task.deadline_kind, task.due_on = deadline.kind, deadline.due_on
        return
    task.time_limits = read_time_limits(task.text, year)
    text = task.evidence[0]
    for limit in task.time_limits:
        limit.span = _in_part(limit.span, task.text, text)


def _in_part(span: tuple[int, int], text: str, evidence: Evidence) -> tuple[int, int]:
    """A span of a task's text as one of its part's text."""
    at = 0
    start = end = None
    for number, (first, last) in enumerate(evidence.spans):
        if number and at < len(text) and text[at] == "\n":
            at += 1
        if start is None and at <= span[0] < at + last - first:
            start = first + span[0] - at
        if at < span[1] <= at + last - first:
            end = first + span[1] - at
            break
        at += last - first
    return (start if start is not None else 0, end if end is not None else 0)
