"""Every block of commands in README, tutorial and guides runs as it is printed, and prints what stands there.

In a folder like that of a new user: the sample's portals and a store with their first night, nothing else. What needs
a real portal or another machine says so in front of its block.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docs.doc_blocks import DocBlock, match_output, pair_outputs, read_blocks
from running import environment

from flows.demo.server import serve_sample

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
]
PAGES_WITH_COMMANDS = [page for page in PAGES if list(pair_outputs(read_blocks(page)))]
LANGUAGES = {"sh", "python", "text", "toml", "yaml", "json", "sql", "ini"}
REASONS = {"not run", "exit", "stops after"}
SECONDS = 300

pytestmark = pytest.mark.prefect


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_says_what_it_is(page: Path) -> None:
    unnamed = [block.line for block in read_blocks(page) if block.language not in LANGUAGES]
    unknown = [
        block.note for block in read_blocks(page) if block.note and block.note not in REASONS
    ]
    assert (unnamed, unknown) == ([], [])


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `make run` was done."""
    folder = tmp_path_factory.mktemp("first_night")
    command = [Path(sys.executable).parent / "taizhang", "demo", "--store", "demo/store"]
    subprocess.run(
        command, cwd=folder, env=environment(folder / "home"), check=True, capture_output=True
    )
    return folder


@pytest.fixture
def folder(first_night: Path, tmp_path: Path) -> Path:
    """A new user's folder: the first night's store, once as it was made and once as `store`, and the portals."""
    folder = tmp_path / "taizhang"
    shutil.copytree(first_night, folder, symlinks=True)
    shutil.copytree(folder / "demo" / "store", folder / "store", symlinks=True)
    shutil.copytree(ROOT / "flows" / "demo" / "portals", folder / "portals")
    (folder / "taizhang.toml").write_text('portals = "portals"\n', encoding="utf-8")
    (folder / ".venv").symlink_to(sys.prefix)
    for name in ("prefect.yaml", "flows", "tests", "transform"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serve_sample() as address:
        yield address


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_run_as_printed(page: Path, folder: Path, proxy: str) -> None:
    variables = environment(folder / "home", proxy=proxy)
    variables["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), variables["PATH"]])
    exported = folder / "exported"  # what one block exports holds in the next, as in one terminal
    exported.touch()
    for block, printed in pair_outputs(read_blocks(page)):
        if block.note == "not run":
            continue
        place = f"{page.name}, line {block.line}"
        code, output = run_block(block, folder, variables, exported)
        assert code == block.exit_code, f"{place}: exit {code}\n{output}"
        if printed:
            assert match_output(printed.code, output) == [], f"{place}:\n{output}"


def run_block(
    block: DocBlock, folder: Path, variables: dict[str, str], exported: Path
) -> tuple[int, str]:
    """Runs a block as printed and gives its exit code and output; what runs for ever is stopped as by Ctrl-C: 0."""
    if block.language == "python":
        command = [sys.executable, "-c", block.code]
    else:
        command = [
            "bash",
            "-c",
            f". {exported}\nset -o pipefail\n{block.code}\ncode=$?\nexport -p > {exported}\nexit $code",
        ]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=block.seconds or SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        return (0 if block.seconds else -1), output
    return process.returncode, output


def test_output_that_is_not_as_printed_is_found_out() -> None:
    printed = "2 of 2 portals in 20 s; release 2026-11-22-001\nbuild 06d4ff878325\n"
    assert (
        match_output(
            printed, "noise\n2 of  2 portals in 7 s; release 2027-01-01-003\nbuild a1b2c3d4e5f6"
        )
        == []
    )
    assert match_output(printed, "2 of 2 portals failed") == printed.splitlines()
