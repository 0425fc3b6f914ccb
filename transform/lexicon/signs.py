"""Signs: words of which every match of a pattern holds one, with what can stand right before them.

A text has few signs and many places where a match could begin; a search that starts from the signs
skips the rest.
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from transform.lexicon.derive import end_of, is_many
from transform.lexicon.syntax import UNBOUNDED, Node

# Members of a set that count as signs: to look for more at once costs what it would save.
_LARGEST_SET = 12
_WITHOUT_WIDTH = ("look", "edge")


class Sign(NamedTuple):
    """A word that a match holds, and what is known around it.

    `before` is what can stand right before it, as members of a set (None: anything), `distance` how
    far before it a match begins at most.
    """

    word: str
    before: frozenset[str] | None
    distance: int


def longest_match(nodes: Sequence[Node]) -> int:
    """The most characters that nodes take, `UNBOUNDED` or more where there is no end."""
    return min(sum(map(_longest_of, nodes)), UNBOUNDED)


def longest_look(nodes: Sequence[Node]) -> int:
    """The most characters that nodes take and look at ahead."""
    reach = longest_match(nodes)
    return min(reach + sum(map(_look_of, nodes)), UNBOUNDED)


def signs_of(nodes: Sequence[Node]) -> list[Sign]:
    """The signs of a pattern: of the choices that it makes one after the other the one that says most."""
    options = []
    # How far from the beginning each node stands at most.
    widths = [0, *accumulate(map(_longest_of, nodes))]
    at = 0
    while at < len(nodes):
        word = _literals_at(nodes, at)
        if word:
            inner = [Sign(word, None, 0)]
        else:
            inner = _signs_of_node(nodes[at])
        if inner:
            options.append(
                [_place_sign(sign, nodes[:at], min(widths[at], UNBOUNDED)) for sign in inner]
            )
        at += max(len(word), 1)
    return max(options, key=_worth_of, default=[])


def _worth_of(signs: list[Sign]) -> tuple[bool, int, int]:
    """How much a choice says: near enough, long words, known before, few."""
    is_near = max(sign.distance for sign in signs) < UNBOUNDED
    rarity = min(2 * len(sign.word) + (sign.before is not None) for sign in signs)
    return is_near, rarity, -len(signs)


def _literals_at(nodes: Sequence[Node], at: int) -> str:
    word = ""
    while at < len(nodes) and nodes[at].kind == "literal":
        word += nodes[at].text
        at += 1
    return word


def _signs_of_node(node: Node) -> list[Sign]:
    if node.kind == "set":
        members = node.members
        if members is None or len(members) > _LARGEST_SET or any(map(is_many, members)):
            return []
        return [Sign(member[-1], None, 0) for member in sorted(members)]
    if node.kind == "group" or (node.kind == "repeat" and node.least > 0):
        branches = [signs_of(branch) for branch in node.branches]
        if all(branches):
            return list(chain.from_iterable(branches))
        return []
    return []


def _place_sign(sign: Sign, prefix: Sequence[Node], width: int) -> Sign:
    """A sign behind a prefix, whose last character stands before it where it has none of its own."""
    before = sign.before
    if before is None and sign.distance == 0:
        before = _last_of(prefix)
    return Sign(sign.word, before, min(sign.distance + width, UNBOUNDED))


def _last_of(nodes: Sequence[Node]) -> frozenset[str] | None:
    """What nodes end with; None where that may be anything, or nothing."""
    # (?<=年)底: what a look back wants is what stands before.
    if nodes and nodes[-1].kind == "look" and nodes[-1].back and not nodes[-1].negative:
        if len(nodes[-1].branches) == 1:
            nodes = nodes[-1].branches[0]
        else:
            nodes = ()
    end = end_of(nodes)
    if end.may_be_empty:
        return None
    return end.first


def _longest_of(node: Node) -> int:
    if node.kind in _WITHOUT_WIDTH:
        return 0
    if node.kind in ("literal", "set"):
        return 1
    if node.kind == "anything":
        return UNBOUNDED
    inner = max(map(longest_match, node.branches), default=0)
    return min(inner * node.most if node.kind == "repeat" else inner, UNBOUNDED)


def _look_of(node: Node) -> int:
    """How far the looks ahead in a node look, all together: more than it is, but an end."""
    if node.kind == "edge":
        return 1
    inner = max(map(longest_look, node.branches), default=0)
    if node.kind == "look":
        if node.back:
            return 0
        return inner
    return inner
