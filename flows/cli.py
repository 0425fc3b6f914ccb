"""The command line: what each command is called and takes; what it does stands in the module that it imports.

Imports inside the commands keep `taizhang --help` quick. Exit codes: 0 done, 1 a portal failed or was held back, 2
wrong usage.
"""

import os
import sys
import tempfile
import traceback
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from taizhang.errors import PortalError, UserError

if TYPE_CHECKING:
    from taizhang.settings import Settings
    from taizhang.store import Store

DONE, FAILED, WRONG_USAGE = 0, 1, 2

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
        if not self.debug:  # at the end a failed portal is said in one line; Prefect keeps its traceback
            os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        return settings


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it like 2026-11-22") from None


StoreOption = Annotated[
    str | None, typer.Option("--store", help="Folder of the store, or s3://bucket/prefix.", metavar="S")
]
PortalsOption = Annotated[Path | None, typer.Option("--portals", help="Folder of portal files.", metavar="DIR")]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--portal", help="Only this portal, by its slug; may be repeated.", metavar="SLUG")
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of", help="Day up to which the archive counts; else today in China.", metavar="DATE", parser=_day
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="For machines.")]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Settings file; else ./taizhang.toml where it exists.", metavar="FILE")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the whole traceback of an error.")] = False,
) -> None:
    """Run before every command."""
    context.obj = Start(config, debug)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(epilog="Example: taizhang read plan.html 附件.docx --json")
def read(
    files: Annotated[list[Path], typer.Argument(help="html, txt, docx, xlsx, xls, doc, pdf, zip", metavar="FILE...")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a file, each on a line.")] = False,
) -> None:
    """Read files from the disk and show their tasks: no store, no network."""
    from flows.read import print_json, print_tables

    if json:
        print_json(files)
    else:
        print_tables(files)


@app.command(epilog="Example: taizhang nightly --portals portals --store store")
def nightly(
    context: typer.Context,
    store: StoreOption = None,
    portals: PortalsOption = None,
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Run a whole night: crawl every portal, read what is new, judge it, publish a release."""
    from flows.terminal import run_nightly

    return run_nightly(context.obj.settings(store=store, portals=portals), portal, as_of)


@app.command(epilog="Example: taizhang crawl --portal lanshan")
def crawl(
    context: typer.Context,
    store: StoreOption = None,
    portals: PortalsOption = None,
    portal: OnlyOption = None,
) -> int:
    """Crawl portals into the archive; nothing is read yet."""
    from flows.terminal import run_stage

    return run_stage(context.obj.settings(store=store, portals=portals), portal, None, crawls=True)


@app.command(epilog="Example: taizhang build --portal lanshan --as-of 2026-11-22")
def build(
    context: typer.Context,
    store: StoreOption = None,
    portals: PortalsOption = None,
    portal: OnlyOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Read and judge what the archive holds, without the network."""
    from flows.terminal import run_stage

    return run_stage(context.obj.settings(store=store, portals=portals), portal, as_of, builds=True)


@app.command(epilog="Example: taizhang publish --store store")
def publish(
    context: typer.Context,
    store: StoreOption = None,
    portals: PortalsOption = None,
    as_of: AsOfOption = None,
) -> int:
    """Publish a release from the newest good build of every portal."""
    from flows.terminal import run_stage

    return run_stage(context.obj.settings(store=store, portals=portals), None, as_of, publishes=True)


@app.command(epilog="Example: taizhang status --store store --json")
def status(context: typer.Context, store: StoreOption = None, json: JsonOption = False) -> None:
    """Show in one screen how portals, runs, disk and schedule stand."""
    from flows.look import show_status

    show_status(_store(context, store), as_json=json)


@app.command(epilog="Example: taizhang issues --portal lanshan --by code")
def issues(
    context: typer.Context,
    store: StoreOption = None,
    portal: Annotated[str | None, typer.Option(help="Only of this portal.", metavar="SLUG")] = None,
    code: Annotated[str | None, typer.Option(help="Only of this code.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Count by this column; may be repeated.")] = None,
    json: JsonOption = False,
) -> None:
    """List or count what was not understood or not right."""
    from flows.look import show_issues

    show_issues(_store(context, store), portal, code, by or (), as_json=json)


@app.command(epilog="Example: taizhang quarantine --by expectation --by portal")
def quarantine(
    context: typer.Context,
    store: StoreOption = None,
    portal: Annotated[str | None, typer.Option(help="Only of this portal.", metavar="SLUG")] = None,
    expectation: Annotated[str | None, typer.Option(help="Only what failed this expectation.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Count by this column; may be repeated.")] = None,
    json: JsonOption = False,
) -> None:
    """List or count rejected rows, with the reason."""
    from flows.look import show_quarantine

    show_quarantine(_store(context, store), portal, expectation, by or (), as_json=json)


@app.command(epilog="Example: taizhang demo --store demo/store")
def demo(context: typer.Context, store: StoreOption = "demo/store") -> int:
    """Run a night against a bundled sample portal, without the internet, and show what came of it."""
    from flows.demo.show import run_demo

    return run_demo(context.obj.settings(store=store))


@app.command(epilog="Example: taizhang serve --store store --port 4200")
def serve(
    context: typer.Context,
    store: StoreOption = None,
    portals: PortalsOption = None,
    port: Annotated[int, typer.Option(help="Port of the Prefect server, where none is set.")] = 4200,
) -> None:
    """Run the nightly schedule on this machine, with Prefect's UI."""
    from flows.serve import serve_schedule

    serve_schedule(context.obj.settings(store=store, portals=portals), port)


@app.command(epilog="Example: TAIZHANG_RATE=2 taizhang settings")
def settings(context: typer.Context, json: JsonOption = False) -> None:
    """Show the effective settings and where each comes from."""
    from flows.settings import show_settings

    show_settings(context.obj.settings(), context.obj.config, as_json=json)


def _store(context: typer.Context, given: str | None) -> "Store":
    from taizhang.store import Store

    return Store(context.obj.settings(store=given).store)


def run(arguments: list[str]) -> int:
    """Run one command line; every error is one line on standard error. Returns the exit code."""
    try:
        return app(arguments, prog_name="taizhang", standalone_mode=False) or DONE
    except UserError as error:
        return _say(str(error), WRONG_USAGE)
    except PortalError as error:
        return _say(str(error), FAILED)
    except typer.TyperException as error:
        return _say(f"{str(error).rstrip('.')}; `taizhang --help` lists commands and options", WRONG_USAGE)
    except typer.Abort:
        return _say("stopped", FAILED)
    except Exception as error:
        if "--debug" in arguments:
            raise
        with tempfile.NamedTemporaryFile("w", prefix="taizhang-", suffix=".log", delete=False) as file:
            traceback.print_exc(file=file)
        said = " ".join(str(error).split()) or "no message"
        return _say(f"a fault in taizhang: {type(error).__name__}: {said} (traceback in {file.name})", FAILED)


def _say(message: str, code: int) -> int:
    typer.echo(f"taizhang: {message}", err=True)
    return code


def main() -> None:
    """The command `taizhang`."""
    sys.exit(run(sys.argv[1:]))
