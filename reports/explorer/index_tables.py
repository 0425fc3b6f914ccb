"""What the index of a release holds: its tables, and of each task what is searched, filtered and sorted by.

The index is a DuckDB file. It holds a copy of the tables, sorted for looking up by document, so that a page needs one
file and stays whole where the release is purged meanwhile.
"""

import duckdb
import pyarrow as pa

from reports.explorer.folding import FULL, HALF
from taizhang.regions import full_name
from taizhang.releases import Release
from taizhang.tables import TABLES

# Of the tables below: an index of another is made anew.
VERSION = 2
# What rows of a table stand by, for the look-ups of pages.
_ORDERS = {
    "documents": "published_on DESC NULLS LAST, document_id",
    "parts": "document_id, part_no",
    "sections": "document_id, part_no, section_no",
    "citations": "document_id, position",
    "attachments": "document_id, url",
    "versions": "document_id, valid_from",
    "issues": "portal, code, issue_id",
}
_LOOKED_UP = (
    ("tasks", "task_id"),
    ("tasks", "no"),
    ("tasks", "document_id"),
    ("documents", "document_id"),
    ("parts", "document_id"),
    ("task_units", "task_id"),
    ("time_limits", "task_id"),
    ("targets", "task_id"),
    ("task_links", "task_id"),
    ("task_links", "linked_task_id"),
)
_TASKS = """
CREATE TABLE tasks AS
WITH named AS (
  SELECT task_id,
         list(DISTINCT coalesce(canonical_name, name)) AS units,
         list(DISTINCT function) FILTER (function IS NOT NULL) AS functions,
         list(DISTINCT role) AS roles,
         list(DISTINCT coalesce(canonical_name, name) || chr(9) || role) AS unit_roles,
         list(DISTINCT function || chr(9) || role) FILTER (function IS NOT NULL) AS function_roles,
         string_agg(name || ' ' || coalesce(canonical_name, ''), ' ' ORDER BY position) AS names
  FROM task_units GROUP BY task_id
)
SELECT CAST(row_number() OVER (ORDER BY t.portal, t.document_id, t.position) AS INTEGER) AS no,
       t.*,
       d.url,
       d.kind AS document_kind,
       coalesce(t.issuer_region_code, d.portal_region_code) AS region_code,
       year(t.published_on) AS published_year,
       year(t.due_on) AS due_year,
       coalesce(n.units, []) AS units,
       coalesce(n.functions, []) AS functions,
       coalesce(n.roles, []) AS roles,
       coalesce(n.unit_roles, []) AS unit_roles,
       coalesce(n.function_roles, []) AS function_roles,
       lower(translate(t.text, $full, $half)) AS folded,
       lower(translate(concat_ws(chr(10), t.document_title, t.doc_number, array_to_string(t.headings, chr(10)),
             array_to_string(t.issuers, ' '), n.names), $full, $half)) AS folded_around
FROM all_tasks t
LEFT JOIN named n USING (task_id)
LEFT JOIN documents d USING (document_id)
ORDER BY no
"""
_REGIONS = """
CREATE TABLE task_regions AS SELECT DISTINCT region_code FROM tasks WHERE region_code IS NOT NULL
"""
_UNITS = """
CREATE TABLE units AS
SELECT coalesce(u.canonical_name, u.name) AS unit,
       min(u.function) AS function,
       count(DISTINCT u.task_id) AS tasks,
       count(DISTINCT u.task_id) FILTER (u.role = 'lead') AS leads,
       count(DISTINCT t.portal) AS portals,
       min(t.published_year) AS first_year,
       max(t.published_year) AS last_year,
       lower(translate(string_agg(DISTINCT u.name, ' ') || ' ' || coalesce(min(u.function), ''), $full, $half))
         AS folded
FROM task_units u JOIN tasks t USING (task_id)
GROUP BY unit ORDER BY tasks DESC, unit
"""
_DOCUMENTS = """
ALTER TABLE documents ADD COLUMN folded VARCHAR;
ALTER TABLE documents ADD COLUMN tasks INTEGER;
UPDATE documents SET folded = lower(translate(concat_ws(chr(10), title, doc_number, array_to_string(issuers, ' ')),
  '{full}', '{half}'));
UPDATE documents SET tasks = coalesce((SELECT count(*) FROM tasks t WHERE t.document_id = documents.document_id), 0);
"""


def make_tables(connection: duckdb.DuckDBPyConnection, release: Release) -> None:
    """Fill an empty database with a release's tables and what is searched of them."""
    for name in TABLES:
        _copy_table(connection, release, name)
    letters = {"full": FULL, "half": HALF}
    connection.execute(_TASKS, letters)
    connection.execute("DROP TABLE all_tasks")
    connection.execute(_UNITS, letters)
    connection.execute(_DOCUMENTS.format(full=FULL, half=HALF.replace("'", "''")))
    connection.execute(_REGIONS)
    _name_regions(connection)


def finish_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what the arrays hold, and index what pages are looked up by."""
    for column in ("folded", "folded_around", "function_roles"):
        connection.execute(f"ALTER TABLE tasks DROP COLUMN IF EXISTS {column}")
    for table, column in _LOOKED_UP:
        connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")


def _copy_table(connection: duckdb.DuckDBPyConnection, release: Release, name: str) -> None:
    """A table in its declared columns, those that an older release lacks without values."""
    empty = TABLES[name].schema.empty_table()
    connection.register("declared", pa.table(empty))
    columns = ", ".join(f'"{column}"' for column in empty.column_names)
    source = "SELECT * FROM declared"
    files = [str(path) for path in release.files(name)] if release.has(name) else []
    if files:
        source += " UNION ALL BY NAME SELECT * FROM read_parquet($files, union_by_name = true)"
    target = "all_tasks" if name == "tasks" else name
    order = f"ORDER BY {_ORDERS[name]}" if name in _ORDERS else ""
    given = {"files": files} if files else {}
    connection.execute(
        f'CREATE TABLE "{target}" AS SELECT {columns} FROM ({source}) {order}',  # noqa: S608 — names of ours
        given,
    )
    connection.unregister("declared")


def _name_regions(connection: duckdb.DuckDBPyConnection) -> None:
    """The regions of tasks with those that hold them, and the codes from the outermost to each."""
    codes = [
        code for (code,) in connection.execute("SELECT region_code FROM task_regions").fetchall()
    ]
    own = dict(connection.execute("SELECT region_code, region FROM portals").fetchall())
    rows = [(code, path_of(code)) for code in codes]
    names = {
        place: own.get(place) or full_name(place) or place for _, path in rows for place in path
    }
    connection.execute("CREATE TABLE regions (code VARCHAR, name VARCHAR)")
    connection.execute("CREATE TABLE region_paths (region_code VARCHAR, regions VARCHAR[])")
    if rows:
        connection.executemany("INSERT INTO regions VALUES (?, ?)", sorted(names.items()))
        connection.executemany("INSERT INTO region_paths VALUES (?, ?)", rows)
    connection.execute("DROP TABLE task_regions")
    connection.execute("ALTER TABLE tasks ADD COLUMN regions VARCHAR[]")
    connection.execute(
        "UPDATE tasks SET regions = coalesce((SELECT p.regions FROM region_paths p "
        "WHERE p.region_code = tasks.region_code), [])"
    )


def path_of(code: str) -> list[str]:
    """Codes from a province to a region, each once (GB/T 2260: two digits a level).

    >>> path_of("371302")
    ['370000', '371300', '371302']
    """
    return list(dict.fromkeys([code[:2] + "0000", code[:4] + "00", code]))
