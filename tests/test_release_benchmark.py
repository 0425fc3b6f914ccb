"""The benchmark of large releases: its rows are what a release takes, and one edit costs one file a table."""

from pathlib import Path

import pytest

import load.release.grouping
from benchmarks.growth import make_portal
from benchmarks.releases import DAY, make_tables, write_build
from load.release.release import publish
from taizhang.store import Store

PORTALS, DOCUMENTS = 6, 20


def test_one_edited_document_costs_one_file_of_each_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load.release.grouping, "LEAST_BYTES", 30_000)
    store, portals = Store(tmp_path), [make_portal(number) for number in range(PORTALS)]
    for number in range(PORTALS):
        write_build(store, number, make_tables(number, DOCUMENTS, 900), "2026-11-20T02:00:00Z")
    first = publish(store, portals, DAY)
    assert first.counts()["documents"] == PORTALS * DOCUMENTS
    assert publish(store, portals, DAY).release_id == first.release_id
    write_build(store, 0, make_tables(0, DOCUMENTS, 900, edition=2), "2026-11-21T02:00:00Z")
    second = publish(store, portals, DAY)
    assert second.counts()["changes"] == 1
    before, after = (
        {path: path.stat().st_ino for path in r.files("documents")} for r in (first, second)
    )
    assert len(after) > 2
    assert len(set(after.values()) - set(before.values())) == 1
