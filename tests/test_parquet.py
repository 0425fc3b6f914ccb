"""Parquet is read without threads that outlive the read."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from taizhang.parquet import read_parquet, take_table

# Threads of this process, as Linux counts them, before and after reading a file of several row groups and columns.
COUNT = """
import os, sys
from pathlib import Path
import pyarrow, pyarrow.parquet
from taizhang.parquet import read_parquet
threads = lambda: len(os.listdir("/proc/self/task"))
before = threads()
file = Path(sys.argv[1])
for _ in range(5):
    read_parquet(file.read_bytes())
    with file.open("rb") as opened:
        read_parquet(opened, ["a"])
print(threads() - before)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    table = pa.table({name: [f"{name}{n}" for n in range(50_000)] for name in "abcdef"})
    pq.write_table(table, tmp_path / "table.parquet", row_group_size=5_000)
    return tmp_path / "table.parquet"


def test_a_table_and_some_of_its_columns(file: Path) -> None:
    assert read_parquet(file.read_bytes()).equals(pq.read_table(file))
    with file.open("rb") as opened:
        assert read_parquet(opened, ["b", "a"]).equals(pq.read_table(file, columns=["b", "a"]))


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="counts threads as Linux shows them"
)
def test_no_thread_stays_behind(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", COUNT, str(file)], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_nothing_of_ours_reads_in_threads() -> None:
    root = Path(__file__).parents[1]
    packages = ("taizhang", "flows", "extract", "transform", "expectations", "load", "reports")
    found = [
        str(path.relative_to(root))
        for package in packages
        for path in (root / package).rglob("*.py")
        if any(
            name in path.read_text(encoding="utf-8")
            for name in ("pq.read_table(", "pyarrow.dataset", "ds.dataset(")
        )
    ]
    assert found == []


def test_rows_are_taken_from_texts_that_together_are_beyond_short_offsets() -> None:
    # One text of 64 MB that stands in forty pieces: as long as 2.5 GB, and held once.
    text = pa.array(["文" * ((64 << 20) // 3)])
    table = pa.table({"text": pa.chunked_array([text] * 40), "number": list(range(40))})
    taken = take_table(table, pa.array([39, 3]))
    assert taken["number"].to_pylist() == [39, 3]
    assert taken["text"].chunk(0)[0].equals(text[0])
