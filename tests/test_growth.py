"""What the growth benchmark says of its own figures is what they say."""

import pytest

from benchmarks.growth import FIXED, STAGES, Size, compare_with_goals, grow, sample_pages

MB = 2.0**20


def stages(cpu: float, memory: float, again: float) -> dict[str, dict[str, float]]:
    figures = {"cpu": cpu, "wall": 2 * cpu, "memory": memory * MB, "written": 10 * MB}
    made = {stage: dict(figures) for stage in STAGES}
    made["again"] |= {"cpu": again, "written": 0.0}
    made["one"]["publish_cpu"] = 0.5
    return made


def test_figures_are_beyond_the_fixed_part_and_of_the_most_pages():
    found = {
        FIXED: stages(2.0, 100, 1.0),
        1040: stages(4.0, 200, 1.0),
        10040: stages(22.0, 300, 1.6),
    }
    said = {words: value for words, value, _ in compare_with_goals(found)}
    assert list(said.values()) == pytest.approx([6.0, 4.0, 1.0, 0.0, 100 / 3, 0.5, 1.5])
    assert "peak memory at 10,040 pages : at 1,040" in said


def test_pages_are_those_that_are_published():
    assert len(sample_pages()) >= 4


@pytest.mark.prove
def test_every_stage_runs_and_says_what_the_goals_ask_for():
    made = grow(Size(8))
    more = {
        stage: {name: 2 * value for name, value in said.items()} for stage, said in made.items()
    }
    assert compare_with_goals({FIXED: made, 80: more})
    assert made["again"]["written"] < made["publish"]["written"] / 10
