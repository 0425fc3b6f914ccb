"""Which stretch of a clause holds the units of which role (docs/reading.md, Units).

A clause is a record of fields. It is read from left to right: a label (责任单位：) says the role of what
follows, a verb (负责, 牵头, 配合) that of what stands before it, a partner word (会同) that what follows
cooperates. Fields of other kinds (责任人：, 资金来源：) are kept out.
"""

import re
from itertools import chain

from msgspec import Struct

from taizhang.tables.terms import Role
from transform.actors.labels import (
    ANY_CLOSING,
    ANY_OPENING,
    COLON,
    COLONS,
    DEADLINE_LABEL,
    GAP,
    LABEL,
    LONG_LABEL,
    LONG_SIGNS,
    PERSON_LABEL,
    UNKNOWN_UNIT_LABEL,
    is_known_label,
    label_role,
)
from transform.actors.lead_rules import TELLING as RULE_WORDS
from transform.actors.lead_rules import USUAL, LeadRule, lead_rules
from transform.actors.name_gate import NameVerdict, judge_name
from transform.actors.names import is_complete
from transform.actors.organs import identify_organ
from transform.actors.verbs import (
    ACCORDING,
    END,
    LEADS,
    OBJECT,
    VERB,
    object_role,
    role_by_sense,
    verb_role,
)
from transform.actors.verbs import SIGNS as VERB_SIGNS
from transform.lexicon import alternatives, choice, table, words
from transform.lexicon.pattern import Pattern
from transform.model import Span

# What may stand where no name stands.
_BLANK = " \t　、，,;；。由"
# Where a field may begin.
_AT_A_FIELD = r"(?<![^\s，,;；。、(（\[［【〔〈<＜《「『〖])"
_PARTNER = alternatives("roles", "partner")
_IS = "|".join(e["pattern"] for e in table("roles", "verb_is"))
# What may not stand behind a label without a colon, and before one in brackets: 成员单位、… is a name.
_NO_NAME = r"\s、，,;；。:：)）\]】〕>"


def _label_in_brackets(label: str) -> str:
    """A label in brackets of its own before a name: 【牵头】县水利局. Behind one, 县水利局（牵头）, it is a mark."""
    at_a_field = rf"{_AT_A_FIELD}{ANY_OPENING}\s*(?:{label})\s*{ANY_CLOSING}(?:{COLON})?"
    between = rf"(?<=[^\s、，,;；。])[\[［【〔<＜](?:{label})[\]］】〕>＞](?=[^{_NO_NAME}])"
    return f"{at_a_field}|{between}"


def _without_colon(label: str) -> str:
    """A label of a field without units that needs no colon: in brackets, opening its line, or with blanks around it."""
    return (
        rf"{_label_in_brackets(label)}|(?<![^\n]){label}{GAP}|(?<=[ \t\u3000]){label}[ \t\u3000]+"
    )


_OPENER = "|".join(e["pattern"] for e in table("roles", "label_opener"))
_OPENS = re.compile(f"^(?:{_OPENER})")
_LABEL_ALONE_ON_LINE = rf"(?<![^\n]){LONG_LABEL}[ \t\u3000]*\n"
_LONG = rf"{_AT_A_FIELD}(?:{_OPENER})?{LONG_LABEL}(?:为|是|由|{GAP}|(?=[^{_NO_NAME}及和与等按]))|{_LABEL_ALONE_ON_LINE}"
_VERBS = (
    rf"(?P<leads>{LEADS})|(?P<verb>{VERB})|(?P<object>{OBJECT})|(?P<is>(?:{_IS}){LONG_LABEL}{END})"
)


def _token_pattern(*, has_colon: bool) -> Pattern:
    """What says where a field begins or ends, in a text that has a colon or has none."""
    labels = {"label": LABEL, "deadline": DEADLINE_LABEL, "person": PERSON_LABEL}
    alone = {
        "label": f"{_label_in_brackets(LABEL)}|{_LONG}",
        "deadline": _without_colon(DEADLINE_LABEL),
        "person": _without_colon(PERSON_LABEL),
    }
    tokens = [
        rf"(?P<{kind}>{label}{COLON}|{alone[kind]})" if has_colon else rf"(?P<{kind}>{alone[kind]})"
        for kind, label in labels.items()
    ]
    if has_colon:
        tokens.append(rf"(?P<foreign>{_AT_A_FIELD}[\u4e00-\u9fff]{{1,14}}{COLON})")
    tokens += [
        # Behind a comma only what is no name: A、B，按职责分工负责.
        rf"(?:(?<=[^\s、，,;；。:：(（\[［【〔〈<＜])|(?<=[、，,])(?={ACCORDING}))(?:{_VERBS})",
        rf"(?P<partner>(?<=[^\s、])(?:{_PARTNER})(?=\S)|(?<=[，,、])(?:{_PARTNER})(?=\S))",
    ]
    return Pattern(
        "|".join([r"(?P<stop>[;；。\n])", *[Pattern(token).guarded for token in tokens]])
    )


_HAS_COLON = re.compile(f"[{COLONS}]")
_TOKEN, _TOKEN_WITHOUT_COLON = _token_pattern(has_colon=True), _token_pattern(has_colon=False)
_OCCASION = alternatives("calendar", "occasion")
_DUE_PATTERNS = [
    e["pattern"].replace("{occasion}", _OCCASION) for e in table("roles", "due_phrase")
]
_DUE_WORDS = frozenset(chain.from_iterable(Pattern(pattern).needs for pattern in _DUE_PATTERNS))
_DUE_HINT = re.compile(choice(_DUE_WORDS))
_DUE_PHRASE = Pattern(
    r"(?<![^，,；;。\n \u3000])\s*(?P<phrase>"
    + "|".join(f"(?:{pattern})" for pattern in _DUE_PATTERNS)
    + r")(?=\s*(?:[，,；;。）)\]】〕\n]|$))"
)
_DEADLINE_LABEL = re.compile(DEADLINE_LABEL)
_DEFINITION = re.compile("|".join(e["pattern"] for e in table("units", "definition")))
_BEFORE_DEFINITION = re.compile(r"[（(〔〈\[【<＜]")
_NOTES = [e["pattern"] for e in table("roles", "note")]
_NOTE = Pattern("|".join(Pattern(pattern).guarded for pattern in _NOTES))
_NOTE_WORDS = frozenset(
    chain.from_iterable(Pattern(pattern).needs_besides(USUAL) for pattern in _NOTES)
)
_NOTE_HINT = re.compile(choice(_NOTE_WORDS))
# What hardly a clause has: the words of rules, notes and due phrases.
_ASIDE_WORDS = RULE_WORDS | _NOTE_WORDS | _DUE_WORDS
_ASIDE = re.compile(choice(_ASIDE_WORDS))
# Most clauses are a label and names. All else that a clause may say holds one of the words that
# follow.
_LABELLED = re.compile(rf"(?P<label>{LABEL}\s*[{COLONS}])\s*")
_SIGNS = {*";；。\n（([［【〔〈<＜《「『〖", *COLONS, *words("roles", "partner")}
_SIGNS |= {*_ASIDE_WORDS, *LONG_SIGNS, *VERB_SIGNS}
# A label of a deadline needs no colon before a blank: 责任单位：县水利局 时限 6月底.
_SIGNS |= {*words("roles", "deadline_label"), *words("roles", "deadline_head")}
_MORE = re.compile(
    choice(word for word in _SIGNS if not any(sign in word for sign in _SIGNS - {word}))
)
# Nor does one of persons between blanks: 责任单位：县水利局 联系人 王某.
_PERSON_BETWEEN_BLANKS = re.compile(rf"[ \t\u3000]{PERSON_LABEL}[ \t\u3000]")
_ENDS_WITH_LABEL = re.compile(
    rf"(?:(?P<person>{PERSON_LABEL})|(?P<deadline>{DEADLINE_LABEL})|(?P<label>{LABEL}))$"
)
_UNKNOWN_UNIT_LABEL = re.compile(UNKNOWN_UNIT_LABEL)
_VALUE = re.compile("[^;；。\\n:：）)\\]】]{1,80}")
_NAME_ENDS = re.compile("[、，,]")
_MONTH = re.compile("(?:\\d{4}年)?(?:1[0-2]|[1-9])月份?|全年|长期|常年")
_TIME_LABELS = frozenset(("时间", "日期"))
_NAMES = (NameVerdict.UNIT, NameVerdict.UNSURE)
_SKIPPED = frozenset(("deadline", "person", "foreign"))
_ENDS_SKIPPED = _SKIPPED | {"label", "stop"}


class RoleStretch(Struct):
    """A stretch of text that holds the units of one role; `labelled` where a label or verb said which."""

    role: Role
    start: int
    end: int
    labelled: bool = True


class Assignment(Struct):
    """What a clause says: stretches of units, its own deadline, rules and notes that it states.

    `objects` where a verb has an object (负责资金保障), as in prose; `unknown` are labels that no table
    knows.
    """

    stretches: list[RoleStretch] = []
    deadline: Span | None = None
    rules: list[LeadRule] = []
    objects: bool = False
    unknown: list[Span] = []


def read_roles(text: str, start: int, end: int, default: Role = Role.RESPONSIBLE) -> Assignment:
    """The stretches of units in `text[start:end]`; `default` is the role where neither label nor verb says one.

    >>> def read(text):
    ...     stretches = read_roles(text, 0, len(text)).stretches
    ...     return [(stretch.role.value, text[stretch.start : stretch.end]) for stretch in stretches]
    >>> read("牵头单位：县水务局；配合单位：县财政局")
    [('lead', '县水务局'), ('cooperate', '县财政局')]
    >>> read("县水务局牵头，县财政局配合")
    [('lead', '县水务局'), ('cooperate', '，县财政局')]

    Persons and other fields are no units:

    >>> read("责任单位：县水务局；责任人：林远；资金来源：县级财政")
    [('responsible', '县水务局')]
    """
    return _read_one_label(text, start, end) or _read_all(text, start, end, default)


def _read_one_label(text: str, start: int, end: int) -> Assignment | None:
    """Reads what is nothing but a label and names; None where more may be said."""
    label = _LABELLED.match(text, start, end)
    if label is None or _MORE.search(text, label.end("label"), end):
        return None
    if _PERSON_BETWEEN_BLANKS.search(text, label.end("label"), end):
        return None
    at = label.end()
    named = text[at:end].strip(_BLANK)
    return Assignment([RoleStretch(_role_of(label["label"]), at, end)] if named else [])


def _read_all(text: str, start: int, end: int, default: Role) -> Assignment:
    """Reads whatever a clause says."""
    assignment = Assignment()
    definitions: list[Span] = []
    if _BEFORE_DEFINITION.search(text, start, end):
        definitions = [m.span() for m in _DEFINITION.finditer(text, start, end)]
    if not _ASIDE.search(text, start, end):
        _Fields(text, definitions, assignment).read(start, end, default)
        return assignment
    # Between rules, notes and due phrases; the role of the last label holds on behind them.
    at = start
    for begin, stop in [*_find_asides(text, start, end, definitions, assignment), (end, end)]:
        if begin > at:
            default = _Fields(text, definitions, assignment).read(at, begin, default)
        at = max(at, stop)
    return assignment


def _find_asides(
    text: str,
    start: int,
    end: int,
    definitions: list[Span],
    assignment: Assignment,
) -> list[Span]:
    """Where rules, notes and due phrases stand, in order; what they say goes into `assignment`."""
    asides: list[Span] = []
    for at, to, rule in lead_rules(text[start:end]):
        assignment.rules.append(rule)
        asides.append((start + at, start + to))
    if _NOTE_HINT.search(text, start, end):
        asides += [m.span() for m in _NOTE.finditer(text, start, end)]
    phrases = _due_phrases(text, start, end)
    if phrases:
        assignment.deadline = (phrases[0][0], phrases[-1][1])
        asides += phrases
    return sorted(span for span in asides if not any(a <= span[0] < z for a, z in definitions))


def _role_of(label: str) -> Role:
    """The role of a label that is known to be one of units."""
    return label_role(_OPENS.sub("", label)) or Role.RESPONSIBLE


def _due_phrases(text: str, start: int, end: int) -> list[Span]:
    """What a clause says behind its verb about when its work is due; nothing where a label says it."""
    if not _DUE_HINT.search(text, start, end):
        return []
    phrases = [m.span("phrase") for m in _DUE_PHRASE.finditer(text, start, end)]
    return [] if phrases and _DEADLINE_LABEL.search(text, start, end) else phrases


def says_only_when(sentence: str) -> bool:
    """Whether a sentence says when work is due and nothing else.

    >>> says_only_when("2024年底前完成"), says_only_when("清淤修渠，2024年底前完成")
    (True, False)
    """
    if _DUE_PHRASE.match(sentence.lstrip("，, \t\u3000")) is None:
        return False
    spans = _due_phrases(sentence, 0, len(sentence))
    phrases = "".join(sentence[start:end] for start, end in spans)
    return bool(spans) and len(phrases) == len(sentence.replace("，", "").replace(",", "").strip())


class _Fields:
    """Reads a piece of a clause without notes, field by field, into an assignment."""

    def __init__(self, text: str, definitions: list[Span], assignment: Assignment) -> None:
        self._text = text
        self._definitions = definitions
        self._found = assignment
        self._role = Role.RESPONSIBLE
        self._at = 0
        self._labelled = False
        self._partner = False
        # Where the last label ends.
        self._label_end = -1
        # The units before 会同, which wait for their verb.
        self._waiting: RoleStretch | None = None
        # The kind of a field that names no units.
        self._skipping: str | None = None

    def read(self, start: int, end: int, role: Role) -> Role:
        """Reads `text[start:end]`; returns the role of its last label, which holds on."""
        self._at, self._role = start, role
        has_colon = _HAS_COLON.search(self._text, start, end) is not None
        pattern = _TOKEN if has_colon else _TOKEN_WITHOUT_COLON
        for token in pattern.finditer(self._text, start, end):
            kind = token.lastgroup or ""
            if self._is_inside(token.start(), kind):
                continue
            if self._skipping is not None:
                self._end_skipped(token.start())
                if kind == "stop":
                    self._at = token.end()
                    continue
                self._at = token.start()
            self._take(kind, token)
            self._at = token.end()
        if self._skipping is not None:
            self._end_skipped(end)
        else:
            self._flush(end)
        return self._role

    def _is_inside(self, at: int, kind: str) -> bool:
        """Whether a token stands in a field that is skipped, or in a definition."""
        if self._skipping is not None and kind not in _ENDS_SKIPPED:
            return True
        return any(a <= at < z for a, z in self._definitions)

    def _end_skipped(self, to: int) -> None:
        if self._skipping == "deadline":
            self._found.deadline = (self._at, to)
        self._skipping = None

    def _take(self, kind: str, token: re.Match[str]) -> None:
        """Does what one token says."""
        start, said = token.start(), token.group()
        if kind == "label":
            self._flush(start)
            self._role, self._labelled = _role_of(said), True
            self._label_end = token.end()
        elif kind == "foreign":
            self._take_foreign(token)
        elif kind in _SKIPPED:
            self._flush(start)
            self._skipping = kind
        elif kind == "partner":
            self._take_partner(start)
        elif kind == "stop":
            self._flush(start)
        elif kind == "is":
            self._flush(start, _role_of(re.sub(f"^(?:{_IS})", "", said)))
        elif kind == "object":
            self._found.objects = True
            self._flush(start, object_role(said))
        else:
            self._take_verb(start, verb_role(said))

    def _take_verb(self, start: int, role: Role) -> None:
        """A verb behind a label that says another role is that of the last stretch only: 责任单位：各村，财政所配合."""
        comma = max(self._text.rfind(mark, self._at, start) for mark in "，,")
        if self._label_end == self._at and role is not self._role and comma > self._at:
            self._flush(comma)
            self._at = comma + 1
        self._flush(start, role)

    def _take_foreign(self, token: re.Match[str]) -> None:
        """A label of another kind; a unit before a colon is named, and what it does stands behind it."""
        start, label = token.start(), token.group().rstrip(f"{COLONS} \t\u3000")
        ending = _ENDS_WITH_LABEL.search(label)
        if ending is not None:
            # 县财政局责任部门：… lacks its separator; in 灌区项目实施单位：… the first words narrow the label.
            self._flush(start + ending.start() if is_complete(label[: ending.start()]) else start)
            if ending.lastgroup == "label":
                self._role, self._labelled = _role_of(ending.group()), True
            else:
                self._skipping = ending.lastgroup
            return
        is_unit_label = _UNKNOWN_UNIT_LABEL.fullmatch(label) is not None
        is_name = is_complete(label) and judge_name(label) in _NAMES and not is_unit_label
        if is_name and identify_organ(label) is None and self._heads_names(token.end()):
            # 乡里盯办：水利站 ends as a unit does, and names follow instead of work.
            is_name, is_unit_label = False, True
        if self._is_day(label, token.end()):
            self._flush(start)
            self._skipping = "deadline"
            return
        self._flush(start + len(label) if is_name else start)
        if not is_name and not is_known_label(label):
            self._found.unknown.append((start, start + len(label)))
        if is_unit_label and not is_known_label(label):
            self._role, self._labelled = role_by_sense(label), True
        else:
            self._skipping = "foreign"

    def _heads_names(self, at: int) -> bool:
        """Whether nothing but names of organs stands behind a label, up to the end of its field."""
        value = _VALUE.match(self._text, at)
        names = _NAME_ENDS.split(value.group().strip()) if value is not None else []
        return bool(names) and all(is_complete(name) and name != "" for name in names)

    def _is_day(self, label: str, at: int) -> bool:
        """Whether a label that only says 时间 stands before a time, behind units."""
        if label not in _TIME_LABELS or not self._found.stretches:
            return False
        value = _VALUE.match(self._text, at)
        if value is None:
            return False
        named = value.group().strip()
        return _MONTH.fullmatch(named) is not None or judge_name(named) is NameVerdict.TIME

    def _take_partner(self, start: int) -> None:
        if self._text[self._at : start].strip(" \t　、，,由"):
            self._waiting = RoleStretch(self._role, self._at, start)
        self._partner = True

    def _flush(self, to: int, verb: Role | None = None) -> None:
        """Adds the units up to `to`, whose verb says a role or none."""
        own = verb or self._role
        is_said = self._labelled or verb is not None
        if self._waiting is not None:
            self._waiting.role, self._waiting.labelled = own, is_said
            self._found.stretches.append(self._waiting)
            self._waiting = None
        if self._text[self._at : to].strip(_BLANK):
            role = Role.COOPERATE if self._partner else own
            self._found.stretches.append(RoleStretch(role, self._at, to, is_said or self._partner))
        self._partner = False
