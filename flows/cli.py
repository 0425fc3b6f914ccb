"""The command `taizhang`: every error is one line on standard error.

Exit codes: 0 done, 1 a portal failed or was held back, 2 wrong usage.
"""

import sys
import tempfile
import traceback

import typer

from flows.commands import (
    archive,
    backups,
    bulletins,
    deciding,
    exploring,
    exporting,
    linking,
    looking,
    nights,
    proving,
    reviewing,
    server,
    sources,
)
from flows.commands.base import app
from flows.stopping import end_on_signals
from taizhang.errors import PortalError, UserError
from taizhang.foreign_text import show_controls

DONE, FAILED, WRONG_USAGE = 0, 1, 2

# Importing a module of commands registers its commands.
__all__ = [
    "app",
    "archive",
    "backups",
    "bulletins",
    "deciding",
    "exploring",
    "exporting",
    "linking",
    "looking",
    "main",
    "nights",
    "proving",
    "reviewing",
    "run",
    "run_command",
    "server",
    "sources",
]


def run_command(arguments: list[str]) -> int:
    """Run one command line; every error is one line on standard error. Returns the exit code."""
    try:
        # Standalone, typer would print its own kind of errors and end the process itself.
        return app(arguments, prog_name="taizhang", standalone_mode=False) or DONE
    except UserError as error:
        return _say_error(str(error), WRONG_USAGE)
    except PortalError as error:
        return _say_error(str(error), FAILED)
    except typer.TyperException as error:
        return _say_error(_explain_usage(error), WRONG_USAGE)
    except typer.Abort:
        return _say_error("stopped", FAILED)
    except Exception as error:
        # A person who looks for the fault wants the traceback here, everybody else a line.
        if "--debug" in arguments:
            raise
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="taizhang-",
            suffix=".log",
            delete=False,
        ) as file:
            traceback.print_exc(file=file)
        what = " ".join(str(error).split()) or "no message"
        return _say_error(
            f"a fault in taizhang: {type(error).__name__}: {what} (traceback in {file.name})",
            FAILED,
        )


# The name by which scripts of others know it (tests/test_stage_names.py).
run = run_command


def _explain_usage(error: typer.TyperException) -> str:
    """What is wrong in a command line, and whose help says what is right."""
    context = getattr(error, "ctx", None)
    command = "taizhang"
    if context is not None:
        command = context.command_path
    what = " ".join(str(getattr(error, "format_message", error.__str__)()).split())
    return f"{what.rstrip('.')}; `{command} --help` shows what there is"


def _say_error(message: str, code: int) -> int:
    typer.echo(f"taizhang: {show_controls(message)}", err=True)
    return code


def main() -> None:
    """The command `taizhang`."""
    end_on_signals()
    sys.exit(run_command(sys.argv[1:]))
