"""Reading ten thousand pages leaves nothing behind."""

from pathlib import Path

import pytest

from benchmarks.reading import grown, pages

MOST_MEGABYTES = 8


@pytest.mark.prove
def test_memory_is_flat_over_ten_thousand_pages(tmp_path: Path):
    assert grown(pages(tmp_path)) < MOST_MEGABYTES
