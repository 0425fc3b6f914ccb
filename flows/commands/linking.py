"""Linking the tasks of two plans."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import app


@app.command(epilog="Example: taizhang links 2026.html 2025.docx")
def links(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="The plan that asks and the one that it comes from: files as `read` takes them, "
            "or .json lists of tasks; or .json files that hold both lists (tasks_from, tasks_to).",
            metavar="FILE...",
        ),
    ],
    pair: Annotated[
        str | None,
        typer.Option(
            help="What to call the pair; else by its files.",
            metavar="NAME",
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object a pair, each on a line.",
        ),
    ] = False,
) -> None:
    """Find the tasks of one plan that are the same duty as tasks of another.

    Last year's, or one level up.
    """
    from flows.terminal.plan_links import print_links

    print_links(files, pair, as_json=json)
