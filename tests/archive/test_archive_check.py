"""An archive that lost something says so before anything is built from it, and is made whole from its WARC."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from test_archive import NOW, files, not_modified, page
from warcio.archiveiterator import ArchiveIterator

from flows.cli import run_command
from reports.runs import last_runs
from taizhang.archive import Archive, ArchiveError
from taizhang.archive.check import check_archive
from taizhang.archive.index import read_index, table_bytes
from taizhang.archive.joined import join_old_runs
from taizhang.archive.run import last_summary
from taizhang.errors import DamagedError
from taizhang.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three nights on one portal: a page, the same unchanged, and a night that fetched nothing."""
    store = Store(tmp_path)
    archive = Archive(store)
    run = archive.open_run("a", NOW)
    first = run.write_exchange(page())
    run.write_exchange(page("http://a.gov.test/t2.html"))
    run.close(complete=True)
    run = archive.open_run("a", NOW + timedelta(days=1))
    run.write_exchange(not_modified(86400), first)
    run.close(complete=True)
    archive.open_run("a", NOW + timedelta(days=2)).close(complete=True)
    return store


def indexes(folder: Path) -> list[Path]:
    return sorted(folder.glob("archive/a/captures/*.parquet"))


def findings(store: Store) -> list[str]:
    return [finding.message for finding in check_archive(store, "a")]


def test_a_whole_archive_has_nothing_to_say(store: Store) -> None:
    assert findings(store) == []


def test_pages_may_be_fetched_in_another_order_than_their_addresses(tmp_path: Path) -> None:
    store = Store(tmp_path)
    run = Archive(store).open_run("a", NOW)
    for name in ("z", "a", "m"):
        run.write_exchange(page(f"http://a.gov.test/{name}.html"))
    run.close(complete=True)
    assert findings(store) == []


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_lost_record_of_a_run_or_a_folder_in_its_place_is_named(
    store: Store, tmp_path: Path, is_folder: bool
) -> None:
    path = min(tmp_path.glob("archive/a/runs/*.json"))
    path.unlink()
    if is_folder:
        path.mkdir()
    assert findings(store) == [f"its record archive/a/runs/{path.name} is missing"]


def test_an_index_that_is_short_is_not_joined(store: Store, tmp_path: Path) -> None:
    path = indexes(tmp_path)[0]
    path.write_bytes(table_bytes(read_index(path.read_bytes()).slice(0, 1)))
    join_old_runs(store, "a", many=2)
    assert path.exists()
    with pytest.raises(ArchiveError, match="has 1 of the 2 captures"):
        Archive(store).require_present("a")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_lost_index_is_named_and_made_again(store: Store, tmp_path: Path, number: int) -> None:
    path = indexes(tmp_path)[number]
    before = path.read_bytes()
    path.unlink()
    with pytest.raises(
        ArchiveError, match=rf"index of run {path.stem} is missing .*`taizhang archive rebuild"
    ):
        Archive(store).captures("a")
    assert findings(store) == [f"its index archive/a/captures/{path.name} is missing"]
    Archive(store).rebuild_index("a")
    assert path.read_bytes() == before
    assert findings(store) == []


@pytest.mark.parametrize("cut", [0, 4, 200])
def test_a_damaged_index_is_named_and_made_again(store: Store, tmp_path: Path, cut: int) -> None:
    path = indexes(tmp_path)[0]
    before = path.read_bytes()
    path.write_bytes(before[:cut])
    with pytest.raises(
        ArchiveError,
        match=rf"captures/{path.name} is damaged .*`taizhang archive rebuild --portal a`",
    ):
        Archive(store).captures("a")
    assert re.search("is damaged", findings(store)[0])
    Archive(store).rebuild_index("a")
    assert path.read_bytes() == before


def test_an_index_that_knows_less_or_other_things_is_found(store: Store, tmp_path: Path) -> None:
    first, second, third = indexes(tmp_path)
    whole = first.read_bytes()
    first.write_bytes(third.read_bytes())
    assert findings(store) == ["its index has 0 captures, its WARC 2"]
    first.write_bytes(whole)
    second.write_bytes(whole)
    assert findings(store) == ["its index has 2 captures, its WARC 1"]


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_warc_that_was_cut_is_named_and_never_costs_an_index(
    store: Store, tmp_path: Path, keep: float
) -> None:
    path, index = files(tmp_path)[0], indexes(tmp_path)[0]
    content, before = path.read_bytes(), index.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    assert "is damaged or cut off at byte" in findings(store)[0]
    with pytest.raises(ArchiveError, match="its index stays as it is"):
        Archive(store).rebuild_index("a")
    assert index.read_bytes() == before


def test_a_warc_that_lost_its_end_at_a_records_edge_is_found_by_its_summary(
    store: Store, tmp_path: Path
) -> None:
    path = files(tmp_path)[0]
    offsets = []
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        offsets.extend((record.rec_type, records.get_record_offset()) for record in records)
    second_request = [place for kind, place in offsets if kind == "request"][1]
    path.write_bytes(path.read_bytes()[:second_request])
    assert "its WARC holds 1 of the 2 captures that it wrote" in findings(store)


def test_the_index_made_again_points_where_another_reader_finds_the_records(
    store: Store, tmp_path: Path
) -> None:
    for path in indexes(tmp_path):
        path.unlink()
    archive = Archive(store)
    archive.rebuild_index("a")
    for capture in archive.captures("a"):
        assert capture.warc_file is not None
        assert capture.warc_offset is not None
        content = (tmp_path / "archive/a" / capture.warc_file).read_bytes()[capture.warc_offset :]
        record = next(iter(ArchiveIterator(io.BytesIO(content))))
        assert record.rec_headers.get_header("WARC-Target-URI") == capture.url
        assert record.rec_type in ("response", "revisit")


def test_a_revisit_is_never_its_own_original(store: Store, tmp_path: Path) -> None:
    """Where the run that fetched a page is gone altogether, its revisit refers to nothing: it is no empty page."""
    indexes(tmp_path)[0].unlink()
    summary = min(tmp_path.glob("archive/a/runs/*.json"))
    summary.unlink()
    archive = Archive(store)
    (unchanged,) = archive.captures("a")
    with pytest.raises(ArchiveError, match="no capture with payload"):
        archive.payload(unchanged)


def test_the_newest_crawl_is_the_newest_up_to_now(store: Store) -> None:
    archive = Archive(store)
    archive.open_run("a", NOW + timedelta(days=2000)).close(
        complete=True, notes={"pending": ["of a wrong clock"]}
    )
    summary = last_summary(store, "a", NOW + timedelta(days=3))
    assert summary is not None
    assert summary["notes"] == {}


def test_commands_name_what_is_wrong_and_mend_it(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexes(tmp_path)[0].unlink()
    assert run_command(["archive", "check", "--store", str(tmp_path)]) == 1
    assert (
        "is missing; `taizhang archive rebuild --portal a` makes it again"
        in capsys.readouterr().out
    )
    assert run_command(["archive", "rebuild", "--store", str(tmp_path), "--portal", "a"]) == 0
    assert capsys.readouterr().out == "a: the index of 2 runs was made again\n"
    assert run_command(["archive", "check", "--store", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "the archive is whole\n"
    assert run_command(["archive", "check", "--store", str(tmp_path), "--portal", "b"]) == 2


def test_a_warc_that_is_gone_or_cut_is_named_without_reading_it(
    store: Store, tmp_path: Path
) -> None:
    archive = Archive(store)
    archive.require_present("a")
    path = files(tmp_path)[0]
    content, name = path.read_bytes(), path.relative_to(tmp_path)
    path.write_bytes(content[:-1])
    with pytest.raises(
        ArchiveError,
        match=rf"a: {name} is cut off at byte {len(content) - 1} of {len(content)}; restore it",
    ):
        archive.require_present("a")
    path.unlink()
    with pytest.raises(ArchiveError, match=rf"a: {name} is missing; restore it from a copy"):
        archive.require_present("a")
    files(tmp_path)[0].unlink()
    with pytest.raises(ArchiveError, match="is missing, and 1 more WARC files like it; restore"):
        archive.require_present("a")


def test_an_index_of_before_there_were_sizes_still_says_where_captures_end(
    store: Store, tmp_path: Path
) -> None:
    path, index = files(tmp_path)[0], indexes(tmp_path)[0]
    index.write_bytes(table_bytes(read_index(index.read_bytes()).replace_schema_metadata(None)))
    Archive(store).require_present("a")
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(ArchiveError, match="is cut off at byte 900 of"):
        Archive(store).require_present("a")


def test_joined_index_files_remember_how_long_warc_files_are(store: Store, tmp_path: Path) -> None:
    join_old_runs(store, "a", many=2)
    assert [path.name.startswith("joined-") for path in indexes(tmp_path)] == [True]
    Archive(store).require_present("a")
    path = files(tmp_path)[1]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArchiveError, match=rf"{path.name} is cut off"):
        Archive(store).require_present("a")


def test_a_run_that_was_killed_and_taken_up_again_says_the_length_of_all_its_files(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    Archive(store).open_run("a", NOW).write_exchange(page())
    path = files(tmp_path)[0]
    with path.open("ab") as file:
        file.write(b"half a record")
    run = Archive(store).open_run("a", NOW)
    run.write_exchange(page("http://a.gov.test/t2.html"))
    run.close(complete=True)
    Archive(store).require_present("a")
    for path in files(tmp_path):
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(ArchiveError, match=rf"{path.name} is cut off"):
            Archive(store).require_present("a")
        path.write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"[1]", b"null", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"run_id": ["x"]}'],
    ids=["empty", "a list", "null", "no fields", "deep", "no text", "of another type"],
)
def test_a_run_whose_record_is_damaged_is_named_and_hides_no_other(
    store: Store, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    *_, before, key = store.keys("archive/a/runs")
    store.write(key, content)
    assert findings(store) == [f"{key} is damaged"]
    summary = last_summary(store, "a", NOW + timedelta(days=3))
    assert summary is not None
    assert before.endswith(f"{summary['run_id']}.json")
    assert len(last_runs(store, 5)) == 2
    assert f"{key} of the store" in caplog.text


def test_a_record_of_another_run_is_damage(store: Store) -> None:
    first, second, _ = store.keys("archive/a/runs")
    store.write(second, store.read(first))
    assert findings(store) == [f"{second} is damaged"]


def test_a_damaged_open_marker_is_one_line(store: Store) -> None:
    Archive(store).open_run("a", NOW + timedelta(days=4))
    [key] = [key for key in store.keys("archive/a/runs") if key.endswith(".open")]
    store.write(key, b"{")
    with pytest.raises(DamagedError, match=f"{key} of the store .* restore it from a copy"):
        Archive(store).open_run("a", NOW + timedelta(days=5))


def test_a_conflict_copy_of_an_index_is_cleared_away_by_rebuilding(store: Store) -> None:
    copied = "archive/a/captures/copy (1).parquet"
    store.write(copied, b"half")
    with pytest.raises(ArchiveError, match="archive rebuild"):
        Archive(store).captures("a")
    Archive(store).rebuild_index("a")
    assert not store.exists(copied)
    assert len(Archive(store).captures("a")) == 3
