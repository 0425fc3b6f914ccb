"""What a regular expression says, as a tree: as much of Python's syntax as this project writes.

The interpreter has a parser of its own, but as a private module. This one knows what can stand in a
pattern here; what it does not know (a reference back, an inline flag) becomes `ANYTHING`, of which
nothing can be derived.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LAID_OUT = re.compile(r"(\\.|\[\^?\]?(?>(?:\\.|[^\]\\])*)\])|\s+|#[^\n]*", re.DOTALL)
# Escapes that stand for an edge, for a category, for all but one, and for a character.
_WITHOUT_WIDTH = frozenset("bBAZ")
_CATEGORIES = frozenset("dsw")
_OTHERS = frozenset("DSW")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_CODE = re.compile(r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}")
_COUNT = re.compile(r"\{(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\}")
_LOOK = re.compile(r"\?(?P<back><?)(?P<sign>[=!])")
_PLAIN_GROUP = re.compile(r"\?[ms]?:|\?>|\?P<\w+>")
_CONDITION = re.compile(r"\?\(\w+\)")
_COMMENT = re.compile(r"\?#[^)]*")
UNBOUNDED = 1 << 20


class Node(NamedTuple):
    """A part of a pattern.

    `kind` is one of:
    - `literal`: `text` is its one character;
    - `set`: `members` as a set writes them, None for what is told by what it does not hold;
    - `group`: one of `branches` matches;
    - `repeat`: `least` to `most` times what `branches` say;
    - `look`: takes nothing; `branches` stand there, or must not where `negative`; `back` looks back;
    - `edge`: `^`, `$` and the like, `text` being that one; one character behind may be looked at;
    - `anything`.
    """

    kind: str
    text: str = ""
    members: frozenset[str] | None = None
    branches: tuple[tuple["Node", ...], ...] = ()
    least: int = 1
    most: int = 1
    back: bool = False
    negative: bool = False


ANYTHING = Node("anything")
EDGES = {sign: Node("edge", sign) for sign in "^$bBAZ"}


def strip_layout(pattern: str) -> str:
    r"""A pattern laid out for people (blanks, line ends, comments) as one without them, to stand inside any other.

    >>> strip_layout("年底 [前内]  # e.g. 2021年底前\n |  月末")
    '年底[前内]|月末'
    """
    return _LAID_OUT.sub(lambda match: match[1] or "", pattern)


def parse_pattern(pattern: str) -> tuple[Node, ...]:
    """A valid pattern without layout as nodes one after the other; raises IndexError where it breaks off.

    >>> [node.kind for node in parse_pattern("[0-9]+月(?:底|末)(?!后)")]
    ['repeat', 'literal', 'group', 'look']
    """
    reader = _PatternReader(pattern)
    branches = reader.read_branches()
    if len(branches) == 1:
        return branches[0]
    return (Node("group", branches=branches),)


class _PatternReader:
    """Reads a valid pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def read_branches(self) -> tuple[tuple[Node, ...], ...]:
        """Alternatives up to the end of their group."""
        branches = [tuple(self._read_sequence())]
        while self._next() == "|":
            self._at += 1
            branches.append(tuple(self._read_sequence()))
        return tuple(branches)

    def _next(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _take(self) -> str:
        self._at += 1
        return self._pattern[self._at - 1]

    def _take_match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._pattern, self._at)
        if match:
            self._at = match.end()
        return match

    def _read_sequence(self) -> Iterator[Node]:
        while self._next() not in ("", "|", ")"):
            node = self._read_atom()
            if node is not None:
                yield self._repeated(node)

    def _read_atom(self) -> Node | None:
        character = self._take()
        if character == "(":
            node = self._read_group()
            # Past its closing bracket.
            self._at += 1
            return node
        if character == "[":
            return self._read_set()
        if character == "\\":
            return self._read_escape()
        if character in "^$":
            return EDGES[character]
        if character == ".":
            return Node("set")
        return Node("literal", character)

    def _repeated(self, node: Node) -> Node:
        """A node with the count behind it; `?` and `+` behind a count say how it is tried."""
        if self._next() and self._next() in "*+?":
            sign = self._take()
            least, most = (1 if sign == "+" else 0), (1 if sign == "?" else UNBOUNDED)
        else:
            count = self._take_match(_COUNT)
            if count is None:
                return node
            # A bracket that counts nothing is a bracket.
            if not (count["least"] or count["comma"]):
                self._at = count.start()
                return node
            least = int(count["least"] or 0)
            if count["comma"]:
                most = int(count["most"] or UNBOUNDED)
            else:
                most = least
        if self._next() and self._next() in "?+":
            self._at += 1
        return Node("repeat", branches=((node,),), least=least, most=most)

    def _read_group(self) -> Node | None:
        if self._take_match(_COMMENT):
            return None
        look = self._take_match(_LOOK)
        if look:
            branches = self.read_branches()
            return Node(
                "look",
                branches=branches,
                back=bool(look["back"]),
                negative=look["sign"] == "!",
            )
        if self._take_match(_CONDITION):
            branches = self.read_branches()
            return Node("group", branches=branches if len(branches) > 1 else (*branches, ()))
        if self._next() != "?" or self._take_match(_PLAIN_GROUP):
            return Node("group", branches=self.read_branches())
        self._pass_unknown_group()
        return ANYTHING

    def _pass_unknown_group(self) -> None:
        """Passes over a group of a form that is not known: (?P=name), (?i:…)."""
        while self._next() not in (":", ")"):
            self._take()
        if self._next() == ":":
            self._take()
            self.read_branches()

    def _read_escape(self) -> Node:
        at = self._at
        character = self._take()
        if character in _WITHOUT_WIDTH:
            return EDGES[character]
        if character in _CATEGORIES:
            return Node("set", members=frozenset({rf"\{character}"}))
        if character in _OTHERS:
            return Node("set")
        if character.isdigit():
            return ANYTHING
        self._at = at
        return Node("literal", self._read_escaped())

    def _read_escaped(self) -> str:
        """The character that is written behind a backslash."""
        code = self._take_match(_CODE)
        if code:
            return chr(int(code.group()[1:], 16))
        character = self._take()
        return _CONTROLS.get(character, character)

    def _read_set(self) -> Node:
        negative = self._next() == "^"
        self._at += negative
        members: set[str] = set()
        first = True
        is_known = True
        while first or self._next() != "]":
            first = False
            member = self._read_member()
            if member is None:
                is_known = False
            elif self._next() == "-" and self._pattern[self._at + 1] != "]":
                self._at += 1
                members.add(f"{member}-{self._read_member()}")
            else:
                members.add(member)
        self._at += 1
        return Node("set", members=frozenset(members) if is_known and not negative else None)

    def _read_member(self) -> str | None:
        r"""A character or class of a set, as a set writes it; None for one such as \\D, known by what it lacks."""
        character = self._take()
        if character != "\\":
            return re.escape(character)
        if self._next() in _OTHERS:
            self._at += 1
            return None
        if self._next() in _CATEGORIES:
            return rf"\{self._take()}"
        if self._next() == "b":
            self._at += 1
            return r"\x08"
        return re.escape(self._read_escaped())
