"""Log lines that an operator can read: when, how bad, portal, stage, what; JSON for machines."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from taizhang.foreign_text import dump_json, show_controls

PACKAGES = ("taizhang", "extract", "transform", "expectations", "load", "reports", "flows")
_about: ContextVar[tuple[str, str]] = ContextVar("about", default=("", ""))


@contextmanager
def log_context(portal: str, stage: str) -> Iterator[None]:
    """Every line logged inside, by whatever module, says this portal and stage.

    Holds in threads that asyncio starts, too: they copy the context.
    """
    token = _about.set((portal, stage))
    try:
        yield
    finally:
        _about.reset(token)


def set_up(level: str, form: str) -> None:
    """Send the lines of our own packages from `level` on to standard error, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    for package in PACKAGES:
        logger = logging.getLogger(package)
        logger.setLevel(level.upper())
        # A second call replaces the first one's handler; handlers that Prefect or a test hung there
        # stay.
        for old in [old for old in logger.handlers if isinstance(old.formatter, _Text | _Json)]:
            logger.removeHandler(old)
        logger.addHandler(handler)
        logger.propagate = False


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        portal, stage = _about.get()
        line = " ".join(
            word
            for word in (when, record.levelname.lower(), portal, stage, record.getMessage())
            if word
        )
        # A line may quote a page's title, and a terminal would obey what is in it.
        return show_controls(
            f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line
        )


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        portal, stage = _about.get()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "portal": portal or None,
            "stage": stage or None,
            "message": record.getMessage(),
            "logger": record.name,
            "error": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return dump_json({name: value for name, value in line.items() if value is not None})
