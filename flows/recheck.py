"""The weekly re-check: everything that stands is asked for again, in parts between which a night may come."""

import asyncio
import math
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from extract.crawl import crawl
from extract.manners import Manners
from extract.recheck import list_overdue
from flows.artifacts import keep_summary
from flows.names import of_portals
from flows.night import Night, Step, patiently
from flows.orchestration import HOUR, State, end_of, flow
from flows.past import PART
from flows.plan import Plan, make_plan
from flows.summary import Summary
from flows.tasks import as_task
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.portals import Portal
from taizhang.settings import load_settings
from taizhang.store import Store


@flow(name="recheck", flow_run_name=of_portals, timeout_seconds=100 * HOUR, persist_result=False)
async def recheck(
    days: Annotated[int, Field(ge=1)] = 7,
    portal: list[str] | None = None,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Ask again for every document that nobody asked for lately, whatever its age; build and publish.

    What was changed or taken down in silence is found so. A run that was stopped is gone on with by the next one.

    Args:
        days: Ask again for what was last asked for so many days ago, or longer.
        portal: Only these portals, by their slugs; all verified ones if left out.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    before = datetime.now(UTC) - timedelta(days=days)
    troubles = await ask_all_again(plan, before, as_task)
    summary = await Night(plan, as_task).run(crawls=False, patience=4 * HOUR)
    for run in summary.portals:
        run.trouble = run.trouble or troubles.get(run.portal)
    await keep_summary(summary, Store(plan.settings.store), "recheck")
    return end_of(summary)


async def ask_all_again(plan: Plan, before: datetime, step: Step) -> dict[str, str]:
    """Ask for what was last asked for before a moment, portals side by side; troubles by portal."""
    store = Store(plan.settings.store)
    found = await asyncio.gather(*(_one(portal, plan, store, before, step) for portal in plan.chosen))
    return {portal.slug: trouble for portal, trouble in zip(plan.chosen, found, strict=True) if trouble}


async def _one(portal: Portal, plan: Plan, store: Store, before: datetime, step: Step) -> str | None:
    """All parts of a portal; why it stopped."""
    size = math.ceil(PART * Manners.of(portal, plan.settings).rate)
    jobs = await asyncio.to_thread(list_overdue, portal, Archive(store), before)
    for start in range(0, len(jobs), size):
        part = jobs[start : start + size]
        work = partial(crawl, portal, store, plan.settings, purpose="single", jobs=part)
        try:
            report = await patiently(step, "recheck", portal.slug, work)
        except PortalError as error:
            return str(error)
        if report.stopped:
            return report.stopped
    return None
