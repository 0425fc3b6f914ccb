"""Whether the verb that governs an expression of time makes it bind (docs/reading.md, Deadlines and time limits)."""

from transform.lexicon.table_patterns import table_pattern
from transform.times.limits.conditions import TOPIC, is_closed_by_de, is_description, is_for_whom
from transform.times.limits.place import TimePlace
from transform.times.limits.verbs import Force, find_verb, is_insisted

_REWARD = table_pattern("limits", "reward")
_WAY = table_pattern("limits", "way", suffix="$")
_SHORTENED = table_pattern("limits", "shortened", suffix="$")
_SHORTENED_OBJECT = table_pattern("limits", "shortened_object", suffix="$")
# 2024年底前通航: nothing but an act, whatever it is.
_LONGEST_ACT = 3
_AMOUNT = table_pattern("limits", "amount")
_MINIMUM = table_pattern("limits", "at_least")
_MAY_BE_GIVEN = table_pattern("limits", "may_be_given")
_GRANTS = frozenset({Force.GRANT, Force.PERMIT})
_DEFERRING = table_pattern("limits", "deferring_before", suffix="$")


def binds_somebody(place: TimePlace) -> bool:
    """Whether an expression binds somebody, as far as its sentence says.

    What no rule knows binds: a limit too many is seen, one too few is lost.

    >>> binds_somebody(TimePlace("年底前完成改造", 0, 3)), binds_somebody(TimePlace("确保年底前给予答复", 2, 5))
    (True, True)

    Neither a grant, nor who is meant, nor a pause does:

    >>> binds_somebody(TimePlace("年底前，对购房家庭给予补贴", 0, 3))
    False
    >>> binds_somebody(TimePlace("年底前签约的，优先供地", 0, 3))
    False
    >>> binds_somebody(TimePlace("暂缓缴费至年底前", 5, 8))
    False
    """
    if place.is_quoted() or _DEFERRING.search(place.before):
        return False
    if is_insisted(place.before):
        return not (is_closed_by_de(place) or is_for_whom(place))
    return not is_description(place) and _is_ordered(place)


def is_unsure(place: TimePlace) -> bool:
    """Whether an expression binds only because nothing that is known says otherwise.

    Behind it stand an order and a grant; or its sentence has no verb that is known, no amount to
    reach, and names who or what a grant or a pause is about.

    >>> is_unsure(TimePlace("年底前审核，给予补贴", 0, 3)), is_unsure(TimePlace("年底前企业畅享房租", 0, 3))
    (True, True)
    >>> is_unsure(TimePlace("年底前完成改造", 0, 3)), is_unsure(TimePlace("年底前热力管网鎏金", 0, 3))
    (False, False)
    """
    parts = list(place.parts())
    if is_insisted(place.before) or is_insisted(parts[0]):
        return False
    verbs = [verb for verb in map(find_verb, parts) if verb is not None]
    if any(verb.force in _GRANTS for verb in verbs):
        return True
    if verbs or find_verb(place.sentence_before()) is not None:
        return False
    if len(parts[0].strip()) <= _LONGEST_ACT and len(parts) == 1:
        return False
    # A grant in whatever words has somebody who gets something, a pause says that something rests.
    if not any(map(_MAY_BE_GIVEN.search, (place.sentence_before(), *parts))):
        return False
    if _SHORTENED_OBJECT.search(place.near_before):
        return False
    # An amount is a verb's work without its verb: 年底前覆盖率95%以上.
    return not (
        _SHORTENED.search(place.near_before)
        or any(map(_AMOUNT.search, parts))
        or any(map(_MINIMUM.search, parts))
    )


def _is_ordered(place: TimePlace) -> bool:
    """Whether the first verb behind the expression is an order, or one that nobody knows."""
    own, *others = place.parts()
    verb = find_verb(own)
    if verb is not None:
        return verb.force is Force.ORDER and not _REWARD.search(own)
    # Its own part says something that no table knows: it binds. Only a topic (对新建小区，…) lets the
    # parts behind it speak.
    if own.strip() and not TOPIC.match(own.strip()):
        return True
    for part in others:
        # Whose act it is, or how: a verb in it (经审批部门同意后) does not govern.
        if _WAY.search(part):
            continue
        verb = find_verb(part)
        if verb is not None:
            return verb.force is Force.ORDER
    return True
