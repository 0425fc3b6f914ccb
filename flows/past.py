"""A backfill: planned once, fetched in parts below the night's priority, then built and published.

What was planned stands in the store until it is done, so that a killed backfill goes on where it was, without walking
the lists again.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from pydantic import TypeAdapter

from extract.backfill import Stretch, Wanted, fetch_part, plan_backfill
from extract.manners import Manners
from flows.night import Night, Step, in_thread, patiently
from flows.plan import Plan
from flows.progress import note
from flows.summary import Summary
from taizhang.errors import PortalError, UserError
from taizhang.portals import Portal
from taizhang.store import Store

FOLDER = "backfills"
PART = 60.0  # seconds of polite fetching after which a part ends and a night may come in between
GOOD_FOR = timedelta(days=7)  # a plan; then the lists are walked again


@dataclass(frozen=True, slots=True)
class Past:
    """Days to go back to, both ends included. Raises UserError where they are none."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise UserError(f"the stretch ends ({self.until}) before it begins ({self.since})")


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a plan is not done yet, as it stands in the store."""

    planned_at: datetime
    stretches: tuple[Stretch, ...]


_KEPT = TypeAdapter(Kept)


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """What a backfill of one portal is to fetch. `requests` are those of articles alone; attachments come on top."""

    portal: Portal
    stretches: tuple[Stretch, ...]
    rate: float

    @property
    def wanted(self) -> list[Wanted]:
        """Documents to fetch, each once, though several lists may show it."""
        return list({one.url: one for stretch in self.stretches for one in stretch.wanted}.values())

    @property
    def seconds(self) -> float:
        """Time at the polite rate."""
        return len(self.wanted) / self.rate


class Backfill:
    """A backfill of some portals."""

    def __init__(self, plan: Plan, past: Past, step: Step = in_thread) -> None:
        self._plan, self._past, self._step = plan, past, step
        self._store = Store(plan.settings.store)
        for portal in plan.chosen:
            Manners.of(portal, plan.settings)

    async def plan(self) -> list[PortalPlan]:
        """Walk the lists of every portal, or take up what was planned for the same days and is not done yet."""
        return list(await asyncio.gather(*(self._planned(portal) for portal in self._plan.chosen)))

    async def fetch(self, plans: Sequence[PortalPlan]) -> dict[str, str]:
        """Fetch everything planned, portals side by side; troubles by portal."""
        troubles = await asyncio.gather(*(self._fetched(one) for one in plans))
        return {one.portal.slug: trouble for one, trouble in zip(plans, troubles, strict=True) if trouble}

    async def finish(self, troubles: dict[str, str]) -> Summary:
        """Build and publish with what the archive holds now."""
        summary = await Night(self._plan, self._step).run(crawls=False)
        for run in summary.portals:
            run.trouble = run.trouble or troubles.get(run.portal)
        return summary

    async def _planned(self, portal: Portal) -> PortalPlan:
        settings, past = self._plan.settings, self._past
        rate = Manners.of(portal, settings).rate
        stretches = self._taken_up(portal)
        if stretches is None:
            work = partial(plan_backfill, portal, self._store, settings, past.since, past.until)
            stretches = tuple(await patiently(self._step, "plan", portal.slug, work))
            self._keep(portal, stretches)
        return PortalPlan(portal, stretches, rate)

    async def _fetched(self, plan: PortalPlan) -> str | None:
        """Fetch a portal's documents part by part; why it stopped, None when everything was asked for."""
        wanted, portal = plan.wanted, plan.portal
        size = max(1, math.ceil(plan.rate * PART))
        for number, start in enumerate(range(0, len(wanted), size), 1):
            note(f"{portal.slug}: part {number} of {math.ceil(len(wanted) / size)}")
            work = partial(fetch_part, portal, self._store, self._plan.settings, wanted[start : start + size])
            try:
                report = await patiently(self._step, "backfill", portal.slug, work)
            except PortalError as error:
                return str(error)
            if report.stopped:
                return f"{report.stopped}; run the same backfill again to go on"
            left = {one.url for one in wanted[start + size :]}
            self._keep(portal, _without(plan.stretches, left))
        self._store.remove(self._key(portal))
        return None

    def _key(self, portal: Portal) -> str:
        return f"{FOLDER}/{portal.slug}/{self._past.since}_{self._past.until}.json"

    def _taken_up(self, portal: Portal) -> tuple[Stretch, ...] | None:
        """What was planned before and is not done; None where nothing was, or too long ago."""
        if not self._store.exists(self._key(portal)):
            return None
        kept = _KEPT.validate_json(self._store.read(self._key(portal)))
        return kept.stretches if datetime.now(UTC) - kept.planned_at < GOOD_FOR else None

    def _keep(self, portal: Portal, stretches: Sequence[Stretch]) -> None:
        self._store.write(self._key(portal), _KEPT.dump_json(Kept(datetime.now(UTC), tuple(stretches))))


def _without(stretches: Sequence[Stretch], left: set[str]) -> tuple[Stretch, ...]:
    """The same stretches, wanting only what is left."""
    return tuple(replace(one, wanted=tuple(wanted for wanted in one.wanted if wanted.url in left)) for one in stretches)
