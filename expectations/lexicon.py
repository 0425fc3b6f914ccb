"""What must never stand in a published text: the table beside this module, and taizhang's offers."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from taizhang.injected import offer_patterns


@dataclass(frozen=True, slots=True)
class PatternEntry:
    """A pattern (RE2), why it is there, and a text that it must catch."""

    kind: str
    pattern: str
    note: str
    example: str


@cache
def read_entries() -> tuple[PatternEntry, ...]:
    """Every entry, in the order of the table."""
    table = tomllib.loads(
        files("expectations").joinpath("lexicon.toml").read_text(encoding="utf-8")
    )
    # Offers stand with the words by which crawl and reading know hijacked pages: a list of its own
    # here would drift.
    table["spam"] = offer_patterns()
    entries = []
    for kind, found in table.items():
        entries += [PatternEntry(kind, **entry) for entry in found]
    return tuple(entries)


def join_patterns(*kinds: str) -> str:
    """One pattern for all entries of these kinds. Raises KeyError for a kind without entries."""
    found = {
        kind: [entry.pattern for entry in read_entries() if entry.kind == kind] for kind in kinds
    }
    empty = [kind for kind in kinds if not found[kind]]
    # An empty alternation matches everything, and would reject every row.
    if empty:
        raise KeyError(f"no entries of kind {empty[0]}")
    patterns = chain.from_iterable(found[kind] for kind in kinds)
    return "|".join(f"(?:{pattern})" for pattern in patterns)
