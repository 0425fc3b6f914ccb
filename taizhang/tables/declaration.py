"""How a table is declared, once: schema, dictionary, descriptor and expectations follow from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa


class Counts(StrEnum):
    """What a column says about its row, and so whether another value of it is a change worth reporting."""

    # What was read or decided: counts.
    VALUE = "value"
    # Repeated from another table for the reader's ease.
    COPY = "copy"
    # A position, a span, evidence: moves when something before it does.
    PLACE = "place"
    DIGEST = "digest"  # bytes, not meaning
    # First_seen and the like: moves with the calendar.
    HISTORY = "history"


class AddedBy(StrEnum):
    """Who knows a value that no reading says."""

    ARCHIVE = "archive"  # what came of fetching
    PORTAL = "portal"  # the portal's file
    # What follows from the document's own row.
    BUILD = "build"
    RELEASE = "release"  # what other portals hold


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Arrow type, what it means in English and Chinese, and what must hold for it.

    `choices` is the closed set of a column (for a list column, of its items). The rest says where
    its values come from: it `says` words of the document, or a name put together from its words; a
    person may correct it (`correctable`); it is `added_by` the archive, the portal's file, a build
    or a release, so that no reading says it; it is a `copy_of` a column of the row's document.
    Another value makes another version of a document unless `makes_version` is False.
    """

    name: str
    type: pa.DataType
    en: str
    zh: str
    required: bool = False
    choices: type[StrEnum] | None = None
    pattern: str | None = None
    counts: Counts = Counts.VALUE
    says: bool = False
    correctable: bool = False
    added_by: AddedBy | None = None
    copy_of: str | None = None
    makes_version: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose values must stand in another table's column (null allowed unless the column is required)."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a build or a release: rows are sorted by `key`, which is unique.

    `joined` tables and columns are computed when portals are joined (at release), all others in a
    portal's build.
    """

    name: str
    en: str
    zh: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    references: tuple[Reference, ...] = ()
    joined: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; a required column is not nullable."""
        return pa.schema([pa.field(f.name, f.type, nullable=not f.required) for f in self.fields])

    def field(self, name: str) -> Field:
        """The column `name`. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name}")

    def column_names(self, *counts: Counts) -> list[str]:
        """Names of the columns that count as one of `counts`; all when none is given."""
        return [f.name for f in self.fields if not counts or f.counts in counts]

    def said_columns(self) -> tuple[str, ...]:
        """Names of the columns that hold words of the document."""
        return tuple(field.name for field in self.fields if field.says)

    def correctable_columns(self) -> frozenset[str]:
        """Names of the columns that a person may correct."""
        return frozenset(field.name for field in self.fields if field.correctable)

    def added_columns(self) -> frozenset[str]:
        """Names of the columns that no reading says, copies apart."""
        return frozenset(field.name for field in self.fields if field.added_by)

    def copied_columns(self) -> dict[str, str]:
        """Columns copied from the row's document, each with the document's column."""
        return {field.name: field.copy_of for field in self.fields if field.copy_of}

    def version_columns(self) -> list[str]:
        """Names of the columns by which two versions of a document differ."""
        return [
            field.name
            for field in self.fields
            if field.counts is Counts.VALUE and field.makes_version and not field.added_by
        ]

    def to_arrow(self, rows: list[dict[str, Any]]) -> pa.Table:
        """Rows as an Arrow table in key order.

        Raises pa.ArrowInvalid where a value does not fit its column.
        """
        return pa.Table.from_pylist(sorted(rows, key=self.sort_key), schema=self.schema)

    def sort_key(self, row: dict[str, Any]) -> tuple[Any, ...]:
        """What rows are sorted by: the key, nulls first."""
        return tuple((row[name] is not None, row[name]) for name in self.key)


TEXT = pa.string()
INT = pa.int32()
LONG = pa.int64()
FLOAT = pa.float64()
BOOL = pa.bool_()
DAY = pa.date32()
MOMENT = pa.timestamp("us", tz="UTC")
YEARS = pa.list_(pa.field("item", pa.int32(), nullable=False))
TEXTS = pa.list_(pa.field("item", pa.string(), nullable=False))
SPAN = pa.struct(
    [
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
    ]
)
CUTS = pa.list_(
    pa.struct(
        [
            pa.field("at", pa.int32(), nullable=False),
            pa.field("kind", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
        ]
    )
)
EVIDENCE = pa.list_(
    pa.struct(
        [
            pa.field("field", pa.string(), nullable=False),
            pa.field("index", pa.int32()),
            pa.field("part_no", pa.int32(), nullable=False),
            pa.field("spans", pa.list_(SPAN)),
            pa.field("table", pa.int32()),
            pa.field("row", pa.int32()),
            pa.field("column", pa.int32()),
            pa.field("inherited", pa.bool_()),
            pa.field("rule", pa.string(), nullable=False),
            pa.field("place", pa.string()),
            pa.field("raw", pa.string()),
        ]
    )
)
