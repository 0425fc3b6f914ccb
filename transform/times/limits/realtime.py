"""What is to be done at once: 实时公布, unlike 实时监测平台."""

from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import TimeLimit
from transform.times.limits.place import TimePlace

# 准实时 and 非实时 say that it is not at once.
_REALTIME = Pattern("(?<![准非])实时")
_NOUN = table_pattern("limits", "noun_behind")
_WATCH = table_pattern("limits", "watch_behind")
_ACT_BEFORE = table_pattern("limits", "realtime_act_before", suffix="$")


def read_realtime(text: str) -> Iterator[TimeLimit]:
    """实时 as the way of an act, not inside a noun or a slogan.

    >>> [limit.span for limit in read_realtime("办理结果实时公布")]
    [(4, 6)]
    >>> [limit.span for limit in read_realtime("对水位进行实时监测")]
    [(5, 7)]

    What works in real time is a thing:

    >>> list(read_realtime("建设实时监测平台"))
    []
    """
    # str.find is much faster than the pattern, and nearly no text has the word.
    if "实时" not in text:
        return
    for match in _REALTIME.finditer(text):
        place = TimePlace(text, *match.span())
        # 实时监测 may be either: what stands before it decides.
        is_act = _WATCH.match(text, place.end) and _ACT_BEFORE.search(place.near_before)
        is_noun = _NOUN.match(text, place.end) is not None and not is_act
        if not is_noun and not place.is_quoted():
            yield TimeLimit(match.group(), LimitKind.REALTIME, match.span())
