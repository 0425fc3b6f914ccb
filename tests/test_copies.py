"""Tasks of a work under several addresses are listed once, and nothing that one copy alone prints is lost."""

from datetime import date
from typing import Any

from taizhang.copies import list_once, works_of


def document(key: str, work: str | None = "w", **values: Any) -> dict[str, Any]:
    copy = {"document_id": key, "work_id": work, "is_primary": None, "published_on": None}
    return copy | {"issuer_region_code": None, "portal_region_code": "450700"} | values


def listed(tasks: list[dict[str, Any]], documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list_once(tasks, documents, works_of(tasks, documents))


def printed(*tasks: str) -> list[dict[str, Any]]:
    """Tasks like `a:建成公园`: the document's id, the text."""
    pairs = [task.split(":") for task in tasks]
    return [{"document_id": key, "text": text, "due_on": None} for key, text in pairs]


def test_the_issuers_own_copy_is_listed_before_an_earlier_one_and_the_first_before_later_ones():
    tasks = printed("a:x", "b:x", "c:x")
    days = [
        document(key, published_on=date(2026, 3, day))
        for key, day in zip("abc", (3, 1, 2), strict=True)
    ]
    assert listed(tasks, days) == printed("b:x")
    assert listed(tasks, [*days[:2], days[2] | {"is_primary": True}]) == printed("c:x")


def test_what_one_copy_alone_prints_stays_and_so_does_what_it_prints_twice():
    tasks = printed("a:x", "a:x", "a:y", "b:x", "b:z")
    assert listed(tasks, [document("a"), document("b")]) == printed("a:x", "a:x", "a:y", "b:z")


def test_two_works_with_the_same_task_both_have_it():
    tasks = printed("a:x", "b:x", "c:x", "d:x")
    works = [document("a", "w"), document("b", "v"), document("c", None)]
    assert listed(tasks, works) == tasks


def test_the_same_tasks_under_two_titles_are_one_plan_unless_days_or_regions_differ_or_they_are_few():
    tasks = printed("a:x", "a:y", "a:z", "b:z", "b:x", "b:y")
    titles = [document("a", "w"), document("b", "v", is_primary=True)]
    assert listed(tasks, titles) == tasks[3:]
    later = [*tasks[:5], tasks[5] | {"due_on": date(2026, 6, 30)}]
    assert listed(later, titles) == later
    for region in ("portal_region_code", "issuer_region_code"):
        assert listed(tasks, [titles[0], titles[1] | {region: "430100"}]) == tasks
    few = [tasks[0], tasks[1], tasks[4], tasks[5]]
    assert listed(few, titles) == few
