"""The README's first command on a machine that has Python and make alone, and the wheel in an empty environment.

Minutes each, so `.ci/run` runs them by their mark on every hand-in; the ones for other Pythons and pips are proofs.
"""

import json
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from set_up.fresh import clone_project, fresh_variables, make_old_pip, read_demo_tasks, run_watched

TASKS = 27
# Seconds. A line comes every 4 or 5, so that nobody waits 10 for a word; a busy machine may hold one up.
MOST_SILENT = 20.0
PACKAGES = ("taizhang", "flows", "extract", "transform", "expectations", "load", "reports")

PLAN = """<html><body><h1>某市2026年政务公开工作要点</h1>
<p>一、加强财政信息公开。6月底前公开经批准的预算、决算和绩效评价结果，接受社会监督。（责任单位：市财政局）</p>
<p>二、规范政策解读。重要文件与解读材料同步组织、同步审签、同步发布，提高解读质量。（责任单位：市政府办公室）</p>
<p>三、优化政府网站。及时清理过期栏目，每季度检查一次，公布检查结果。（责任单位：市大数据局）</p></body></html>"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which `make run` was done, without uv."""
    folder = tmp_path_factory.mktemp("fresh")
    clone = clone_project(folder)
    ended = run_watched("make", "run", folder=clone, variables=fresh_variables(folder / "home"))
    assert ended.code == 0, ended.output
    (folder / "output").write_text(ended.output, encoding="utf-8")
    (folder / "silence").write_text(str(ended.longest_silence), encoding="utf-8")
    return clone


@pytest.mark.fresh
def test_the_first_command_shows_the_sample_without_uv(clone: Path) -> None:
    output = (clone.parent / "output").read_text(encoding="utf-8")
    assert f"the first of {TASKS} tasks" in output
    assert "next:" in output


@pytest.mark.fresh
def test_set_up_and_the_first_night_are_never_silent_for_long(clone: Path) -> None:
    assert float((clone.parent / "silence").read_text(encoding="utf-8")) < MOST_SILENT


@pytest.fixture(scope="module")
def distributions(clone: Path) -> Path:
    """A folder with the source distribution of the clone, and the wheel that is built from it, unpacked."""
    made = clone.parent / "distributions"
    build_distribution(clone, "build_sdist", made)
    [packed] = made.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        # Of our own making; Python 3.11.0 to 3.11.3 know no filter.
        archive.extractall(made, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    [unpacked] = [path for path in made.iterdir() if path.is_dir()]
    build_distribution(clone, "build_wheel", made, source=unpacked)
    return made


def build_distribution(clone: Path, kind: str, into: Path, source: Path | None = None) -> None:
    """Builds with the clone's own setuptools, which the lock holds."""
    into.mkdir(exist_ok=True)
    code = f"import sys, setuptools.build_meta as backend; backend.{kind}(sys.argv[1])"
    command = [str(clone / ".venv/bin/python"), "-c", code, str(into)]
    subprocess.run(command, cwd=source or clone, check=True, capture_output=True)


def tracked_files(clone: Path, *below: str) -> set[str]:
    command = ["git", "ls-files", "-z", *below]
    listed = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=True)
    return set(filter(None, listed.stdout.split("\0")))


@pytest.mark.fresh
def test_the_wheel_holds_the_files_that_git_has(clone: Path, distributions: Path) -> None:
    [wheel] = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert names == tracked_files(clone, *PACKAGES)


@pytest.mark.fresh
def test_the_source_distribution_holds_what_the_two_commands_need(
    clone: Path, distributions: Path
) -> None:
    [unpacked] = [path for path in distributions.iterdir() if path.is_dir()]
    names = {
        path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()
    }
    assert tracked_files(clone) - names == set()


@pytest.mark.fresh
def test_the_wheel_in_an_empty_environment_does_what_the_clone_does(
    clone: Path, distributions: Path
) -> None:
    elsewhere = clone.parent / "elsewhere"
    elsewhere.mkdir()
    variables = fresh_variables(clone.parent / "home")
    python = shutil.which("python3", path=variables["PATH"])
    assert python
    subprocess.run([python, "-m", "venv", "empty"], cwd=elsewhere, env=variables, check=True)
    [wheel] = distributions.glob("*.whl")
    for wanted in (["--require-hashes", "-r", str(clone / "requirements/run.txt")], [str(wheel)]):
        install = ["empty/bin/python", "-m", "pip", "install", "--quiet", "--no-deps", *wanted]
        subprocess.run(install, cwd=elsewhere, env=variables, check=True)
    demo = run_watched(
        "empty/bin/taizhang", "demo", "--store", "store", folder=elsewhere, variables=variables
    )
    assert demo.code == 0, demo.output
    assert read_demo_tasks(clone, elsewhere / "store") == read_demo_tasks(
        clone, clone / "demo/store"
    )

    (elsewhere / "plan.html").write_text(PLAN, encoding="utf-8")
    command = ["empty/bin/taizhang", "read", "plan.html", "--json"]
    read = subprocess.run(
        command, cwd=elsewhere, env=variables, capture_output=True, text=True, check=True
    )
    units = [unit["name"] for task in json.loads(read.stdout)["tasks"] for unit in task["units"]]
    assert units == ["市财政局", "市政府办公室", "市大数据局"]


@pytest.mark.prove
@pytest.mark.parametrize(
    ("python", "pip"), [("python3.11", "22.3"), ("python3.12", "23.2.1"), ("python3.13", "24.2")]
)
def test_set_up_holds_on_the_oldest_pip_that_a_python_ships(
    tmp_path: Path, python: str, pip: str
) -> None:
    program = find_python(python)
    if program is None:
        pytest.skip(f"this machine has no {python}")
    clone, variables = clone_project(tmp_path), fresh_variables(tmp_path / "home", program)
    make_old_pip(clone, pip, variables)
    ended = run_watched("make", "run", folder=clone, variables=variables)
    assert ended.code == 0, ended.output
    assert f"the first of {TASKS} tasks" in ended.output


@pytest.mark.prove
def test_an_unpacked_source_distribution_runs(tmp_path: Path, distributions: Path) -> None:
    [unpacked] = [path for path in distributions.iterdir() if path.is_dir()]
    ended = run_watched(
        "make", "run", folder=unpacked, variables=fresh_variables(tmp_path / "home")
    )
    assert ended.code == 0, ended.output
    assert f"the first of {TASKS} tasks" in ended.output


def find_python(name: str) -> str | None:
    """A Python of this machine that runs: on PATH, or beside others where pyenv keeps them."""
    version = name.removeprefix("python")
    versions = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/{name}"))
    for candidate in [*map(str, versions), shutil.which(name)]:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True).returncode == 0:
            return candidate
    return None
