"""The words and weights of linking, from tables.toml."""

import tomllib
from functools import cache
from importlib import resources
from itertools import chain

from taizhang.rows import Row


@cache
def link_table(key: str) -> list[Row]:
    """Entries of one table. Raises KeyError where there is no such table."""
    content = resources.files(__package__).joinpath("tables.toml").read_text("utf-8")
    entries: list[Row] = tomllib.loads(content)[key]
    return entries


def level_words() -> list[str]:
    """Words for a level of government and its places, which differ between levels where the duty does not."""
    return _words_of("level_word")


def same_words() -> dict[str, str]:
    """Words for one thing, each with the word that stands for all of them."""
    stands_for: dict[str, str] = {}
    for entry in link_table("same_word"):
        stands_for |= dict.fromkeys(entry["words"], entry["word"])
    return stands_for


def general_words() -> list[str]:
    """Words that plans say of anything: what is left without them is the object of a duty."""
    return _words_of("general_word")


def _words_of(key: str) -> list[str]:
    return list(chain.from_iterable(entry["words"] for entry in link_table(key)))


@cache
def measure_weights() -> dict[str, float]:
    """The weight of each measure of a pair."""
    return {entry["name"]: entry["weight"] for entry in link_table("measure")}


@cache
def link_number(name: str) -> float:
    """The model's constant, or a threshold, by its name. Raises KeyError where there is none."""
    numbers: dict[str, float] = {entry["name"]: entry["value"] for entry in link_table("number")}
    return numbers[name]
