"""The backfill as a Prefect flow, with parameters that the UI shows as a form."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.nightly import as_task
from flows.orchestration import Completed, Failed, State, acreate_markdown_artifact, flow
from flows.past import Backfill, Past
from flows.plan import make_plan
from flows.summary import Summary
from taizhang.settings import load_settings


@flow(name="backfill", persist_result=False)
async def backfill(
    portal: Annotated[list[str], Field(min_length=1, description="Slugs of the portals to go back on")],
    since: Annotated[date, Field(description="First day, by the dates that the lists give")],
    until: Annotated[date, Field(description="Last day")],
    dry_run: Annotated[bool, Field(description="Only walk the lists and say what would be fetched")] = False,
    store: Annotated[str | None, Field(description="Folder of the store, or s3://bucket/prefix")] = None,
    portals: Annotated[Path | None, Field(description="Folder of portal files")] = None,
    config: Annotated[Path | None, Field(description="Settings file")] = None,
) -> State[Summary]:
    """Fetch what portals published in the past, in parts below the nightly's priority; build and publish."""
    settings = load_settings(store=store, portals=portals, config=config)
    work = Backfill(make_plan(settings, portal, None), Past(since, until), as_task)
    plans = await work.plan()
    wanted = sum(len(one.wanted) for one in plans)
    if dry_run:
        return Completed(message=f"{wanted} documents would be fetched")
    summary = await work.finish(await work.fetch(plans))
    await acreate_markdown_artifact(summary.markdown(), key="backfill", description=summary.headline())
    ended = Failed if summary.failed else Completed
    return ended(message=summary.headline(), data=summary)
