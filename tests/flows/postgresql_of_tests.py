"""A PostgreSQL server of a test's own, from what Debian installs; it may not run as root."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARIES = max(
    Path("/usr/lib/postgresql").glob("*/bin"),
    key=lambda folder: int(folder.parent.name),
    default=None,
)
USER = "postgres"  # made by Debian's package


def is_installed() -> bool:
    """Whether there is a server to start."""
    return BINARIES is not None and (BINARIES / "initdb").is_file()


@contextmanager
def postgresql(port: int) -> Iterator[str]:
    """Run a server with an empty database while the block runs; the address that Prefect wants."""
    folder = Path(
        tempfile.mkdtemp(prefix="taizhang-postgresql-")
    )  # pytest's own folders are closed to other users
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, USER, USER)
        data = folder / "data"
        _run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        _run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            _run("createdb", "-h", "127.0.0.1", "-p", port, "-U", USER, "prefect")
            yield f"postgresql+asyncpg://{USER}@127.0.0.1:{port}/prefect"
        finally:
            _run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def query(address: str, sql: str) -> str:
    """What the database says to a question."""
    return _run("psql", "-At", "-d", address.replace("+asyncpg", ""), "-c", sql)


def _run(program: str, *arguments: object) -> str:
    assert BINARIES is not None
    user: dict[str, Any] = (
        {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    command = [str(BINARIES / program), *map(str, arguments)]
    # Not into a pipe: the server that pg_ctl starts would keep it open.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command, stdout=said, stderr=said, cwd="/", timeout=60, check=False, **user
        )
        said.seek(0)
        out = said.read()
    assert done.returncode == 0, out
    return out.strip()
