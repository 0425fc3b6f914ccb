"""Targets of sentences that were written with their answers before anything was read from them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from transform.targets.read import read_targets

SENTENCES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "unseen_targets.toml").read_text("utf-8")
)["sentence"]
NONE = [sentence["text"] for sentence in SENTENCES if not sentence["targets"]]
# Of 17 and 16: a norm for who builds homes, in the words of a promise.
GUESSES_LEFT = 1


def promised(text: str) -> list[tuple[str | None, str]]:
    return [(target.what, target.text) for target in read_targets(text, 2025)]


def test_amounts_that_nobody_promises_are_none() -> None:
    guessed = [text for text in NONE if promised(text)]
    assert len(guessed) <= GUESSES_LEFT, guessed


def test_every_promised_amount_is_read_and_no_other() -> None:
    wanted = {s["text"]: [amount for _, amount in s["targets"]] for s in SENTENCES if s["targets"]}
    differing = {
        text: amounts
        for text, amounts in wanted.items()
        if [amount for _, amount in promised(text)] != amounts
    }
    assert differing == {}


def test_most_things_are_those_that_a_reader_named() -> None:
    wanted = [
        (what, amount, found)
        for sentence in SENTENCES
        for (what, amount), found in zip(
            sentence["targets"], promised(sentence["text"]), strict=False
        )
    ]
    right = [what for what, amount, found in wanted if found == (what, amount)]
    assert len(right) >= 0.92 * len(wanted)


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if "by" in s], ids=lambda s: s["text"])
def test_last_days_are_those_of_the_time_words(sentence: dict[str, Any]) -> None:
    days = [
        target.by.isoformat() if target.by else ""
        for target in read_targets(sentence["text"], 2025)
    ]
    assert days == sentence["by"]


def test_what_was_is_no_promise() -> None:
    text = "2024年全市接待游客1260万人次；2025年接待游客1400万人次。"
    assert promised(text) == [("游客", "1400万人次")]
    assert promised("以2020年为基数，用水量下降12%。") == [("用水量", "12%")]
