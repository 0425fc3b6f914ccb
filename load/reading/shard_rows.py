"""What was read of a shard, as one Arrow table: a row a page or document, its rows as lists in it.

```
url_key, digest, outcome, detail, content, links    a page that was looked at; null for a document
document_id, title, fingerprint, refused, issues    a document; null where the page gave none
documents, parts, sections, tasks, ...              its rows, a list for each table of a reading
```
So no row travels or waits as a Python value, and the rows of some of its documents are taken
without looking at the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from load.reading.articles import PageFacts
from load.reading.facts_table import PAGES, PageKey, facts_row, read_facts
from load.reading.reader import READ, DocumentRead
from taizhang.issues import Code, Issue
from taizhang.rows import Rows
from taizhang.tables import TABLES
from taizhang.tables.declaration import BOOL, TEXT
from taizhang.tables.terms import Stage

ISSUE = pa.struct(
    [(field.name, pa.int32() if field.name == "count" else TEXT) for field in fields(Issue)]
)
SAYING = pa.schema(
    {
        "document_id": TEXT,
        "title": TEXT,
        "fingerprint": TEXT,
        "refused": BOOL,
        "issues": pa.list_(ISSUE),
    }
)
# Columns that only a build fills are null here, so none is required.
ROWS = {
    name: pa.schema([field.with_nullable(True) for field in TABLES[name].schema]) for name in READ
}
_SHORT = (*PAGES.names, *SAYING.names)
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """What one page or document of a shard came to.

    `document_id` names the `document`; both are None where a page gave none.
    """

    key: PageKey | None = None
    facts: PageFacts | None = None
    document_id: str | None = None
    document: DocumentRead | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """What a document of a shard says, in short; `number` is its place in the shard.

    `page` is what it was read from, where that was a page alone.
    """

    number: int
    page: PageKey | None
    document_id: str
    title: str | None
    fingerprint: str
    refused: bool
    issues: tuple[Issue, ...]


def pack_entries(entries: Sequence[ShardEntry]) -> pa.Table:
    """A shard's table."""
    columns = pa.Table.from_pylist([_short_row(entry) for entry in entries], _short_schema())
    rows: list[Rows] = [entry.document.rows if entry.document else {} for entry in entries]
    for name, schema in ROWS.items():
        columns = columns.append_column(name, _as_lists([of.get(name, []) for of in rows], schema))
    return columns


def write_entries(table: pa.Table) -> bytes:
    """A shard's table as an Arrow file."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=_COMPRESSED) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def read_entries(file: bytes, columns: Sequence[str] = ()) -> pa.Table:
    """A shard's table, or some of its columns.

    Raises pa.ArrowInvalid for bytes that are none.
    """
    reader = pa.ipc.open_file(pa.py_buffer(file))
    if columns:
        wanted = [reader.schema.get_field_index(name) for name in columns]
        options = pa.ipc.IpcReadOptions(included_fields=wanted)
        reader = pa.ipc.open_file(pa.py_buffer(file), options=options)
    return reader.read_all()


def read_short(file: bytes) -> tuple[dict[PageKey, PageFacts], list[Saying]]:
    """What a shard's pages turned out to be, and what its documents say in short."""
    table = read_entries(file, _SHORT)
    pages = dict(read_facts(table.filter(pc.is_valid(table["outcome"]))))
    return pages, list(_read_sayings(table))


def take_rows(table: pa.Table, numbers: Sequence[int]) -> dict[str, pa.Table]:
    """The rows of some of a shard's documents, in the order given, by table."""
    if list(numbers) != list(range(table.num_rows)):
        table = table.take(pa.array(numbers, pa.int32()))
    found = {}
    for name in READ:
        structs = table[name].combine_chunks().flatten()
        found[name] = pa.Table.from_arrays(structs.flatten(), schema=TABLES[name].schema)
    return found


def tables_of(rows: Mapping[str, Sequence[dict[str, object]]]) -> dict[str, pa.Table]:
    """Rows that are Python values, by table."""
    return {
        name: pa.Table.from_pylist(list(rows[name]), schema=TABLES[name].schema) for name in READ
    }


def rows_of_document(table: pa.Table, number: int) -> Rows:
    """The rows of one of a shard's documents as Python values."""
    return {name: rows.to_pylist() for name, rows in take_rows(table, [number]).items()}


def _short_schema() -> pa.Schema:
    return pa.schema([*PAGES, *SAYING])


def _short_row(entry: ShardEntry) -> dict[str, object]:
    row: dict[str, object] = {"document_id": entry.document_id}
    if entry.key is not None and entry.facts is not None:
        row |= facts_row(entry.key, entry.facts)
    if entry.document is not None:
        row |= {
            "title": entry.document.title,
            "fingerprint": entry.document.fingerprint,
            "refused": entry.document.refused,
            "issues": [_issue_row(issue) for issue in entry.document.issues],
        }
    return row


def _issue_row(issue: Issue) -> dict[str, object]:
    return {field.name: getattr(issue, field.name) for field in fields(Issue)}


def _read_sayings(table: pa.Table) -> Iterator[Saying]:
    places = table.select(["url_key", "digest"]).to_pylist()
    for number, row in enumerate(table.select(SAYING.names).to_pylist()):
        if row["document_id"] is not None:
            place = places[number]
            page = None if place["url_key"] is None else (place["url_key"], place["digest"])
            issues = tuple(map(_read_issue, row["issues"]))
            yield Saying(number, page, **{**row, "issues": issues})


def _read_issue(row: dict[str, object]) -> Issue:
    return Issue(**{**row, "stage": Stage(row["stage"]), "code": Code(row["code"])})  # type: ignore[arg-type]


def _as_lists(rows: Sequence[Sequence[dict[str, object]]], schema: pa.Schema) -> pa.ListArray:
    """Rows of one table, a list of them an entry."""
    table = pa.Table.from_pylist(list(chain.from_iterable(rows)), schema=schema).combine_chunks()
    structs = pa.StructArray.from_arrays(
        [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in table],
        fields=list(schema),
    )
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), structs)
