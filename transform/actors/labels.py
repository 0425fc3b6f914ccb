"""Labels of the fields of a clause: 牵头单位：…, 完成时限：…, 责任人：… (docs/reading.md, Units).

A label of units is composed, not listed: what a unit does, once or more, before the kind of body
that does it, 牵头 + 责任 + 单位, perhaps behind a word that narrows it, 市级 + 配合 + 部门. So a label is known
that nobody has printed yet.
"""

import re
from functools import lru_cache

from taizhang.tables.terms import Role
from transform.lexicon import alternatives, choice, entry_words, table, words

COLONS = ":：︰∶﹕"
COLON = rf"\s*[{COLONS}]\s*"
# What some print for the colon of a label that opens its line.
GAP = r"(?:[ \t\u3000\xa0]+|\s*[-－—–；;|｜丨]+\s*)"
_OPENING, _CLOSING = r"[（(\[［【〔〈<＜《「『〖]", r"[)）\]］】〕〉>＞》」』〗]"
_SHORT = 2

_ROLES: dict[str, Role] = {w: Role(e["role"]) for e in table("roles", "label_stem") for w in entry_words(e)}
_WHOLE: dict[str, Role] = {w: Role(e["role"]) for e in table("roles", "label") for w in entry_words(e)}
_ALONE: dict[str, Role] = {w: Role(e["role"]) for e in table("roles", "label_alone") for w in entry_words(e)}
_HEAD = alternatives("roles", "label_head")
_NARROWED = alternatives("roles", "label_qualifier")
_STEM = choice(_ROLES)
_COMPOSED = rf"(?:{_NARROWED}){{0,2}}(?:{_STEM}){{1,3}}(?:{_NARROWED})?{_HEAD}"
_PERSON_HEAD = alternatives("roles", "person_head")

# Labels that hold a head, or are longer words: these need no colon.
LONG_LABEL = rf"(?:{choice(w for w in _WHOLE if len(w) > _SHORT)}|{_COMPOSED}(?!人))"
LABEL = rf"(?:{LONG_LABEL}|{choice(_ALONE)})"
DEADLINE_LABEL = alternatives("roles", "deadline_label")
PERSON_LABEL = (
    rf"(?:{alternatives('roles', 'person_label')}|(?:{_NARROWED}|{_STEM}|{alternatives('roles', 'person_stem')}){{1,3}}"
    rf"{_PERSON_HEAD})"
)
FOREIGN_LABEL = alternatives("roles", "foreign_label")
ANY_LABEL = rf"(?:{PERSON_LABEL}|{LABEL}|{DEADLINE_LABEL})"
# A label of units that composition does not know, told by its head: 包保单位.
UNKNOWN_UNIT_LABEL = r"[\u4e00-\u9fff]{2,6}(?:单位|部门|科室|处室|股室|主体)"
# 【责任单位】 at the head of what it labels.
BRACKETED_LABEL = rf"{_OPENING}\s*(?:{ANY_LABEL})\s*{_CLOSING}(?:{COLON})?"

# Words in every label that needs no colon.
LONG_SIGNS = frozenset((*words("roles", "label_head"), *_WHOLE))

# What labels end with: a colon behind anything else begins no field that we know.
LABEL_ENDS = frozenset(
    word[-1]
    for key in ("label", "label_alone", "label_head", "deadline_label", "person_label", "person_head")
    for entry in table("roles", key)
    for word in entry_words(entry)
)

_SIGN = re.compile(choice((*_ROLES, *_WHOLE, *_ALONE)))
_PRECEDENCE = (Role.LEAD, Role.COOPERATE, Role.SUPERVISE, Role.RESPONSIBLE)
_IS_COMPOSED = re.compile(_COMPOSED)
_CLOTHES = re.compile(rf"^{_OPENING}|[\s{COLONS}为是由)）\]］】〕〉>＞》」』〗|｜丨；;\-－—–]+$")
# Who answers for watching is responsible: 监管主体; a unit or department that watches supervises.
_ANSWERS = re.compile("(?:主体|责任者|者)$")


@lru_cache(maxsize=1 << 10)
def label_role(label: str) -> Role | None:
    """The role that a label says, printed with or without its colon or brackets; None where it is no label of units.

    >>> label_role("市级牵头责任单位："), label_role("【参与科室】")
    (<Role.LEAD: 'lead'>, <Role.COOPERATE: 'cooperate'>)
    >>> label_role("资金来源：") is None
    True
    """
    if not _SIGN.search(label):
        return None
    plain = "".join(_CLOTHES.sub("", label).split())
    if plain in _WHOLE:
        return _WHOLE[plain]
    if plain in _ALONE:
        return _ALONE[plain]
    if not _IS_COMPOSED.fullmatch(plain):
        return None
    said = {role for stem, role in _ROLES.items() if stem in plain}
    role = next(role for role in _PRECEDENCE if role in said)
    if role is Role.SUPERVISE and _ANSWERS.search(plain):
        return Role.RESPONSIBLE
    return role


def is_known_label(label: str) -> bool:
    """Whether a label is one that this page knows, of whatever kind.

    The colon may stand behind it.
    """
    plain = _CLOTHES.sub("", label).strip()
    if label_role(plain) is not None:
        return True
    return re.fullmatch(f"{ANY_LABEL}|{FOREIGN_LABEL}", plain) is not None
