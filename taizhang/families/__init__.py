"""What is known of the systems that government portals run on, as data: one TOML file a family.

An article is read with the places that its family puts the body, the title and the date in; a list
page is recognised by its family's signatures and walked by `extract`. Every entry says where it was
seen.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain

GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """Where a family puts something: a CSS selector.

    `rank` 1 names nothing but an article's body, 2 the frame around it, 3 is a name that other
    places bear as well.
    """

    selector: str
    note: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A text that stands in the source of the family's pages."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Address:
    """A regular expression that addresses of the family's articles match.

    As `address` it tells the family, as `article` only that a path is an article's, perhaps of a
    family that writes them alike.
    """

    pattern: str
    note: str


@dataclass(frozen=True, slots=True)
class ListSignature:
    """How a family's list page says where its other pages are: a regular expression over its source.

    `kind` names it for the reader in `extract/lists`.
    """

    kind: str
    pattern: str
    note: str


@dataclass(frozen=True, slots=True)
class Family:
    """One system, or one platform built on it.

    `grew_from` names the older one, whose marks its pages still bear.
    """

    name: str
    title: str
    note: str
    grew_from: str | None = None
    marks: tuple[Mark, ...] = ()
    addresses: tuple[Address, ...] = ()
    articles: tuple[Address, ...] = ()
    bodies: tuple[FamilyPlace, ...] = ()
    titles: tuple[FamilyPlace, ...] = ()
    dates: tuple[FamilyPlace, ...] = ()
    lists: tuple[ListSignature, ...] = ()


@cache
def all_families() -> dict[str, Family]:
    """Every family by name; the generic one comes last."""
    found = {}
    for file in resources.files(__name__).iterdir():
        if file.name.endswith(".toml"):
            family = parse_family(file.name.removesuffix(".toml"), file.read_text("utf-8"))
            found[family.name] = family
    # In an order of its own, not the disk's: the first family whose mark a page bears is taken.
    return {name: found[name] for name in sorted(found, key=lambda name: (name == GENERIC, name))}


def parse_family(name: str, text: str) -> Family:
    """A family from its file.

    Raises TypeError where a key is unknown, tomllib.TOMLDecodeError where it is no TOML.
    """
    data = tomllib.loads(text)
    family = Family(
        name=name,
        title=data.pop("title"),
        note=data.pop("note"),
        grew_from=data.pop("grew_from", None),
        marks=tuple(Mark(**entry) for entry in data.pop("mark", ())),
        addresses=tuple(Address(**entry) for entry in data.pop("address", ())),
        articles=tuple(Address(**entry) for entry in data.pop("article", ())),
        bodies=tuple(FamilyPlace(**entry) for entry in data.pop("body", ())),
        titles=tuple(FamilyPlace(**entry) for entry in data.pop("heading", ())),
        dates=tuple(FamilyPlace(**entry) for entry in data.pop("date", ())),
        lists=tuple(ListSignature(**entry) for entry in data.pop("list", ())),
    )
    # A misspelt key would lose its facts without a word.
    if data:
        raise TypeError(f"families/{name}.toml: unknown key {min(data)}")
    return family


@cache
def _address_marks() -> tuple[tuple[re.Pattern[str], str], ...]:
    marks = []
    for family in all_families().values():
        marks += [(re.compile(address.pattern), family.name) for address in family.addresses]
    return tuple(marks)


def by_address(url: str | None) -> str:
    """The name of the family whose articles have such addresses, `generic` where none has."""
    if url:
        for pattern, name in _address_marks():
            if pattern.search(url):
                return name
    return GENERIC


@cache
def _article_paths() -> re.Pattern[str]:
    addresses = chain.from_iterable(family.articles for family in all_families().values())
    return re.compile("|".join(address.pattern for address in addresses))


def is_article_path(path: str) -> bool:
    """Whether a path looks like that of an article in any family.

    >>> is_article_path("/zfgw/202401/t20240105_31.html"), is_article_path("/info/1032/5561.htm")
    (True, True)
    >>> is_article_path("/zfgw/index_2.html")
    False
    """
    return _article_paths().search(path) is not None


def recognise_family(text: str) -> str:
    """The name of the family whose marks a page's source bears, `generic` where it bears none."""
    for family in all_families().values():
        if any(mark.text in text for mark in family.marks):
            return family.name
    return GENERIC
