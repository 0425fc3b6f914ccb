"""The weekly re-check as a Prefect flow."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.night import Night
from flows.plan import make_plan
from flows.prefect.api import HOUR, State, end_of, flow
from flows.prefect.artifacts import keep_summary
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from flows.recheck import ask_all_again
from flows.summary import Summary
from taizhang.settings import load_settings


@flow(name="recheck", flow_run_name=of_portals, timeout_seconds=100 * HOUR, persist_result=False)
async def recheck(
    days: Annotated[int, Field(ge=1)] = 7,
    portal: list[str] | None = None,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Ask again for every document that nobody asked for lately, whatever its age.

    Build and publish.

    What was changed or taken down in silence is found so. The next run resumes a stopped one.

    Args:
        days: Ask again for what was last asked for so many days ago, or longer.
        portal: Only these portals, by their slugs; all verified ones if left out.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    # What a stopped run has asked for already is younger than this: the next run leaves it out.
    before = datetime.now(UTC) - timedelta(days=days)
    troubles = await ask_all_again(plan, before, as_task)
    summary = await Night(plan, as_task).run(crawls=False, patience=4 * HOUR)
    summary.add_troubles(troubles)
    await keep_summary(summary, plan.settings, "recheck")
    return end_of(summary)
