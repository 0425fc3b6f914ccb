"""Two workers on one pool: one goes on where the other was killed, and both keep one pace at a site."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect_of_tests import Server, Worker, descendants, is_article, until
from running import Ended, run

from flows.demo.show import PORTALS
from taizhang.releases import latest_release
from taizhang.store import Store

pytestmark = pytest.mark.prove


@pytest.fixture
def other_worker(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A second worker of the same pool, with the same portals."""
    # As on a machine of its own: with temporary files, and so with budgets, of its own.
    elsewhere = {"TMPDIR": str(tmp_path_factory.mktemp("other"))}
    other = Worker(worker.server, worker.proxy, worker.requests, elsewhere)
    other.ensure()
    yield other
    other.stop()


def automate(server: Server, silence: int) -> Ended:
    """Set the server up, as an operator does."""
    command = ("taizhang", "automate", "--portals", str(PORTALS), "--silence", str(silence))
    return run(*command, home=server.home, PREFECT_API_URL=server.api)


def busy_worker(workers: tuple[Worker, ...]) -> Worker:
    """The one that carries out a run."""
    busy = [one for one in workers if one.process is not None and descendants(one.process.pid)]
    assert len(busy) == 1, busy
    return busy[0]


def test_a_worker_killed_at_its_night_leaves_it_to_the_other(
    server: Server, worker: Worker, other_worker: Worker, tmp_path: Path
) -> None:
    """The release stays as it was, and no page is asked for twice."""
    folder, portals, requests = tmp_path / "store", tmp_path / "portals", worker.requests
    portals.mkdir()
    for file in PORTALS.glob("*.yaml"):  # what is known is not asked for again on the same day
        text = file.read_text(encoding="utf-8").replace("recheck: all", "recheck: age")
        (portals / file.name).write_text(text, encoding="utf-8")
    where = {"store": str(folder), "portals": str(portals)}

    first = server.carried_out("nightly/nightly", **where, portal=["heling"])
    assert first["state"]["type"] == "COMPLETED", first["state"]
    release = latest_release(Store(folder))
    assert release is not None
    before = len(requests.answered)

    assert automate(server, silence=20).code == 0
    try:
        requests.stop_after(articles=3)
        killed = server.start("nightly/nightly", **where)
        until(lambda: requests.waiting, bool)
        victim = busy_worker((worker, other_worker))
        victim.kill()
        requests.go_on()
        assert server.ended(killed)["state"]["type"] == "CRASHED"
    finally:
        assert automate(server, silence=300).code == 0
    untouched = latest_release(Store(folder))
    assert untouched is not None
    assert untouched.release_id == release.release_id

    night = server.carried_out("nightly/nightly", **where)
    assert night["state"]["type"] == "COMPLETED", night["state"]
    assert victim.process is not None
    assert victim.process.poll() is not None, "only the other worker was there"
    articles = Counter(url for url in requests.answered[before:] if is_article(url))
    assert len(articles) > 3
    assert set(articles.values()) == {1}, articles
    newest = latest_release(Store(folder))
    assert newest is not None
    assert set(newest.table("portals")["portal"].to_pylist()) == {"chengwan", "heling"}
    verified = run("taizhang", "verify", "--store", str(folder), home=tmp_path)
    assert verified.code == 0, verified.out + verified.err


def test_two_groups_of_one_site_on_two_workers_keep_one_pace(
    server: Server, worker: Worker, other_worker: Worker, tmp_path: Path
) -> None:
    """A county's two lists as portals of their own, a run each; the nightly publishes both."""
    folder, portals, requests = tmp_path / "store", tmp_path / "portals", worker.requests
    portals.mkdir()
    whole = (PORTALS / "heling.yaml").read_text(encoding="utf-8").replace("rate: 50", "rate: 4")
    lists = re.findall(r"^  - \{slug:.*\n", whole, re.MULTILINE)
    assert len(lists) == 2
    for number, line in enumerate(lists):
        text = whole.replace("slug: heling", f"slug: heling{number}")
        others = "".join(other for other in lists if other != line)
        text = re.sub("^floors.*", "", text.replace(others, ""), flags=re.MULTILINE)
        (portals / f"heling{number}.yaml").write_text(text, encoding="utf-8")
    where = {"store": str(folder), "portals": str(portals)}
    before = len(requests.moments)
    runs = [
        server.start("group/group", **where, portal=[f"heling{number}"])
        for number in range(len(lists))
    ]
    ended = [server.ended(run) for run in runs]
    assert [run["state"]["type"] for run in ended] == ["COMPLETED"] * 2, ended
    # Both were at it at the same time.
    assert max(run["start_time"] for run in ended) < min(run["end_time"] for run in ended)
    moments = requests.moments[before:]
    assert len(moments) >= 10
    assert min(b - a for a, b in itertools.pairwise(moments)) >= 0.25
    assert latest_release(Store(folder)) is None
    night = server.carried_out("nightly/nightly", **where)
    assert night["state"]["type"] == "COMPLETED", night["state"]
    newest = latest_release(Store(folder))
    assert newest is not None
    assert set(newest.table("portals")["portal"].to_pylist()) == {"heling0", "heling1"}
