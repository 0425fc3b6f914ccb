"""What hijackers write into official pages: words by where they count, and offers."""

import tomllib
from functools import cache
from importlib import resources
from itertools import chain
from typing import Any, Literal

Where = Literal["anywhere", "text", "link"]
# Each place believes the words of those before it too.
# From the place where a word must be proof to the one where a hint will do: a text may speak of
# gambling, a hidden link has no reason to.
_PLACES: tuple[Where, ...] = ("anywhere", "text", "link")


def injected_words(where: Where) -> tuple[str, ...]:
    """The words that count in a place, with those of the stricter places before it.

    The places: `anywhere`; in a `text` that is read; in a `link`, a title or a hidden block.
    """
    believed = _PLACES[: _PLACES.index(where) + 1]
    entries = [entry for entry in _injected_table()["word"] if entry["where"] in believed]
    return tuple(chain.from_iterable(entry["words"] for entry in entries))


def offer_patterns() -> list[dict[str, str]]:
    """Patterns (RE2) of offers, each with its note and an example that it must catch."""
    return _injected_table()["offer"]


@cache
def _injected_table() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(resources.files(__package__).joinpath("injected.toml").read_text("utf-8"))
