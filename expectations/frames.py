"""Frames that rules are checked on: a table's columns as scalars, and measures computed in Arrow.

A measure is a figure of a row that a stock expectation can check: a share, a number of days,
whether a reference is found. Columns of lists become one text, an item a line.
"""

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from expectations.columns import MISSING
from expectations.predicates import BATCH
from taizhang.rows import Tables
from taizhang.tables import TABLES, Table
from taizhang.tables.terms import DocumentKind, Flag

Columns = dict[str, pa.ChunkedArray | pa.Array]


def frame_of(name: str, tables: Tables, as_of: date, batch: int) -> pa.Table:
    """The frame of one table of one build as an Arrow table, to be joined with those of other builds."""
    table = TABLES[name]
    rows = tables[name]
    columns: Columns = {field.name: _plain_column(rows[field.name]) for field in table.fields}
    columns |= (
        _known_items(table, rows)
        | _found_targets(table, tables)
        | {MISSING: _missing_columns(table, rows)}
    )
    measure = MEASURES.get(name)
    if measure:
        columns |= measure(rows, tables, as_of)
    # Measures only, never a declared column: there a null is a missing value, which has a rule of
    # its own.
    for measured in columns.keys() - set(table.schema.names):
        # Null passes; without any, pandas need not hold objects.
        if pa.types.is_boolean(columns[measured].type):
            columns[measured] = pc.fill_null(columns[measured], True)
    columns[BATCH] = pa.array([batch] * rows.num_rows, pa.int32())
    return pa.table(columns)


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """A column as scalars: a list as one text, a list of structures as whether it is there."""
    if not pa.types.is_list(column.type):
        return column
    if pa.types.is_string(column.type.value_type):
        return _text_column(column, "\n")
    return pc.if_else(column.is_valid(), pa.scalar(True), pa.scalar(None, pa.bool_()))


def _text_column(lists: pa.ChunkedArray | pa.Array, between: str) -> pa.ChunkedArray | pa.Array:
    """Lists of texts as texts."""
    return pc.binary_join(lists.cast(pa.list_(pa.string())), between)


def _missing_columns(table: Table, rows: pa.Table) -> pa.Array:
    """Names of the required columns that hold nothing."""
    named = [
        pc.if_else(rows[field.name].is_null(), f"{field.name} ", "")
        for field in table.fields
        if field.required
    ]
    return pc.binary_join_element_wise(*named, "")


def _known_items(table: Table, rows: pa.Table) -> Columns:
    """For each list column with a closed set: whether all its items belong to it."""
    known: Columns = {}
    for field in table.fields:
        if field.choices is not None and pa.types.is_list(field.type):
            allowed = "|".join(choice.value for choice in field.choices)
            text = _text_column(rows[field.name], " ")
            known[f"{field.name}.known"] = pc.match_substring_regex(
                text, rf"^(?:(?:{allowed})(?: |$))*$"
            )
    return known


# Within one build: what one portal's rows refer to never lies with another, so that a build can be
# judged alone.
def _found_targets(table: Table, tables: Tables) -> Columns:
    """For each reference: whether its target is there; null where the column is."""
    found: Columns = {}
    for reference in table.references:
        column = tables[table.name][reference.column]
        hit = pc.is_in(column, value_set=tables[reference.table][reference.target].combine_chunks())
        found[f"{reference.column}.found"] = pc.if_else(column.is_valid(), hit, None)
    return found


def _han_share(text: pa.ChunkedArray, least: int) -> pa.ChunkedArray:
    """Share of Chinese writing in a text; null for fewer than `least` characters.

    Told from the bytes: a Chinese character or mark has three in UTF-8, a Latin one has one.
    Counting them by a pattern would take longer than all other measures together.
    """
    length = pc.utf8_length(text)
    chinese = pc.divide(pc.subtract(pc.binary_length(text), length).cast(pa.float64()), 2.0)
    share = pc.divide(chinese, pc.max_element_wise(length, 1))
    return pc.if_else(pc.greater_equal(length, least), share, None)


def _days_between(later: pa.ChunkedArray, earlier: pa.ChunkedArray | pa.Scalar) -> pa.ChunkedArray:
    """Days from one date to another; null where one is missing."""
    earlier = earlier.cast(pa.int32())
    return pc.subtract(later.cast(pa.int32()), earlier)


def _day_scalar(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())


def _looked_up(keys: pa.ChunkedArray, target: pa.Table, key: str, *columns: str) -> list[pa.Array]:
    """Columns of another table for each key; null where the key is missing there."""
    place = pc.index_in(keys, value_set=target[key].combine_chunks())
    return [target[column].combine_chunks().take(place) for column in columns]


def _even_brackets(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether as many brackets open as close, of either width."""
    return pc.equal(
        pc.count_substring_regex(text, r"[（(〔\[【]"),
        pc.count_substring_regex(text, r"[）)〕\]】]"),
    )


def _document_columns(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    garbled = pc.match_substring(_text_column(rows["flags"], " "), Flag.GARBLED_TEXT.value)
    masked = pc.match_substring(_text_column(rows["flags"], " "), Flag.MASKED_PERSONAL_DATA.value)
    hidden = pc.match_substring_regex(rows["text"], "■{11}")
    year = pc.struct_field(pc.extract_regex(rows["doc_number"], r"〔(?P<year>\d{4})〕"), "year")
    repeated = pc.is_in(rows["url"], value_set=pc.list_flatten(rows["aliases"]))
    return {
        "title.length": pc.utf8_length(rows["title"]),
        # What the reader itself has flagged as garbled is published with its flag: it is known, so
        # no rule needs to find it.
        "text.han_share": pc.if_else(garbled, None, _han_share(rows["text"], 50)),
        "text.clean": pc.if_else(garbled, None, rows["text"]),
        "text.flagged": pc.or_(pc.invert(hidden), masked),
        "doc_number.year": pc.if_else(year.is_valid(), year, None).cast(pa.int32()),
        "written_on.ahead": _days_between(rows["written_on"], _day_scalar(as_of)),
        "written_on.before": _days_between(rows["written_on"], _day_scalar(date(1949, 10, 1))),
        "published_on.ahead": _days_between(rows["published_on"], _day_scalar(as_of)),
        "published_on.before": _days_between(rows["published_on"], _day_scalar(date(1949, 10, 1))),
        "published_on.after_writing": _days_between(rows["published_on"], rows["written_on"]),
        "last_changed.after_first": _days_between(rows["last_changed"], rows["first_seen"]),
        "last_changed.ahead": _days_between(rows["last_changed"], _day_scalar(as_of)),
        "aliases.other": pc.invert(repeated),
    }


def _part_columns(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    same = pc.equal(pc.utf8_length(rows["text"]), pc.utf8_length(rows["original"]))
    return {"original.same_length": same}


def _task_columns(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    kind, written, published, flags = _looked_up(
        rows["document_id"],
        tables["documents"],
        "document_id",
        "kind",
        "written_on",
        "published_on",
        "flags",
    )
    garbled = pc.fill_null(
        pc.match_substring(_text_column(flags, " "), Flag.GARBLED_TEXT.value),
        False,
    )
    listed = pc.list_value_length(rows["lead_units"])
    for role in ("responsible_units", "cooperating_units", "supervising_units"):
        listed = pc.add(listed, pc.list_value_length(rows[role]))
    # The lists of a task and the rows of task_units are written from one reading: where they
    # differ, one of the two lost a unit.
    counts = pc.value_counts(tables["task_units"]["task_id"].combine_chunks())
    place = pc.index_in(rows["task_id"], value_set=counts.field("values"))
    units = pc.fill_null(counts.field("counts").take(place.combine_chunks()), 0)
    # A deadline is counted from the day of writing, which the plan's authors knew; the portal's day
    # may be years later.
    bound = pc.coalesce(written, published)
    due = pc.equal(rows["deadline_kind"], "due")
    return {
        "text.length": pc.utf8_length(rows["text"]),
        "text.han_share": pc.if_else(garbled, None, _han_share(rows["text"], 10)),
        "text.clean": pc.if_else(garbled, None, rows["text"]),
        "label.length": pc.utf8_length(rows["label"]),
        "document_id.kind": kind,
        "lead_units.agree": pc.equal(listed, units),
        "due_on.after_document": _days_between(rows["due_on"], bound),
        "due_on.there": pc.if_else(due, rows["due_on"].is_valid(), None),
        "deadline_raw.there": pc.if_else(
            rows["deadline_kind"].is_valid(),
            rows["deadline_raw"].is_valid(),
            None,
        ),
        "source.says_who": pc.if_else(
            pc.equal(rows["source"], "clause"),
            pc.or_(pc.greater(units, 0), rows["deadline_raw"].is_valid()),
            None,
        ),
    }


def _task_units(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    # A description is one name, whatever it lists: 承担公共服务、行政许可职责的部门.
    several = pc.or_(
        rows["is_group"],
        pc.match_substring_regex(rows["name"], "的(?:部门|单位|机构|企业|地区|机关)$"),
    )
    return {
        "name.length": pc.utf8_length(rows["name"]),
        "name.even_brackets": _even_brackets(rows["name"]),
        "name.single": pc.if_else(
            several,
            None,
            pc.replace_substring_regex(rows["name"], r"[（(][^（()）]*[）)]", ""),
        ),
    }


def _time_limits(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    dated = pc.is_in(rows["kind"], value_set=pa.array(["due", "within"]))
    periodic = pc.is_in(
        rows["kind"],
        value_set=pa.array(["recurring", "within", "before", "at_least"]),
    )
    written, published = _looked_up(
        _looked_up(rows["task_id"], tables["tasks"], "task_id", "document_id")[0],
        tables["documents"],
        "document_id",
        "written_on",
        "published_on",
    )
    return {
        "due_on.fits": pc.or_(pc.invert(rows["due_on"].is_valid()), dated),
        "due_on.after_document": _days_between(rows["due_on"], pc.coalesce(written, published)),
        "period.fits": pc.equal(rows["period"].is_valid(), periodic),
        "end.length": pc.subtract(rows["end"], rows["start"]),
    }


def _target_columns(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    is_range = pc.equal(rows["comparator"], "range")
    ascends = pc.fill_null(pc.greater(rows["value_to"], rows["value"]), False)
    return {
        "value_to.fits": pc.if_else(is_range, ascends, pc.is_null(rows["value_to"])),
        "end.length": pc.subtract(rows["end"], rows["start"]),
    }


def _citation_columns(rows: pa.Table, tables: Tables, as_of: date) -> Columns:  # noqa: ARG001
    return {
        "end.length": pc.subtract(rows["end"], rows["start"]),
        "title.or_number": pc.or_(rows["title"].is_valid(), rows["doc_number"].is_valid()),
    }


MEASURES: dict[str, Callable[[pa.Table, Tables, date], Columns]] = {
    "documents": _document_columns,
    "parts": _part_columns,
    "tasks": _task_columns,
    "task_units": _task_units,
    "time_limits": _time_limits,
    "targets": _target_columns,
    "citations": _citation_columns,
}
# Documents that assign nothing, whatever words they contain (docs/reading.md,
# Task).
WITHOUT_TASKS = frozenset(DocumentKind) - {
    DocumentKind.PLAN,
    DocumentKind.NOTICE,
    DocumentKind.REPORT,
    DocumentKind.OTHER,
}
