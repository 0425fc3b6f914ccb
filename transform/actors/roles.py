"""Which stretch of a clause holds the units of which role (docs/reading.md, Units).

A clause is read from left to right: a label (责任单位：) says the role of what follows, a verb (负责, 牵头, 配合) that
of what stands before it, a partner word (会同) that what follows cooperates.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from taizhang.tables.terms import Role
from transform.lexicon import alternatives, choice, entry_words, table, words
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Span

LABEL_ROLES: dict[str, Role] = {w: Role(e["role"]) for e in table("roles", "label") for w in entry_words(e)}
LABEL = alternatives("roles", "label")
DEADLINE_LABEL = alternatives("roles", "deadline_label")
PERSON_LABEL = alternatives("roles", "person_label")
_COLONS = ":：︰∶﹕"
COLON = rf"\s*[{_COLONS}]\s*"
# What some print for the colon of a label that opens its line.
GAP = r"(?:[ \t\u3000\xa0]+|\s*[-－—–；;]+\s*)"
ANY_LABEL = rf"(?:{LABEL}|{DEADLINE_LABEL}|{PERSON_LABEL})"
_SHORT_LABEL = 2
LONG_LABEL = choice(w for w in LABEL_ROLES if len(w) > _SHORT_LABEL)
_VERBS = [(f"v{i}", e["pattern"], Role(e["role"])) for i, e in enumerate(table("roles", "verb"))]
_VERB_ROLES = {name: role for name, _, role in _VERBS}
_BLANK = " \t　、，,;；。由"  # what may stand where no name stands
_LABEL_TAIL = re.compile(r"[\s:：︰∶﹕为是由]+$")
_END = r"(?=\s*(?:[、，,;；。:：)）\]】〕〉>》\n]|$))"
_PARTNER = alternatives("roles", "partner")
# A verb closes what stands before it; 牵头 may also stand right before the next unit.
_VERB = "|".join(
    rf"(?P<{name}>{Pattern(pattern).guarded}{'' if role is Role.LEAD else _END})" for name, pattern, role in _VERBS
)
_TOKEN = Pattern(
    r"(?P<stop>[;；。\n])|"
    + "|".join(
        Pattern(token).guarded
        for token in (
            rf"(?P<label>{LABEL}{COLON}|(?<![^\s，,;；。、(（\[【〔〈<]){LONG_LABEL}(?:为|是|由)?)",
            rf"(?P<deadline>{DEADLINE_LABEL}{COLON}|(?<![^\n]){DEADLINE_LABEL}{GAP})",
            rf"(?P<person>{PERSON_LABEL}{COLON}|(?<![^\n]){PERSON_LABEL}{GAP})",
            rf"(?<=[^\s、，,;；。:：(（])(?:{_VERB})",
            rf"(?P<partner>(?<=[^\s、])(?:{_PARTNER})(?=\S)|(?<=[，,、])会同(?=\S))",
        )
    )
)
_DUE_WORDS = ("年", "月", "季度", "持续", "长期", "长效", "常态", "适时", "动态", "滚动", "一直")
_DUE_HINT = re.compile(choice(_DUE_WORDS))
_DUE_PHRASE = Pattern(
    r"(?<=[，,；;。\n])\s*(?P<phrase>"
    + "|".join(f"(?:{e['pattern']})" for e in table("roles", "due_phrase"))
    + r")(?=\s*(?:[，,；;。）)\]】〕\n]|$))"
)
_DEADLINE_LABEL = re.compile(DEADLINE_LABEL)
_DEFINITION = re.compile("|".join(e["pattern"] for e in table("units", "definition")))
_BEFORE_DEFINITION = re.compile(r"[（(〔〈\[【]")
_NOTE = Pattern("|".join(Pattern(e["pattern"]).guarded for e in table("roles", "note")))


class LeadRule(StrEnum):
    """A rule, said once, on which units lead where no label says so."""

    FIRST = "first_leads"
    BEFORE_COMMA = "comma_leads"


_RULES = [(LeadRule(e["name"]), re.compile(e["pattern"])) for e in table("roles", "rule")]
_LEADS = "牵头"  # what every rule ends with
_RULE_WORDS = ("第一", "首位", "首个", "最前", "逗号")
_RULE_HINT = re.compile(choice(_RULE_WORDS))
_HINT_BEGINS = "第首最逗"
_BEFORE_HINT = 2  # 排在 of 排在首位
_NOTE_WORDS = ("下", "后", "不再", *[f"责任单位{word}" for word in "均都包含涉"])
_NOTE_HINT = re.compile(choice(_NOTE_WORDS))
# What hardly a clause has: the hints of rules, notes and due phrases.
_ASIDE_WORDS = (*_RULE_WORDS, *_NOTE_WORDS, *_DUE_WORDS)
_ASIDE = re.compile(choice(_ASIDE_WORDS))
# Most clauses are a label and names. All else that a clause may say holds one of the words that follow.
_LABELLED = re.compile(rf"(?P<label>{LABEL}\s*[{_COLONS}])\s*")
_SIGNS = {
    *";；。\n",
    *_COLONS,
    *_ASIDE_WORDS,
    *(word for word in LABEL_ROLES if len(word) > _SHORT_LABEL),
    *(word for _, pattern, _ in _VERBS for word in Pattern(pattern).needs),
    *words("roles", "partner"),
}
_MORE = re.compile(choice(word for word in _SIGNS if not any(sign in word for sign in _SIGNS - {word})))


class Stretch(Struct):
    """A stretch of text that holds the units of one role; `labelled` where a label or verb said which."""

    role: Role
    start: int
    end: int
    labelled: bool = True


class Assignment(Struct):
    """What a clause says: stretches of units, its own deadline, rules and notes that it states."""

    stretches: list[Stretch] = []
    deadline: Span | None = None
    rules: list[LeadRule] = []


def lead_rules(text: str) -> list[tuple[int, int, LeadRule]]:
    """Rules on who leads that a text states, with their place."""
    hints = _hints(text)
    return [place for name, pattern in _RULES for place in _stated(text, hints, name, pattern)] if hints else []


def _hints(text: str) -> list[int]:
    """Where words stand that every rule has at its beginning."""
    if _LEADS not in text:
        return []
    return [at for at in find_places(text, _HINT_BEGINS) if _RULE_HINT.match(text, at)]


def _stated(
    text: str, hints: list[int], name: LeadRule, pattern: re.Pattern[str]
) -> Iterator[tuple[int, int, LeadRule]]:
    """Where a text states one rule: each begins with a hint or a little before it."""
    end = 0
    for hint in hints:
        for start in range(max(end, hint - _BEFORE_HINT), hint + 1):
            if found := pattern.match(text, start):
                end = found.end()
                yield start, end, name
                break


def read_roles(text: str, start: int, end: int, default: Role = Role.RESPONSIBLE) -> Assignment:
    """The stretches of units in `text[start:end]`; `default` is the role where neither label nor verb says one."""
    return _read_one_label(text, start, end) or _read_all(text, start, end, default)


def _read_one_label(text: str, start: int, end: int) -> Assignment | None:
    """Reads what is nothing but a label and names; None where more may be said."""
    label = _LABELLED.match(text, start, end)
    if label is None or _MORE.search(text, label.end("label"), end):
        return None
    at = label.end()
    named = text[at:end].strip(_BLANK)
    return Assignment([Stretch(_role_of(label["label"]), at, end)] if named else [])


def _read_all(text: str, start: int, end: int, default: Role) -> Assignment:
    """Reads whatever a clause says."""
    found = Assignment()
    definitions = []
    if _BEFORE_DEFINITION.search(text, start, end):
        definitions = [m.span() for m in _DEFINITION.finditer(text, start, end)]
    if not _ASIDE.search(text, start, end):
        _read_piece(text, start, end, default, definitions, found)
        return found
    blank = []
    for at, to, rule in lead_rules(text[start:end]):
        found.rules.append(rule)
        blank.append((start + at, start + to))
    if _NOTE_HINT.search(text, start, end):
        blank += [m.span() for m in _NOTE.finditer(text, start, end)]
    phrases = _due_phrases(text, start, end)
    if phrases:
        found.deadline = (phrases[0][0], phrases[-1][1])
        blank += phrases
    blank = [b for b in blank if not any(a <= b[0] < z for a, z in definitions)]
    at = start
    for begin, stop in [*sorted(blank), (end, end)]:
        if begin > at:
            default = _read_piece(text, at, begin, default, definitions, found)
        at = max(at, stop)
    return found


@lru_cache(maxsize=1 << 8)
def _role_of(label: str) -> Role:
    """The role that a label says, printed with its colon."""
    return LABEL_ROLES[_LABEL_TAIL.sub("", label)]


def _due_phrases(text: str, start: int, end: int) -> list[Span]:
    """What a clause says behind its verb about when its work is due; nothing where a label says it."""
    if not _DUE_HINT.search(text, start, end) or _DEADLINE_LABEL.search(text, start, end):
        return []
    return [m.span("phrase") for m in _DUE_PHRASE.finditer(text, start, end)]


def _read_piece(text: str, start: int, end: int, role: Role, skip: list[Span], found: Assignment) -> Role:
    """Reads a piece without notes into `found`; the role of its last label holds on."""
    held: Stretch | None = None  # the units before 会同, which wait for their verb
    partner = labelled = in_deadline = in_persons = False
    at = start

    def flush(to: int, verb: Role | None = None) -> None:
        nonlocal held, partner
        own = verb or role
        if held is not None:
            held.role, held.labelled = own, labelled or verb is not None
            found.stretches.append(held)
            held = None
        if text[at:to].strip(_BLANK):
            found.stretches.append(
                Stretch(Role.COOPERATE if partner else own, at, to, labelled or partner or verb is not None)
            )
        partner = False

    for token in _TOKEN.finditer(text, start, end):
        kind = token.lastgroup or ""
        skipping = (in_deadline or in_persons) and kind not in ("label", "stop", "person", "deadline")
        if skipping or (skip and any(a <= token.start() < z for a, z in skip)):
            continue
        if in_deadline or in_persons:
            if in_deadline:
                found.deadline = (at, token.start())
            in_deadline = in_persons = False
            at = token.end()
            if kind == "stop":
                continue
        if kind == "label":
            flush(token.start())
            role = _role_of(token.group())
            labelled = True
        elif kind == "deadline":
            flush(token.start())
            in_deadline = True
        elif kind == "person":
            flush(token.start())
            in_persons = True
        elif kind == "partner":
            if text[at : token.start()].strip(" \t　、，,由"):
                held = Stretch(role, at, token.start())
            partner = True
        elif kind == "stop":
            flush(token.start())
        else:
            flush(token.start(), _VERB_ROLES[kind])
        at = token.end()
    if in_deadline:
        found.deadline = (at, end)
    elif not in_persons:
        flush(end)
    return role
