"""The files of a release: portals whole, each always in its place, those without news carried over byte by byte."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rows as make

import load.release.grouping
from load import parquet
from load.builds import Build
from load.release.changes import COMPARED, find_changes, key_of
from load.release.citations import CitedDocuments
from load.release.contents import share_out
from load.release.grouping import group_portals
from load.release.manifest import data_package
from load.release.tables import JOINED, TableWriter
from taizhang import parquet as reading_parquet
from taizhang.errors import DamagedError
from taizhang.releases import MANIFEST, Release
from taizhang.store import Store
from taizhang.tables import TABLES, VERSION, Counts

SLUGS = [f"portal{number}" for number in range(40)]


def built(store: Store, slug: str, number: int, text: str = make.TEXT) -> Build:
    """A build of one document with a task, as small as one can be."""
    rows = {
        "documents": [make.document(number, portal=slug)],
        "parts": [make.part(number, text=text)],
        "tasks": [make.task(number, number, portal=slug)],
        "task_units": [make.unit(number)],
    }
    record: dict[str, Any] = {"tables": VERSION, "bytes": {}}
    folder = f"builds/{slug}/{number}-{len(text)}"
    for name in JOINED:
        content = parquet.as_bytes(TABLES[name].to_arrow(rows.get(name, [])))
        record["bytes"][name] = len(content)
        store.write(f"{folder}/{name}.parquet", content)
    return Build(store, slug, folder.rpartition("/")[2], record)


def released(
    store: Store, release_id: str, builds: Sequence[Build], previous: Release | None = None
) -> Release:
    """A release of some builds, without what is written beside its tables."""
    shares, documents = share_out(builds, {})
    with store.new_folder(f"releases/{release_id}", MANIFEST) as folder:
        writer = TableWriter(folder, previous)
        for name in JOINED:
            writer.write_joined(name, shares, CitedDocuments(documents))
        folder.write(MANIFEST, data_package(release_id, writer.files, {"release": release_id}))
    return Release(store, release_id)


def places(release: Release, name: str) -> dict[str, int]:
    """Files of a table with the place of each on the disk."""
    return {path.name: path.stat().st_ino for path in release.files(name)}


def test_each_portal_is_whole_in_one_file_and_no_file_is_too_long():
    random = Random(11)
    sizes = {slug: random.randrange(1, 30) for slug in SLUGS}
    files = group_portals(sizes, most=100)
    assert sorted(slug for slugs in files.values() for slug in slugs) == sorted(SLUGS)
    assert all(sum(sizes[slug] for slug in slugs) <= 100 for slugs in files.values())
    assert len(files) > 3
    assert list(group_portals(sizes, most=10_000)) == ["all"]
    assert len(group_portals(dict.fromkeys(SLUGS, 30), most=10)) == len(SLUGS)


def test_a_portal_that_is_added_moves_no_other_but_those_of_its_own_file():
    sizes = dict.fromkeys(SLUGS, 20)
    before = group_portals(sizes, most=100)
    after = group_portals(sizes | {"another": 20}, most=100)
    touched = [slugs for name, slugs in after.items() if before.get(name) != slugs]
    assert sum(len(slugs) for slugs in touched) <= 6


def test_a_file_whose_portals_did_not_change_is_carried_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = Store(tmp_path / "store")
    builds = [built(store, slug, number) for number, slug in enumerate(SLUGS[:6])]
    monkeypatch.setattr(load.release.grouping, "LEAST_BYTES", 2 * builds[0].size("parts"))
    first = released(store, "1", builds)
    assert len(places(first, "parts")) >= 3
    second = released(
        store, "2", [built(store, SLUGS[0], 0, make.TEXT + "又。"), *builds[1:]], first
    )
    before, after = places(first, "parts"), places(second, "parts")
    assert before.keys() == after.keys()
    assert len([name for name in before if before[name] != after[name]]) == 1
    alone = released(
        Store(tmp_path / "other"),
        "2",
        [built(Store(tmp_path / "other"), SLUGS[0], 0, make.TEXT + "又。")],
    )
    assert second.rows("parts", document_id=make.identifier(0)) == alone.rows("parts")


def test_a_release_made_with_one_before_it_is_that_made_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(load.release.grouping, "LEAST_BYTES", 20_000)
    made = []
    for name, with_first in (("one", True), ("two", False)):
        store = Store(tmp_path / name)
        builds = [built(store, slug, number) for number, slug in enumerate(SLUGS[:6])]
        first = released(store, "1", builds[:5])
        last = released(store, "2", builds, first if with_first else None)
        made.append(
            {path.relative_to(store.root).as_posix(): path.read_bytes() for path in last.files()}
        )
    assert made[0] == made[1]


def test_a_file_that_lost_bytes_is_not_carried_over(tmp_path: Path):
    store = Store(tmp_path / "store")
    builds = [built(store, "portal", 1)]
    first = released(store, "1", builds)
    [path] = first.files("tasks")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(
        DamagedError, match=r"releases/1/tasks/all\.parquet of the store .* is damaged"
    ):
        released(store, "2", builds, first)


def test_every_reader_reads_a_table_of_several_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = Store(tmp_path / "store")
    builds = [built(store, slug, number) for number, slug in enumerate(SLUGS[:6])]
    monkeypatch.setattr(load.release.grouping, "LEAST_BYTES", builds[0].size("tasks"))
    release = released(store, "1", builds)
    folder = release.path() / "tasks"
    assert len(release.files("tasks")) == 6
    ids = sorted(release.table("tasks")["task_id"].to_pylist())
    assert len(ids) == 6
    assert sorted(pd.read_parquet(folder)["task_id"]) == ids
    assert sorted(pl.read_parquet(f"{folder}/*.parquet")["task_id"]) == ids
    assert sorted(pq.read_table(folder)["task_id"].to_pylist()) == ids
    assert (
        sorted(row[0] for row in duckdb.sql(f"SELECT task_id FROM '{folder}/*.parquet'").fetchall())
        == ids
    )
    resource = json.loads((release.path() / MANIFEST).read_text())["resources"][
        list(TABLES).index("tasks")
    ]
    assert resource["path"] == [f"tasks/{path.name}" for path in release.files("tasks")]
    assert resource["rows"] == 6


def test_rows_beyond_the_reach_of_short_strings_come_in_order(monkeypatch: pytest.MonkeyPatch):
    random = Random(5)
    rows = [
        make.part(number, text=f"{number}。{'文' * random.randrange(90)}") for number in range(300)
    ]
    random.shuffle(rows)
    table = pa.Table.from_pylist(rows, schema=TABLES["parts"].schema)
    right = parquet.in_order("parts", table)
    monkeypatch.setattr(reading_parquet, "WALL", table["text"].nbytes // 7)
    cut = parquet.in_order("parts", table)
    assert cut["text"].num_chunks >= 7
    assert cut.equals(right)
    assert parquet.as_bytes(cut) == parquet.as_bytes(right)


def test_a_file_is_the_same_however_its_rows_lay_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pieces carry bitmaps and offsets of their own, so `nbytes` differs where no row does."""
    random = Random(7)
    rows = [
        make.part(number, text="文" * random.randrange(90), name=random.choice(["附件", None]))
        for number in range(400)
    ]
    schema = TABLES["parts"].schema
    whole = pa.Table.from_pylist(rows, schema=schema)
    pieces = [pa.Table.from_pylist(rows[at : at + 3], schema=schema) for at in range(0, 400, 3)]
    torn = pa.concat_tables(pieces)
    assert torn.nbytes != whole.nbytes
    assert parquet.weigh(torn) == parquet.weigh(whole)
    monkeypatch.setattr(parquet, "GROUP_BYTES", parquet.weigh(whole) // 5)
    files = [parquet.as_bytes(parquet.in_order("parts", table)) for table in (whole, torn)]
    assert files[0] == files[1]
    assert pq.ParquetFile(io.BytesIO(files[0])).num_row_groups in (5, 6)


def spoiled(
    random: Random, rows: list[dict[str, Any]], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows of which some are gone, some new, and some have other values, null among them."""
    found = []
    for row in rows:
        chance = random.random()
        if chance < 0.2:
            continue
        column = random.choice(columns)
        found.append(row | {column: make_other(random, row[column])} if chance < 0.5 else row)
    return found


def make_other(random: Random, value: Any) -> Any:
    if isinstance(value, list):
        return random.choice([[], ["甲"], ["甲", "乙"], [*value, ""], ["甲乙"]])
    if isinstance(value, str):
        return f"{value}改"
    return value


def one_by_one(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[tuple[str, str, list[str]]]:
    """Changes of tasks, found by looking at each row."""
    table = TABLES["tasks"]
    columns = [name for name in table.column_names(Counts.VALUE) if name not in table.key]
    old, new = ({key_of(table.key, row): row for row in rows} for rows in (before, after))
    found = []
    for key in sorted(old.keys() | new.keys()):
        if key not in old or key not in new:
            found.append((key, "removed" if key in old else "added", []))
            continue
        differing = [name for name in columns if old[key].get(name) != new[key].get(name)]
        if differing:
            found.append((key, "modified", differing))
    return found


def test_changes_found_in_columns_are_those_found_row_by_row():
    random = Random(3)
    columns = ["text", "label", "headings", "lead_units", "responsible_units", "source"]
    rows = [make.task(number, number % 9) for number in range(80)]
    for _ in range(20):
        before, after = spoiled(random, rows, columns), spoiled(random, rows, columns)
        tables = []
        for found in (before, after):
            own = {name: TABLES[name].schema.empty_table() for name in COMPARED}
            tables.append(own | {"tasks": TABLES["tasks"].to_arrow(found)})
        made = find_changes("lanshan", *tables).to_pylist()
        assert [(row["key"], row["change"], row["columns"]) for row in made] == one_by_one(
            before, after
        )
        assert {row["portal"] for row in made} == {"lanshan"}


def test_a_key_with_signs_of_json_is_written_as_json():
    row = {
        "document_id": make.identifier(1),
        "url": 'http://a.gov.test/"附件\\1".docx',
        "name": "附件",
    }
    before = {name: TABLES[name].schema.empty_table() for name in COMPARED}
    after = before | {"attachments": TABLES["attachments"].to_arrow([row])}
    [change] = find_changes("lanshan", before, after).to_pylist()
    assert change["key"] == key_of(TABLES["attachments"].key, row)
    assert change["document_id"] == make.identifier(1)
