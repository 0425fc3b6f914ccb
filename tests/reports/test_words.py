"""Every value of a closed set has words in both languages, and no word is left over."""

import tomllib
from enum import StrEnum
from importlib.resources import files

import pytest

from reports.words import all_advice, find_words
from taizhang.issues import Code
from taizhang.tables.terms import Change, Coverage, Health, Outcome, Role

TABLE = tomllib.loads(files("reports").joinpath("words.toml").read_text(encoding="utf-8"))
SETS: dict[str, type[StrEnum]] = {
    "health": Health,
    "role": Role,
    "change": Change,
    "coverage": Coverage,
    "outcome": Outcome,
    "issue": Code,
}


def test_every_closed_set_is_known():
    assert set(TABLE) == {*SETS, "advice"}


@pytest.mark.parametrize("kind", SETS)
def test_each_value_has_words_and_each_word_a_value(kind: str):
    assert set(TABLE[kind]) == {value.value for value in SETS[kind]}
    for value in SETS[kind]:
        said = find_words(kind, value)
        assert said.en.isascii()
        assert any("\u4e00" <= character <= "\u9fff" for character in said.zh)


def test_a_code_of_an_older_release_stands_for_itself():
    assert find_words("issue", "no_such_code").en == "no_such_code"


def test_there_is_always_something_to_say_and_nothing_is_said_in_vain():
    for health in Health:
        mine = [advice for advice in all_advice() if advice.health is health]
        assert mine[-1].when is None
        assert all(advice.when is not None for advice in mine[:-1])


def test_advice_waits_for_signs_that_exist():
    metrics = {"workdays_without_new"}
    assert {advice.when for advice in all_advice() if advice.when} <= {
        *(code.value for code in Code),
        *metrics,
    }
