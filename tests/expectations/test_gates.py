"""Gates: faults are told from quiet portals, from backfills and from better code; a portal's year by the calendar."""

from collections.abc import Mapping
from typing import Any

import pytest

from expectations.difference import Difference
from expectations.gates import Gate, Result, gates_of, judge_gates
from expectations.metrics import Figures
from taizhang.portals import Portal
from taizhang.tables.terms import Health

GOOD: Figures = {
    "documents": 200.0,
    "documents_backfilled": 0.0,
    "documents_found": 200.0,
    "tasks": 900.0,
    "share_with_units": 0.9,
    "published_a_workday": 4.0,
    "tasks_a_document": 15.0,
    "without_units": 0.1,
    "without_title": 0.0,
    "without_published_on": 0.02,
    "without_doc_number": 0.4,
    "backfilled_without_title": None,
    "backfilled_without_published_on": None,
    "quarantined_documents": 0.0,
    "quarantined_tasks": 0.01,
    "blocked": 0.0,
    "errors": 0.01,
    "lists_answered": 1.0,
    "workdays_without_new": 1.0,
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


def past(number: int = 8, **figures: Any) -> list[Figures]:
    """Builds published before, each a little larger than the last."""
    found = []
    for n in range(number):
        moved = {
            "documents_found": 190.0 + n,
            "tasks_a_document": 14.8 + n / 20,
            "published_a_workday": 3.6 + n % 3 / 5,
        }
        found.append(GOOD | moved | figures)
    return found


def code(tasks: float, titles: float = 0.0, gained: int = 0) -> Difference:
    """New code that reads so many tasks a document where the old one read fifteen."""
    before: Figures = {"tasks_a_document": 15.0, "without_units": 0.1, "without_title": 0.0}
    before |= {"without_published_on": 0.02, "without_doc_number": 0.4}
    return Difference(
        180, gained, before, before | {"tasks_a_document": tasks, "without_title": titles}
    )


FRESH, QUIET, STALE = Health.FRESH, Health.QUIET, Health.STALE
NOTHING: dict[str, Any] = {
    "documents": 0.0,
    "documents_found": 0.0,
    "tasks": 0.0,
    "tasks_a_document": None,
}
BROUGHT: dict[str, Any] = {"documents": 600.0, "documents_backfilled": 400.0}

# What happened, the figures that changed, the history, floors and new code; health, words that the reason must hold.
CASES: list[tuple[str, dict[str, Any], list[Figures], dict[str, Any], Health, str]] = [
    ("an ordinary night", {}, past(), {}, FRESH, ""),
    ("the first night", {}, [], {}, FRESH, ""),
    ("nothing at all", NOTHING, past(), {}, STALE, "documents: 0, wanted: at least one"),
    ("half the documents", {"documents": 100.0, "documents_found": 100.0}, past(), {}, STALE,
     "documents found by nightly crawls: 100, wanted: at least 70% of the 197 published before"),
    ("three times the documents", {"documents": 600.0, "documents_found": 600.0}, past(), {}, STALE,
     "at most 394 (2 times the last 197, or 30 more)"),
    ("a little less every night", {"documents_found": 135.0}, [past(1)[0] | {"documents_found": 197.0 - 6 * n}
     for n in range(10)], {}, STALE, "at least 70% of the 197"),
    ("few documents that double", {"documents": 26.0, "documents_found": 26.0}, past(documents_found=8.0), {}, FRESH,
     ""),
    ("three times by a backfill", BROUGHT, past(), {}, FRESH, ""),
    ("a backfill of older, poorer pages", BROUGHT | {"backfilled_without_published_on": 0.45}, past(), {}, FRESH, ""),
    ("a backfill of pages that are none", BROUGHT | {"backfilled_without_title": 0.9}, past(), {}, STALE,
     "share of documents without a title, found by backfills: 90%, wanted: at most 20% more than the 0% of the others"),
    ("what a backfill brought is lost", {}, past(documents_backfilled=400.0), {}, STALE,
     "documents found by backfills: 0, wanted: at least 70% of the 400"),
    ("three times as many newly published", {"published_a_workday": 60.0}, past(published_a_workday=20.0), {}, STALE,
     "documents newly published a working day, in the last 5: 60, wanted: 12 to 28"),
    ("half as many newly published", {"published_a_workday": 10.0}, past(published_a_workday=20.0), {}, STALE,
     "documents newly published a working day, in the last 5: 10, wanted: 12 to 28"),
    ("none newly published where twenty are", {"published_a_workday": 0.0}, past(published_a_workday=20.0), {}, STALE,
     "in the last 5: 0"),
    ("none newly published where two a week are", {"published_a_workday": 0.0}, past(published_a_workday=0.4), {},
     FRESH, ""),
    ("a week's worth of thirty at once", {"published_a_workday": 6.4}, past(published_a_workday=0.4), {}, FRESH, ""),
    ("many newly published, the portal is new to us", {"published_a_workday": 60.0}, past(3, published_a_workday=20.0),
     {}, FRESH, ""),
    ("nothing new for three weeks", {"workdays_without_new": 14.0}, past(), {}, QUIET,
     "nothing new for 14 working days"),
    ("nothing new for 60 days", {"workdays_without_new": 42.0}, past(), {}, STALE,
     "working days without anything new: 42, wanted: at most 20; its longest usual pause is 6"),
    ("60 quiet days of a portal that always pauses so", {"workdays_without_new": 42.0, "usual_pause": 30.0}, past(), {},
     QUIET, "nothing new for 42 working days"),
    ("60 days of a portal without a rhythm", {"workdays_without_new": 42.0, "usual_pause": None}, past(), {}, QUIET,
     "nothing new for 42 working days"),
    ("challenges everywhere", {"blocked": 0.9}, past(), {}, Health.BLOCKED,
     "share of challenges among the newest crawl's pages: 90%, wanted: at most 50%"),
    ("no list answers", {"lists_answered": 0.0, "errors": 1.0}, past(), {}, Health.BROKEN,
     "share of list pages that answered: 0%"),
    ("titles no longer read", {"without_title": 0.6}, past(), {}, STALE, "share of documents without a title: 60%"),
    ("dates no longer read", {"without_published_on": 0.8}, past(), {}, STALE, "without a day of publication: 80%"),
    ("tasks no longer read", {"tasks_a_document": 3.0, "tasks": 180.0}, past(), {}, STALE,
     "tasks a plan or notice: 3, wanted: 8.98 to 21, by the 8 builds published before"),
    ("units no longer read", {"without_units": 0.9}, past(), {}, STALE, "share of tasks without a unit: 90%"),
    ("every third task spoilt", {"quarantined_tasks": 0.33}, past(), {}, STALE,
     "share of tasks kept out: 33%, wanted: at most 20%"),
    ("a short history", {"tasks_a_document": 40.0}, past(2), {}, STALE, "between half and double the last 14.9"),
    ("better code finds twice the tasks", {"tasks_a_document": 30.0}, past(tasks_a_document=30.0),
     {"code": code(30.0)}, FRESH, ""),
    ("better code finds pages that stood there unread", {"documents_found": 600.0}, past(),
     {"code": code(15.0, gained=403)}, FRESH, ""),
    ("better code, and a portal that triples", {"documents_found": 600.0}, past(), {"code": code(15.0, gained=20)},
     STALE, "documents found by nightly crawls: 600"),
    ("worse code finds half the tasks", {}, past(), {"code": code(7.0)}, STALE,
     "tasks a plan or notice, read by new code on 180 unchanged documents: 7, wanted: at least 80% of the 15 before"),
    ("worse code finds no titles", {}, past(), {"code": code(15.0, titles=0.5)}, STALE,
     "share of documents without a title, read by new code on 180 unchanged documents: 50%"),
    ("below a floor", {}, past(), {"documents": 500}, STALE, "documents: 200, wanted: the portal's file asks for 500"),
    ("below the floor of units", {}, past(), {"share_with_units": 0.95}, STALE, "share of tasks with a unit: 90%"),
]  # fmt: skip


def gates(figures: dict[str, Any], history: list[Figures], asked: dict[str, Any]) -> list[Gate]:
    floors = {name: value for name, value in asked.items() if name != "code"}
    return gates_of(portal(**floors), GOOD | figures, history, asked.get("code"))


@pytest.fixture(scope="module")
def results() -> Mapping[str, Result]:
    """All cases judged in one call, as portals of one night."""
    return judge_gates(
        {what: gates(figures, history, asked) for what, figures, history, asked, _, _ in CASES}
    )


@pytest.mark.parametrize("case", CASES, ids=[what for what, *_ in CASES])
def test_a_portal_is_judged_by_what_happened(results: Mapping[str, Result], case: Any):
    what, _, _, _, health, words = case
    result = results[what]
    assert result.health is health, result.reason
    assert words in (result.reason or "")
    assert result.has_passed == (health in (Health.FRESH, Health.QUIET))


def test_a_portal_judged_alone_gets_the_same_result(results: Mapping[str, Result]):
    for what, figures, history, asked, _, _ in CASES[2:5]:
        alone = judge_gates({"one": gates(figures, history, asked)})["one"]
        assert [row["passed"] for row in alone.rows] == [
            row["passed"] for row in results[what].rows
        ]
        assert alone.reason == results[what].reason
