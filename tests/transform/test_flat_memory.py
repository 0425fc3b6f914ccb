"""Reading ten thousand pages leaves nothing behind, and one nothing that the garbage collector must find."""

import gc
from pathlib import Path

import pytest

from benchmarks.reading import grown, pages
from tests.transform.texts import read
from transform.reading import read_document

MOST_MEGABYTES = 8


@pytest.mark.prove
def test_memory_is_flat_over_ten_thousand_pages(tmp_path: Path):
    assert grown(pages(tmp_path)) < MOST_MEGABYTES


def test_what_a_reading_made_holds_itself_nowhere(tmp_path: Path):
    found = pages(tmp_path)
    plan = "修渠工作方案\n一、水利\n（一）修渠。清淤。（责任单位：县水利局）\n（二）护林。\n二、林业\n育苗。"
    gc.collect()
    gc.disable()
    try:
        for page in found:
            read_document(page.payload, [], page.context)
        assert len(read(plan).sections) == 4
        assert gc.collect() == 0
    finally:
        gc.enable()
