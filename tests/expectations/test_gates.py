"""Gates: faults are told from quiet portals, from backfills and from better code."""

from collections.abc import Mapping
from typing import Any

import pytest

from expectations.gates import Past, Result, gates_of, judge_gates
from expectations.metrics import Figures
from taizhang.portals import Portal
from taizhang.tables.terms import Health

GOOD: Figures = {
    "documents": 200.0,
    "documents_backfilled": 0.0,
    "documents_found": 200.0,
    "tasks": 900.0,
    "tasks_a_plan": 15.0,
    "share_with_units": 0.9,
    "without_title": 0.0,
    "without_published_on": 0.02,
    "without_doc_number": 0.4,
    "quarantined_documents": 0.0,
    "quarantined_tasks": 0.01,
    "blocked": 0.0,
    "errors": 0.01,
    "lists_answered": 1.0,
    "days_without_new": 1.0,
    "usual_pause": 6.0,
}


def portal(**floors: float) -> Portal:
    return Portal.model_validate(
        {
            "slug": "lanshan",
            "name": "兰山区人民政府",
            "region": {"code": "371302", "name": "兰山区"},
            "url": "http://lanshan.gov.test/",
            "owner": "办公室",
            "terms": "for tests",
            "channels": [{"slug": "a", "name": "文件", "url": "http://lanshan.gov.test/a/"}],
            "floors": floors,
        }
    )


def past(number: int = 8, code: str = "c1", **figures: Any) -> list[Past]:
    """Builds published before, each a little larger than the last."""
    return [
        Past(code, GOOD | {"documents_found": 190.0 + n, "tasks_a_plan": 14.8 + n / 20} | figures)
        for n in range(number)
    ]


# What happened, the figures that changed, the history, the floors; health, and words that the reason must hold.
CASES: list[tuple[str, dict[str, Any], list[Past], dict[str, float], Health, str]] = [
    ("an ordinary night", {}, past(), {}, Health.FRESH, ""),
    ("the first night", {}, [], {}, Health.FRESH, ""),
    ("nothing at all", {"documents": 0.0, "documents_found": 0.0, "tasks": 0.0, "tasks_a_plan": None}, past(), {},
     Health.STALE, "at least one document"),
    ("half the documents", {"documents": 100.0, "documents_found": 100.0}, past(), {}, Health.STALE,
     "documents_found is 100"),
    ("three times the documents", {"documents": 600.0, "documents_found": 600.0}, past(), {}, Health.STALE,
     "at most 2 times as many"),
    ("three times by a backfill", {"documents": 600.0, "documents_backfilled": 400.0}, past(), {}, Health.FRESH, ""),
    ("few documents that double", {"documents": 26.0, "documents_found": 26.0}, past(documents_found=8.0), {},
     Health.FRESH, ""),
    ("the same old list for 20 days", {"days_without_new": 20.0}, past(), {}, Health.QUIET, "nothing new for 20 days"),
    ("the same old list for 60 days", {"days_without_new": 60.0}, past(), {}, Health.STALE, "days_without_new is 60"),
    ("60 quiet days of a portal that always pauses so", {"days_without_new": 60.0, "usual_pause": 45.0}, past(), {},
     Health.QUIET, "nothing new for 60 days"),
    ("60 days of a portal without a rhythm", {"days_without_new": 60.0, "usual_pause": None}, past(), {},
     Health.FRESH, ""),
    ("challenges everywhere", {"blocked": 0.9}, past(), {}, Health.BLOCKED, "challenges"),
    ("no list answers", {"lists_answered": 0.0, "errors": 1.0}, past(), {}, Health.BROKEN, "some list page answered"),
    ("titles no longer read", {"without_title": 0.6}, past(), {}, Health.STALE, "without_title"),
    ("dates no longer read", {"without_published_on": 0.8}, past(), {}, Health.STALE, "without_published_on"),
    ("tasks no longer read", {"tasks_a_plan": 3.0, "tasks": 180.0}, past(), {}, Health.STALE, "robust deviations"),
    ("units no longer read", {"share_with_units": 0.1}, past(), {}, Health.STALE, "share_with_units"),
    ("every third task spoilt", {"quarantined_tasks": 0.33}, past(), {}, Health.STALE, "20% of the rows"),
    ("better code finds twice the tasks", {"tasks_a_plan": 30.0}, past(code="c0"), {}, Health.FRESH, ""),
    ("worse code finds half the tasks", {"tasks_a_plan": 7.0}, past(code="c0"), {}, Health.STALE, "new code"),
    ("a short history", {"tasks_a_plan": 40.0}, past(2), {}, Health.STALE, "between half and double"),
    ("below a floor", {}, past(), {"documents": 500}, Health.STALE, "file asks for documents ≥ 500"),
    ("below the floor of units", {}, past(), {"share_with_units": 0.95}, Health.STALE, "share_with_units ≥ 0.95"),
]  # fmt: skip


@pytest.fixture(scope="module")
def results() -> Mapping[str, Result]:
    """All cases judged in one call, as portals of one night."""
    gates = {}
    for what, figures, history, floors, _, _ in CASES:
        gates[what] = gates_of(portal(**floors), GOOD | figures, "c1", history)
    return judge_gates(gates)


@pytest.mark.parametrize("case", CASES, ids=[what for what, *_ in CASES])
def test_a_portal_is_judged_by_what_happened(results: Mapping[str, Result], case: Any):
    what, _, _, _, health, words = case
    result = results[what]
    assert result.health is health, result.reason
    assert words in (result.reason or "")
    assert result.passed == (health in (Health.FRESH, Health.QUIET))


def test_a_portal_judged_alone_gets_the_same_result(results: Mapping[str, Result]):
    for what, figures, history, floors, _, _ in CASES[2:5]:
        alone = judge_gates({"one": gates_of(portal(**floors), GOOD | figures, "c1", history)})["one"]
        assert [row["passed"] for row in alone.rows] == [row["passed"] for row in results[what].rows]
        assert alone.reason == results[what].reason
