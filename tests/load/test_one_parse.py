"""A page is parsed once: what it is and what its document says come from one tree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from site_of_tests import FIRST, PLAN, Site, portal

import load.reading.foreign_files
import load.reading.reader
import transform.reading
from load.build import build
from load.reading.cage import Death
from load.reading.foreign_files import read_page_alone
from load.reading.shard_reader import read_shard
from load.reading.shard_rows import read_entries, read_short, rows_of_document
from load.reading.shards import PageToRead, Shard
from taizhang.archive import Purpose
from taizhang.store import Store
from transform.model import Context, Payload
from transform.web.page import Page, read_page

TITLE = "关于印发2026年政务公开工作要点的通知"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each page was parsed, by its address."""
    counts: Counter[str] = Counter()

    def count(payload: Payload, context: Context) -> Page:
        counts[payload.url or ""] += 1
        return read_page(payload, context)

    monkeypatch.setattr(load.reading.reader, "read_page", count)
    monkeypatch.setattr(transform.reading, "read_page", count)
    return counts


def test_every_page_is_parsed_once(site: Site, parsed: Counter[str]):
    made = build(site.store, site.crawl(1), portal(), FIRST)
    assert made.record["rows"]["documents"] >= 2
    assert set(parsed.values()) == {1}
    assert len(parsed) == 3


def test_a_text_that_comes_back_is_a_version_again(site: Site, parsed: Counter[str]):
    edited = PLAN.replace("2026年", "2027年")
    assert edited != PLAN
    for night, text in enumerate((PLAN, edited, PLAN), 1):
        site.put("plan", TITLE, text)
        archive = site.crawl(night)
    made = build(site.store, archive, portal(), FIRST + timedelta(days=2))
    plan = next(url for url in parsed if "plan" in url)
    versions = made.table("versions").to_pylist()
    ids = {row["document_id"] for row in made.table("documents").to_pylist() if row["url"] == plan}
    assert len([row for row in versions if row["document_id"] in ids]) == 3
    assert parsed[plan] == 2


def shard_of_a_page(store: Store) -> Shard:
    """One plan, captured once."""
    site = Site(store)
    site.pages.clear()
    site.put("plan", TITLE, PLAN)
    archive = site.crawl(1)
    [capture] = [one for one in archive.captures("lanshan") if one.purpose == Purpose.ARTICLE]
    return Shard(store.root, Context(), (PageToRead(capture, "d"),))


def deadly(is_deadly: Callable[[Shard], bool]) -> Callable[..., Iterator[Any]]:
    """A `run_jobs` whose processes die of some shards."""

    def run(
        function: Callable[[Any], Any],
        jobs: Iterable[Any],
        _workers: int,
        on_death: Callable[[Any, Death], Any],
        is_foreign: Callable[[Any], bool],
    ) -> Iterator[Any]:
        for job in jobs:
            assert is_foreign(job), "what may kill is never done by this process"
            yield on_death(job, Death(-11)) if is_deadly(job) else function(job)

    return run


def test_a_page_that_kills_its_reader_is_known_by_what_it_is_and_never_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    shard, unreadable = shard_of_a_page(store), dict[str, str]()
    [whole] = read_short(read_shard(shard))[0].values()
    monkeypatch.setattr(
        load.reading.foreign_files,
        "run_jobs",
        deadly(lambda job: job.pages[0].document_id is not None),
    )
    pages, documents = read_short(read_page_alone(shard, unreadable))
    assert list(pages.values()) == [whole]
    assert documents == []
    digest = shard.pages[0].capture.digest
    assert unreadable == {digest: "its process was ended by SIGSEGV"}


def test_a_page_that_kills_whoever_looks_says_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    shard, unreadable = shard_of_a_page(store), dict[str, str]()
    monkeypatch.setattr(load.reading.foreign_files, "run_jobs", deadly(lambda _: True))
    pages, documents = read_short(read_page_alone(shard, unreadable))
    assert [facts.content for facts in pages.values()] == [None]
    assert documents == []
    assert not unreadable


def test_a_page_on_which_a_process_died_by_chance_is_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(load.reading.foreign_files, "run_jobs", deadly(lambda _: False))
    content = read_page_alone(shard_of_a_page(store), {})
    [saying] = read_short(content)[1]
    assert len(rows_of_document(read_entries(content), saying.number)["tasks"]) == 4
