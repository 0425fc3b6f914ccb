"""Inspections of portals on the terminal."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.table import Table
from rich.text import Text

from flows.inspect import Inspections, inspect_all
from flows.night import in_thread
from flows.plan import Plan, make_plan
from flows.progress import show_progress
from flows.terminal.console import output_console, verdict_mark
from taizhang.settings import Settings

# Portals at a time: they wait for their sites, not for each other.
SIDE_BY_SIDE = 16


def inspect_portals(settings: Settings, only: Sequence[str] | None) -> int:
    """Inspect portals side by side and show what did not pass; 1 where one could not be inspected."""
    plan = make_plan(settings, only, None)

    async def inspect_chosen() -> Inspections:
        # Set for this loop only, which ends with the command.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(SIDE_BY_SIDE))
        return await inspect_all(plan, in_thread)

    with show_progress():
        inspections = asyncio.run(inspect_chosen())
    output_console().print(_inspection_table(plan, inspections))
    if inspections.troubles:
        return 1
    return 0


def _inspection_table(plan: Plan, inspections: Inspections) -> Table:
    """A row a portal, and one for each check of it that did not pass."""
    table = Table("portal", "channel", "check", "", "found", "allowed")
    for portal in plan.chosen:
        if portal.slug in inspections.troubles:
            table.add_row(
                portal.slug,
                "",
                "",
                verdict_mark("wrong"),
                Text(inspections.troubles[portal.slug]),
                "",
            )
            continue
        rows = inspections.checks[portal.slug]
        failed = [row for row in rows if not row["passed"]]
        table.add_row(
            portal.slug,
            "",
            f"{len(rows)} checks",
            verdict_mark("wrong" if failed else "ok"),
            "",
            "",
        )
        for row in failed:
            table.add_row(
                "",
                row["channel"] or "",
                row["check"],
                verdict_mark("wrong"),
                row["value"],
                row["limit"],
            )
    return table
