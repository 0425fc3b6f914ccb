"""Commands in processes of their own, in the environment that an operator has."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


def environment(home: Path, proxy: str | None = None, **variables: str) -> dict[str, str]:
    """The environment of an operator: a Prefect home of its own, the proxy for the portals, no NO_PROXY.

    Commands that tests call in this process set Prefect's variables for themselves: no other process gets those.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    made = {name: value for name, value in ours.items() if "proxy" not in name.lower()}
    made |= {
        "PREFECT_HOME": str(home),
        # A process that a signal ends says where it was.
        "PYTHONFAULTHANDLER": "1",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        **variables,
    }
    return made | ({"HTTP_PROXY": proxy} if proxy else {})


def run(
    *command: str, home: Path, proxy: str | None = None, cwd: Path | None = None, **variables: str
) -> Ended:
    """Run a command of the environment, `taizhang` or `prefect`, in a process of its own."""
    ended = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        env=environment(home, proxy, **variables),
        capture_output=True,
        text=True,
        cwd=cwd or home,
        timeout=400,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


NIGHT = """
import asyncio, sys
from flows.night import Night
from flows.plan import make_plan
from taizhang.settings import load_settings
settings = load_settings(store=sys.argv[1], portals=sys.argv[2])
summary = asyncio.run(Night(make_plan(settings, None, None)).run())
assert summary.release, summary
"""


def night_without_prefect(store: Path, portals: Path, proxy: str, **variables: str) -> None:
    """A whole night in a process of its own, without the seconds that Prefect takes."""
    store.parent.mkdir(parents=True, exist_ok=True)
    ended = run(
        "python", "-c", NIGHT, str(store), str(portals), home=store.parent, proxy=proxy, **variables
    )
    assert ended.code == 0, (ended.code, ended.err)
