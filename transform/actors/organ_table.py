"""The bodies of organs' names as lexicon/organs.toml gives them, ready to be looked up."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from transform.lexicon import table

Over = Literal["government", "party"]
_SHORT = {"委员会": "委", "办公室": "办"}
FULL_CLASS = {short: full for full, short in _SHORT.items()}
# What else names end with that are short for others: 教育工委.
_FULL_ENDING = {"工委": "工作委员会", **FULL_CLASS}
_SHORTEST_BARE = 2


class OrganMeaning(Struct, frozen=True):
    """What a name without place and level means.

    `name` is `stem` and class word. `bare` where the class word was left out (市财政): only a name
    with a level before it; `whole` where the stem says nothing without its class.
    `over` is whose office it is, where its full name says so.
    """

    name: str
    stem: str
    function: str
    classes: tuple[str, ...]
    over: Over | None = None
    national: str | None = None
    since: date | None = None
    until: date | None = None
    bare: bool = False
    whole: bool = False

    def stands(self, on: date) -> bool:
        """Whether the organ existed on a day."""
        if self.since is not None and self.since > on:
            return False
        return self.until is None or on <= self.until


@cache
def load_bodies() -> dict[str, tuple[OrganMeaning, ...]]:
    """Bodies by each way to write them, in the table's order; one way may mean several."""
    bodies: defaultdict[str, list[OrganMeaning]] = defaultdict(list)
    for entry in table("organs", "organ"):
        # The same way to write may come from a stem and from an alias: once is enough.
        for written, body in dict(_ways_to_write(entry)).items():
            bodies[written].append(body)
    return {written: tuple(meant) for written, meant in bodies.items()}


@cache
def load_stems() -> dict[str, tuple[OrganMeaning, ...]]:
    """Bodies by stem, without a class word: what compound names and 财政部门 are made of.

    Stems that say nothing alone (管理 of 管理委员会) are none.
    """
    stems = {
        w: tuple(b for b in meant if b.bare and not b.whole) for w, meant in load_bodies().items()
    }
    return {w: bodies for w, bodies in stems.items() if bodies}


@cache
def _turning_days() -> list[date]:
    """The days on which an organ began to exist, or no longer did."""
    entries = (*table("organs", "organ"), *table("organs", "vertical"))
    ends = {entry["until"] + timedelta(days=1) for entry in entries if "until" in entry}
    return sorted({date.min, *(entry["since"] for entry in entries if "since" in entry), *ends})


def era_of(day: date) -> date:
    """The first of the days between which no organ began or ended: what is known of one holds for all of them.

    >>> era_of(date(2024, 6, 1)) == era_of(date(2024, 7, 1))
    True
    >>> era_of(date(2018, 1, 1)) == era_of(date(2019, 1, 1))
    False
    """
    eras = _turning_days()
    return eras[bisect_right(eras, day) - 1]


def _ways_to_write(entry: dict[str, Any]) -> Iterator[tuple[str, OrganMeaning]]:
    """The ways to write an entry with what they mean; the later win."""
    usual = entry["stems"][0] + entry["classes"][0]
    for stem in entry["stems"]:
        if len(stem) >= _SHORTEST_BARE:
            yield stem, _make_body(entry, usual, bare=True)
    for other in entry.get("others", ()):
        full = _full_name(other)
        for written in {other, full}:
            yield written, replace(_make_body(entry, full), over=None, national=None)
    for alias in entry.get("aliases", ()):
        yield alias, _make_body(entry, usual)
    for stem in entry["stems"]:
        for word in entry["classes"]:
            body = _make_body(entry, entry["stems"][0] + word)
            yield stem + word, body
            if word in _SHORT:
                yield stem + _SHORT[word], body


def _full_name(name: str) -> str:
    """A name with its class word in full."""
    short = next((s for s in _FULL_ENDING if name.endswith(s)), "")
    if short:
        return name.removesuffix(short) + _FULL_ENDING[short]
    return name


def _make_body(entry: dict[str, Any], name: str, *, bare: bool = False) -> OrganMeaning:
    return OrganMeaning(
        name,
        entry["stems"][0],
        entry["function"],
        tuple(entry["classes"]),
        entry.get("of"),
        entry.get("national"),
        entry.get("since"),
        entry.get("until"),
        bare,
        entry.get("whole", False),
    )
