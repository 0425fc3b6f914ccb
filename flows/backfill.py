"""The backfill as a Prefect flow, with parameters that the UI shows as a form."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.nightly import as_task
from flows.orchestration import Completed, Failed, State, acreate_markdown_artifact, flow
from flows.past import Asked, Backfill, Missing, Past
from flows.plan import Plan, make_plan
from flows.summary import Summary
from taizhang.settings import load_settings

Portals = Annotated[Path | None, Field(description="Folder of portal files")]
Place = Annotated[str | None, Field(description="Folder of the store, or s3://bucket/prefix")]
Config = Annotated[Path | None, Field(description="Settings file")]
DryRun = Annotated[bool, Field(description="Only walk the lists and say what would be fetched")]


@flow(name="backfill", persist_result=False)
async def backfill(
    portal: Annotated[list[str], Field(min_length=1, description="Slugs of the portals to go back on")],
    since: Annotated[date, Field(description="First day, by the dates that the lists give")],
    until: Annotated[date, Field(description="Last day")],
    dry_run: DryRun = False,
    store: Place = None,
    portals: Portals = None,
    config: Config = None,
) -> State[Summary]:
    """Fetch what portals published in the past, in parts below the nightly's priority; build and publish."""
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    return await _carried_out(plan, Past(since, until), dry_run)


@flow(name="backfill-missing", persist_result=False)
async def backfill_missing(
    portal: Annotated[
        list[str] | None, Field(description="Slugs of the portals; all verified ones if left out")
    ] = None,
    dry_run: DryRun = False,
    store: Place = None,
    portals: Portals = None,
    config: Config = None,
) -> State[Summary]:
    """Fetch every month that the table coverage does not call complete; build and publish."""
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    return await _carried_out(plan, Missing(plan.as_of), dry_run)


async def _carried_out(plan: Plan, asked: Asked, dry_run: bool) -> State[Summary]:
    work = Backfill(plan, asked, as_task)
    plans = await work.plan()
    if dry_run:
        wanted, requests = sum(len(one.wanted) for one in plans), sum(one.requests for one in plans)
        return Completed(message=f"{wanted} documents would be fetched, in about {requests} requests")
    summary = await work.finish(await work.fetch(plans))
    await acreate_markdown_artifact(summary.markdown(), key="backfill", description=summary.headline())
    ended = Failed if summary.failed else Completed
    return ended(message=summary.headline(), data=summary)
