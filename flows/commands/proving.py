"""Where values come from, and whether they hold."""

from typing import Annotated

import typer

from flows.commands.base import JsonOption, OnlyOption, StoreOption, app, open_store


@app.command(epilog="Example: taizhang verify --portal lanshan")
def verify(
    context: typer.Context,
    store: StoreOption = None,
    portal: OnlyOption = None,
    json: JsonOption = False,
) -> int:
    """Prove the latest release from the archive, value by value.

    Exit code 1 where something does not hold.
    """
    from flows.terminal.proofs import show_verification

    return show_verification(open_store(context, store), portal, as_json=json)


@app.command(epilog="Example: taizhang explain 06d4ff878325")
def explain(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="A task_id, or its beginning.", metavar="TASK")],
    store: StoreOption = None,
) -> None:
    """Show the way of one task from the page to its values, step by step."""
    from flows.terminal.proofs import show_explanation

    show_explanation(open_store(context, store), task)
