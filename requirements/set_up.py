"""Makes .venv and installs one lock file into it: `python requirements/set_up.py requirements/run.txt`.

The lock is complete, so nothing is left to resolve: every package is installed as it stands there, by its hash, and
`pip check` says at the end whether they fit. That matters because old pips resolve packages with extras anew, want
newer versions than the lock has and fail minutes later. uv is used where it is installed, the environment's own pip
elsewhere; both read the same lock and the same PIP_INDEX_URL.

Runs before anything is installed: the standard library only, Python 3.11 to 3.13.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
SUPPORTED = ((3, 11), (3, 13))
SECONDS_BETWEEN_LINES = 4.0

# uv has its own names for what pip reads from the environment.
UV_NAMES = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}


class SetUpError(Exception):
    """Set-up cannot go on; the message is one line that says what to do."""


def main(arguments: Sequence[str]) -> int:
    """Makes the environment and installs the lock file named; 0, or 1 after a line on standard error."""
    try:
        check_python()
        lock = ROOT / arguments[0]
        uv = shutil.which("uv")
        make_environment(uv)
        install_packages(uv, lock)
        install_project(uv)
        check_packages(uv)
        # Scripts and the editable install name this folder: by this file the Makefile sees that it was moved.
        (ENVIRONMENT / "place").write_text(str(ROOT), encoding="utf-8")
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def check_python() -> None:
    """Refuses a Python that the lock was not made for."""
    first, last = SUPPORTED
    if not first <= sys.version_info[:2] <= last:
        now = ".".join(map(str, sys.version_info[:3]))
        wanted = f"{first[0]}.{first[1]} to {last[0]}.{last[1]}"
        raise SetUpError(
            f"Python {wanted} is needed, this is {now}: name another with make PYTHON=/path/to/python3.11"
        )


def make_environment(uv: str | None) -> None:
    """Makes .venv, or keeps the one that stands there if its Python runs and it was made in this folder."""
    if is_usable():
        return
    if ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)
    if uv:
        run("making .venv", [uv, "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)])
        return
    try:
        run("making .venv", [sys.executable, "-m", "venv", str(ENVIRONMENT)])
    except SetUpError as error:
        advice = "install its venv module (Debian: apt install python3-venv), or uv"
        raise SetUpError(f"{sys.executable} cannot make environments: {advice}") from error


def is_usable() -> bool:
    """Whether .venv has a Python that runs, and its scripts name this folder."""
    place = ENVIRONMENT / "place"
    if place.exists() and place.read_text(encoding="utf-8") != str(ROOT):
        return False
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def install_packages(uv: str | None, lock: Path) -> None:
    """Installs what the lock names, nothing else, and compiles it at once.

    Where Python may not write bytecode (PYTHONDONTWRITEBYTECODE), each process would compile Prefect again: 10 s.
    """
    title = f"installing {lock.relative_to(ROOT)}"
    options = ["--no-deps", "--require-hashes", "-r", str(lock)]
    if uv:
        run(title, [uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode", *options])
        return
    run(title, [*pip(), "install", "--no-compile", *options])
    # As many processes as there are cores; pip compiles with one. Some packages ship files for other Pythons: quiet.
    compile_all = [str(PYTHON), "-m", "compileall", "-qq", "-j", "0", str(ENVIRONMENT / "lib")]
    run("compiling", compile_all, accepted=(0, 1))


def install_project(uv: str | None) -> None:
    """Installs this folder so that its code runs where it stands; setuptools comes from the lock."""
    options = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    installer = [uv, "pip", "install", "--python", str(PYTHON)] if uv else [*pip(), "install"]
    run("installing taizhang", [*installer, *options])


def check_packages(uv: str | None) -> None:
    """Asks whether every installed package has what it needs."""
    checker = [uv, "pip", "check", "--python", str(PYTHON)] if uv else [*pip(), "check"]
    run("checking", checker)


def pip() -> list[str]:
    """The pip of the environment."""
    return [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def run(title: str, command: Sequence[str], accepted: Sequence[int] = (0,)) -> None:
    """Runs a command and says every few seconds that it lives; its last lines are shown if it fails."""
    print(f"{title} …", file=sys.stderr, flush=True)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment(),
    )
    lines: deque[str] = deque(maxlen=25)
    reader = threading.Thread(target=keep_lines, args=(process, lines), daemon=True)
    reader.start()
    while process.poll() is None:
        try:
            process.wait(SECONDS_BETWEEN_LINES)
        except subprocess.TimeoutExpired:
            print(
                f"  {time.monotonic() - began:4.0f} s{describe_progress(lines)}",
                file=sys.stderr,
                flush=True,
            )
    reader.join(10)
    if process.returncode not in accepted:
        print("\n".join(lines), file=sys.stderr, flush=True)
        raise SetUpError(f"{title} failed; the lines above are the last of: {' '.join(command)}")


def keep_lines(process: "subprocess.Popen[str]", lines: "deque[str]") -> None:
    """Reads what a process prints as it comes, so that it never waits for us."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip():
            lines.append(line.rstrip())


def describe_progress(lines: "deque[str]") -> str:
    """How many packages are there, and what the installer said last."""
    packages = sum(1 for _ in ENVIRONMENT.glob("lib/*/site-packages/*.dist-info"))
    latest = lines[-1].strip()[:80] if lines else ""
    return f", {packages} packages installed{': ' + latest if latest else ''}"


def environment() -> dict[str, str]:
    """This process's variables, with pip's index told to uv where uv has none of its own."""
    variables = dict(os.environ)
    for pip_name, uv_name in UV_NAMES.items():
        if pip_name in variables:
            variables.setdefault(uv_name, variables[pip_name])
    # An environment that is active elsewhere must not be taken for ours.
    variables.pop("VIRTUAL_ENV", None)
    return variables


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
