"""The archive keeps what came, finds it again, and other tools read it."""

import gzip
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from taizhang.archive import Archive, ArchiveError, Capture, Exchange, Purpose, Run, payload_digest
from taizhang.store import Store
from taizhang.tables.terms import Outcome

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PAGE = "<html><title>关于印发实施方案的通知</title></html>".encode()


def page(
    url: str = "http://a.gov.test/t1.html", body: bytes = PAGE, after: float = 0, **given: object
) -> Exchange:
    values: dict[str, object] = {
        "purpose": Purpose.ARTICLE,
        "url": url,
        "captured_at": NOW + timedelta(seconds=after),
        "outcome": Outcome.CONTENT,
        "channel": "zfwj",
        "request_headers": (("User-Agent", "taizhang"),),
        "status": 200,
        "reason": "OK",
        "headers": (
            ("Content-Type", "text/html; charset=GB2312"),
            ("Content-Encoding", "gzip"),
            ("Content-Length", "77"),
            ("ETag", '"abc"'),
        ),
        "body": body,
    }
    return Exchange(**{**values, **given})  # type: ignore[arg-type]


def not_modified(after: float) -> Exchange:
    return page(
        after=after,
        status=304,
        reason="Not Modified",
        outcome=Outcome.UNCHANGED,
        headers=(),
        body=b"",
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Store(tmp_path))


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.warc.gz"))


def test_what_was_written_is_read_back(archive: Archive) -> None:
    run = archive.open_run("a", NOW)
    written = run.write_exchange(page())
    run.close(complete=True)
    (capture,) = archive.captures("a")
    assert capture == written
    assert archive.payload(capture) == PAGE
    assert capture.digest == payload_digest(PAGE)
    assert (capture.media_type, capture.charset_declared, capture.size) == (
        "text/html",
        "gb2312",
        len(PAGE),
    )
    assert archive.read_headers(capture)["etag"] == '"abc"'
    assert archive.read_headers(capture)["x-crawl-content-encoding"] == "gzip"


def test_an_unchanged_page_is_a_revisit_that_leads_to_its_payload(archive: Archive) -> None:
    run = archive.open_run("a", NOW)
    first = run.write_exchange(page())
    run.close(complete=True)
    run = archive.open_run("a", NOW + timedelta(days=1))
    by_validator = run.write_exchange(not_modified(86400), first)
    by_payload = run.write_exchange(page(after=86401, outcome=Outcome.UNCHANGED), first)
    run.close(complete=True)
    for capture in (by_validator, by_payload):
        assert capture.digest == first.digest
        assert capture.warc_length is not None
        assert first.warc_length is not None
        assert archive.payload(capture) == PAGE


def test_a_failure_is_kept_without_an_answer(archive: Archive) -> None:
    run = archive.open_run("a", NOW)
    run.write_exchange(
        page(status=None, outcome=Outcome.ERROR, detail="timed out", headers=(), body=b"")
    )
    run.close(complete=True)
    (capture,) = archive.captures("a")
    assert (capture.outcome, capture.detail, capture.status, capture.digest) == (
        "error",
        "timed out",
        None,
        None,
    )
    with pytest.raises(ArchiveError, match="no answer was archived"):
        archive.payload(capture)


def test_other_tools_read_every_record(archive: Archive, tmp_path: Path) -> None:
    run = archive.open_run("a", NOW)
    first = run.write_exchange(page())
    run.write_exchange(page("http://a.gov.test/?q=文件", body=b"\x00\xff" * 100, after=1))
    run.write_exchange(not_modified(2), first)
    run.close(complete=True)
    (file,) = files(tmp_path)
    with file.open("rb") as stream:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"))
            for r in ArchiveIterator(stream)
        ]
    kinds = [kind for kind, _ in records]
    assert kinds == [
        "warcinfo",
        *["request", "response", "metadata"] * 2,
        "request",
        "revisit",
        "metadata",
    ]
    assert (
        Checker(type("Command", (), {"inputs": [str(file)], "verbose": False})()).process_all() == 0
    )


def test_each_record_is_a_gzip_member_of_its_own(archive: Archive, tmp_path: Path) -> None:
    run = archive.open_run("a", NOW)
    capture = run.write_exchange(page())
    run.close(complete=True)
    assert capture.warc_offset is not None
    assert capture.warc_length is not None
    content = files(tmp_path)[0].read_bytes()[
        capture.warc_offset : capture.warc_offset + capture.warc_length
    ]
    assert (
        gzip.GzipFile(fileobj=io.BytesIO(content))
        .read()
        .startswith(b"WARC/1.1\r\nWARC-Type: response")
    )


def test_the_index_is_made_again_from_the_warc_byte_for_byte(
    archive: Archive, tmp_path: Path
) -> None:
    for day in range(2):
        run = archive.open_run("a", NOW + timedelta(days=day))
        for number in range(5):
            run.write_exchange(
                page(f"http://a.gov.test/t{number}.html", after=86400 * day + number)
            )
        run.write_exchange(
            page(
                status=None,
                outcome=Outcome.ERROR,
                detail="reset",
                headers=(),
                body=b"",
                after=86400 * day + 9,
            )
        )
        run.close(complete=True)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    digest = archive.digests("a")
    for path in before:
        path.unlink()
    assert archive.rebuild_index("a") == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before
    assert Archive(Store(tmp_path)).digests("a") == digest


def cut_off(run: Run, exchange: Exchange, tmp_path: Path, share: float) -> None:
    """Write an exchange and take away its end, as a kill in the middle of the write does."""
    (file,) = files(tmp_path)
    before = file.stat().st_size
    run.write_exchange(exchange)
    with file.open("r+b") as stream:
        stream.truncate(before + int((file.stat().st_size - before) * share))


@pytest.mark.parametrize("share", [0.0, 0.05, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_killed_run_is_taken_up_from_its_last_whole_exchange(
    archive: Archive, tmp_path: Path, share: float
) -> None:
    run = archive.open_run("a", NOW)
    kept = [
        run.write_exchange(page(f"http://a.gov.test/t{number}.html", after=number))
        for number in range(3)
    ]
    cut_off(run, page("http://a.gov.test/t9.html", after=9), tmp_path, share)

    again = archive.open_run("a", NOW + timedelta(hours=2))
    assert again.run_id == run.run_id
    assert again.captures == kept
    later = again.write_exchange(page("http://a.gov.test/t9.html", after=7200))
    again.close(complete=True)
    assert archive.captures("a") == [*kept, later]
    assert all(archive.payload(capture) == PAGE for capture in archive.captures("a"))
    checker = Checker(
        type("Command", (), {"inputs": [str(f) for f in files(tmp_path)], "verbose": False})()
    )
    assert checker.process_all() == 0


def test_a_run_open_for_too_long_is_closed_as_partial(archive: Archive, tmp_path: Path) -> None:
    old = archive.open_run("a", NOW)
    kept = old.write_exchange(page())
    new = archive.open_run("a", NOW + timedelta(hours=20))
    assert new.run_id != old.run_id
    assert archive.captures("a") == [kept]
    assert '"complete": false' in (tmp_path / f"archive/a/runs/{old.run_id}.json").read_text()
    assert [path.name for path in tmp_path.rglob("*.open")] == [f"{new.run_id}.open"]


def test_a_run_killed_in_the_last_step_of_closing_stays_as_it_was_closed(
    archive: Archive, tmp_path: Path
) -> None:
    run = archive.open_run("a", NOW)
    marker = next(tmp_path.rglob("*.open"))
    content = marker.read_bytes()
    kept = run.write_exchange(page())
    run.close(complete=True, notes={"pending": []})
    marker.write_bytes(content)
    archive.open_run("a", NOW + timedelta(hours=24))
    assert '"complete": true' in (tmp_path / f"archive/a/runs/{run.run_id}.json").read_text()
    assert archive.captures("a") == [kept]


def test_runs_of_two_purposes_never_mix(archive: Archive) -> None:
    backfill = archive.open_run("a", NOW, "backfill")
    backfill.write_exchange(page())
    nightly = archive.open_run("a", NOW + timedelta(hours=1))
    assert nightly.captures == []
    assert [capture.run_id for capture in archive.captures("a")] == [backfill.run_id]


def test_a_passing_look_leaves_a_killed_night_to_be_taken_up(archive: Archive) -> None:
    night = archive.open_run("a", NOW)
    kept = night.write_exchange(page())
    archive.open_run("a", NOW + timedelta(hours=1), "single").close(complete=True)
    assert archive.open_run("a", NOW + timedelta(hours=2)).captures == [kept]


def test_files_are_rotated_by_size(tmp_path: Path) -> None:
    store = Store(tmp_path)
    archive = Archive(store)
    run = archive.open_run("a", NOW)
    run = Run(store, "a", next(iter(archive._open_markers("a"))), rotate=2000)
    written = [
        run.write_exchange(page(f"http://a.gov.test/t{number}.html", after=number))
        for number in range(6)
    ]
    run.close(complete=True)
    assert len(files(tmp_path)) > 1
    assert archive.captures("a") == written
    assert all(archive.payload(capture) == PAGE for capture in written)


def test_the_past_is_seen_as_it_was(archive: Archive) -> None:
    run = archive.open_run("a", NOW)
    first, _ = run.write_exchange(page()), run.write_exchange(page(after=100, body=b"later"))
    run.close(complete=True)
    until = NOW + timedelta(seconds=50)
    assert archive.captures("a", until) == [first]
    assert archive.digests("a", until) != archive.digests("a")


def test_damage_is_named(archive: Archive, tmp_path: Path) -> None:
    run = archive.open_run("a", NOW)
    capture: Capture = run.write_exchange(page())
    run.close(complete=True)
    (file,) = files(tmp_path)
    assert capture.warc_offset is not None
    content = bytearray(file.read_bytes())
    content[capture.warc_offset + 40] ^= 0xFF
    file.write_bytes(bytes(content))
    with pytest.raises(
        ArchiveError, match=r"warc\.gz at \d+ \(http://a\.gov\.test/t1\.html\): damaged"
    ):
        archive.payload(capture)
    file.unlink()
    with pytest.raises(ArchiveError, match=r"a\.gov\.test/t1\.html"):
        archive.payload(capture)


def test_a_header_cannot_forge_a_line(archive: Archive) -> None:
    run = archive.open_run("a", NOW)
    capture = run.write_exchange(
        page(headers=(("X-Note", "a\r\nSet-Cookie: b"), ("Content-Type", "text/html")))
    )
    run.close(complete=True)
    assert "set-cookie" not in archive.read_headers(capture)
    assert archive.payload(capture) == PAGE
