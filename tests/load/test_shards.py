"""A portal is read in shards: by places, under names, each kept until the build stands, none read twice."""

import ast
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from site_of_tests import FIRST, PLAN, Site, portal
from stores_of_tests import copy

import load.reading.foreign_files
import load.reading.history
import load.reading.shards
from load.build import build
from load.reading.kept_shards import HeldFile, KeptShards, ShardRead, StoredFile
from load.reading.reader import read_job
from load.reading.shard_reader import read_shard
from load.reading.shard_rows import read_entries, take_rows
from load.reading.shards import PageToRead, Shard, cut, cut_pages
from load.reading.workers import run_jobs
from taizhang.archive import Archive, Capture, Purpose
from taizhang.errors import StoreError
from taizhang.store import Store
from transform.model import Context

CODE = "1234567890abcdef"


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load.reading.shards, "MOST_PAGES", 3)
    monkeypatch.setattr(load.reading.history, "MOST_DOCUMENTS", 2)


def put_plans(site: Site, numbers: range, words: str = "市教育局") -> None:
    for number in numbers:
        text = PLAN.replace("市教育局", f"第{number}中学、{words}")
        site.put(f"n{number}", f"关于印发第{number}号工作要点的通知", text)


def pages_of(archive: Archive) -> list[PageToRead]:
    captures = archive.captures("lanshan")
    return [PageToRead(one, one.url_key) for one in captures if one.purpose == Purpose.ARTICLE]


def names_of(archive: Archive, root: str) -> list[str]:
    return [Shard(root, Context(), pages).name(CODE) for pages in cut_pages(pages_of(archive))]


def files_of(store: Store, workers: int = 1) -> dict[str, bytes]:
    made = build(store, Archive(store), portal(), FIRST, workers=workers)
    return {key: store.read(key) for key in store.keys(made.folder)}


def test_items_are_cut_in_their_order():
    assert list(cut("abcde", 2)) == [("a", "b"), ("c", "d"), ("e",)]
    assert list(cut("", 2)) == []


def test_what_a_later_night_brings_moves_no_shard(site: Site, small_shards: None):
    put_plans(site, range(7))
    before = names_of(site.crawl(1), site.store.root)
    put_plans(site, range(7, 9))
    after = names_of(site.crawl(2), site.store.root)
    assert len(before) > 2
    assert after[: len(before)] == before
    assert len(set(after)) == len(after) > len(before)


def test_a_shard_has_another_name_for_another_code_portal_file_or_page(site: Site):
    [pages] = cut_pages(pages_of(site.crawl(1)))
    shards = [
        Shard("root", Context(), pages),
        Shard("root", Context(family="trs"), pages),
        Shard("root", Context(), pages, (), 3.0),
        Shard("root", Context(), pages[1:]),
        Shard("root", Context(), (PageToRead(pages[0].capture, None), *pages[1:])),
    ]
    names = {shard.name(code) for shard in shards for code in (CODE, "other")}
    assert len(names) == 2 * len(shards)
    # The same archive elsewhere, as a restored one, says the same.
    assert Shard("elsewhere", Context(), pages).name(CODE) == shards[0].name(CODE)


def test_rows_come_out_of_a_shard_as_they_were_read(site: Site):
    archive = site.crawl(1)
    pages = tuple(pages_of(archive))
    content = read_shard(Shard(site.store.root, Context(), pages))
    read = ShardRead.of(HeldFile(content))
    reader = load.reading.history.DocumentReader(archive, (), Context())
    assert len(read.documents) >= 2
    for said in read.documents:
        [page] = [one.capture for one in pages if one.document_id == said.saying.document_id]
        snapshot = load.reading.history.Snapshot(page, (), page)
        alone = read_job(reader.job(said.saying.document_id, snapshot))
        assert said.saying.fingerprint == alone.fingerprint
        assert said.saying.issues == alone.issues
        for name, rows in alone.rows.items():
            known = [{key: row[key] for key in row} for row in rows]
            got = (
                [{key: row.get(key) for key in known[0]} for row in said.rows[name]] if rows else []
            )
            assert got == known, name
    numbers = [said.saying.number for said in reversed(read.documents)]
    documents = take_rows(read_entries(content), numbers)["documents"]
    assert documents["document_id"].to_pylist() == [
        said.saying.document_id for said in reversed(read.documents)
    ]


def test_who_is_killed_goes_on_with_the_shards_that_are_left(
    site: Site, tmp_path: Path, small_shards: None, monkeypatch: pytest.MonkeyPatch
):
    put_plans(site, range(9))
    site.crawl(1)
    other = copy(site.store, Store(tmp_path / "other"), "archive")
    expected = files_of(other)
    read: list[Shard] = []

    class KilledError(BaseException):
        """As a kill: nothing that runs may catch it."""

    def read_three(shard: Shard) -> Any:
        if len(read) == 3:
            raise KilledError
        read.append(shard)
        return read_shard(shard)

    monkeypatch.setattr(load.reading.foreign_files, "read_shard", read_three)
    with pytest.raises(KilledError):
        files_of(site.store)
    assert len(site.store.keys("readings/lanshan")) == 3
    again: list[Shard] = []

    def read_on(shard: Shard) -> Any:
        again.append(shard)
        return read_shard(shard)

    monkeypatch.setattr(load.reading.foreign_files, "read_shard", read_on)
    assert files_of(site.store) == expected
    assert again
    assert not {repr(shard) for shard in again} & {repr(shard) for shard in read}
    # The build holds all that they said.
    assert site.store.keys("readings") == []


def test_a_damaged_shard_is_read_again(site: Site, tmp_path: Path, small_shards: None):
    put_plans(site, range(9))
    archive = site.crawl(1)
    expected = files_of(copy(site.store, Store(tmp_path / "other"), "archive"))
    shards = [Shard(site.store.root, Context(), pages) for pages in cut_pages(pages_of(archive))]
    kept = KeptShards(site.store, "lanshan", CODE)
    kept.keep(shards[0], b"no Arrow file")
    kept.keep(shards[1], read_shard(shards[1]))
    kept = KeptShards(site.store, "lanshan", CODE)
    assert kept.find(shards[0]) is None
    assert kept.find(shards[1]) is not None
    assert kept.find(shards[2]) is None
    assert files_of(site.store) == expected


def test_a_shard_that_another_build_cleared_away_is_made_again(site: Site):
    archive = site.crawl(1)
    shard = Shard(site.store.root, Context(), tuple(pages_of(archive)))
    content = read_shard(shard)
    file = KeptShards(site.store, "lanshan", CODE).keep(shard, content)
    assert isinstance(file, StoredFile)
    site.store.remove(file.key)
    with pytest.raises(StoreError):
        site.store.read(file.key)
    assert file.read() == content


def test_a_version_that_stands_in_no_table_is_remembered_in_shards_too(
    site: Site, tmp_path: Path, small_shards: None
):
    for night, words in enumerate(("市民政局", "市水利局", "市体育局"), 1):
        put_plans(site, range(5), words)
        site.crawl(night)
    day = FIRST + timedelta(days=2)
    made = build(site.store, Archive(site.store), portal(), day)
    other = copy(site.store, Store(tmp_path / "other"), "archive")
    for night in range(3):
        remembered = build(other, Archive(other), portal(), FIRST + timedelta(days=night))
    assert made.table("versions").num_rows >= 15
    assert remembered.build_id == made.build_id
    for name in ("versions", "tasks", "documents", "task_units", "issues"):
        assert remembered.table(name).equals(made.table(name)), name


def test_a_machine_that_does_not_see_the_store_says_so(site: Site, tmp_path: Path):
    pages = tuple(pages_of(site.crawl(1)))
    with pytest.raises(
        StoreError, match=r"sees no archive in .*elsewhere: who reads needs the same folder"
    ):
        read_shard(Shard(str(tmp_path / "elsewhere"), Context(), pages))


def is_warm(_: int) -> bool:
    return "load.reading.warm" in sys.modules


def test_processes_are_forked_off_one_that_has_read_a_page() -> None:
    assert list(run_jobs(is_warm, range(3), 2)) == [True] * 3
    assert not is_warm(0)


def test_what_is_read_to_warm_up_has_what_most_plans_have() -> None:
    # In a process of its own, as it is meant to be loaded.
    code = (
        "from load.reading.warm import read_plan; from load.reading.shard_rows import *; "
        "print({name: rows.num_rows for name, rows in take_rows(read_entries(read_plan()), [0]).items()})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows = ast.literal_eval(done.stdout)
    assert {"documents", "parts", "sections", "tasks", "task_units", "citations"} <= {
        name for name, count in rows.items() if count
    }


def test_places_travel_and_no_bytes(site: Site):
    [capture] = [
        one for one in site.crawl(1).captures("lanshan") if one.purpose == Purpose.ARTICLE
    ][:1]
    shard = Shard(site.store.root, Context(), (PageToRead(capture, "d"),))
    assert not {type(value) for value in vars_of(shard)} & {bytes, bytearray}


def vars_of(value: Any) -> list[Any]:
    """All values within a shard."""
    if isinstance(value, tuple):
        return [inner for item in value for inner in vars_of(item)]
    if isinstance(value, Shard | PageToRead | Capture):
        return [inner for name in value.__slots__ for inner in vars_of(getattr(value, name))]
    return [value]
