"""A look at a store loads only what looking needs: a second of CPU, not ten."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from taizhang.releases import Release

ROOT = Path(__file__).parents[2]
HEAVY = (
    "great_expectations",
    "prefect",
    "scipy",
    "duckdb",
    "load.build",
    "transform.reading",
    "extract.web",
)


# What the morning's look at a store needs least of all.
PAGES = ("pandas", "jinja2", "expectations")


@pytest.mark.disk(reason="a command is given a folder")
@pytest.mark.parametrize(
    ("command", "heavy"),
    [("status", HEAVY + PAGES), ("issues", HEAVY + PAGES), ("quarantine", HEAVY + PAGES)],
)
def test_looking_loads_nothing_heavy(
    published: Release, command: str, heavy: tuple[str, ...]
) -> None:
    code = f"import sys; from flows.cli import run; run([{command!r}, '--store', {str(published.store.root)!r}])\n"
    code += f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": paths}, capture_output=True
    )
    assert done.stderr.decode().splitlines()[-1] == "[]"
