"""Index files of many runs become one, and the archive knows what it knew, whenever whoever joins is killed."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures
from test_archive import NOW, not_modified, page
from test_archive_check import findings, indexes

from reports.runs import last_runs
from taizhang.archive import Archive, ArchiveError, Capture
from taizhang.archive.index import read_index
from taizhang.archive.joined import MANY, PREFIX, join_old_runs
from taizhang.store import Store
from taizhang.tables.terms import Outcome

NIGHTS = 9


class KilledError(Exception):
    """Stands for a process that dies here: nothing more of it is done."""


@pytest.fixture(params=["disk", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Nine nights on a portal: a page, then unchanged ones, failures, and nights that fetched nothing."""
    store = (
        Store(tmp_path / "store")
        if request.param == "disk"
        else request.getfixturevalue("bucket_store")
    )
    live_through(store, NIGHTS)
    return store


def live_through(store: Store, nights: int, after: int = 0) -> None:
    archive = Archive(store)
    first: Capture | None = None
    for night in range(after, after + nights):
        run = archive.open_run("a", NOW + timedelta(days=night))
        if night % 3 == 0:
            # Two at one moment, without a place: only their run and their order tell them apart.
            for number in range(2):
                url = f"http://a.gov.test/lost{number}.html"
                failed = page(
                    url,
                    status=None,
                    outcome=Outcome.ERROR,
                    headers=(),
                    body=b"",
                    after=86400 * night,
                )
                run.write_exchange(failed)
        if night % 3 != 2:
            exchange = page() if first is None else not_modified(86400 * night + 1)
            written = run.write_exchange(exchange, first)
            first = first or written
        run.close(complete=True)


def known(store: Store) -> tuple[list[Capture], str]:
    return Archive(store).captures("a"), Archive(store).digests("a")


def names(store: Store) -> list[str]:
    return [key.rpartition("/")[2] for key in store.keys("archive/a/captures")]


def killed_after(store: Store, number: int) -> Store:
    """The store for somebody who dies after the step of that number."""
    steps = iter(range(1, 10_000))

    def count(_action: str, _key: str) -> None:
        if next(steps) == number:
            raise KilledError

    return Store(store.root, after=count)


def test_many_runs_become_one_file_and_say_what_they_said(store: Store) -> None:
    before = known(store)
    join_old_runs(store, "a", many=4)
    assert [name[: len(PREFIX)] for name in names(store)] == [PREFIX]
    assert known(store) == before
    assert findings(store) == []
    live_through(store, 2, after=NIGHTS)
    assert len(names(store)) == 3
    assert len(Archive(store).captures("a")) == len(before[0]) + 4
    join_old_runs(store, "a", many=3)
    assert len(names(store)) == 3, "few runs stay as they are"


def test_whoever_joins_may_be_killed_after_any_step(store: Store) -> None:
    live_through(store, 0)
    join_old_runs(store, "a", many=4)
    live_through(store, 4, after=NIGHTS)
    before, steps = known(store), []
    copies = {key: store.read(key) for key in store.keys("archive")}
    join_old_runs(Store(store.root, after=lambda *step: steps.append(step)), "a", many=4)
    assert {action for action, _ in steps} >= {"write", "remove"}
    whole = names(store)
    for number in range(1, len(steps) + 1):
        store.remove("archive")
        for key, content in copies.items():
            store.write(key, content)
        with pytest.raises(KilledError):
            join_old_runs(killed_after(store, number), "a", many=4)
        assert known(store) == before, steps[number - 1]
        assert findings(store) == []
        # The next night finds what is left of it.
        join_old_runs(store, "a", many=2)
        assert names(store) == whole or number == len(steps)
        assert known(store) == before


def test_a_reader_goes_on_where_files_are_joined_under_its_eyes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, read, others = known(store)[0], Store.read, [1]

    def join_meanwhile(self: Store, key: str) -> bytes:
        if key.endswith(".parquet") and others:
            others.clear()
            join_old_runs(Store(store.root), "a", many=4)
        return read(self, key)

    monkeypatch.setattr(Store, "read", join_meanwhile)
    archive = Archive(store)
    assert archive.captures("a") == before
    assert not others
    assert archive.captures("a") == before


def test_an_archive_that_is_open_sees_each_run_once(store: Store) -> None:
    archive = Archive(store)
    before = archive.captures("a")
    join_old_runs(store, "a", many=4)
    assert archive.captures("a") == before
    assert all(archive.payload(capture) for capture in before if capture.digest)


def test_runs_that_are_open_are_not_joined(store: Store) -> None:
    run = Archive(store).open_run("a", NOW + timedelta(days=30))
    run.write_exchange(page(after=86400 * 30))
    marker = f"archive/a/runs/{run.run_id}.open"
    content = store.read(marker)
    run.close(complete=True)
    store.write(marker, content)
    join_old_runs(store, "a", many=4)
    assert f"{run.run_id}.parquet" in names(store)
    again = Archive(store).open_run("a", NOW + timedelta(days=30, hours=1))
    later = again.write_exchange(page("http://a.gov.test/later.html", after=86400 * 30 + 3600))
    again.close(complete=True)
    assert Archive(store).captures("a")[-1] == later


def test_a_lost_or_damaged_joined_index_is_named_and_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    live_through(store, NIGHTS)
    before = known(store)
    join_old_runs(store, "a", many=4)
    (path,) = indexes(tmp_path)
    whole = path.read_bytes()
    runs = [run_id for run_id, _ in json.loads(pq.read_schema(path).metadata[b"runs"])]
    assert len(runs) == NIGHTS

    path.unlink()
    with pytest.raises(
        ArchiveError, match=rf"index of run {runs[0]} is missing .*`taizhang archive rebuild"
    ):
        Archive(store).captures("a")
    assert Archive(store).rebuild_index("a") == NIGHTS
    assert known(store) == before

    join_old_runs(store, "a", many=4)
    assert path.read_bytes() == whole, "the same runs make the same file"
    path.write_bytes(whole[:200])
    with pytest.raises(
        ArchiveError, match=rf"{path.name} is damaged .*`taizhang archive rebuild --portal a`"
    ):
        Archive(store).captures("a")
    assert [path.name in finding for finding in findings(store)] == [True] * NIGHTS
    Archive(store).rebuild_index("a")
    assert known(store) == before
    assert findings(store) == []


def test_a_joined_index_that_says_other_things_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    live_through(store, NIGHTS)
    join_old_runs(store, "a", many=4)
    (path,) = indexes(tmp_path)
    table = read_index(path.read_bytes())
    pq.write_table(table.slice(1), path)
    with pytest.raises(ArchiveError, match="does not hold the runs that it is named by"):
        Archive(store).captures("a")
    other = table.set_column(
        table.schema.get_field_index("url"), table.schema.field("url"), table["canonical_url"]
    )
    other = other.set_column(
        table.schema.get_field_index("detail"), table.schema.field("detail"), table["canonical_url"]
    )
    pq.write_table(other, path)
    assert "its index differs from its WARC" in findings(store)


def test_a_joined_index_outlives_a_warc_that_was_lost(tmp_path: Path) -> None:
    store = Store(tmp_path)
    live_through(store, NIGHTS)
    before = known(store)
    join_old_runs(store, "a", many=4)
    min(tmp_path.rglob("*.warc.gz")).unlink()
    Archive(store).rebuild_index("a")
    assert known(store) == before
    assert any("its WARC holds 0 of the 3 captures" in finding for finding in findings(store))


def test_runs_are_told_of_as_before(store: Store) -> None:
    before = last_runs(store, 5)
    assert {run.captures for run in before} == {0, 1, 3}
    join_old_runs(store, "a", many=4)
    live_through(store, 1, after=NIGHTS)
    after = last_runs(store, 6)
    assert after[1:] == before
    assert after[0].captures == 3


def test_nights_join_what_is_old(tmp_path: Path) -> None:
    store = Store(tmp_path)
    most = 0
    for night in range(2 * MANY + 3):
        live_through(store, 1, after=night)
        most = max(most, len(names(store)))
    assert most == MANY + 1
    assert len(names(store)) < MANY
    assert findings(store) == []
