"""What the reader knows about official Chinese, as data: TOML tables, each entry with a note, loaded once.

Modules ask for a table by file and name and compile it at import; a test finds entries that nothing
asks for.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any


@cache
def load_file(name: str) -> dict[str, list[dict[str, Any]]]:
    """All tables of one file."""
    content = resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(content)


@cache
def table(name: str, key: str) -> list[dict[str, Any]]:
    """Entries of one table. Raises KeyError where the file has no such table."""
    return load_file(name)[key]


def words(name: str, key: str) -> list[str]:
    """The words of all entries of a table, in its order.

    An entry may hold one `word` or several `words`.
    """
    return list(chain.from_iterable(entry_words(entry) for entry in table(name, key)))


def word_entries(name: str, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each word of a table with its entry."""
    for entry in table(name, key):
        for word in entry_words(entry):
            yield word, entry


def entry_words(entry: dict[str, Any]) -> list[str]:
    """The words of one entry."""
    if "word" in entry:
        return [entry["word"]]
    return list(entry["words"])


def choice(options: Iterable[str]) -> str:
    """A regular expression that matches any of `options`, the longest first.

    What several begin with is written once, so that the search looks at each character once,
    however many they are.

    >>> choice(["管委", "管委会", "局"])
    '(?:局|管(?:委(?:会|)))'
    """
    return f"(?:{_prefix_tree(set(options))})"


def _prefix_tree(options: set[str]) -> str:
    rests: dict[str, set[str]] = {}
    for option in sorted(options):
        if option:
            rests.setdefault(option[0], set()).add(option[1:])
    # An option that ends here is the last branch: what goes on is tried first, so that the longest wins.
    branches = [re.escape(first) + _bracket_tree(rest) for first, rest in rests.items()]
    return "|".join([*branches, ""] if "" in options else branches)


def _bracket_tree(options: set[str]) -> str:
    tree = _prefix_tree(options)
    if len(options) > 1:
        return f"(?:{tree})"
    return tree


def alternatives(name: str, *keys: str) -> str:
    """A regular expression that matches any word of the tables `keys`."""
    return choice(chain.from_iterable(words(name, key) for key in keys))
