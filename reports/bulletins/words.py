"""What sections and columns of a bulletin are called, in English and Chinese; from the table beside it."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from reports.words import Words


def name_of(kind: str, name: str) -> Words:
    """A section or a column: `name_of("section", "due")`.

    Raises KeyError for one that has no words.
    """
    entry = _bulletin_words()[kind][name]
    return Words(entry["en"], entry["zh"])


def note_of(section: str) -> Words:
    """What a section holds, in a few words."""
    entry = _bulletin_words()["section"][section]
    return Words(entry["note"], entry["note_zh"])


@cache
def _bulletin_words() -> dict[str, Any]:
    return tomllib.loads(
        files("reports.bulletins").joinpath("words.toml").read_text(encoding="utf-8")
    )
