"""Rejected rows judged again: which of the latest release's quarantine today's rules would publish, and the reverse."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pyarrow as pa

from load.changes import key_of
from load.release import latest
from taizhang.store import Store
from taizhang.tables import TABLES

Row = dict[str, Any]
Tables = Mapping[str, pa.Table]


class Verdict(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"  # was kept out, would be published
    REJECTED = "rejected"  # would be kept out, was not
    STILL = "still rejected"
    GONE = "no longer read"  # was kept out, and is no row by today's rules or has left the portal


def rejudged(store: Store, again: Mapping[str, Tables]) -> list[Row]:
    """Rows of `quarantine` with their `verdict`: from the latest release to the tables `again`, by portal.

    Reason and expectation are today's where the row is kept out today, else those by which it was kept out.
    """
    release = latest(store)
    table = release.table(store, "quarantine") if release else TABLES["quarantine"].schema.empty_table()
    before = [row for row in table.to_pylist() if row["portal"] in again]
    found = []
    for portal, tables in sorted(again.items()):
        was = {(row["table"], row["key"]) for row in before if row["portal"] == portal}
        out = tables["quarantine"].to_pylist()
        now = {(row["table"], row["key"]) for row in out}
        there = _published(tables, {name for name, _ in was - now})
        for row in out:
            verdict = Verdict.STILL if (row["table"], row["key"]) in was else Verdict.REJECTED
            found.append(row | {"verdict": verdict})
        for row in before:
            place = row["table"], row["key"]
            if row["portal"] == portal and place not in now:
                found.append(row | {"verdict": Verdict.ACCEPTED if place in there else Verdict.GONE})
    return sorted(found, key=lambda row: (row["portal"], list(Verdict).index(row["verdict"]), row["table"], row["key"]))


def _published(tables: Tables, names: set[str]) -> set[tuple[str, str]]:
    """Table and key of every row of some tables."""
    keys = ((name, TABLES[name].key) for name in sorted(names))
    return {(name, key_of(key, row)) for name, key in keys for row in tables[name].select(list(key)).to_pylist()}
