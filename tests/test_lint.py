"""What `make lint` runs, so that whoever runs all tests has run it too."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGET = re.search(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
PACKAGES = (
    "taizhang",
    "flows",
    "extract",
    "transform",
    "expectations",
    "load",
    "reports",
    "benchmarks",
)
UNFOLDED = (
    "taizhang",
    "flows",
    "extract",
    "expectations",
    "load",
    "reports",
)  # where every comprehension was taken apart
COMMANDS = re.findall(r"^\t\$\(BIN\)/(.+)$", TARGET[1], re.MULTILINE) if TARGET else []


def test_linting_is_known() -> None:
    assert [command.split()[0] for command in COMMANDS] == ["ruff", "ruff", "mypy", "lint-imports"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_project_passes(command: str) -> None:
    name, *options = command.split()
    tool = Path(sys.executable).parent / name
    done = subprocess.run([str(tool), *options], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_class_name_means_one_class_in_the_whole_tree() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(places) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_a_comprehension_has_one_for_one_if_and_binds_no_name() -> None:
    folded = []
    for path in (file for package in UNFOLDED for file in sorted((ROOT / package).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
                continue
            conditions = sum(len(loop.ifs) for loop in node.generators)
            binds = any(isinstance(part, ast.NamedExpr) for part in ast.walk(node))
            if len(node.generators) > 1 or conditions > 1 or binds:
                folded.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert folded == []


def test_no_group_is_repeated_possessively() -> None:
    """Python 3.11.0 to 3.11.4 read `(?:…)*+` otherwise (python/cpython issue 106052); `(?>(?:…)*)` is the same everywhere.

    Debian 12 has 3.11.2. A single character or a set may be: `[^<]*+`.
    """
    repeated = re.compile(r"(?<!\()\)(?:[*+?]|\{\{?[^{}]*\}\}?)\+")
    sources = [
        path
        for package in PACKAGES
        for ending in ("py", "toml")
        for path in (ROOT / package).rglob(f"*.{ending}")
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sources
        for match in repeated.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
