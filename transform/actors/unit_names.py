"""What lists of units leave out: a prefix said once (市发改委、科技局) and a tail said once (甲区、乙区人民政府).

Source of the rules: docs/reading.md, Units. Names in, names out; where they stand is the caller's
matter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from taizhang.regions import place_length
from transform.actors.organs import is_of_nation
from transform.lexicon import alternatives, choice, table, word_entries, words
from transform.lexicon.pattern import ends_with
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.times.dates import chinese_number

_PREFIX = re.compile(rf"({alternatives('units', 'prefix')})(?=\S{{2}})")
_NO_PREFIX = re.compile("|".join(e["pattern"] for e in table("units", "no_prefix")))
_BARE = re.compile("|".join(e["pattern"] for e in table("units", "no_prefix") if e.get("takes")))
_AT_A_PLACE = re.compile("|".join(e["pattern"] for e in table("units", "at_a_place")))
_STANDALONE = re.compile(alternatives("units", "standalone"))
_DEPARTMENT = re.compile(
    alternatives("units", "department") + r"(?:[（(〔〈\[].{1,20}[)）〕〉\]])?$"
)
_ends_as_department = ends_with(words("units", "department"))
_FUNCTIONS = frozenset(words("units", "function"))
_PARTY_COMMITTEE = re.compile(r"(省|市|县|区|州|盟|旗|地|自治区)委(?=.)")
# With what a prefix begins: most names after the first of a list have none.
_PREFIX_CHARACTERS = frozenset(word[0] for word in words("units", "prefix")).union(
    "省市县区州盟旗地自"
)
_PARTY = re.compile(alternatives("units", "party") + "$")
# 省政府办公厅; 市政府办公室 is counted among the departments.
_OFFICE = re.compile("(?:人民)?政?府办公厅$")
# 第八师石河子市教育局: a division of the Xinjiang corps, with its city.
_DIVISION = re.compile("第?[一二三四五六七八九十]{1,3}师(?:[\u4e00-\u9fff]{2,5}?市)?")
_CLOSING = frozenset(")）〕〉]")
_CLASS = alternatives("units", "place_class")
_NAMED_PLACE = re.compile(rf"[\u4e00-\u9fff]{{2,6}}?(?:{table_expression('units', 'named_place')})")
_TAILS = sorted(words("units", "tail"), key=len, reverse=True)
_ends_as_tail = ends_with(_TAILS)
_TOGETHER = (
    "各",
    *[tail for tail in _TAILS if not any(other in tail for other in _TAILS if other != tail)],
)
_LAST_OF_TAILS = frozenset(word[-1] for word in _TAILS) | _CLOSING
_TAIL = re.compile(
    rf"(?P<place>.*?)(?P<tail>{choice(words('units', 'tail'))}(?:[（(〔〈].{{1,20}}[)）〕〉])?)$"
)
_GENERIC = re.compile(rf"(?>(?:{_CLASS}|[（(〔〈\[、及和]|[)）〕〉\]])+)$")
_PLACE_ITEM = re.compile(rf"(?:各|相关|有关)?.*{_CLASS}(?:[（(〔〈\[].{{1,20}}[)）〕〉\]])?$")
_ends_as_place = ends_with(words("units", "place_class"))
_AREA = table_pattern("units", "functional_area", suffix="$")
# 街道办事处 names an office of its own class, whatever place stands before it.
_BARE_TAILS = frozenset(_TAILS) - {"街道办事处"}
_BARE_PLACE = re.compile(rf"(?!{alternatives('units', 'no_bare_place')})[\u4e00-\u9fff]{{2,3}}")
# 各乡镇党委、政府.
_EACH_COMMITTEE = re.compile(r"(?P<place>各[^委]{1,12}?)党?委")
_COMMITTEE_END = re.compile("党?工?委$")
_TOWNS = re.compile("各?[团场连队乡镇街道（）()、]+")
_CLASS_WORD = re.compile("(?:自治州|自治县|[省市县区州旗盟])$")
_CLASS_WORD_OF_ANY = re.compile("[省市县区州旗盟镇乡]$")
# 甲山、乙水、丙湖三镇: how many they are, before the class word that they share.
_COUNTED = re.compile(
    "(?P<place>[\u4e00-\u9fff]{2,4})(?P<count>[两二三四五六七八九十])(?P<word>[省市县区州旗盟镇乡])"
)
_ONLY_ONE = re.compile(alternatives("units", "only_one"))
_ENDS_ONLY_ONE = re.compile(alternatives("units", "only_one") + "$")
_SEPARATOR = "、"
_is_complete = ends_with([*words("units", "ending"), *_CLOSING])
_ends_as_kind = ends_with(words("units", "shared_kind"))
_LAST_OF_PLACES = frozenset("省市县区州旗盟镇乡道") | _CLOSING
_EACH = re.compile(r"各(?:有关|相关)?(?=.)")
_KINDS = frozenset(words("units", "shared_kind"))
_OF_MANY = re.compile(table_expression("units", "of_many"))
_LONGEST_KIND = 6
# 市直有关部门, but not 各学院: what a 各 opens gives it to the kinds behind it.
_GROUP_OF_KIND = re.compile(
    rf"^(?!各).{{1,8}}(?:各|有关|相关|其他|其它).{{0,4}}{alternatives('units', 'shared_kind')}$"
)
# 县（市、区）教育局
_BRACKETED_CLASS = re.compile(
    rf"{_CLASS}[（(〔]{_CLASS}(?:、{_CLASS})*[)）〕](?!人民政府|政府|管委)[\u4e00-\u9fff]{{2}}"
)
# 设区市、县级水利局
_OF_LEVEL = re.compile(rf"{alternatives('units', 'level')}级(?=.{{2,}}[局委办厅部院]$)")
_LEVELS = [(word, int(entry["rank"])) for word, entry in word_entries("units", "level")]


class Restored(NamedTuple):
    """A name as it is meant, the step that led there (prefix, tail or group) and how many printed names it takes."""

    name: str
    rule: str
    takes: int = 1


class PrintedNames(Struct):
    """The prefixes with which a document prints a name; they decide where a clause holds two."""

    prefixes: dict[str, dict[str, int]] = {}
    _uncounted: list[str] = []

    def add(self, names: Iterable[str]) -> None:
        """Takes note of names as printed, to be counted once somebody asks: few clauses ever do."""
        self._uncounted.extend(names)

    def choose(self, name: str, among: set[str]) -> str | None:
        """The one of `among` with which the document prints `name` most; None where it prints none."""
        self._count()
        counted = [(n, p) for p, n in self.prefixes.get(name, {}).items() if p in among]
        if counted:
            return max(counted)[1]
        return None

    def _count(self) -> None:
        for name in self._uncounted:
            prefix = prefix_of(name)
            if prefix:
                counts = self.prefixes.setdefault(name[len(prefix) :], {})
                counts[prefix] = counts.get(prefix, 0) + 1
        self._uncounted.clear()


@lru_cache(maxsize=1 << 14)
def prefix_of(name: str) -> str | None:
    """The level or place that a name shares with those after it; None where it has none.

    >>> prefix_of("市发改委"), prefix_of("县委宣传部")
    ('市', '县')

    The first character may belong to the name, and a government has a place rather than a prefix:

    >>> prefix_of("市场监管局"), prefix_of("各县人民政府")
    (None, None)
    """
    if name[:1] not in _PREFIX_CHARACTERS or _NO_PREFIX.match(name):
        return None
    committee = _PARTY_COMMITTEE.match(name)
    if committee:
        return committee.group(1)
    match = _PREFIX.match(name)
    if match is None or (_tail_of(name) is not None and not name.endswith("办")):
        return None
    return match.group(1)


@lru_cache(maxsize=1 << 14)
def is_department(name: str) -> bool:
    """Whether a name ends with the class word of a department.

    >>> is_department("县水务局"), is_department("县教育局（县委教育工委）"), is_department("青山镇")
    (True, True, False)
    """
    if name[-1:] in _CLOSING:
        return _DEPARTMENT.search(name) is not None
    return _ends_as_department(name)


def is_level_with_function(name: str) -> bool:
    """Whether a name is a function, with its level or without.

    >>> is_level_with_function("市发改"), is_level_with_function("财政"), is_level_with_function("修渠")
    (True, True, False)
    """
    return name.removeprefix(prefix_of(name) or "") in _FUNCTIONS


def is_place_class(name: str) -> bool:
    """Whether a name is but a class of places, as pieces of 各市、州、县人民政府 are.

    >>> is_place_class("各市"), is_place_class("青山县")
    (True, False)
    """
    return _GENERIC.match(name.removeprefix("各")) is not None


@lru_cache(maxsize=1 << 14)
def stands_alone(name: str) -> bool:
    """Whether a name is that of a national body, a bank, a party body or a group, which need no level.

    >>> stands_alone("人民银行"), stands_alone("相关部门"), stands_alone("水务局")
    (True, True, False)
    """
    return _STANDALONE.match(name) is not None


def restore_names(names: Sequence[str], printed_names: PrintedNames) -> Mapping[int, Restored]:
    """The names of a list that are meant otherwise than printed, each by the number of the first that it takes.

    >>> def restore(*names):
    ...     restored = restore_names(names, PrintedNames())
    ...     return {number: (meant.name, meant.rule) for number, meant in restored.items()}
    >>> restore("市发改委", "科技局")
    {1: ('市科技局', 'prefix')}
    >>> restore("各乡镇", "街道")
    {0: ('各乡镇、街道', 'group')}

    A body that stands by itself takes no prefix:

    >>> restore("市发改委", "人民银行青山市分行")
    {}
    """
    restored = _restore_alone(tuple(names))
    if restored is None:
        return _restore_all(names, [*map(prefix_of, names)], printed_names)
    return restored


@lru_cache(maxsize=1 << 13)
def _restore_alone(names: tuple[str, ...]) -> Mapping[int, Restored] | None:
    """Restores names with one prefix at most; None where other clauses must decide between several.

    The last ones are kept, since the same lists come again and again in a document.
    """
    prefixes = [*map(prefix_of, names)]
    several = len({*prefixes} - {None}) > 1
    if several:
        return None
    return _restore_all(names, prefixes, None)


def _restore_all(
    names: Sequence[str], prefixes: Sequence[str | None], printed_names: PrintedNames | None
) -> Mapping[int, Restored]:
    """`prefixes` are those of the names; `printed_names` decides between them where they are several."""
    restored = _restore_tails(names)
    among = {prefix for prefix in prefixes if prefix}
    so_far = _SoFar(among, printed_names)
    following = 0
    for at, name in enumerate(names):
        if at < following:
            continue
        merged = restored.get(at)
        if merged is not None:
            following = at + merged.takes
            so_far.take(merged.name, prefix_of(merged.name))
        elif elided := so_far.restore(name, prefixes[at]):
            restored[at] = Restored(elided, "prefix")
        else:
            so_far.take(name, prefixes[at])
    return restored


class _SoFar:
    """What the names of a list up to here lend to those behind: a level or place, a place's name, 各."""

    def __init__(self, among: set[str], printed_names: PrintedNames | None) -> None:
        self._among = among
        self._printed = printed_names
        self._prefix: str | None = None
        # That of a party organ or a general office, which no department shares.
        self._office: str | None = None
        self._party = False
        # The last name that says whose it is.
        self._before = ""

    def take(self, name: str, own: str | None) -> None:
        """Goes on behind a name that is complete as printed, with its own prefix or none."""
        if own:
            self._party = _PARTY_COMMITTEE.match(name) is not None
            if self._party or _OFFICE.match(name, len(own)):
                self._office = own
            else:
                self._prefix = self._office = own
        elif name[0] == "各":
            self._prefix = self._office = None
        elif self._prefix is None and self._office is None:
            self._prefix = _place_before_department(name)
        self._before = name

    def restore(self, name: str, own: str | None) -> str | None:
        """A name with what it lacks; None where it lacks nothing."""
        if name in _BARE_TAILS:
            place = _place_of(self._before)
            if place:
                return place + name
            return None
        if own:
            return None
        if _is_each_class(self._before) and _is_class_with_tail(name):
            return f"各{name}"
        if shares_each(name, self._before) or _is_of_many(name, self._before):
            return f"各{name}"
        nearest = self._lent_to(name)
        if nearest is None or not takes_prefix(name):
            return None
        chosen = (self._printed.choose(name, self._among) if self._printed else None) or nearest
        if self._party and chosen == self._office and _PARTY.match(name):
            chosen += "委"
        return chosen + name

    def _lent_to(self, name: str) -> str | None:
        """The prefix that a bare name takes: from a party organ or a general office only what is no name by itself.

        省委宣传部、教育厅 stay as printed; 市委组织部、宣传部 and 市委网信办、卫健 share theirs.
        """
        if self._office is not None and (
            (self._party and _PARTY.match(name)) or (self._prefix is None and name in _FUNCTIONS)
        ):
            return self._office
        return self._prefix


@lru_cache(maxsize=1 << 12)
def _place_before_department(name: str) -> str | None:
    """The place or the division whose department a name is: 八师石河子市 of 八师石河子市教育局; None where it is none.

    >>> _place_before_department("八师石河子市教育局"), _place_before_department("西安市财政局")
    ('八师石河子市', '西安市')
    >>> _place_before_department("河南金融监管局"), _place_before_department("西安市生态环境分局")
    (None, None)
    """
    division = _DIVISION.match(name)
    length = division.end() if division else place_length(name)
    if not length or not (division or _CLASS_WORD.search(name[:length])):
        return None
    if not is_department(name) or _tail_of(name) or _AT_A_PLACE.match(name):
        return None
    return name[:length] if takes_prefix(name[length:]) else None


def _is_each_class(name: str) -> bool:
    """Whether a name is that of each place of a class with its tail: 各乡镇人民政府, 各开发区管委会."""
    if not name.startswith("各"):
        return False
    return _is_class_with_tail(name.removeprefix("各"))


@lru_cache(maxsize=1 << 12)
def _is_class_with_tail(name: str) -> bool:
    """Whether a name is a class of places with its tail, 街道办事处; 高新区管委会 is one body's."""
    tail = _tail_of(name)
    if tail is None or name in _BARE_TAILS:
        return False
    if not tail[0]:
        return True
    if _GENERIC.match(tail[0]) is None:
        return False
    return not _ONLY_ONE.fullmatch(tail[0])


def _place_of(name: str) -> str | None:
    """The place or the class of places whose government or committee a name is."""
    tail = _tail_of(name)
    if tail and tail[0]:
        return tail[0]
    committee = _EACH_COMMITTEE.fullmatch(name)
    if committee:
        return committee["place"]
    return None


@lru_cache(maxsize=1 << 14)
def takes_prefix(name: str) -> bool:
    """Whether a name without a prefix is that of a department, not of a body that stands by itself.

    >>> takes_prefix("科技局"), takes_prefix("财政"), takes_prefix("人民银行")
    (True, True, False)
    """
    if name in _FUNCTIONS:
        return True
    if not is_department(name) or _STANDALONE.match(name):
        return False
    if _NO_PREFIX.match(name):
        return _BARE.match(name) is not None
    return not (
        place_length(name)
        or _NAMED_PLACE.match(name)
        or _tail_of(name)
        or _AT_A_PLACE.match(name)
        or is_of_nation(name)
    )


def _tail_of(name: str) -> tuple[str, str] | None:
    """A name's place and tail: 甲区 and 人民政府; None where it has no tail."""
    if name[-1:] in _CLOSING:
        match = _TAIL.match(name)
        if match:
            return (match["place"], match["tail"])
        return None
    if not _ends_as_tail(name):
        return None
    for tail in _TAILS:
        if name.endswith(tail):
            return name[: -len(tail)], tail
    return None


def _may_belong_together(names: str) -> bool:
    """Whether a list of names holds a tail or 各 at all."""
    for sign in _TOGETHER:  # noqa: SIM110  # a loop costs a third of any(…)
        if sign in names:
            return True
    return False


def _restore_tails(names: Sequence[str]) -> dict[int, Restored]:
    """Names that share a tail, and classes under one 各, by the number of the first."""
    restored = _count_places(names)
    for last in range(1, len(names)):
        if last not in restored and names[last - 1][-1:] in _LAST_OF_PLACES:
            _share_department(names, last, restored)
    if len(names) == 1:
        return restored
    if not (_may_belong_together("".join(names)) or not _KINDS.isdisjoint(names)):
        return restored
    at = 0
    for last, name in enumerate(names):
        if last in restored:
            at = max(at, last + restored[last].takes)
        if (
            last < at
            or name[-1:] not in _LAST_OF_TAILS
            or not (tail := _tail_of(name))
            or not tail[0]
        ):
            continue
        first = last
        while first > at and _may_share(names[first - 1]):
            first -= 1
        at = _group_classes(names, at, first, restored)
        while at < last and not _all_fit(names[at:last], *tail):
            at = _group_classes(names, at, at + 1, restored)
        if at < last:
            _share_tail(names, at, last, *tail, restored)
            at = last + 1
        else:
            at = _group_classes(names, at, last + 1, restored)
    _group_classes(names, at, len(names), restored)
    return restored


def _count_places(names: Sequence[str]) -> dict[int, Restored]:
    """Places that a number sums up, with what they share behind it: 甲山、乙水、丙湖三镇人民政府."""
    restored: dict[int, Restored] = {}
    for last, name in enumerate(names):
        counted = _COUNTED.match(name) if last else None
        if counted is None or not (counted.end() == len(name) or name[counted.end() :] in _TAILS):
            continue
        first = last + 1 - (chinese_number(counted["count"]) or 0)
        places = [*names[max(first, 0) : last], counted["place"]]
        if first < 0 or not all(map(_is_bare_place, places[:-1])):
            continue
        shared = counted["word"] + name[counted.end() :]
        for number, place in enumerate(places, first):
            restored[number] = Restored(place + shared, "tail")
    return restored


def _share_department(names: Sequence[str], last: int, restored: dict[int, Restored]) -> None:
    """A department behind the last of a list of places is one of each: 甲市、乙市教育局; 各市、县教育局 is one group."""
    name = names[last]
    if _tail_of(name):
        return
    length = place_length(name)
    if length and _is_complete(name[length:]):
        first = last
        while first > 0 and _is_named_place(names[first - 1]) and first - 1 not in restored:
            first -= 1
            place = names[first] + _class_of(names[first], name[:length])
            restored[first] = Restored(place + name[length:], "tail")
        return
    first = last - 1
    while first > 0 and _GENERIC.match(names[first]) and not names[first].startswith("各"):
        first -= 1
    if not (_is_each_place(names[first]) or _GENERIC.match(names[first])):
        first += 1
    if first < last and first not in restored and _goes_down(names[first], names[last - 1], name):
        restored[first] = Restored(
            _SEPARATOR.join(names[first : last + 1]), "group", last + 1 - first
        )


def _goes_down(first: str, before: str, name: str) -> bool:
    """Whether a department belongs to the classes of places before it.

    各市、县教育局 and 市、县教育局, but not 各镇、县水利局.
    """
    above, level = _level_of(first.removeprefix("各")), _level_of(name)
    if above is None or level is None or above > level:
        return False
    if not (_BRACKETED_CLASS.match(name) or _OF_LEVEL.match(name) or prefix_of(name)):
        return False
    return not name.startswith(before.removeprefix("各"))


def _is_named_place(name: str) -> bool:
    """Whether a name is a place's with its class word: 甲市."""
    return place_length(name) == len(name) and _CLASS_WORD.search(name) is not None


def _level_of(name: str) -> int | None:
    """The rank of the class of places with which a name begins, counted from above."""
    return next((rank for word, rank in _LEVELS if name.startswith(word)), None)


def _group_classes(names: Sequence[str], at: int, stop: int, restored: dict[int, Restored]) -> int:
    """Puts classes below the one 各 that a name opens with into one group, 各乡镇、街道.

    Returns the place behind the last.
    """
    while at < stop:
        first = at
        at += 1
        if first in restored:
            at = first + restored[first].takes
            continue
        if kinds := _count_kinds(names, first) or _count_shared(names, first):
            at = first + kinds
            restored[first] = Restored(_SEPARATOR.join(names[first:at]), "group", kinds)
            continue
        if at == len(names) or not _is_each_place(names[first]):
            continue
        while at < len(names) and _is_class(names[at]):
            at += 1
        if at > first + 1:
            restored[first] = Restored(_SEPARATOR.join(names[first:at]), "group", at - first)
    return at


def shares_each(name: str, before: str) -> bool:
    """Whether a kind of body alone shares the 各 of the name before it.

    >>> shares_each("部门", "各学院"), shares_each("部门", "县水务局")
    (True, False)
    """
    return name in _KINDS and before.startswith("各")


def _is_of_many(name: str, before: str) -> bool:
    """Whether a kind of which a place has many stands behind another with 各: 各乡镇卫生院、社区卫生服务中心.

    >>> _is_of_many("税务所", "各税务分局"), _is_of_many("税务所", "县税务局")
    (True, False)
    """
    return before.startswith("各") and _OF_MANY.fullmatch(name) is not None


def shares_group(name: str, before: str) -> bool:
    """Whether a kind of body alone belongs to the group that the name before it stands for.

    >>> shares_group("单位", "市直有关部门"), shares_group("单位", "县水务局")
    (True, False)
    """
    return name in _KINDS and _GROUP_OF_KIND.search(before) is not None


def shares_committee(name: str, committee: str | None, office: str | None) -> bool:
    """Whether a place shares the committee and the office of the one behind it, two names that nothing restores.

    >>> shares_committee("甲县", "乙县党委", "乙县政府"), shares_committee("甲县", "乙县党委", "丙县政府")
    (True, False)
    """
    if committee is None or office is None or name[-1:] not in _LAST_OF_PLACES:
        return False
    place = _COMMITTEE_END.sub("", committee)
    return place != committee and office.startswith(place) and office[len(place) :] in _BARE_TAILS


def _count_shared(names: Sequence[str], first: int) -> int:
    """How many names are one group with a kind of body behind it: 市直有关部门、单位. 0 where they are not."""
    behind = first + 1
    while behind < len(names) and shares_group(names[behind], names[first]):
        behind += 1
    return behind - first if behind > first + 1 else 0


def _is_class(name: str) -> bool:
    """Whether a name is a class of places, or the bare word for their offices: 镇, 管委会; not 经开区."""
    if name in _BARE_TAILS:
        return True
    return _GENERIC.match(name) is not None and not _ONLY_ONE.fullmatch(name)


def _is_each_place(name: str) -> bool:
    """Whether a name is 各 with nothing but a class of places: 各乡镇, 各有关乡."""
    each = _EACH.match(name)
    return each is not None and _GENERIC.match(name, each.end()) is not None


def _count_kinds(names: Sequence[str], first: int) -> int:
    """How many names share the one 各 and the kind of body behind the last: 各临床、医技科室. 0 where they do not."""
    name = names[first]
    if not name.startswith("各") or _is_complete(name) or name.removeprefix("各") in _FUNCTIONS:
        return 0
    # 各县人民政府(管委会) is complete, with what else it is called behind it.
    if name[-1:] in _CLOSING:
        return 0
    for behind, following in enumerate(names[first + 1 :], 2):
        if len(following) > _LONGEST_KIND or prefix_of(following) or stands_alone(following):
            return 0
        if _ends_as_kind(following):
            return behind
        if _is_complete(following):
            return 0
    return 0


@lru_cache(maxsize=1 << 14)
def _may_share(name: str) -> bool:
    """Whether a name may be one of places that share a tail."""
    return _is_place(name) or _is_bare_place(name)


def _is_place(name: str) -> bool:
    if name[-1:] in _CLOSING:
        is_item = bool(_PLACE_ITEM.match(name))
    else:
        is_item = _ends_as_place(name)
    return is_item or place_length(name) == len(name)


def _is_bare_place(name: str) -> bool:
    """Whether a name may be that of a place without its class word: 东湖、西湖、南湖区政府."""
    if _BARE_PLACE.fullmatch(name) is None:
        return False
    if name in _FUNCTIONS:
        return False
    return not is_department(name)


def _all_fit(places: Sequence[str], last: str, tail: str) -> bool:
    """Whether the tail suits every place: areas have 管委会, levels have 政府."""
    of_areas = tail.startswith("管")
    for place in places:
        if _is_short(place) and not _is_named(last):
            return False
        # 甲镇、乙街道办事处: a town's office is no street's.
        if tail.startswith("街道") and _is_named(place) and _CLASS_WORD_OF_ANY.search(place):
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
        if (
            of_areas
            and re.search(r"[省市县州镇乡]$", place)
            and not _GENERIC.match(place.removeprefix("各"))
        ):
            return False
    return True


def _is_named(place: str) -> bool:
    """Whether a place has a name of its own, not only a class."""
    return not _GENERIC.match(place.removeprefix("各").removeprefix("相关").removeprefix("有关"))


def _share_tail(
    names: Sequence[str],
    start: int,
    last: int,
    place: str,
    tail: str,
    restored: dict[int, Restored],
) -> None:
    """Gives places that share a tail theirs.

    Places with a name or an own 各 are units each; classes under one 各, or under none, are one group.
    """
    first = start
    places = [*names[start:last], place]
    for number in range(start, last + 1):
        following = None
        if number < last:
            following = places[number + 1 - start]
        opens = (
            following is None
            or following.startswith(("各", "相关", "有关"))
            or _is_named(following)
        )
        opens = opens or _are_single(places[first - start], following or "")
        if not opens:
            continue
        text = _SEPARATOR.join(places[first - start : number + 1 - start])
        count = number + 1 - first
        if number < last:
            restored[first] = Restored(text + _class_of(text, place) + tail, "tail", count)
        elif count > 1:
            restored[first] = Restored(text + tail, "group", count)
        first = number + 1


def _are_single(place: str, following: str) -> bool:
    """Whether two places are named by a class of which there is one, unless 各 stands before them.

    >>> _are_single("云泽高新区", "经开区"), _are_single("各高新区", "经开区")
    (True, False)
    """
    if place.startswith("各"):
        return False
    if _ENDS_ONLY_ONE.search(place) is None:
        return False
    return _ONLY_ONE.fullmatch(following) is not None


def _is_short(place: str) -> bool:
    """Whether a place is named without its class word: 广州."""
    length = len(place)
    if not _is_place(place):
        return True
    if place_length(place) != length:
        return False
    return any(place_length(place + c) > length for c in "省市县区州旗盟")


def _class_of(place: str, last: str) -> str:
    """The class word that a place without one shares: 广州、深圳市政府."""
    if _is_short(place):
        match = _CLASS_WORD.search(last)
        if match:
            return match.group()
        return ""
    return ""
