"""Row rules on builds; each build gets its own verdict, which never depends on the others.

A rejected row takes along what depends on it: a document its parts, sections, tasks …; a part its
document, whose text would be torn without it; a task its units and time limits; a unit or a time
limit its task, which would otherwise promise something else than the page does.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations.columns import MISSING, declared_rules
from expectations.domain import DOMAIN
from expectations.frames import frame_of
from expectations.rules import NoMatch, OneOf, Rule, Severity, Unique
from expectations.validate import RuleResult, validate_frame
from taizhang.issues import Code, Issue
from taizhang.parquet import take_rows, take_table
from taizhang.privacy import mask_numbers
from taizhang.tables import READ_TABLES, TABLES
from taizhang.tables.terms import Stage

JUDGED = READ_TABLES
DEPENDANT = "dependant"
# What takes rows along when it is rejected, as a person would call it.
OWNERS = {
    "documents": "the document",
    "parts": "a part of the document",
    "tasks": "the task",
    "task_units": "a unit of the task",
    "time_limits": "a time limit of the task",
    "targets": "a target of the task",
}
# Characters of a value that a reason quotes.
SHOWN = 120
# Failing rows that a page shows for one rule; all stand in quarantine.
EXAMPLES = 50
# Unusual rows that are written down at a time.
AT_ONCE = 1000

RowNumbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """The tables of one build before they are judged.

    `stood` are documents that stood whole in the build before, under the same rules and with the
    same rows.
    """

    portal: str
    build_id: str
    as_of: date
    tables: dict[str, pa.Table]
    stood: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that failed one rule, as pages and issues show it."""

    key: str
    document_id: str | None
    reason: str
    evidence: str | None
    row: str


@dataclass(slots=True)
class Checked:
    """What one rule found in one build; `examples` are the first of the failures."""

    rule: Rule
    rows: int
    failed: int
    examples: list[Failure] = field(default_factory=list)


@dataclass(slots=True)
class Verdict:
    """A build judged.

    `counts` is (read, published, quarantined) rows by table; the first is the sum of the others.
    """

    accepted: dict[str, pa.Table]
    quarantine: pa.Table
    checks: list[Checked]
    issues: list[Issue]
    counts: dict[str, tuple[int, int, int]]


def rules_of(table: str) -> list[Rule]:
    """All rules of one table: those of its declaration, then those of the field."""
    return [*declared_rules(TABLES[table]), *DOMAIN.get(table, [])]


def judge_builds(batches: Sequence[Batch]) -> list[Verdict]:
    """Judge builds, each table of all of them in one call."""
    if not batches:
        return []
    judgements = [_Judgement(batch) for batch in batches]
    for name in JUDGED:
        frames = [
            frame_of(name, batch.tables, batch.as_of, number)
            for number, batch in enumerate(batches)
        ]
        # All builds stand in one frame, since a call costs the same however few rows there are;
        # BATCH keeps keys of two builds apart, and these are the places at which each begins.
        starts = np.cumsum([0, *(frame.num_rows for frame in frames)])
        stood = np.concatenate([_rows_that_stood(name, batch) for batch in batches])
        for finding in validate_frame(pa.concat_tables(frames), rules_of(name), stood):
            for number, judgement in enumerate(judgements):
                judgement.take_finding(
                    _share_of_build(finding, int(starts[number]), int(starts[number + 1])),
                    frames[number],
                )
    return [judgement.make_verdict() for judgement in judgements]


def _rows_that_stood(name: str, batch: Batch) -> npt.NDArray[np.bool_]:
    """For each row of a table whether it is of a document that stood whole before."""
    rows = batch.tables[name]
    if not batch.stood:
        return np.zeros(rows.num_rows, dtype=bool)
    if "document_id" in rows.column_names:
        return _is_within(rows["document_id"], batch.stood)
    tasks = batch.tables["tasks"]
    inside = tasks["task_id"].filter(pa.array(_is_within(tasks["document_id"], batch.stood)))
    return _is_within(rows["task_id"], inside.to_pylist())


def _share_of_build(finding: RuleResult, start: int, stop: int) -> RuleResult:
    """The part of a finding that concerns the rows of one build, counted from its first."""
    low, high = np.searchsorted(finding.failed, [start, stop])
    return RuleResult(finding.rule, stop - start, finding.failed[low:high] - start)


@dataclass(frozen=True, slots=True)
class _RejectedRow:
    """A rejected row in words, but for the reason."""

    key: str
    document_id: str | None
    row: str
    evidence: list[dict[str, Any]]


class _Judgement:
    """One build while its findings come in."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._checks: list[Checked] = []
        self._issues: list[Issue] = []
        self._failures: dict[str, list[tuple[Rule, RowNumbers, list[Failure]]]] = {
            name: [] for name in JUDGED
        }
        self._written: dict[str, dict[int, _RejectedRow]] = {name: {} for name in JUDGED}

    @cached_property
    def _documents(self) -> dict[str, str]:
        """The document of each task."""
        tasks = self._batch.tables["tasks"]
        return dict(
            zip(
                tasks["task_id"].to_pylist(),
                tasks["document_id"].to_pylist(),
                strict=True,
            )
        )

    def take_finding(self, finding: RuleResult, frame: pa.Table) -> None:
        """One rule's finding."""
        rule, numbers = finding.rule, finding.failed
        if rule.severity is Severity.REJECT:
            failures = list(
                self._describe_failures(rule, numbers, frame, self._written[rule.table])
            )
            examples = failures[:EXAMPLES]
            if failures:
                self._failures[rule.table].append((rule, numbers, failures))
        else:
            examples, issues = _sum_up_warnings(rule, self._describe_warnings(rule, numbers, frame))
            self._issues += issues
        self._checks.append(Checked(rule, finding.checked, len(numbers), examples))

    def make_verdict(self) -> Verdict:
        """Reject what failed and what depends on it; keep the rest."""
        why_document, why_task = self._rejected_parents()
        accepted: dict[str, pa.Table] = {}
        quarantine: list[dict[str, Any]] = []
        counts: dict[str, tuple[int, int, int]] = {}
        for name in JUDGED:
            rows = self._batch.tables[name]
            failing = np.zeros(rows.num_rows, dtype=bool)
            for rule, numbers, failures in self._failures[name]:
                failing[numbers] = True
                quarantine += (self._quarantine_row(name, failure, rule.id) for failure in failures)
            depending = np.zeros(rows.num_rows, dtype=bool)
            if "document_id" in rows.column_names:
                depending |= _is_within(rows["document_id"], why_document)
            if "task_id" in rows.column_names:
                depending |= _is_within(rows["task_id"], why_task)
            # A row that failed by itself is in quarantine already, with its own reason.
            depending &= ~failing
            quarantine += self._reject_dependants(
                name,
                np.flatnonzero(depending),
                why_document,
                why_task,
            )
            out = failing | depending
            # Nothing is copied where nothing is out, as in almost every build.
            accepted[name] = rows.filter(pa.array(~out)) if out.any() else rows
            counts[name] = (rows.num_rows, accepted[name].num_rows, int(out.sum()))
        accepted |= {name: rows for name, rows in self._batch.tables.items() if name not in JUDGED}
        return Verdict(
            accepted,
            TABLES["quarantine"].to_arrow(quarantine),
            self._checks,
            self._issues,
            counts,
        )

    def _rejected_parents(self) -> tuple[dict[str, str], dict[str, str]]:
        """Documents and tasks that are out, each with the reason."""
        why_document: dict[str, str] = {}
        # The order decides which reason a person sees: the first that is found for a document
        # stays, so its own comes before that of a part.
        for name in ("documents", "parts"):
            why_document |= self._reasons_by_id(name, "document_id", why_document)
        why_task: dict[str, str] = {}
        for name in ("tasks", "task_units", "time_limits", "targets"):
            why_task |= self._reasons_by_id(name, "task_id", why_task)
        tasks = self._batch.tables["tasks"]
        inside = tasks.filter(pa.array(_is_within(tasks["document_id"], why_document)))
        for task, document in zip(
            inside["task_id"].to_pylist(),
            inside["document_id"].to_pylist(),
            strict=True,
        ):
            # A task that was rejected itself keeps its own reason.
            why_task.setdefault(task, why_document[document])
        return why_document, why_task

    def _reasons_by_id(self, name: str, column: str, reasons: dict[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        ids = self._batch.tables[name][column]
        for rule, numbers, failures in self._failures[name]:
            for value, failure in zip(
                ids.take(pa.array(numbers)).to_pylist(), failures, strict=True
            ):
                if value is not None and value not in reasons:
                    found.setdefault(
                        value,
                        f"{OWNERS[name]} was rejected by {rule.id}: {failure.reason}",
                    )
        return found

    def _describe_warnings(
        self, rule: Rule, numbers: RowNumbers, frame: pa.Table
    ) -> Iterator[Failure]:
        """Unusual rows in words, some at a time: there may be as many as rows, and each is long."""
        for at in range(0, len(numbers), AT_ONCE):
            yield from self._describe_failures(rule, numbers[at : at + AT_ONCE], frame, {})

    def _describe_failures(
        self, rule: Rule, numbers: RowNumbers, frame: pa.Table, written: dict[int, _RejectedRow]
    ) -> Iterator[Failure]:
        """The failing rows of one rule in words.

        What is `written` already, a row that several rules reject, is not written down again.
        """
        if not len(numbers):
            return
        new = [number for number in numbers.tolist() if number not in written]
        rows = take_table(self._batch.tables[rule.table], pa.array(new, pa.int64())).to_pylist()
        key = TABLES[rule.table].key
        written |= {
            number: _RejectedRow(
                _row_key(key, row), self._document_of(row), _to_json(row), row.get("evidence") or []
            )
            for number, row in zip(new, rows, strict=True)
        }
        values = _failing_values(rule, frame, pa.array(numbers))
        for number, value in zip(numbers.tolist(), values, strict=True):
            row = written[number]
            # The rule that found a personal number would otherwise print it into the page of
            # checks.
            reason = mask_numbers(f"{rule.words}; found {value}")
            yield Failure(
                row.key,
                row.document_id,
                reason,
                _evidence_place(rule, row.evidence),
                row.row,
            )

    def _document_of(self, row: dict[str, Any]) -> str | None:
        """The document of a row, for a unit or a time limit that of its task."""
        found: str | None = (
            row["document_id"] if "document_id" in row else self._documents.get(row["task_id"])
        )
        return found

    def _reject_dependants(
        self, name: str, numbers: RowNumbers, why_document: dict[str, str], why_task: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        if len(numbers):
            rows = take_table(self._batch.tables[name], pa.array(numbers)).to_pylist()
        else:
            rows = []
        for row in rows:
            reason = why_document.get(row.get("document_id", "")) or why_task[row["task_id"]]
            failure = Failure(
                _row_key(TABLES[name].key, row),
                self._document_of(row),
                reason,
                None,
                _to_json(row),
            )
            yield self._quarantine_row(name, failure, DEPENDANT)

    def _quarantine_row(self, name: str, failure: Failure, expectation: str) -> dict[str, Any]:
        return {
            "table": name,
            "key": failure.key,
            "portal": self._batch.portal,
            "document_id": failure.document_id,
            "row": failure.row,
            "expectation": expectation,
            "reason": failure.reason,
            "evidence": failure.evidence,
            "build_id": self._batch.build_id,
        }


def _evidence_place(rule: Rule, places: list[dict[str, Any]]) -> str | None:
    """Where the value to blame stands."""
    found = [
        place for place in places if place["field"] in (rule.column, rule.column.partition("_")[2])
    ]
    if found:
        return _to_json(found)
    return None


def _is_within(column: pa.ChunkedArray, ids: Iterable[str]) -> npt.NDArray[np.bool_]:
    """For each value whether it is one of `ids`."""
    wanted = pa.array(list(ids), pa.string())
    found: npt.NDArray[np.bool_] = pc.is_in(column, value_set=wanted).to_numpy(zero_copy_only=False)
    return found


def _failing_values(rule: Rule, frame: pa.Table, numbers: pa.Array) -> list[str]:
    """What each failing row holds, in words; of a forbidden pattern the place where it stands."""
    column = take_rows(frame[rule.checked_column], numbers)
    match rule.check:
        # The pattern alone may match two letters; some of what stands before them tells a person
        # where to look.
        case NoMatch(pattern):
            found = pc.extract_regex(column, f"(?P<before>(?s:.{{0,20}}))(?P<found>{pattern})")
            places = pc.binary_join_element_wise(
                pc.struct_field(found, "before"),
                pc.struct_field(found, "found"),
                "",
            )
            return [_shorten_value(place) for place in places.to_pylist()]
        case Unique(columns):
            keys = zip(
                *(take_rows(frame[name], numbers).to_pylist() for name in columns), strict=True
            )
            return [", ".join(map(_shorten_value, key)) for key in keys]
        case OneOf(("",)) if rule.checked_column == MISSING:
            return [f"nothing in {', '.join(names.split())}" for names in column.to_pylist()]
        case OneOf((str(), *_)):
            return [_shorten_value(value) for value in column.to_pylist()]
    blamed = take_rows(frame[rule.column], numbers).to_pylist()
    shown = [
        _shorten_value(value) if value not in (None, "") else f"nothing in {rule.column}"
        for value in blamed
    ]
    if not rule.figure:
        return shown
    return [
        f"{value}, {_figure_words(rule, figure)}"
        for value, figure in zip(shown, column.to_pylist(), strict=True)
    ]


def _figure_words(rule: Rule, value: float) -> str:
    """A measure in the words of its rule."""
    side = "after" if value > 0 else "before"
    plural = "" if abs(value) == 1 else "s"
    days, characters = (f"{abs(value):,} {unit}{plural} {side}" for unit in ("day", "character"))
    return rule.figure.format(
        days=days,
        characters=characters,
        count=f"{value:,}",
        share=f"{value:.0%}",
    )


def _shorten_value(value: object) -> str:
    """A value as people read it: texts in quotation marks, shortened."""
    if value is None:
        return "nothing"
    if not isinstance(value, str):
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:,}"
    text = " ".join(value.split())
    if len(text) > SHOWN:
        return f"“{text[:SHOWN]}…”"
    return f"“{text}”"


# A ledger of a thousand odd rows is one thing to look into: its first row is quoted, the others are
# counted.
def _sum_up_warnings(rule: Rule, failures: Iterable[Failure]) -> tuple[list[Failure], list[Issue]]:
    """The first failures, and one issue a document and rule."""
    examples: list[Failure] = []
    reasons: dict[str | None, str] = {}
    counts: Counter[str | None] = Counter()
    for failure in failures:
        if len(examples) < EXAMPLES:
            examples.append(failure)
        reasons.setdefault(failure.document_id, failure.reason)
        counts[failure.document_id] += 1
    issues = [
        Issue(
            Stage.EXPECTATIONS,
            Code.UNUSUAL_VALUE,
            f"{rule.table}.{rule.id}: {reason}",
            document_id=document,
            count=counts[document],
        )
        for document, reason in reasons.items()
    ]
    return examples, issues


def _plain_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain_value)


def _row_key(columns: tuple[str, ...], row: dict[str, Any]) -> str:
    return _ENCODER.encode({column: row[column] for column in columns})


def _to_json(value: object) -> str:
    return mask_numbers(_ENCODER.encode(value))
