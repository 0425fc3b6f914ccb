"""Where commands print: the terminal as wide as it is, a file or a pipe wide enough for tables."""

import sys
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from taizhang.foreign_text import show_controls

# Columns, where nobody says how many there are.
WIDE = 140


class SafeConsole(Console):
    """A console on which foreign text can do nothing but be read; our own colours stay."""

    def render(
        self,
        renderable: RenderableType,
        options: ConsoleOptions | None = None,
    ) -> Iterator[Segment]:
        """What is printed, piece by piece, with the controls in its text made visible."""
        for piece in super().render(renderable, options):
            # Piece by piece, after rendering: the console's own colours are pieces of control,
            # whatever came from a page is text.
            yield piece if piece.control else Segment(show_controls(piece.text), piece.style)


def output_console() -> Console:
    """A console on standard output."""
    if sys.stdout.isatty():
        return SafeConsole()
    return SafeConsole(width=WIDE)


def error_console() -> Console:
    """A console on standard error, for what is under way."""
    return SafeConsole(stderr=True)


def verdict_mark(verdict: str) -> Text:
    """How a check came out, in one word: ok, old, wrong."""
    return Text(verdict, {"ok": "green", "old": "yellow"}.get(verdict, "red"))
