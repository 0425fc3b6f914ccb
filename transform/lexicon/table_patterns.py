"""Patterns from tables of the lexicon: words in a frame.

An entry holds `words` (as printed) or `patterns` (expressions, one alternative a line), and perhaps
its frame:

    [[due_not_behind]]
    words = ["可"]
    unless = ["再生", "持续", "靠"]         # none of these behind it
    note = "可给予 speaks of a grant, 可再生能源 does not"

`before` and `behind` list what must stand right before and right behind, `unless_before` and
`unless` what must not; each item is an expression, before a word one of fixed length.
"""

from collections.abc import Iterable
from typing import Any

from transform.lexicon import choice, entry_words, table
from transform.lexicon.pattern import Pattern
from transform.lexicon.syntax import strip_layout


def table_pattern(name: str, key: str, *, prefix: str = "", suffix: str = "") -> Pattern:
    """Any entry of a table as one pattern, between `prefix` and `suffix`."""
    return Pattern(f"{prefix}(?:{table_expression(name, key)}){suffix}")


def table_expression(name: str, key: str) -> str:
    """Any entry of a table as an expression without layout, to stand inside a larger one."""
    return "|".join(map(entry_expression, table(name, key)))


def entry_expression(entry: dict[str, Any]) -> str:
    """One entry as an expression: its words and patterns in its frame.

    >>> entry_expression({"words": ["可"], "unless": ["再生", "持续"]})
    '(?:(?:可))(?!再生|持续)'
    >>> entry_expression({"words": ["前"], "before": ["年底", "月"]})
    '(?:(?<=年底)|(?<=月))(?:(?:前))'
    """
    alternatives = [strip_layout(text) for text in expressions_of(entry)]
    # Words before patterns: they are the plain case, and tried as one tree.
    if "word" in entry or "words" in entry:
        alternatives.insert(0, choice(entry_words(entry)))
    before = _look_back("(?<=", entry.get("before", ()))
    never_before = "".join(f"(?<!{item})" for item in entry.get("unless_before", ()))
    behind = ""
    if "behind" in entry:
        behind = f"(?={'|'.join(entry['behind'])})"
    never = ""
    if "unless" in entry:
        never = f"(?!{'|'.join(entry['unless'])})"
    return f"{before}{never_before}(?:{'|'.join(alternatives)}){behind}{never}"


def expressions_of(entry: dict[str, Any]) -> list[str]:
    """The expressions of an entry as they stand in its table, with layout and comments."""
    if "pattern" in entry:
        return [entry["pattern"]]
    return list(entry.get("patterns", ()))


def _look_back(look: str, items: Iterable[str]) -> str:
    """Looks back at any of `items`, one by one: each has its own length.

    >>> _look_back("(?<=", ["年底", "月"]), _look_back("(?<=", [])
    ('(?:(?<=年底)|(?<=月))', '')
    """
    looks = [f"{look}{item})" for item in items]
    if len(looks) == 1:
        return looks[0]
    if looks:
        return f"(?:{'|'.join(looks)})"
    return ""
