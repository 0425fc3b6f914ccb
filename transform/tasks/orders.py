"""Orders inside a sentence that says more than a clause does: 由县水利局牵头，做到日产日清 (docs/reading.md, Doubts).

Such a sentence is text, for what it says besides; yet whom it orders was not read, so it is doubted.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from taizhang.tables.terms import Role
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organ_names import is_organ, may_be_unit
from transform.actors.units import split_text
from transform.actors.verbs import ENDS_AS_ORDER, VERB_WORD
from transform.lexicon import words
from transform.lexicon.pattern import Pattern, ends_with
from transform.lexicon.table_patterns import table_expression
from transform.model import Span

_OPENER = table_expression("roles", "order_opener")
_ORDER = Pattern(
    rf"(?<![^。；;，,：:、！？\s）)])(?:{_OPENER})(?P<rest>[^，,：:。；;！？\n]{{2,60}})"
)
_is_person = ends_with(words("roles", "order_person"))
_LONGEST_NAME = 20
_OPENED = Pattern(rf"(?:{_OPENER})(?P<rest>[^，,：:。；;！？\n]{{3,60}})")
# Characters by which two orders end alike.
_ENDING = 2
_ASKED = re.compile(
    r"(?m:^)[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、]+[ \t\u3000]*)?(?P<verb>请|责成)(?P<rest>[^\n]{4,30})"
)
_FEWEST_ASKED = 2
_SHORTEST_ORGAN = 3
# Lines that open alike before it is how the document gives orders.
FEWEST_ALIKE = 3
_DUTY_IN_FRONT = re.compile(
    rf"(?P<names>[^，,。；;：:！？\n]{{2,40}}?)(?:[:：]|(?:{VERB_WORD})(?!人|同志|单位|部门))"
)


def find_orders(text: str) -> Iterator[Span]:
    """Where a text says who is to do something.

    >>> text = "由县水利局牵头，请县财政局负责"
    >>> [text[start:end] for start, end in find_orders(text)]
    ['由县水利局牵头', '请县财政局负责']
    >>> list(find_orders("由此可见，工作由来已久"))
    []
    """
    for order in _ORDER.scan(text):
        rest = order["rest"].rstrip()
        tail = ENDS_AS_ORDER.search(rest)
        if tail is not None and tail.start() and _names_somebody(rest[: tail.start()]):
            yield order.start(), order.start("rest") + len(rest)


def find_alike_orders(text: str) -> list[Span]:
    r"""Where an opener, an organ and one ending stand in three lines at least: orders, whatever the verb.

    A verb that no table knows is understood by how a document repeats itself.

    >>> text = "修渠由县水务局扛总责\n种树由县林业局扛总责\n建园由县住建局扛总责，年底交卷"
    >>> [text[start:end] for start, end in find_alike_orders(text)]
    ['由县水务局扛总责', '由县林业局扛总责', '由县住建局扛总责']

    Who does what in a procedure is told in other words each time:

    >>> find_alike_orders("由县水务局受理\n由县林业局审查\n由县住建局发证")
    []
    """
    by_ending: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for opened in _OPENED.scan(text):
        by_ending[opened["rest"].rstrip()[-_ENDING:]].append(opened)
    # Few end alike: only of these it is asked whether an organ opens them.
    alike = (
        _open_with_organs(text, opened)
        for opened in by_ending.values()
        if len(opened) >= FEWEST_ALIKE
    )
    return sorted(chain.from_iterable(spans for spans in alike if len(spans) >= FEWEST_ALIKE))


def _open_with_organs(text: str, alike: Iterable[re.Match[str]]) -> list[Span]:
    """The first order of each line whose opener stands before an organ, with words behind it."""
    by_line: dict[int, Span] = {}
    for opened in alike:
        rest = opened["rest"].rstrip()
        if 0 < _end_of_organ(rest) <= len(rest) - _ENDING:
            line = text.rfind("\n", 0, opened.start())
            by_line.setdefault(line, (opened.start(), opened.start("rest") + len(rest)))
    return list(by_line.values())


def may_open_with_duty(text: str) -> int:
    """Where the names and the verb end with which a text may open; 0 where it opens with no duty whatever the names.

    >>> may_open_with_duty("各单位负责清淤经费"), may_open_with_duty("清淤修渠")
    (5, 0)
    """
    opened = _DUTY_IN_FRONT.match(text)
    return opened.end() if opened else 0


def find_asked(text: str) -> list[Span]:
    r"""Where lines ask an organ for something, two at least: a letter that gives work, whatever it is.

    >>> text = "一、请县水务局报送总结。\n二、请县财政局提供明细。"
    >>> [text[start:end] for start, end in find_asked(text)]
    ['请县水务局', '请县财政局']
    >>> find_asked("一、请县水务局报送总结。\n二、请各单位重视。")
    []
    """
    asked: list[Span] = []
    for line in _ASKED.finditer(text):
        end = _end_of_organ(line["rest"])
        if end and not is_group(line["rest"][:end]):
            asked.append((line.start("verb"), line.start("rest") + end))
    return asked if len(asked) >= _FEWEST_ASKED else []


def opens_with_duty(text: str) -> int:
    """How long the names and the verb are with which a text opens that says whose work it is; 0 where it does not.

    >>> opens_with_duty("县水务局、县财政局负责清淤经费"), opens_with_duty("县水务局：疏通支渠")
    (11, 5)
    >>> opens_with_duty("清淤由县水务局负责"), opens_with_duty("各单位负责人要到场")
    (0, 0)
    """
    opened = _DUTY_IN_FRONT.match(text)
    if opened is None:
        return 0
    names = split_text(opened["names"], Role.RESPONSIBLE, frozenset()).names
    if names and all(is_organ(name) or may_be_unit(name) for name in names):
        return opened.end()
    return 0


def _end_of_organ(text: str) -> int:
    """How long the organ is that a text begins with; 0 where it begins with none."""
    # The longest: 县水务 is known as well as 县水务局.
    ends = range(min(len(text), _LONGEST_NAME), _SHORTEST_ORGAN - 1, -1)
    return next((end for end in ends if is_organ(text[:end])), 0)


def _names_somebody(names: str) -> bool:
    """Whether what stands before an order's verb is a person or names of units, one of which is no group."""
    if _is_person(names):
        return True
    split = split_text(names, Role.RESPONSIBLE, frozenset())
    if not split.names or split.doubts:
        return False
    if not all(is_complete(name) and len(name) <= _LONGEST_NAME for name in split.names):
        return False
    return not all(map(is_group, split.names))
