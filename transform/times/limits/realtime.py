"""What is to be done at once: 实时公布, unlike 实时监测平台."""

from collections.abc import Iterator

from taizhang.tables.terms import LimitKind
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import TimeLimit
from transform.times.limits.place import Place

_REALTIME = Pattern("(?<![准非])实时")
_NOUN = table_pattern("limits", "noun_behind")
_WATCH = table_pattern("limits", "watch_behind")
_ACT_BEFORE = Pattern(
    r"(?: ^ | [，,。；;：:、\n] | 并|要|应|须|需|进行|开展|实施|实行|做好|实现 ) $"
)


def read_realtime(text: str) -> Iterator[TimeLimit]:
    """实时 as the way of an act, not inside a noun or a slogan."""
    if "实时" not in text:
        return
    for found in _REALTIME.finditer(text):
        place = Place(text, *found.span())
        is_act = _WATCH.match(text, place.end) and _ACT_BEFORE.search(place.near_before)
        is_noun = _NOUN.match(text, place.end) is not None and not is_act
        if not is_noun and not place.is_quoted():
            yield TimeLimit(found.group(), LimitKind.REALTIME, found.span())
