"""Reading ten thousand pages leaves nothing behind, and one nothing that the garbage collector must find."""

import gc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
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
    # In a process of its own: what other tests left behind would count as well.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        assert apart.submit(left_behind, tmp_path).result(timeout=60) == 0


def left_behind(folder: Path) -> int:
    """The values that only the garbage collector finds once every frozen page was read."""
    found = pages(folder)
    plan = "修渠工作方案\n一、水利\n（一）修渠。清淤。（责任单位：县水利局）\n（二）护林。\n二、林业\n育苗。"
    gc.collect()
    gc.disable()
    for page in found:
        read_document(page.payload, [], page.context)
    assert len(read(plan).sections) == 4
    return gc.collect()
