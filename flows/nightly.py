"""The night as a Prefect flow: a task a portal and stage."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from flows.alerts import alert
from flows.night import ALL, Night, in_thread
from flows.orchestration import (
    NO_CACHE,
    Completed,
    Failed,
    State,
    acreate_markdown_artifact,
    flow,
    task,
)
from flows.plan import make_plan
from flows.summary import Summary
from reports.alerts import alerts
from reports.status import status
from taizhang.settings import Settings, load_settings
from taizhang.store import Store

Done = TypeVar("Done")


@flow(name="nightly", persist_result=False)
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
    summary = await Night(make_plan(settings, portal, as_of), as_task).run()
    await as_task("alert", ALL, partial(alert_of, settings))
    await acreate_markdown_artifact(summary.markdown(), key="night", description=summary.headline())
    ended = Failed if summary.failed else Completed
    return ended(message=summary.headline(), data=summary)


def alert_of(settings: Settings) -> bool:
    """Say what needs a person, where somebody wants to be told."""
    store = Store(settings.store)
    return bool(settings.alerts) and alert(store, settings.alerts, alerts(status(store), settings.disk_floor))


async def as_task(stage: str, portal: str, work: Callable[[], Done], /) -> Done:
    """A `Step` that Prefect shows as a task named after what it runs on."""
    named = _stage.with_options(name=stage, task_run_name=f"{stage} {portal}", tags=[portal])
    return await named(stage, portal, work)


@task(cache_policy=NO_CACHE, persist_result=False)
async def _stage(stage: str, portal: str, work: Callable[[], Done]) -> Done:
    return await in_thread(stage, portal, work)
