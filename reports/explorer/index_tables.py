"""What the index of a release holds: its tables as files to look rows up in, and what is asked of them.

Tasks and documents stand portal by portal, portals in groups that do not move when others grow; so the texts of a group
that did not change are the same stretch of texts in the next release.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from load.release.grouping import group_portals
from reports.explorer.array_files import write_array_file
from reports.explorer.facet_sets import FacetWriter
from reports.explorer.facets import COMBINED, FACETS
from reports.explorer.folding import FULL, HALF
from reports.explorer.row_files import (
    write_ids,
    write_owned,
    write_rows,
    write_starts,
)
from reports.explorer.text_segments import PLACES, SegmentWriter
from taizhang.regions import full_name
from taizhang.releases import Release
from taizhang.tables import TABLES

# Of the files below: an index of another is made anew.
VERSION = 5
# Of a batch, and of a window that is sorted at once.
ROWS = 1 << 15
WINDOW = 1 << 14
NO_DAY = np.iinfo(np.int32).max
# Tables that are read whole, by SQL.
WHOLE = (
    "portals",
    "portal_metrics",
    "portal_checks",
    "coverage",
    "changes",
    "quarantine",
    "issues",
    "captures",
    "plan_series",
)
OF_TASKS = {"task_units": "position", "time_limits": "position", "targets": "position"}
OF_DOCUMENTS = {
    "sections": "part_no, section_no",
    "citations": "position",
    "attachments": "url",
    "versions": "valid_from DESC",
    "issues": "code, message",
}
_NAMED = """
CREATE TABLE named AS
SELECT task_id,
       list(DISTINCT coalesce(canonical_name, name)) AS units,
       list(DISTINCT function) FILTER (function IS NOT NULL) AS functions,
       list(DISTINCT role) AS roles,
       list(DISTINCT coalesce(canonical_name, name) || chr(9) || role) AS unit_roles,
       list(DISTINCT function || chr(9) || role) FILTER (function IS NOT NULL) AS function_roles,
       string_agg(name || ' ' || coalesce(canonical_name, ''), ' ' ORDER BY position) AS names
FROM task_units GROUP BY task_id
"""
_DOCUMENT_PLACES = """
CREATE TABLE document_places AS
SELECT d.document_id, p.portal_group, CAST(row_number() OVER (ORDER BY p.place, d.document_id) - 1 AS INTEGER) AS no
FROM documents d JOIN portal_places p USING (portal)
"""
_TASK_PLACES = """
CREATE TABLE task_places AS
SELECT t.task_id, p.portal_group, d.no AS document,
       CAST(row_number() OVER (ORDER BY d.no, t.position, t.task_id) - 1 AS INTEGER) AS no
FROM tasks t JOIN document_places d USING (document_id) JOIN portal_places p USING (portal)
"""
_TASKS = """
SELECT t.*, p.no, p.portal_group, p.document,
       d.kind AS document_kind,
       r.regions,
       CAST(year(t.published_on) AS VARCHAR) AS published_year,
       CAST(year(t.due_on) AS VARCHAR) AS due_year,
       CAST(date_diff('day', DATE '1970-01-01', t.due_on) AS INTEGER) AS due_day,
       CAST(date_diff('day', DATE '1970-01-01', t.published_on) AS INTEGER) AS published_day,
       list_distinct([
         CASE WHEN t.task_id IN (SELECT task_id FROM targets) THEN 'target' END,
         CASE WHEN t.task_id IN (SELECT task_id FROM time_limits) THEN 'limit' END,
         CASE WHEN t.task_id IN (SELECT task_id FROM task_links WHERE kind = 'last_year') THEN 'last_year' END,
         CASE WHEN t.task_id IN (SELECT task_id FROM task_links WHERE kind = 'carries_out') THEN 'carries_out' END
       ]) AS has,
       n.units, n.functions, n.roles, n.unit_roles, n.function_roles,
       lower(translate(t.text, $full, $half)) AS folded,
       lower(translate(concat_ws(chr(10), t.document_title, t.doc_number, array_to_string(t.headings, chr(10)),
             array_to_string(t.issuers, ' '), n.names), $full, $half)) AS folded_around
FROM tasks t
JOIN task_places p USING (task_id)
LEFT JOIN named n USING (task_id)
JOIN documents d USING (document_id)
LEFT JOIN region_paths r ON r.code = coalesce(t.issuer_region_code, d.portal_region_code)
"""
_DOCUMENTS = """
SELECT d.*, p.no, p.portal_group, CAST(coalesce(t.tasks, 0) AS INTEGER) AS tasks,
       CAST(date_diff('day', DATE '1970-01-01', d.published_on) AS INTEGER) AS published_day,
       lower(translate(concat_ws(chr(10), d.title, d.doc_number, array_to_string(d.issuers, ' ')), $full, $half))
         AS folded
FROM documents d JOIN document_places p USING (document_id)
LEFT JOIN (SELECT document_id, count(*) AS tasks FROM tasks GROUP BY document_id) t USING (document_id)
"""
_PARTS = """
SELECT x.*, p.no AS owner, p.portal_group, lower(translate(x.text, $full, $half)) AS folded
FROM parts x JOIN document_places p USING (document_id)
"""
_LINKS = """
SELECT owner, other, is_mine, kind, similarity, reason, doubtful FROM (
  SELECT a.no AS owner, b.no AS other, true AS is_mine, l.kind, l.similarity, l.reason, l.doubtful
  FROM task_links l JOIN task_places a USING (task_id) JOIN task_places b ON b.task_id = l.linked_task_id
  UNION ALL
  SELECT b.no, a.no, false, l.kind, l.similarity, l.reason, l.doubtful
  FROM task_links l JOIN task_places a USING (task_id) JOIN task_places b ON b.task_id = l.linked_task_id
) ORDER BY owner, is_mine DESC, doubtful, other
"""
_CITED_BY = """
SELECT DISTINCT p.no AS owner, q.no AS other, c.relation FROM citations c
JOIN document_places p ON p.document_id = c.cited_document_id JOIN document_places q ON q.document_id = c.document_id
ORDER BY owner, other, c.relation
"""
# The plans before and behind a plan in its series, the one that it carries out and those that carry it out.
_SERIES = """
WITH related AS (
  SELECT document_id AS mine, 1 AS place, 'previous' AS relation, previous_document_id AS other, missing_years
  FROM plan_series
  UNION ALL SELECT previous_document_id, 2, 'next', document_id, missing_years FROM plan_series
  UNION ALL SELECT document_id, 3, 'upper', upper_document_id, [] FROM plan_series
  UNION ALL SELECT upper_document_id, 4, 'lower', document_id, [] FROM plan_series
)
SELECT DISTINCT p.no AS owner, q.no AS other, r.place, r.relation, r.missing_years
FROM related r JOIN document_places p ON p.document_id = r.mine JOIN document_places q ON q.document_id = r.other
ORDER BY owner, r.place, other
"""
_UNITS = """
WITH named AS (
  SELECT coalesce(canonical_name, name) AS unit, name, count(*) AS tasks FROM task_units GROUP BY ALL
)
SELECT u.*, n.names, lower(translate(n.said || ' ' || coalesce(u.function, ''), $full, $half)) AS folded FROM (
  SELECT coalesce(u.canonical_name, u.name) AS unit,
         min(u.function) AS function,
         count(DISTINCT u.task_id) AS tasks,
         count(DISTINCT u.task_id) FILTER (u.role = 'lead') AS leads,
         count(DISTINCT t.portal) AS portals,
         CAST(min(year(t.published_on)) AS INTEGER) AS first_year,
         CAST(max(year(t.published_on)) AS INTEGER) AS last_year
  FROM task_units u JOIN tasks t USING (task_id) GROUP BY unit
) u JOIN (
  SELECT unit, string_agg(name, ' ' ORDER BY name) AS said,
         list({'name': name, 'tasks': tasks} ORDER BY tasks DESC, name)[1:20] AS names
  FROM named GROUP BY unit
) n USING (unit)
ORDER BY u.tasks DESC, u.unit
"""
_REGIONS = """
SELECT r.code, r.name, count(DISTINCT t.document) AS documents, count(t.no) AS tasks
FROM regions r
LEFT JOIN (
  SELECT p.no, p.document, unnest(q.regions) AS code
  FROM tasks t JOIN task_places p USING (task_id) JOIN documents d USING (document_id)
  JOIN region_paths q ON q.code = coalesce(t.issuer_region_code, d.portal_region_code)
) t USING (code)
GROUP BY r.code, r.name ORDER BY r.code
"""
_LETTERS = {"full": FULL, "half": HALF}
LINKS = pa.schema(
    [
        ("other", pa.int32()),
        ("is_mine", pa.bool_()),
        *((field.name, field.type) for field in TABLES["task_links"].schema if field.name in
          ("kind", "similarity", "reason", "doubtful")),
    ]
)  # fmt: skip
CITED_BY = pa.schema([("other", pa.int32()), ("relation", pa.string())])
SERIES = pa.schema(
    [
        ("other", pa.int32()),
        ("relation", pa.string()),
        ("missing_years", TABLES["plan_series"].schema.field("missing_years").type),
    ]
)
UNITS = pa.schema(
    [
        ("unit", pa.string()),
        ("function", pa.string()),
        ("tasks", pa.int64()),
        ("leads", pa.int64()),
        ("portals", pa.int64()),
        ("first_year", pa.int32()),
        ("last_year", pa.int32()),
        ("names", pa.list_(pa.struct([("name", pa.string()), ("tasks", pa.int64())]))),
        ("folded", pa.string()),
    ]
)
REGIONS = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("documents", pa.int64()),
        ("tasks", pa.int64()),
    ]
)
DOCUMENTS = TABLES["documents"].schema.append(pa.field("tasks", pa.int32()))


class IndexMaker:
    """Makes the files of one release's index in a folder; segments of texts go into a folder that indexes share."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        release: Release,
        folder: Path,
        segments: Path,
    ) -> None:
        self._connection, self._release = connection, release
        self._folder, self._segments = folder, segments

    def make(self) -> dict[str, object]:
        """Write all files; what is to be known of them: the values of facets, the names of segments."""
        for name in TABLES:
            self._open_table(name)
        self._place_portals()
        self._name_regions()
        for statement in (_NAMED, _DOCUMENT_PLACES, _TASK_PLACES):
            self._connection.execute(statement)
        about = self._write_tasks() | self._write_documents()
        tasks, documents = self._count("task_places"), self._count("document_places")
        for name, order in OF_TASKS.items():
            self._write_owned(name, "task", order, tasks)
        for name, order in OF_DOCUMENTS.items():
            self._write_owned(name, "document", order, documents)
        for name, schema, statement, owners in (
            ("links", LINKS, _LINKS, tasks),
            ("cited_by", CITED_BY, _CITED_BY, documents),
            ("series", SERIES, _SERIES, documents),
        ):
            write_owned(self._folder, name, schema, self._batches(statement), owners)
        write_rows(self._folder, "units", UNITS, self._batches(_UNITS, _LETTERS))
        write_rows(self._folder, "regions", REGIONS, self._batches(_REGIONS))
        for name in WHOLE:
            whole = f"all_{name}" if name in OF_DOCUMENTS else name
            statement = f'SELECT * FROM "{name}"'  # noqa: S608 — names of ours
            write_rows(self._folder, whole, TABLES[name].schema, self._batches(statement))
        return about

    def _open_table(self, name: str) -> None:
        """A table in its declared columns, those that an older release lacks without values."""
        empty = TABLES[name].schema.empty_table()
        self._connection.register("declared", pa.table(empty))
        # An empty table of today's columns: an older release lacks those that were declared since.
        self._connection.execute(f'CREATE TABLE "no_{name}" AS SELECT * FROM declared')  # noqa: S608 — names of ours
        self._connection.unregister("declared")
        columns = ", ".join(f'"{column}"' for column in empty.column_names)
        source = f'SELECT * FROM "no_{name}"'  # noqa: S608
        files = self._release.files(name) if self._release.has(name) else []
        if files:
            quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
            source += (
                f" UNION ALL BY NAME SELECT * FROM read_parquet([{quoted}], union_by_name = true)"  # noqa: S608
            )
        self._connection.execute(f'CREATE VIEW "{name}" AS SELECT {columns} FROM ({source})')  # noqa: S608

    def _place_portals(self) -> None:
        """Portals in groups of about a segment's texts each."""
        asked = "SELECT portal, CAST(sum(length(text)) AS BIGINT) FROM tasks GROUP BY portal"
        sizes: dict[str, int] = dict(self._connection.execute(asked).fetchall())
        for (portal,) in self._connection.execute(
            "SELECT DISTINCT portal FROM documents"
        ).fetchall():
            sizes.setdefault(portal, 0)
        # By half of a segment: a portal that grows a little does not move its neighbours.
        groups = group_portals(sizes, PLACES // 2)
        rows: list[tuple[str, int]] = []
        for number, portals in enumerate(groups.values()):
            rows += [(portal, number) for portal in portals]
        placed = [(portal, number, place) for place, (portal, number) in enumerate(rows)]
        self._connection.execute(
            "CREATE TABLE portal_places (portal VARCHAR, portal_group INTEGER, place INTEGER)"
        )
        if placed:
            self._connection.executemany("INSERT INTO portal_places VALUES (?, ?, ?)", placed)

    def _name_regions(self) -> None:
        """The regions of tasks with those that hold them, and the codes from the outermost to each."""
        asked = (
            "SELECT DISTINCT coalesce(t.issuer_region_code, d.portal_region_code) AS code "
            "FROM tasks t JOIN documents d USING (document_id) WHERE code IS NOT NULL"
        )
        rows = [(code, path_of(code)) for (code,) in self._connection.execute(asked).fetchall()]
        own = dict(self._connection.execute("SELECT region_code, region FROM portals").fetchall())
        places = set(chain.from_iterable(path for _, path in rows))
        names = {place: own.get(place) or full_name(place) or place for place in places}
        self._connection.execute("CREATE TABLE regions (code VARCHAR, name VARCHAR)")
        self._connection.execute("CREATE TABLE region_paths (code VARCHAR, regions VARCHAR[])")
        if rows:
            self._connection.executemany("INSERT INTO regions VALUES (?, ?)", sorted(names.items()))
            self._connection.executemany("INSERT INTO region_paths VALUES (?, ?)", rows)

    def _write_tasks(self) -> dict[str, object]:
        """The tasks, what they are searched and filtered by, and where those of each document begin."""
        facets = {facet.name: FacetWriter(facet.name) for facet in (*FACETS, *COMBINED)}
        texts = {name: SegmentWriter(self._segments) for name in ("text", "around")}
        columns = {facet.name: facet for facet in (*FACETS, *COMBINED)}
        days: dict[str, list[np.ndarray]] = {"due_day": [], "published_day": [], "document": []}
        identifiers: list[str] = []
        tasks = self._count("task_places")

        def seen() -> Iterator[pa.RecordBatch]:
            for batch in self._sorted(_TASKS, "no", tasks):
                for name, writer in facets.items():
                    writer.add(columns[name].lists(batch.column(columns[name].column)))
                groups = batch.column("portal_group").to_pylist()
                for name, column in (("text", "folded"), ("around", "folded_around")):
                    # By group: the texts of portals that did not change make the same segment as in
                    # the release before.
                    for group, text in zip(groups, batch.column(column).to_pylist(), strict=True):
                        texts[name].add(group, text)
                for name, held in days.items():
                    held.append(batch.column(name).fill_null(NO_DAY).to_numpy(zero_copy_only=False))
                identifiers.extend(batch.column("task_id").to_pylist())
                yield batch

        write_rows(self._folder, "tasks", TABLES["tasks"].schema, seen())
        write_ids(self._folder, "tasks", identifiers)
        whole = {
            name: np.concatenate([np.empty(0, np.int32), *held]).astype(np.int32)
            for name, held in days.items()
        }
        # Tasks stand in the order of their documents: where each begins is all that there is to
        # know.
        counts = np.bincount(whole["document"], minlength=self._count("document_places"))
        write_starts(self._folder, "document_tasks", counts)
        arrays = {
            "due": whole["due_day"],
            "by_date": newest_first(whole["published_day"]),
            # Ranks instead of days: sorting hits is then a look-up.
            "by_due": places_by(whole["due_day"]),
            "document": whole["document"],
        }
        values = {}
        for name, writer in facets.items():
            values[name], packed = writer.finish()
            arrays |= packed
        write_array_file(self._folder / "tasks.arrays", arrays)
        return {"facets": values} | {name: writer.finish() for name, writer in texts.items()}

    def _write_documents(self) -> dict[str, object]:
        """The documents and their parts, and what they are searched by."""
        heads, bodies = SegmentWriter(self._segments), SegmentWriter(self._segments)
        days: list[np.ndarray] = []
        identifiers: list[str] = []
        documents = self._count("document_places")

        def seen_documents() -> Iterator[pa.RecordBatch]:
            for batch in self._sorted(_DOCUMENTS, "no", documents):
                _add_texts(heads, batch)
                published = batch.column("published_day").fill_null(NO_DAY)
                days.append(published.to_numpy(zero_copy_only=False))
                identifiers.extend(batch.column("document_id").to_pylist())
                yield batch

        def seen_parts() -> Iterator[pa.RecordBatch]:
            for batch in self._sorted(_PARTS, "owner", documents, "part_no"):
                _add_texts(bodies, batch)
                yield batch

        count = write_rows(self._folder, "documents", DOCUMENTS, seen_documents())
        write_ids(self._folder, "documents", identifiers)
        published = np.concatenate([np.empty(0, np.int32), *days]).astype(np.int32)
        write_array_file(self._folder / "documents.arrays", {"by_date": newest_first(published)})
        write_owned(self._folder, "parts", TABLES["parts"].schema, seen_parts(), count)
        return {"heads": heads.finish(), "bodies": bodies.finish()}

    def _write_owned(self, name: str, owner: str, order: str, owners: int) -> None:
        statement = (
            f'SELECT x.*, p.no AS owner FROM "{name}" x '  # noqa: S608 — names of ours
            f"JOIN {owner}_places p USING ({owner}_id)"
        )
        batches = self._sorted(statement, "owner", owners, order)
        write_owned(self._folder, name, TABLES[name].schema, batches, owners)

    def _sorted(
        self, statement: str, key: str, most: int, order: str = ""
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a statement in order of a number below `most`, then of other columns.

        A release stands portal by portal, and so do these numbers: what is near in one order is near in the other. So
        rows are put aside as they come and sorted a window at a time, which a machine of any size can.
        """
        values = _LETTERS if "$full" in statement else None
        self._connection.execute(f"CREATE TABLE placed AS {statement}", values)
        for first in range(0, most, WINDOW):
            yield from self._batches(
                f"SELECT * FROM placed WHERE {key} >= {first} AND {key} < {first + WINDOW} "  # noqa: S608
                f"ORDER BY {', '.join(filter(None, [key, order]))}"
            )
        self._connection.execute("DROP TABLE placed")

    def _batches(
        self, statement: str, values: dict[str, str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        yield from self._connection.sql(statement, params=values or {}).to_arrow_reader(ROWS)

    def _count(self, table: str) -> int:
        rows = self._connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
        return int(rows[0][0])


def newest_first(days: np.ndarray) -> np.ndarray:
    """The place of each row among all, the newest first, those without a day last."""
    return places_by(np.where(days == NO_DAY, NO_DAY, -days.astype(np.int64)))


def places_by(values: np.ndarray) -> np.ndarray:
    """The place of each row among all by these values, those with the same one as they stand."""
    # 32 bits: two thousand million rows are more than a country has.
    places = np.empty(len(values), np.int32)
    places[np.argsort(values, kind="stable")] = np.arange(len(values), dtype=np.int32)
    return places


def path_of(code: str) -> list[str]:
    """Codes from a province to a region, each once (GB/T 2260: two digits a level).

    >>> path_of("371302")
    ['370000', '371300', '371302']
    """
    return list(dict.fromkeys([code[:2] + "0000", code[:4] + "00", code]))


def _add_texts(writer: SegmentWriter, batch: pa.RecordBatch) -> None:
    groups, texts = (batch.column(name).to_pylist() for name in ("portal_group", "folded"))
    for group, text in zip(groups, texts, strict=True):
        writer.add(group, text)
