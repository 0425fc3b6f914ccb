"""How each portal stands when a release is made: which build it brings, what its gates said, since when it is stale."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from expectations.gates import Past, Result, gates_of, judge_gates
from load.build import Build, newest_build, open_build
from load.decisions import Decision, decisions
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Health

REMEMBERED = 60  # published builds of a portal that its gates compare with
SICK = (Health.STALE, Health.BLOCKED, Health.BROKEN)


@dataclass(slots=True)
class Standing:
    """One portal in one release: `build` is what the release carries, `judged` the newest, which gates looked at."""

    portal: Portal
    build: Build | None
    judged: Build | None
    health: Health
    reason: str | None = None
    stale_since: date | None = None
    metrics: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    accepted: Decision | None = None

    def row(self) -> dict[str, Any]:
        """The row of `portals`."""
        portal = self.portal
        return {
            "portal": portal.slug,
            "name": portal.name,
            "region": portal.region.name,
            "region_code": portal.region.code,
            "family": portal.family,
            "url": portal.url,
            "owner": portal.owner,
            "terms": portal.terms,
            "build": self.build.build_id if self.build else None,
            "as_of": self.build.as_of if self.build else None,
            "health": self.health,
            "stale_since": self.stale_since,
            "reason": self.reason,
        }

    def about(self) -> dict[str, Any]:
        """What the manifest says of the portal."""
        return {
            "build": self.build.build_id if self.build else None,
            "archive": self.build.about["archive"] if self.build else None,
            "judged": self.judged.build_id if self.judged else None,
            "health": self.health.value,
            "reason": self.reason,
            "stale_since": self.stale_since.isoformat() if self.stale_since else None,
            "gates_failed": sorted(row["metric"] for row in self.metrics if not row["passed"]),
        }


def standings(
    store: Store,
    portals: Sequence[Portal],
    as_of: date,
    failures: Mapping[str, str],
    before: Mapping[str, Any] | None,
) -> list[Standing]:
    """Every portal of this release by slug: those given, and those that only the release before carries.

    `before` is what the manifest of that release says; all gates are judged in one call.
    """
    known = {portal.slug: portal for portal in portals}
    carried = {slug: one["build"] for slug, one in (before["portals"] if before else {}).items()}
    history = _history(store, before)
    newest = {slug: newest_build(store, slug) for slug in known}
    good = {slug: open_build(store, slug, build) for slug, build in carried.items() if build}
    gates = {
        slug: gates_of(known[slug], build.about["metrics"], build.about["reading_code"], _past(history.get(slug, [])))
        for slug, build in newest.items()
        if build is not None
    }
    results = judge_gates(gates) if gates else {}
    accepted = decisions(store, "accept")
    found = []
    for slug in sorted({*known, *good}):
        last = good.get(slug)
        if slug not in known:
            assert last is not None
            found.append(_unasked(last, before, history.get(slug, [])))
            continue
        made = newest[slug]
        overruled = accepted.get(f"{slug}/{made.build_id}") if made else None
        one = _stand(known[slug], made, last, results.get(slug), overruled, failures.get(slug))
        one.stale_since = _since(one, before, as_of)
        one.history = _remember(history.get(slug, []), one.build)
        found.append(one)
    return found


def _stand(
    portal: Portal,
    made: Build | None,
    last: Build | None,
    result: Result | None,
    overruled: Decision | None,
    failure: str | None,
) -> Standing:
    """Which build a portal brings, and why."""
    if made is None or result is None:
        return Standing(portal, last, None, Health.BROKEN, failure or "nothing was ever built of it")
    metrics = [{**row, "build_id": made.build_id} for row in result.rows]
    if result.passed or overruled is not None:
        health, reason = result.health, result.reason
        if overruled is not None and not result.passed:
            health, reason = Health.FRESH, f"accepted by hand: {overruled.reason} (gates said: {result.reason})"
        if failure is not None:
            health, reason = Health.BROKEN, failure
        return Standing(portal, made, made, health, reason, metrics=metrics, accepted=overruled)
    reason = f"{failure}; {result.reason}" if failure else result.reason
    return Standing(portal, last, made, result.health, reason, metrics=metrics)


def _unasked(build: Build, before: Mapping[str, Any] | None, history: list[dict[str, Any]]) -> Standing:
    """A portal that tonight's run was not asked for: it stands as it stood."""
    was = before["portals"][build.portal] if before else {}
    since = date.fromisoformat(was["stale_since"]) if was.get("stale_since") else None
    portal = Portal.model_validate(build.about["portal_file"])
    return Standing(portal, build, build, Health(was["health"]), was.get("reason"), since, [], history)


def _since(one: Standing, before: Mapping[str, Any] | None, as_of: date) -> date | None:
    """The day since which a portal is sick, kept as long as it stays so."""
    if one.health not in SICK:
        return None
    was = (before["portals"] if before else {}).get(one.portal.slug, {})
    return date.fromisoformat(was["stale_since"]) if was.get("stale_since") else as_of


def _history(store: Store, before: Mapping[str, Any] | None) -> dict[str, list[dict[str, Any]]]:
    """The figures of builds that were published, by portal, the oldest first."""
    if before is None:
        return {}
    found: dict[str, list[dict[str, Any]]] = json.loads(store.read(f"releases/{before['release']}/history.json"))
    return found


def _past(history: Sequence[Mapping[str, Any]]) -> list[Past]:
    return [Past(one["code"], one["figures"]) for one in history]


def _remember(history: list[dict[str, Any]], build: Build | None) -> list[dict[str, Any]]:
    """History with the build that is published now."""
    if build is None or any(one["build"] == build.build_id for one in history):
        return history
    now = {"build": build.build_id, "code": build.about["reading_code"], "figures": build.about["metrics"]}
    return [*history, now][-REMEMBERED:]
