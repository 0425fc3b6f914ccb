"""Issues and quarantine: filtered, grouped, printed."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from reports.listing import ISSUE_GROUPS, group_rows, list_issues, list_quarantine, show_rows
from taizhang.errors import UserError
from taizhang.store import Store


def test_what_stands_there_most_often_comes_first(store: Store):
    assert [(row["code"], row["count"]) for row in list_issues(store)] == [
        ("blocked", 23),
        ("unknown_unit", 4),
        ("unknown_deadline", 2),
        ("empty_document", 1),
    ]


def test_rows_of_one_portal_and_of_one_kind(store: Store):
    assert {row["code"] for row in list_issues(store, portal="lanshan")} == {
        "unknown_unit",
        "empty_document",
    }
    assert [row["portal"] for row in list_issues(store, code="blocked")] == ["huining"]
    assert list_issues(store, portal="lanshan", code="blocked") == []
    assert len(list_quarantine(store, expectation="text.markup", table="tasks")) == 3
    assert list_quarantine(store, table="documents") == []


def test_groups_count_rows(store: Store):
    assert group_rows(list_issues(store), ["portal"], ISSUE_GROUPS) == [
        {"portal": "lanshan", "count": 2},
        {"portal": "changsha", "count": 1},
        {"portal": "huining", "count": 1},
    ]
    with pytest.raises(UserError, match="cannot count by colour; choose among code, portal"):
        group_rows(list_issues(store), ["colour"], ISSUE_GROUPS)


def test_a_table_says_how_much_it_leaves_out(store: Store):
    console = Console(file=io.StringIO(), width=100)
    show_rows(list_issues(store), ("portal", "code", "message"), console, most=3)
    show_rows([], ("portal",), console)
    assert isinstance(console.file, io.StringIO)
    said = console.file.getvalue()
    assert "安全验证" in said
    assert "… and 1 more" in said
    assert said.endswith("none\n")


def test_before_the_first_release_there_is_nothing_to_list(tmp_path: Path):
    with pytest.raises(UserError, match="no release yet: run `taizhang nightly`"):
        list_issues(Store(tmp_path))
