"""A crawl killed at any moment goes on where it was: nothing archived is fetched twice, nothing archived is lost."""

import multiprocessing
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crawling import Replay, crawl_all

from taizhang.archive import Archive, Capture
from taizhang.archive.members import read_members
from taizhang.archive.records import read_captures
from taizhang.portals import Portal
from taizhang.store import Store

pytestmark = pytest.mark.shared
LONGEST = 0.3  # seconds, about what an undisturbed crawl takes


def archived(folder: Path) -> list[Capture]:
    """What stands whole in the WARC files, whatever else stands behind it."""
    found = []
    for path in sorted(folder.rglob("*.warc.gz")):
        with path.open("rb") as file:
            found += [capture for capture, _ in read_captures(read_members(file), path.name)]
    return found


def crawl_until_killed(portal: Portal, folder: Path, after: float) -> bool:
    """Crawl in a process of its own and kill it; False if the crawl was done before."""
    child = multiprocessing.get_context("fork").Process(target=crawl_all, args=([portal], folder))
    child.start()
    child.join(after)
    child.kill()
    child.join()
    closed = any(folder.rglob("runs/*.json")) and not any(folder.rglob("runs/*.open"))
    return child.exitcode != 0 and not closed


def same(captures: list[Capture]) -> list[tuple[Any, ...]]:
    return sorted(
        (c.url, c.purpose, c.outcome.value, c.digest or "", c.detail or "", c.referrer or "")
        for c in captures
    )


def prove(kills: int, server: Replay, portal: Portal, folder: Path) -> None:
    chance = random.Random(kills)
    crawl_all([portal], folder / "undisturbed")
    undisturbed = same(Archive(Store(folder / "undisturbed")).captures(portal.slug))
    number, done = 0, 0
    while done < kills:
        store, before, held = folder / str(number), len(server.requests()), set()
        while crawl_until_killed(portal, store, chance.uniform(0.01, LONGEST)):
            done += 1
            again = {r["path"] for r in server.requests()[before:]} & held
            assert not again, f"fetched again after kill {done}: {again}"
            held = {c.url.partition(portal.url.rstrip("/"))[2] for c in archived(store)}
            before = len(server.requests())
        assert not {r["path"] for r in server.requests()[before:]} & held
        captures = Archive(Store(store)).captures(portal.slug)
        assert same(captures) == undisturbed
        assert all(
            Archive(Store(store)).payload(c) for c in captures if c.outcome == "content" and c.size
        )
        assert len(list(store.rglob("*.open"))) == 0
        number += 1
    print(f"\n{done} kills in {number} crawls")
    assert number > 0


def test_twenty_kills(replay: Callable[..., Replay], portals: list[Portal], tmp_path: Path) -> None:
    prove(20, replay(), next(p for p in portals if p.slug == "lanshan"), tmp_path)


@pytest.mark.prove
def test_two_hundred_kills(
    replay: Callable[..., Replay], portals: list[Portal], tmp_path: Path
) -> None:
    prove(200, replay(), next(p for p in portals if p.slug == "lanshan"), tmp_path)
