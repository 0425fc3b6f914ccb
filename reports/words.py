"""Words for people, from the table beside it: closed sets in two languages, advice about portals."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from taizhang.tables.terms import Health


@dataclass(frozen=True, slots=True)
class Words:
    """The same in two languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about portals in one state, always or when they show one sign."""

    health: Health
    when: str | None
    words: Words

    def fits_state(self, health: Health, signs: set[str]) -> bool:
        """Whether it is meant for a portal in this state that shows these signs."""
        if self.health != health:
            return False
        return self.when is None or self.when in signs


def find_words(kind: str, value: str) -> Words:
    """A value of a closed set in words, as `find_words("health", "quiet")`; the value itself without any."""
    entry = _words_table()[kind].get(value)
    if entry:
        return Words(entry["en"], entry["zh"])
    return Words(value, value)


@cache
def all_advice() -> tuple[Advice, ...]:
    """All that there is to do, in the order in which it is tried."""
    return tuple(
        Advice(Health(entry["health"]), entry.get("when"), Words(entry["en"], entry["zh"]))
        for entry in _words_table()["advice"]
    )


@cache
def _words_table() -> dict[str, Any]:
    return tomllib.loads(files("reports").joinpath("words.toml").read_text(encoding="utf-8"))
