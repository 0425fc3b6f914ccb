"""Where an issuing organ sits: by the place its name begins with, else by its level on the portal.

What sits above all regions has the code 100000: GB/T 2260 has none for the country, this is the one
in use for it.
"""

import re
import tomllib
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from taizhang.regions.lookup import find_region, full_names, short_names
from taizhang.regions.table import NATION, Level, Region, parent_of, region_by_code

_SHORTEST, _LONGEST = 2, 20
_LEVEL = re.compile("(省|自治区|自治州|州|盟|地区|行署|市|自治县|县|自治旗|旗|区)(?=.)")
# What the name of a region ends with that says of itself 省, 市, 州 ….
_CLASS = {
    "省": ("省",),
    "自治区": ("自治区",),
    "州": ("自治州",),
    "自治州": ("自治州",),
    "盟": ("盟",),
    "地区": ("地区",),
    "行署": ("地区", "盟"),
    "市": ("市",),
    "县": ("县",),
    "自治县": ("自治县",),
    "旗": ("旗",),
    "自治旗": ("自治旗",),
    "区": ("区",),
}
_PLACE_CLASS = ("省", "市", "县", "区", "州", "旗", "盟")


class _Heads(NamedTuple):
    """How names of issuers begin, compiled from issuers.toml."""

    party: re.Pattern[str]
    nation: re.Pattern[str]
    no_level: re.Pattern[str]
    area: re.Pattern[str]


@cache
def _region_heads() -> _Heads:
    table = tomllib.loads(resources.files(__package__).joinpath("issuers.toml").read_text("utf-8"))
    options = {}
    for key in ("party", "no_level"):
        options[key] = list(chain.from_iterable(entry["words"] for entry in table[key]))
    patterns = {
        key: [f"(?:{entry['pattern']})" for entry in table[key]] for key in ("nation", "area")
    }
    return _Heads(
        re.compile("|".join(options["party"])),
        re.compile("|".join(patterns["nation"])),
        re.compile("|".join(options["no_level"])),
        re.compile("|".join(patterns["area"])),
    )


def region_of_issuer(
    issuer: str,
    portal_region: str | None = None,
    on: date | None = None,
) -> str | None:
    """Code of the region where `issuer` sits; 100000 for the State Council and its organs, None if unknown.

    A name that begins with a place sits in it, the innermost where places are nested (通辽市科尔沁区…); a
    place of which there are several is the one nearest to the portal. A name that begins with a
    level (市人民政府) is that level of the portal's region. A name with neither is not guessed. `on` is
    the day of the document: a region is looked for among those that stood then.
    """
    heads = _region_heads()
    name = "".join(issuer.split())
    # 中共河东区委 sits where 河东区委 does.
    party = heads.party.match(name)
    if party:
        name = name[party.end() :]
    # Cut off rather than believed at once: 国家税务总局长沙市税务局 sits in 长沙.
    national = heads.nation.match(name)
    if national:
        name = name[national.end() :]
    places = _places_at_head(name, portal_region, on)
    # Several places by one name, and none of them near the portal: nothing is guessed.
    if places is None:
        return None
    if places:
        return places[-1].code
    if national:
        return NATION
    # After the places: 昆山开发区 bears the short name of a county, which alone, as in 公安局, would be no
    # place at all.
    place = _county_of_area(name, portal_region, on)
    if place:
        return place.code
    level = _LEVEL.match(name)
    if level and portal_region and not heads.no_level.match(name):
        return _at_level(level.group(1), portal_region)
    return None


@lru_cache(maxsize=1 << 14)
def place_length(name: str) -> int:
    """How many characters at the head of `name` are places, nested ones included."""
    at = 0
    while found := _key_at_head(name[at:]):
        at += len(found)
    return at


def _places_at_head(name: str, portal_region: str | None, on: date | None) -> list[Region] | None:
    """The places that a name begins with, outermost first; None where the first could be several."""
    found: list[Region] = []
    while key := _key_at_head(name):
        if found:
            place = find_region(key, found[-1].code, on)
        else:
            place = next(
                filter(
                    None,
                    (find_region(key, near, on) for near in _nearest_regions(portal_region)),
                ),
                None,
            )
            if place is None:
                return None
        if place is None:
            break
        found.append(place)
        name = name[len(key) :]
    return found


def _county_of_area(name: str, portal_region: str | None, on: date | None) -> Region | None:
    """The county whose name a functional area bears at the head of `name`."""
    for end in range(min(_LONGEST, len(name)), 1, -1):
        if name[:end] in short_names() and _region_heads().area.match(name, end):
            return next(
                filter(
                    None,
                    (find_region(name[:end], near, on) for near in _nearest_regions(portal_region)),
                ),
                None,
            )
    return None


def _nearest_regions(code: str | None) -> list[str | None]:
    """The portal's region, what holds it, and the country."""
    near: list[str | None] = []
    while code is not None:
        near.append(code)
        code = parent_of(code)
    # None last: a name that is unique in the country is found even where the portal lies elsewhere.
    return [*near, None]


@cache
def _head_names() -> frozenset[str]:
    """Names that count at the head of a name.

    A county's only with its class word (公安局 is not of 公安县).
    """
    short = {
        name
        for name, entries in short_names().items()
        if name.endswith(_PLACE_CLASS) or any(r.level is not Level.COUNTY for r in entries)
    }
    return frozenset(full_names().keys() | short)


@cache
def _keys_by_beginning() -> dict[str, list[str]]:
    """The keys by their first two characters, the longest first: few names begin like a place."""
    found: dict[str, list[str]] = {}
    for key in sorted(_head_names(), key=len, reverse=True):
        found.setdefault(key[:_SHORTEST], []).append(key)
    return found


def _key_at_head(name: str) -> str | None:
    return next(filter(name.startswith, _keys_by_beginning().get(name[:_SHORTEST], ())), None)


def _at_level(level: str, code: str | None) -> str | None:
    """The region of a class that holds `code` or is it."""
    while code is not None:
        here = region_by_code(code)
        # 区 is a district; 自治区 ends the same.
        if (
            here
            and here.name.endswith(_CLASS[level])
            and (level != "区" or here.level is Level.COUNTY)
        ):
            return code
        code = parent_of(code)
    return None
