"""What a build remembers is used as far as the rules are the same, and never changes what a build is."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from site_of_tests import FIRST, NEWS, PLAN, ROOT, Site, portal

from load.build import build, finish_build, judge_prepared, prepare_build
from load.build_order import BuildOrder
from load.builds import Build, newest_build
from load.cache.rules import ReadingRules
from taizhang.archive import Archive
from taizhang.store import Store

PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"
DAY = FIRST + timedelta(days=2)


@pytest.fixture
def grown(site: Site) -> Site:
    """Three nights: the plan loses a unit, the news page goes away."""
    for night in (1, 2, 3):
        if night == 2:
            site.put("plan", PLAN_TITLE, PLAN.replace("、市教育局", ""))
        if night == 3:
            site.pages[f"{ROOT}/zfwj/news.html"] = 404
        archive = site.crawl(night)
        build(site.store, archive, portal(), FIRST + timedelta(days=night - 1))
    return site


def as_if_without(site: Site, table: str, word: str) -> Build:
    """Let the newest build have been made before a word came into the lexicon."""
    made = newest_build(site.store, "lanshan")
    assert made is not None
    rules = ReadingRules.today()
    before = ReadingRules(
        rules.code, rules.words | {table: [one for one in rules.words[table] if one.word != word]}
    )
    before.keep(site.store)
    record = made.record | {"build_id": "0" * 16, "rules": before.digest, "reading_code": "before"}
    for key in site.store.keys(made.folder):
        site.store.write(key.replace(made.build_id, "0" * 16), site.store.read(key))
    site.store.remove(made.folder, "build.json")
    site.store.write(f"builds/lanshan/{'0' * 16}/build.json", json.dumps(record).encode())
    site.store.write(
        "builds/lanshan/newest.json", json.dumps(record | {"until": made.record["until"]}).encode()
    )
    return Build(site.store, "lanshan", "0" * 16, record)


def files(store: Store, made: Build) -> dict[str, bytes]:
    return {key.removeprefix(made.folder): store.read(key) for key in store.keys(made.folder)}


@pytest.mark.parametrize(
    ("table", "word", "read"),
    [
        ("organs.organ", "司法", 1),  # in both versions of the plan
        ("organs.organ", "教育", 1),  # in the version that is no more
        ("units.ending", "中心", 0),  # nowhere
        ("metadata.organ", "政府", 2),  # in the plan, and in the news that are gone
    ],
)
def test_a_word_that_changed_reads_every_version_that_holds_it(
    grown: Site, table: str, word: str, read: int
) -> None:
    untouched = newest_build(grown.store, "lanshan")
    assert untouched is not None
    before = files(grown.store, untouched)
    as_if_without(grown, table, word)
    prepared = prepare_build(grown.store, Archive(grown.store), BuildOrder(portal(), DAY))
    assert prepared.words == {table: [word]}
    ready = judge_prepared(grown.store, prepared)
    assert ready.read == read
    made = finish_build(grown.store, prepared)
    assert made.build_id == untouched.build_id
    assert files(grown.store, made) == before


def test_a_build_without_rules_is_read_anew(grown: Site) -> None:
    old = as_if_without(grown, "organs.organ", "司法")
    record = {name: value for name, value in old.record.items() if name != "rules"}
    grown.store.write(f"{old.folder}/build.json", json.dumps(record).encode())
    prepared = prepare_build(grown.store, Archive(grown.store), BuildOrder(portal(), DAY))
    assert prepared.words is None
    ready = judge_prepared(grown.store, prepared)
    assert ready.read == ready.documents == 3


def test_rules_that_are_damaged_are_as_none(grown: Site) -> None:
    old = as_if_without(grown, "organs.organ", "司法")
    grown.store.write(f"rules/{old.record['rules']}.json", b'{"code": "x"')
    assert prepare_build(grown.store, Archive(grown.store), BuildOrder(portal(), DAY)).words is None


def test_a_preview_reads_what_is_new_enough_and_is_never_written(grown: Site) -> None:
    as_if_without(grown, "organs.organ", "司法")
    for since, read in ((date(2026, 11, 18), 1), (date(2026, 11, 19), 0)):
        prepared = prepare_build(
            grown.store, Archive(grown.store), BuildOrder(portal(), DAY, since=since)
        )
        assert judge_prepared(grown.store, prepared).read == read
        with pytest.raises(AssertionError, match="preview"):
            finish_build(grown.store, prepared)


def test_judging_writes_nothing(grown: Site, tmp_path: Path) -> None:
    as_if_without(grown, "organs.organ", "司法")
    before = sorted(tmp_path.rglob("*"))
    judge_prepared(
        grown.store, prepare_build(grown.store, Archive(grown.store), BuildOrder(portal(), DAY))
    )
    assert sorted(tmp_path.rglob("*")) == before


def test_a_version_that_nobody_shows_keeps_its_words(grown: Site) -> None:
    made = newest_build(grown.store, "lanshan")
    assert made is not None

    rows = pq.read_table(
        io.BytesIO(grown.store.read(f"{made.folder}/memory/snapshots.parquet"))
    ).to_pylist()
    kept = [row["wording"] for row in rows if not row["whole"]]
    assert len(kept) == 2
    assert any("市教育局" in said for said in kept)
    assert any(NEWS[:10] in said for said in kept)
    assert all(row["wording"] is None for row in rows if row["whole"])
