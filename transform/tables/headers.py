"""What a column of a ledger holds, by its header (lexicon/headers.toml)."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from taizhang.tables.terms import Role
from transform.actors.labels import LABEL_ENDS, PERSON_LABEL, label_role
from transform.actors.lead_rules import LeadRule, lead_rules
from transform.lexicon import entry_words, table, word_entries, words


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    HEADING = "heading"
    TASK = "task"
    UNITS = "units"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    MEASURE = "measure"
    OTHER = "other"
    # What only cells or the columns beside it can say.
    SCHEDULE = "schedule"
    # Headed by a unit, its role in the cells.
    ACROSS = "across"
    WORDS = "words"


class Header(Struct, frozen=True):
    """A known header.

    Of columns with a task, `rank` says which of them holds its text: the lowest. Of columns with
    units, `role` says what these do, `alone` what they do in a row where nobody leads, if that is
    another, and `rules` who of them leads (排第一位的为牵头单位). `year` is that of a deadline's header.
    """

    kind: Column
    rank: int = 0
    role: Role = Role.RESPONSIBLE
    alone: Role | None = None
    rules: tuple[LeadRule, ...] = ()
    year: int | None = None


_NOTE = re.compile(r"[（(〔\[【][^（()）]*(?:[)）〕\]】]|$)")
_NOISE = re.compile(r"[\s、，,;；:：/\\|*＊.·及和与或并—–-]+")
_BRACKETS = re.compile(r"[（()）〔〕\[\]【】]")
_YEAR_BEFORE = re.compile(r"(?:19|20)\d{2}年?度?|本年度?|年度")
_OF_PERSONS = re.compile(PERSON_LABEL)
_PLAIN = re.compile(r"[\s:：*＊·]+")
_YEAR = re.compile(r"((?:19|20)\d{2})年")
LONGEST = 24
# 落实, 责任: labels before a colon, no headers.
_SHORT_LABEL = 2


def _known_headers() -> dict[str, Header]:
    known = {word: Header(Column.DEADLINE) for word in words("roles", "deadline_label")}
    for entry in table("headers", "column"):
        role, alone = Role(entry.get("role", Role.RESPONSIBLE)), entry.get("alone")
        header = Header(
            Column(entry["kind"]),
            entry.get("rank", 0),
            role,
            Role(alone) if alone else None,
        )
        known |= dict.fromkeys(entry_words(entry), header)
    return known


KNOWN = _known_headers()
# With what headers end: few words of a text end so.
HEADER_ENDS = frozenset(header[-1] for header in KNOWN) | LABEL_ENDS | frozenset(")）]】〕")
_LONGEST_GUESSED = 14
_GUESSES = [
    (
        re.compile(e["pattern"]),
        Header(Column(e["kind"]), e.get("rank", 0), Role(e.get("role", Role.RESPONSIBLE))),
    )
    for e in table("headers", "guess")
]
_FOREIGN = frozenset(words("headers", "foreign"))
_MONEY = frozenset(words("headers", "money"))
_PAGE_LABELS = frozenset(words("fields", "field")) | {
    begin + end
    for entry in table("fields", "family")
    for begin, end in product(entry["begins"], entry["ends"])
}
# What may stand anywhere in a header: 总投资（万元）, 工作任务及责任单位.
_MONEY_PART = re.compile("|".join(e["pattern"] for e in table("headers", "money_part")))
_PERSONS = re.compile("|".join(e["pattern"] for e in table("headers", "persons")))
_PERIOD = re.compile("|".join(e["pattern"] for e in table("headers", "period")))
_CLAUSE_HEADER = re.compile("|".join(e["pattern"] for e in table("headers", "clause_header")))
# 县住建局（牵头）, 县财政局（配合单位）: a mark behind a unit in a cell of them, or below it in a column of its own.
UNIT_MARKS = {word: Role(e["role"]) for word, e in word_entries("headers", "unit_mark")}


# 工作任务及责任单位: a column of tasks, whatever it says besides.
_CLAUSE_HEADED = Header(Column.TASK, rank=3)


def read_header(text: str) -> Header | None:
    """The header that a cell's text is; None where no entry knows it.

    >>> read_header("责任单位").kind.value, read_header("2024年工作任务（重点）").kind.value
    ('units', 'task')
    >>> read_header("牵 头 单 位").role.value
    'lead'

    A task is none, nor is a label that stands only before colons:

    >>> read_header("清淤修渠") is None, read_header("落实") is None
    (True, True)
    """
    if text and len(text) <= 4 * LONGEST and not text.isdecimal():
        return _read_header(text)
    return None


@lru_cache(maxsize=1 << 10)
def _read_header(text: str) -> Header | None:
    """The header that a short text is.

    Kept, since rows of a ledger repeat names of units, and whoever looks for a header asks again.
    """
    plain = _strip_header(text)
    bare = _NOTE.sub("", plain)
    if len(bare) > LONGEST:
        return None
    header = _CLAUSE_HEADED if joins_clause(text) else _look_up(plain, bare)
    if header is None:
        return None
    # What stands in brackets behind the words is no note here: 责任单位（排第一位的为牵头单位）.
    if header.kind is Column.UNITS:
        rules = tuple(rule for *_, rule in lead_rules(plain))
    else:
        rules = ()
    year = None
    if header.kind is Column.DEADLINE:
        year = _YEAR.search(plain)
    if rules or year:
        return replace(header, rules=rules, year=int(year[1]) if year else None)
    return header


@lru_cache(maxsize=1 << 10)
def guess_header(text: str) -> Header | None:
    """What a header that no entry knows seems to be, by a word inside it; None where none says anything.

    >>> guess_header("攻坚举措任务").kind.value
    'task'
    >>> guess_header("县水务局") is None
    True
    """
    plain = _NOTE.sub("", _strip_header(text))
    if not plain or len(plain) > _LONGEST_GUESSED:
        return None
    return next((header for pattern, header in _GUESSES if pattern.search(plain)), None)


def _look_up(plain: str, bare: str) -> Header | None:
    """A header as printed, without notes, without what joins words, last without the year before it."""
    forms = dict.fromkeys(
        (
            plain,
            bare,
            _NOISE.sub("", bare),
            _NOISE.sub("", _BRACKETS.sub("", plain)),
        )
    )
    for form in forms:
        known = KNOWN.get(form) or _unit_header(form)
        if known:
            return known
    for form in forms:
        year = _YEAR_BEFORE.match(form)
        if year:
            known = KNOWN.get(form[year.end() :]) or _unit_header(form[year.end() :])
            if known:
                return known
    # 包抓领导: composed as the labels of persons in a clause are.
    if any(_OF_PERSONS.fullmatch(form) for form in forms):
        return Header(Column.OTHER)
    return None


def _unit_header(form: str) -> Header | None:
    """The header of a column of units, which is the label of a clause too.

    >>> _unit_header("市级牵头单位").role.value, _unit_header("牵头").role.value
    ('lead', 'lead')
    >>> _unit_header("责任") is None
    True
    """
    role = label_role(form)
    if role is None:
        return None
    is_short = len(form) <= _SHORT_LABEL and role is Role.RESPONSIBLE
    if is_short:
        return None
    return Header(Column.UNITS, role=role)


def is_foreign(text: str) -> bool:
    """Whether a header shows that the table is none of tasks: licences, rights, inspections.

    >>> is_foreign("检查对象"), is_foreign("责任单位")
    (True, False)
    """
    plain = _strip_header(text)
    return len(plain) <= LONGEST and _NOTE.sub("", plain) in _FOREIGN


def is_page_label(text: str) -> bool:
    """Whether a cell is a label of what a page says of a document, whose table gives nobody anything to do.

    >>> is_page_label("索 引 号"), is_page_label("发布单位："), is_page_label("责任单位")
    (True, True, False)
    """
    return len(text) <= LONGEST and _strip_header(text) in _PAGE_LABELS


def is_money(text: str) -> bool:
    """Whether a header says that a column holds money: a table of funds, unless it says by when who does what.

    >>> is_money("总投资（万元）"), is_money("工作任务")
    (True, False)
    """
    plain = _strip_header(text)
    if len(plain) > LONGEST:
        return False
    if _NOTE.sub("", plain) in _MONEY:
        return True
    return _MONEY_PART.search(plain) is not None


def begins_with_period(text: str) -> bool:
    """Whether a header begins with a month, a quarter, a half of a year or a phase, or is nothing but a year.

    >>> begins_with_period("第一季度目标"), begins_with_period("2024年"), begins_with_period("责任单位")
    (True, True, False)
    """
    if not text:
        return False
    if len(text) > LONGEST:
        return False
    return _PERIOD.match(_strip_header(text)) is not None


def joins_clause(text: str) -> bool:
    """Whether a header says that a column holds tasks with who answers for them.

    >>> joins_clause("工作任务及责任单位"), joins_clause("责任单位")
    (True, False)
    """
    if len(text) > 2 * LONGEST:
        return False
    return _CLAUSE_HEADER.search(_strip_header(text)) is not None


def names_persons(text: str) -> bool:
    """Whether a header of units says that persons stand beside them.

    >>> names_persons("责任单位、责任人"), names_persons("责任单位")
    (True, False)
    """
    return _PERSONS.search(_strip_header(text)) is not None


def unit_mark(text: str) -> Role | None:
    """The role that a mark says; None for any other text.

    >>> unit_mark("牵头").value, unit_mark("（配合）").value, unit_mark("√")
    ('lead', 'cooperate', None)
    """
    return UNIT_MARKS.get(_BRACKETS.sub("", _strip_header(text)))


def _strip_header(text: str) -> str:
    return _PLAIN.sub("", unicodedata.normalize("NFKC", text))
