"""What is lost with a shape is counted, and whether anybody would notice."""

import pytest

from benchmarks.ablations import (
    Losses,
    ReadingSummary,
    Shape,
    count_losses,
    find_shapes,
    print_losses,
    read_without,
)

PLAN = (
    "云泽县2024年渠系整治工作方案\n\n1.整修干渠。（领办单位：县水利局；督办单位：县财政局）\n\n"
    "2.护林。（责任单位：县林业局）\n"
)


def test_a_shape_is_one_that_some_text_holds():
    shapes = find_shapes([PLAN], 99)
    assert Shape("roles", "label_stem", "领办") in shapes
    assert Shape("roles", "label_stem", "协管") not in shapes


def test_few_shapes_are_spread_over_their_tables():
    shapes = find_shapes([PLAN], 1)
    assert len({(shape.table, shape.key) for shape in shapes}) == len(shapes)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    file = tmp_path_factory.mktemp("plans") / "plan.txt"
    file.write_text(PLAN, "utf-8")
    return file


def test_without_its_stem_a_label_is_read_otherwise_and_doubted(plan):
    whole, found = (
        read_without(None, [plan]),
        read_without(Shape("roles", "label_stem", "督办"), [plan]),
    )
    assert count_losses(whole, found) == Losses(wrong=1, noticed=1)


def test_a_doubt_that_was_there_before_notices_nothing():
    whole = {
        "a": ReadingSummary("甲", frozenset({"no_year 1"})),
        "b": ReadingSummary("乙", frozenset()),
    }
    assert count_losses(
        whole, {**whole, "a": ReadingSummary("丙", frozenset({"no_year 1"}))}
    ) == Losses(1, 0)
    assert count_losses(
        whole, {**whole, "a": ReadingSummary("丙", frozenset({"no_year 2"}))}
    ) == Losses(1, 1)
    assert count_losses(whole, whole) == Losses()


def test_the_table_says_what_was_noticed_by_table_and_in_all():
    losses = {
        Shape("roles", "label_stem", "领办"): Losses(3, 3),
        Shape("units", "tail", "政府"): Losses(1, 0),
    }
    printed = print_losses(losses, 0.08)
    assert "| roles.label_stem | 1 | 3 | 1.00 |" in printed
    assert "| all | 2 | 4 | 0.75 |" in printed
    assert printed.endswith("carry a doubt: 0.08")
