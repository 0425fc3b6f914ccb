"""Expressions that say whom or what is meant: 购房后3个月内办理契税的，给予补贴.

A description ends with 的. What follows it (a benefit, a duty of those meant) speaks of them; the
time is theirs.
"""

from itertools import pairwise

from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.times.limits.place import TimePlace
from transform.times.limits.verbs import Force, ends_with_order, find_verb

_ENDS_WITH_DE = Pattern(r"的(?:[（(][^（）()]{0,30}[)）])?$")
# 目的, 有的, 的确 and 的士 hold the character without the particle.
_DE = Pattern("(?<![目有])的(?!确|士)")
_FOR_WHOM = table_pattern("limits", "for_whom", suffix="$")
_MUST = Pattern(rf"[^，,。；;]{{0,8}}?(?:{table_expression('limits', 'must_behind')})")
_PERSONS = table_expression("limits", "persons")
_ENDS_WITH_PERSONS = Pattern(f"(?:{_PERSONS})$")
TOPIC = Pattern(table_expression("limits", "topic").replace("{persons}", _PERSONS))
_ACTS_ON = Pattern("[对将把]")
# What is described has a name (新增市级以上专精特新企业); a longer stretch behind 的 is a clause.
_LONGEST_NOUN = 14
# A description longer than this before its 的 was an act with an object: 建成覆盖城乡…的体系.
_LONGEST_HEAD = 24
# A verb and 的 right behind a time describe: 本年度内盘活的用地.
_SHORTEST_ACT = 5


def is_description(place: TimePlace) -> bool:
    """Whether the expression is part of a description of persons or things.

    >>> is_description(TimePlace("6月30日前开工的项目优先安排用地", 0, 6))
    True
    >>> is_description(TimePlace("2年内投产的，给予奖励", 0, 3))
    True

    Behind an act that is ordered 的 belongs to its object:

    >>> is_description(TimePlace("6月底前建成完善的平台", 0, 4))
    False
    """
    return is_closed_by_de(place) or _describes_noun(place)


def is_closed_by_de(place: TimePlace) -> bool:
    """Whether a part ends with 的 before any act is complete: …后1年内，在同一城市购房的，….

    >>> is_closed_by_de(TimePlace("1年内，在同一城市购房的，给予补贴", 0, 3))
    True
    >>> is_closed_by_de(TimePlace("3个月内办理契税的，可以退税", 0, 4))
    True

    An order before 的 is complete by itself:

    >>> is_closed_by_de(TimePlace("1年内完成改造，符合条件的，给予补贴", 0, 3))
    False
    """
    parts = list(place.parts())
    # As long as nothing but ways and addressees was passed. Once something else came, 的 counts only
    # where what follows it says what those meant get.
    is_sure = True
    for part, following in pairwise([*parts, ""]):
        if _ENDS_WITH_DE.search(part):
            if not following:
                return False
            return is_sure or _speaks_of_those(following)
        verb = find_verb(part)
        if verb is not None and verb.force is Force.ORDER:
            return False
        is_sure = is_sure and (not part or TOPIC.match(part) is not None)
    return False


def is_for_whom(place: TimePlace) -> bool:
    """Whether 对, 凡, 将 … before the expression and 的 behind it frame a description.

    >>> is_for_whom(TimePlace("对拟于年底前上市的企业给予奖励", 3, 6))
    True
    >>> is_for_whom(TimePlace("拟于年底前上市的企业", 2, 5))
    False
    """
    if _FOR_WHOM.search(place.before) is None:
        return False
    return _DE.search(place.behind) is not None


def _speaks_of_those(part: str) -> bool:
    """Whether a part says what those who were described get, may or must."""
    verb = find_verb(part)
    if verb is not None:
        return verb.force is not Force.ORDER
    return _MUST.match(part) is not None


def _describes_noun(place: TimePlace) -> bool:
    """Whether a noun behind 的 is what something is said of: 年内升规的企业奖励10万元."""
    own, *others = place.parts()
    de = _DE.search(own)
    # 的 at the very end is is_closed_by_de's case.
    if de is None or de.end() == len(own):
        return False
    head, tail = own[: de.start()], own[de.end() :]
    if is_for_whom(place):
        return True
    # 完成规范的台账: 的 belongs to the object of an act. 将符合条件的项目纳入: to what is acted on.
    if _ACTS_ON.search(head) or len(head) > _LONGEST_HEAD:
        return False
    if find_verb(head) is not None and not ends_with_order(head):
        if _is_granted(tail):
            return True
        if _ENDS_WITH_PERSONS.search(tail) is None:
            return False
        return _is_said_of(others)
    if len(head) < _SHORTEST_ACT or _speaks_of_those(tail):
        return True
    return len(tail) <= _LONGEST_NOUN and _is_said_of(others)


def _is_granted(tail: str) -> bool:
    verb = find_verb(tail)
    return verb is not None and verb.force is not Force.ORDER


def _is_said_of(others: list[str]) -> bool:
    """Whether the next part says something of those who were described."""
    return bool(others) and _speaks_of_those(others[0])
