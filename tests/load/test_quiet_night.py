"""A night on which nothing changed: no table is read, nobody is asked to judge, nothing is written."""

from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest
from site_of_tests import FIRST, Site, portal

import expectations.validate
import load.parquet
import load.reading.foreign_files
from load.build import finish_build, prepare_build
from load.build_order import BuildOrder
from load.release.release import publish
from taizhang.archive import Archive


def never(*_: object, **__: object) -> NoReturn:
    raise AssertionError("a quiet night has no need of this")


def written(site: Site) -> dict[Path, int]:
    """When each file of the store was written, marks of who is at work apart."""
    builds = site.store.local_path("builds")
    assert builds is not None
    files = (
        path for path in builds.parent.rglob("*") if path.is_file() and ".locks" not in path.parts
    )
    return {path: path.stat().st_mtime_ns for path in files}


@pytest.mark.disk(reason="compares times of files")
def test_a_quiet_night_reads_no_table_asks_nobody_and_writes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    site.crawl(1)
    order = BuildOrder(portal(), FIRST)
    finish_build(site.store, prepare_build(site.store, Archive(site.store), order))
    first = publish(site.store, [portal()], FIRST)
    before = written(site)
    monkeypatch.setattr(load.parquet, "read_table", never)
    monkeypatch.setattr(load.reading.foreign_files, "read_shard", never)
    monkeypatch.setattr(expectations.validate, "ask_suite", never)
    monkeypatch.setattr(expectations.validate, "find_suspects", never)
    next_day = FIRST + timedelta(days=1)
    order = BuildOrder(portal(), next_day)
    finish_build(site.store, prepare_build(site.store, Archive(site.store), order))
    assert publish(site.store, [portal()], next_day).release_id == first.release_id
    assert written(site) == before
