"""What a release says about itself: a Frictionless Data Package and a page for people.

Both follow from the declarations of the tables.
"""

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa

from load.release.tables import ReleaseFile, as_entry
from taizhang.foreign_text import escape_markdown
from taizhang.release_record import ReleaseRecord
from taizhang.rows import Row
from taizhang.tables import TABLES, VERSION, Table
from taizhang.tables.declaration import Field

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DIALECT = "https://datapackage.org/profiles/2.0/tableschema.json"


def data_package(
    release_id: str,
    files: Mapping[str, Sequence[ReleaseFile]],
    record: ReleaseRecord,
) -> bytes:
    """datapackage.json: every table with files, digests, rows and columns; `record` under `taizhang`."""
    resources = [
        _describe_table(table, files[name]) for name, table in TABLES.items() if name in files
    ]
    package = {
        "$schema": PROFILE,
        "name": "taizhang",
        "id": release_id,
        "version": VERSION,
        "title": "台账: who promised what, by when, on which page",
        "description": "Tasks, units and deadlines read from documents that Chinese governments published, "
        "each with its evidence. The documents are official and belong to their issuers.",
        "resources": resources,
        "taizhang": record,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _describe_table(table: Table, files: Sequence[ReleaseFile]) -> Row:
    """A table: `path` is its file, or its files, as Frictionless has it; `files` says more of each."""
    paths = [file.path for file in files]
    # A hash is one file's: of a table of several files each has its own.
    one_file = {"hash": files[0].hash} if len(files) == 1 else {}
    return {
        "name": table.name,
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": table.zh,
        "description": table.en,
        "bytes": sum(file.bytes for file in files),
        **one_file,
        "rows": sum(file.rows for file in files),
        "files": [as_entry(file) for file in files],
        "schema": {"$schema": DIALECT, **describe_fields(table)},
    }


def describe_fields(table: Table) -> Row:
    """A table's columns, key and references as a Table Schema."""
    references = [
        {
            "fields": [reference.column],
            "reference": {"resource": reference.table, "fields": [reference.target]},
        }
        for reference in table.references
    ]
    return {
        "fields": [_describe_field(field) for field in table.fields],
        # An empty text is a text: the page of an image-only notice.
        "missingValues": [],
        "primaryKey": list(table.key),
        "foreignKeys": references,
    }


def _describe_field(field: Field) -> Row:
    constraints: Row = {"required": True} if field.required else {}
    if field.choices is not None and not pa.types.is_list(field.type):
        constraints["enum"] = [choice.value for choice in field.choices]
    if field.pattern is not None:
        constraints["pattern"] = field.pattern
    found: Row = {
        "name": field.name,
        "type": frictionless_type(field.type),
        "arrow_type": str(field.type),
        "description": field.en,
        "description_zh": field.zh,
        "counts": field.counts.value,
    }
    if field.choices is not None and pa.types.is_list(field.type):
        found["items"] = [choice.value for choice in field.choices]
    return found | ({"constraints": constraints} if constraints else {})


def frictionless_type(arrow: pa.DataType) -> str:
    """The Table Schema type of an Arrow type. Raises KeyError for one that no table uses."""
    if pa.types.is_list(arrow):
        return "array"
    return {
        "string": "string",
        "int32": "integer",
        "int64": "integer",
        "double": "number",
        "bool": "boolean",
        "date32[day]": "date",
        "timestamp[us, tz=UTC]": "datetime",
    }[str(arrow)]


def render_readme(
    release_id: str,
    rows: Mapping[str, int],
    portals: Sequence[Row],
    record: ReleaseRecord,
) -> bytes:
    """README.md of a release: how to read it, what is in it, how each portal stands."""
    lines = [
        f"# taizhang 台账, release {release_id}",
        "",
        f"As of {record['as_of']}. Tables version {VERSION}, code {record['code']}. Columns are described, in English",
        "and Chinese, in `datapackage.json`; what differs from the release before stands in `changes`.",
        "",
        "```python",
        "import taizhang",
        'release = taizhang.release("store")   # once: all tables then come from one release',
        'tasks = release.tasks()               # a pandas frame; release.tasks("text", region="…") for less',
        "```",
        "",
        "| table | | one row is | rows |",
        "|---|---|---|---:|",
        *(
            f"| {name} | {TABLES[name].zh} | {TABLES[name].en} | {count} |"
            for name, count in rows.items()
        ),
        "",
        "| portal | state | as of | terms of use |",
        "|---|---|---|---|",
        *(_portal_line(row) for row in portals),
        "",
        "The documents are official documents of their issuers; read the terms of each portal before you pass them on.",
        "",
    ]
    return "\n".join(lines).encode()


def _portal_line(row: Row) -> str:
    """A portal's line in the table; names and reasons come from files and pages, so they are escaped."""
    if row["reason"]:
        state = f"{row['health']}: {row['reason']}"
    else:
        state = row["health"]
    cells = (f"{row['name']} ({row['portal']})", state, str(row["as_of"] or "–"), row["terms"])
    return "".join(f"| {escape_markdown(cell)} " for cell in cells) + "|"
