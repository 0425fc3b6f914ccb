"""Corrections by a person: what a document says that its reading got wrong, one TOML file a portal.

    [[correction]]
    document = "3fe21c0a9b7d4e55"
    digest = "sha256:…"               # parts.capture_digest of the part that holds the value
    task = "9a1c…"                    # for a value of a task; without it, one of the document
    unit = 2                          # for a value of a unit: its position in the task
    field = "due_on"
    value = 2021-06-30                # or: absent = true
    reason = "the annex says June; the page's 9 is a slip"

`sentence = "…"` may stand instead of `digest`. `confirms = "learned_form"` instead of a field and
its value says that this doubt is none.

A correction holds for the bytes, or the sentence, that its author saw: once they change it falls
away, with an issue. The corrected value is shown as such in its evidence: rule `correction`, the
file as its place, the reason as what stands there.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from taizhang.errors import UserError
from taizhang.issues import Code, Issue
from taizhang.rows import Row, Rows
from taizhang.tables import TABLES
from taizhang.tables import Field as Column
from taizhang.tables.declaration import DAY
from taizhang.tables.documents import DIGEST, ID
from taizhang.tables.terms import Doubt, DueFrom, Role, Stage

Value = str | bool | date | list[str] | None

RULE = "correction"
DOUBTS = "doubts"
_LISTS = {
    Role.LEAD: "lead_units",
    Role.RESPONSIBLE: "responsible_units",
    Role.COOPERATE: "cooperating_units",
    Role.SUPERVISE: "supervising_units",
}


class Correction(BaseModel):
    """One value put right; `file` is the portal file's name, for evidence and issues."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    document: str = Field(pattern=ID)
    digest: str | None = Field(None, pattern=DIGEST)
    sentence: str | None = Field(None, pattern=r"\S")
    task: str | None = Field(None, pattern=ID)
    unit: int | None = Field(None, ge=1)
    field: str = DOUBTS
    confirms: str | None = None
    value: Value = None
    absent: bool = False
    reason: str = Field(pattern=r"\S")
    file: str

    @property
    def table(self) -> str:
        """The table of the value."""
        return (
            "task_units"
            if self.unit is not None
            else "tasks"
            if self.task is not None
            else "documents"
        )

    @property
    def target(self) -> tuple[str, str | None, int | None, str]:
        """Which value it is."""
        return (
            self.document,
            self.task,
            self.unit,
            f"{self.field} {self.confirms}" if self.confirms else self.field,
        )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.unit is not None and self.task is None:
            raise ValueError("unit is a position in a task: name the task")
        if (self.digest is None) == (self.sentence is None):
            raise ValueError("give either the digest or the sentence that was looked at")
        if self.confirms is not None:
            return self._confirming()
        if "field" not in self.model_fields_set:
            raise ValueError("key field is missing")
        fields = TABLES[self.table].correctable_columns()
        if self.field not in fields:
            raise ValueError(
                f"field {self.field} of {self.table} is not corrected; one of {', '.join(sorted(fields))}"
            )
        if self.absent == (self.value is not None):
            raise ValueError("give either value or absent = true")
        if wrong := _describe_misfit(TABLES[self.table].field(self.field), self.value):
            raise ValueError(wrong)
        return self

    def _confirming(self) -> Self:
        """Itself, where it says nothing else than that a doubt is none."""
        if self.confirms not in list(Doubt):
            raise ValueError(f"there is no doubt {self.confirms}; there are {', '.join(Doubt)}")
        if self.field != DOUBTS or self.value is not None or self.absent or self.unit is not None:
            raise ValueError("what confirms a doubt gives no field, value or unit")
        return self


class Corrected(NamedTuple):
    """The rows of a document with its corrections, and what fell away."""

    rows: Rows
    issues: list[Issue]


def load_corrections(folder: Path) -> dict[str, tuple[Correction, ...]]:
    """Corrections by portal slug, from one file a portal; none where there is no folder.

    Raises UserError that names the file, the correction and what is wrong with it in one line.
    """
    return {path.stem: _read_file(path) for path in sorted(folder.glob("*.toml"))}


def dump_corrections(corrections: Iterable[Correction]) -> list[Row]:
    """Corrections as build.json names them, whatever their order in the file."""
    return [
        correction.model_dump(mode="json")
        for correction in sorted(corrections, key=lambda correction: json.dumps(correction.target))
    ]


def parse_corrections(rows: Iterable[Row]) -> list[Correction]:
    """Corrections as build.json names them, read back."""
    return [Correction.model_validate(row | {"value": _read_back(row)}) for row in rows]


def _read_back(row: Row) -> Value:
    """A value from JSON, which has no days."""
    name, value = row["field"], row["value"]
    is_day = any(
        TABLES[t].field(name).type == DAY
        for t in ("documents", "tasks")
        if name in TABLES[t].column_names()
    )
    # build.json holds days as texts: without this a build made again would correct with another
    # value, and have another id.
    return date.fromisoformat(value) if is_day and value is not None else value


def correct_rows(rows: Mapping[str, Sequence[Row]], corrections: Iterable[Correction]) -> Corrected:
    """A copy of a document's rows with the corrections that hold for it, and issues of those that do not."""
    corrected: Rows = {name: [dict(row) for row in found] for name, found in rows.items()}
    # In the order of the file, one after the other: two corrections of one value are refused when
    # the file is read.
    issues = []
    for correction in corrections:
        why = _apply_correction(correction, corrected)
        if why:
            issues.append(report_stale(correction, why))
    return Corrected(corrected, issues)


def report_stale(correction: Correction, why: str) -> Issue:
    """The issue that a correction no longer holds."""
    what = f"{correction.field} of {correction.table} by {correction.file}"
    message = f"the correction of {what} fell away: {why}; look again, then renew or delete it"
    return Issue(Stage.LOAD, Code.CORRECTION_FELL_AWAY, message, document_id=correction.document)


def _apply_correction(correction: Correction, rows: Rows) -> str | None:
    """Corrects one value in place; why it does not hold where it does not."""
    owner = rows["documents"][0]
    if correction.task is not None:
        found = next((t for t in rows["tasks"] if t["task_id"] == correction.task), None)
        if found is None:
            return f"the document has no task {correction.task}"
        owner = found
    part_no = owner.get("part_no", 0)
    part = next((p for p in rows["parts"] if p["part_no"] == part_no), None)
    # What its author saw is not there any more: the correction falls away rather than put a new
    # text right by an old page.
    if part is None or not _still_stands(correction, part):
        return "the document has changed since"
    if correction.confirms is not None:
        _settle_doubt(owner, correction.confirms)
        return None
    row = owner
    if correction.unit is not None:
        units = [u for u in rows["task_units"] if u["task_id"] == correction.task]
        unit = next((u for u in units if u["position"] == correction.unit), None)
        if unit is None:
            return f"task {correction.task} has no unit {correction.unit}"
        row = unit
    row[correction.field] = correction.value
    if correction.field == "due_on":
        row["due_from"] = DueFrom.CORRECTION if correction.value is not None else None
    if correction.unit is not None:
        for role, column in _LISTS.items():
            # The lists of a task repeat its units: an expectation compares them.
            owner[column] = [u["name"] for u in units if u["role"] == role]
    owner["evidence"] = _corrected_evidence(owner["evidence"], correction, part_no)
    return None


def _still_stands(correction: Correction, part: Row) -> bool:
    """Whether what the author looked at is still there."""
    if correction.sentence is not None:
        return correction.sentence in part["text"]
    return bool(part["capture_digest"] == correction.digest)


def _settle_doubt(owner: Row, code: str) -> None:
    """Take a doubt, and where to look for it, off a document or a task; one that is gone already is settled."""
    before = owner[DOUBTS]
    owner[DOUBTS] = [doubt for doubt in before if doubt != code]
    evidence = []
    for place in owner["evidence"]:
        if place["field"] != DOUBTS:
            evidence.append(place)
        elif before[place["index"]] != code:
            # Evidence names a doubt by its place in the list, which moves when one before it goes.
            evidence.append(place | {"index": owner[DOUBTS].index(before[place["index"]])})
    owner["evidence"] = evidence


def _corrected_evidence(evidence: Sequence[Row], correction: Correction, part_no: int) -> list[Row]:
    """Evidence with the correction in it; where the value stood keeps its spans, so that both can be seen."""
    name = correction.field
    indexes: list[int | None] = [None]
    if correction.unit is not None:
        name, indexes = "units", [correction.unit - 1]
    elif isinstance(correction.value, list):
        indexes = list(range(len(correction.value)))
    stood = {place["index"] or 0: place for place in evidence if place["field"] == name}
    shown = {"field": name, "rule": RULE, "place": correction.file, "raw": correction.reason}
    blank = dict.fromkeys(_EVIDENCE) | {"part_no": part_no}
    corrected = [stood.get(index or 0, blank) | shown | {"index": index} for index in indexes]
    if correction.unit is None:
        return [place for place in evidence if place["field"] != name] + corrected
    return [
        corrected[0] if place is stood.get(correction.unit - 1) else place for place in evidence
    ] + (corrected if correction.unit - 1 not in stood else [])


_EVIDENCE = [field.name for field in TABLES["tasks"].field("evidence").type.value_type]


def _read_file(path: Path) -> tuple[Correction, ...]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UserError(
            f"{path}: {error.strerror}; name a folder of corrections that can be read"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not TOML: {' '.join(str(error).split())}") from None
    entries = found.get("correction", [])
    if set(found) - {"correction"} or not isinstance(entries, list):
        raise UserError(
            f"{path}: a file of corrections holds [[correction]] tables and nothing else"
        )
    corrections: dict[tuple[object, ...], Correction] = {}
    for number, entry in enumerate(entries, 1):
        try:
            correction = Correction.model_validate({**entry, "file": f"corrections/{path.name}"})
        except ValidationError as error:
            raise UserError(f"{path}: correction {number}: {_first_error(error)}") from None
        # The later one would win without a word, and the order of a file means nothing to people.
        if correction.target in corrections:
            raise UserError(
                f"{path}: correction {number}: {correction.field} is corrected twice; keep one"
            )
        corrections[correction.target] = correction
    return tuple(corrections.values())


def _first_error(error: ValidationError) -> str:
    """The first thing wrong, in one line."""
    first = error.errors()[0]
    place = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        return f"unknown key {place}"
    if first["type"] == "missing":
        return f"key {place} is missing"
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


def _describe_misfit(column: Column, value: Value) -> str | None:
    """Why a value does not fit its column; None where it does."""
    name = column.name
    if value is None:
        return f"{name} is never absent" if column.required else None
    wrong = f"{name} is a value of type {column.type}, not {value!r}"
    if pa.types.is_list(column.type) != isinstance(value, list):
        return wrong
    try:
        pa.scalar(value, column.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return wrong
    if column.choices and value not in list(column.choices):
        return f"{name} is one of {', '.join(column.choices)}, not {value!r}"
    if column.pattern and isinstance(value, str) and not re.search(column.pattern, value):
        return f"{name} is not written {value!r}; its form is {column.pattern}"
    return None
