"""The disk: what is used, and when it will be full."""

from datetime import date
from pathlib import Path

import pytest
import sample

from reports.disk import DiskUse, archive_pace, in_words, measure_disk
from taizhang.store import Store

TODAY = date(2026, 11, 22)


def test_what_is_used_is_what_lies_there(store: Store):
    found = measure_disk(store, TODAY)
    on_disk = [path for path in Path(store.root, "archive").rglob("*") if path.is_file()]
    assert found.used["archive"] == sum(path.stat().st_size for path in on_disk)
    assert found.total == sum(found.used.values())
    assert found.free is not None
    assert found.free > 0
    assert found.pace == pytest.approx(
        1000 * len(sample.PORTALS)
    )  # three nights of 1000 bytes a portal, in three days


def test_the_pace_looks_back_a_month_and_no_further_than_the_archive_goes():
    def key(day: str) -> str:
        return f"archive/lanshan/{day}/run-0000.warc.gz"

    assert archive_pace({key("2026/11/22"): 300}, TODAY) == 300
    assert archive_pace({key("2026/11/12"): 300, key("2026/11/22"): 700}, TODAY) == 100
    assert archive_pace({key("2020/01/01"): 10**9, key("2026/11/22"): 300}, TODAY) == 10
    assert archive_pace({key("2020/01/01"): 10**9}, TODAY) == 0
    assert archive_pace({"archive/lanshan/captures/run.parquet": 5}, TODAY) == 0


def test_days_left():
    assert DiskUse({"archive": 1}, 1000, 10.0).days_left == 100
    assert DiskUse({"archive": 1}, 1000, 0.0).days_left is None
    assert DiskUse({"archive": 1}, None, 10.0).days_left is None


def test_sizes_as_people_read_them():
    said = [in_words(size) for size in (0, 999, 1500, 15_000, 2_400_000_000, 7.2e13)]
    assert said == ["0 B", "999 B", "1.5 kB", "15 kB", "2.4 GB", "72 TB"]
