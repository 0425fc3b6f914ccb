"""Words that a pattern needs: a text without any of them need not be tried, and few texts hold one."""

from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]  # what the engine itself reads patterns with
from typing import Any

_Node = tuple[Any, Any]
_REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}


def needed_words(pattern: str) -> frozenset[str]:
    """Words of which every match of a pattern holds one; the empty word where none is known."""
    return _needed(_parser.parse(pattern))


def _needed(nodes: Iterable[_Node]) -> frozenset[str]:
    """Of the choices that a sequence makes one after the other the one that says most."""
    choices = [frozenset({""})]
    run = ""
    for node in nodes:
        if node[0] is _constants.LITERAL:
            run += chr(node[1])
            choices.append(frozenset({run}))
        else:
            run = ""
            choices.append(_needed_of(node))
    return max(choices, key=lambda words: (min(map(len, words)), -len(words)))


def _needed_of(node: _Node) -> frozenset[str]:
    kind, value = node
    if kind is _constants.SUBPATTERN:
        return _needed(value[-1])
    if kind is _constants.BRANCH:
        return frozenset[str]().union(*map(_needed, value[1]))
    if kind in _REPEATS and value[0] > 0:
        return _needed(value[-1])
    return frozenset({""})
