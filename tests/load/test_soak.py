"""A year of nights: one costs what another does, where old releases are cleared by policy.

The site shows two generations of its pages by turns, so that every night has something to read, to version, to publish
and to clear away.
"""

import gc
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import psutil
import pytest
from site_of_tests import FIRST, NEWS, NOTICE, PLAN, Site, portal

from load.build import build
from load.proof.verify import verify
from load.release.release import publish
from load.release.retention import clear_releases
from taizhang.archive import Archive
from taizhang.store import Store

KEPT = 7  # releases
GENERATIONS = (PLAN, PLAN.replace("2026年底前", "2026年10月底前"))


@dataclass(frozen=True, slots=True)
class Cost:
    """What one night cost: seconds of the processor, bytes resident after it, files besides the archive's own."""

    seconds: float
    memory: int
    files: int


def live_through(site: Site, nights: int) -> list[Cost]:
    """One crawl, build, release and clearing a night."""
    costs = []
    for night in range(1, nights + 1):
        site.put("plan", "兰山区2026年政务公开工作要点", GENERATIONS[night % 2])
        site.put("news", "全市政务公开工作会议召开", NEWS)
        site.put("notice", "关于节假日安排的通知", NOTICE)
        archive, day = site.crawl(night), FIRST + timedelta(days=night - 1)
        begun = time.process_time()
        build(site.store, archive, portal(), day)
        publish(site.store, [portal()], day)
        clear_releases(site.store, KEPT)
        seconds = time.process_time() - begun
        gc.collect()
        others = [
            key for folder in ("builds", "releases", "readings") for key in site.store.keys(folder)
        ]
        costs.append(Cost(seconds, psutil.Process().memory_info().rss, len(others)))
    return costs


def mean(costs: list[Cost], name: str) -> float:
    return sum(getattr(cost, name) for cost in costs) / len(costs)


def test_two_weeks_of_nights_keep_as_many_files(tmp_path: Path) -> None:
    site = Site(Store(tmp_path / "store"))
    costs = live_through(site, 14)
    assert costs[-1].files <= costs[KEPT + 1].files
    assert verify(site.store, Archive(site.store)).findings == []


@pytest.mark.prove
def test_a_year_of_nights_costs_the_same_each_night(tmp_path: Path) -> None:
    site = Site(Store(tmp_path / "store"))
    costs = live_through(site, 365)
    early, late = costs[30:60], costs[-30:]
    figures = {
        name: (mean(early, name), mean(late, name)) for name in ("seconds", "memory", "files")
    }
    print(json.dumps(figures))
    assert figures["files"][1] <= figures["files"][0] * 1.05
    assert figures["memory"][1] <= figures["memory"][0] * 1.15
    # By the median: the machine may be busy. The archive has more captures each night, and the plan
    # more versions: a few hundredths of a second in a year.
    usual = [median(cost.seconds for cost in costs_of) for costs_of in (early, late)]
    print(json.dumps({"median seconds": usual}))
    assert usual[1] <= usual[0] * 1.25
    assert verify(site.store, Archive(site.store)).findings == []
