"""A word of the lexicon acts only on documents that hold it: reading these again gives what reading all again gives."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from plans_of_tests import write_plans

from load.cache.rules import ReadingRules
from load.reading.wording import WordSearch
from transform.lexicon import load_file, table
from transform.lexicon.entries import Entry, keyed_entries

TESTS = Path(__file__).resolve().parents[1]
KEYED = [one["table"] for one in table("keys", "keyed")]
LEADS = {entry["stems"][0] for entry in table("organs", "organ")}  # without it there is no entry
Change = tuple[str, str, str]  # table, what is done, word


def readings(
    changes: Sequence[Sequence[Change]], *folders: Path
) -> Iterator[tuple[ReadingRules, dict[str, list[str]]]]:
    """By the lexicon as it is, then by each changed one: the rules, and digest and wording of every document."""
    asked = "\n".join(json.dumps(some) for some in ([], *changes))
    command = [sys.executable, str(TESTS / "load" / "readings_with.py"), *map(str, folders)]
    done = subprocess.run(
        command, input=asked, capture_output=True, text=True, env={"PYTHONPATH": str(TESTS.parent)}
    )
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        told = json.loads(line)
        words = {name: [Entry(*one) for one in some] for name, some in told["words"].items()}
        yield ReadingRules(told["code"], words), told["documents"]


def proved(changes: Sequence[Sequence[Change]], *folders: Path) -> set[str]:
    """Tables whose changes changed a reading, every one of which was foreseen."""
    [(rules, before), *others] = readings(changes, *folders)
    acted = set()
    for some, (now, after) in zip(changes, others, strict=True):
        words = now.words_changed(rules)
        if words is None:  # everything is read again
            continue
        assert words == {
            table: sorted({word for one, _, word in some if one == table}) for table, _, _ in some
        }
        held = WordSearch(word for found in words.values() for word in found)
        for name, (digest, said) in before.items():
            if after[name][0] != digest:
                acted |= words.keys()
                assert held.stand_in(said), f"{some}: {name} is read otherwise"
    return acted


def some_changes(
    name: str, count: int, texts: Sequence[str], chance: random.Random
) -> list[Change]:
    """Words of a table to take out, and as many to put in that stand in one of the texts."""
    known = {entry.word for entry in keyed_entries()[name]}
    there = sorted(word for word in known - LEADS if any(word in text for text in texts))
    made: list[Change] = [
        (name, "remove", word) for word in chance.sample(there, min(count, len(there)))
    ]
    added: set[str] = set()
    while len(added) < count:
        text = chance.choice([text for text in texts if len(text) > 100])
        at = chance.randrange(len(text) - 4)
        word = text[at : at + chance.randint(2, 4)]
        if word.isalnum() and word not in known:
            added.add(word)
    return [*made, *((name, "add", word) for word in sorted(added))]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents that touch every table."""
    return write_plans(tmp_path_factory.mktemp("plans") / "of tests")


def texts_of(*folders: Path) -> list[str]:
    """All that the documents in these folders say."""
    [(_, documents)] = readings([], *folders)
    return [said for _, said in documents.values()]


def test_words_of_every_table_act_only_where_they_stand(plans: Path) -> None:
    texts = texts_of(plans)
    chance = random.Random(20261122)
    changes = [some_changes(name, 3, texts, chance) for name in KEYED]
    assert len(proved(changes, plans)) >= 8


def test_whole_entries_and_what_they_say(plans: Path) -> None:
    changes: list[list[Change]] = [
        [("organs.organ", "other", "财政")],
        [("roles.partner", "add", "联合")],
        [("times.unscheduled", "remove", "适时")],
        [("kinds.document_word", "remove", "要点")],
    ]
    assert proved(changes, plans) >= {"organs.organ", "times.unscheduled"}


@pytest.mark.prove
@pytest.mark.shared
@pytest.mark.parametrize("name", KEYED)
def test_every_word_of_a_table_acts_only_where_it_stands(
    name: str, shared: Path, plans: Path
) -> None:
    folders = (plans, TESTS / "pages", shared / "gold" / "seeds", shared / "gold" / "documents")
    texts = texts_of(*folders)
    chance = random.Random(name)
    proved([some_changes(name, 1, texts, chance) for _ in range(12)], *folders)


def test_a_pattern_a_new_order_and_an_empty_table_count_as_code() -> None:
    rules = ReadingRules.today()
    organs, partner = rules.words["organs.organ"], rules.words["roles.partner"]

    def changed(name: str, some: list[Entry]) -> dict[str, list[str]] | None:
        return ReadingRules(rules.code, rules.words | {name: some}).words_changed(rules)

    assert changed("organs.organ", organs) == {}
    assert changed("organs.organ", organs[1:]) == {"organs.organ": [organs[0].word]}
    assert changed("organs.organ", [*organs, Entry("某某", "{}")]) == {"organs.organ": ["某某"]}
    assert changed("organs.organ", [organs[0]._replace(says="{}"), *organs[1:]]) == {
        "organs.organ": [organs[0].word]
    }
    assert changed("organs.organ", organs[::-1]) is None
    assert changed("roles.partner", partner[1:]) is None
    assert ReadingRules("0" * 16, rules.words).words_changed(rules) is None


@pytest.mark.parametrize(
    ("text", "word", "stands"),
    [
        ("（责任单位：市财政局）", "责任单位", True),
        ("责 任\n单 位：市财政局", "责任单位", True),
        ("责任（部门）单位", "责任单位", True),
        ("工作任务及内容", "工作任务内容", True),
        ("ＮＯ．", "NO", True),
        ("市财政局", "责任单位", False),
        ("单位责任", "责任单位", False),
    ],
)
def test_a_word_stands_in_a_text_in_whatever_form_it_is_read(
    text: str, word: str, stands: bool
) -> None:
    assert WordSearch([word]).stand_in(text) is stands


def test_comments_and_notes_are_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ReadingRules.today()
    for name in ("organs", "times"):
        for some in load_file(name).values():
            monkeypatch.setitem(some[0], "note", "another note")
    assert ReadingRules.today() == rules
