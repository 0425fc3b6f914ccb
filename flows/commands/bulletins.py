"""What a region is due in a quarter, as files to send."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import StoreOption, app, open_store


@app.command(epilog="Example: taizhang bulletin --region 钦州市 --quarter 2017Q3")
def bulletin(
    context: typer.Context,
    region: Annotated[str, typer.Option(help="The region of portals, in full or by its end.")],
    quarter: Annotated[
        str | None,
        typer.Option(
            help="As 2017Q3; else the last one that is over.",
            metavar="YYYYQN",
        ),
    ] = None,
    store: StoreOption = None,
    release: Annotated[
        str | None, typer.Option(help="A release; else the latest.", metavar="R")
    ] = None,
    to: Annotated[Path, typer.Option(help="Folder to write to.", metavar="DIR")] = Path(),
) -> None:
    """Write a region's bulletin of a quarter: what is due and passed, targets, changed plans.

    A page and Excel.
    """
    from reports.bulletins.files import write_bulletin
    from reports.bulletins.quarter import parse_quarter, quarter_before
    from taizhang.days import today
    from taizhang.releases import release as open_named

    opened = open_named(str(open_store(context, store).root), release)
    wanted = parse_quarter(quarter) if quarter else quarter_before(today())
    for path in write_bulletin(opened, region, wanted, to, context.obj.settings().explorer):
        typer.echo(path)
