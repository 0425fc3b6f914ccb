"""CONTRIBUTING's table "you want to / go to": every path is there, and every name in it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = re.findall(
    r"^\| ([^|]+) \| ([^|]+) \|$",
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
TABLE = {wanted: place for wanted, place in ROWS if wanted not in ("you want to", "---")}
FOLDERS = (
    "",
    "transform/lexicon",
)  # a table of knowledge is named by its file alone, behind one with its folder
# The changes that people make most often; each must be found by one of its words.
CHANGES = (
    "label",
    "verb",
    "deadline",
    "CMS family",
    "portal",
    "column",
    "rule on rows",
    "command",
    "kind of file",
    "report",
    "scheduler",
    "store elsewhere",
    "politely",
    "gate",
    "language",
    "id",
    "titles",
)


@pytest.mark.parametrize("place", TABLE.values(), ids=list(TABLE))
def test_a_row_leads_somewhere(place: str) -> None:
    paths = [
        path
        for path in re.findall(r"`([^`]+)`", place)
        if "/" in path or path.endswith((".py", ".toml"))
    ]
    linked = re.findall(r"\]\(([^)]+)\)", place)
    assert paths or linked
    for path in (*paths, *linked):
        file, _, name = path.partition(":")
        there = [ROOT / folder / file for folder in FOLDERS if (ROOT / folder / file).exists()]
        assert there, path
        if name:
            names = {
                getattr(node, "name", None)
                for node in ast.walk(ast.parse(there[0].read_text(encoding="utf-8")))
            }
            assert name in names, path


@pytest.mark.parametrize("change", CHANGES)
def test_every_frequent_change_has_a_row(change: str) -> None:
    assert [wanted for wanted in TABLE if re.search(rf"\b{change}\b", wanted)]
