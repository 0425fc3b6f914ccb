"""What a document is, and whether it may assign work (docs/reading.md, Task, 3 and 4).

A document's name counts by its last document word: 供水办法 is a norm, 停水应急保障方案 a plan, whatever it is
about. A norm, an interpretation and a reply are what their names say. Where a name leaves the kind
open (a notice, a headline, no name at all), votes decide: what the document does weighs more than
single words of its title.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain

from msgspec import Struct

from taizhang.tables.terms import DocumentKind
from transform.lexicon import alternatives, entry_words, table
from transform.lexicon.pattern import Pattern
from transform.model import Part, PlacedTable
from transform.text.title_words import is_called

_NOTE = re.compile(r"(?:[（(〔\[][^（）()]{1,24}[)）〕\]])+$")
_QUOTES = '》>〉”"』'
_NAMED = [(DocumentKind(e["kind"]), tuple(entry_words(e))) for e in table("kinds", "named")]
_NAMED_WORDS = tuple(chain.from_iterable(named for _, named in _NAMED))
_SPEAKS_OF = [
    (DocumentKind(e["kind"]), re.compile(e["pattern"])) for e in table("kinds", "speaks_of")
]
_LAW = re.compile("|".join(e["pattern"] for e in table("kinds", "law")))
_OPEN_WORD = re.compile(r"的?" + alternatives("kinds", "open_word") + "$")
_MATTER = [(DocumentKind(e["kind"]), Pattern(e["pattern"])) for e in table("kinds", "matter")]
_ASKED_FOR = re.compile("|".join(e["pattern"] for e in table("kinds", "asked_for")))
_ISSUED = re.compile(alternatives("kinds", "issued"))
_OPENING = [
    (DocumentKind(e["kind"]), Pattern(f"(?m:{e['pattern']})")) for e in table("kinds", "opening")
]
_FACT = re.compile(alternatives("kinds", "fact") + r"\s*(?:[:：。]|$)")
_NO_OUTLINE = re.compile("|".join(e["pattern"] for e in table("kinds", "no_outline")))
_LISTS_WORK = re.compile(alternatives("kinds", "lists_work"))
# At a line's start, found by its rare 第.
_ARTICLE = re.compile(r"第(?<![^\n]第)[一二三四五六七八九十\d]{1,3}条")
_OPENING_LENGTH = 600
_LONGEST_FACT = 14
_LONGEST_NAME = 110

# What each sign weighs. A name or a matter that says what the document is outweighs what single
# words say; a table of tasks and units outweighs all but the names of norms, figures, honours and
# explanations.
_LEDGER = 7
_CLAUSES = {0: 0, 1: 1, 2: 3}
_MANY_CLAUSES = 5  # three or more
_MATTER_WEIGHTS = {DocumentKind.PLAN: 5, DocumentKind.NOTICE: 3, DocumentKind.REPORT: 4}
_NOTICE = 3
_TELLING_MATTER = 8
_NAME = 6
_OPENING_WEIGHTS = {
    DocumentKind.PLAN: 2,
    DocumentKind.NOTICE: 1,
    DocumentKind.REGULATION: _TELLING_MATTER,
}
_TELLING_OPENING = 6
# Openings that say nothing where a title does.
_NOT_UNDER_A_TITLE = {DocumentKind.NEWS, DocumentKind.PLAN}
_FACTS = 4
_HEADLINE = 2
# Votes between the first and the second, up to which the verdict is doubted.
_CLOSE = 1
# Fewer are no evidence for another kind.
_FEWEST_VOTES = 4

_DECIDED_BY_NAME = {DocumentKind.PLAN, DocumentKind.INTERPRETATION, DocumentKind.REPLY}


class Doings(Struct, frozen=True):
    """What a document does, each asked for only where its name leaves the kind open.

    `clauses` counts its responsibility clauses, `has_ledger` says whether a table gives tasks to
    units, `headings` are the first words of its items.
    """

    clauses: Callable[[], int]
    has_ledger: Callable[[], bool]
    headings: Callable[[], Sequence[str]]


class KindVerdict(Struct, frozen=True):
    """What a document is; `is_close` says that the votes for another kind were nearly as many."""

    kind: DocumentKind
    is_close: bool = False


def judge_kind(title: str | None, text: str, doings: Doings) -> KindVerdict:
    """What a document is by its name, else by votes on how it begins and what it does.

    >>> idle = Doings(lambda: 0, lambda: False, list)
    >>> judge_kind("某市停水应急保障方案", "", idle).kind.value
    'plan'
    >>> judge_kind("《某市供水条例》解读", "", idle).kind.value
    'interpretation'

    A name that leaves the kind open lets what the document does decide:

    >>> judge_kind("某市供水情况说明", "", idle).kind.value
    'notice'
    >>> judge_kind("某市供水情况说明", "", Doings(lambda: 9, lambda: True, list)).kind.value
    'plan'
    """
    name = bare_name(title)
    named = kind_by_name(name)
    if named is DocumentKind.REGULATION:
        return _norm_or_plan(text, doings)
    if named in _DECIDED_BY_NAME:
        return KindVerdict(named)
    return _count_votes(_collect_votes(name, named, text, doings))


def bare_name(title: str | None) -> str:
    """A title without its spaces and the notes behind it.

    >>> bare_name("供水 办法（试行）（征求意见稿）"), bare_name(None)
    ('供水办法', '')
    """
    if title:
        return _NOTE.sub("", "".join(title.split()))
    return ""


def kind_by_name(name: str) -> DocumentKind | None:
    """The kind that a name's last document word tells; None where it leaves the kind open.

    A notice that issues a document is what it issues; a quoted name that is only spoken of tells
    nothing.

    >>> kind_by_name("关于印发《供水办法》的通知").value, kind_by_name("停水应急方案").value
    ('regulation', 'plan')
    >>> kind_by_name("代表热议《供水办法》") is None
    True
    """
    for spoken, begins in _SPEAKS_OF:
        if begins.match(name):
            return spoken
    while name:
        if name[-1] in _QUOTES:
            before, _, quoted = name[:-1].rpartition("《")
            if before and not _ISSUED.search(before):
                return None
            name = quoted or name[:-1]
        elif (kind := _last_word(name)) is not None:
            if _ASKED_FOR.search(name):
                return None
            return kind
        # 通知 leaves the kind open: what stands before it is asked.
        elif open_word := _OPEN_WORD.search(name):
            name = name[: open_word.start()]
        else:
            return None
        name = _NOTE.sub("", name)
    return None


def lists_works(name: str) -> bool:
    """Whether a name is that of a list of works, which has no document word.

    >>> lists_works("云泽县2024年十件民生实事项目"), lists_works("我市确定2024年十件民生实事")
    (True, False)
    """
    return any(
        kind is DocumentKind.PLAN and begins.match(name) is not None for kind, begins in _SPEAKS_OF
    )


def _last_word(name: str) -> DocumentKind | None:
    """The kind of the longest word with which a name ends."""
    ends: list[tuple[int, DocumentKind]] = []
    for kind, words in _NAMED if name.endswith(_NAMED_WORDS) else ():
        ends += [(len(word), kind) for word in words if name.endswith(word)]
    # The longest: 实施办法 ends with 办法, 工作方案解读 with 解读.
    if ends:
        return max(ends)[1]
    if _LAW.search(name):
        return DocumentKind.REGULATION
    return None


def _norm_or_plan(text: str, doings: Doings) -> KindVerdict:
    """A norm by its name; one without articles that assigns work bears the name of its column."""
    if not _ARTICLE.search(text) and doings.clauses() > max(_CLAUSES):
        return KindVerdict(DocumentKind.PLAN)
    return KindVerdict(DocumentKind.REGULATION)


def _collect_votes(
    name: str,
    kind_of_name: DocumentKind | None,
    text: str,
    doings: Doings,
) -> Counter[DocumentKind]:
    """The votes for each kind: of the name, of the opening, of what the document does."""
    # One vote for "other", so that nothing at all decides nothing.
    votes = Counter({DocumentKind.OTHER: 1})
    if kind_of_name is not None:
        votes[kind_of_name] += _NAME
    announces = _OPEN_WORD.search(name) is not None
    is_title = announces or is_called(name)
    if name:
        votes[DocumentKind.NOTICE if is_title else DocumentKind.NEWS] += (
            _NOTICE if is_title else _HEADLINE
        )
        _add_matter(votes, name, announces=announces)
    opening = text[:_OPENING_LENGTH]
    for kind, pattern in _OPENING:
        if pattern.search(opening):
            if not is_title or kind not in _NOT_UNDER_A_TITLE:
                votes[kind] += _OPENING_WEIGHTS.get(kind, _TELLING_OPENING)
            break
    if _states_facts(doings.headings()):
        votes[DocumentKind.NOTICE] += _FACTS
    # To count clauses and to look for a ledger costs most of the reading: only where it can decide.
    if votes.most_common(1)[0][1] - votes[DocumentKind.PLAN] <= _LEDGER:
        _add_work(votes, doings)
    return votes


def _add_matter(votes: Counter[DocumentKind], name: str, *, announces: bool) -> None:
    """What a name speaks of.

    Only a notice deploys or makes known: a headline speaks of it, 须知 explains it.
    """
    for kind, pattern in _MATTER:
        if pattern.search(name):
            if announces or kind not in (DocumentKind.PLAN, DocumentKind.NOTICE):
                votes[kind] += _MATTER_WEIGHTS.get(kind, _TELLING_MATTER)
            return


def _add_work(votes: Counter[DocumentKind], doings: Doings) -> None:
    """The work that a document gives to units."""
    if doings.has_ledger():
        votes[DocumentKind.PLAN] += _LEDGER
    else:
        clauses = doings.clauses()
        votes[DocumentKind.PLAN] += _CLAUSES.get(clauses, _MANY_CLAUSES)
        # A norm has duties of whoever it is about, but no clauses that name who is responsible.
        if clauses > max(_CLAUSES):
            votes[DocumentKind.REGULATION] = 0


def _states_facts(headings: Sequence[str]) -> bool:
    """Whether half of a text's items and two at least state a fact or a condition: 报名条件：…, 咨询电话：…."""
    facts = sum(_FACT.search(heading[:_LONGEST_FACT]) is not None for heading in headings)
    return facts >= 2 and 2 * facts >= len(headings)


def _count_votes(votes: Counter[DocumentKind]) -> KindVerdict:
    """The kind with most votes, and whether another that would give other tasks has nearly as many."""
    (kind, most), *others = votes.most_common()
    near = [other for other, count in others if count >= max(most - _CLOSE, _FEWEST_VOTES)]
    return KindVerdict(kind, any(_gives_other_tasks(kind, other) for other in near))


def _gives_other_tasks(kind: DocumentKind, other: DocumentKind) -> bool:
    """Whether a document would give other tasks as the other kind."""
    if may_assign(kind) != may_assign(other):
        return True
    return DocumentKind.PLAN in (kind, other)


def interpretation_start(part: Part) -> int:
    """Where a line 《…方案》解读 begins the interpretation of what stands above it, else the text's end."""
    for line in part.items:
        if (
            isinstance(line, PlacedTable)
            or part.text[line.start] != "《"
            or line.end - line.start > _LONGEST_NAME
        ):
            continue
        if kind_by_name(bare_name(part.text[line.start : line.end])) is DocumentKind.INTERPRETATION:
            return line.start
    return len(part.text)


def may_assign(kind: DocumentKind) -> bool:
    """Whether clauses of such a document are tasks."""
    return kind in (DocumentKind.PLAN, DocumentKind.NOTICE, DocumentKind.OTHER)


def may_list_work(kind: DocumentKind, title: str | None) -> bool:
    """Whether the items of such a document are tasks where it assigns nothing.

    >>> may_list_work(DocumentKind.PLAN, "2024年政务公开工作要点")
    True
    >>> may_list_work(DocumentKind.NOTICE, "2024年政务公开工作要点")
    False
    """
    if kind is not DocumentKind.PLAN:
        return False
    name = bare_name(title)
    if bool(_LISTS_WORK.search(name)):
        return True
    return not _NO_OUTLINE.search(name)
