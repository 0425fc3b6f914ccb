"""Explanations: from the bytes in the archive to each value of a task, in words."""

import pytest
from site_of_tests import ROOT

from load.proof.explain import Explanation, explain, step_meanings
from taizhang.archive import Archive
from taizhang.errors import PortalError, UserError
from taizhang.releases import Release
from taizhang.store import Store


def explained(store: Store, release: Release, words: str) -> Explanation:
    tasks = release.table("tasks").to_pylist()
    [task] = [task for task in tasks if words in task["text"]]
    return explain(store, Archive(store), task["task_id"])


def test_the_way_of_a_clauses_task(store: Store, published: Release) -> None:
    found = explained(store, published, "规章库建设")
    assert found.flaws == ()
    steps = {step.column: step for step in found.steps}
    assert steps["lead unit 1"].value == "市司法局"
    assert "【市司法局】" in steps["lead unit 1"].printed
    assert steps["time limit 1"].how.startswith("due 2026-12-31")
    assert (found.capture.url, found.part["part_no"]) == (f"{ROOT}/zfwj/plan.html", 0)
    text = "\n".join(found.lines())
    assert "关于印发2026年政务公开工作要点的通知" in text
    assert "sha256:" in text
    assert "archive/lanshan/2026/" in text


def test_the_way_of_a_ledgers_row(store: Store, published: Release) -> None:
    found = explained(store, published, "没有依据的证明")
    assert found.flaws == ()
    assert found.capture.url == f"{ROOT}/files/1.docx"
    steps = {step.column: step for step in found.steps}
    assert steps["deadline_raw"].where.startswith("table 0, row 1, column 4, a merged cell")
    assert steps["deadline"].value == "due on 2026-06-30"
    assert (steps["responsible unit 1"].value, "甲区" in steps["responsible unit 1"].how) == (
        "甲区人民政府",
        True,
    )


def test_every_step_has_words(store: Store, published: Release) -> None:
    tasks = published.table("tasks").to_pylist()
    used = {
        (evidence["field"], evidence["rule"]) for task in tasks for evidence in task["evidence"]
    }
    assert used <= set(step_meanings())


def test_an_unknown_task_or_store_is_one_line(store: Store, published: Release) -> None:
    with pytest.raises(
        UserError, match="there is no task ffff; take a task_id from the table tasks"
    ):
        explain(store, Archive(store), "ffff")


def test_before_the_first_release(store: Store) -> None:
    with pytest.raises(PortalError, match="no release yet"):
        explain(store, Archive(store), "abcd")
