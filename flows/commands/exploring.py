"""Releases in a browser."""

from typing import Annotated

import typer

from flows.commands.base import PortalsOption, StoreOption, app, open_store
from reports.explorer_links import EXPLORER_PORT


@app.command(epilog="Example: taizhang web --store store --port 8020")
def web(
    context: typer.Context,
    store: StoreOption = None,
    release: Annotated[
        str | None, typer.Option(help="A release; else always the latest.", metavar="R")
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="Port to listen on; 0 takes a free one.",
        ),
    ] = EXPLORER_PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; else this machine alone.")
    ] = "127.0.0.1",
    review: Annotated[
        bool, typer.Option("--review", help="Take answers to doubts too, from this machine only.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help="Processes that answer; else one a core, at most 4, and one with --review.",
        ),
    ] = None,
    portals: PortalsOption = None,
) -> None:
    """Open the explorer in a browser.

    Search tasks, read each beside its sentence, look at units and due days.
    """
    from flows.terminal.explorer import Served, run_explorer

    opened = open_store(context, store)
    settings = context.obj.settings(store=store, portals=portals)
    run_explorer(opened, settings, Served(release, host, port, review, workers))
