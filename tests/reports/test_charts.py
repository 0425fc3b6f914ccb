"""Charts say their figures, keep their proportions and escape what they are given."""

from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reports.charts import (
    GUTTER,
    WIDTH,
    choose_scale,
    draw_columns,
    draw_spark,
    draw_strip,
    draw_years,
)


@given(some.floats(1, 1e9))
def test_a_scale_holds_the_most_in_few_round_steps(most: float):
    ticks = choose_scale(most)
    assert ticks[0] == 0
    assert ticks[-2] < most <= ticks[-1]
    assert 2 <= len(ticks) <= 5
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    assert str(ticks[1]).rstrip("0") in ("1", "2", "5")


@given(some.lists(some.integers(0, 10**6), min_size=1, max_size=36))
def test_a_column_is_as_high_as_its_count_and_none_leaves_the_drawing(counts: list[int]):
    names = [f"month {number}" for number in range(len(counts))]
    drawing = Xml.fromstring(draw_columns(names, names, counts, "says", "tasks"))
    found = {rect.findtext("title"): rect for rect in drawing.iter("rect")}
    assert set(found) == {
        f"{name}: {count:,}" for name, count in zip(names, counts, strict=True) if count
    }
    top = choose_scale(max([*counts, 1]))[-1]
    for name, count in zip(names, counts, strict=True):
        if count:
            rect = found[f"{name}: {count:,}"]
            assert float(rect.attrib["height"]) == pytest.approx(
                (110 - 18 - 8) * count / top, abs=0.06
            )
            assert float(rect.attrib["x"]) >= GUTTER
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= WIDTH + 0.1


@given(some.lists(some.text("0123456789", max_size=4), min_size=1, max_size=36))
def test_labels_never_touch(marks: list[str]):
    drawing = Xml.fromstring(draw_columns([""] * len(marks), marks, [1] * len(marks), "", "due"))
    below = [text for text in drawing.iter("text") if text.attrib["text-anchor"] == "middle"]
    places = [(float(text.attrib["x"]), 6 * len(text.text or "") / 2) for text in below]
    for (left, wide), (right, broad) in pairwise(places):
        assert left + wide <= right - broad


def test_names_of_a_portal_are_no_markup():
    drawing = str(draw_columns(["<script>"], ['"><b>'], [3], '"onload="x', "tasks")) + str(
        draw_strip(["a"], ["<i>"], "x")
    )
    assert "<script>" not in drawing
    assert "<b>" not in drawing
    assert "<i>" not in drawing
    assert 'onload="' not in drawing.replace("&#34;", "")


def test_a_spark_runs_from_left_to_right_and_up_where_figures_rise():
    line = Xml.fromstring(draw_spark([1, 5, 9], "documents")).find("polyline")
    assert line is not None
    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    assert points == sorted(points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert "polyline" in draw_spark([4], "one release only")
    assert "polyline" in draw_spark([4, 4], "no change")


def test_every_drawing_says_what_it_shows():
    for drawing in (
        draw_spark([1], "told"),
        draw_columns(["a"], ["a"], [1], "told", "due"),
        draw_strip(["never"], ["2026-01"], "told"),
    ):
        assert Xml.fromstring(drawing).attrib["aria-label"] == "told"


def test_a_strip_has_no_cells_before_its_first_month():
    drawing = Xml.fromstring(
        draw_strip(
            [None, None, "never", "complete"], ["2020-11", "2020-12", "2021-01", "2021-02"], ""
        )
    )
    assert [cell.attrib["class"] for cell in drawing.iter("rect")] == ["never", "complete"]
    assert float(next(drawing.iter("rect")).attrib["x"]) == 16


def test_years_stand_above_their_januaries():
    months = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)]

    def told(some: list[str]) -> list[tuple[str, float]]:
        drawing = Xml.fromstring(draw_years(some))
        return [(text.text or "", float(text.attrib["x"])) for text in drawing.iter("text")]

    assert told(months[3:]) == [("2019", 0), ("2020", 72), ("2021", 168)]
    assert told(months[11:]) == [("2020", 8), ("2021", 104)]
    assert told(months[:2]) == [("2019", 0)]
    assert told(months[4:6]) == [("2019", 0)]
