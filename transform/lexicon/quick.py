"""Long patterns and rare characters, searched fast.

Patterns: a look ahead at the one or two characters with which they can begin skips all other places.

The engine does so by itself where a pattern begins with a literal or a set; ours begin with alternatives, look behinds
and named groups, which it would enter at every place of a text.
"""

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # what the engine itself reads patterns with
from typing import Any, NamedTuple

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


class _Begin(NamedTuple):
    """What a pattern's first and second character can be, as members of a set, None where any; its shortest matches."""

    first: frozenset[str] | None = frozenset()
    second: frozenset[str] | None = frozenset()
    may_be_empty: bool = False
    may_be_one: bool = False


_NOTHING = _Begin(may_be_empty=True)
_ANYTHING = _Begin(None, None, may_be_empty=True, may_be_one=True)


def compile_quick(pattern: str) -> re.Pattern[str]:
    """The pattern compiled, behind a look at the next character where only some can begin it."""
    ahead = _look_ahead(pattern)
    return re.compile(f"{ahead}(?:{pattern})" if ahead else pattern)


def guarded(pattern: str) -> str:
    """The pattern as one of several alternatives, passed over where the next character cannot begin it."""
    return f"{_look_ahead(pattern)}(?:{pattern})"


def beginnings(pattern: str) -> frozenset[str]:
    """The characters with which a pattern begins. Raises ValueError where they are not single ones, or none need be."""
    begin = _sequence(_parser.parse(pattern))
    if begin.first is None or begin.may_be_empty or any(map(_is_many, begin.first)):
        raise ValueError(f"begins with too much: {pattern}")
    return frozenset(member[-1] for member in begin.first)


def _is_many(member: str) -> bool:
    """Whether a member of a set stands for several characters."""
    return len(member.removeprefix("\\")) != 1 or member in _CATEGORIES.values()


def _look_ahead(pattern: str) -> str:
    begin = _sequence(_parser.parse(pattern))
    if begin.first is None or begin.may_be_empty:
        return ""
    if begin.second is None or begin.may_be_one:
        return f"(?={_set(begin.first)})"
    return f"(?={_set(begin.first)}{_set(begin.second)})"


def _set(members: frozenset[str]) -> str:
    return f"[{''.join(sorted(members))}]"


def _sequence(nodes: Iterable[_Node]) -> _Begin:
    """What nodes one after the other begin with."""
    begin = _NOTHING
    for node in nodes:
        begin = _followed(begin, _of(node))
        if not (begin.may_be_empty or begin.may_be_one):
            break
    return begin


def _followed(one: _Begin, other: _Begin) -> _Begin:
    return _Begin(
        _union(one.first, other.first if one.may_be_empty else frozenset()),
        _union(
            one.second,
            other.first if one.may_be_one else frozenset(),
            other.second if one.may_be_empty else frozenset(),
        ),
        one.may_be_empty and other.may_be_empty,
        (one.may_be_one and other.may_be_empty) or (one.may_be_empty and other.may_be_one),
    )


def _any_of(branches: Iterable[Iterable[_Node]]) -> _Begin:
    found = [_sequence(branch) for branch in branches]
    return _Begin(
        _union(*(begin.first for begin in found)),
        _union(*(begin.second for begin in found)),
        any(begin.may_be_empty for begin in found),
        any(begin.may_be_one for begin in found),
    )


def _union(*sets: frozenset[str] | None) -> frozenset[str] | None:
    known = [some for some in sets if some is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


def _of(node: _Node) -> _Begin:
    kind, value = node
    if kind in _WITHOUT_WIDTH:
        return _NOTHING
    if kind is _constants.LITERAL:
        return _Begin(frozenset({re.escape(chr(value))}), may_be_one=True)
    if kind is _constants.IN:
        members = [_member(member) for member in value]
        return _Begin(None if None in members else frozenset(filter(None, members)), may_be_one=True)
    if kind is _constants.SUBPATTERN:
        return _sequence(value[-1])
    if kind in _REPEATS:
        least, _, repeated = value
        once = _sequence(repeated)
        again = _followed(once, once._replace(may_be_empty=True))
        one = once.may_be_one and (least < 2 or once.may_be_empty)
        return again._replace(may_be_empty=once.may_be_empty or least == 0, may_be_one=one)
    if kind is _constants.BRANCH:
        return _any_of(value[1])
    if kind is _constants.GROUPREF_EXISTS:
        return _any_of(branch or () for branch in value[1:])
    return _ANYTHING


def _member(member: _Node) -> str | None:
    """A member of a set as a pattern writes it; None where the set is what it does not hold."""
    kind, value = member
    if kind is _constants.LITERAL:
        return re.escape(chr(value))
    if kind is _constants.RANGE:
        return "-".join(re.escape(chr(end)) for end in value)
    return _CATEGORIES.get(value)
