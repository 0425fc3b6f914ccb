"""A backfill: of a stretch of days or of what coverage misses, in parts below the night's priority; then published.

What was planned stands in the store until it is done, so that a killed backfill goes on where it
was, without walking the lists again.
"""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Protocol

from pydantic import TypeAdapter

from extract.backfill import Days, ListStretch, Wanted, count_following, fetch_part, plan_backfill
from extract.manners import Manners
from flows.night import Night, Step, in_thread, run_patiently
from flows.plan import Plan
from flows.progress import note_progress
from flows.side_by_side import work_side_by_side
from flows.summary import Summary
from load.builds import newest_build
from taizhang.archive import Archive
from taizhang.errors import PortalError, UserError
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Coverage

FOLDER = "backfills"
# Seconds of polite fetching after which a part ends and a night may come in between.
PART = 60.0
# A plan is used for so long; then the lists are walked again.
GOOD_FOR = timedelta(days=7)


class Asked(Protocol):
    """What a backfill is asked for."""

    @property
    def name(self) -> str:
        """What its plan is kept under."""
        ...

    def days_of(self, portal: Portal, store: Store) -> Mapping[str, Days]:
        """The days of each channel to go back to; channels that need nothing are left out."""
        ...


@dataclass(frozen=True, slots=True)
class MissingMonths:
    """Every month that is not complete by a portal's newest build; of one never built, everything."""

    name: str = "missing"

    def days_of(self, portal: Portal, store: Store) -> Mapping[str, Days]:
        """The months that are missing, channel by channel."""
        build = newest_build(store, portal.slug)
        if build is None:
            # Never built: nobody knows what there is, so that everything is missing.
            return {channel.slug: Days(date.min, date.max) for channel in portal.channels}
        months: dict[str, list[str]] = {}
        for row in build.table("coverage").to_pylist():
            if row["state"] != Coverage.COMPLETE:
                months.setdefault(row["channel"], []).append(row["month"])
        return {
            channel: Days(date.fromisoformat(f"{min(missing)}-01"), date.max, frozenset(missing))
            for channel, missing in months.items()
        }


@dataclass(frozen=True, slots=True)
class Past:
    """Days to go back to, both ends included. Raises UserError where they are none."""

    since: date
    until: date

    @property
    def name(self) -> str:
        """Its first and its last day."""
        return f"{self.since}_{self.until}"

    def days_of(self, portal: Portal, store: Store) -> Mapping[str, Days]:  # noqa: ARG002 — whatever the store holds
        """The same days of every channel."""
        return {channel.slug: Days(self.since, self.until) for channel in portal.channels}

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise UserError(f"the stretch ends ({self.until}) before it begins ({self.since})")


@dataclass(frozen=True, slots=True)
class PlanOnDisk:
    """What of a plan is not done yet, as it stands in the store."""

    planned_at: datetime
    asked: dict[str, Days]
    stretches: tuple[ListStretch, ...]


_PLAN_ON_DISK = TypeAdapter(PlanOnDisk)


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """What a backfill of one portal is to fetch.

    `following` is how many further requests an article leads to, on average.
    """

    portal: Portal
    asked: Mapping[str, Days]
    stretches: tuple[ListStretch, ...]
    following: float

    @property
    def wanted(self) -> list[Wanted]:
        """Documents to fetch, each once, though several lists may show it."""
        documents = chain.from_iterable(stretch.wanted for stretch in self.stretches)
        return list({document.url: document for document in documents}.values())

    @property
    def requests(self) -> int:
        """Estimate of the requests to come: articles, their files, redirects; lists were walked already."""
        return round(len(self.wanted) * (1 + self.following))

    @property
    def interval(self) -> float:
        """Seconds from one request to the next."""
        return max((stretch.interval for stretch in self.stretches), default=0.0)

    @property
    def seconds(self) -> float:
        """Estimate of the time to come at the polite rate."""
        return self.requests * self.interval


class Backfill:
    """A backfill of some portals."""

    def __init__(self, plan: Plan, asked: Asked, step: Step = in_thread) -> None:
        self._plan, self._asked, self._step = plan, asked, step
        self._store = Store(plan.settings.store)
        for portal in plan.chosen:
            # For what it raises: wrong manners should be known before anything is planned.
            Manners.of(portal, plan.settings)

    async def make_plans(self) -> list[PortalPlan]:
        """Walk the lists of every portal, or take up what was planned for the same days and is not done yet."""
        return list(
            await asyncio.gather(*(self._plan_portal(portal) for portal in self._plan.chosen))
        )

    async def fetch_planned(self, plans: Sequence[PortalPlan]) -> dict[str, str]:
        """Fetch everything planned, portals side by side; troubles by portal."""
        by_slug = {plan.portal.slug: plan for plan in plans}

        async def fetch_portal(portal: Portal) -> None:
            await self._fetch_portal(by_slug[portal.slug])

        _, troubles = await work_side_by_side([plan.portal for plan in plans], fetch_portal)
        return troubles

    async def publish_fetched(self, troubles: dict[str, str], patience: float = 0.0) -> Summary:
        """Build and publish what the archive holds now, after waiting `patience` seconds for a night to end."""
        summary = await Night(self._plan, self._step).run(crawls=False, patience=patience)
        summary.add_troubles(troubles)
        return summary

    async def _plan_portal(self, portal: Portal) -> PortalPlan:
        asked = self._asked.days_of(portal, self._store)
        stretches = self._take_up(portal, asked)
        if stretches is None:
            work = partial(plan_backfill, portal, self._store, self._plan.settings, asked)
            if asked:
                stretches = tuple(await run_patiently(self._step, "plan", portal.slug, work))
            else:
                stretches = ()
            self._keep_plan(portal, asked, stretches)
        return PortalPlan(
            portal,
            asked,
            stretches,
            count_following(Archive(self._store).table(portal.slug)),
        )

    async def _fetch_portal(self, plan: PortalPlan) -> None:
        """Fetch a portal's documents part by part.

        Raises PortalError where it stopped before the end.
        """
        wanted, portal = plan.wanted, plan.portal
        # As many as the polite rate allows in PART seconds: a night that waits for the portal's
        # lock waits no longer than that.
        size = max(1, math.ceil(PART / plan.interval)) if wanted else 1
        for number, start in enumerate(range(0, len(wanted), size), 1):
            note_progress(f"{portal.slug}: part {number} of {math.ceil(len(wanted) / size)}")
            work = partial(
                fetch_part,
                portal,
                self._store,
                self._plan.settings,
                wanted[start : start + size],
            )
            report = await run_patiently(self._step, "backfill", portal.slug, work)
            if report.stopped:
                raise PortalError(f"{report.stopped}; run the same backfill again to go on")
            left = {document.url for document in wanted[start + size :]}
            # After each part: what a kill leaves wanted is at most one part too much, and what it
            # has fetched already is known to the archive.
            self._keep_plan(portal, plan.asked, _limit_stretches(plan.stretches, left))
        # Only when nothing is left: the file's absence is what says that this backfill is done.
        self._store.remove(self._plan_key(portal))

    def _plan_key(self, portal: Portal) -> str:
        return f"{FOLDER}/{portal.slug}/{self._asked.name}.json"

    def _take_up(self, portal: Portal, days: Mapping[str, Days]) -> tuple[ListStretch, ...] | None:
        """What was planned before and is not done; None where that was something else, or too long ago."""
        if not self._store.exists(self._plan_key(portal)):
            return None
        on_disk = _PLAN_ON_DISK.validate_json(self._store.read(self._plan_key(portal)))
        # Of an old plan the lists have moved on: their pages would be numbered otherwise, and rows
        # have gone.
        good = on_disk.asked == days and datetime.now(UTC) - on_disk.planned_at < GOOD_FOR
        if good:
            return on_disk.stretches
        return None

    def _keep_plan(
        self,
        portal: Portal,
        days: Mapping[str, Days],
        stretches: Sequence[ListStretch],
    ) -> None:
        on_disk = PlanOnDisk(datetime.now(UTC), dict(days), tuple(stretches))
        self._store.write(self._plan_key(portal), _PLAN_ON_DISK.dump_json(on_disk))


def _limit_stretches(stretches: Sequence[ListStretch], left: set[str]) -> tuple[ListStretch, ...]:
    """The same stretches, wanting only what is left."""
    remaining = []
    for stretch in stretches:
        wanted = tuple(document for document in stretch.wanted if document.url in left)
        remaining.append(replace(stretch, wanted=wanted))
    return tuple(remaining)
