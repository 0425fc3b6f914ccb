"""A Prefect server as tests talk to it, and a worker that they start, kill and start again."""

import json
import math
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from running import BIN, environment, run

ROOT = Path(__file__).resolve().parents[2]
ENDED = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
PATIENCE = 120  # seconds


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with the deployments of prefect.yaml; `api` is its address, `home` where they were made."""

    api: str
    home: Path

    @property
    def ui(self) -> str:
        """Where a browser finds it."""
        return self.api.removesuffix("/api")

    def ask(self, path: str, body: object = None, method: str | None = None) -> Any:
        """What the API answers; None where it only does as it is told."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(
            f"{self.api}/{path}", data, {"Content-Type": "application/json"}, method=method
        )
        for _ in range(30):
            try:
                with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
                    content = answer.read()
                    return json.loads(content) if content else None
            except HTTPError as error:
                # Its SQLite was locked by what ran beside: nothing was written, and Prefect's own client asks again.
                if error.code != 503:
                    raise
                time.sleep(1)
        raise AssertionError(f"{path}: the server is busy for 30 s")

    def deployment(self, name: str) -> dict[str, Any]:
        """A deployment by `flow/name`."""
        found: dict[str, Any] = self.ask(f"deployments/name/{name}")
        return found

    def start(self, deployment: str, **parameters: Any) -> str:
        """Start a run of a deployment, as the UI's form does; its id."""
        found = self.deployment(deployment)
        started: str = self.ask(
            f"deployments/{found['id']}/create_flow_run", {"parameters": parameters}
        )["id"]
        return started

    def ended(self, flow_run: str) -> dict[str, Any]:
        """A run when it has ended."""
        return until(
            lambda: self.ask(f"flow_runs/{flow_run}"), lambda found: found["state"]["type"] in ENDED
        )

    def carried_out(self, deployment: str, **parameters: Any) -> dict[str, Any]:
        """A run of a deployment, started and ended."""
        return self.ended(self.start(deployment, **parameters))

    def runs(self, deployment: str) -> list[dict[str, Any]]:
        """All runs of a deployment, the newest first."""
        wanted = {"id": {"any_": [self.deployment(deployment)["id"]]}}
        found: list[dict[str, Any]] = self.ask(
            "flow_runs/filter", {"deployments": wanted, "sort": "START_TIME_DESC"}
        )
        return found

    def artifacts(self, flow_run: str) -> dict[str, str]:
        """What a run left for people, by key."""
        found = self.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [flow_run]}}})
        return {one["key"]: one["data"] for one in found}


def deploy(api: str, home: Path) -> Server:
    """Make the deployments as prefect.yaml says."""
    for command in (
        ("work-pool", "create", "taizhang", "--type", "process"),
        ("--no-prompt", "deploy", "--all"),
    ):
        # As a shell says it, which `{{ $PWD }}` in prefect.yaml asks.
        ended = run("prefect", *command, home=home, cwd=ROOT, PREFECT_API_URL=api, PWD=str(ROOT))
        assert ended.code == 0, ended.out + ended.err
    return Server(api, home)


def is_article(address: str) -> bool:
    """Whether an address of the sample is an article, by its families' habits."""
    return re.search(r"/info/|/t\d{8}_", address) is not None


class Requests:
    """What the portals were asked for, in order; they can be made to keep everybody waiting."""

    def __init__(self) -> None:
        self.answered: list[str] = []
        # When each was asked for, by the monotonic clock.
        self.moments: list[float] = []
        self.waiting = 0
        self._after: float = math.inf
        self._let_go = Event()

    def note(self, address: str) -> None:
        """Called by the site before each answer."""
        if self._after <= 0:
            self.waiting += 1
            self._let_go.wait(PATIENCE)
            raise ConnectionAbortedError
        self.answered.append(address)
        self.moments.append(time.monotonic())
        self._after -= is_article(address)

    def stop_after(self, articles: int) -> None:
        """Answer so many more articles, then nothing more."""
        self._let_go.clear()
        self.waiting, self._after = 0, articles

    def go_on(self) -> None:
        """Answer again; who was kept waiting gets nothing."""
        self._after = math.inf
        self._let_go.set()


@dataclass(slots=True)
class Worker:
    """A worker of the pool; its portals are behind `proxy`."""

    server: Server
    proxy: str
    requests: Requests = field(default_factory=Requests)
    # Variables of its own, as of another machine.
    own: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def ensure(self) -> None:
        """Start it, if it does not run."""
        if self.process is not None and self.process.poll() is None:
            return
        # The worker itself is Prefect's: to reach its server past the portals' proxy it must be told so.
        own = {
            "PREFECT_API_URL": self.server.api,
            "NO_PROXY": "127.0.0.1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }
        own |= {"TAIZHANG_ATTEMPTS": "1", "TAIZHANG_EXPLORER": "http://127.0.0.1:8020"} | self.own
        variables = environment(self.server.home, self.proxy, **own)
        command = [str(BIN / "prefect"), "worker", "start", "--pool", "taizhang"]
        self.process = subprocess.Popen(
            command, env=variables, cwd=self.server.home, stdout=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """Kill it and everything it has started, as a power cut does."""
        assert self.process is not None
        for process in (self.process.pid, *descendants(self.process.pid)):
            os.kill(process, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Let it end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def until(look: Callable[[], Any], right: Callable[[Any], bool], patience: float = PATIENCE) -> Any:
    """What is seen once it is right."""
    end = time.monotonic() + patience
    while not right(found := look()):
        assert time.monotonic() < end, found
        time.sleep(0.5)
    return found


def descendants(process: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = stat.read_text().partition(" (")
        except OSError:  # it has ended meanwhile
            continue
        parents[int(pid)] = int(rest.rpartition(") ")[2].split()[1])
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]
