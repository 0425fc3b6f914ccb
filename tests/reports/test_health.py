"""Each state of a portal is told from the others, with what a person should do about it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.health import PortalHealth, portals_health
from reports.runs import CrawlRun
from taizhang.tables.terms import Health, Outcome


def row(health: Health, **values: Any) -> dict[str, Any]:
    return {
        "portal": "lanshan",
        "name": "临沂市兰山区人民政府",
        "region": "山东省临沂市兰山区",
        "url": "http://lanshan.gov.test/",
        "owner": "兰山区人民政府办公室",
        "health": health.value,
        "reason": None,
        "stale_since": None,
        "build": "b",
        "as_of": date(2026, 11, 22),
    } | values


def run(**outcomes: int) -> CrawlRun:
    started = datetime(2026, 11, 21, 18, tzinfo=UTC)
    return CrawlRun(
        "lanshan",
        "r",
        "nightly",
        started,
        True,
        {Outcome(name): count for name, count in outcomes.items()},
    )


def one(
    health: Health, metric: str | None = None, code: str | None = None, came: CrawlRun | None = None
) -> PortalHealth:
    metrics = (
        [{"portal": "lanshan", "build_id": "b" * 16, "metric": metric, "passed": False}]
        if metric
        else []
    )
    issues = [{"portal": "lanshan", "code": code}] if code else []
    [found] = portals_health([row(health)], metrics, issues, {"lanshan": came} if came else {})
    return found


@pytest.mark.parametrize("health", [Health.FRESH, Health.QUIET])
def test_nothing_to_do_where_nothing_is_wrong(health: Health):
    found = one(health)
    assert not found.needs_a_person
    assert found.todo.en.startswith("Nothing to do")
    assert found.todo.zh.startswith("无需处理")


def test_a_blocked_portal_is_left_in_peace():
    found = one(Health.BLOCKED, "blocked", "blocked")
    assert found.needs_a_person
    assert "Do not try harder" in found.todo.en
    assert "兰山区人民政府办公室" in found.todo.en


def test_a_portal_that_changed_its_lists_is_told_from_one_that_is_down():
    redesigned = one(Health.BROKEN, "lists_answered", "list_not_parsed")
    assert "taizhang portal check lanshan" in redesigned.todo.en
    down = one(Health.BROKEN, "lists_answered", came=run(error=9, content=1))
    assert "http://lanshan.gov.test/" in down.todo.en
    assert "portal check" not in down.todo.en
    assert (
        "taizhang inspect --portal lanshan"
        in one(Health.BROKEN, came=run(error=1, content=9)).todo.en
    )


def test_a_build_held_back_is_told_from_a_portal_without_news():
    assert f"taizhang accept lanshan {'b' * 16}" in one(Health.STALE, "documents_found").todo.en
    assert "Nothing new for too long" in one(Health.STALE, "workdays_without_new").todo.en


def test_who_needs_a_person_stands_first():
    rows = [row(health, portal=health.value) for health in Health]
    found = portals_health(rows, [], [], {})
    assert [one.portal for one in found] == ["broken", "blocked", "stale", "quiet", "fresh"]
    assert [one.needs_a_person for one in found] == [True, True, True, False, False]


def test_a_passed_gate_is_no_sign():
    metrics = [
        {
            "portal": "lanshan",
            "build_id": "b" * 16,
            "metric": "workdays_without_new",
            "passed": True,
        }
    ]
    [found] = portals_health([row(Health.STALE)], metrics, [], {})
    assert found.failed == ()
    assert "held back" in found.todo.en
