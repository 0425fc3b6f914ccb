"""Documents cited by their 发文字号, normalised to 代字〔year〕n号 (docs/reading.md, Document)."""

import re

from taizhang.doc_numbers import find_doc_numbers
from taizhang.tables.terms import Relation
from transform.lexicon import choice, entry_words, table
from transform.lexicon.table_patterns import table_pattern
from transform.model import Citation, Part

# A cited title may itself quote another: 《关于转发〈…〉的通知》 is often typed with 《》 inside.
_TITLE_BEFORE = re.compile(
    r"《(?P<title>[^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,60})?)》\s*[（(〔\[]?\s*$"
)
_LONGEST_TITLE = 200
# The year and number of a document, whatever stands before them; numbers of these are none of documents.
_LIKE_NUMBER = re.compile(
    r"[〔\[【（(﹝［](?:\s*(?:19|20)\d\d\s*[〕\]】）)﹞］]\s*(?:第\s*)?\d{1,5}\s*号"
    r"|(?<=〔)(?:19|20)\d\d〕\d{1,4}(?=[)）》，。]))"
)
# What stands before a register's number, and before one that was printed without its letters (（〔2020〕111号）).
_NO_LETTERS = ("令", "公告", "通告", "（", "(")
# In the table's order: 转发 says more than 根据 in the same sentence.
_RELATIONS = [
    (Relation(entry["relation"]), re.compile(choice(entry_words(entry))))
    for entry in table("metadata", "cited_as")
]
_REPEALED = table_pattern("metadata", "repealed_behind")
# Characters before or behind a number in which its sentence says how it is cited, where no stop
# bounds the sentence.
_REACH = 60


def read_citations(part: Part, own: str | None = None) -> list[Citation]:
    """The documents that a part cites, each once; `own` is the document's own number.

    >>> def read(text):
    ...     cited = read_citations(Part(0, "page", "sha256:0", text, text))
    ...     return [(c.doc_number, c.title, c.relation.value) for c in cited]
    >>> read("根据《修渠办法》（某政发〔2021〕3号），制定本方案。")
    [('某政发〔2021〕3号', '修渠办法', 'basis')]
    >>> read("《修渠办法》（某政发〔2019〕8号）同时废止。")
    [('某政发〔2019〕8号', '修渠办法', 'repeals')]

    A document named without its number is none:

    >>> read("根据《修渠办法》，制定本方案。")
    []
    """
    citations: list[Citation] = []
    # A document's own number is printed in its head and in its notes.
    seen: set[str | None] = {own}
    for number in find_doc_numbers(part.text, in_sentence=True):
        if number.normal_form in seen:
            continue
        seen.add(number.normal_form)
        span = number.start, number.end
        title = _TITLE_BEFORE.search(part.text, max(0, span[0] - _LONGEST_TITLE), span[0])
        relation = _read_relation(part.text, title.start() if title else span[0], span[1])
        citations.append(
            Citation(
                part.part_no,
                span,
                relation,
                title["title"] if title else None,
                number.normal_form,
            )
        )
    return citations


def find_unread_citations(part: Part) -> list[tuple[int, int]]:
    """Where a year and a number stand as those of a document do, and no number was read.

    >>> text = "根据水(shui)〔2021〕3号、某政发〔2021〕4号、某县政府〔2021〕5号和某政办〔2021〕6）"
    >>> [text[slice(*span)] for span in find_unread_citations(Part(0, "page", "sha256:0", text, text))]
    ['〔2021〕3号', '〔2021〕6']
    """
    text = part.text
    like = [
        match.span()
        for match in _LIKE_NUMBER.finditer(text)
        if not text.endswith(_NO_LETTERS, 0, match.start())
    ]
    # Most texts cite nothing.
    if not like:
        return like
    numbers = {number.end for number in find_doc_numbers(text, in_sentence=False)}
    return [span for span in like if span[1] not in numbers]


def _read_relation(text: str, start: int, end: int) -> Relation:
    """How the document is cited, from the words of its sentence."""
    begin = max(text.rfind("。", 0, start), text.rfind("\n", 0, start), start - _REACH) + 1
    stop = text.find("。", end)
    # What is repealed is said behind the number (…同时废止), everything else before it.
    if _REPEALED.search(text, end, stop if stop >= 0 else end + _REACH):
        return Relation.REPEALS
    before = text[begin:start]
    return next(
        (relation for relation, pattern in _RELATIONS if pattern.search(before)),
        Relation.MENTIONS,
    )
