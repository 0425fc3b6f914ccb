"""What a Prefect server runs for us, and when; `prefect.yaml` says the same for workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.prefect.api import TAG, Cron, Flow
from flows.prefect.backfill import backfill, backfill_missing
from flows.prefect.bulletins import bulletins
from flows.prefect.group import group
from flows.prefect.inspect import inspect
from flows.prefect.nightly import nightly
from flows.prefect.purge import purge
from flows.prefect.recheck import recheck
from flows.prefect.reread import reread

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Deployed:
    """One deployment; without a schedule it runs when a person starts it, `at_once` runs at a time."""

    name: str
    flow: Flow[..., Any]
    cron: str | None = None
    # As many as there are workers, for None.
    at_once: int | None = 1

    async def serve(self, parameters: Mapping[str, str]) -> "RunnerDeployment":
        """The deployment with these parameters, as far as its flow has them, carried out by this process."""
        known = {
            name: value
            for name, value in parameters.items()
            if name in self.flow.parameters.properties
        }
        schedules = [Cron(self.cron, timezone=ZONE)] if self.cron else None
        return await self.flow.ato_deployment(
            self.name,
            schedules=schedules,
            parameters=known,
            tags=[TAG],
            # Where a night lasts longer than a day, the next one is not begun beside it.
            concurrency_limit=self.at_once,
        )


DEPLOYMENTS = (
    # In the small hours of China, when portals are asked least.
    Deployed("nightly", nightly, "0 2 * * *"),
    # At noon: the measure is whether a site answers its readers.
    Deployed("inspect", inspect, "0 12 * * 1"),
    Deployed("recheck", recheck, "0 10 * * 6"),
    Deployed("bulletins", bulletins, "0 6 1 1,4,7,10 *"),
    # When none of the others begins: SQLite has one writer at a time.
    Deployed("purge", purge, "0 13 * * 0"),
    # Several groups of portals are several runs, each on the worker that takes it up.
    Deployed("group", group, at_once=None),
    Deployed("backfill", backfill),
    Deployed("missing", backfill_missing),
    Deployed("reread", reread),
)
