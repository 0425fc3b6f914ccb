"""What differs between two states of a portal: rows by key, with the columns that differ.

Nothing that only moved counts. Columns are compared with columns; only rows that differ are ever
looked at one by one.
"""

import json
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taizhang.parquet import take_rows
from taizhang.rows import Row, Tables
from taizhang.tables import TABLES, Counts
from taizhang.tables.terms import Change

# Sections are left out: their numbers are places, and what they say stands in parts.
COMPARED = (
    "documents",
    "parts",
    "attachments",
    "tasks",
    "task_units",
    "time_limits",
    "targets",
    "citations",
)
CHANGES = TABLES["changes"].schema
# Between the items of a list when lists are compared as texts: no text holds it.
_BETWEEN = "\x1f"
# What JSON writes otherwise than it is.
_ESCAPED = r'["\\\x00-\x1f]'


def find_changes(slug: str, before: Tables, after: Tables) -> pa.Table:
    """Rows of `changes` of one portal, table by table; where nothing was before, every row is added."""
    pieces = [_compare_table(name, slug, before, after) for name in COMPARED]
    return pa.concat_tables(pieces)


def _compare_table(name: str, slug: str, before: Tables, after: Tables) -> pa.Table:
    table = TABLES[name]
    columns = [column for column in table.column_names(Counts.VALUE) if column not in table.key]
    old, new = (tables[name].select([*table.key, *columns]) for tables in (before, after))
    # Most tables of most portals, on most nights.
    if old.equals(new):
        return CHANGES.empty_table()
    old_keys, new_keys = _json_keys(name, old), _json_keys(name, new)
    places = pc.index_in(new_keys, value_set=old_keys)
    same = pc.is_valid(places)
    documents = _documents_of(after[name], after), _documents_of(before[name], before)
    pieces = [
        _whole_rows(name, slug, new_keys, documents[0], pc.invert(same), Change.ADDED),
        _whole_rows(
            name,
            slug,
            old_keys,
            documents[1],
            pc.is_null(pc.index_in(old_keys, value_set=new_keys)),
            Change.REMOVED,
        ),
        _modified_rows(
            name,
            slug,
            # Both in the order of the new table, so that they can be compared column by column.
            _columns_of_both(old, new, places),
            new_keys.filter(same),
            documents[0].filter(same),
        ),
    ]
    return pa.concat_tables(pieces).sort_by("key")


def _columns_of_both(
    old: pa.Table, new: pa.Table, places: pa.Array
) -> Iterator[tuple[str, pa.ChunkedArray, pa.ChunkedArray]]:
    """Columns of the rows that stand in both, in the order of the new table; one after the other.

    `places` says for each new row where it stood, null where it did not.
    """
    stood = pc.is_valid(places)
    # As on most nights, when rows were edited and none came or went: nothing is moved.
    stays = places.equals(pa.array(np.arange(old.num_rows), places.type))
    for name in new.column_names:
        before, after = old[name], new[name]
        if not stays:
            before, after = take_rows(before, places.drop_null()), after.filter(stood)
        yield name, before, after


def _whole_rows(
    name: str,
    slug: str,
    keys: pa.Array,
    documents: pa.Array,
    which: pa.Array,
    change: Change,
) -> pa.Table:
    """Rows that are new, or removed, whole."""
    keys, documents = keys.filter(which), documents.filter(which)
    return _changes_table(name, slug, keys, documents, change, [[]] * len(keys))


def _modified_rows(
    name: str,
    slug: str,
    pairs: Iterable[tuple[str, pa.ChunkedArray, pa.ChunkedArray]],
    keys: pa.Array,
    documents: pa.Array,
) -> pa.Table:
    """Rows that are in both, in the same order, and differ; with the columns that do."""
    differing: dict[int, list[str]] = {}
    for column, old, new in pairs:
        if column in TABLES[name].key:
            continue
        # Only rows that differ become Python values: of a million equal ones none does.
        for place in pc.indices_nonzero(_find_differing(old, new)).to_pylist():
            differing.setdefault(place, []).append(column)
    places = sorted(differing)
    at = pa.array(places, pa.int64())
    return _changes_table(
        name,
        slug,
        keys.take(at),
        documents.take(at),
        Change.MODIFIED,
        [differing[place] for place in places],
    )


def _changes_table(
    name: str,
    slug: str,
    keys: pa.Array,
    documents: pa.Array,
    change: Change,
    columns: list[list[str]],
) -> pa.Table:
    values = {
        "table": pa.array([name] * len(keys), pa.string()),
        "key": keys,
        "portal": pa.array([slug] * len(keys), pa.string()),
        "document_id": documents,
        "change": pa.array([change.value] * len(keys), pa.string()),
        "columns": pa.array(columns, CHANGES.field("columns").type),
    }
    return pa.Table.from_arrays([values[field.name] for field in CHANGES], schema=CHANGES)


def _find_differing(old: pa.ChunkedArray, new: pa.ChunkedArray) -> pa.ChunkedArray:
    """Where two columns of one length differ; null is equal to null."""
    if pa.types.is_list(old.type) and pa.types.is_string(old.type.value_type):
        # Two items may join to the text of one: their number is compared as well.
        lengths = pc.fill_null(
            pc.not_equal(pc.list_value_length(old), pc.list_value_length(new)),
            False,
        )
        joined = _find_differing(_join_items(old), _join_items(new))
        return pc.or_(lengths, joined)
    equal = pc.fill_null(pc.equal(old, new), False)
    return pc.invert(pc.or_(equal, pc.and_(pc.is_null(old), pc.is_null(new))))


def _join_items(lists: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists of texts as texts. Arrow joins only lists whose items are declared nullable."""
    return pc.binary_join(lists.cast(pa.list_(pa.string())), _BETWEEN)


def _documents_of(table: pa.Table, tables: Tables) -> pa.Array:
    """The document of each row, whatever the table knows of it."""
    if "document_id" in table.column_names:
        return _in_one_piece(table["document_id"])
    tasks = tables["tasks"]
    places = pc.index_in(_in_one_piece(table["task_id"]), value_set=_in_one_piece(tasks["task_id"]))
    return _in_one_piece(tasks["document_id"]).take(places)


def _json_keys(name: str, table: pa.Table) -> pa.Array:
    """The keys of a table's rows as JSON, as `key_of` writes them."""
    pieces: list[pa.Array | str] = []
    for number, column in enumerate(TABLES[name].key):
        pieces += [
            f'{", " if number else "{"}"{column}": ',
            _json_values(_in_one_piece(table[column])),
        ]
    if table.num_rows == 0:
        return pa.array([], pa.string())
    return pc.binary_join_element_wise(*pieces, "}", "")


def _json_values(column: pa.Array) -> pa.Array:
    if not pa.types.is_string(column.type):
        return column.cast(pa.string())
    if pc.any(pc.match_substring_regex(column, _ESCAPED)).as_py():
        return pa.array(
            [json.dumps(value, ensure_ascii=False) for value in column.to_pylist()],
            pa.string(),
        )
    return pc.binary_join_element_wise('"', column, '"', "")


def _in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    """A narrow column in one piece."""
    if isinstance(column, pa.ChunkedArray):
        return column.combine_chunks()
    return column


def key_of(columns: tuple[str, ...], row: Row) -> str:
    """A row's key as JSON."""
    return json.dumps({column: row[column] for column in columns}, ensure_ascii=False)
