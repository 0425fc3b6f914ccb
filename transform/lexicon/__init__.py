"""What the reader knows about official Chinese, as data: TOML tables, each entry with a note, loaded once.

Modules ask for a table by file and name and compile it at import; a test finds entries that nothing asks for.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def _file(name: str) -> dict[str, list[dict[str, Any]]]:
    content = resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(content)


@cache
def table(name: str, key: str) -> list[dict[str, Any]]:
    """Entries of one table. Raises KeyError where the file has no such table."""
    return _file(name)[key]


def words(name: str, key: str) -> list[str]:
    """The words of all entries of a table, in its order; an entry may hold one `word` or several `words`."""
    return [word for entry in table(name, key) for word in entry_words(entry)]


def entry_words(entry: dict[str, Any]) -> list[str]:
    """The words of one entry."""
    return [entry["word"]] if "word" in entry else list(entry["words"])


def choice(options: Iterable[str]) -> str:
    """A regular expression that matches any of `options`, the longest first."""
    return "(?:" + "|".join(re.escape(o) for o in sorted(set(options), key=len, reverse=True)) + ")"


def alternatives(name: str, *keys: str) -> str:
    """A regular expression that matches any word of the tables `keys`."""
    return choice(word for key in keys for word in words(name, key))
