"""The archive looked after: whether it is whole, and its index made again."""

from typing import Annotated

import typer

from flows.commands.base import OnlyOption, StoreOption, app, open_store

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
