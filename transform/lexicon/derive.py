"""What follows from a pattern: what each match of it holds, and how it may begin."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache, reduce
from typing import NamedTuple

from transform.lexicon.syntax import Node

# Members of a set that count as words: a text holds one of more of them nearly always, and to look
# for it would find nothing out.
_LARGEST_SET = 12
# From here on nothing is a digit or a blank (Unicode 16, planes 2 and 3).
_FIRST_IDEOGRAPH_BEYOND = 0x20000


class Begin(NamedTuple):
    """How a match begins: what its first and second character can be, and whether it can be so short.

    `first` and `second` are members of a set as a pattern writes them, None where any may stand.
    """

    first: frozenset[str] | None = frozenset()
    second: frozenset[str] | None = frozenset()
    may_be_empty: bool = False
    may_be_one: bool = False


_NOTHING = Begin(may_be_empty=True)
_ANYTHING = Begin(None, None, may_be_empty=True, may_be_one=True)


# What each match holds.
def needed_words(nodes: Iterable[Node], usual: Collection[str] = ()) -> frozenset[str]:
    r"""Words of which every match holds one; the empty word where none is known.

    Of the choices that a pattern makes one after the other the one that says most counts: one
    without `usual` words, if there is one, and the longest words.

    >>> from transform.lexicon.syntax import parse_pattern
    >>> sorted(needed_words(parse_pattern(r"\d{1,2}月(?:底|末)前")))
    ['月']
    >>> sorted(needed_words(parse_pattern("(?:年底|月末)前?")))
    ['年底', '月末']
    >>> sorted(needed_words(parse_pattern("(?:均|都)为配合单位"), usual=["单位"]))
    ['均', '都']
    >>> sorted(needed_words(parse_pattern(r"\d+")))
    ['']
    """
    return max(
        [frozenset({""}), *needed_choices(nodes, usual)],
        key=lambda words: (
            "" not in words,
            not any(holds in word for word in words for holds in usual),
            min(map(len, words)),
            -len(words),
        ),
    )


def needed_choices(nodes: Iterable[Node], usual: Collection[str] = ()) -> list[frozenset[str]]:
    """The choices that a pattern makes one after the other: every match holds a word of each.

    >>> from transform.lexicon.syntax import parse_pattern
    >>> [sorted(words) for words in needed_choices(parse_pattern("(?:其余|其他)单位?均?(?:配合|协办)"))]
    [['其他', '其余'], ['单'], ['协办', '配合']]
    """
    choices: list[frozenset[str]] = []
    run = ""
    for node in nodes:
        if node.kind == "literal":
            # The longest run holds the shorter ones that it grew from.
            choices = choices[:-1] if run else choices
            run += node.text
            choices.append(frozenset({run}))
        elif node.kind not in ("look", "edge"):
            run = ""
            choices.append(_needed_of(node, usual))
    return [words for words in choices if "" not in words]


def _needed_of(node: Node, usual: Collection[str]) -> frozenset[str]:
    if node.kind == "set":
        return _needed_of_set(node.members)
    if node.kind == "group" or (node.kind == "repeat" and node.least > 0):
        return frozenset[str]().union(*[needed_words(b, usual) for b in node.branches])
    return frozenset({""})


def _needed_of_set(members: frozenset[str] | None) -> frozenset[str]:
    if members is None or len(members) > _LARGEST_SET or any(map(is_many, members)):
        return frozenset({""})
    return frozenset(member[-1] for member in members)


# How a match may begin.
def begin_of(nodes: Iterable[Node]) -> Begin:
    """What nodes one after the other begin with."""
    begin = _NOTHING
    for node in nodes:
        begin = _begin_with_both(begin, _begin_of_node(node))
        if not (begin.may_be_empty or begin.may_be_one):
            break
    return begin


def end_of(nodes: Sequence[Node]) -> Begin:
    """What nodes end with, as what they begin with when they are read backwards."""
    return begin_of(_read_backwards(nodes))


def ends_the_text(nodes: Sequence[Node]) -> bool:
    """Whether every match ends where its text does.

    >>> from transform.lexicon.syntax import parse_pattern
    >>> ends_the_text(parse_pattern("(?:公司|厂)$|学校$")), ends_the_text(parse_pattern("公司$|^学校"))
    (True, False)
    """
    if not nodes:
        return False
    if nodes[-1].kind == "group":
        return all(map(ends_the_text, nodes[-1].branches))
    return nodes[-1].kind == "edge" and nodes[-1].text == "$"


def _read_backwards(nodes: Sequence[Node]) -> list[Node]:
    return [
        node._replace(branches=tuple(tuple(_read_backwards(b)) for b in node.branches))
        for node in reversed(nodes)
    ]


def is_many(member: str) -> bool:
    """Whether a member of a set stands for several characters."""
    if member in (r"\d", r"\s", r"\w"):
        return True
    return len(member.removeprefix("\\")) != 1


def list_characters(members: frozenset[str] | None) -> frozenset[str] | None:
    r"""The characters of a set, those of \d and \s among them; None where they are too many, or any.

    >>> sorted(list_characters(frozenset({"年", r"\]"})))
    [']', '年']
    >>> "１" in list_characters(frozenset({r"\d"})), list_characters(frozenset({"一-龥"})) is None
    (True, True)
    """
    if members is None:
        return None
    listed = frozenset[str]()
    for member in members:
        if member in (r"\d", r"\s"):
            listed |= _characters_of_class(member)
        elif is_many(member):
            return None
        else:
            listed |= {member[-1]}
    return listed


@cache
def _characters_of_class(name: str) -> frozenset[str]:
    return frozenset(re.findall(name, "".join(map(chr, range(_FIRST_IDEOGRAPH_BEYOND)))))


def look_ahead(nodes: Iterable[Node]) -> str:
    """An expression that holds where a match can begin; the empty one where nothing is known.

    The engine skips by itself to where a pattern can begin if that begins with a literal or a set.
    Ours begin with alternatives, look-backs and named groups, which it would enter at every place
    of a text.

    >>> from transform.lexicon.syntax import parse_pattern
    >>> look_ahead(parse_pattern("(?:年底|月末)前")), look_ahead(parse_pattern("前?"))
    ('(?=[年月][底末])', '')
    """
    begin = begin_of(nodes)
    if begin.first is None or begin.may_be_empty:
        return ""
    if begin.second is None or begin.may_be_one:
        return f"(?={_as_set(begin.first)})"
    return f"(?={_as_set(begin.first)}{_as_set(begin.second)})"


def _as_set(members: frozenset[str]) -> str:
    return f"[{''.join(sorted(members))}]"


def _begin_with_both(begin: Begin, then: Begin) -> Begin:
    """What begins with `begin` and goes on with `then`."""
    return Begin(
        _unite_sets(begin.first, then.first if begin.may_be_empty else frozenset()),
        _unite_sets(
            begin.second,
            then.first if begin.may_be_one else frozenset(),
            then.second if begin.may_be_empty else frozenset(),
        ),
        begin.may_be_empty and then.may_be_empty,
        (begin.may_be_one and then.may_be_empty) or (begin.may_be_empty and then.may_be_one),
    )


def _begin_with_either(begin: Begin, other: Begin) -> Begin:
    return Begin(
        _unite_sets(begin.first, other.first),
        _unite_sets(begin.second, other.second),
        begin.may_be_empty or other.may_be_empty,
        begin.may_be_one or other.may_be_one,
    )


def _unite_sets(*sets: frozenset[str] | None) -> frozenset[str] | None:
    known = [members for members in sets if members is not None]
    if len(known) == len(sets):
        return frozenset[str]().union(*known)
    return None


def _begin_of_node(node: Node) -> Begin:
    if node.kind in ("look", "edge"):
        return _NOTHING
    if node.kind == "literal":
        return Begin(frozenset({re.escape(node.text)}), may_be_one=True)
    if node.kind == "set":
        return Begin(node.members, may_be_one=True)
    if node.kind == "group":
        return reduce(_begin_with_either, map(begin_of, node.branches))
    if node.kind == "repeat":
        return _begin_of_repeat(node)
    return _ANYTHING


def _begin_of_repeat(node: Node) -> Begin:
    once = reduce(_begin_with_either, map(begin_of, node.branches))
    again = _begin_with_both(once, once._replace(may_be_empty=True))
    may_be_one = once.may_be_one and (node.least < 2 or once.may_be_empty)
    return again._replace(may_be_empty=once.may_be_empty or node.least == 0, may_be_one=may_be_one)
