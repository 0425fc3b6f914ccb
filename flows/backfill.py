"""The backfill as a Prefect flow; the UI shows its parameters as a form, described by the docstrings."""

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


@flow(name="backfill", persist_result=False)
async def backfill(
    portal: Annotated[list[str], Field(min_length=1)],
    since: date,
    until: date,
    dry_run: bool = False,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Fetch what portals published in the past, in parts below the nightly's priority; build and publish.

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


@flow(name="backfill-missing", persist_result=False)
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
    return await _carried_out(plan, Missing(), dry_run)


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
