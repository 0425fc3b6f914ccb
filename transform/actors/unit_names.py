"""What lists of units leave out: a prefix said once (市发改委、科技局) and a tail said once (甲区、乙区人民政府).

Source of the rules: docs/reading.md, Units. Names in, names out; where they stand is the caller's matter.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from taizhang.regions import place_length
from transform.lexicon import alternatives, choice, table, words

_PREFIX = re.compile(rf"({alternatives('units', 'prefix')})(?=\S{{2}})")
_NO_PREFIX = re.compile("|".join(e["pattern"] for e in table("units", "no_prefix")))
_BARE = re.compile("|".join(e["pattern"] for e in table("units", "no_prefix") if e.get("takes")))
_AT_A_PLACE = re.compile("|".join(e["pattern"] for e in table("units", "at_a_place")))
_STANDALONE = re.compile(alternatives("units", "standalone"))
_DEPARTMENT = re.compile(alternatives("units", "department") + r"(?:[（(〔〈\[].{1,20}[)）〕〉\]])?$")
_FUNCTION = re.compile(alternatives("units", "function"))
_PARTY_COMMITTEE = re.compile(r"(省|市|县|区|州|盟|旗|自治区|党工)委(?=.)")
_PARTY = re.compile(alternatives("units", "party") + "$")
_CLASS = alternatives("units", "place_class")
_NAMED_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:省|自治区|自治州|自治县|州|县|旗|盟|新区|示范区|港区|片区|高新区|经开区"
    r"|(?<!城)市(?![场政容])|(?<![城社地园小景灾山库林特校])区)(?!域|块)"
)
_TAIL = re.compile(rf"(?P<place>.*?)(?P<tail>{choice(words('units', 'tail'))}(?:[（(〔〈].{{1,20}}[)）〕〉])?)$")
_GENERIC = re.compile(rf"(?:{_CLASS}|[（(〔〈\[、及和]|[)）〕〉\]])+$")
_PLACE_ITEM = re.compile(rf"(?:各|相关|有关)?.*{_CLASS}(?:[（(〔〈\[].{{1,20}}[)）〕〉\]])?$")
_AREA = re.compile(
    r"(?:新区|[园港片]区|高新区|经开区|综保区|(?:示范|开发|管理|度假|风景|功能|实验|试验|合作|保税|集聚|经济)区)$"
)
# 街道办事处 names an office of its own class, whatever place stands before it.
_BARE_TAILS = frozenset(words("units", "tail")) - {"街道办事处"}
_BARE_PLACE = re.compile(r"(?!各|相关|有关|其他|属地|市直|省直|县直)[\u4e00-\u9fff]{2,3}")
_EACH_COMMITTEE = re.compile(r"(?P<place>各[^委]{1,12}?)党?委")  # 各乡镇党委、政府
_TOWNS = re.compile("各?[乡镇街道（）()、]+")
_CLASS_WORD = re.compile("(?:自治州|自治县|[省市县区州旗盟])$")
_ONLY_ONE = re.compile(alternatives("units", "only_one"))
_SEPARATOR = "、"


class Restored(NamedTuple):
    """A name as it is meant and the step that led there: printed, prefix, tail or group."""

    name: str
    rule: str


@dataclass(slots=True)
class PrintedNames:
    """The prefixes with which a document prints a name; they decide where a clause holds two."""

    prefixes: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> None:
        """Takes note of names as printed."""
        for name in names:
            prefix = prefix_of(name)
            if prefix:
                counts = self.prefixes.setdefault(name[len(prefix) :], {})
                counts[prefix] = counts.get(prefix, 0) + 1

    def choose(self, name: str, among: set[str]) -> str | None:
        """The one of `among` with which the document prints `name` most; None where it prints none."""
        counted = [(n, p) for p, n in self.prefixes.get(name, {}).items() if p in among]
        return max(counted)[1] if counted else None


@lru_cache(maxsize=1 << 14)
def prefix_of(name: str) -> str | None:
    """The level or place that a name shares with those after it: 市 of 市发改委; None where it has none."""
    if _NO_PREFIX.match(name):
        return None
    if committee := _PARTY_COMMITTEE.match(name):
        return committee.group(1) if committee.group(1) != "党工" else None
    found = _PREFIX.match(name)
    if found is None or (_tail_of(name) is not None and not name.endswith("办")):
        return None
    return found.group(1)


@lru_cache(maxsize=1 << 14)
def is_department(name: str) -> bool:
    """Whether a name ends with the class word of a department."""
    return _DEPARTMENT.search(name) is not None


@lru_cache(maxsize=1 << 14)
def stands_alone(name: str) -> bool:
    """Whether a name is that of a national body, a bank, a party body or a group, which need no level."""
    return _STANDALONE.match(name) is not None


def restore_names(names: Sequence[str], printed: PrintedNames) -> Sequence[tuple[range, Restored]]:
    """For each unit the numbers of the names that make it up, and its name restored."""
    several = len({p for p in map(prefix_of, names) if p}) > 1
    return _restore(tuple(names), printed) if several else _restore_alone(tuple(names))


@lru_cache(maxsize=1 << 13)
def _restore_alone(names: tuple[str, ...]) -> Sequence[tuple[range, Restored]]:
    """Names with one prefix at most, which no other clause decides about; lists repeat, so the last are remembered."""
    return _restore(names, PrintedNames())


def _restore(names: tuple[str, ...], printed: PrintedNames) -> list[tuple[range, Restored]]:
    units = _restore_tails(names)
    prefixes = {p for p in map(prefix_of, names) if p}
    restored: list[tuple[range, Restored]] = []
    prefix: str | None = None
    party = False
    place: str | None = None
    for numbers, unit in units:
        name = unit.name
        own = prefix_of(name)
        if name in _BARE_TAILS:
            restored.append((numbers, Restored(place + name, "prefix") if place else unit))
            continue
        if own:
            prefix, party = own, bool(_PARTY_COMMITTEE.match(name))
        elif name.startswith("各"):
            prefix = None
        elif prefix and unit.rule == "printed" and takes_prefix(name):
            chosen = (printed.choose(name, prefixes) if len(prefixes) > 1 else None) or prefix
            if party and chosen == prefix and _PARTY.match(name):
                chosen += "委"
            restored.append((numbers, Restored(chosen + name, "prefix")))
            continue
        tail = _tail_of(name)
        place = tail[0] if tail and tail[0] else None
        if place is None and (committee := _EACH_COMMITTEE.fullmatch(name)):
            place = committee["place"]
        restored.append((numbers, unit))
    return restored


@lru_cache(maxsize=1 << 14)
def takes_prefix(name: str) -> bool:
    """Whether a name without a prefix is that of a department, not of a body that stands by itself."""
    if _FUNCTION.fullmatch(name):
        return True
    if not _DEPARTMENT.search(name) or _STANDALONE.match(name):
        return False
    if _NO_PREFIX.match(name):
        return _BARE.match(name) is not None
    return not (place_length(name) or _NAMED_PLACE.match(name) or _tail_of(name) or _AT_A_PLACE.match(name))


@lru_cache(maxsize=1 << 14)
def _tail_of(name: str) -> tuple[str, str] | None:
    """A name's place and tail: 甲区 and 人民政府; None where it has no tail."""
    found = _TAIL.match(name)
    return (found["place"], found["tail"]) if found else None


def _restore_tails(names: Sequence[str]) -> list[tuple[range, Restored]]:
    units: list[tuple[range, Restored]] = []
    at = 0
    while at < len(names):
        last = _end_of_places(names, at)
        tail = _TAIL.match(names[last]) if last > at else None
        if tail is None or not tail["place"]:
            last = _end_of_classes(names, at)
            rule = "group" if last > at else "printed"
            units.append((range(at, last + 1), Restored(_SEPARATOR.join(names[at : last + 1]), rule)))
            at = last + 1
            continue
        units += _share_tail(names, at, last, tail["place"], tail["tail"])
        at = last + 1
    return units


def _end_of_classes(names: Sequence[str], start: int) -> int:
    """The number of the last class below the one 各 that `names[start]` opens with: 各乡镇、街道."""
    at = start
    if names[start].startswith("各") and _GENERIC.match(names[start].removeprefix("各")):
        while at + 1 < len(names) and _GENERIC.match(names[at + 1]) and not _ONLY_ONE.fullmatch(names[at + 1]):
            at += 1
    return at


def _end_of_places(names: Sequence[str], start: int) -> int:
    """The number of the name whose tail the places from `start` on share; `start` where they share none."""
    at = start
    while at < len(names):
        tail = _tail_of(names[at])
        if tail and tail[0]:
            return at if _all_fit(names[start:at], *tail) else start
        if not _may_share(names[at]):
            return start
        at += 1
    return start


@lru_cache(maxsize=1 << 14)
def _may_share(name: str) -> bool:
    """Whether a name may be one of places that share a tail."""
    return _is_place(name) or _is_bare_place(name)


def _is_place(name: str) -> bool:
    return bool(_PLACE_ITEM.match(name)) or place_length(name) == len(name)


def _is_bare_place(name: str) -> bool:
    """Whether a name may be that of a place without its class word: 东湖、西湖、南湖区政府."""
    return _BARE_PLACE.fullmatch(name) is not None and not _FUNCTION.fullmatch(name) and not is_department(name)


def _all_fit(places: Sequence[str], last: str, tail: str) -> bool:
    """Whether the tail suits every place: areas have 管委会, levels have 政府."""
    of_areas = tail.startswith("管")
    for place in places:
        if _is_short(place) and not _is_named(last):
            return False
        says_class = tail.startswith("街道") or _CLASS_WORD.search(last)
        if not _is_place(place) and not (_is_named(last) and says_class):
            return False
        if (
            _AREA.search(place)
            and not of_areas
            and place_length(place) != len(place)
            and not _GENERIC.match(place.removeprefix("各"))
        ):
            return False
        if of_areas and _TOWNS.fullmatch(place):
            return False
        if of_areas and re.search(r"[省市县州镇乡]$", place) and not _GENERIC.match(place.removeprefix("各")):
            return False
    return True


def _is_named(place: str) -> bool:
    """Whether a place has a name of its own, not only a class."""
    return not _GENERIC.match(place.removeprefix("各").removeprefix("相关").removeprefix("有关"))


def _share_tail(names: Sequence[str], start: int, last: int, place: str, tail: str) -> list[tuple[range, Restored]]:
    """Places with a name or an own 各 are units each; classes under one 各, or under none, are one group."""
    units: list[tuple[range, Restored]] = []
    first = start
    places = [*names[start:last], place]
    for number in range(start, last + 1):
        following = places[number + 1 - start] if number < last else None
        opens = following is None or following.startswith(("各", "相关", "有关")) or _is_named(following)
        opens = opens or bool(_ONLY_ONE.fullmatch(following or "") and _ONLY_ONE.fullmatch(places[first - start]))
        if not opens:
            continue
        text = _SEPARATOR.join(places[first - start : number + 1 - start])
        if number == last:
            own, rule = text + tail, "printed" if first == last else "group"
        else:
            own, rule = text + _class_of(text, place) + tail, "tail"
        units.append((range(first, number + 1), Restored(own, rule)))
        first = number + 1
    return units


def _is_short(place: str) -> bool:
    """Whether a place is named without its class word: 广州."""
    length = len(place)
    if not _is_place(place):
        return True
    return place_length(place) == length and any(place_length(place + c) > length for c in "省市县区州旗盟")


def _class_of(place: str, last: str) -> str:
    """The class word that a place without one shares: 广州、深圳市政府."""
    if _is_short(place):
        found = _CLASS_WORD.search(last)
        return found.group() if found else ""
    return ""
