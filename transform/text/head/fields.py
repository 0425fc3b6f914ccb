"""Fields that a document's own text prints above its first paragraph: 发文字号：某政发〔2021〕3号."""

import re

from taizhang.dates import read_day
from taizhang.doc_numbers import read_doc_number
from taizhang.tables.terms import Validity
from transform.lexicon import choice, entry_words, table
from transform.model import Line, Part
from transform.text.head.organs import is_issuer
from transform.text.head.values import HeadValue, OwnHead
from transform.text.labelled import Pair, read_labelled
from transform.text.title_words import is_called

_VALIDITY = [
    (Validity(e["value"]), re.compile("^" + choice(entry_words(e))))
    for e in table("fields", "validity")
]
_DAYS = frozenset({"written_on", "published_on"})


def read_fields(part: Part, lines: list[Line], head: OwnHead) -> frozenset[int]:
    """Adds the fields that lines print to what the head says; returns where those lines begin.

    A pair that a colon or brackets mark counts by itself, any other only in a box of several: a
    line 主题 above a paragraph is no field.
    """
    labelled = read_labelled([part.text[line.start : line.end] for line in lines])
    is_box = labelled.is_box()
    pairs = [pair for pair in labelled.pairs if pair.value and (is_box or pair.is_marked)]
    for pair in pairs:
        start = lines[pair.line].start + pair.start
        span = start, start + len(pair.value)
        _take_field(pair, HeadValue(pair.value, "field_line", part.part_no, span), head)
    if is_box:
        taken = labelled.lines
        head.unknown = labelled.unknown
    else:
        taken = {pair.line for pair in pairs}
    return frozenset(lines[number].start for number in taken)


def _take_field(pair: Pair, printed: HeadValue, head: OwnHead) -> None:
    """Adds a field's value where it can be read; an issuer that is a site's name is none."""
    name, value = pair.field, pair.value
    # The first one counts: a second 发文字号 below is that of a document which the first replaces.
    if not name or name in head.values or name in head.days:
        return
    if name in _DAYS:
        day = read_day(value)
        if day:
            head.days[name] = day, printed
    elif name == "validity":
        head.validity = head.validity or read_validity(value)
    elif name == "doc_number":
        number = read_doc_number(value)
        if number:
            head.values[name] = HeadValue(number, printed.rule, printed.part_no, printed.span)
    elif name == "title":
        if is_called(value.rstrip("》”")):
            head.values[name] = printed
    elif name != "issuer" or is_issuer(value):
        head.values[name] = printed


def read_validity(text: str) -> Validity | None:
    """What a field says about whether a document is in force; None where it is not known.

    >>> read_validity("现行有效").value, read_validity("已废止").value
    ('valid', 'repealed')
    >>> read_validity("详见正文") is None
    True
    """
    return next((value for value, pattern in _VALIDITY if pattern.match(text.strip())), None)
