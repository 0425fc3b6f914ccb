"""What a Prefect server is told, once."""

from datetime import timedelta
from typing import Annotated

import typer

from flows.commands.base import PortalsOption, app


@app.command(epilog="Example: PREFECT_API_URL=http://127.0.0.1:4200/api taizhang automate")
def automate(
    context: typer.Context,
    portals: PortalsOption = None,
    silence: Annotated[
        int,
        typer.Option(
            min=10,
            help="Seconds without a heartbeat after which a run counts as crashed.",
            metavar="SECONDS",
        ),
    ] = 300,
) -> None:
    """Let the Prefect server that is set send alerts, find dead runs, and ask a portal's site one run at a time.

    Alerts go where the setting `alerts` says. Run it again when that, or the portals, have changed.
    """
    from flows.prefect.serve import automate_server as tell_server

    for line in tell_server(context.obj.settings(portals=portals), timedelta(seconds=silence)):
        typer.echo(line)
