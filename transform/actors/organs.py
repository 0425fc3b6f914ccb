"""Organs: the canonical name of a unit and what it administers, across reforms (lexicon/organs.toml).

A name is read as place, level, government or party, body: 钦州市 + 人民政府 + 办公室, 省 + 委 + 宣传部. The body
is looked up; one made of several known ones (市发改和科技局) has the function of the first. What follows
in parentheses is an alias and does not count. Unknown is None.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from taizhang.regions import Level, all_regions, place_length
from taizhang.regions.lookup import short_names
from transform.actors.organ_table import (
    FULL_CLASS,
    OrganMeaning,
    Over,
    era_of,
    load_bodies,
    load_stems,
)
from transform.lexicon import alternatives, choice, table, word_entries, words
from transform.lexicon.pattern import Pattern, ends_with, sort_by_end
from transform.lexicon.table_patterns import table_expression


class Organ(NamedTuple):
    """A unit as the tables know it. The level stays in the name: 市发改委 is 市发展和改革委员会."""

    canonical_name: str
    function: str


class _Name(NamedTuple):
    """A name taken apart; `over` is the government or the committee that it names, as its full name has it."""

    place: str
    level: str
    over: str
    rest: str


_OWNER: dict[Over, str] = {"government": "人民政府", "party": "委"}
# The nation as a level, and whose organs are called so.
_NATION = {word: entry["owner"] for word, entry in word_entries("organs", "nation")}
_CENTRAL_CLASS = tuple(words("organs", "central_class"))
_CENTRAL_LAST = frozenset(word[-1] for word in _CENTRAL_CLASS)
_LEVEL = re.compile(
    rf"(?P<level>{choice(_NATION)}|{alternatives('units', 'prefix')})(?:级|直|本级)?"
)
_OVER = re.compile(
    r"(?P<government>人民政府|政府|府(?=办)|行政公署|行署)|(?P<party>党工委|党委|委(?!员))"
)
_GOVERNMENTS = ("人民政府", "行政公署")
_OVER_BEGINS = frozenset("人政府党委行地")
# 地委 is the party's committee of a prefecture.
_OVER_ALONE = re.compile("(?P<government>人民政府|政府)|(?P<party>党工委|党委|地委)")
# The government of a prefecture.
_PREFECTURE = ("行政公署", "行署")
_DESCRIBED = re.compile(alternatives("organs", "description"))
_SHORTEST_ORGAN = 2
# Levels that have a government and a committee of their own, unlike functional areas.
_GOVERNED = frozenset(("", *words("organs", "governed")))
_UNKNOWN_AREA = re.compile(rf"[\u4e00-\u9fff]{{2,10}}?{alternatives('organs', 'area_class')}")
_ALIAS = re.compile(r"[（(〔〈\[【][^（(〔〈\[【]*[)）〕〉\]】]$")
# 临空经济区(廊坊)管委会, 市(区)不动产登记中心.
_INSIDE = re.compile(r"(?<=\S)[（(][^（）()]{1,8}[)）](?=\S)")
_CLOSING = frozenset(")）〕〉]】")
_PARTY_NAME = re.compile("^(?:中国共产党|中共)")
_JOINT = re.compile("(?:和|与|及|暨|、)")
_COMPOUND_CLASS = re.compile(alternatives("organs", "compound_class") + "$")
_WITHIN = re.compile(
    rf"(?P<organ>.+?(?:委员会|[局委厅部]))(?P<piece>{table_expression('organs', 'within')})"
)
_DEPARTMENT_WORDS = sorted(words("organs", "department_word"), key=len)
_ends_with_department_word = ends_with(words("organs", "department_word"))
_FUNCTIONS = frozenset(words("units", "function"))
_no_organs_ending_so = sort_by_end(
    (Pattern(entry["pattern"]) for entry in table("organs", "body")),
    lambda pattern, end: not pattern.ends_the_text or pattern.may_end(end),
)
_OWN_NAME = re.compile(
    "|".join(f"(?:{e['pattern']})" for e in table("organs", "body") if e.get("own_name"))
)
_BRANCH_TAIL = ends_with(words("organs", "branch_tail"))
_PIECE_TAIL = Pattern(*(e["pattern"] + "$" for e in table("organs", "piece")))
_ends_as_office = ends_with(words("organs", "office"))
_OFFICE = re.compile(alternatives("organs", "office") + "$")
_ANY_DEPARTMENT = words("organs", "department_word")[0]
_LONGEST_PLACE = 6
_LEVEL_AGAIN = re.compile("^[省市县区州旗盟](?=直机关)")
_FILLERS = words("organs", "filler")
_LETTERS = {letter["word"]: letter["stem"] for letter in table("organs", "letter")}
# 教科体局 without its class word, at most.
_LONGEST_SHORT = 5
_DIVISION = re.compile(r"第?[一二三四五六七八九十\d]{1,3}师(?:[\u4e00-\u9fff]{2,5}市)?(?=\S{2})")
# A place that GB/T 2260 does not have, or not under this name: told by its class, before a known
# body only.
_UNKNOWN_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{2,4}}?{alternatives('organs', 'place_class')}(?=\S{{2}})"
)
# The last character of a national body's name, before the place of its branch.
_BODY_END = frozenset(words("organs", "body_end"))


def identify_organ(name: str, on: date | None = None) -> Organ | None:
    """The organ that `name` means, `on` the day of its document where known; None where no table knows it.

    >>> identify_organ("市发改委")
    Organ(canonical_name='市发展和改革委员会', function='发改')
    >>> identify_organ("县渠道兴旺局") is None
    True

    The day decides between organs of one name (市编办 before and after the reform of 2018). A former
    organ keeps its own name; its function is that of the organ that has its work now.
    """
    return identify_in(on and era_of(on), name)


@lru_cache(maxsize=1 << 14)
def identify_in(era: date | None, name: str) -> Organ | None:
    """Like `identify`, for many names of one document, the day given by its `era_of`."""
    name = "".join(name.split())
    if name[-1:] in _CLOSING:
        name = _ALIAS.sub("", name)
    if name[:1] == "中":
        name = _PARTY_NAME.sub("", name)
    if "(" in name or "（" in name:
        name = _INSIDE.sub("", name)
    return (
        _fixed_names().get(name)
        or _led_from_above(name, era)
        or _find_known(name, era)
        or _by_composition(name, era)
    )


def _by_composition(name: str, era: date | None) -> Organ | None:
    """An organ that no table names as it is: a former one, several in one, a piece or a branch of one."""
    former = _led_from_above(name) if era is not None else None
    if former is not None:
        return former
    readings: Sequence[_Name] = ()
    if _ends_as_office(name) or _COMPOUND_CLASS.search(name):
        readings = tuple(_take_apart(name))
    return (
        _find_compound(readings)
        or _find_piece(name, era)
        or _find_office(readings)
        or _find_branch(name, era)
        or _find_below_nation(name)
    )


def is_body(name: str) -> bool:
    """Whether a unit is known to be no organ: a firm, a school, a body made for a time, a description.

    >>> is_body("青山水务集团有限公司"), is_body("县水务局")
    (True, False)
    """
    plain = _ALIAS.sub("", name)
    return any(pattern.search(plain) for pattern in _no_organs_ending_so(plain))


def is_of_nation(name: str) -> bool:
    """Whether a name is that of a body of the nation, or of what it has at a place: no level leads it.

    >>> [is_of_nation(name) for name in ("黄委", "审计署驻昆明特派办", "华东督察局")]
    [True, True, True]
    >>> [is_of_nation(name) for name in ("水利局", "税务局", "城管委")]
    [False, False, False]
    """
    if name in _fixed_names():
        return True
    organ = identify_in(None, name)
    return organ is not None and organ.canonical_name.startswith(tuple(_national_names()))


def name_function(name: str) -> Organ | None:
    """The department that is printed by nothing but its function, 发改 among 发改、财政、教育.

    Of which class it is no word says, so that it is called a department:

    >>> name_function("财政").canonical_name
    '财政部门'
    >>> name_function("修渠") is None
    True
    """
    if name in _FUNCTIONS and (meant := load_stems().get(name, ())):
        return Organ(meant[0].stem + _ANY_DEPARTMENT, meant[0].function)
    return None


def name_body(name: str) -> str | None:
    """The name of a body that is no organ but has a name of its own, a firm, a place; None of a description.

    >>> name_body("青山水务集团有限公司"), name_body("项目实施单位")
    ('青山水务集团有限公司', None)
    """
    plain = _ALIAS.sub("", "".join(name.split()))
    is_own = _OWN_NAME.search(plain) is not None or place_length(plain) == len(plain)
    is_own = is_own or _DIVISION.match(f"{plain}政府") is not None
    if is_own and not _DESCRIBED.match(plain):
        return plain
    return None


@cache
def _fixed_names() -> dict[str, Organ]:
    """National bodies without counterparts in places, by each way to write them."""
    return {word: Organ(e["name"], e["function"]) for word, e in word_entries("organs", "fixed")}


@cache
def _national_names() -> frozenset[str]:
    """The full names of the nation's bodies."""
    national = {entry["national"] for entry in table("organs", "organ") if "national" in entry}
    return frozenset({*national, *(organ.canonical_name for organ in _fixed_names().values())})


@cache
def _national_beginnings() -> frozenset[str]:
    """What the names of the nation's bodies begin with, written in any way."""
    stems_of = chain.from_iterable(
        entry["stems"] for entry in table("organs", "organ") if "national" in entry
    )
    return frozenset(
        name[:2]
        for name in (
            *_national_names(),
            *_fixed_names(),
            *stems_of,
            *_NATION,
            *words("organs", "branch_opening"),
        )
    )


def _find_branch(name: str, on: date | None) -> Organ | None:
    """The branch of a national body at a place: 国家能源局南方监管局, 审计署驻昆明特派办.

    市财政局云泽分局 is none: what stands before the place is no national body.
    """
    if not _BRANCH_TAIL(name) or name[:2] not in _national_beginnings():
        return None
    for end in range(len(name) - 3, 1, -1):
        if name[end - 1] not in _BODY_END:
            continue
        national = name[:end].removesuffix("驻")
        organ = (
            _fixed_names().get(national) or _led_from_above(national) or _find_known(national, on)
        )
        if organ and (organ.canonical_name in _national_names() or name[:2] in _NATION):
            return Organ(organ.canonical_name + name[end:], organ.function)
    return None


def _find_below_nation(name: str) -> Organ | None:
    """A body of the nation behind the ministry whose it is: 水利部长江委."""
    for end in range(3, min(len(name) - 1, _LONGEST_PLACE)):
        own = _fixed_names().get(name[end:])
        if name[end - 1] in _CENTRAL_LAST and own and _find_known(name[:end], None):
            return own
    return None


def _find_known(name: str, on: date | None) -> Organ | None:
    """An organ whose body stands in the tables."""
    # What is asked for is prose as often as a name: 信息系统 ends as no body does.
    if name[-2:] not in _body_ends() and name[-1:] not in _body_ends():
        return None
    for parts in _take_apart(name):
        body = _choose_body(parts, on)
        if body:
            return Organ(_full_name(parts, body), body.function)
    return None


@cache
def _body_ends() -> frozenset[str]:
    """The last two characters of all bodies of the tables, and of what may stand behind their stems."""
    return frozenset(word[-2:] for word in chain(load_bodies(), _DEPARTMENT_WORDS))


def _take_apart(name: str) -> Iterator[_Name]:
    """The ways to take a name apart, those that take least off first."""
    yield _Name("", "", "", name)
    if name[:1] in _OVER_BEGINS:
        over = _OVER_ALONE.match(name)
        if over:
            yield _Name("", "", _name_owner(over), name[over.end() :])
    level = _LEVEL.match(name)
    if level:
        yield from _name_below("", level["level"], name[level.end() :])
    at = place_length(name)
    if at:
        yield from _name_below(name[:at], "", name[at:])
        level = _LEVEL.match(name, at)
        if level:
            yield from _name_below(name[:at], level["level"], name[level.end() :])
    area = _UNKNOWN_AREA.match(name)
    if area:
        yield from _name_below("", area.group(), name[area.end() :])
    division = _DIVISION.match(name)
    if division:
        yield from _name_below(division.group(), "", name[division.end() :])
    # 福清生态环境局: a county without its class word, before the name of an organ only.
    for at in range(2, min(5, len(name) - _SHORTEST_ORGAN)):
        if name[:at] in short_names():
            yield _Name(name[:at], "", "", name[at:])
    # Only behind a first place of one: 云泽市 of 云泽市石桥镇财政所 is one, 石桥镇 another.
    for place in _UNKNOWN_PLACE.finditer(name):
        if name[place.start() - 1 : place.start()] in ("", *"省市县区旗州盟"):
            yield from _name_below(name[: place.end()], "", name[place.end() :])


def _name_below(place: str, level: str, rest: str) -> list[_Name]:
    below = [_Name(place, level, _NATION.get(level, ""), rest)]
    if rest[:1] in _OVER_BEGINS and (over := _OVER.match(rest)):
        # 市委市直机关工委 says its level twice.
        body = _LEVEL_AGAIN.sub("", rest[over.end() :])
        below.append(_Name(place, level, _name_owner(over), body))
    return below


def _name_owner(over: re.Match[str]) -> str:
    if over["government"] in _PREFECTURE:
        return "行政公署"
    if over["government"]:
        return _OWNER["government"]
    return over["party"]


def _choose_body(parts: _Name, on: date | None) -> OrganMeaning | None:
    """The one body that the rest of a name means; None where it may mean organs of different functions."""
    bodies = _possible_bodies(parts)
    if parts.over:
        bodies = _bodies_over(bodies, parts.over)
    if on is not None and len(bodies) > 1:
        bodies = [b for b in bodies if b.stands(on)] or bodies
    functions = {b.function for b in bodies}
    if len(functions) == 1:
        return bodies[0]
    return None


def _possible_bodies(parts: _Name) -> Sequence[OrganMeaning]:
    """The bodies that the tables know by the rest of a name, or by its stem before 部门."""
    bodies: Sequence[OrganMeaning] = load_bodies().get(parts.rest, ())
    if not bodies:
        word = _department_word(parts.rest)
        if word:
            return load_stems().get(parts.rest.removesuffix(word), ())
    if not parts.place and not parts.level:
        return [b for b in bodies if not b.bare]
    return bodies


def _bodies_over(bodies: Sequence[OrganMeaning], over: str) -> Sequence[OrganMeaning]:
    """Those of the side that a name says, government or party, or of no side."""
    own, other = "party", "government"
    if over in _GOVERNMENTS:
        own, other = other, own
    allowed = [b for b in bodies if b.over != other]
    return [b for b in allowed if b.over == own] or allowed


def _department_word(text: str) -> str:
    """The word at the end of a text that says nothing of which organ it is; empty where there is none.

    Of 市场监管部门 it is 部门, since 市场监管 is a field and 市场 is none.
    """
    if not _ends_with_department_word(text):
        return ""
    endings = [word for word in _DEPARTMENT_WORDS if text.endswith(word)]
    return next((word for word in endings if text.removesuffix(word) in load_stems()), endings[-1])


def _full_name(parts: _Name, body: OrganMeaning) -> str:
    """The name in full, with the level as printed."""
    if body.bare:
        name = _default_class(parts, body)
    else:
        name = body.name
    if body.national and (
        parts.level in _NATION
        or (not parts.place + parts.level and name.endswith(_CENTRAL_CLASS) and not body.over)
    ):
        return body.national
    word = _department_word(parts.rest)
    if word and parts.rest not in load_bodies():
        return parts.place + parts.level + body.stem + word
    return parts.place + parts.level + _owner_in_full(parts, body) + name


def _owner_in_full(parts: _Name, body: OrganMeaning) -> str:
    """The government or the committee that the full name carries; the nation's organs carry none."""
    if parts.level in _NATION:
        return ""
    if not body.over:
        # 省委党史研究室: of the party where it says so.
        return "" if parts.over in _GOVERNMENTS else parts.over
    if not (parts.place or parts.level or parts.over):
        return ""
    if parts.over and (parts.over in _GOVERNMENTS) == (body.over == "government"):
        return parts.over
    return _OWNER[body.over] if parts.level in _GOVERNED else ""


def _default_class(parts: _Name, body: OrganMeaning) -> str:
    """A body whose class word is left out: a 厅 in a province, a 部 of the nation, else the usual one."""
    province = parts.level in ("省", "自治区") or (
        not parts.level and parts.place in _province_names()
    )
    wanted = "厅"
    if not province:
        wanted = "部" if parts.level in _NATION else ""
    return body.stem + (wanted if wanted in body.classes else body.classes[0])


@cache
def _province_names() -> frozenset[str]:
    return frozenset(
        chain.from_iterable(
            (r.name, *r.short_names) for r in all_regions() if r.level is Level.PROVINCE
        )
    )


class _Vertical(NamedTuple):
    """An organ led from above, whose name carries a place."""

    pattern: Pattern
    name: str
    function: str
    since: date
    until: date


@cache
def _organ_patterns() -> tuple[_Vertical, ...]:
    short = choice(
        chain.from_iterable(r.short_names for r in all_regions() if r.level is not Level.COUNTY)
    )
    return tuple(
        _Vertical(
            Pattern(entry["pattern"].replace("{short}", short)),
            entry["name"],
            entry["function"],
            entry.get("since", date.min),
            entry.get("until", date.max),
        )
        for entry in table("organs", "vertical")
    )


@cache
def _led_ending_so() -> Callable[[str], tuple[_Vertical, ...]]:
    return sort_by_end(_organ_patterns(), lambda entry, end: entry.pattern.may_end(end))


def _led_from_above(name: str, on: date | None = None) -> Organ | None:
    """An organ led from above; where a day is given, one that existed on it."""
    for entry in _led_ending_so()(name):
        if on is not None and not entry.since <= on <= entry.until:
            continue
        if entry.pattern.may_match(name):
            match = entry.pattern.fullmatch(name)
            if match:
                groups = {key: value or "" for key, value in match.groupdict().items()}
                return Organ(entry.name.format(**groups), entry.function)
    return None


def _find_compound(readings: Sequence[_Name]) -> Organ | None:
    """An organ that is several known ones in one (市农业农村和水利局): the function of the first."""
    for parts in readings:
        ending = _COMPOUND_CLASS.search(parts.rest)
        if not ending or not parts.place + parts.level:
            continue
        pieces = _cut_stems(parts.rest[: ending.start()])
        if pieces:
            word = FULL_CLASS.get(ending.group(), ending.group())
            joined = "".join(pieces)
            first = load_stems()[_LETTERS.get(pieces[0], pieces[0])][0]
            return Organ(parts.place + parts.level + joined + word, first.function)
    return None


def _cut_stems(text: str) -> list[str]:
    """The known stems, joining words and fillers that make up `text`, the longest first, or nothing.

    The first of them is a stem.
    """
    if not text:
        return []
    if 2 <= len(text) <= _LONGEST_SHORT and all(letter in _LETTERS for letter in text):
        return list(text)
    for end in range(len(text), 1, -1):
        if text[:end] in load_stems() or text[:end] in _LETTERS:
            rest = _cut_behind_stem(text[end:])
            if rest is not None:
                return [text[:end], *rest]
    return []


def _cut_behind_stem(text: str) -> list[str] | None:
    """What stands behind the first stem of a compound; None where it is none of that."""
    if not text:
        return []
    for filler in _FILLERS:
        if text.startswith(filler):
            rest = _cut_behind_stem(text[len(filler) :])
            if rest is not None:
                return [filler, *rest]
    joint = _JOINT.match(text)
    pieces = _cut_stems(text[joint.end() :] if joint else text)
    if pieces:
        return [*([joint.group()] if joint else []), *pieces]
    return None


def _find_piece(name: str, on: date | None) -> Organ | None:
    """A piece of an organ has the organ's function: 市公安局高新分局, 区自然资源分局, 公安云泽分局."""
    match = _WITHIN.fullmatch(name)
    organ = _find_known(match["organ"], on) if match else None
    if match and organ:
        return Organ(organ.canonical_name + match["piece"], organ.function)
    tail = _PIECE_TAIL.search(name)
    if tail is None:
        return None
    for parts in _take_apart(name[: tail.start()]):
        meant = _stem_before_place(parts.rest)
        if meant and (parts.level or parts.place or len(parts.rest) > _LONGEST_SHORT - 2):
            return Organ(name, meant.function)
    return None


def _find_office(readings: Sequence[_Name]) -> Organ | None:
    """An office, a station or a section that is called by nothing but its field: 县财政所, 镇应急管理办公室."""
    for parts in readings:
        word = _OFFICE.search(parts.rest)
        meant = load_stems().get(parts.rest[: word.start()], ()) if word else ()
        if word and meant:
            full = FULL_CLASS.get(word.group(), word.group())
            return Organ(
                parts.place + parts.level + parts.rest[: word.start()] + full, meant[0].function
            )
    return None


def _stem_before_place(text: str) -> OrganMeaning | None:
    """The body whose stem opens a text with nothing but a place's name behind it: 公安云泽, 自然资源."""
    known = load_stems()
    for end in range(len(text), 1, -1):
        if text[:end] in known and len(text) - end != 1 and len(text) - end <= _LONGEST_PLACE:
            return known[text[:end]][0]
    return None
