"""Nights, whole or by stages, now or by the schedule."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.base import (
    AsOfOption,
    JsonOption,
    OnlyOption,
    StoreOption,
    app,
    on_portals,
    parse_day,
)
from reports.explorer_links import EXPLORER_PORT

if TYPE_CHECKING:
    from taizhang.settings import Settings


@app.command(epilog="Example: taizhang nightly --portals portals --store store")
@on_portals
def nightly(
    settings: "Settings",
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Run a whole night: crawl every portal, read what is new, judge it, publish a release."""
    from flows.terminal.runs import run_nightly

    return run_nightly(settings, portal, as_of)


@app.command(epilog="Example: taizhang crawl --portal lanshan")
@on_portals
def crawl(
    settings: "Settings",
    portal: OnlyOption = None,
    url: Annotated[
        list[str] | None,
        typer.Option(
            "--url",
            help="Only this address; may be repeated.",
            metavar="URL",
        ),
    ] = None,
) -> int:
    """Crawl portals, or single addresses of theirs, into the archive; nothing is read yet."""
    if url:
        from flows.terminal.captures import crawl_addresses

        return crawl_addresses(settings, portal, url)
    from flows.terminal.runs import run_stage

    return run_stage(settings, portal, None, crawls=True)


@app.command(epilog="Example: taizhang build --portal lanshan --as-of 2026-11-22")
@on_portals
def build(
    settings: "Settings",
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Read and judge what the archive holds, without the network."""
    from flows.terminal.runs import run_stage

    return run_stage(settings, portal, as_of, builds=True)


@app.command(epilog="Example: taizhang publish --store store")
@on_portals
def publish(
    settings: "Settings",
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Publish a release from the newest good build of every portal.

    Portals named with --portal go in although their files are not verified.
    """
    from flows.terminal.runs import run_stage

    return run_stage(settings, portal, as_of, publishes=True)


@app.command(
    epilog="Example: taizhang backfill --portal lanshan --from 2017-01-01 --to 2021-12-31 --dry-run"
)
@on_portals
def backfill(
    settings: "Settings",
    portal: OnlyOption = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--from",
            help="First day, by the lists' dates.",
            metavar="DATE",
            parser=parse_day,
        ),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option(
            "--to",
            help="Last day.",
            metavar="DATE",
            parser=parse_day,
        ),
    ] = None,
    missing: Annotated[
        bool,
        typer.Option(
            "--missing",
            help="Every month that is not complete by the table `coverage`.",
        ),
    ] = False,
    as_of: AsOfOption = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only walk the lists and print the plan.",
        ),
    ] = False,
) -> int:
    """Fetch what portals published in the past, in parts below the nightly's priority.

    Build and publish.
    """
    from flows.backfill import Past
    from flows.terminal.runs import run_backfill

    # Exactly one of the two ways, and of the first both ends.
    if missing == (since is not None and until is not None) or (missing and (since or until)):
        raise typer.BadParameter("name a stretch with --from and --to, or ask for --missing")
    if not missing and not portal:
        raise typer.BadParameter("name the portals with --portal; only --missing goes over all")
    # None stands for all that is missing.
    past = None
    if since and until:
        past = Past(since, until)
    return run_backfill(settings, portal, past, as_of, dry_run=dry_run)


@app.command(epilog="Example: taizhang reread --portal lanshan --dry-run")
@on_portals
def reread(
    settings: "Settings",
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            help="Only look at documents published since.",
            metavar="DATE",
            parser=parse_day,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only show what would change; the store stays as it is.",
        ),
    ] = False,
    json: JsonOption = False,
) -> int:
    """Read the archive again by today's rules, show what changes in the rows, and publish.

    Without the network.
    """
    from flows.plan import make_plan
    from flows.terminal.rereads import show_reread

    return show_reread(
        make_plan(settings, portal, as_of),
        dry_run=dry_run,
        as_json=json,
        since=since,
    )


@app.command(epilog="Example: taizhang serve --store store --port 4200")
@on_portals
def serve(
    settings: "Settings",
    port: Annotated[
        int,
        typer.Option(
            min=1,
            max=65535,
            help="Port of the Prefect server, where none is set.",
        ),
    ] = 4200,
    web_port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="Port of the explorer; 0 for none.",
        ),
    ] = EXPLORER_PORT,
) -> None:
    """Run the nightly schedule on this machine, with Prefect's UI, and the explorer beside it."""
    from flows.prefect.serve import serve_schedule

    serve_schedule(settings, port, web_port)


@app.command(epilog="Example: taizhang demo --store demo/store")
def demo(context: typer.Context, store: StoreOption = "demo/store") -> int:
    """Run a night against a bundled sample portal, without the internet, and show what came of it."""
    from flows.demo.show import run_demo

    return run_demo(context.obj.settings(store=store))
