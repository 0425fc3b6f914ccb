"""What new code reads otherwise on the same pages, and a history restated by it."""

from datetime import date

import pytest
import rows as make

from expectations.difference import compare_builds, restate_figures
from expectations.metrics import Figures

DAY = date(2026, 11, 20)


def twice_the_tasks() -> make.Rows:
    """Four documents: of the first two the new code reads twice the tasks, the third has changed, the fourth is new."""
    rows = make.good(4)
    for number in (1, 2):
        rows["tasks"] += [make.task(100 + 2 * number + one, number) for one in (0, 1)]
    rows["documents"][2]["capture_digest"] = "sha256:" + "1" * 64
    rows["documents"][3]["first_seen"] = date(2026, 11, 21)
    return rows


def test_only_pages_that_have_not_changed_are_compared():
    found = compare_builds(make.tables(make.good(3)), make.tables(twice_the_tasks()), DAY)
    assert (found.documents, found.gained) == (2, 0)
    assert (found.before["tasks_a_document"], found.now["tasks_a_document"]) == (2.0, 4.0)


def test_a_file_that_has_changed_is_no_unchanged_document():
    rows = make.good(3)
    rows["parts"].append(make.part(1, part_no=1, capture_digest="sha256:" + "2" * 64))
    assert compare_builds(make.tables(make.good(3)), make.tables(rows), DAY).documents == 2


def test_documents_that_were_there_unread_are_gained_by_the_code():
    rows = make.good(5)
    rows["documents"][4]["first_seen"] = date(2026, 11, 21)
    assert compare_builds(make.tables(make.good(3)), make.tables(rows), DAY).gained == 1


def test_history_is_restated_as_the_new_code_would_have_measured_it():
    rows = twice_the_tasks()
    rows["documents"][0]["published_on"] = None
    found = compare_builds(make.tables(make.good(3)), make.tables(rows), DAY)
    old: Figures = {
        "tasks_a_document": 3.0,
        "without_units": 0.2,
        "without_title": 0.0,
        "without_published_on": 0.1,
    }
    old |= {"without_doc_number": None, "published_a_workday": 4.0, "documents_found": 100.0}
    new = restate_figures(old, found)
    assert new["tasks_a_document"] == 6.0
    assert new["without_published_on"] == pytest.approx(0.6)
    assert new["published_a_workday"] == pytest.approx(2.0)
    assert {
        name: new[name]
        for name in ("without_units", "without_title", "without_doc_number", "documents_found")
    } == {
        name: old[name]
        for name in ("without_units", "without_title", "without_doc_number", "documents_found")
    }


def test_what_cannot_be_restated_is_unknown():
    rows = make.good(2)
    rows["tasks"] = []
    found = compare_builds(make.tables(rows), make.tables(make.good(2)), DAY)
    assert restate_figures({"tasks_a_document": 0.0}, found)["tasks_a_document"] is None
