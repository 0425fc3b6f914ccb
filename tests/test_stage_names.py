"""Names of the stages that scripts of others import stay, though the code behind them moves."""

import ast
import importlib
from pathlib import Path

import pytest

from load.builds import Build
from taizhang.outcomes import judge
from taizhang.store import Store
from taizhang.tables.terms import Outcome

PACKAGES = ("taizhang", "flows", "extract", "transform", "expectations", "load", "reports")
NAMES = (
    ("taizhang", "release"),
    ("taizhang.outcomes", "judge"),
    ("taizhang.outcomes", "signs"),
    ("extract.crawl", "crawl"),
    ("extract.lists", "read_list"),
    ("load.build", "build"),
    ("load.release", "publish"),
    ("flows.cli", "run"),
    ("flows.night", "Night"),
    ("flows.plan", "Plan"),
    ("reports.listing", "show"),
)


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_stage_is_called_by_the_name_that_others_know(module: str, name: str) -> None:
    assert callable(getattr(importlib.import_module(module), name))


def test_an_answer_in_hand_is_judged() -> None:
    assert judge(404, "text/html", "http://a.gov.cn/x.html", b"").outcome == Outcome.GONE
    moved = judge(302, None, "http://a.gov.cn/x.html", b"", location="/y.html")
    assert (moved.outcome, moved.detail) == (Outcome.REDIRECT, "http://a.gov.cn/y.html")


def test_a_build_is_described_by_the_name_that_others_know(tmp_path: Path) -> None:
    build = Build(Store(tmp_path), "lanshan", "0" * 16, {"rows": {"issues": 3}})
    assert build.about == build.record


@pytest.mark.shared
def test_all_that_the_shared_scripts_import_is_there(shared: Path) -> None:
    lost = []
    for script in shared.rglob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").partition(".")[0] in PACKAGES
            ):
                module = importlib.import_module(node.module or "")
                lost += [
                    f"{script.name}: {node.module}.{one.name}"
                    for one in node.names
                    if not hasattr(module, one.name)
                ]
    assert lost == []
