"""How each portal stands when a release is made: its build, what gates said, since when it is stale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from expectations.difference import Difference, compare_builds, restate_figures
from expectations.gates import Gate, Result, gates_of, judge_gates
from expectations.metrics import Figures
from load.builds import Build, newest_build, open_build
from load.release.decisions import Decision, decisions
from taizhang.errors import DamagedError
from taizhang.portals import Portal
from taizhang.release_record import PortalRecord, ReleaseRecord
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.tables.terms import Health

# Published builds of a portal that its gates compare with.
REMEMBERED = 60
SICK = (Health.STALE, Health.BLOCKED, Health.BROKEN)


class PastBuild(TypedDict):
    """A build that was published: its figures, and whether a person accepted it over its gates."""

    build: str
    accepted: bool
    figures: Figures


@dataclass(slots=True)
class PortalStatus:
    """One portal in one release.

    `build` is what the release carries, `judged` the newest, which gates looked at.
    """

    portal: Portal
    build: Build | None
    judged: Build | None
    health: Health
    reason: str | None = None
    stale_since: date | None = None
    metrics: list[Row] = field(default_factory=list)
    history: list[PastBuild] = field(default_factory=list)
    accepted: Decision | None = None

    def row(self) -> Row:
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

    def to_record(self) -> PortalRecord:
        """What the manifest says of the portal."""
        return {
            "build": self.build.build_id if self.build else None,
            "archive": self.build.record["archive"] if self.build else None,
            "judged": self.judged.build_id if self.judged else None,
            "asked": bool(self.metrics),
            "health": self.health.value,
            "reason": self.reason,
            "stale_since": self.stale_since.isoformat() if self.stale_since else None,
            "gates": sorted(row["metric"] for row in self.metrics),
            "gates_failed": sorted(row["metric"] for row in self.metrics if not row["passed"]),
        }


def portal_statuses(
    store: Store,
    portals: Sequence[Portal],
    as_of: date,
    failures: Mapping[str, str],
    before: ReleaseRecord | None,
) -> list[PortalStatus]:
    """Every portal of this release by slug: those given, and those that only the release before carries.

    `failures` are portals whose crawl or build failed tonight, with the reason; `before` is what
    the manifest of the release before says. All gates are judged in one call.
    """
    known = {portal.slug: portal for portal in portals}
    carried = {
        slug: portal["build"] for slug, portal in (before["portals"] if before else {}).items()
    }
    history = _read_history(store, before)
    accepted = decisions(store, "accept")
    cases = []
    for slug in sorted({*known, *(slug for slug, build in carried.items() if build)}):
        build_id = carried.get(slug)
        good = open_build(store, slug, build_id) if build_id else None
        try:
            # Not asked for tonight: it stands as it stood, whatever was built of it since.
            newest = newest_build(store, slug) if slug in known else good
            if newest is not None and newest.build_id != build_id:
                newest.require_whole()
        except DamagedError as error:
            # A damaged newest build must not keep the others from being published: the portal
            # brings its last good one.
            newest, failures = None, {slug: str(error)} | dict(failures)
        case = _PortalCase(known.get(slug), newest, good, history.get(slug, []))
        if case.portal is not None:
            case.overrule(
                store,
                [
                    decision
                    for decision in accepted.values()
                    if decision.subject.startswith(f"{slug}/")
                ],
            )
            # After `overrule`, which may choose another good build to compare with.
            case.compare()
        cases.append(case)
    results = judge_gates(
        {case.portal.slug: case.gates(case.portal) for case in cases if case.portal and case.newest}
    )
    found = []
    for case in cases:
        if case.portal is None:
            assert case.good is not None
            found.append(_carry_over(case.good, before, case.history))
            continue
        slug = case.portal.slug
        status = _choose_build(case.portal, case, results.get(slug), failures.get(slug))
        status.stale_since = _find_since(status, before, as_of)
        found.append(status)
    return found


@dataclass(slots=True)
class _PortalCase:
    """What gates look at: a portal, its newest build, the last good one, its past.

    `portal` is None where it was not asked for. `accepted` is a person's decision for the newest
    build, or for a last good one that no release has carried yet.
    """

    portal: Portal | None
    newest: Build | None
    good: Build | None
    history: list[PastBuild]
    accepted: Decision | None = None
    difference: Difference | None = None

    def overrule(self, store: Store, decided: Sequence[Decision]) -> None:
        """Look for a build that a person accepted: the newest, or else one newer than the last good one."""
        for decision in decided:
            portal, _, build_id = decision.subject.partition("/")
            build = open_build(store, portal, build_id)
            if build is None or self.newest is None:
                continue
            # The newest build itself was looked at by a person: nothing older needs to be.
            if build.build_id == self.newest.build_id:
                self.accepted = decision
                return
            if self.good is None or build.age > self.good.age:
                self.accepted, self.good = decision, build
                self.history = _add_to_history(self.history, build, accepted=True)

    def compare(self) -> None:
        """Find what a newest build reads otherwise because other code has read it."""
        if (
            self.newest is None
            or self.good is None
            or self.newest.record["code"] == self.good.record["code"]
        ):
            return
        before, after = (
            {name: build.table(name) for name in ("documents", "parts", "tasks")}
            for build in (self.good, self.newest)
        )
        self.difference = compare_builds(before, after, self.good.as_of)

    @property
    def past(self) -> list[PastBuild]:
        """The history as the newest build's code would have measured it."""
        found = self.difference
        if found is None:
            return self.history
        return [
            {**build, "figures": restate_figures(build["figures"], found)} for build in self.history
        ]

    def gates(self, portal: Portal) -> list[Gate]:
        """The gates of the newest build, by the figures since a person last accepted some."""
        assert self.newest is not None
        past = [build for build in self.past if build["build"] != self.newest.build_id]
        # What a person accepted is how the portal is now: figures from before it would fail every
        # build after it.
        starts = max((number for number, build in enumerate(past) if build["accepted"]), default=0)
        figures = [build["figures"] for build in past[starts:]]
        return gates_of(portal, self.newest.record["metrics"], figures, self.difference)


def _choose_build(
    portal: Portal, case: _PortalCase, result: Result | None, failure: str | None
) -> PortalStatus:
    """Which build a portal brings, and why."""
    made, last, accepted = case.newest, case.good, case.accepted
    if made is None or result is None:
        return PortalStatus(
            portal,
            last,
            None,
            Health.BROKEN,
            failure or "nothing was ever built of it",
            None,
            [],
            case.history,
        )
    metrics = [{**row, "build_id": made.build_id} for row in result.rows]
    by_hand = accepted is not None and accepted.subject == f"{portal.slug}/{made.build_id}"
    if not result.has_passed and not by_hand:
        reason = f"{failure}; {result.reason}" if failure else result.reason
        return PortalStatus(
            portal,
            last,
            made,
            result.health,
            reason,
            None,
            metrics,
            case.history,
            accepted,
        )
    health, reason = result.health, result.reason
    if not result.has_passed and accepted is not None:
        health, reason = (
            Health.FRESH,
            f"accepted by hand: {accepted.reason} (gates said: {result.reason})",
        )
    # A good build of an archive that could not be crawled tonight: it goes out, but nobody should
    # take it for fresh.
    if failure is not None:
        health, reason = Health.BROKEN, failure
    history = _add_to_history(case.past, made, accepted=by_hand)
    return PortalStatus(
        portal,
        made,
        made,
        health,
        reason,
        None,
        metrics,
        history,
        accepted if by_hand else None,
    )


def _carry_over(
    build: Build,
    before: ReleaseRecord | None,
    history: list[PastBuild],
) -> PortalStatus:
    """A portal that tonight's run was not asked for, or that has no file any more: it stands as it stood."""
    assert before is not None, "a portal that was not asked for is one of the release before"
    was = before["portals"][build.slug]
    since = date.fromisoformat(was["stale_since"]) if was["stale_since"] else None
    portal = Portal.model_validate(build.record["portal_file"])
    reason = was["reason"] or f"not asked for since {build.as_of}"
    return PortalStatus(portal, build, build, Health(was["health"]), reason, since, [], history)


def _find_since(status: PortalStatus, before: ReleaseRecord | None, as_of: date) -> date | None:
    """The day since which a portal is sick, kept as long as it stays so."""
    if status.health not in SICK:
        return None
    was = before["portals"].get(status.portal.slug) if before else None
    return date.fromisoformat(was["stale_since"]) if was and was["stale_since"] else as_of


def _read_history(store: Store, before: ReleaseRecord | None) -> dict[str, list[PastBuild]]:
    """The figures of builds that were published, by portal, the oldest first."""
    if before is None:
        return {}
    found: dict[str, list[PastBuild]] = store.read_json(
        f"releases/{before['release']}/history.json", dict[str, list[PastBuild]]
    )
    return found


def _add_to_history(
    history: list[PastBuild],
    build: Build,
    *,
    accepted: bool,
) -> list[PastBuild]:
    """History with a build that is published now."""
    others = [past for past in history if past["build"] != build.build_id]
    now: PastBuild = {
        "build": build.build_id,
        "accepted": accepted,
        "figures": build.record["metrics"],
    }
    # Enough for a median to forget a bad week, and for a slow change to show.
    return [*others, now][-REMEMBERED:]
