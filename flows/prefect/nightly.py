"""The night as a Prefect flow: a task a portal and stage."""

import logging
from datetime import date
from pathlib import Path

from flows.alerts import NotDeliveredError, by_apprise, send_alerts
from flows.night import Night
from flows.plan import make_plan
from flows.prefect.api import HOUR, NO_CACHE, Event, State, end_of, flow, get_events_client, task
from flows.prefect.artifacts import keep_summary
from flows.prefect.automations import NEEDS_A_PERSON, says_what_needs_a_person
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from flows.summary import Summary
from reports.alerts import find_troubles
from reports.status import read_status
from taizhang.settings import Settings, load_settings
from taizhang.store import Store

logger = logging.getLogger(__name__)


@flow(name="nightly", flow_run_name=of_portals, timeout_seconds=20 * HOUR, persist_result=False)
async def nightly(
    store: str | None = None,
    portals: Path | None = None,
    portal: list[str] | None = None,
    as_of: date | None = None,
    config: Path | None = None,
) -> State[Summary]:
    """Crawl every portal, read what is new, judge it, publish a release.

    Args:
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        portal: Only these portals, by their slugs.
        as_of: Day up to which the archive counts; today in China if left out.
        config: Settings file.
    """
    settings = load_settings(store=store, portals=portals, config=config)
    summary = await Night(make_plan(settings, portal, as_of), as_task).run(patience=4 * HOUR)
    try:
        # After publishing, from the release itself: what is said is what readers find.
        await say_what_needs_a_person(settings)
    except NotDeliveredError as error:  # no failed night
        logger.error("%s", error)
    await keep_summary(summary, settings, "night")
    return end_of(summary)


@task(
    name="alert",
    task_run_name="alert all",
    retries=2,
    retry_delay_seconds=30,
    timeout_seconds=300,
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def say_what_needs_a_person(settings: Settings) -> bool:
    """Say what needs a person, where somebody wants to be told.

    By the server's automation, else from here.
    """
    tell = (
        by_event
        if await says_what_needs_a_person()
        else by_apprise(settings.alerts)
        if settings.alerts
        else None
    )
    if tell is None:
        return False
    store = Store(settings.store)
    return await send_alerts(
        store, tell, find_troubles(read_status(store), settings.disk_floor, settings.explorer)
    )


async def by_event(title: str, body: str) -> None:
    """Leave it to the automation on Prefect's server, which tells a failed delivery in its own list of events."""
    event = Event(
        event=NEEDS_A_PERSON,
        resource={"prefect.resource.id": "taizhang.store", "prefect.resource.name": title},
        payload={"title": title, "body": body},
    )
    async with get_events_client() as events:
        await events.emit(event)
