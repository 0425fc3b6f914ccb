"""What a plan is about and of which year, by its title; and which organ issued it, by its name."""

import re
import tomllib
from datetime import date
from functools import cache
from importlib import resources
from itertools import chain

from taizhang.regions import place_length, region_by_code
from taizhang.rows import Row

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?度?")
_ABOUT = re.compile(r".*?关于")
_SIGNS = re.compile(r"[^\w]|_|第?[一二三四五六七八九十\d]+[批期号]")
_LEVEL = re.compile(r"[省市县区州旗盟](?=.)")


@cache
def series_table() -> dict[str, list[Row]]:
    """The words of series.toml."""
    return tomllib.loads(resources.files(__package__).joinpath("series.toml").read_text("utf-8"))


def series_number(name: str) -> int:
    """A number of series.toml. Raises KeyError where there is none."""
    numbers: dict[str, int] = {entry["name"]: entry["value"] for entry in series_table()["number"]}
    return numbers[name]


def plan_year(title: str, day: date | None) -> int | None:
    """The first year that a title names, else that of the plan's day.

    >>> plan_year("关于印发2017年政务公开工作要点的通知", None)
    2017
    """
    named = _YEAR.search(title)
    if named:
        return int(named[1])
    if day:
        return day.year
    return None


def names_year(title: str) -> bool:
    """Whether a title says its year, as that of a plan which comes again does."""
    return _YEAR.search(title) is not None


def plan_subject(title: str, region_code: str) -> str:
    """A title without place, organ, year and form; empty where nothing is left that says a subject.

    >>> plan_subject("钦州市人民政府办公室关于印发钦州市2017年政务公开工作要点的通知", "450700")
    '政务公开'
    """
    text = _SIGNS.sub("", _YEAR.sub("", _ABOUT.sub("", title, count=1)))
    text = _places_and_organs(region_code).sub("", text)
    text = _strip_around(text, _lead_pattern(), _form_pattern())
    if len(text) >= series_number("shortest_subject"):
        return text
    return ""


def issuing_organ(issuer: str) -> str:
    """An issuer without its place and level, its offices as the organ itself.

    >>> issuing_organ("钦州市人民政府办公室"), issuing_organ("市教育局")
    ('人民政府', '教育局')
    """
    name = "".join(issuer.split())
    name = _LEVEL.sub("", name[place_length(name) :], count=1)
    for entry in series_table()["office"]:
        for word in entry["words"]:
            if name.endswith(word):
                return str(entry["organ"])
    return name


def _strip_around(text: str, leads: re.Pattern[str], forms: re.Pattern[str]) -> str:
    """A text without words in front and behind, as long as there are any."""
    while (shorter := forms.sub("", leads.sub("", text, count=1), count=1)) != text:
        text = shorter
    return text


@cache
def _lead_pattern() -> re.Pattern[str]:
    return re.compile(rf"^(?:{_alternatives_of('lead')})")


@cache
def _form_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{_alternatives_of('form')})$")


@cache
def _places_and_organs(region_code: str) -> re.Pattern[str]:
    """Names of a region and of those that hold it, and of organs."""
    codes = (region_code[:2] + "0000", region_code[:4] + "00", region_code)
    names = chain.from_iterable(map(_region_names, codes))
    places = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile("|".join(filter(None, [_alternatives_of("organ"), places])))


def _region_names(code: str) -> list[str]:
    found = region_by_code(code)
    if found:
        return [found.name, *found.short_names]
    return []


def _alternatives_of(key: str) -> str:
    words = chain.from_iterable(entry["words"] for entry in series_table()[key])
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
