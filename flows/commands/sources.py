"""Portals: made, tested, inspected; captures of other people taken in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.base import JsonOption, OnlyOption, PortalsOption, app, on_portals

if TYPE_CHECKING:
    from taizhang.settings import Settings

portal = typer.Typer(help="Make and test portal files.", no_args_is_help=False)
app.add_typer(portal, name="portal")


@portal.command(epilog="Example: taizhang portal new http://www.qinzhou.gov.cn/zwgk/ --to portals")
def new(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A site, or one of its lists.")],
    to: Annotated[
        Path | None, typer.Option(help="Folder to write the file to; else it is printed.")
    ] = None,
) -> None:
    """Look at a site and propose a portal file."""
    from flows.terminal.portal_files import propose_portal

    propose_portal(url, context.obj.settings(), to)


@portal.command("list", epilog="Example: taizhang portal list --portals portals")
def list_(context: typer.Context, portals: PortalsOption = None, json: JsonOption = False) -> None:
    """List the portal files of a folder; those that come with the package if none is named."""
    from flows.terminal.portal_files import list_portals

    list_portals(context.obj.settings(portals=portals), as_json=json)


@portal.command(epilog="Example: taizhang portal check lanshan")
def check(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    portals: PortalsOption = None,
) -> int:
    """Test a portal file against its site; exit code 1 where something is wrong.

    A site whose newest document is older than 国办秘函〔2019〕19号 allows is `old`: no portal file can
    mend that.
    """
    from flows.terminal.portal_files import check_portal

    return check_portal(context.obj.settings(portals=portals), slug)


@app.command(epilog="Example: taizhang inspect --portal lanshan")
@on_portals
def inspect(
    settings: "Settings",
    portal: OnlyOption = None,
) -> int:
    """Check portals by 国办秘函〔2019〕19号: reachable, updated, no empty channels, not hijacked."""
    from flows.terminal.inspections import inspect_portals

    return inspect_portals(settings, portal)


@app.command("import", epilog="Example: taizhang import CC-MAIN-2021.warc.gz --store store")
@on_portals
def import_(
    settings: "Settings",
    files: Annotated[list[Path], typer.Argument(help="WARC files.", metavar="WARC...")],
) -> None:
    """Take captures of known portals from WARC files, Common Crawl's included, into the archive."""
    from flows.terminal.captures import import_files

    import_files(settings, files)
