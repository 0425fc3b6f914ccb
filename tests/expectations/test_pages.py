"""The page of a build's checks: each failure with its row, the blamed column and where the value stands."""

import re
from datetime import date

import pytest
import rows as make

from expectations.judge import Batch, judge_builds
from expectations.pages import checks_page

ABOUT = {
    "build_id": "b1",
    "as_of": "2026-11-22",
    "until": "2026-11-22T01:00:00+00:00",
    "code": "c",
    "tables": "1.0",
}


@pytest.fixture(scope="module")
def page() -> str:
    rows = make.good(2)
    rows["tasks"][0]["text"] = "<td>集中公开</td>"
    [verdict] = judge_builds([Batch("lanshan", "b1", date(2026, 11, 22), make.tables(rows))])
    counts = {
        name: {"read": read, "published": published, "quarantined": kept_out, "duplicates": 0}
        for name, (read, published, kept_out) in verdict.counts.items()
    }
    return checks_page("兰山区", ABOUT | {"counts": counts}, verdict.checks)


def test_a_failure_shows_its_row_and_the_column_to_blame(page: str):
    failure = page.split("tasks.text.markup", 1)[1].split('<div class="sheet failure">')[0]
    assert '<dt class="blamed">text</dt><dd>&lt;td&gt;集中公开&lt;/td&gt;</dd>' in failure
    assert "<dt>responsible_units</dt><dd>市发展改革委</dd>" in failure
    assert "rule <code>clause</code>" in failure
    assert "1 of 4, kept out" in failure


def test_what_reconciles_is_shown(page: str):
    row = page.split("<td>tasks</td>", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r">(\d+)<", row) == ["4", "3", "1", "0"]


def test_the_page_needs_nobody_and_runs_nothing(page: str):
    assert "<script" not in page
    assert not re.search(r"@import|url\(", page)
    assert not re.search(r"\s(src|href)=\"(?!data:|#)", page)


def test_every_rule_stands_there_in_words(page: str):
    assert "Every check passed" not in page
    assert page.count("checks on") == 9
