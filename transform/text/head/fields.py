"""Fields that a document's own text prints, a label and a value on one line: 发文字号：某政发〔2021〕3号."""

import re

from taizhang.dates import read_day
from taizhang.doc_numbers import read_doc_number
from taizhang.tables.terms import Validity
from transform.lexicon import choice, entry_words, table
from transform.lexicon.pattern import Pattern
from transform.model import Line, Part
from transform.text.head.organs import is_issuer
from transform.text.head.values import HeadValue, OwnHead
from transform.text.title_words import is_called

_FIELDS = {word: e["name"] for e in table("metadata", "field") for word in entry_words(e)}
# 标 题 is spread over the width of its column.
_FIELD_WORDS = sorted(_FIELDS, key=len, reverse=True)
_FIELD_WORD = "(?:" + "|".join(r"\s?".join(w) if len(w) < 4 else w for w in _FIELD_WORDS) + ")"
_FIELD_LINE = Pattern(rf"(?<![\u4e00-\u9fff])(?P<label>{_FIELD_WORD})\s*[:：]\s*[|\s]*(?P<value>[^|\n]*)")
_FIELD_LABEL = re.compile(rf"(?<![\u4e00-\u9fff]){_FIELD_WORD}\Z")
_FIELD_ENDS = frozenset(word[-1] for word in _FIELD_WORDS)
_LONGEST_LABEL = 2 * max(map(len, _FIELD_WORDS))
_VALIDITY = [(Validity(e["value"]), re.compile("^" + choice(entry_words(e)))) for e in table("metadata", "validity")]
_LONGEST_FIELD_LINE = 400


def read_fields(part: Part, line: Line, head: OwnHead) -> None:
    """Adds the fields that a line prints to what the head says; an issuer that is a site's name is none."""
    if line.end - line.start > _LONGEST_FIELD_LINE:
        return
    text = part.text[line.start : line.end]
    for match in _FIELD_LINE.finditer(text):
        name, value = _FIELDS["".join(match["label"].split())], match["value"].strip(" |　\xa0")
        if not value or name in head.values or name in head.days:
            continue
        start = line.start + match.start("value")
        found = HeadValue(value, "field_line", part.part_no, (start, start + len(match["value"].rstrip())))
        if name in ("written_on", "published_on"):
            if day := read_day(value):
                head.days[name] = day, found
        elif name == "validity":
            head.validity = head.validity or read_validity(value)
        elif name == "doc_number":
            if number := read_doc_number(value):
                head.values[name] = HeadValue(number, found.rule, found.part_no, found.span)
        elif name == "title":
            if is_called(value.rstrip("》”")):
                head.values[name] = found
        elif name != "issuer" or is_issuer(value):
            head.values[name] = found


def has_field(text: str) -> bool:
    """Whether a text has a field: from each colon a look back for a label, for a search of each line is slow."""
    for colon in ":：":
        at = text.find(colon)
        while at >= 0:
            end = at
            while text[end - 1 : end].isspace():
                end -= 1
            if text[end - 1 : end] in _FIELD_ENDS and _FIELD_LABEL.search(text, max(0, end - _LONGEST_LABEL), end):
                return True
            at = text.find(colon, at + 1)
    return False


def read_validity(text: str) -> Validity | None:
    """What a field says about whether a document is in force; None where it is not known."""
    return next((value for value, pattern in _VALIDITY if pattern.match(text.strip())), None)
