"""Looking at files, at a store, at the settings."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import JsonOption, PortalsOption, StoreOption, app, open_store


@app.command(epilog="Example: taizhang read plan.html 附件.docx --json")
def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="html, txt, docx, xlsx, xls, doc, pdf, zip",
            metavar="FILE...",
        ),
    ],
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object a file, each on a line.",
        ),
    ] = False,
) -> None:
    """Read files from the disk and show their tasks: no store, no network."""
    from flows.terminal.files import print_json, print_tables

    if json:
        print_json(files)
    else:
        print_tables(files)


@app.command(epilog="Example: taizhang status --store store --json")
def status(context: typer.Context, store: StoreOption = None, json: JsonOption = False) -> None:
    """Show in one screen how portals, runs, disk and schedule stand."""
    from flows.terminal.listings import show_status

    show_status(open_store(context, store), as_json=json)


@app.command(epilog="Example: taizhang issues --portal lanshan --by code")
def issues(
    context: typer.Context,
    store: StoreOption = None,
    portal: Annotated[str | None, typer.Option(help="Only of this portal.", metavar="SLUG")] = None,
    code: Annotated[str | None, typer.Option(help="Only of this code.")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Count by this column; may be repeated.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List or count what was not understood or not right."""
    from flows.terminal.listings import show_issues

    show_issues(open_store(context, store), portal, code, by or (), as_json=json)


@app.command(epilog="Example: taizhang quarantine --by expectation --by portal")
def quarantine(
    context: typer.Context,
    store: StoreOption = None,
    portal: Annotated[str | None, typer.Option(help="Only of this portal.", metavar="SLUG")] = None,
    expectation: Annotated[
        str | None, typer.Option(help="Only what failed this expectation.")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Count by this column; may be repeated.")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Judge by today's rules, from the archive, and say what differs.",
        ),
    ] = False,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish",
            help="With --again: publish what came of it.",
        ),
    ] = False,
    portals: PortalsOption = None,
    json: JsonOption = False,
) -> int:
    """List or count rejected rows, with the reason.

    Or judge them again after a rule has changed.
    """
    if again:
        from flows.terminal.rereads import show_rejudged

        if expectation or by:
            raise typer.BadParameter(
                "--again goes over whole portals: leave out --expectation and --by"
            )
        settings = context.obj.settings(store=store, portals=portals)
        return show_rejudged(settings, portal, publish=publish, as_json=json)
    if publish:
        # Refused rather than ignored: whoever types it believes that something is published.
        raise typer.BadParameter("--publish goes with --again")
    from flows.terminal.listings import show_quarantine

    show_quarantine(open_store(context, store), portal, expectation, by or (), as_json=json)
    return 0


@app.command(epilog="Example: TAIZHANG_RATE=2 taizhang settings")
def settings(context: typer.Context, json: JsonOption = False) -> None:
    """Show the effective settings and where each comes from."""
    from flows.terminal.settings_table import show_settings

    show_settings(context.obj.settings(), context.obj.config, as_json=json)
