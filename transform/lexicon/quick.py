"""Long patterns and rare characters, searched fast.

Patterns: a look ahead at the characters with which they can begin skips all other places.

The engine does so by itself where a pattern begins with a literal or a set; ours begin with alternatives, look behinds
and named groups, which it would enter at every place of a text.
"""

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # what the engine itself reads patterns with
from typing import Any

_CATEGORIES = {
    _constants.CATEGORY_DIGIT: r"\d",
    _constants.CATEGORY_SPACE: r"\s",
    _constants.CATEGORY_WORD: r"\w",
}
_WITHOUT_WIDTH = {_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT}
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}


_Node = tuple[Any, Any]


def places(text: str, characters: str) -> list[int]:
    """Where any of a few rare characters stands, in order: looked for one by one at the memory's speed."""
    found = []
    for character in characters:
        at = text.find(character)
        while at >= 0:
            found.append(at)
            at = text.find(character, at + 1)
    found.sort()
    return found


class _AnythingError(ValueError):
    """A pattern may begin with any character, or with none."""


def compile_quick(pattern: str) -> re.Pattern[str]:
    """The pattern compiled, behind a look at the next character where only some can begin it."""
    ahead = _look_ahead(pattern)
    return re.compile(f"{ahead}(?:{pattern})" if ahead else pattern)


def guarded(pattern: str) -> str:
    """The pattern as one of several alternatives, passed over where the next character cannot begin it."""
    return f"{_look_ahead(pattern)}(?:{pattern})"


def beginnings(pattern: str) -> frozenset[str]:
    """The characters with which a pattern begins. Raises ValueError where they are not single ones, or none need be."""
    first, may_be_empty = _first(_parser.parse(pattern))
    if may_be_empty or any(len(member.removeprefix("\\")) != 1 or member in _CATEGORIES.values() for member in first):
        raise ValueError(f"begins with too much: {pattern}")
    return frozenset(member[-1] for member in first)


def _look_ahead(pattern: str) -> str:
    try:
        first, may_be_empty = _first(_parser.parse(pattern))
    except _AnythingError:
        return ""
    return "" if may_be_empty else f"(?=[{''.join(sorted(first))}])"


def _first(nodes: Iterable[_Node]) -> tuple[set[str], bool]:
    """What a sequence can begin with, as members of a set, and whether it may be empty."""
    first: set[str] = set()
    for node in nodes:
        found, may_be_empty = _first_of(node)
        first |= found
        if not may_be_empty:
            return first, False
    return first, True


def _first_of(node: _Node) -> tuple[set[str], bool]:
    kind, value = node
    if kind in _WITHOUT_WIDTH:
        return set(), True
    if kind is _constants.LITERAL:
        return {re.escape(chr(value))}, False
    if kind is _constants.IN:
        return set(map(_member, value)), False
    if kind is _constants.SUBPATTERN:
        return _first(value[-1])
    if kind in _REPEATS:
        least, _, repeated = value
        first, may_be_empty = _first(repeated)
        return first, may_be_empty or least == 0
    if kind is _constants.BRANCH:
        return _first_of_any(value[1])
    if kind is _constants.GROUPREF_EXISTS:
        return _first_of_any(branch or () for branch in value[1:])
    raise _AnythingError


def _first_of_any(branches: Iterable[Iterable[_Node]]) -> tuple[set[str], bool]:
    found = [_first(branch) for branch in branches]
    return set().union(*(first for first, _ in found)), any(may_be_empty for _, may_be_empty in found)


def _member(member: _Node) -> str:
    """A member of a set as a pattern writes it."""
    kind, value = member
    if kind is _constants.LITERAL:
        return re.escape(chr(value))
    if kind is _constants.RANGE:
        return "-".join(re.escape(chr(end)) for end in value)
    if value in _CATEGORIES:
        return _CATEGORIES[value]
    raise _AnythingError
