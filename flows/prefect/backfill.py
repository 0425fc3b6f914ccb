"""The backfill as a Prefect flow.

The UI shows its parameters as a form, described by the docstrings.

No time-out: how long it takes is up to the polite rate.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.backfill import Asked, Backfill, MissingMonths, Past
from flows.plan import Plan, make_plan
from flows.prefect.api import HOUR, Completed, State, end_of, flow
from flows.prefect.artifacts import keep_summary
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from flows.summary import Summary
from taizhang.settings import load_settings


@flow(name="backfill", flow_run_name=of_portals, persist_result=False)
async def backfill(
    portal: Annotated[list[str], Field(min_length=1)],
    since: date,
    until: date,
    dry_run: bool = False,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Fetch what portals published in the past, in parts below the nightly's priority.

    Build and publish.

    Args:
        portal: Slugs of the portals to go back on.
        since: First day, by the dates that the lists give.
        until: Last day.
        dry_run: Only walk the lists and say what would be fetched.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    return await _carried_out(plan, Past(since, until), dry_run)


@flow(name="backfill-missing", flow_run_name=of_portals, persist_result=False)
async def backfill_missing(
    portal: list[str] | None = None,
    dry_run: bool = False,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Fetch every month that the table coverage does not call complete; build and publish.

    Args:
        portal: Slugs of the portals; all verified ones if left out.
        dry_run: Only walk the lists and say what would be fetched.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    return await _carried_out(plan, MissingMonths(), dry_run)


async def _carried_out(plan: Plan, scope: Asked, dry_run: bool) -> State[Summary]:
    work = Backfill(plan, scope, as_task)
    plans = await work.make_plans()
    if dry_run:
        wanted, requests = (
            sum(len(plan.wanted) for plan in plans),
            sum(plan.requests for plan in plans),
        )
        return Completed(
            message=f"{wanted} documents would be fetched, in about {requests} requests"
        )
    summary = await work.publish_fetched(await work.fetch_planned(plans), patience=4 * HOUR)
    await keep_summary(summary, plan.settings, "backfill")
    return end_of(summary)
