"""Two machines that crawl into one store keep one pace at a site together.

Machines are processes here, each with temporary files of its own and so with budgets of its own.
"""

import dataclasses
import itertools
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from crawling import NOW, Replay, manners_for
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures

from extract import turns
from extract.budget import Budget
from extract.crawl import crawl_portal
from extract.turns import Turn, join_turn, leave_turn, machine_of
from taizhang.archive import Archive
from taizhang.portals import Portal
from taizhang.store import Store

SITE = "a.gov.cn"
PACE = 0.1
START = multiprocessing.get_context("spawn")


@pytest.fixture
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns of half a second, handed over within a quarter of one."""
    for name, value in {"TURN": 0.5, "IDLE": 0.5, "LOOK": 0.1, "GIVE_WAY": 0.25}.items():
        monkeypatch.setattr(turns, name, value)


def on_machine(folder: Path, quick: dict[str, float]) -> None:
    """Be a machine of one's own: with budgets of its own."""
    folder.mkdir(exist_ok=True)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    for name, value in quick.items():
        setattr(turns, name, value)


def quick_ones() -> dict[str, float]:
    return {name: getattr(turns, name) for name in ("TURN", "IDLE", "LOOK", "GIVE_WAY")}


def crawl_there(
    folder: Path, quick: dict[str, float], root: str, portal: Portal, together: Barrier
) -> None:
    """Crawl on a machine of one's own, from the first request on beside the other one."""
    on_machine(folder, quick)
    begin_request, began = Turn.begin_request, []

    def begin_together(turn: Turn, pause: Callable[[float], None]) -> None:
        if not began:
            began.append(together.wait(60))
        begin_request(turn, pause)

    Turn.begin_request = begin_together  # type: ignore[method-assign]
    manners = manners_for(portal, rate=1 / PACE, timeout=30.0, exchange=60.0)
    manners = dataclasses.replace(manners, user_agent=f"{manners.user_agent} {portal.slug}")
    crawl_portal(portal, Store(root), manners, NOW)


def begin(target: Callable[..., None], *arguments: Any) -> BaseProcess:
    process = START.Process(target=target, args=arguments)
    process.start()
    return process


def crawl_on_two_machines(
    store: Store, server: Replay, portals: list[Portal], folder: Path
) -> list[float]:
    """Two machines crawl portals of one site; the moments of all requests, as the server logged them."""
    whole = next(portal for portal in portals if portal.slug == "lanshan")
    slugs = ("lanshan-a", "lanshan-b")
    together = START.Barrier(len(slugs))
    machines = [
        begin(
            crawl_there,
            folder / slug,
            quick_ones(),
            store.root,
            whole.model_copy(update={"slug": slug}),
            together,
        )
        for slug in slugs
    ]
    for machine in machines:
        machine.join(120)
        assert machine.exitcode == 0
    requests = sorted(server.requests(), key=lambda request: request["time"])
    first, second = (
        [at for at, request in enumerate(requests) if request["user-agent"].endswith(slug)]
        for slug in slugs
    )
    # They took turns: neither waited for the other one's end.
    assert first[0] < second[-1]
    assert second[0] < first[-1]
    for slug in slugs:
        assert Archive(store).captures(slug)
    return [request["time"] for request in requests]


@pytest.mark.shared
@pytest.mark.usefixtures("quick_turns")
def test_two_machines_with_one_store_keep_one_pace(
    replay: Callable[..., Replay], portals: list[Portal], tmp_path: Path
) -> None:
    moments = crawl_on_two_machines(Store(tmp_path / "store"), replay(), portals, tmp_path)
    assert min(b - a for a, b in itertools.pairwise(moments)) >= PACE


@pytest.mark.shared
@pytest.mark.usefixtures("quick_turns")
def test_two_machines_with_one_bucket_keep_one_pace(
    replay: Callable[..., Replay],
    portals: list[Portal],
    bucket_store: Store,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    moments = crawl_on_two_machines(bucket_store, replay(), portals, tmp_path)
    assert min(b - a for a, b in itertools.pairwise(moments)) >= PACE


# A turn by itself
# --------------------------------------------------------------------------------------------------


def machine(store: Store, folder: Path) -> tuple[Turn, Budget]:
    """A turn and a budget of a machine of its own, within this process."""
    return Turn(store, SITE, folder), Budget(SITE, folder)


def ask(turn: Turn, budget: Budget, interval: float = 0.05) -> float:
    """Ask once; when that was."""
    turn.begin_request(time.sleep)
    budget.start_request(interval)
    moment = time.monotonic()
    budget.note_answer_begins()
    turn.end_request()
    return moment


@pytest.mark.usefixtures("quick_turns")
def test_the_next_machine_begins_with_a_whole_interval_of_the_last(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ours, theirs = machine(store, tmp_path / "a"), machine(store, tmp_path / "b")
    asked = ask(*ours, interval=0.4)
    ours[0].rest(0.0)
    # It has not read robots.txt yet, and would ask sooner.
    assert ask(*theirs, interval=0.01) - asked >= 0.4


@pytest.mark.usefixtures("quick_turns")
def test_a_site_that_wants_rest_gets_it_from_all_machines(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ours, theirs = machine(store, tmp_path / "a"), machine(store, tmp_path / "b")
    ask(*ours)
    ours[1].hold_requests(1.0)
    refused = time.monotonic()
    ours[0].rest(0.0)
    assert ask(*theirs) - refused >= 0.9


@pytest.mark.usefixtures("quick_turns")
def test_who_waits_gets_a_turn_before_the_other_has_done(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    stop, ours = [False], machine(store, tmp_path / "a")
    moments: list[float] = []

    def ask_on() -> None:
        while not stop[0]:
            moments.append(ask(*ours))

    thread = threading.Thread(target=ask_on)
    thread.start()
    time.sleep(0.2)
    began = time.monotonic()
    asked = ask(*machine(store, tmp_path / "b"))
    stop[0] = True
    thread.join()
    assert turns.TURN - 0.3 <= asked - began <= turns.TURN + 1.0
    assert all(abs(asked - moment) >= 0.05 for moment in moments)


@pytest.mark.usefixtures("quick_turns")
def test_with_nobody_waiting_a_turn_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TURN", 0.1)
    monkeypatch.setattr(turns, "GIVE_WAY", 60.0)
    ours = machine(Store(tmp_path / "store"), tmp_path / "a")
    moments = [ask(*ours) for _ in range(6)]
    assert moments[-1] - moments[0] < 2.0


def hold_for_ever(folder: Path, root: str) -> None:
    turn, budget = machine(Store(root), folder)
    turn.begin_request(time.sleep)
    budget.start_request(0.3)
    (folder / "asked").touch()
    time.sleep(600)


@pytest.mark.usefixtures("quick_turns")
def test_a_machine_that_is_killed_leaves_its_site_and_its_pace(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ours = machine(store, tmp_path / "a")
    ask(*ours)
    ours[0].rest(0.0)
    victim = begin(hold_for_ever, tmp_path / "b", store.root)
    while not (tmp_path / "b" / "asked").exists():
        time.sleep(0.05)
    victim.kill()
    victim.join()
    killed = time.monotonic()
    # Who asked last is known though it could not say goodbye: we begin with a whole interval.
    asked = ask(*ours, interval=0.3)
    assert 0.29 <= asked - killed < 3.0


def test_crawls_of_one_process_share_a_turn_and_the_last_one_gives_it_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    turn = join_turn(store, SITE)
    assert join_turn(store, SITE) is turn
    turn.begin_request(time.sleep)
    turn.end_request()
    leave_turn(turn)
    with pytest.raises(Exception, match=f"asking {SITE}"), store.lock(f"sites/{SITE}", "a test"):
        pass
    leave_turn(turn)
    with store.lock(f"sites/{SITE}", "a test"):
        pass
    assert join_turn(store, SITE) is not turn


def test_a_machine_has_one_name_and_others_have_others(tmp_path: Path) -> None:
    assert machine_of(tmp_path / "a") == machine_of(tmp_path / "a")
    assert machine_of(tmp_path / "a") != machine_of(tmp_path / "b")
    assert [path.name for path in (tmp_path / "a").iterdir()] == [turns.MACHINE]


@pytest.mark.usefixtures("quick_turns")
def test_a_crawl_that_waits_for_its_turn_ends_with_its_window(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    held = store.lock(f"sites/{SITE}", "another machine")
    ended = datetime.now(UTC)

    class ClosedError(Exception):
        pass

    def pause(seconds: float) -> None:
        raise ClosedError

    with held, pytest.raises(ClosedError):
        Turn(store, SITE, tmp_path / "a").begin_request(pause)
    assert (datetime.now(UTC) - ended).total_seconds() < 1
