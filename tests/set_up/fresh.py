"""A machine on which nothing was installed by hand, as far as one can be had beside this one.

A clone in a folder with a blank and Chinese characters in its name, an empty HOME, a PATH without uv, and of this
process's variables only what says how packages are reached.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "新 克隆"
REACHES_PACKAGES = ("PIP_", "SSL_", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Watched:
    """A command that ended: what it printed, and how long it was silent at the most, in seconds."""

    code: int
    output: str
    longest_silence: float


def clone_project(below: Path) -> Path:
    """A fresh clone of what is committed."""
    clone = below / FOLDER
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    return clone


def fresh_variables(home: Path, python: str = sys.executable) -> dict[str, str]:
    """The variables of a person who has just logged in: `python3` is the interpreter that `python` comes from."""
    home.mkdir(parents=True, exist_ok=True)
    ours = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(REACHES_PACKAGES)
    }
    path = os.pathsep.join([str(_programs_without_uv(home, python)), "/usr/bin", "/bin"])
    # Bytecode may not be written, as in many containers: set-up compiles what it installs.
    return ours | {
        "HOME": str(home),
        "PATH": path,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _programs_without_uv(home: Path, python: str) -> Path:
    """A folder with `python3` alone; git, make and a shell are in /usr/bin, where Debian has no uv."""
    folder = home / "bin"
    folder.mkdir(exist_ok=True)
    # The environment that tests run in must not be taken for the machine's own Python.
    command = [python, "-c", "import sys; print(sys._base_executable)"]
    base = subprocess.run(command, capture_output=True, text=True, check=True)
    program = folder / "python3"
    if not program.exists():
        program.symlink_to(base.stdout.strip())
    return folder


def run_watched(*command: str, folder: Path, variables: Mapping[str, str]) -> Watched:
    """Runs a command to its end and measures its silences."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    longest, latest = 0.0, time.monotonic()
    for line in process.stdout:
        now = time.monotonic()
        longest, latest = max(longest, now - latest), now
        lines.append(line)
    return Watched(process.wait(), "".join(lines), longest)


def make_old_pip(clone: Path, version: str, variables: Mapping[str, str]) -> None:
    """An environment whose pip is as old as the one that a Python ships."""
    python = shutil.which("python3", path=variables["PATH"])
    assert python
    subprocess.run([python, "-m", "venv", ".venv"], cwd=clone, env=dict(variables), check=True)
    install = [".venv/bin/python", "-m", "pip", "install", "--quiet", f"pip=={version}"]
    subprocess.run(install, cwd=clone, env=dict(variables), check=True)


def read_demo_tasks(clone: Path, store: Path) -> str:
    """The tasks of a store's latest release as CSV, read by the clone's own environment."""
    code = "import sys, taizhang; print(taizhang.release(sys.argv[1]).tasks().to_csv(index=False))"
    command = [str(clone / ".venv/bin/python"), "-c", code, str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=clone).stdout
