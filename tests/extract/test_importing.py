"""Anybody's WARC files: what belongs to a known portal is taken, judged, and taken once."""

import contextlib
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import NOW, portal_of
from site_of_ones_own import Site
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from extract.importing import import_warc
from taizhang.archive import Archive
from taizhang.errors import UserError
from taizhang.portals import Channel, Portal
from taizhang.store import Store

PAGE = ("<html><title>关于印发工作方案的通知</title>" + "各有关单位：" * 900).encode()
HOST = "http://www.fangcheng.gov.cn"


@pytest.fixture
def portal() -> Portal:
    with Site() as site:
        channel = Channel(slug="zfwj", name="政府文件", url=HOST + "/zwgk/")
        return portal_of(site, url=HOST + "/", channels=(channel,))


def write(path: Path, *answers: tuple[str, bytes, dict[str, str]], compressed: bool = True) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "other"}))
        for url, body, headers in answers:
            status = headers.pop("status", "200 OK")
            head = StatusAndHeaders(
                status, [("Content-Type", "text/html"), *headers.items()], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=head,
                warc_headers_dict={"WARC-Date": "2024-05-06T07:08:09Z"},
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize("compressed", [True, False])
def test_what_belongs_to_a_portal_is_taken_once(
    tmp_path: Path, portal: Portal, compressed: bool
) -> None:
    file = write(
        tmp_path / "x.warc",
        (HOST + "/zwgk/t1.html", PAGE, {}),
        (HOST + "/zwgk/t2.html", gzip.compress(PAGE), {"Content-Encoding": "gzip"}),
        (HOST + "/zwgk/t3.html", PAGE, {"X-Crawl-Content-Encoding": "gzip"}),
        (HOST + "/zwgk/t4.html", b"", {"status": "404 Not Found"}),
        (HOST + "/zwgk/", PAGE, {}),
        (HOST + "/files/a.pdf", b"%PDF-1.4 and so on and on", {}),
        ("https://other.cn/x.html", PAGE, {}),
        compressed=compressed,
    )
    store = Store(tmp_path / "store")
    report = import_warc(file, [portal], store, moment=NOW)
    assert report.captures == {"fangcheng": 6}
    assert report.left_out["no portal's address"] == 1
    archive = Archive(store)
    found = {capture.url.rpartition("/")[2]: capture for capture in archive.captures("fangcheng")}
    assert [found[f"t{n}.html"].outcome for n in (1, 2, 3, 4)] == [
        "content",
        "content",
        "content",
        "gone",
    ]
    assert all(archive.payload(found[f"t{n}.html"]) == PAGE for n in (1, 2, 3))
    assert (found[""].purpose, found["a.pdf"].purpose) == ("list", "attachment")
    assert found["t1.html"].captured_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    again = import_warc(file, [portal], store, moment=NOW)
    assert (again.captures, again.left_out["already there"]) == ({}, 6)


def test_portals_of_one_site_take_what_is_of_their_host(tmp_path: Path, portal: Portal) -> None:
    bureau = portal.model_copy(update={"slug": "bureau", "url": "http://kjj.fangcheng.gov.cn/"})
    hosts = ("kjj.fangcheng.gov.cn", "fangcheng.gov.cn", "zjj.fangcheng.gov.cn")
    file = write(tmp_path / "x.warc", *((f"http://{host}/t1.html", PAGE, {}) for host in hosts))
    report = import_warc(file, [portal, bureau], Store(tmp_path / "store"), moment=NOW)
    assert report.captures == {"fangcheng": 2, "bureau": 1}


def test_a_file_that_ends_in_damage_gives_what_stands_before(
    tmp_path: Path, portal: Portal
) -> None:
    whole = write(
        tmp_path / "x.warc.gz", *((f"{HOST}/t{n}.html", PAGE * n, {}) for n in range(1, 9))
    ).read_bytes()
    (tmp_path / "x.warc.gz").write_bytes(whole[: len(whole) // 2] + b"\xff" * 500)
    store = Store(tmp_path / "store")
    with contextlib.suppress(UserError):
        import_warc(tmp_path / "x.warc.gz", [portal], store, moment=NOW)
    archive = Archive(store)
    found = archive.captures("fangcheng")
    assert 0 < len(found) < 8
    assert all(
        archive.payload(capture) == PAGE * (number + 1) for number, capture in enumerate(found)
    )


def test_a_file_that_is_no_warc(tmp_path: Path, portal: Portal) -> None:
    (tmp_path / "x.warc.gz").write_bytes(b"not a WARC file at all")
    for name in ("x.warc.gz", "nowhere.warc.gz"):
        with pytest.raises(UserError, match="name a WARC file"):
            import_warc(tmp_path / name, [portal], Store(tmp_path / "store"), moment=NOW)
