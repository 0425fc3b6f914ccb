"""A portal whose texts together are longer than Arrow's short offsets reach: built, published, edited, verified."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from benchmarks.growth import make_portal, write_run
from load.build import build
from load.proof.verify import verify
from load.release.release import publish
from taizhang.archive import Archive
from taizhang.store import Store
from taizhang.tables.terms import Change

pytestmark = pytest.mark.prove

SHORT_OFFSETS = 1 << 31
# A page of a saga: two megabytes of text that say nothing of tasks.
LINE = "天气晴好，湖面平静。" * 300
LINES = 240
PAGES = 1030
DAYS = (date(2026, 11, 20), date(2026, 11, 21))


def make_page(number: int, edition: int = 0) -> bytes:
    title = f"湖边散记第{number}篇" + "（修订）" * edition
    lines = "".join(f"<p>{line}。{LINE}</p>" for line in range(LINES))
    return (
        f"<html><head><title>{title}</title><meta name='ArticleTitle' content='{title}'>"
        f"<meta name='PubDate' content='2026-01-02'></head><body><h1>{title}</h1>"
        f"<div class='TRS_Editor'><p>{title}</p>{lines}</div></body></html>"
    ).encode()


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def pages(numbers: range, edition: int = 0) -> Iterator[tuple[str, bytes]]:
    for number in numbers:
        url = f"http://made0.gov.test/zfwj/{number}.html"
        yield url, make_page(number, edition)


def test_a_portal_of_more_than_two_gigabytes_of_text(tmp_path: Path) -> None:
    store, portal = Store(tmp_path), make_portal(0)
    write_run(store, portal.slug, pages(range(PAGES)), night(DAYS[0]))
    first = build(store, Archive(store), portal, DAYS[0])
    assert first.record["rows"]["documents"] == PAGES
    assert first.record["rows"]["quarantine"] == 0
    text = first.table("documents", "text")["text"]
    assert text.nbytes > SHORT_OFFSETS
    del text
    publish(store, [portal], DAYS[0])

    write_run(store, portal.slug, pages(range(7, 8), edition=1), night(DAYS[1]))
    second = build(store, Archive(store), portal, DAYS[1])
    assert second.build_id != first.build_id
    release = publish(store, [portal], DAYS[1])
    changes = release.table("changes", table="documents").to_pylist()
    assert [(row["change"], "text" in row["columns"]) for row in changes] == [
        (Change.MODIFIED.value, True)
    ]
    assert release.counts()["documents"] == PAGES
    verification = verify(store, Archive(store), release)
    assert verification.holds, verification.findings[:3]
