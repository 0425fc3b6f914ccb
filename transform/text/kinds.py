"""What a document is, and whether it may assign work (docs/reading.md, Task, 3 and 4)."""

import re
from collections.abc import Callable

from taizhang.tables.terms import DocumentKind
from transform.lexicon import alternatives, table
from transform.lexicon.pattern import Pattern

_TITLE = [(DocumentKind(e["kind"]), Pattern(e["pattern"])) for e in table("kinds", "title")]
_OPENING = [(DocumentKind(e["kind"]), Pattern(f"(?m:{e['pattern']})")) for e in table("kinds", "opening")]
_NO_OUTLINE = re.compile("|".join(e["pattern"] for e in table("kinds", "no_outline")))
_NOTE = r"(?:[（(〔][^（）()]{1,24}[)）〕])*"
_CALLED = re.compile(alternatives("kinds", "document_word") + _NOTE + r"[》>〉”\"]?(?:[（(].{0,20}[)）])?$")
_ARTICLE = re.compile(r"第(?<![^\n]第)[一二三四五六七八九十\d]{1,3}条")  # at a line's start, found by its rare 第
_OPENING_LENGTH = 600
_ASSIGNS = 3  # clauses from which on a text is a plan, whatever it is called
_PLAN_WORDS = re.compile(r"(?:要点|方案|意见|措施|计划|分解表|台账|行动|规划|纲要|分工)")

_LISTS_WORK = re.compile("要点|方案|意见|措施|计划|分解表|台账|行动|分工")


def document_kind(title: str | None, text: str, clauses: Callable[[], int]) -> DocumentKind:
    """What a document is by its title, else by how its text begins; `clauses` counts its responsibility clauses.

    They are counted only where title and opening leave the kind open.
    """
    name = _bare(title)
    opening = text[:_OPENING_LENGTH]
    if name and (_PLAN_WORDS.search(name) or _CALLED.search(name) or not opening):
        for kind, pattern in _TITLE:
            if pattern.search(name):
                if kind is DocumentKind.REGULATION and not _ARTICLE.search(text) and clauses() >= _ASSIGNS:
                    return DocumentKind.PLAN  # a plan under the name of its column
                return _unless_news(kind, name, opening)
    elif name:
        for kind, pattern in _TITLE[:7]:
            if pattern.search(name):
                return kind
    for kind, pattern in _OPENING:
        if pattern.search(opening):
            if kind is DocumentKind.REGULATION and clauses() >= _ASSIGNS:
                return DocumentKind.PLAN
            return kind
    if clauses() >= 2:
        return DocumentKind.PLAN
    return DocumentKind.NEWS if name and not _CALLED.search(name) else DocumentKind.OTHER


def _bare(title: str | None) -> str:
    """A title without its spaces."""
    return "".join(title.split()) if title else ""


def _unless_news(kind: DocumentKind, name: str, opening: str) -> DocumentKind:
    """A headline that only speaks of a plan is news; one that names the document in full is the document."""
    if kind not in (DocumentKind.PLAN, DocumentKind.NOTICE) or _CALLED.search(name):
        return kind
    news = any(k is DocumentKind.NEWS and p.search(opening) for k, p in _OPENING)
    return DocumentKind.NEWS if news else kind


def may_assign(kind: DocumentKind) -> bool:
    """Whether clauses of such a document are tasks."""
    return kind in (DocumentKind.PLAN, DocumentKind.NOTICE, DocumentKind.OTHER)


def may_list_work(kind: DocumentKind, title: str | None) -> bool:
    """Whether the items of such a document are tasks where it assigns nothing."""
    if kind is not DocumentKind.PLAN:
        return False
    name = _bare(title)
    return bool(_LISTS_WORK.search(name)) or not _NO_OUTLINE.search(name)
