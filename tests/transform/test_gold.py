"""Scores on the annotated documents and seed pages, by the scorer beside the project."""

import pytest

from benchmarks.perturbations import REWRITINGS, Sameness, read_text
from benchmarks.scores import (
    FIELDS,
    REQUIRED,
    SEEDS,
    WRONG_AT_MOST,
    annotated,
    figure,
    missed,
    plans,
    read,
    score,
    score_all,
)
from transform.model import Context, Payload
from transform.reading import read_source

pytestmark = pytest.mark.shared


def test_scores(shared):
    assert missed(score_all(shared)) == []


def test_a_figure_that_falls_short_is_named_with_what_is_wanted():
    scores = {name: {measure: {"f1": 1.0} for measure in least} for name, least in REQUIRED.items()}
    for name in WRONG_AT_MOST:
        scores[name] |= {f"document.{field}": {"acc": 1.0, "n": 15} for field in FIELDS}
    assert missed(scores) == []
    scores["added"]["units"] = {"f1": 0.98}
    scores["clauses"]["all"] = {"acc": 0.94, "n": 97}
    scores["added"]["document.title"] = {"acc": 0.8, "n": 15}
    assert missed(scores) == [
        "added units: 0.9800, wanted 0.985",
        "clauses all: 0.9400, wanted 0.95",
        "added document.title: 0.8000 of 15",
    ]


@pytest.mark.parametrize(
    "style", ["brackets 【】", "labels 主办单位、协办单位、承办单位", "1. as 任务1："]
)
def test_plans_in_other_words_are_read_as_before(shared, style):
    texts = plans(shared)
    assert len(texts) > 30
    same = Sameness()
    for text in texts:
        if (rewritten := REWRITINGS[style](text)) != text:
            same.add(read_text(text), read_text(rewritten))
    assert same.documents > 10
    assert min(same.shares()) >= 0.99


def test_seeds_as_bare_text(shared, tmp_path):
    """The seeds saved as text, their tables' cells a line each."""
    predictions = read(annotated(shared, "seeds", "corpus/seeds"), tmp_path / "seeds.jsonl")
    scores = score(shared, "score.py", predictions, "seeds")
    assert {
        name: figure(scores, name) for name, least in SEEDS.items() if figure(scores, name) < least
    } == {}


def test_every_span_holds_what_it_proves(shared):
    for path in sorted((shared / "corpus/documents").iterdir()):
        if path.suffix == ".csv":
            continue
        reading = read_source(Payload(path.read_bytes(), "sha256:0", name=path.name), Context())
        texts = {part.part_no: part.text for part in reading.parts}
        for part in reading.parts:
            assert len(part.text) == len(part.original)
        for task in reading.tasks:
            for evidence in task.evidence:
                found = "".join(texts[evidence.part_no][a:b] for a, b in evidence.spans)
                if evidence.field == "units":
                    assert found == task.units[evidence.index or 0].name_raw, (
                        path.name,
                        task.label,
                    )
                elif evidence.field == "headings":
                    assert "".join(found.split()) == "".join(
                        task.headings[evidence.index or 0].split()
                    ), path.name
                elif evidence.field == "deadline_raw":
                    assert found == task.deadline_raw
            assert sum(one.field == "headings" for one in task.evidence) == len(task.headings), (
                path.name,
                task.label,
            )
            for limit in task.time_limits:
                assert texts[task.part_no][slice(*limit.span)] == limit.text, (path.name, limit)
