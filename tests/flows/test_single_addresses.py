"""`taizhang crawl --url`: single addresses, each by the portal that it belongs to."""

from pathlib import Path

from running import run

from flows.demo.server import serve_sample
from taizhang.archive import Archive, Purpose
from taizhang.store import Store

PORTALS = Path(__file__).resolve().parents[2] / "flows" / "demo" / "portals"
ARTICLE = "http://chengwan.gov.test/zwgk/zfwj/202511/t20251103_600421.html"


def test_an_address_goes_into_the_archive_of_its_portal(tmp_path: Path) -> None:
    with serve_sample() as proxy:
        command = (
            "taizhang",
            "crawl",
            "--portals",
            str(PORTALS),
            "--store",
            str(tmp_path / "store"),
            "--url",
            ARTICLE,
        )
        ended = run(*command, home=tmp_path, proxy=proxy)
    assert (ended.code, ended.out) == (0, "chengwan: 1 content, 1 gone\n"), (
        ended.err
    )  # robots.txt, the page
    captures = Archive(Store(str(tmp_path / "store"))).captures("chengwan")
    assert [one.url for one in captures if one.purpose == Purpose.ARTICLE] == [ARTICLE]


def test_an_address_of_no_portal_is_said_in_one_line(tmp_path: Path) -> None:
    ended = run(
        "taizhang",
        "crawl",
        "--portals",
        str(PORTALS),
        "--url",
        "http://elsewhere.test/1",
        home=tmp_path,
    )
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert "is on no portal's site" in ended.err
