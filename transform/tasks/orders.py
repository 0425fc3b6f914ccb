"""Orders inside a sentence that says more than a clause does: 由县水利局牵头，做到日产日清 (docs/reading.md, Doubts).

Such a sentence is text, for what it says besides; yet whom it orders was not read, so it is doubted.
"""

import re
from collections.abc import Iterator

from taizhang.tables.terms import Role
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.units import split_text
from transform.actors.verbs import ENDS_AS_ORDER
from transform.lexicon import words
from transform.lexicon.pattern import ends_with
from transform.lexicon.table_patterns import table_expression
from transform.model import Span

_OPENER = table_expression("roles", "order_opener")
_ORDER = re.compile(
    rf"(?<![^。；;，,：:、！？\s）)])(?:{_OPENER})(?P<rest>[^，,：:。；;！？\n]{{2,60}})"
)
_is_person = ends_with(words("roles", "order_person"))
_LONGEST_NAME = 20


def find_orders(text: str) -> Iterator[Span]:
    """Where a text says who is to do something.

    >>> text = "由县水利局牵头，请县财政局负责"
    >>> [text[start:end] for start, end in find_orders(text)]
    ['由县水利局牵头', '请县财政局负责']
    >>> list(find_orders("由此可见，工作由来已久"))
    []
    """
    for order in _ORDER.finditer(text):
        rest = order["rest"].rstrip()
        tail = ENDS_AS_ORDER.search(rest)
        if tail is not None and tail.start() and _names_somebody(rest[: tail.start()]):
            yield order.start(), order.start("rest") + len(rest)


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
