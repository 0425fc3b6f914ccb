"""Portals inspected by 国办秘函〔2019〕19号, as a Prefect flow; what was found stands in the next release."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from extract.inspection import inspect as inspect_portal
from flows.artifacts import keep, table
from flows.names import of_portals
from flows.night import Step, patiently
from flows.orchestration import HOUR, Completed, Failed, State, flow
from flows.plan import Plan, make_plan
from flows.tasks import as_task
from taizhang.errors import PortalError
from taizhang.portals import Portal
from taizhang.settings import load_settings
from taizhang.store import Store

Rows = list[dict[str, Any]]
Found = Mapping[str, Rows | str]  # by portal: rows of `portal_checks`, or why it could not be inspected
COLUMNS = ("portal", "channel", "check", "value", "limit")


@flow(name="inspect", flow_run_name=of_portals, timeout_seconds=6 * HOUR, persist_result=False)
async def inspect(
    portal: list[str] | None = None,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Found]:
    """Look whether portals answer, are kept up to date, have no empty channels and are not hijacked.

    Args:
        portal: Only these portals, by their slugs; all verified ones if left out.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    found = await inspect_all(plan, as_task)
    checks = sum(len(rows) for rows in found.values() if not isinstance(rows, str))
    headline = f"{len(not_passed(found))} of {checks} checks on {len(found)} portals did not pass"
    troubles = {slug: rows for slug, rows in found.items() if isinstance(rows, str)}
    lines = [f"# {headline}", "", *(f"- **{slug}**: {trouble}" for slug, trouble in troubles.items()), ""]
    lines += table(COLUMNS, [[row[column] for column in COLUMNS] for row in not_passed(found)])
    await keep("inspection", lines, headline)
    if troubles:
        return Failed(name="PortalFailed", message=f"{headline}; not inspected: {', '.join(troubles)}", data=found)
    return Completed(message=headline, data=found)


async def inspect_all(plan: Plan, step: Step) -> Found:
    """Inspect the chosen portals side by side."""
    store = Store(plan.settings.store)

    async def one(portal: Portal) -> Rows | str:
        try:
            work = partial(inspect_portal, portal, store, plan.settings)
            return await patiently(step, "inspect", portal.slug, work)
        except PortalError as error:
            return str(error)

    found = await asyncio.gather(*(one(portal) for portal in plan.chosen))
    return {portal.slug: rows for portal, rows in zip(plan.chosen, found, strict=True)}


def not_passed(found: Found) -> Sequence[dict[str, Any]]:
    """The checks that did not pass."""
    return [row for rows in found.values() if not isinstance(rows, str) for row in rows if not row["passed"]]
