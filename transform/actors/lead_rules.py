"""Rules on which units lead, said once for many clauses: 列第一位者为牵头单位 (docs/reading.md, Units)."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from transform.lexicon import choice, table
from transform.lexicon.pattern import Pattern


class LeadRule(StrEnum):
    """A rule, said once, on which units lead where no label says so."""

    FIRST = "first_leads"
    BEFORE_COMMA = "comma_leads"
    BEFORE_SEMICOLON = "semicolon_leads"
    MARKED = "marked_leads"
    REST_COOPERATES = "rest_cooperates"
    # Of a whole clause or row: only where nobody else leads.
    ANSWERING = "answering_lead"


class StatedRule(NamedTuple):
    """A rule with where it stands."""

    start: int
    end: int
    rule: LeadRule


# What marks a unit where the document says that the marked ones lead: 县水利局*, ★县水利局.
MARKS = frozenset("*＊★☆▲△●※#＃◆◎√")
_RULES = table("roles", "rule")
_PATTERNS = [(LeadRule(e["name"]), Pattern(e["pattern"])) for e in _RULES if not e.get("behind")]
_BEHIND = [
    (LeadRule(e["name"]), re.compile(rf"[，,；;、]\s*{e['pattern']}"))
    for e in _RULES
    if e.get("behind")
]
_SENSE = Pattern(*(e["pattern"] for e in table("roles", "rule_sense")))
# Words that every rule says: few texts hold one, and only around it a rule is looked for.
SIGNS = frozenset(chain.from_iterable(Pattern(e["pattern"]).needs for e in _RULES))
_SIGN = re.compile(choice(SIGNS))
# What clauses are full of; a rule holds words besides that few of them have.
USUAL = ("牵头", "责任", "配合", "参与", "协助", "协办", "协作", "单位", "部门", "科室", "处室")
TELLING = frozenset(chain.from_iterable(Pattern(e["pattern"]).needs_besides(USUAL) for e in _RULES))
_TELLING = re.compile(choice(TELLING))
# Characters around such a word in which the rule stands.
_BEFORE, _AFTER = 24, 40
# Characters around a telling word in which the whole of its rule stands, the longest sign included.
_REACH = _BEFORE + _AFTER + 8


def lead_rules(text: str) -> list[StatedRule]:
    """Rules on who leads that a text states, in order.

    >>> [stated.rule.value for stated in lead_rules("列首位的为牵头单位，其余为配合单位")]
    ['first_leads', 'rest_cooperates']

    第一 may be part of a name:

    >>> lead_rules("市第一人民医院牵头")
    []
    """
    stated: list[StatedRule] = []
    end = 0
    for span in _stretches_of_rules(text):
        signs = list(_SIGN.finditer(text, *span))
        stretch = text[slice(*span)]
        possible = [item for item in _PATTERNS if item[1].may_hold(stretch)] if signs else []
        if not possible:
            continue
        for sign in signs:
            if sign.start() < end:
                continue
            around = max(end, sign.start() - _BEFORE), sign.end() + _AFTER
            rule = _find_rule(possible, text, around, sign.end())
            if rule is not None:
                stated.append(rule)
                end = rule.end
                for behind in _find_behind(text, end):
                    stated.append(behind)
                    end = behind.end
    return stated


def _stretches_of_rules(text: str) -> Iterator[tuple[int, int]]:
    """Where rules may stand, in order and apart: around the words that tell them.

    Texts are full of 牵头 and 配合; few places speak of who is first, or of the others, as rules do.
    """
    start = end = 0
    for word in _TELLING.finditer(text):
        if word.start() - _REACH > end:
            if end:
                yield start, end
            start = word.start() - _REACH
        end = word.end() + _REACH
    if end:
        yield start, end


def find_unread_rules(text: str) -> list[tuple[int, int]]:
    """Where a text says which units lead in words that no rule knows.

    >>> text = "凡未另行说明者，名录首行视为牵头单位"
    >>> len(find_unread_rules(text)), find_unread_rules("县水务局牵头")
    (1, [])
    """
    places = [match.span() for match in _SENSE.scan(text)]
    stated = lead_rules(text) if places else []
    return [
        (a, z) for a, z in places if not any(rule.start < z and a < rule.end for rule in stated)
    ]


def _find_rule(
    possible: Sequence[tuple[LeadRule, Pattern]],
    text: str,
    stretch: tuple[int, int],
    sign_end: int,
) -> StatedRule | None:
    """The rule of those that are possible which holds a sign that ends at `sign_end`."""
    for rule, pattern in possible:
        match = pattern.seek(text, *stretch)
        if match is not None and match.start() < sign_end <= match.end():
            return StatedRule(match.start(), match.end(), rule)
    return None


def _find_behind(text: str, at: int) -> list[StatedRule]:
    """A rule that is one only right behind another."""
    matches = [(rule, pattern.match(text, at)) for rule, pattern in _BEHIND]
    return [
        StatedRule(match.start(), match.end(), rule) for rule, match in matches if match is not None
    ]
