"""Labels of the fields of a clause: 牵头单位：…, 完成时限：…, 责任人：… (docs/reading.md, Units).

A label of units is composed, not listed: what a unit does, once or more, before the kind of body
that does it, 牵头 + 责任 + 单位, perhaps behind a word that narrows it, 市级 + 配合 + 部门. So a label is known
that nobody has printed yet.
"""

import re
from functools import lru_cache
from itertools import chain

from taizhang.tables.terms import Role
from transform.lexicon import alternatives, choice, word_entries, words

COLONS = ":：︰∶﹕"
COLON = rf"\s*[{COLONS}]\s*"
# What typists put before a labelled line; in a set the hyphen stands last.
BULLETS = "●·•※*—－–◆■▲★☆○◎-"
# What some print for the colon of a label that opens its line.
GAP = r"(?:[ \t\u3000\xa0]+|\s*[-－—–；;|｜丨]+\s*)"
# Brackets of every kind in which a label may stand by itself; tasks/brackets.py knows which of them
# may hold a clause.
ANY_OPENING, ANY_CLOSING = r"[（(\[［【〔〈<＜《「『〖]", r"[)）\]］】〕〉>＞》」』〗]"
# 牵头, 责任: a label of two characters is a word of every other sentence, and needs its colon.
_SHORT = 2

_ROLES: dict[str, Role] = {w: Role(e["role"]) for w, e in word_entries("roles", "label_stem")}
_WHOLE: dict[str, Role] = {w: Role(e["role"]) for w, e in word_entries("roles", "label")}
# 责任处（科）室: one kind of section or another.
_HEAD = rf"(?:{alternatives('roles', 'label_head')}|[处科股][（(][处科股][)）]室)"
_HEAD_OF_FIELD = alternatives("roles", "label_head_of_field")
_NARROWED = alternatives("roles", "label_qualifier")
_STEM = choice(_ROLES)
_WORK = rf"(?:{_NARROWED}){{0,2}}(?:{_STEM}){{1,3}}(?:{_NARROWED})?"
# 责任部门（单位）, 牵头处室/单位: another kind of body that may stand for the one named.
_OR_HEAD = rf"(?:[（(/／]{_HEAD}[)）]?)?"
_COMPOSED = f"{_WORK}{_HEAD}{_OR_HEAD}"
_OF_FIELD = f"{_WORK}{_HEAD_OF_FIELD}"
_ALONE = f"(?:{alternatives('roles', 'label_alone')}){{1,2}}"
_PERSON_HEAD = alternatives("roles", "person_head")

# Labels that hold a head, or are longer words: these need no colon.
LONG_LABEL = rf"(?:{choice(w for w in _WHOLE if len(w) > _SHORT)}|{_COMPOSED}(?!人))"
_TIME_OF_WORK = alternatives("roles", "deadline_head")
DEADLINE_LABEL = (
    rf"(?:{alternatives('roles', 'deadline_label')}|(?:{alternatives('roles', 'deadline_stem')}){{1,2}}{_TIME_OF_WORK}"
    rf"|{_TIME_OF_WORK}{alternatives('roles', 'deadline_plan')})"
)
PERSON_LABEL = (
    rf"(?:{alternatives('roles', 'person_label')}|(?:{_NARROWED}|{_STEM}|{alternatives('roles', 'person_stem')}){{1,3}}"
    # 分管省领导, 牵头校领导: of which level.
    rf"[省市州盟县区旗镇乡校院局厅所]?{_PERSON_HEAD})"
)
# 牵头单位及责任人：…: the units and the persons who answer for them in one field.
_WITH_PERSONS = rf"{_COMPOSED}(?:[及和与、/／]|以及){PERSON_LABEL}"
LABEL = rf"(?:{_WITH_PERSONS}|{LONG_LABEL}|{_OF_FIELD}|{_ALONE})"
FOREIGN_LABEL = alternatives("roles", "foreign_label")
ANY_LABEL = rf"(?:{PERSON_LABEL}|{LABEL}|{DEADLINE_LABEL})"
# A label of units that composition does not know, told by its head: 包保单位.
UNKNOWN_UNIT_LABEL = r"[\u4e00-\u9fff]{2,6}(?:单位|部门|科室|处室|股室|主体)"
# 【责任单位】 at the head of what it labels.
BRACKETED_LABEL = rf"{ANY_OPENING}\s*(?:{ANY_LABEL})\s*{ANY_CLOSING}(?:{COLON})?"

# Words in every label that needs no colon.
LONG_SIGNS = frozenset((*words("roles", "label_head"), *_WHOLE))

# What labels end with: a colon behind anything else begins no field that we know.
_ENDING_KEYS = (
    "label",
    "label_alone",
    "label_head",
    "label_head_of_field",
    "deadline_label",
    "deadline_head",
    "deadline_plan",
    "person_label",
    "person_head",
)
LABEL_ENDS = frozenset("）)").union(
    word[-1] for word in chain.from_iterable(words("roles", key) for key in _ENDING_KEYS)
)

_SIGN = re.compile(choice((*_ROLES, *_WHOLE)))
# Of several roles in one label the first here counts: 牵头责任单位 leads, 配合责任单位 cooperates.
_PRECEDENCE = (Role.LEAD, Role.COOPERATE, Role.SUPERVISE, Role.RESPONSIBLE)
_IS_COMPOSED = re.compile(f"{_WITH_PERSONS}|{_COMPOSED}|{_OF_FIELD}|{_ALONE}")
_IS_ALONE = re.compile(_ALONE)
_WEAK = frozenset(word for word, entry in word_entries("roles", "label") if entry.get("weak"))
# What a label has around it: brackets, a colon, 为, a dash.
_CLOTHES = re.compile(rf"^{ANY_OPENING}|[\s{COLONS}为是由)）\]］】〕〉>＞》」』〗|｜丨；;\-－—–]+$")
# Who answers for watching is responsible: 监管主体; a unit or department that watches supervises.
_ANSWERS = re.compile("(?:主体|责任者|者)$")


@lru_cache(maxsize=1 << 10)
def label_role(label: str) -> Role | None:
    """The role that a label says, printed with or without its colon or brackets; None where it is no label of units.

    >>> label_role("市级牵头责任单位："), label_role("【参与科室】")
    (<Role.LEAD: 'lead'>, <Role.COOPERATE: 'cooperate'>)
    >>> label_role("配合部门（单位）："), label_role("主责单位/部门")
    (<Role.COOPERATE: 'cooperate'>, <Role.LEAD: 'lead'>)
    >>> label_role("资金来源：") is None
    True
    """
    if not _SIGN.search(label):
        return None
    plain = "".join(_CLOTHES.sub("", label).split())
    if plain in _WHOLE:
        return _WHOLE[plain]
    if not _IS_COMPOSED.fullmatch(plain):
        return None
    roles = {role for stem, role in _ROLES.items() if stem in plain}
    role = next(role for role in _PRECEDENCE if role in roles)
    if role is Role.SUPERVISE and _ANSWERS.search(plain):
        return Role.RESPONSIBLE
    return role


def is_stem(label: str) -> bool:
    """Whether a label is but a stem or two: a word that opens ordinary sentences too.

    >>> is_stem("协同配合"), is_stem("牵头单位")
    (True, False)
    """
    return _IS_ALONE.fullmatch(label) is not None


def is_weak(label: str) -> bool:
    """Whether a label may head what is said of the work itself: 工作分工：明确到岗到人.

    >>> is_weak("牵头"), is_weak("责任单位")
    (True, False)
    """
    return label in _WEAK or is_stem(label)


def is_known_label(label: str) -> bool:
    """Whether a label is one that the tables know, of whatever kind, with its colon or without.

    >>> is_known_label("完成时限："), is_known_label("资金来源")
    (True, True)
    >>> is_known_label("挂帅局")
    False
    """
    plain = _CLOTHES.sub("", label).strip()
    if label_role(plain) is not None:
        return True
    return re.fullmatch(f"{ANY_LABEL}|{FOREIGN_LABEL}", plain) is not None
