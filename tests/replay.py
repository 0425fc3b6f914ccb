"""The replay portals of ../shared on a free local port, for tests of the crawl and of whole nights."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PORTALS = Path(__file__).parent / "portals"  # portal files of the replay portals


@dataclass(frozen=True, slots=True)
class Replay:
    """A running replay server: `proxy` is what to set as HTTP_PROXY."""

    proxy: str
    log: Path

    def requests(self) -> list[dict[str, Any]]:
        """Every request so far, as the server's log gives it."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def serve_replay(shared: Path, log: Path, *options: str) -> Iterator[Replay]:
    """Serve the replay portals while the block runs; `options` are those of its serve.py, like `--generation 2`."""
    log.touch()
    command = [
        sys.executable,
        str(shared / "portals" / "serve.py"),
        "--port",
        "0",
        "--log",
        str(log),
        *options,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            found = re.match(r"listening on (\S+):(\d+)", said)
            assert found, said
            yield Replay(f"http://{found[1]}:{found[2]}", log)
        finally:
            server.terminate()


def expected(shared: Path) -> dict[str, Any]:
    """What a correct crawl finds, by host."""
    sites: dict[str, Any] = json.loads(
        (shared / "portals" / "expected.json").read_text(encoding="utf-8")
    )["sites"]
    return sites
