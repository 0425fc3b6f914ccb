"""Today's rules beside the latest release: rows read otherwise, rejected rows judged otherwise."""

from collections.abc import Mapping
from enum import StrEnum

import pyarrow as pa

from load.builds import open_build
from load.release.changes import COMPARED, find_changes, key_of
from load.release.contents import leave_out
from load.release.decisions import decisions
from taizhang.releases import latest_release
from taizhang.rows import Row, Tables
from taizhang.store import Store
from taizhang.tables import TABLES, Counts
from taizhang.tables.terms import Change


def find_differences(store: Store, again: Mapping[str, Tables]) -> list[Row]:
    """Rows of `changes` from the builds that the latest release carries to the tables `again`, by portal.

    Each has `before` and `after` besides: the values of the columns that differ, or of all for a
    row that is new or removed. Where nothing is published yet, every row is new.
    """
    release = latest_release(store)
    # Left out on both sides: what people withdrew must not be shown by a comparison.
    withdrawn = list(decisions(store, "withdraw"))
    found: list[Row] = []
    for slug, tables in again.items():
        build_id = release.build_of(slug) if release else None
        build = open_build(store, slug, build_id) if build_id else None
        before = {
            name: build.table(name) if build else TABLES[name].schema.empty_table()
            for name in COMPARED
        }
        after = {name: tables[name] for name in COMPARED}
        found += _with_values(slug, leave_out(before, withdrawn), leave_out(after, withdrawn))
    return found


def _with_values(slug: str, before: Tables, after: Tables) -> list[Row]:
    found: list[Row] = find_changes(slug, before, after).to_pylist()
    keys = {name: {row["key"] for row in found if row["table"] == name} for name in COMPARED}
    old, new = (
        {name: _rows_by_key(name, tables[name], keys[name]) for name in COMPARED}
        for tables in (before, after)
    )
    for row in found:
        columns = row["columns"] or list(TABLES[row["table"]].column_names(Counts.VALUE))
        was, now = old[row["table"]].get(row["key"], {}), new[row["table"]].get(row["key"], {})
        row["before"] = (
            None if row["change"] == Change.ADDED else {name: was[name] for name in columns}
        )
        row["after"] = (
            None if row["change"] == Change.REMOVED else {name: now[name] for name in columns}
        )
    return found


def _rows_by_key(name: str, table: pa.Table, keys: set[str]) -> dict[str, Row]:
    """Rows of a table by their key as JSON."""
    if not keys:
        return {}
    rows = ((key_of(TABLES[name].key, row), row) for row in table.to_pylist())
    return {key: row for key, row in rows if key in keys}


class RowFate(StrEnum):
    """What became of a row."""

    # Was kept out, would be published.
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # would be kept out, was not
    STILL = "still rejected"
    # Was kept out, and is no row by today's rules or has left the portal.
    GONE = "no longer read"


def find_rejudged(store: Store, again: Mapping[str, Tables]) -> list[Row]:
    """Rows of `quarantine` with their `verdict`, from the latest release to the tables `again`, by portal.

    Reason and expectation are today's where the row is kept out today, else those by which it was
    kept out.
    """
    release = latest_release(store)
    if release:
        table = release.table("quarantine")
    else:
        table = TABLES["quarantine"].schema.empty_table()
    before = [row for row in table.to_pylist() if row["portal"] in again]
    found = []
    for portal, tables in sorted(again.items()):
        was = {(row["table"], row["key"]) for row in before if row["portal"] == portal}
        out = tables["quarantine"].to_pylist()
        now = {(row["table"], row["key"]) for row in out}
        there = _row_names(tables, {name for name, _ in was - now})
        for row in out:
            if (row["table"], row["key"]) in was:
                verdict = RowFate.STILL
            else:
                verdict = RowFate.REJECTED
            found.append(row | {"verdict": verdict})
        for row in before:
            place = row["table"], row["key"]
            if row["portal"] == portal and place not in now:
                found.append(
                    row | {"verdict": RowFate.ACCEPTED if place in there else RowFate.GONE}
                )
    return sorted(
        found,
        key=lambda row: (
            row["portal"],
            list(RowFate).index(row["verdict"]),
            row["table"],
            row["key"],
        ),
    )


def _row_names(tables: Tables, names: set[str]) -> set[tuple[str, str]]:
    """Table and key of every row of some tables."""
    found: set[tuple[str, str]] = set()
    for name in sorted(names):
        key = TABLES[name].key
        found.update((name, key_of(key, row)) for row in tables[name].select(list(key)).to_pylist())
    return found
