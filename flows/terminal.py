"""Runs started by a person: what is under way is shown, then the summary; the result is an exit code."""

import asyncio
from collections.abc import Sequence
from datetime import date

from flows.console import terminal
from flows.night import Night
from flows.plan import make_plan
from flows.progress import progress
from flows.summary import Summary
from taizhang.settings import Settings


def run_nightly(settings: Settings, only: Sequence[str] | None, as_of: date | None) -> int:
    """A whole night as a Prefect flow. Wrong input is said before Prefect is started, which takes seconds."""
    Night(make_plan(settings, only, as_of)).check()
    from flows.nightly import nightly

    async def inside() -> object:
        state = await nightly(
            store=settings.store,
            portals=settings.portals,
            portal=list(only) if only else None,
            as_of=as_of,
            config=settings.config,
            return_state=True,
        )
        return await state.aresult(raise_on_failure=False)

    with progress():
        result = asyncio.run(inside())
    if isinstance(result, Exception):
        raise result
    assert isinstance(result, Summary)
    return _end(result)


def run_stage(settings: Settings, only: Sequence[str] | None, as_of: date | None, **stages: bool) -> int:
    """One stage of a night by itself, without Prefect: `crawls`, `builds` or `publishes`."""
    off = {"crawls": False, "builds": False, "publishes": False}
    with progress():
        summary = asyncio.run(Night(make_plan(settings, only, as_of)).run(**{**off, **stages}))
    return _end(summary)


def _end(summary: Summary) -> int:
    summary.show(terminal())
    return 1 if summary.failed else 0
