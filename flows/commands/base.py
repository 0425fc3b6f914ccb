"""What all commands share.

The application, its own options, the types of common options, the settings.
"""

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from taizhang.settings import Settings
    from taizhang.store import Store

Result = TypeVar("Result")

# Without typer's own tracebacks and markup: errors are one line of ours, and text from pages must
# not be taken for markup.
app = typer.Typer(
    help="A ledger of what Chinese governments promised: who, what, by when, on which page.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass(frozen=True, slots=True)
class Start:
    """What stands before the command's name."""

    config: Path | None
    debug: bool

    def settings(self, **given: object) -> "Settings":
        """The effective settings, with the log set up by them."""
        from taizhang.log import set_up
        from taizhang.settings import load_settings

        settings = load_settings(config=self.config, **given)
        set_up(settings.log_level, settings.log_format)
        # At the end a failed portal is said in one line; Prefect keeps its traceback.
        if not self.debug:
            os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        return settings


def parse_day(text: str) -> date:
    """A day as people write it on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2026-11-22") from None


StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Folder of the store, or s3://bucket/prefix.",
        metavar="S",
    ),
]
PortalsOption = Annotated[
    Path | None,
    typer.Option(
        "--portals",
        help="Folder of portal files.",
        metavar="DIR",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--portal",
        help="Only this portal, by its slug; may be repeated.",
        metavar="SLUG",
    ),
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        help="Day up to which the archive counts; else today in China.",
        metavar="DATE",
        parser=parse_day,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.callback(invoke_without_command=True)
def start_program(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            help="Settings file; else ./taizhang.toml where it exists.",
            metavar="FILE",
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole traceback of an error.")
    ] = False,
) -> None:
    """Run before every command."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"taizhang {version_of('taizhang')}")
        raise typer.Exit
    context.obj = Start(config, debug)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def open_store(context: typer.Context, address: str | None) -> "Store":
    """The store that the command line or the settings name.

    Raises UserError where there is none.
    """
    from flows.stores import open_existing

    return open_existing(context.obj.settings(store=address).store)


def on_portals(work: Callable[..., Result]) -> Callable[..., Result]:
    """Give a command the options `--store` and `--portals`, and hand it the settings that follow, before its own."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    own = [
        parameter.replace(kind=keyword)
        for parameter in list(inspect.signature(work).parameters.values())[1:]
    ]
    shared = [
        inspect.Parameter("context", keyword, annotation=typer.Context),
        inspect.Parameter("store", keyword, annotation=StoreOption, default=None),
        inspect.Parameter("portals", keyword, annotation=PortalsOption, default=None),
    ]

    def command(
        context: typer.Context,
        store: str | None,
        portals: Path | None,
        **given: Any,  # noqa: ANN401
    ) -> Result:
        return work(context.obj.settings(store=store, portals=portals), **given)

    command.__name__, command.__doc__ = work.__name__, work.__doc__
    # typer reads options from the signature: the shared ones are declared once, here, and each
    # command shows them in its help.
    command.__signature__ = inspect.Signature([*shared, *own])  # type: ignore[attr-defined]
    return command
