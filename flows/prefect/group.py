"""A group of portals as a Prefect flow: its share of a night that several workers carry out."""

from datetime import date
from pathlib import Path

from flows.night import Night
from flows.plan import make_plan
from flows.prefect.api import HOUR, State, end_of, flow
from flows.prefect.artifacts import keep_summary
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from flows.summary import Summary
from taizhang.settings import load_settings


@flow(name="group", flow_run_name=of_portals, timeout_seconds=20 * HOUR, persist_result=False)
async def group(
    portal: list[str],
    store: str | None = None,
    portals: Path | None = None,
    as_of: date | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Crawl some portals, read what is new and judge it; the nightly publishes it.

    Args:
        portal: The portals of this group, by their slugs.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        as_of: Day up to which the archive counts; today in China if left out.
        config: Settings file.
    """
    settings = load_settings(store=store, portals=portals, config=config)
    summary = await Night(make_plan(settings, portal, as_of), as_task).run(publishes=False)
    await keep_summary(summary, settings, "night")
    return end_of(summary)
