"""The weekly re-check: everything that stands is asked for again, in parts between which a night may come."""

import asyncio
import math
from datetime import datetime
from functools import partial

from extract.crawl import visit_addresses
from extract.manners import Manners
from extract.recheck import list_overdue
from flows.backfill import PART
from flows.night import Step, run_patiently
from flows.plan import Plan
from flows.side_by_side import work_side_by_side
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.portals import Portal
from taizhang.store import Store


async def ask_all_again(plan: Plan, before: datetime, step: Step) -> dict[str, str]:
    """Ask for what was last asked for before a moment, portals side by side; troubles by portal."""
    store = Store(plan.settings.store)

    async def ask_portal_again(portal: Portal) -> None:
        manners = Manners.of(portal, plan.settings)
        # Parts as of a backfill: a night that wants the portal waits for no more than one.
        size = math.ceil(PART * manners.rate)
        # In a thread: the index of a large portal takes seconds to read, and all portals share one
        # loop.
        jobs = await asyncio.to_thread(list_overdue, portal, Archive(store), before)
        for start in range(0, len(jobs), size):
            part = jobs[start : start + size]
            work = partial(visit_addresses, portal, store, manners, part)
            report = await run_patiently(step, "recheck", portal.slug, work)
            if report.stopped:
                raise PortalError(report.stopped)

    _, troubles = await work_side_by_side(plan.chosen, ask_portal_again)
    return troubles
