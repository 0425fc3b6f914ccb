"""The archive looked after: whether it is whole, and its index made again."""

from typing import Annotated

import typer

from flows.commands.base import OnlyOption, StoreOption, app, open_store
from flows.commands.deciding import ReasonOption, UndoOption

archive = typer.Typer(help="Check the archive, and make its index again.", no_args_is_help=False)
app.add_typer(archive, name="archive")


@archive.command(epilog="Example: taizhang archive check --portal lanshan")
def check(context: typer.Context, store: StoreOption = None, portal: OnlyOption = None) -> int:
    """Read every record of the archive and compare it with the index.

    Exit code 1 where something is not whole.
    """
    from flows.terminal.archives import show_check

    return show_check(open_store(context, store), portal)


@archive.command(epilog="Example: taizhang archive rebuild --portal lanshan")
def rebuild(
    context: typer.Context,
    store: StoreOption = None,
    portal: Annotated[
        list[str] | None, typer.Option("--portal", metavar="SLUG", help="Only this portal.")
    ] = None,
) -> int:
    """Make the index of the archive again from its WARC files."""
    from flows.terminal.archives import rebuild_indexes

    return rebuild_indexes(open_store(context, store), portal)


@archive.command(
    name="accept-loss",
    epilog="Example: taizhang archive accept-loss archive/lanshan/2026/11/20/20261120T020000Z-nightly-0000.warc.gz "
    '--reason "the disk died, the backup began a day later"',
)
def accept_loss(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="The lost WARC file, as errors name it.", metavar="FILE")
    ],
    reason: ReasonOption,
    undo: UndoOption = False,
    store: StoreOption = None,
) -> None:
    """Give up a WARC file of which there is no copy, so that its portal can be built without what it held.

    `status`, `verify`, `archive check` and an issue of the portal go on naming it.
    """
    from load.release import decisions, retention
    from taizhang.days import today

    place = open_store(context, store)
    if undo:
        subject = file.removeprefix("archive/")
        decisions.undo_decision(place, "loss", subject, reason, today())
        typer.echo(f"{file} counts again: its portal is not built without it")
        return
    retention.accept_loss(place, file, reason, today())
    typer.echo(
        f"{file} is given up: its portal is built without what it held, which the next crawl asks for again; "
        "`taizhang nightly` does both"
    )
