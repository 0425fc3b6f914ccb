"""The tables of the lexicon: every one is asked for, every entry says why it is there, every pattern compiles."""

import re
import tomllib
from pathlib import Path

import pytest

from transform import lexicon

FOLDER = Path(lexicon.__file__).parent
SOURCES = "\n".join(p.read_text("utf-8") for p in FOLDER.parent.rglob("*.py"))
FILES = sorted(FOLDER.glob("*.toml"))


def tables(path: Path) -> dict[str, list[dict]]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_table_is_asked_for(path):
    for key in tables(path):
        asked = re.search(
            rf"[\"']{path.stem}[\"'](?:,\s*[\"']\w+[\"'])*,\s*[\"']{key}[\"']", SOURCES
        )
        asked = asked or re.search(rf"_compile\([\"']{key}[\"']", SOURCES)
        asked = asked or re.search(rf"[\"']{key}[\"']", SOURCES)
        assert asked, f"{path.name}: nothing asks for [[{key}]]"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_entry_says_why(path):
    for key, entries in tables(path).items():
        for entry in entries:
            assert entry.get("note"), f"{path.name}: [[{key}]] {entry}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_patterns_compile(path):
    for entries in tables(path).values():
        for entry in entries:
            for name in ("pattern", "before", "after"):
                if name in entry:
                    re.compile(entry[name])


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_word_stands_twice_in_a_table(path):
    for key, entries in tables(path).items():
        words = [
            word
            for entry in entries
            if "word" in entry or "words" in entry
            for word in lexicon.entry_words(entry)
        ]
        assert len(words) == len(set(words)), (
            f"{path.name}: [[{key}]] {sorted({w for w in words if words.count(w) > 1})}"
        )


def test_the_longest_word_is_tried_first():
    assert re.compile(lexicon.choice(["管委", "管委会"])).match("管委会").group() == "管委会"


def test_words_that_begin_alike_are_all_found():
    words = ["牵头", "牵头单位", "牵头部门", "责任", "责任单位", "a.b", "a|b"]
    found = re.compile(lexicon.choice(words))
    assert all(found.fullmatch(word) for word in words)
    assert not any(found.fullmatch(word) for word in ("牵头单", "责", "aab", ""))
    assert found.match("牵头单位名单").group() == "牵头单位"
    assert found.match("牵头单元").group() == "牵头"
