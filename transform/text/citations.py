"""Documents cited by their 发文字号, normalised to 代字〔year〕n号 (docs/reading.md, Document)."""

import re

from taizhang.doc_numbers import find_doc_numbers
from taizhang.tables.terms import Relation
from transform.model import Citation, Part

_TITLE_BEFORE = re.compile(
    r"《(?P<title>[^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,60})?)》\s*[（(〔\[]?\s*$"
)
_LONGEST_TITLE = 200
_RELATIONS = (
    (Relation.REPEALS, re.compile("废止|停止执行|同时失效")),
    (Relation.FORWARDS, re.compile("转发")),
    (Relation.IMPLEMENTS, re.compile("贯彻|落实|执行")),
    (Relation.BASIS, re.compile("根据|依据|按照|依照|按")),
)
_REPEALED = re.compile("废止|停止执行|失效")


def read_citations(part: Part, own: str | None = None) -> list[Citation]:
    """The documents that a part cites; `own` is the document's own number."""
    found: list[Citation] = []
    seen: set[str | None] = {own}
    for number in find_doc_numbers(part.text, in_sentence=True):
        if number.normal_form in seen:
            continue
        seen.add(number.normal_form)
        span = number.start, number.end
        title = _TITLE_BEFORE.search(part.text, max(0, span[0] - _LONGEST_TITLE), span[0])
        relation = _read_relation(part.text, title.start() if title else span[0], span[1])
        found.append(
            Citation(
                part.part_no,
                span,
                relation,
                title["title"] if title else None,
                number.normal_form,
            )
        )
    return found


def _read_relation(text: str, start: int, end: int) -> Relation:
    """How the document is cited, from the words of its sentence."""
    begin = max(text.rfind("。", 0, start), text.rfind("\n", 0, start), start - 60) + 1
    stop = text.find("。", end)
    if _REPEALED.search(text, end, stop if stop >= 0 else end + 60):
        return Relation.REPEALS
    before = text[begin:start]
    return next(
        (relation for relation, pattern in _RELATIONS[1:] if pattern.search(before)),
        Relation.MENTIONS,
    )
