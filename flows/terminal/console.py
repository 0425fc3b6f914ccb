"""Where commands print: the terminal as wide as it is, a file or a pipe wide enough for tables."""

import sys

from rich.console import Console
from rich.text import Text

WIDE = 140  # columns, where nobody says how many there are


def terminal() -> Console:
    """A console on standard output."""
    return Console() if sys.stdout.isatty() else Console(width=WIDE)


def errors() -> Console:
    """A console on standard error, for what is under way."""
    return Console(stderr=True)


def mark(passed: bool) -> Text:
    """How a check came out, in one word."""
    return Text("ok", "green") if passed else Text("wrong", "red")
