"""Verbs of a clause that say the role of the units before them: A、B牵头负责，C配合 (docs/reading.md, Units).

A verb is a chain of words, listed by role, and of manners that say none: 共同 + 牵头 + 负责, 按职责分工 + 抓好 +
落实.
"""

import re
from functools import lru_cache

from taizhang.tables.terms import Role
from transform.lexicon import alternatives, choice, entry_words, table
from transform.lexicon.pattern import Pattern

# A verb closes what stands before it.
END = r"(?=\s*(?:[、，,;；。:：)）\]】〕〉>＞》」』〗\n]|$))"

_ENTRIES = table("roles", "verb_word")
_OWN_PATTERN = {e["pattern"]: Role(e["role"]) for e in _ENTRIES if "pattern" in e}


def _word_roles() -> dict[str, Role]:
    """The role that each verb says which the table spells out."""
    roles: dict[str, Role] = {}
    for entry in _ENTRIES:
        if "pattern" not in entry:
            roles |= dict.fromkeys(entry_words(entry), Role(entry["role"]))
    return roles


def _closing_words() -> list[str]:
    """The verbs with which a sentence that assigns may end."""
    plain = [e for e in _ENTRIES if "pattern" not in e and not e.get("closes_no_sentence")]
    return [word for entry in plain for word in entry_words(entry)]


_WORDS = _word_roles()
_MANNER = alternatives("roles", "verb_manner")
ACCORDING = "|".join(e["pattern"] for e in table("roles", "verb_according"))
VERB_WORD = "|".join([choice(_WORDS), *_OWN_PATTERN])
_NO_LEAD = choice(word for word, role in _WORDS.items() if role is not Role.LEAD)
# What leads may also stand right before the next unit: 县水利局牵头县财政局配合.
_BEFORE_NAMES = [
    word for entry in _ENTRIES if entry.get("before_names") for word in entry_words(entry)
]
_LEAD = choice(_BEFORE_NAMES) if _BEFORE_NAMES else r"[^\s\S]"
_OBJECTS = [
    (re.compile(e["pattern"]), Role(e.get("role", Role.RESPONSIBLE)))
    for e in table("roles", "verb_object")
]

LEADS = Pattern(
    rf"(?:{ACCORDING})?(?>(?:{_MANNER}|{_NO_LEAD})*){_LEAD}(?!单位|部门|人|机构|领导|专班|责任|处室|科室|股室)(?:{_MANNER}|{VERB_WORD})*"
).guarded
VERB = Pattern(
    rf"(?:(?:{ACCORDING})?(?:{_MANNER})*(?:{VERB_WORD})(?:{_MANNER}|{VERB_WORD})*|(?:{ACCORDING})){END}"
).guarded
OBJECT = Pattern(rf"(?:{'|'.join(pattern.pattern for pattern, _ in _OBJECTS)}){END}").guarded
# What a segment of a sentence ends with that says a role; most segments end otherwise.
_CLOSING_WORD = "|".join([choice(_closing_words()), *_OWN_PATTERN])
ENDS_WITH_VERB = Pattern(rf"(?:{_CLOSING_WORD})(?>(?:{_MANNER}|{_CLOSING_WORD})*)$")
# Characters at a segment's end in which its verb stands.
_LONGEST_VERB = 14
# What an order ends with, 由县水利局办理, where a manner alone says what is to be done.
ENDS_AS_ORDER = re.compile(rf"(?:{_MANNER}|{VERB_WORD})+$")
_ACT = re.compile(rf"(?>(?:{_MANNER})+)(?!{VERB_WORD}).{{2}}")
# One of these stands in every verb.
SIGNS = frozenset().union(*(Pattern(pattern).needs for pattern in (LEADS, VERB, OBJECT)))
_SENSES = [(Role(e["role"]), re.compile(choice(entry_words(e)))) for e in table("roles", "sense")]
# 牵头配合 leads; what says neither only answers for its work.
_PRECEDENCE = (Role.LEAD, Role.COOPERATE)


@lru_cache(maxsize=1 << 10)
def verb_role(verb: str) -> Role:
    """The role that a verb says of the units before it.

    >>> verb_role("共同牵头负责"), verb_role("按职责分工抓好落实"), verb_role("密切配合")
    (<Role.LEAD: 'lead'>, <Role.RESPONSIBLE: 'responsible'>, <Role.COOPERATE: 'cooperate'>)
    """
    roles = {role for word, role in _WORDS.items() if word in verb}
    roles |= {role for pattern, role in _OWN_PATTERN.items() if re.search(pattern, verb)}
    return next((role for role in _PRECEDENCE if role in roles), Role.RESPONSIBLE)


def role_by_sense(word: str) -> Role:
    """The role that a label or verb says; of a word that no table knows, what its characters say.

    >>> role_by_sense("协力部门").value, role_by_sense("督战").value, role_by_sense("包干").value
    ('cooperate', 'supervise', 'responsible')
    """
    known = verb_role(word)
    if known is not Role.RESPONSIBLE or any(verb in word for verb in _WORDS):
        return known
    return next((role for role, sense in _SENSES if sense.search(word)), Role.RESPONSIBLE)


def ends_with_verb(segment: str) -> bool:
    """Whether a segment of a sentence ends with a verb that says a role.

    >>> ends_with_verb("县水务局牵头"), ends_with_verb("县水务局抓好落实"), ends_with_verb("县水务局")
    (True, True, False)
    """
    if not ENDS_WITH_VERB.may_end(segment):
        return False
    return ENDS_WITH_VERB.search(segment, max(0, len(segment) - _LONGEST_VERB)) is not None


def acts_on(phrase: str) -> bool:
    """Whether verbs that say how something is done have an object behind them: 开展联合检查.

    >>> acts_on("开展联合检查"), acts_on("组织实施"), acts_on("负责支渠清淤")
    (True, False, False)
    """
    return _ACT.match(phrase) is not None


def object_role(phrase: str) -> Role:
    """The role that a verb with its object says.

    >>> object_role("负责资金保障").value, object_role("提供相关材料").value
    ('responsible', 'cooperate')
    """
    return next((role for pattern, role in _OBJECTS if pattern.fullmatch(phrase)), Role.RESPONSIBLE)
