"""A stage of a run as a Prefect task, named after what it runs on."""

from collections.abc import Callable
from typing import TypeVar

from flows.night import in_thread
from flows.prefect.api import NO_CACHE, task

Done = TypeVar("Done")
# Stages that ask a portal's site: the tasks of one portal share the tag that a limit of one hangs
# on.
ASKING = frozenset({"crawl", "plan", "backfill", "recheck", "inspect"})


async def as_task(stage: str, portal: str, work: Callable[[], Done], /) -> Done:
    """A `Step` that Prefect shows as a task named after what it runs on.

    It is never tried again: a crawl tries its addresses again by itself, and reading and judging
    would give the same again.
    """
    # Before a task that has tags, its server is asked for their limits, up to two seconds: only
    # what has one is tagged.
    tags = [portal, site_tag(portal)] if stage in ASKING else []
    named = _run_stage.with_options(name=stage, task_run_name=f"{stage} {portal}", tags=tags)
    return await named(stage, portal, work)


def site_tag(portal: str) -> str:
    """The tag of tasks that ask a portal's site."""
    return f"site-{portal}"


@task(cache_policy=NO_CACHE, persist_result=False)
async def _run_stage(stage: str, portal: str, work: Callable[[], Done]) -> Done:
    return await in_thread(stage, portal, work)
