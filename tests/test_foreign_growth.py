"""The time of each reader of foreign bytes grows as they do, and the table would say if it did not."""

import pytest

from benchmarks.foreign import READERS, STEEPEST, Growth, Reader, format_growth, measure_growth


def test_a_reader_that_is_quadratic_is_told_by_its_last_doubling() -> None:
    growth = Growth("list", {500: 0.3, 1000: 1.2, 2000: 4.8})
    assert growth.last_doubling == pytest.approx(4)
    assert growth.last_doubling > STEEPEST
    assert "| list | 500: 0.30, 1,000: 1.20, 2,000: 4.80 | 4.0 |" in format_growth([growth])


def test_sizes_double_and_each_is_read() -> None:
    read: list[int] = []
    growth = measure_growth(
        Reader("bytes", 10, bytes, lambda content: read.append(len(content))), 2
    )
    assert list(growth.seconds) == [10, 20, 40]
    assert read == [1, 10, 20, 40]


@pytest.mark.prove
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_the_time_of_a_reader_grows_no_faster_than_its_input(reader: Reader) -> None:
    assert measure_growth(reader, 3).last_doubling <= STEEPEST
