"""`taizhang explain TASK`: the way of one task from the capture to its values, step by step."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow.compute as pc

from load.builds import open_build
from load.proof.proofs import SourceText as Text
from load.proof.proofs import prove_task
from load.proof.rereading import Rereading
from taizhang.archive import Archive, Capture
from taizhang.errors import PortalError, UserError
from taizhang.known_names import require_known
from taizhang.releases import Release, latest_release
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.tables.terms import Doubt

# Characters shown before and behind a value.
CONTEXT = 24


@dataclass(frozen=True, slots=True)
class ExplainedValue:
    """One value with what is printed, where it stands, and how the value follows from that."""

    column: str
    value: str
    printed: str
    where: str
    how: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A task with its document, the capture that it was read from, and the steps to its values."""

    task: Row
    document: Row
    part: Row
    capture: Capture
    steps: tuple[ExplainedValue, ...]
    flaws: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The explanation for a terminal."""
        capture = self.capture
        yield f"task      {self.task['task_id']} ({self.task['source']}), no. {self.task['position']} of its document"
        yield f"document  {self.document['title']}"
        yield f"page      {self.document['url']}"
        name = f" {self.part['name']}" if self.part["name"] else ""
        yield f"part      {self.part['part_no']} ({self.part['kind']}{name})"
        yield f"capture   {capture.captured_at:%Y-%m-%d %H:%M:%S} UTC, {capture.digest}"
        yield f"archive   archive/{capture.portal}/{capture.warc_file}, byte {capture.warc_offset}"
        for step in self.steps:
            yield ""
            yield f"{step.column}  {step.value}"
            yield f"  printed {step.printed}"
            yield f"  where   {step.where}"
            yield f"  how     {step.how}"
        for flaw in self.flaws:
            yield f"WRONG     {flaw}"


def explain(
    store: Store,
    archive: Archive,
    task_id: str,
    release: Release | None = None,
) -> Explanation:
    """The way of a published task; a beginning of its id is enough where only one task has it.

    Raises UserError for an id that the release does not have, ArchiveError for lost bytes.
    """
    release = release or latest_release(store)
    if release is None:
        raise PortalError(f"{store.root} holds no release yet; run `taizhang nightly` first")
    task = _find_task(release, task_id)
    document = release.rows("documents", document_id=task["document_id"])[0]
    parts = release.rows("parts", document_id=task["document_id"])
    part = next(candidate for candidate in parts if candidate["part_no"] == task["part_no"])
    units = sorted(release.rows("task_units", task_id=task["task_id"]), key=_position_of)
    limits = sorted(release.rows("time_limits", task_id=task["task_id"]), key=_position_of)
    targets = sorted(release.rows("targets", task_id=task["task_id"]), key=_position_of)
    build = open_build(
        store,
        document["portal"],
        release.record["portals"][document["portal"]]["build"] or "",
    )
    if build is None:
        raise PortalError(
            f"the build of {document['portal']} is gone; run `taizhang build` and `taizhang publish` again"
        )
    again = Rereading(archive, build)
    capture = again.page(document)
    # The task stands in an attachment: its bytes are those of the file, not of the page.
    if part["capture_digest"] != document["capture_digest"]:
        capture = again.file(part["capture_digest"])
    # Tried here as `verify` does: an explanation that does not hold says so.
    proof = prove_task(task, units, limits, targets, Text(part["text"]))
    flaws = tuple(f"{flaw.column}: {flaw.message}" for flaw in proof.flaws)
    return Explanation(
        task,
        document,
        part,
        capture,
        tuple(_list_steps(task, units, limits, targets, part["text"])),
        flaws,
    )


def _find_task(release: Release, task_id: str) -> Row:
    tasks = release.table("tasks")
    found: list[Row] = (
        tasks.filter(pc.starts_with(tasks["task_id"], task_id)).to_pylist() if task_id else []
    )
    if len(found) != 1:
        if not found:
            of_release = f"take a task_id from the table tasks of release {release.release_id}"
            require_known("task", task_id, tasks["task_id"].to_pylist(), of_release)
        raise UserError(f"{len(found)} tasks begin with {task_id}: give more of the id")
    return found[0]


def _position_of(row: Row) -> int:
    return int(row["position"])


def _list_steps(
    task: Row, units: Sequence[Row], limits: Sequence[Row], targets: Sequence[Row], text: str
) -> Iterator[ExplainedValue]:
    """The values of a task in the order of their evidence, then time limits, targets and what its deadline says."""
    for evidence in task["evidence"]:
        column, index = evidence["field"], evidence["index"]
        raw = None
        if column == "units":
            unit = units[index]
            value, raw, column = unit["name"], unit["name_raw"], f"{unit['role']} unit {index + 1}"
        elif column == "headings":
            value, column = task["headings"][index], f"heading {index + 1}"
        elif column == "doubts":
            value, column = evidence["rule"], "doubt"
        else:
            value = task[column]
        how = (
            step_meanings()
            .get((evidence["field"], evidence["rule"]), evidence["rule"])
            .format(raw=raw, reason=evidence["raw"])
        )
        yield ExplainedValue(
            column, str(value), _quote_spans(evidence, text), _describe_place(evidence), how
        )
    for limit in limits:
        span = {"spans": [{"start": limit["start"], "end": limit["end"]}], "table": None}
        says = limit["due_on"] or " ".join(
            str(limit[name]) for name in ("period", "day_basis") if limit[name]
        )
        origin = ""
        if limit["year_origin"]:
            origin = f", its year from the {limit['year_origin']}"
        how = f"{limit['kind']} {says or ''}".strip() + origin
        yield ExplainedValue(
            f"time limit {limit['position']}",
            limit["text"],
            _quote_spans(span, text),
            _describe_place(span),
            how,
        )
    for target in targets:
        span = {"spans": [{"start": target["start"], "end": target["end"]}], "table": None}
        amount = f"{target['value']:g}" + (
            f" to {target['value_to']:g}" if target["value_to"] is not None else ""
        )
        how = f"{target['comparator']} {amount} {target['measure']} of {target['what'] or 'what the text does not say'}"
        yield ExplainedValue(
            f"target {target['position']}",
            target["text"],
            _quote_spans(span, text),
            _describe_place(span),
            how,
        )
    if task["deadline_kind"] is not None:
        due = f" on {task['due_on']}" if task["due_on"] else ""
        where = "the deadline as printed"
        yield ExplainedValue(
            "deadline",
            f"{task['deadline_kind']}{due}",
            str(task["deadline_raw"]),
            where,
            "read as an expression of time",
        )


def _quote_spans(evidence: Row, text: str) -> str:
    """What stands at the spans, with a little of what stands around."""
    spans = evidence["spans"] or []
    if not spans:
        return "(nothing in the text)"
    first, last = spans[0]["start"], spans[-1]["end"]
    inside = " … ".join(text[span["start"] : span["end"]] for span in spans)
    before, behind = text[max(0, first - CONTEXT) : first], text[last : last + CONTEXT]
    return " ".join(f"…{before}【{inside}】{behind}…".split())


def _describe_place(evidence: Row) -> str:
    places = ", ".join(f"{span['start']}–{span['end']}" for span in evidence["spans"] or [])
    where = f"characters {places} of the part's text"
    if evidence["table"] is not None:
        merged = ""
        if evidence["inherited"]:
            merged = ", a merged cell or a heading that holds for this row too"
        where = f"table {evidence['table']}, row {evidence['row']}, column {evidence['column']}{merged}; {where}"
    return where


@cache
def step_meanings() -> dict[tuple[str, str], str]:
    """What each step means, by the column and the rule: steps.toml, and what each doubt says of itself."""
    entries = tomllib.loads(
        resources.files("load.proof").joinpath("steps.toml").read_text("utf-8")
    )["step"]
    steps: dict[tuple[str, str], str] = {}
    for entry in entries:
        steps |= {(name, entry["rule"]): entry["says"] for name in entry["fields"]}
    return steps | {("doubts", doubt.value): doubt.en for doubt in Doubt}
