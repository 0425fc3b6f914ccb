"""Tasks of a work under several addresses are listed once, and nothing that one copy alone prints is lost."""

from datetime import date
from typing import Any

from taizhang.copies import list_once


def document(key: str, work: str | None = "w", **values: Any) -> dict[str, Any]:
    copy = {"document_id": key, "work_id": work, "is_primary": None, "published_on": None}
    return copy | values


def printed(*tasks: str) -> list[dict[str, Any]]:
    """Tasks like `a:建成公园`: the document's id, the text."""
    return [dict(zip(("document_id", "text"), task.split(":"), strict=True)) for task in tasks]


def test_the_issuers_own_copy_is_listed_before_an_earlier_one_and_the_first_before_later_ones():
    tasks = printed("a:x", "b:x", "c:x")
    days = [
        document(key, published_on=date(2026, 3, day))
        for key, day in zip("abc", (3, 1, 2), strict=True)
    ]
    assert list_once(tasks, days) == printed("b:x")
    assert list_once(tasks, [*days[:2], days[2] | {"is_primary": True}]) == printed("c:x")


def test_what_one_copy_alone_prints_stays_and_so_does_what_it_prints_twice():
    tasks = printed("a:x", "a:x", "a:y", "b:x", "b:z")
    assert list_once(tasks, map(document, "ab")) == printed("a:x", "a:x", "a:y", "b:z")


def test_two_works_with_the_same_task_both_have_it():
    tasks = printed("a:x", "b:x", "c:x", "d:x")
    works = [document("a", "w"), document("b", "v"), document("c", None)]
    assert list_once(tasks, works) == tasks
