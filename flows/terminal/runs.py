"""Runs started by a person: what is under way is shown, then the summary; the result is an exit code."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

from rich.table import Table

from flows.alerts import check_addresses
from flows.backfill import Backfill, MissingMonths, Past, PortalPlan
from flows.night import Night
from flows.plan import make_plan
from flows.progress import show_progress
from flows.stores import open_existing
from flows.summary import Summary
from flows.terminal.console import output_console
from taizhang.settings import Settings


def run_nightly(
    settings: Settings,
    only: Sequence[str] | None,
    as_of: date | None,
    *,
    seconds_between_lines: float | None = None,
) -> int:
    """A whole night as a Prefect flow; wrong input is said before Prefect is started, which takes seconds.

    `seconds_between_lines` is how often a file or a pipe is told what is under way; not at all by
    default.
    """
    check_addresses(settings.alerts)
    # The same questions that the flow asks: an error of Prefect's would hide the one line that says
    # what to do.
    Night(make_plan(settings, only, as_of)).check_ready()
    from flows.prefect.database import keep_runs_beside

    keep_runs_beside(settings.store)

    async def inside() -> object:
        from flows.prefect.nightly import nightly

        state = await nightly(
            store=settings.store,
            portals=settings.portals,
            portal=list(only) if only else None,
            as_of=as_of,
            config=settings.config,
            return_state=True,
        )
        # A failed portal is a failed state with a summary as its result: no exception, there is a
        # table to show.
        return await state.aresult(raise_on_failure=False)

    from flows.prefect.own_server import ended_with_own_server

    with show_progress(seconds_between_lines), ended_with_own_server():
        result = asyncio.run(inside())
    if isinstance(result, Exception):
        raise result
    assert isinstance(result, Summary)
    return _exit_code(result)


def run_stage(
    settings: Settings,
    only: Sequence[str] | None,
    as_of: date | None,
    **stages: bool,
) -> int:
    """One stage of a night by itself, without Prefect: `crawls`, `builds` or `publishes`."""
    # A crawl may begin a store; everything else needs one, and must not make an empty one by a
    # misspelt name.
    if not stages.get("crawls"):
        open_existing(settings.store)
    off = {"crawls": False, "builds": False, "publishes": False}
    with show_progress():
        summary = asyncio.run(Night(make_plan(settings, only, as_of)).run(**{**off, **stages}))
    return _exit_code(summary)


def run_backfill(
    settings: Settings,
    only: Sequence[str] | None,
    past: Past | None,
    as_of: date | None,
    *,
    dry_run: bool,
) -> int:
    """Plan a backfill of these days, or of all that is missing, and print the plan.

    Without `dry_run` then fetch, build and publish, and show how it went; the exit code.
    """
    plan = make_plan(settings, only, as_of)
    work = Backfill(plan, past or MissingMonths())

    async def inside() -> Summary | None:
        plans = await work.make_plans()
        output_console().print(plan_table(plans))
        if dry_run:
            return None
        return await work.publish_fetched(await work.fetch_planned(plans))

    with show_progress():
        summary = asyncio.run(inside())
    if summary is None:
        return 0
    return _exit_code(summary)


def plan_table(plans: Sequence[PortalPlan]) -> Table:
    """What a backfill is to fetch, channel by channel, with an estimate of requests and time for each portal."""
    table = Table(
        "portal",
        "channel",
        "list pages",
        "listed",
        "known",
        "to fetch",
        "requests",
        "time",
        "",
    )
    for plan in plans:
        for stretch in plan.stretches:
            numbers = (stretch.list_pages, stretch.listed, stretch.known, len(stretch.wanted))
            table.add_row(
                plan.portal.slug,
                stretch.channel,
                *map(str, numbers),
                "",
                "",
                stretch.problem or "",
            )
        time = str(timedelta(seconds=round(plan.seconds)))
        note = "nothing is missing"
        if plan.stretches:
            note = f"one request in {plan.interval:g} s"
        pages = str(sum(stretch.list_pages for stretch in plan.stretches))
        counts = (str(len(plan.wanted)), str(plan.requests))
        table.add_row(plan.portal.slug, "", pages, "", "", *counts, time, note, style="bold")
    return table


def _exit_code(summary: Summary) -> int:
    summary.show_on(output_console())
    if summary.has_failed:
        return 1
    return 0
