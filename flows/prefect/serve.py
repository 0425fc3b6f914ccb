"""The schedule on one machine: the deployments, and a Prefect server of its own where none is set."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console

from flows.alerts import check_addresses
from flows.prefect.database import keep_runs_beside
from flows.prefect.explorer_beside import run_explorer_beside
from flows.prefect.server import PASSWORD_OF_CLIENTS, PASSWORD_OF_SERVER, run_server, share_password
from flows.stopping import stopped_in_the_end
from taizhang.errors import UserError
from taizhang.portals import load_portals
from taizhang.settings import Settings


def serve_schedule(settings: Settings, port: int, web_port: int) -> None:
    """Run until stopped: what `flows.prefect.deployments` schedules, and whatever a person starts in the UI.

    The explorer runs beside it, on a port of its own.
    """
    check_addresses(settings.alerts)
    # Before the server starts: both the server and the runs of this machine read it from the
    # environment.
    share_password()
    keep_runs_beside(settings.store)
    store = _absolute_store(settings.store)
    # In this order: the explorer's port is tried before a server is started for nothing.
    with (
        stopped_in_the_end(),
        run_explorer_beside(store, web_port) as explorer,
        _own_server(port) as ui,
    ):
        shown = f"explorer: {explorer} (from the first release on)\n" if explorer else ""
        Console().print(
            f"Prefect: {ui}\n{shown}{say_who_may_enter()}\nstop with Ctrl-C",
            highlight=False,
            soft_wrap=True,
        )
        asyncio.run(_serve_deployments(settings))


def say_who_may_enter() -> str:
    """What whoever reaches the port may do, and how to put a password before it."""
    if PASSWORD_OF_SERVER in os.environ or PASSWORD_OF_CLIENTS in os.environ:
        return f"whoever opens it is asked for the name and password of {PASSWORD_OF_SERVER}"
    return (
        "whoever reaches this port may start and stop runs; "
        f"{PASSWORD_OF_SERVER}=NAME:PASSWORD in the environment asks for a password"
    )


def automate_server(settings: Settings, silence: timedelta) -> list[str]:
    """Set up the server that PREFECT_API_URL names; lines that say what there is now.

    Raises UserError without one.
    """
    if "PREFECT_API_URL" not in os.environ:
        raise UserError(
            "set PREFECT_API_URL to a Prefect server; `taizhang serve` sets up its own by itself"
        )
    from flows.prefect.automations import set_up

    check_addresses(settings.alerts)
    slugs = [portal.slug for portal in load_portals(settings.portals)]
    return asyncio.run(set_up(settings.alerts, slugs, silence))


async def _serve_deployments(settings: Settings) -> None:
    from flows.prefect.api import aserve

    # With a server set, and not before.
    from flows.prefect.automations import SILENCE, set_up
    from flows.prefect.deployments import DEPLOYMENTS

    await set_up(
        settings.alerts,
        [portal.slug for portal in load_portals(settings.portals)],
        SILENCE,
    )
    parameters = {
        "store": _absolute_store(settings.store),
        "portals": str(settings.portals.resolve()),
    }
    if settings.config:
        parameters["config"] = str(settings.config.resolve())
    await aserve(*[await deployed.serve(parameters) for deployed in DEPLOYMENTS])


def _absolute_store(store: str) -> str:
    """The store's address whatever folder a run starts in."""
    return store if "://" in store else os.path.abspath(store)  # noqa: PTH100 — resolve() would follow links


@contextmanager
def _own_server(port: int) -> Iterator[str]:
    """The address of the UI of the server that is set, or of one of our own while the block runs."""
    if address := os.environ.get("PREFECT_API_URL"):
        yield address.removesuffix("/api")
        return
    with run_server(port) as ui:
        os.environ["PREFECT_API_URL"] = f"{ui}/api"
        try:
            yield ui
        finally:
            # The server is gone: what this process starts later must not look for it.
            del os.environ["PREFECT_API_URL"]
