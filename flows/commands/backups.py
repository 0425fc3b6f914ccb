"""All that cannot be made again: copied away, and a store made from the copy."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import PortalsOption, StoreOption, app

FolderArgument = Annotated[Path, typer.Argument(help="Folder of the backup.", metavar="DIR")]


@app.command(epilog="Example: taizhang backup /mnt/backup --store store --portals portals")
def backup(
    context: typer.Context,
    folder: FolderArgument,
    store: StoreOption = None,
    portals: PortalsOption = None,
) -> None:
    """Copy archive, decisions, corrections, portal files and settings.

    The next time only what is new.
    """
    from flows.backup import back_up
    from flows.stores import open_existing
    from reports.disk import in_words

    settings = context.obj.settings(store=store, portals=portals)
    open_existing(settings.store)
    copied = back_up(settings, folder)
    typer.echo(
        f"{folder}: {copied.files:,} files, {in_words(copied.size)}, {copied.new:,} of them new"
    )


@app.command(
    epilog="Example: taizhang restore /mnt/backup --store restored --portals restored-portals"
)
def restore(
    context: typer.Context,
    folder: FolderArgument,
    store: StoreOption = None,
    portals: Annotated[
        Path, typer.Option("--portals", help="Folder to write the portal files to.", metavar="DIR")
    ] = Path("portals"),
) -> None:
    """Make a store, portal files and settings from a backup, where there are none yet."""
    from flows.backup import restore_backup as restore_from
    from reports.disk import in_words

    settings = context.obj.settings(store=store)
    copied = restore_from(folder, settings, portals)
    typer.echo(
        f"{settings.store}: {copied.files:,} files, {in_words(copied.size)}; portal files in {portals}"
    )
    typer.echo(f"next: taizhang verify --store {settings.store}")
